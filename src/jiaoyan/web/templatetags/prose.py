"""``{% load prose %}{{ record.opinion|prose }}`` and ``|prose_plain``."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from jiaoyan.documents import markup
from jiaoyan.web.prose import to_html

register = template.Library()


@register.filter
def prose(stored: list[dict[str, Any]] | None) -> SafeString:
    """Stored blocks as HTML."""
    return to_html(stored)


@register.filter
def prose_plain(stored: list[dict[str, Any]] | None) -> str:
    """Stored blocks as plain text, for lists and excerpts."""
    return markup.plain(stored) if stored else ""
