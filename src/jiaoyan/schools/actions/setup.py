"""Founding a school: itself, its subject, a school year with terms and calendar, and who looks after the installation. 建校

Used by the first-run page, the example and tests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from jiaoyan.schools import history
from jiaoyan.schools.access import Actor
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import Account, DayOverride, Person, Role, School, SchoolYear, Subject, Term
from jiaoyan.schools.rules.calendar import Override, TermDates
from jiaoyan.schools.rules.holidays import state_makeup
from jiaoyan.schools.rules.people import SCHOOL_YEAR_BEGINS, school_year_key, school_year_label
from jiaoyan.schools.scope import school_scope
from jiaoyan.schools.spelling import sort_name

WEEKEND_BEGINS = 5  # Saturday
EARLIEST_MONTH = 8  # some bureaus open the year in the last days of August
HABITS = frozenset(
    {"activity_weekday", "activity_parity", "activity_starts", "activity_ends", "activity_place", "reschedule_policy", "pinned_today"}
)


class AlreadyFounded(Refused):
    """There is a school already, so this is not the first run."""


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who signs in first."""

    name: str
    username: str
    password: str
    staff_code: str = "G001"
    gender: str = ""


def found_school(
    *,
    code: str,
    name: str,
    short_name: str,
    start_year: int,
    terms: Sequence[TermDates],
    overrides: Sequence[Override] = (),
    subject: str = "数学",
    administrator: Administrator | None = None,
    on: date | None = None,
    habits: Mapping[str, Any] | None = None,
    only_first: bool = False,
) -> School:
    """Create the school in one transaction and return it.

    ``terms``: one or two, in order, of the school year beginning in September of ``start_year``. ``overrides``: days of the whole school.
    ``on``: from when the administrator holds the office (default: the first school day, or today's date given by the caller when that is
    earlier). ``habits``: fields of ``HABITS``. Raises ``AlreadyFounded`` when ``only_first`` and a school exists, ``Refused`` for terms
    that overlap.
    """
    check_terms(terms, start_year)
    with transaction.atomic():
        if only_first and School.objects.select_for_update().exists():
            raise AlreadyFounded("学校已经建立，请直接登录。")
        school = School.objects.create(code=code, name=name, short_name=short_name, **_known(habits or {}))
        with school_scope(school.pk):
            Subject.objects.create(school=school, name=subject)
            open_school_year(school, start_year, terms)
            DayOverride.objects.bulk_create(override_row(school.pk, override) for override in overrides)
            open_weekends(school.pk, terms)
            by = _administrator(school, administrator, min(on or terms[0].first_day, terms[0].first_day))
            history.note(by, "create", school, f"建立学校“{name}”，{school_year_label(school_year_key(start_year))}")
    return school


def open_school_year(school: School, start_year: int, terms: Sequence[TermDates]) -> SchoolYear:
    """The rows of a school year and its terms; the caller owns the transaction and the line of history."""
    year: SchoolYear = SchoolYear.objects.create(
        school=school,
        key=school_year_key(start_year),
        starts=date(start_year, SCHOOL_YEAR_BEGINS, 1),
        ends=date(start_year + 1, SCHOOL_YEAR_BEGINS - 1, 31),
    )
    for number, dates in enumerate(terms, start=1):
        Term.objects.create(school=school, school_year=year, number=number, **term_values(dates))
    return year


def open_weekends(school_id: int, terms: Sequence[TermDates]) -> None:
    """A term's first and last day are school days: one on a weekend that the calendar does not know is entered as a make-up day.

    The caller owns the transaction and the line of history, and stands in the school's scope.
    """
    ends = {day for dates in terms for day in (dates.first_day, dates.last_day) if day.weekday() >= WEEKEND_BEGINS}
    known = set(DayOverride.objects.filter(day__in=ends, scope="school").values_list("day", flat=True))
    DayOverride.objects.bulk_create(
        override_row(school_id, state_makeup(day) or Override(day, "makeup", "调休上课")) for day in sorted(ends - known)
    )


def term_values(dates: TermDates) -> dict[str, Any]:
    """The fields of ``Term`` that a ``TermDates`` says."""
    return {
        "first_school_day": dates.first_day,
        "last_school_day": dates.last_day,
        "week1_monday": dates.week1_monday,
        "exam_phase_start": dates.exam_phase_start,
        "count_full_holiday_weeks": dates.count_full_holiday_weeks,
        "week_starts_sunday": dates.week_starts_sunday,
    }


def override_row(school_id: int, override: Override) -> DayOverride:
    """An unsaved ``DayOverride`` from its value."""
    return DayOverride(
        school_id=school_id,
        day=override.day,
        kind=override.kind,
        name=override.name or DayOverride.Kind(override.kind).label,
        scope=override.scope,
        grade=override.grade,
        school_class_id=override.class_id,
        runs_weekday=override.runs_weekday,
        source=override.source,
        tentative=override.tentative,
    )


def check_terms(terms: Sequence[TermDates], start_year: int) -> None:
    """One or two terms, the second after the first, inside the school year that begins in ``start_year``. Raises ``Refused``."""
    if not 1 <= len(terms) <= 2:
        raise Refused("一个学年有一个或两个学期。")
    if not date(start_year, EARLIEST_MONTH, 1) <= terms[0].first_day <= date(start_year, 12, 31):
        raise Refused(f"第一学期要在{start_year}年{EARLIEST_MONTH}月以后开学，请核对学年和日期。", "first_day")
    if terms[-1].last_day > date(start_year + 1, SCHOOL_YEAR_BEGINS - 1, 31):
        raise Refused(
            f"日期要在{school_year_label(school_year_key(start_year))}之内。", "last_day" if len(terms) == 1 else "second_last_day"
        )
    if len(terms) == 2 and terms[1].first_day <= terms[0].last_day:
        raise Refused("第二学期的开学日要在第一学期结束之后。", "second_first_day")


def _administrator(school: School, administrator: Administrator | None, starts: date) -> Actor:
    """Person, account and role of the administrator; without one the school is founded by a command."""
    if administrator is None:
        return Actor(school_id=school.pk, person_id=0, name="系统")
    person = Person.objects.create(
        school=school,
        staff_code=administrator.staff_code,
        name=administrator.name,
        sort_name=sort_name(administrator.name),
        gender=administrator.gender,
    )
    account = Account(username=administrator.username, school=school, person=person)
    account.set_password(administrator.password)
    account.save()
    Role.objects.create(school=school, person=person, kind=Role.Kind.ADMIN, starts=starts)
    return Actor(school_id=school.pk, person_id=person.pk, name=person.name, roles=frozenset({Role.Kind.ADMIN.value}))


def _known(habits: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(habits) - HABITS
    if unknown:
        raise ValueError(f"not a habit of a school: {sorted(unknown)}")
    return dict(habits)
