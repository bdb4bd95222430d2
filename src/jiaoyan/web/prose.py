"""Long text as data: typed in light markup, stored as the JSON blocks of ``documents.markup``, shown as HTML, printed as Word.

``ProseField`` goes on a model, ``ProseFormField`` into a form; the filter ``{{ value|prose }}`` is in ``templatetags/prose.py``.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Block, Heading
from jiaoyan.web import render
from jiaoyan.web.forms import ProseTextarea

Stored = list[dict[str, Any]]
MAX_LENGTH = 50_000


class ProseFormField(forms.CharField):
    """A textarea with light markup. ``initial`` are stored blocks (or source text); gives stored blocks, [] when left empty.

    Blocks that were not changed keep their ids, so differences and Word revisions stay small.
    """

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(**{"widget": ProseTextarea(rows=rows), "max_length": MAX_LENGTH, **kwargs})
        self.previous: Stored | None = None

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Remembers the form's own initial blocks (every form has its own copy of the field)."""
        bound = super().get_bound_field(form, field_name)
        initial = bound.initial
        self.previous = initial if isinstance(initial, list) else None
        return bound

    def prepare_value(self, value: Any) -> Any:
        return markup.source(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return markup.parse(text, previous=self.previous or ()) if text else []

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = initial if isinstance(initial, list) else markup.parse(initial or "")
        return markup.source(before) != markup.source(markup.parse(data or ""))


class ProseField(models.JSONField):
    """Stored blocks; an empty list when nothing was written. May be blank unless told otherwise."""

    def __init__(self, verbose_name: str | None = None, **kwargs: Any) -> None:
        super().__init__(verbose_name, **{"default": list, "blank": True, **kwargs})

    def formfield(self, **kwargs: Any) -> Any:
        field = models.Field.formfield(self, **{"form_class": ProseFormField, **kwargs})
        if isinstance(field, forms.Field):
            field.initial = None if callable(field.initial) else field.initial
        return field


def to_html(stored: Stored | None) -> SafeString:
    """Stored blocks as HTML inside ``<div class="prose">``; nothing for nothing."""
    if not stored:
        return SafeString("")
    return format_html('<div class="prose">{}</div>', render.joined(_block(block) for block in markup.to_blocks(stored)))


def _block(block: Block) -> SafeString:
    """A heading inside somebody's text is bold, but no heading of the page: the page's outline is the page's own."""
    if isinstance(block, Heading):
        return format_html('<p class="prose-heading">{}</p>', block.text)
    return render.block_html(block)
