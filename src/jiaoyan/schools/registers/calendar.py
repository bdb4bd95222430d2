"""Reads for the calendar pages. 校历与学期"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404

from jiaoyan.schools.models import DayOverride, SchoolYear, Term, Weekday
from jiaoyan.schools.queries import calendar_of, name_of_class
from jiaoyan.schools.rules.calendar import Calendar, Override, TeachingWeek, TermDates
from jiaoyan.schools.rules.holidays import CHECKED_YEARS, state_holidays
from jiaoyan.schools.rules.people import grade_name


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One teaching week: its days off and on, and in words the entries that fall into it."""

    week: TeachingWeek
    entries: tuple[str, ...]
    current: bool
    exam_phase: bool


@dataclass(frozen=True, slots=True)
class TermPage:
    """The calendar of one term. ``unset``: make-up days for which nobody said whose timetable runs."""

    term: Term
    calendar: Calendar
    weeks: tuple[WeekLine, ...]
    entries: tuple[DayOverride, ...]
    unset: tuple[date, ...]
    months: tuple[tuple[str, int], ...]

    @property
    def school_days(self) -> int:
        """How many school days the term has."""
        return len(self.calendar.school_days())


def terms_of_school() -> list[Term]:
    """All terms, newest first. One query."""
    return list(Term.objects.select_related("school_year").order_by("-first_school_day"))


def term_or_404(pk: int) -> Term:
    """A term of the school in scope. One query."""
    term: Term | None = Term.objects.select_related("school_year", "school").filter(pk=pk).first()
    if term is None:
        raise Http404
    return term


def override_or_404(pk: int) -> DayOverride:
    """A calendar entry of the school in scope. One query."""
    row: DayOverride | None = DayOverride.objects.select_related("school_class").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def years_of_school() -> list[SchoolYear]:
    """All school years, newest first. One query."""
    return list(SchoolYear.objects.order_by("-starts"))


def term_page(term: Term, today: date) -> TermPage:
    """Weeks and entries of a term. Two queries."""
    calendar = calendar_of(term)
    rows = tuple(
        DayOverride.objects.filter(day__range=(term.first_school_day, term.last_school_day))
        .select_related("school_class")
        .order_by("day", "scope")
    )
    months: dict[str, int] = defaultdict(int)
    for day in calendar.school_days():
        months[f"{day.month}月"] += 1
    return TermPage(
        term=term,
        calendar=calendar,
        weeks=tuple(_week(week, rows, term, today) for week in calendar.weeks()),
        entries=rows,
        unset=calendar.makeup_days_without_timetable(),
        months=tuple(months.items()),
    )


def _week(week: TeachingWeek, rows: tuple[DayOverride, ...], term: Term, today: date) -> WeekLine:
    return WeekLine(
        week=week,
        entries=_in_words([row for row in rows if week.start <= row.day <= week.end]),
        current=week.start <= today <= week.end,
        exam_phase=term.exam_phase_start is not None and week.end >= term.exam_phase_start,
    )


def _in_words(rows: Iterable[DayOverride]) -> tuple[str, ...]:
    """9.25—9.27 中秋节: days of one name that follow each other are one entry."""
    runs: list[tuple[date, date, str]] = []
    for row in rows:
        if runs and runs[-1][2] == row.name and row.day - runs[-1][1] <= timedelta(days=1):
            runs[-1] = (runs[-1][0], row.day, row.name)
        else:
            runs.append((row.day, row.day, row.name))
    return tuple(f"{_brief(first)}{'' if first == last else f'—{_brief(last)}'} {name}" for first, last, name in runs)


def _brief(day: date) -> str:
    return f"{day.month}.{day.day}"


def applies_to(row: DayOverride, first_calendar_year: int) -> str:
    """全校, 五年级 or 五（2）班."""
    if row.scope == DayOverride.Scope.GRADE and row.grade:
        return grade_name(row.grade)
    if row.scope == DayOverride.Scope.CLASS and row.school_class:
        return name_of_class(row.school_class, first_calendar_year)
    return "全校"


def known_years(term: Term) -> tuple[list[int], list[int]]:
    """The calendar years of the term with and without a checked table of state holidays."""
    years = sorted({term.first_school_day.year, term.last_school_day.year})
    return [year for year in years if year in CHECKED_YEARS], [year for year in years if year not in CHECKED_YEARS]


@dataclass(frozen=True, slots=True)
class StateDay:
    """One day of the state's notice that falls into the term, and whether the school has entered it."""

    override: Override
    entered: bool


def state_days(term: Term) -> list[StateDay]:
    """The state's holidays and make-up days of a term, by day. One query."""
    offered = state_holidays([TermDates(term.first_school_day, term.last_school_day)])
    days = [each.day for each in offered]
    there = set(DayOverride.objects.filter(scope="school", source="state", day__in=days).values_list("day", flat=True))
    return [StateDay(each, each.day in there) for each in offered]


def weekday_names(row: DayOverride | Override) -> str:
    """执行星期五课表, or nothing."""
    return f"执行{Weekday(row.runs_weekday).label}课表" if row.runs_weekday is not None else ""
