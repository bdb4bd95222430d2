"""Icons as templates ask for them: ``{% load icons %}{% lucide "menu" size=20 %}``, each drawn once in a process.

The tag of the package lucide copies and writes the drawing anew each time: two milliseconds of a page full of buttons.
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from lucide.templatetags.lucide import lucide as draw

register = template.Library()
DRAWINGS = 512  # far more than the product has: names, sizes and strokes together


@register.simple_tag
def lucide(name: str, *, size: int | None = 24, **attributes: object) -> str:
    """The icon of this name as SVG; ``attributes`` stand on it as given. Raises ``IconDoesNotExist``."""
    return drawn(str(name), size, tuple(attributes.items()))


@lru_cache(maxsize=DRAWINGS)
def drawn(name: str, size: int | None, attributes: tuple[tuple[str, object], ...]) -> str:
    """The drawing, kept for the next one who asks."""
    drawing: str = draw(name, size=size, **dict(attributes))
    return drawing
