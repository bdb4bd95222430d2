"""Whose lesson runs when: a teacher's own weekly periods against the calendar. 自己的课"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jiaoyan.schools.rules.calendar import Calendar, Slot


@dataclass(frozen=True, slots=True)
class OwnLesson:
    """One weekly period that a teacher has with a class, from a day to a day (None: until further notice)."""

    class_id: int
    grade: int
    slot: Slot
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period on one day with one class."""

    day: date
    period_no: int
    class_id: int


def periods_of(lessons: Iterable[OwnLesson], calendar: Calendar, days: Iterable[date]) -> tuple[Period, ...]:
    """The periods that really run on the days: holidays, half days, make-up days, odd and even weeks, and who teaches the class by then."""
    wanted, found = tuple(days), []
    views: dict[int, Calendar] = {}
    for lesson in lessons:
        view = views.setdefault(lesson.class_id, calendar.for_class(lesson.class_id, lesson.grade))
        for day in wanted:
            teaches = lesson.starts <= day and (lesson.ends is None or day <= lesson.ends)
            if teaches and view.periods_on(day, (lesson.slot,)):
                found.append(Period(day, lesson.slot.period_no, lesson.class_id))
    return tuple(sorted(found))
