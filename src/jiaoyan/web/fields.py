"""Form fields the packages share: one row or several out of a list that was read once, and lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from jiaoyan.web.forms import ChipsMany, PersonSelect

Labelled = tuple[Any, str]


class RowField(forms.ChoiceField):
    """One row out of a list; gives the row or None. ``named`` says what a row is called, ``empty`` what stands for none."""

    def __init__(self, rows: Iterable[Any] = (), *, named: Callable[[Any], str] = str, empty: str = "请选择", **kwargs: Any) -> None:
        super().__init__(**{"widget": PersonSelect(), **kwargs})
        self._named, self.empty = named, empty
        self.offer(rows)

    def offer(self, rows: Iterable[Any]) -> None:
        """Say what there is to choose from."""
        self.offer_labelled((row, self._named(row)) for row in rows)

    def offer_labelled(self, pairs: Iterable[Labelled]) -> None:
        """The same with what each row is called."""
        self.offer_groups([("", pairs)])

    def offer_groups(self, groups: Iterable[tuple[str, Iterable[Labelled]]]) -> None:
        """The same below headings; an empty heading stands without one."""
        self.rows: dict[str, Any] = {}
        choices: list[Any] = [("", self.empty)]
        for heading, pairs in groups:
            found = [(str(row.pk), row, label) for row, label in pairs]
            self.rows |= {key: row for key, row, _ in found}
            options = [(key, label) for key, _, label in found]
            choices += [(heading, options)] if heading and options else options
        self.choices = choices

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "pk", value)


class RowsField(forms.MultipleChoiceField):
    """Several rows out of a list; gives a list of rows."""

    def __init__(self, rows: Iterable[Any] = (), *, named: Callable[[Any], str] = str, **kwargs: Any) -> None:
        super().__init__(**{"widget": ChipsMany(), **kwargs})
        self._named = named
        self.offer(rows)

    def offer(self, rows: Iterable[Any]) -> None:
        """Say what there is to choose from."""
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [(key, self._named(row)) for key, row in self.rows.items()]

    def clean(self, value: Any) -> list[Any]:
        return [self.rows[key] for key in super().clean(value)]

    def prepare_value(self, value: Any) -> Any:
        return [getattr(row, "pk", row) for row in value] if isinstance(value, list | tuple) else value


class LinesField(forms.CharField):
    """One entry a line; gives a list without empty lines. ``longest`` limits an entry, ``most`` their number (0: no limit)."""

    def __init__(self, *, rows: int = 3, longest: int = 200, most: int = 0, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": rows, "data-autosize": True}), "max_length": 4000, **kwargs})
        self.longest, self.most = longest, most

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def run_validators(self, value: Any) -> None:
        super().run_validators("\n".join(value))
        if self.most and len(value) > self.most:
            raise ValidationError(f"最多{self.most}条。")
        if any(len(line) > self.longest for line in value):
            raise ValidationError(f"每条不超过{self.longest}字。")

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


def row_field(form: forms.Form, name: str) -> RowField:
    """A field of a form that is known to be one."""
    return cast(RowField, form.fields[name])


def offer(form: forms.Form, rows: Iterable[Any], *names: str) -> None:
    """Offer the same rows in several fields of a form."""
    found = list(rows)
    for name in names:
        field = form.fields[name]
        if isinstance(field, RowField | RowsField):
            field.offer(found)
