"""``{% load paper %}{% blocks document %}``: the preview that looks like the paper."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from jiaoyan.documents.blocks import Block, Document
from jiaoyan.web import render

register = template.Library()


@register.simple_tag
def blocks(document: Document | Iterable[Block]) -> SafeString:
    """A document, or bare blocks, as A4 sheets."""
    return render.to_html(document)
