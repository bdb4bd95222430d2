"""Fields shared by the forms of this package: people and rows out of a list that was read once, and lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jiaoyan.schools.models import Person
from jiaoyan.web.forms import PersonSelect


class ChipsMany(forms.CheckboxSelectMultiple):
    """Several of a few, as chips."""

    template_name = "web/forms/chips.html"


class RowField(forms.ChoiceField):
    """One row out of ``rows`` (read once by the caller); gives the row or None."""

    def __init__(self, rows: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(**{"widget": PersonSelect(), **kwargs})
        self.offer(rows)

    def offer(self, rows: Iterable[Any]) -> None:
        """Say what there is to choose from."""
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [("", "请选择"), *((key, str(row)) for key, row in self.rows.items())]

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "pk", value)


class RowsField(forms.MultipleChoiceField):
    """Several rows out of ``rows``; gives a list of rows."""

    def __init__(self, rows: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(**{"widget": ChipsMany(), **kwargs})
        self.offer(rows)

    def offer(self, rows: Iterable[Any]) -> None:
        """Say what there is to choose from."""
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [(key, str(row)) for key, row in self.rows.items()]

    def clean(self, value: Any) -> list[Any]:
        return [self.rows[key] for key in super().clean(value)]

    def prepare_value(self, value: Any) -> Any:
        return [getattr(row, "pk", row) for row in value] if isinstance(value, list | tuple) else value


class LinesField(forms.CharField):
    """One entry a line; gives a list without empty lines. ``longest`` limits an entry."""

    def __init__(self, *, rows: int = 3, longest: int = 200, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": rows, "data-autosize": True}), "max_length": 4000, **kwargs})
        self.longest = longest

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def run_validators(self, value: Any) -> None:
        super().run_validators("\n".join(value))
        if any(len(line) > self.longest for line in value):
            raise ValidationError(f"每条不超过{self.longest}字")

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


def offer_people(form: forms.Form, people: Sequence[Person], *names: str) -> None:
    """Offer the same people in several fields of a form."""
    for name in names:
        field = form.fields[name]
        if isinstance(field, RowField | RowsField):
            field.offer(people)
