"""Reads the school as ``state.Known``: a fixed number of queries, whatever the size of the school."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from jiaoyan.schools.imports.class_names import ClassKey
from jiaoyan.schools.imports.state import Duty, DutyKey, Known, KnownPupil, Place, Seat
from jiaoyan.schools.models import Enrolment, Person, Pupil, SchoolClass, Subject, TeachingAssignment, Term, TimetableSlot, valid_on

STAFF_FIELDS = ("name", "gender", "born_on", "service_from", "joined_on", "education", "title", "other_work")


def known(term: Term, *, today: date, on: date) -> Known:
    """The school in scope, compared on ``today`` (brought inside the term's school year), changing from ``on``. Seven queries."""
    year = term.school_year
    day = year.nearest(today)
    people = list(Person.objects.values("staff_code", "left_on", *STAFF_FIELDS))
    return Known(
        first_calendar_year=year.first_calendar_year,
        year_starts=year.starts,
        day=day,
        on=on,
        staff={row["staff_code"]: {name: row[name] for name in STAFF_FIELDS} for row in people},
        left=frozenset(row["staff_code"] for row in people if row["left_on"] is not None and row["left_on"] <= day),
        classes=frozenset(SchoolClass.objects.values_list("entry_year", "number")),
        subjects=frozenset(Subject.objects.values_list("name", flat=True)),
        pupils=_pupils(day),
        duties=_duties(day),
        slots=_slots(term),
    )


def first_day_for_changes(term: Term, *, today: date) -> date:
    """From when changes should hold unless somebody says otherwise: the year's start for a first import, else today. Two queries."""
    year = term.school_year
    first = not TeachingAssignment.objects.exists() and not Enrolment.objects.exists()
    return year.starts if first else year.nearest(today)


def _pupils(day: date) -> dict[str, KnownPupil]:
    """Each pupil with the present seat, or the last one there will be. Two queries."""
    seats: dict[int, Seat] = {}
    last_days: dict[int, date] = {}
    rows = Enrolment.objects.order_by("starts").values_list(
        "pupil_id", "school_class__entry_year", "school_class__number", "seat_no", "starts", "ends"
    )
    for pupil, entry_year, number, seat_no, starts, ends in rows:
        if ends is None or ends >= day:
            seats[pupil] = Seat((entry_year, number), seat_no, starts)
        else:
            last_days[pupil] = ends
    return {
        code: KnownPupil(name, gender, seats.get(pk), None if pk in seats else last_days.get(pk))
        for pk, code, name, gender in Pupil.objects.values_list("pk", "code", "name", "gender")
    }


def _duties(day: date) -> dict[DutyKey, Duty]:
    """Who teaches what on the day. One query."""
    rows: Any = TeachingAssignment.objects.filter(valid_on(day)).values_list(
        "school_class__entry_year", "school_class__number", "subject__name", "teacher__staff_code", "starts", "ends"
    )
    return {((year, number), subject): Duty(teacher, starts, ends) for year, number, subject, teacher, starts, ends in rows}


def _slots(term: Term) -> dict[ClassKey, dict[Place, str]]:
    """The timetable of the term. One query."""
    weeks: dict[ClassKey, dict[Place, str]] = defaultdict(dict)
    rows = TimetableSlot.objects.filter(term=term).values_list(
        "school_class__entry_year", "school_class__number", "weekday", "period_no", "parity", "subject__name"
    )
    for entry_year, number, weekday, period, parity, subject in rows:
        weeks[entry_year, number][weekday, period, parity] = subject
    return dict(weeks)
