"""Days as they are said to somebody in a hurry."""

from __future__ import annotations

from datetime import date

from django import template

from jiaoyan.dashboard.rules import duties as rules

register = template.Library()


@register.filter
def due_words(due: date | None, today: date) -> str:
    """``{{ duty.due|due_words:today }}``: 今天, 明天, 已过3天 …"""
    return rules.due_words(due, today)


@register.filter
def day_words(day: date) -> str:
    """``{{ day|day_words }}``: 6月18日 星期二"""
    return rules.day_words(day)
