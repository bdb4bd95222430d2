"""The school calendar as each class and grade sees it: a trip or holiday of its own changes its weeks and school days, nobody else's. 各班各年级的校历"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.quotas.rules.roster import Roster
from jiaoyan.schools.rules.calendar import Calendar


def calendars_of(roster: Roster, calendar: Calendar) -> Mapping[Subject, Calendar]:
    """The calendar of each class and grade whose school days differ from the school's; everybody else has the school's."""
    if all(each.scope == "school" for each in calendar.overrides):
        return {}
    days = calendar.school_days()
    return {subject: own for subject, own in _views(roster, calendar) if own.school_days() != days}


def _views(roster: Roster, calendar: Calendar) -> Iterator[tuple[Subject, Calendar]]:
    for room in roster.rooms:
        yield Subject("class", room.id), calendar.for_class(room.id, room.grade)
    grades = {room.grade for room in roster.rooms} | {seat.grade for seat in roster.seats if seat.grade is not None}
    for grade in sorted(grades):
        yield Subject("grade", grade), calendar.for_grade(grade)
