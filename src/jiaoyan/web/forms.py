"""How every form of the product is drawn and read: one renderer, the widgets the pages share, what was sent, what was refused.

``FORM_RENDERER = "jiaoyan.web.forms.Renderer"`` makes ``{{ form }}`` and ``{{ field.as_field_group }}`` come out with label, required
mark, help and errors beside the field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest, QueryDict
from django.utils.formats import date_format

STANDARD_REQUIRED = forms.Field.default_error_messages["required"]


class BoundField(forms.BoundField):
    """A field on a form that says its errors in our words."""

    @property
    def said(self) -> list[str]:
        """The error sentences; Django's "这个字段是必填项" becomes a request that fits the widget."""
        return [self._asked() if sentence == STANDARD_REQUIRED else str(sentence) for sentence in self.errors]

    def _asked(self) -> str:
        chosen = isinstance(self.field.widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple)
        return "请选择。" if chosen else "请填写。"


class Renderer(DjangoTemplates):
    """Django's own form templates, with ours for the whole form and for one field with its label."""

    bound_field_class = BoundField
    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"


class DateInput(forms.DateInput):
    """A native date input with a caption: the weekday, and with the term's weeks in the page the teaching week."""

    input_type = "date"
    template_name = "web/forms/date.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs=dict(attrs or {}), format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["caption"] = weekday(context["widget"]["value"])
        return context


class TimeInput(forms.TimeInput):
    """A native time input, to the minute."""

    input_type = "time"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs=dict(attrs or {}), format="%H:%M")


class ProseTextarea(forms.Textarea):
    """Long text in light markup. Grows with its text; what the markup can do is one click away."""

    template_name = "web/forms/prose.html"

    def __init__(self, rows: int = 5, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs={"rows": rows, "data-autosize": True, **(attrs or {})})


class ChipsRadio(forms.RadioSelect):
    """A few choices as chips of 44 px: one tap on a phone."""

    template_name = "web/forms/chips.html"


class ChipsMany(forms.CheckboxSelectMultiple):
    """Several of a few, as chips."""

    template_name = "web/forms/chips.html"


class Choices(forms.CheckboxSelectMultiple):
    """Several of several, one under the other."""

    template_name = "web/forms/choices.html"


class PersonSelect(forms.Select):
    """One person (or another row) out of a list; the empty choice reads 请选择."""

    def __init__(self, attrs: Mapping[str, Any] | None = None, choices: Iterable[Any] = ()) -> None:
        super().__init__(attrs={"class": "person", **(attrs or {})}, choices=list(choices))

    def create_option(self, name: str, value: Any, label: int | str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().create_option(name, value, "请选择" if value in ("", None) else label, *args, **kwargs)


class FileInput(forms.FileInput):
    """A file, with a line saying which kinds and what size are welcome (``Upload`` fills it in)."""

    template_name = "web/forms/file.html"
    allowed = ""

    def __init__(self, accept: str = "", attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs={**({"accept": accept} if accept else {}), **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["allowed"] = self.allowed
        return context


def weekday(iso_day: str | None) -> str:
    """The Chinese weekday of an ISO date, or nothing for what is not a date."""
    try:
        return date_format(date.fromisoformat(iso_day or ""), "l")
    except ValueError:
        return ""


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, also when that is nothing at all; None for a page that was only opened."""
    return request.POST if request.method == "POST" else None


def version_sent(request: HttpRequest) -> int:
    """The version of the row the person saw; 0, which none has, when the form does not say."""
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 9 else 0


def typed_again(data: Any, **values: str) -> QueryDict:
    """What was sent, every list whole, with some values replaced: under the version that stands now, the next save goes over it."""
    typed: QueryDict = data.copy()
    for name, value in values.items():
        typed[name] = value
    return typed


def put_beside(form: forms.Form, problems: Mapping[str, str]) -> None:
    """Each sentence (by field name, "" for the whole) beside its field, or above the form when it has no such field."""
    for field, sentence in problems.items():
        form.add_error(field if field in form.fields else None, sentence)
