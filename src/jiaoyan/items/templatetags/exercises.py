"""Small words of the exercise pages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template

from jiaoyan.items.models import Exercise
from jiaoyan.items.rules.checks import said, whole_percent
from jiaoyan.items.rules.words import CHECKLIST

register = template.Library()
WORDS = {"draft": "编写中", "submitted": "待审核", "returned": "修改中", "approved": "已通过", "archived": "已归档"}


@register.filter
def state_word(exercise: Exercise) -> str:
    """Where an exercise stands, in the words of its writers."""
    if exercise.status == "draft" and not exercise.items.all():
        return "未动笔"
    return WORDS[exercise.status]


@register.filter
def minutes(value: Decimal) -> str:
    """12, 2.5."""
    return said(value)


@register.filter
def share(value: Fraction | None) -> str:
    """67%; — without a sample."""
    return whole_percent(value) if value is not None else "—"


@register.filter
def checked(names: Sequence[str]) -> str:
    """The points of the checklist as people read them."""
    labels = dict(CHECKLIST)
    return "、".join(labels[name] for name in names if name in labels)


@register.filter
def at(values: Sequence[Any], place: int) -> Any:
    """The value at a place."""
    return values[place]
