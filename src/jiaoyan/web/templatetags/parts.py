"""What the cotton components need to be safe and quiet about empty slots."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.urls import get_script_prefix
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def html_attributes(attrs: Mapping[str, object]) -> SafeString:
    """The attributes a component passes on to its element, every value escaped; True gives a bare one, None and False none.

    Cotton's own ``{{ attrs }}`` does not escape values bound with ``:name``, so components use this instead.
    """
    given = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else attrs
    pairs = [(name, value) for name, value in given.items() if value is not None and value is not False]
    bare = [format_html(" {}", name) for name, value in pairs if value is True]
    valued = [(name, value) for name, value in pairs if value is not True]
    return format_html("{}{}", format_html_join("", "{}", ((item,) for item in bare)), format_html_join("", ' {}="{}"', valued))


@register.simple_tag
def home() -> str:
    """The address of the first page: the root, also where the product lives below a prefix."""
    return get_script_prefix()


@register.filter
def has_content(slot: object) -> bool:
    """Whether a slot holds more than white space."""
    return bool(str(slot).strip())


@register.filter
def shortened(text: object, most: int) -> str:
    """The text, at its longest so many characters with the ellipsis at its end; Django's own cut writes three full stops in Chinese."""
    words = str(text)
    return words if len(words) <= most else f"{words[: most - 1]}…"
