"""``{% load item_text %}{{ item.stem|item_text }}`` and ``{% item_text_of item "stem" %}`` with its figure."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from jiaoyan.documents import item_text as texts
from jiaoyan.items.models import ExerciseItem

register = template.Library()


@register.filter
def item_text(text: str) -> SafeString:
    """Item text as HTML: the writer escapes everything that is no construct."""
    return SafeString(texts.to_html(text or ""))


@register.simple_tag
def stem_of(item: ExerciseItem) -> SafeString:
    """The stem with its figure, where the text places it or below."""
    if item.figure is None:
        return item_text(item.stem)
    address = reverse("items:exercise_figure", args=[item.pk])
    placed = {figure.key: address for figure in texts.figures_in(item.stem) if item.figure.sha256.startswith(figure.key)}
    text = item.stem if placed else f"{item.stem}\n{{图:{item.figure.sha256[:8]}}}"
    return SafeString(texts.to_html(text, placed or {item.figure.sha256[:8]: address}))
