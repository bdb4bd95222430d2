"""Table 2 of an example group, and what its classes were really taught."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from jiaoyan.example.diary import Diary, moment
from jiaoyan.example.groups import ExampleGroup
from jiaoyan.pacing import actions
from jiaoyan.pacing.models import PacingRow, PacingSchedule
from jiaoyan.pacing.queries import Seat, content_rows, schedule_of
from jiaoyan.schools.models import Status

REASONS = ("全校体检，顺延", "观摩活动，与他班调课", "练习讲评多用一节")


def write_table(diary: Diary, ours: ExampleGroup, until: Status) -> None:
    """The leader makes table 2 before the term, hands it in and gets it approved, as far as ``until``."""
    eve = ours.eve
    diary.add(moment(eve, 9), lambda _: actions.propose(by=ours.act(ours.leader.name), place=ours.on(eve)))
    if until != Status.DRAFT:
        diary.add(moment(eve, 9, 40), lambda _: actions.submit(_table(ours), by=ours.act(ours.leader.name)))
    if until == Status.APPROVED:
        diary.add(moment(eve, 15), lambda at: actions.approve(_table(ours), by=ours.act(ours.head.name), note="", now=at))


def revise(diary: Diary, ours: ExampleGroup, day: date) -> None:
    """The leader takes the approved table up again on a day and hands it in: it waits for a decision."""
    by = ours.act(ours.leader.name)
    diary.add(moment(day, 10), lambda _: actions.reopen(_table(ours), by=by, today=day))
    diary.add(moment(day, 10, 30), lambda _: actions.submit(_table(ours), by=by))


def teach(diary: Diary, ours: ExampleGroup, last: date, *, every: int = 1, lagging: int | None = None) -> None:
    """Every teacher ticks the lessons each week, or every few weeks. ``lagging``: a class that is a day behind now and then."""
    weeks = [week for week in ours.place.calendar.weeks() if week.days and week.days[0] <= last]
    for n in range(0, len(weeks), every):
        some = weeks[n : n + every]
        day = min(some[-1].days[-1], last)
        diary.add(moment(day, 16, 10), partial(_tick, ours, some[0].days[0], day, lagging))


def _tick(ours: ExampleGroup, first: date, last: date, lagging: int | None, _: datetime) -> None:
    if ours.table is None:  # rows stay as they were approved, so a term's many ticks need not read them again
        ours.table = _table(ours)
    place, schedule = ours.on(last), ours.table
    for seat in ours.seats:
        by = ours.act(seat.teachers[0].name)
        if seat.school_class.number == lagging:
            _lag(ours, schedule, seat, first, last)
        actions.record_as_planned(by=by, place=place, schedule=schedule, seat=seat, first=first, last=last)


def _lag(ours: ExampleGroup, schedule: PacingSchedule, seat: Seat, first: date, last: date) -> None:
    """One lesson of every third week a day late, with its reason."""
    week = ours.place.calendar.week_no(first) or 0
    days = [(row, row.date_to) for row in content_rows(schedule) if row.date_to and first <= row.date_to < last]
    rows = [(row, day) for row, day in days if row.kind == PacingRow.Kind.LESSON]
    if week % 3 == 0 and rows:
        late, day = rows[0]
        later = ours.school_day(day + timedelta(days=1))
        if later <= last:
            reason = REASONS[week // 3 % len(REASONS)]
            actions.record_taught(by=ours.act(seat.teachers[0].name), place=ours.on(last), row=late, seat=seat, day=later, reason=reason)


def _table(ours: ExampleGroup) -> PacingSchedule:
    schedule = schedule_of(ours.group, ours.place.term)
    if schedule is None:
        raise LookupError(f"{ours.group} has no table 2")
    return schedule
