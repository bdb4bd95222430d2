"""What a calendar is told, and what it answers with."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

OverrideKind = Literal["holiday", "makeup", "school_off", "half_day", "event"]
Scope = Literal["school", "grade", "class"]
Source = Literal["state", "bureau", "school"]
Parity = Literal["all", "odd", "even"]
Policy = Literal["same_week_nearest", "next_week_same_day", "cancel_with_note"]
PREPARATION = timedelta(days=21)  # before the first school day a group meets and plans already


@dataclass(frozen=True, slots=True)
class TermDates:
    """The dates of a term as the bureau and the school set them. Raises ValueError (in Chinese) when they contradict each other."""

    first_day: date
    last_day: date
    week1_monday: date | None = None
    exam_phase_start: date | None = None
    count_full_holiday_weeks: bool = True
    week_starts_sunday: bool = False
    morning_periods: int = 4

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise ValueError("学期最后一天不能早于第一天")
        if self.week1_monday and self.week1_monday.weekday() != 0:
            raise ValueError("第1周的起始日须是星期一")
        if self.exam_phase_start and not self.first_day <= self.exam_phase_start <= self.last_day:
            raise ValueError("复习阶段的开始日须在学期之内")


@dataclass(frozen=True, slots=True)
class Override:
    """One day that differs from the weekend rule. ``runs_weekday`` (0 Monday … 6 Sunday): whose timetable a make-up day runs."""

    day: date
    kind: OverrideKind
    name: str = ""
    scope: Scope = "school"
    grade: int | None = None
    class_id: int | None = None
    runs_weekday: int | None = None
    source: Source = "school"
    tentative: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """One weekly period of a class in its timetable; ``parity`` for lessons of odd 单周 or even 双周 weeks only."""

    weekday: int
    period_no: int
    parity: Parity = "all"


@dataclass(frozen=True, slots=True)
class TeachingWeek:
    """A teaching week 周次: its seven days from ``start`` to ``end`` and the school days among them."""

    no: int
    start: date
    end: date
    days: tuple[date, ...]

    @property
    def monday(self) -> date:
        """Its Monday, whichever day the printed week begins with."""
        return self.on(0)

    @property
    def sunday(self) -> date:
        """Its Sunday: the last day, or the first one where weeks begin with Sunday."""
        return self.on(6)

    def on(self, weekday: int) -> date:
        """The day of this week that is the given weekday (0 Monday)."""
        return self.start + timedelta((weekday - self.start.weekday()) % 7)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One planned meeting of a cadence. ``actual`` is None when it is cancelled; ``reason`` is empty when nothing was moved."""

    week_no: int
    planned: date
    actual: date | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SchoolMonth:
    """A calendar month, or half of one (1 the 1st–15th, 2 the rest), with the number of its school days in this term."""

    year: int
    month: int
    school_days: int
    half: int | None = None

    @property
    def last_day(self) -> date:
        """The last day of the calendar month."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])


class NoSuchWeek(LookupError):
    """The term has no teaching week of that number."""
