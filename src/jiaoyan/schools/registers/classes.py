"""Reads for the pages of classes, 课务, timetables and pupils."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404

from jiaoyan.schools.access import Actor, classes_with_names_visible_to
from jiaoyan.schools.models import Enrolment, SchoolClass, SchoolYear, Subject, TeachingAssignment, Term, TimetableSlot, valid_on
from jiaoyan.schools.queries import name_of_class
from jiaoyan.schools.rules.people import GRADES, grade_name


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One weekly period of a class as a value: ``parity`` is all, odd or even."""

    weekday: int
    period_no: int
    subject_id: int
    parity: str = "all"


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class of a year: who teaches what today, how many pupils, how many periods a week; ``open``: names may be seen."""

    school_class: SchoolClass
    name: str
    teachers: tuple[TeachingAssignment, ...]
    pupils: int
    periods: int
    open: bool


@dataclass(frozen=True, slots=True)
class Grade:
    """The classes of a grade."""

    number: int
    label: str
    lines: tuple[ClassLine, ...]


def class_or_404(pk: int) -> SchoolClass:
    """A class of the school in scope. One query."""
    found: SchoolClass | None = SchoolClass.objects.select_related("school").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def grades_of(year: SchoolYear, term: Term | None, day: date, actor: Actor) -> list[Grade]:
    """All classes of a school year by grade, as they stand today or stood on the year's last day; whose names open is asked of today. Five queries."""
    then, first = year.nearest(day), year.first_calendar_year
    classes = list(SchoolClass.objects.filter(entry_year__range=(first - GRADES[-1] + 1, first)).order_by("-entry_year", "number"))
    teachers = _teachers(classes, then)
    pupils = _counted(Enrolment.objects.filter(valid_on(then), school_class__in=classes))
    periods = _counted(TimetableSlot.objects.filter(term=term, school_class__in=classes)) if term else {}
    named = set(SchoolClass.objects.filter(classes_with_names_visible_to(actor, day)).values_list("pk", flat=True))
    lines: dict[int, list[ClassLine]] = defaultdict(list)
    for each in classes:
        lines[first - each.entry_year + 1].append(
            ClassLine(
                each, name_of_class(each, first), teachers[each.pk], pupils.get(each.pk, 0), periods.get(each.pk, 0), each.pk in named
            )
        )
    return [Grade(number, grade_name(number), tuple(lines[number])) for number in sorted(lines)]


def own_teachers(school_class: SchoolClass, day: date) -> set[int]:
    """The class's own teachers by 课务 on a day, as keys. One query."""
    rows = TeachingAssignment.objects.filter(valid_on(day), school_class=school_class)
    return set(rows.values_list("teacher_id", flat=True))


def teachers_by_class(classes: Iterable[SchoolClass], day: date) -> dict[int, set[int]]:
    """The same for several classes: class → its own teachers, as keys. One query."""
    found: dict[int, set[int]] = {each.pk: set() for each in classes}
    rows = TeachingAssignment.objects.filter(valid_on(day), school_class__in=found)
    for class_id, teacher_id in rows.values_list("school_class_id", "teacher_id"):
        found[class_id].add(teacher_id)
    return found


def assignments_of(school_class: SchoolClass) -> list[TeachingAssignment]:
    """Who taught the class what, over time: by subject, newest first. One query."""
    rows = TeachingAssignment.objects.filter(school_class=school_class).select_related("teacher", "subject")
    return list(rows.order_by("subject_id", "-starts"))


def assignment_or_404(pk: int) -> TeachingAssignment:
    """One line of 课务, with its class, subject and teacher. One query."""
    found: TeachingAssignment | None = TeachingAssignment.objects.select_related("teacher", "subject", "school_class").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def slots_in(term: Term, school_class: SchoolClass) -> list[TimetableSlot]:
    """The weekly timetable of a class, with subjects. One query."""
    return list(TimetableSlot.objects.filter(term=term, school_class=school_class).select_related("subject"))


def period_of(slot: TimetableSlot) -> Period:
    """A stored period as a value."""
    return Period(slot.weekday, slot.period_no, slot.subject_id, slot.parity)


def clashes(term: Term, school_class: SchoolClass, day: date) -> list[str]:
    """Periods in which a teacher of this class stands in another class too, as Chinese phrases. Two queries."""
    rows = TeachingAssignment.objects.filter(valid_on(day)).select_related("teacher")
    taught = {(row.school_class_id, row.subject_id): row.teacher for row in rows}
    slots = [
        (slot, taught[slot.school_class_id, slot.subject_id])
        for slot in TimetableSlot.objects.filter(term=term).select_related("school_class")
        if (slot.school_class_id, slot.subject_id) in taught
    ]
    own = [pair for pair in slots if pair[0].school_class_id == school_class.pk]
    return [
        f"{slot.get_weekday_display()}第{slot.period_no}节，{teacher.name}同时在{name_of_class(slot.school_class, term.school_year.first_calendar_year)}上课"
        for slot, teacher in slots
        if slot.school_class_id != school_class.pk and any(mine == teacher and _meet(each, slot) for each, mine in own)
    ]


def pupils_of(school_class: SchoolClass, day: date) -> list[Enrolment]:
    """Who sits in the class on a day, by seat, then code. One query."""
    rows = Enrolment.objects.filter(valid_on(day), school_class=school_class).select_related("pupil")
    return sorted(rows, key=lambda row: (row.seat_no is None, row.seat_no or 0, row.pupil.code))


def classes_without_teacher(classes: Iterable[SchoolClass], subjects: Iterable[Subject], day: date) -> list[tuple[SchoolClass, Subject]]:
    """Which subject of which class nobody teaches on a day. One query."""
    held = set(TeachingAssignment.objects.filter(valid_on(day)).values_list("school_class_id", "subject_id"))
    return [(each, subject) for subject in subjects for each in classes if (each.pk, subject.pk) not in held]


def _teachers(classes: list[SchoolClass], day: date) -> dict[int, tuple[TeachingAssignment, ...]]:
    found: dict[int, list[TeachingAssignment]] = defaultdict(list)
    rows = TeachingAssignment.objects.filter(valid_on(day), school_class__in=classes).select_related("teacher", "subject")
    for row in rows.order_by("subject_id"):
        found[row.school_class_id].append(row)
    return defaultdict(tuple, {key: tuple(rows) for key, rows in found.items()})


def _counted(rows: QuerySet[Any]) -> dict[int, int]:
    """How many rows each class has."""
    return dict(rows.order_by().values_list("school_class_id").annotate(count=Count("pk")))


def _meet(one: TimetableSlot, other: TimetableSlot) -> bool:
    """The same period of the same week."""
    same_period = (one.weekday, one.period_no) == (other.weekday, other.period_no)
    return same_period and ("all" in (one.parity, other.parity) or one.parity == other.parity)
