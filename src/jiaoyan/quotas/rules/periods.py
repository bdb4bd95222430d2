"""What a period's key is called, so that an excuse can name it without counting anything. Keys are those of ``spans``."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from jiaoyan.schools.rules.calendar import Calendar, month_day

_FIXED = {"term": "本学期", "school": "全校", "mid_term": "期中", "final": "期末"}
_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"w([1-9]\d?)"), lambda found: f"第{found[1]}周"),
    (re.compile(r"f([1-9]\d?)"), lambda found: f"第{int(found[1]) * 2 - 1}、{int(found[1]) * 2}周"),
    (re.compile(r"\d{4}-(0[1-9]|1[0-2])"), lambda found: f"{int(found[1])}月"),
    (re.compile(r"\d{4}-(0[1-9]|1[0-2])-([12])"), lambda found: f"{int(found[1])}月{'上' if found[2] == '1' else '下'}半月"),
)
_EVENT = re.compile(r"event:[\w.:@/-]{1,70}", re.ASCII)  # a unit is an event of its group: curriculum.unit:5@8


def span_label(key: str, about: str = "") -> str:
    """第5周 for "w5", 3月上半月 for "2024-03-1"; an event is called ``about``, or 这一次. Empty for what is no key of a period."""
    if key in _FIXED:
        return _FIXED[key]
    for shape, label in _SHAPES:
        if found := shape.fullmatch(key):
            return label(found)
    if _EVENT.fullmatch(key):
        return about or "这一次"
    try:
        return month_day(date.fromisoformat(key)) if len(key) == 10 else ""
    except ValueError:
        return ""


def span_begins(key: str, calendar: Calendar) -> date | None:
    """The day whose edition a period keeps: its first school day. None for the whole term, an event, and what the term does not have."""
    shape = next((found for each, _ in _SHAPES if (found := each.fullmatch(key))), None)
    if shape is None:
        days = [day for day in calendar.school_days() if day.isoformat() == key]
    elif key[0] in "wf":
        numbers = {int(shape[1])} if key[0] == "w" else {int(shape[1]) * 2 - 1, int(shape[1]) * 2}
        days = [day for week in calendar.weeks() if week.no in numbers for day in week.days]
    else:
        halves = {"": range(1, 32), "1": range(1, 16), "2": range(16, 32)}[key[8:]]
        days = [day for day in calendar.school_days() if day.isoformat()[:7] == key[:7] and day.day in halves]
    return next(iter(days), None)
