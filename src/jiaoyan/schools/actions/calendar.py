"""Writes on the school's calendar: terms, and days that differ from their weekday. 校历"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from jiaoyan.schools import history
from jiaoyan.schools.access import WHO_MANAGES, Actor, may_manage_school, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.actions.setup import open_weekends, override_row, term_values
from jiaoyan.schools.models import DayOverride, SchoolYear, Term
from jiaoyan.schools.rules.calendar import Override, TermDates, long_day, short_day

LONGEST_RUN = 31
WORKS = frozenset({"makeup", "half_day", "event"})


class OutsideTerms(Refused):
    """The day lies in no term of the school."""


class DayTaken(Refused):
    """There is an entry for this day, scope and source."""


class TermsOverlap(Refused):
    """The terms of a school follow one another."""


def change_term(term: Term, dates: TermDates, *, by: Actor) -> None:
    """Set the term's dates and how its weeks are counted. Raises ``TermsOverlap``, ``Refused``."""
    require(may_manage_school(by), WHO_MANAGES)
    _check_place(term.school_year, dates, but=term.pk)
    with transaction.atomic():
        Term.objects.filter(pk=term.pk).update(**term_values(dates))
        open_weekends(by.school_id, [dates])
        history.note(by, "change", term, f"修改{term.label}：{long_day(dates.first_day)}至{long_day(dates.last_day)}")


def add_second_term(year: SchoolYear, dates: TermDates, *, by: Actor) -> Term:
    """Add the second term of a school year that has only the first. Raises ``TermsOverlap``, ``Refused``."""
    require(may_manage_school(by), WHO_MANAGES)
    _check_place(year, dates, but=None)
    try:
        with transaction.atomic():
            term: Term = Term.objects.create(school_id=by.school_id, school_year=year, number=2, **term_values(dates))
            open_weekends(by.school_id, [dates])
            history.note(by, "create", term, f"新增{term.label}：{long_day(dates.first_day)}至{long_day(dates.last_day)}")
    except IntegrityError as there:
        raise Refused("这个学年的第二学期已经建立。") from there
    return term


def set_days(override: Override, *, until: date | None = None, by: Actor) -> int:
    """Enter a day, or every day to ``until`` (days off leave ordinary weekends alone); returns how many days.

    Raises ``OutsideTerms``, ``DayTaken`` naming every day in the way, ``Refused`` for what contradicts itself.
    """
    require(may_manage_school(by), WHO_MANAGES)
    days = _days(override, until)
    for day in days:
        _check(replace(override, day=day))
    with _one_entry_a_day():
        _refuse_taken(override, days)
        DayOverride.objects.bulk_create(override_row(by.school_id, replace(override, day=day)) for day in days)
        first = DayOverride.objects.get(_same_entry(override), day=days[0], source=override.source)
        history.note(by, "create", first, f"校历：{_said(days)}{first.get_kind_display()}“{first.name}”")
    return len(days)


def change_day(row: DayOverride, override: Override, *, by: Actor) -> None:
    """Replace an entry. Raises like ``set_days``."""
    require(may_manage_school(by), WHO_MANAGES)
    _check(override)
    with _one_entry_a_day():
        _refuse_taken(override, [override.day], but=row.pk)
        changed = override_row(by.school_id, override)
        changed.pk = row.pk
        changed.save(force_update=True)
        history.note(by, "change", changed, f"校历：{short_day(override.day)}改为{changed.get_kind_display()}“{changed.name}”")


def remove_day(row: DayOverride, *, by: Actor) -> None:
    """The day follows its weekday again."""
    require(may_manage_school(by), WHO_MANAGES)
    with transaction.atomic():
        history.note(by, "delete", row, f"校历：{short_day(row.day)}恢复常规，去掉{row.get_kind_display()}“{row.name}”")
        row.delete()


def adopt_proposal(overrides: Sequence[Override], *, by: Actor) -> int:
    """Enter the chosen days of the state's table that are not there yet; returns how many were new."""
    require(may_manage_school(by), WHO_MANAGES)
    with transaction.atomic():
        there = set(DayOverride.objects.filter(scope="school", source="state").values_list("day", flat=True))
        new = [override for override in overrides if override.day not in there]
        DayOverride.objects.bulk_create(override_row(by.school_id, override) for override in new)
        if new:
            history.note(by, "create", None, f"校历：按国务院放假安排加入{len(new)}天")
    return len(new)


@contextmanager
def _one_entry_a_day() -> Iterator[None]:
    """A transaction in which the database's own "once" speaks Chinese: somebody entered the same day a moment ago."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as taken:
        raise DayTaken("刚刚有人登记了同一天，请刷新校历后核对。", "day") from taken


def _days(override: Override, until: date | None) -> list[date]:
    last = until or override.day
    if last < override.day:
        raise Refused("结束日期不能早于开始日期。", "until")
    span = (last - override.day).days + 1
    if span > LONGEST_RUN:
        raise Refused(f"一次最多登记{LONGEST_RUN}天。寒暑假不用登记：学期以外都不上课。", "until")
    days = [override.day + timedelta(n) for n in range(span)]
    chosen = days if span == 1 or override.kind in WORKS else [day for day in days if day.weekday() < 5]
    if not chosen:
        raise Refused("这几天本来就是周末，不用登记。", "until")
    return chosen


def _check(override: Override) -> None:
    """What the entry itself must be, in words that say what to do."""
    day = override.day
    if not Term.objects.filter(first_school_day__lte=day, last_school_day__gte=day).exists():
        raise OutsideTerms(f"{short_day(day)}不在任何学期之内。", "day")
    if override.runs_weekday is not None and override.kind not in WORKS:
        raise Refused("放假和停课的日子没有课表，请不要选“执行哪天课表”。", "runs_weekday")
    if override.source == "school" and not DayOverride.objects.filter(day=day).exists():
        _refuse_needless(override)


def _refuse_needless(override: Override) -> None:
    """On a day nobody else has changed, an entry that says what the weekday says already is a slip of the date."""
    day = override.day
    if override.kind == "makeup" and day.weekday() < 5:
        raise Refused(f"{short_day(day)}本来就是上课日，不用登记调休。", "day")
    if override.kind in {"holiday", "school_off"} and day.weekday() >= 5:
        raise Refused(f"{short_day(day)}是周末，本来就不上课。", "day")


def _same_entry(override: Override) -> Q:
    return Q(scope=override.scope, grade=override.grade, school_class_id=override.class_id)


def _refuse_taken(override: Override, days: Sequence[date], but: int | None = None) -> None:
    taken = DayOverride.objects.filter(_same_entry(override), day__in=days, source=override.source).exclude(pk=but)
    names = [f"{short_day(row.day)}“{row.name}”" for row in taken]
    if names:
        raise DayTaken(f"已经登记过：{'、'.join(names)}。请修改那一条，或先删除。", "day")


def _check_place(year: SchoolYear, dates: TermDates, but: int | None) -> None:
    if dates.last_day <= dates.first_day:
        raise Refused("最后一个上课日要在第一个上课日之后。", "last_day")
    if not (year.starts - timedelta(31) <= dates.first_day and dates.last_day <= year.ends):
        raise Refused(f"日期要在{year.key}学年之内。", "first_day")
    for other in Term.objects.select_related("school_year").exclude(pk=but):
        if dates.first_day <= other.last_school_day and other.first_school_day <= dates.last_day:
            raise TermsOverlap(
                f"与{other.label}（{long_day(other.first_school_day)}至{long_day(other.last_school_day)}）重叠。", "first_day"
            )


def _said(days: Sequence[date]) -> str:
    return short_day(days[0]) if len(days) == 1 else f"{short_day(days[0])}至{short_day(days[-1])}"
