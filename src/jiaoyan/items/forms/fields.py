"""Fields of this package: one row out of a list that was read once, and the lines of the objectives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django import forms

from jiaoyan.web.forms import Choices, PersonSelect


class RowField(forms.ChoiceField):
    """One row out of ``rows``; gives the row or None. ``named`` says what a row is called."""

    def __init__(self, rows: Iterable[Any] = (), *, named: Callable[[Any], str] = str, **kwargs: Any) -> None:
        super().__init__(**{"widget": PersonSelect(), **kwargs})
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [("", "请选择"), *((key, named(row)) for key, row in self.rows.items())]

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "pk", value)


class RowsField(forms.MultipleChoiceField):
    """Several rows out of ``rows``; gives a list of rows."""

    def __init__(self, rows: Iterable[Any] = (), *, named: Callable[[Any], str] = str, **kwargs: Any) -> None:
        super().__init__(**{"widget": Choices(), **kwargs})
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [(key, named(row)) for key, row in self.rows.items()]

    def clean(self, value: Any) -> list[Any]:
        return [self.rows[key] for key in super().clean(value)]

    def prepare_value(self, value: Any) -> Any:
        return [getattr(row, "pk", row) for row in value] if isinstance(value, list | tuple) else value


class PlainDecimal(forms.DecimalField):
    """A number shown as people write it: 9 and not 9.0. What was typed stays as it was typed."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def lines(rows: int = 2, **attributes: Any) -> forms.Textarea:
    """A textarea that grows with its text."""
    return forms.Textarea(attrs={"rows": rows, "data-autosize": True, **attributes})
