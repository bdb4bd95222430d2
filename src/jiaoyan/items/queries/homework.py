"""Reads of homework lists, each with a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Manager, Prefetch, QuerySet
from django.http import Http404

from jiaoyan.items.access.exercise import may_keep_list, may_read_list
from jiaoyan.items.models import Exercise, HomeworkEntry, HomeworkList
from jiaoyan.items.rules.homework import DayLoad, minutes_by_day, problems_of_day
from jiaoyan.schools.access import WHO_READS_GROUP, Actor, require
from jiaoyan.schools.models import Group, Status, Term
from jiaoyan.schools.queries import GroupTerm, taken_out_last
from jiaoyan.schools.rules.calendar import Calendar


def list_of(actor: Actor, pk: int) -> HomeworkList:
    """One list with its entries and days, also one taken out for those who may bring it back. Three queries.

    Raises ``Http404`` when unknown here, ``NotAllowed``.
    """
    row: HomeworkList | None = _whole(HomeworkList.even_removed).filter(pk=pk).first()
    if row is None or (row.removed_at is not None and not may_keep_list(actor, row)):
        raise Http404
    require(may_read_list(actor, row), WHO_READS_GROUP)
    return row


def lists_of(group: Group, term: Term) -> list[HomeworkList]:
    """The lists of a term in order. Three queries."""
    return list(_whole(HomeworkList.objects).filter(group=group, term=term))


def removed_lists(actor: Actor, place: GroupTerm) -> list[HomeworkList]:
    """Those taken out last that the actor may bring back. One query."""
    rows = taken_out_last(HomeworkList.even_removed.filter(group=place.group, term=place.term))
    return [row for row in rows if may_keep_list(actor, row)]


def _whole(lists: Manager[HomeworkList]) -> QuerySet[HomeworkList]:
    rows: QuerySet[HomeworkList] = lists.select_related("group__school", "group__subject", "term__school_year", "made_by")
    return rows.prefetch_related(Prefetch("entries", HomeworkEntry.objects.select_related("exercise")), "days")


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of a list as page and paper show it."""

    day: date
    required: tuple[HomeworkEntry, ...]
    optional: tuple[HomeworkEntry, ...]
    load: DayLoad
    problem: str


def days_of(homework: HomeworkList, calendar: Calendar, mathematics: int) -> list[DayView]:
    """The school days of a list, and whatever other day something was set for. No query when loaded."""
    entries = list(homework.entries.all())
    asked = {row.day: row.all_minutes for row in homework.days.all()}
    minutes = minutes_by_day([(entry.day, entry.required, entry.minutes) for entry in entries])
    days = sorted({*calendar.school_days_between(homework.starts, homework.ends), *(entry.day for entry in entries)})
    found = []
    for day in days:
        load = DayLoad(day, minutes.get(day, 0), asked.get(day))
        mine = [entry for entry in entries if entry.day == day]
        required, optional = (tuple(entry for entry in mine if entry.required is wanted) for wanted in (True, False))
        found.append(DayView(day, required, optional, load, problems_of_day(load, mathematics)))
    return found


def exercises_to_set(group: Group, term: Term) -> list[Exercise]:
    """The approved exercises a list may name. One query."""
    return list(Exercise.objects.filter(group=group, term=term, status=Status.APPROVED).order_by("week_no", "pk"))


def next_start(place: GroupTerm, lists: list[HomeworkList]) -> date:
    """The Monday the next list begins with: after the last one, otherwise of this week. No query."""
    if lists:
        after: date = lists[-1].ends + timedelta(days=1)
        return after + timedelta(days=-after.weekday() % 7)
    return place.day - timedelta(days=place.day.weekday())
