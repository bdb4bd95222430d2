"""The words of the teaching progress table 教学进度表 (F03, table 2): units and lessons to teach, days to teach them on, rows of the table.

A unit row stands before its lessons and sums them ("10+1": ten periods and one flexible period 机动). The printed date of a row,
``date_from``, is the first school day of the week it begins in (21 February, not Monday the 19th); ``date_to`` is the day its last period
is planned for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from jiaoyan.schools.rules.calendar import WEEKDAYS, Calendar, Slot
from jiaoyan.schools.rules.numerals import plain_digits

RowType = Literal["unit", "lesson", "activity", "test", "flex", "holiday", "review"]
LessonType = Literal["lesson", "activity", "test"]

MOST_PERIODS = 200  # of one row; a term has about a hundred
_PERIODS = re.compile(r"(\d{1,4})(?:\s*\+\s*(\d{1,4}))?(?:\s*课时)?")
_UNIT_NUMBER = re.compile(r"^[一二三四五六七八九十]{1,3}、")


class BadPeriods(ValueError):
    """Text that gives no number of periods; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class PlannedLesson:
    """A lesson topic and how many periods it takes. Raises BadPeriods below one."""

    title: str
    periods: int = 1
    kind: LessonType = "lesson"

    def __post_init__(self) -> None:
        if self.periods < 1:
            raise BadPeriods(f"“{self.title}”至少要1课时")


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """A unit with its lessons and ``flex`` flexible periods. ``number`` is None for what stands outside the numbering."""

    number: int | None
    title: str
    lessons: tuple[PlannedLesson, ...]
    flex: int = 0

    @property
    def periods(self) -> int:
        """The sum of its lessons, flexible periods not included."""
        return sum(lesson.periods for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class DayLoad:
    """What a day offers a class: periods of the subject; ``note`` says what is unusual, ``school`` whether pupils come at all."""

    day: date
    week_no: int
    periods: int
    note: str = ""
    school: bool = True


@dataclass(frozen=True, slots=True)
class PaceRow:
    """A row of table 2. ``week_no`` and both dates are None when there is no place left in the term (or nobody has filled them in).

    ``key`` is carried along for the caller, who tells by it which stored row this is; rows compare without it.
    """

    row_type: RowType
    week_no: int | None
    date_from: date | None
    date_to: date | None
    unit_no: int | None
    content: str
    periods: int
    flex: int = 0
    remark: str = ""
    key: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class UnitSpan:
    """Where a unit lies in the term; weeks and days are None as long as its rows have none."""

    number: int | None
    title: str
    first_week: int | None
    last_week: int | None
    last_day: date | None


def parse_periods(text: str) -> tuple[int, int]:
    """10+1 → (10, 1), 4 → (4, 0); full-width signs and a trailing 课时 are understood. Raises BadPeriods."""
    found = _PERIODS.fullmatch(plain_digits(text))
    if not found:
        raise BadPeriods(f"课时请写成 4 或 10+1 这样：“{text}”")
    periods, flex = int(found.group(1)), int(found.group(2) or 0)
    if max(periods, flex) > MOST_PERIODS:
        raise BadPeriods(f"课时太多了：“{text}”，一行不超过{MOST_PERIODS}课时")
    return periods, flex


def format_periods(periods: int, flex: int = 0) -> str:
    """(10, 1) → "10+1", (4, 0) → "4"."""
    return f"{periods}+{flex}" if flex else str(periods)


def format_date(day: date | None) -> str:
    """The printed date of a row: 2.21; empty when there is none."""
    return f"{day.month}.{day.day}" if day else ""


def day_loads(calendar: Calendar, slots: Iterable[Slot]) -> tuple[DayLoad, ...]:
    """What each day of the term offers a class, from its calendar (``Calendar.for_class``) and its timetable of one subject.

    Holds every school day and every weekday on which school is off; days that differ carry a note where the timetable is concerned.
    """
    timetable = tuple(slots)
    span = (calendar.dates.last_day - calendar.dates.first_day).days + 1
    days = (calendar.dates.first_day + timedelta(n) for n in range(span))
    return tuple(_load(calendar, day, timetable) for day in days if calendar.is_school_day(day) or day.weekday() < 5)


def makeup_note(weekday: int) -> str:
    """What a day on which another weekday's timetable runs is noted with."""
    return f"上{WEEKDAYS[weekday]}的课"


def children(rows: Sequence[PaceRow], index: int) -> tuple[int, ...]:
    """The indexes of the rows that belong to the unit row at ``index``; empty for any other row and for a unit without lessons."""
    if rows[index].row_type != "unit":
        return ()
    return tuple(_children(rows, index))


def is_content(row: PaceRow, *, has_children: bool) -> bool:
    """Whether a row is taught content: a lesson, an activity, a test, or a unit that is planned as a whole."""
    return row.row_type in ("lesson", "activity", "test") or (row.row_type == "unit" and not has_children)


def unit_title(content: str) -> str:
    """The title in a unit row: 一、简易方程 → 简易方程."""
    return _UNIT_NUMBER.sub("", content)


def unit_spans(rows: Sequence[PaceRow]) -> tuple[UnitSpan, ...]:
    """Where each unit of a table begins and ends, in table order."""
    return tuple(_span(rows, index) for index, row in enumerate(rows) if row.row_type == "unit")


def _load(calendar: Calendar, day: date, timetable: tuple[Slot, ...]) -> DayLoad:
    school = calendar.is_school_day(day)
    concerned = not school or any(slot.weekday == calendar.effective_weekday(day) for slot in timetable)
    note = _note(calendar, day) if concerned else ""
    return DayLoad(day, calendar.week_no(day) or 0, calendar.periods_on(day, timetable), note, school)


def _note(calendar: Calendar, day: date) -> str:
    override = calendar.override(day)
    if not calendar.is_school_day(day):
        return calendar.why_no_school(day)
    if override is None:
        return ""
    if override.kind == "makeup":
        return makeup_note(calendar.effective_weekday(day))
    return override.name or ("半天上课" if override.kind == "half_day" else "全校活动")


def _children(rows: Sequence[PaceRow], index: int) -> Iterator[int]:
    for n in range(index + 1, len(rows)):
        if rows[n].row_type in ("unit", "review"):
            return
        if rows[n].row_type != "holiday" and rows[n].unit_no == rows[index].unit_no:
            yield n


def _span(rows: Sequence[PaceRow], index: int) -> UnitSpan:
    row = rows[index]
    parts = [rows[n] for n in children(rows, index)] or [row]
    weeks = [part.week_no for part in parts if part.week_no is not None]
    days = [part.date_to for part in parts if part.date_to is not None]
    return UnitSpan(
        number=row.unit_no,
        title=unit_title(row.content),
        first_week=min(weeks, default=row.week_no),
        last_week=max(weeks, default=row.week_no),
        last_day=max(days, default=row.date_to),
    )
