"""The calendar of a term: days, weeks, periods, cadences, counted months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from jiaoyan.schools.rules.calendar.values import (
    NoSuchWeek,
    Occurrence,
    Override,
    Parity,
    Policy,
    SchoolMonth,
    Slot,
    TeachingWeek,
    TermDates,
)
from jiaoyan.schools.rules.calendar.words import WEEKDAYS, short_day

_OPEN = frozenset({"makeup", "half_day", "event"})
_SOURCE_RANK = {"state": 0, "bureau": 1, "school": 2}
_SCOPE_RANK = {"school": 0, "grade": 1, "class": 2}
_FALLBACKS: dict[Policy, tuple[Policy, ...]] = {
    "same_week_nearest": ("same_week_nearest", "next_week_same_day"),
    "next_week_same_day": ("next_week_same_day",),
    "cancel_with_note": (),
}


@dataclass(frozen=True)
class Calendar:
    """A term's calendar, seen by the whole school, by a ``grade``, or by a class of it."""

    dates: TermDates
    overrides: tuple[Override, ...] = ()
    grade: int | None = None
    class_id: int | None = None

    def for_grade(self, grade: int) -> Calendar:
        """The same calendar as a grade sees it."""
        return replace(self, grade=grade, class_id=None)

    def for_class(self, class_id: int, grade: int) -> Calendar:
        """The same calendar as a class sees it: overrides of the school, its grade and itself."""
        return replace(self, grade=grade, class_id=class_id)

    # days

    def override(self, day: date) -> Override | None:
        """The override that decides about a day in this view."""
        return self._decisive.get(day)

    def is_school_day(self, day: date) -> bool:
        """Whether pupils come to school: in the term and neither weekend nor holiday; make-up, half and event days count."""
        return self.dates.first_day <= day <= self.dates.last_day and self._is_working_day(day)

    def effective_weekday(self, day: date) -> int:
        """Whose timetable runs (0 Monday): the day's own weekday, or the one a make-up day was given."""
        override = self.override(day)
        return override.runs_weekday if override and override.kind in _OPEN and override.runs_weekday is not None else day.weekday()

    def school_days(self) -> tuple[date, ...]:
        """All school days of the term in order."""
        return self._school_days

    def school_days_between(self, first: date, last: date) -> tuple[date, ...]:
        """The school days from ``first`` to ``last``, both included; empty when ``last`` is before ``first``."""
        return tuple(day for day in self._school_days if first <= day <= last)

    def deadline(self, day: date) -> date:
        """A deadline that falls on no school day moves to the previous one; before the term it stays as it is."""
        earlier = [each for each in self._school_days if each <= day]
        return earlier[-1] if earlier else day

    def school_day_before(self, day: date, count: int) -> date:
        """The ``count``-th school day before a day; before the term's first day working days count instead."""
        while count > 0:
            day -= timedelta(1)
            count -= self._is_working_day(day) and day <= self.dates.last_day
        return day

    def working_day_after(self, day: date, count: int) -> date:
        """The ``count``-th day after a day that is neither weekend nor holiday, also beyond the term."""
        while count > 0:
            day += timedelta(1)
            count -= self._is_working_day(day)
        return day

    def why_no_school(self, day: date) -> str:
        """Why a day is no school day, as a teacher says it; empty for a school day."""
        if self.is_school_day(day):
            return ""
        if day < self.dates.first_day:
            return "尚未开学"
        if day > self.dates.last_day:
            return "学期已结束"
        override = self.override(day)
        if override is None:
            return "周末"
        return f"{override.name}放假" if override.kind == "holiday" and override.name else override.name or "放假"

    def makeup_days_without_timetable(self) -> tuple[date, ...]:
        """Make-up days of the term for which nobody has said whose timetable runs: their lessons would be lost (pitfall 6)."""
        return tuple(d for d in self._school_days if (o := self.override(d)) and o.kind == "makeup" and o.runs_weekday is None)

    def caption(self, day: date) -> str:
        """2024年3月5日 星期二 第3周; outside the term 开学前 or 学期结束后, in a preparatory week 预备周."""
        number = self.week_no(day)
        week = "学期结束后" if number is None else f"第{number}周" if number else "预备周" if day >= self.dates.first_day else "开学前"
        return f"{day.year}年{day.month}月{day.day}日 {WEEKDAYS[day.weekday()]} {week}"

    # weeks

    def week_no(self, day: date) -> int | None:
        """The teaching week 周次 of a day: 0 before the term, None after it."""
        if day < self.dates.first_day:
            return 0
        if day > self.dates.last_day:
            return None
        row = self._week_row(day)
        return max(0, row + 1 - sum(skipped < row for skipped in self._uncounted))

    def weeks(self) -> tuple[TeachingWeek, ...]:
        """The teaching weeks of the term in order; a preparatory week that already has school days comes first as week 0."""
        return self._weeks

    def week(self, no: int) -> TeachingWeek:
        """The teaching week of a number. Raises NoSuchWeek."""
        for week in self._weeks:
            if week.no == no:
                return week
        raise NoSuchWeek(f"本学期没有第{no}周")

    @property
    def last_week(self) -> int:
        """The number of the last teaching week."""
        return self.week_no(self.dates.last_day) or 0

    def first_school_day_of_week(self, no: int) -> date | None:
        """The day printed for a week in tables (21 Feb 2024 for week 1, not Monday the 19th); None in a week without school days."""
        return next(iter(self.week(no).days), None)

    # periods

    def periods_on(self, day: date, slots: Iterable[Slot]) -> int:
        """How many periods of a timetable run on a day."""
        override = self.override(day)
        if not self.is_school_day(day) or (override and override.kind == "event" and override.runs_weekday is None):
            return 0
        weekday, odd = self.effective_weekday(day), (self.week_no(day) or 0) % 2 == 1
        morning = self.dates.morning_periods if override and override.kind == "half_day" else None
        return sum(
            slot.weekday == weekday
            and (slot.parity == "all" or (slot.parity == "odd") == odd)
            and (morning is None or slot.period_no <= morning)
            for slot in slots
        )

    def periods(self, slots: Iterable[Slot]) -> int:
        """How many periods of a timetable the whole term holds."""
        timetable = tuple(slots)
        return sum(self.periods_on(day, timetable) for day in self._school_days)

    # cadences and quotas

    def occurrences(self, weekday: int, parity: Parity = "all", policy: Policy = "same_week_nearest") -> tuple[Occurrence, ...]:
        """The meetings of a cadence (R001, R048, R117), for example Tuesdays of odd weeks, one for each week in question.

        A meeting on no school day is moved to the nearest school day of its week (the later one of two equally near), failing that to the
        same weekday of the next week, failing that cancelled; ``policy`` says where this chain begins. It never moves onto another meeting.
        """
        chosen = [w for w in self._weeks if w.no > 0 and (parity == "all" or (w.no % 2 == 1) == (parity == "odd"))]
        taken = {week.on(weekday) for week in chosen}
        return tuple(self._occurrence(week, weekday, policy, taken) for week in chosen)

    def counted_months(self, minimum: int = 10) -> tuple[SchoolMonth, ...]:
        """The months that carry monthly quotas: those with at least ``minimum`` school days in the term."""
        counts = Counter((day.year, day.month) for day in self._school_days)
        return tuple(SchoolMonth(year, month, n) for (year, month), n in sorted(counts.items()) if n >= minimum)

    def counted_half_months(self, minimum: int = 5) -> tuple[SchoolMonth, ...]:
        """The half months that carry half-month quotas (R020): 1st–15th and 16th–end, with at least ``minimum`` school days."""
        counts = Counter((day.year, day.month, 1 if day.day <= 15 else 2) for day in self._school_days)
        return tuple(SchoolMonth(year, month, n, half) for (year, month, half), n in sorted(counts.items()) if n >= minimum)

    def counted_weeks(self, minimum: int = 3) -> tuple[TeachingWeek, ...]:
        """The weeks that carry weekly quotas (R057, R081): those with at least ``minimum`` school days."""
        return tuple(week for week in self._weeks if week.no > 0 and len(week.days) >= minimum)

    def month_of_week(self, no: int) -> tuple[int, int]:
        """The (year, month) a week is listed under: the month of its Thursday. Raises NoSuchWeek."""
        thursday = self.week(no).on(3)
        return thursday.year, thursday.month

    # workings

    def _is_working_day(self, day: date) -> bool:
        override = self.override(day)
        return override.kind in _OPEN if override else day.weekday() < 5

    def _occurrence(self, week: TeachingWeek, weekday: int, policy: Policy, taken: set[date]) -> Occurrence:
        planned = week.on(weekday)
        if self.is_school_day(planned):
            return Occurrence(week.no, planned, planned)
        why = f"原定{short_day(planned)}，{self.why_no_school(planned)}"
        for step in _FALLBACKS[policy]:
            moved = self._nearest_in(week, planned) if step == "same_week_nearest" else planned + timedelta(7)
            if moved and self.is_school_day(moved) and moved not in taken:
                return Occurrence(week.no, planned, moved, f"{why}，改在{short_day(moved)}")
        return Occurrence(week.no, planned, None, f"{why}，本次暂停")

    @staticmethod
    def _nearest_in(week: TeachingWeek, planned: date) -> date | None:
        return min(week.days, key=lambda day: (abs((day - planned).days), day < planned), default=None)

    def _sees(self, override: Override) -> bool:
        match override.scope:
            case "school":
                return True
            case "grade":
                return self.grade is not None and override.grade == self.grade
            case "class":
                return self.class_id is not None and override.class_id == self.class_id

    @cached_property
    def _decisive(self) -> dict[date, Override]:
        seen = sorted((o for o in self.overrides if self._sees(o)), key=lambda o: (_SOURCE_RANK[o.source], _SCOPE_RANK[o.scope]))
        return {override.day: override for override in seen}

    @cached_property
    def _school_days(self) -> tuple[date, ...]:
        span = (self.dates.last_day - self.dates.first_day).days + 1
        days = (self.dates.first_day + timedelta(n) for n in range(span))
        return tuple(day for day in days if self._is_working_day(day))

    @cached_property
    def _week1_start(self) -> date:
        shift = 1 if self.dates.week_starts_sunday else 0
        if self.dates.week1_monday:
            return self.dates.week1_monday - timedelta(shift)
        return self.dates.first_day - timedelta((self.dates.first_day.weekday() + shift) % 7)

    def _week_row(self, day: date) -> int:
        """Weeks from the start of week 1, holiday weeks counted: 0 in week 1, negative before."""
        return (day - self._week1_start).days // 7

    def _rows(self) -> range:
        return range(self._week_row(self.dates.first_day), self._week_row(self.dates.last_day) + 1)

    @cached_property
    def _uncounted(self) -> frozenset[int]:
        if self.dates.count_full_holiday_weeks:
            return frozenset()
        whole_school = self if self.grade is None and self.class_id is None else replace(self, grade=None, class_id=None)
        taught = {self._week_row(day) for day in whole_school.school_days()}
        return frozenset(row for row in self._rows() if row >= 0 and row not in taught)

    @cached_property
    def _weeks(self) -> tuple[TeachingWeek, ...]:
        return tuple(self._numbered_weeks())

    def _numbered_weeks(self) -> Iterator[TeachingWeek]:
        for row in self._rows():
            if row in self._uncounted:
                continue
            start = self._week1_start + timedelta(7 * row)
            end = start + timedelta(6)
            number = max(0, row + 1 - sum(skipped < row for skipped in self._uncounted))
            yield TeachingWeek(number, start, end, self.school_days_between(start, end))
