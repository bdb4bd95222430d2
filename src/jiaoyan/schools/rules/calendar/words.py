"""Days as they are written."""

from __future__ import annotations

from datetime import date

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


def long_day(day: date) -> str:
    """2024年4月2日, as dates are printed."""
    return f"{day.year}年{day.month}月{day.day}日"


def full_day(day: date) -> str:
    """2024年4月2日（星期二）."""
    return f"{long_day(day)}（{WEEKDAYS[day.weekday()]}）"


def month_day(day: date) -> str:
    """4月2日."""
    return f"{day.month}月{day.day}日"


def short_day(day: date) -> str:
    """4月2日（星期二）."""
    return f"{month_day(day)}（{WEEKDAYS[day.weekday()]}）"
