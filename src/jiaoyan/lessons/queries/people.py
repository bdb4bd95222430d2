"""Who sits where and teaches when, as observations, research lessons and rosters ask. Each with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from jiaoyan.lessons.rules.timetable import OwnLesson, Period, periods_of
from jiaoyan.schools.models import (
    Group,
    Membership,
    Person,
    SchoolClass,
    TeachingAssignment,
    Term,
    TimetableSlot,
    not_over,
    valid_on,
)
from jiaoyan.schools.queries import GroupTerm, name_of_class
from jiaoyan.schools.rules.calendar import Calendar, Slot
from jiaoyan.schools.rules.people import GRADES, grade_of


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody of the subject with the group one sits in."""

    person: Person
    group_id: int
    grade: int | None


def tree_of(group: Group) -> frozenset[int]:
    """The group and the groups below it. One query."""
    rows = list(Group.objects.filter(school_year_id=group.school_year_id).values_list("pk", "parent_id"))
    found = {group.pk}
    while more := {pk for pk, parent in rows if parent in found} - found:
        found |= more
    return frozenset(found)


def seats_of(place: GroupTerm, groups: Collection[int] | None = None) -> list[Seat]:
    """Who sat in the preparation groups of the subject some time in the term (or only in ``groups``), one line each: by grade, then by name. One query."""
    rows = Membership.objects.select_related("person", "group").filter(
        not_over(place.term.first_school_day),
        starts__lte=place.term.last_school_day,
        group__school_year_id=place.term.school_year_id,
        group__subject_id=place.group.subject_id,
    )
    if groups is not None:
        rows = rows.filter(group_id__in=groups)
    found: dict[int, Seat] = {}
    for row in rows.order_by("group__grade", "person__sort_name", "person_id"):
        found.setdefault(row.person_id, Seat(row.person, row.group_id, row.group.grade))
    return list(found.values())


def group_of_teacher(teacher: Person, day: date) -> int | None:
    """The preparation group somebody sits in on a day, as a key. One query."""
    rows = Membership.objects.filter(valid_on(day), person=teacher, group__kind=Group.Kind.PREP)
    key: int | None = rows.order_by("-starts", "pk").values_list("group_id", flat=True).first()
    return key


def classes_of_school(term: Term) -> list[tuple[SchoolClass, str]]:
    """Every class of the school year with its name, by grade. One query."""
    year = term.school_year.first_calendar_year
    rows = SchoolClass.objects.filter(entry_year__gt=year - len(GRADES), entry_year__lte=year).order_by("-entry_year", "number")
    return [(each, name_of_class(each, year)) for each in rows]


def own_lessons(people: Collection[int], term: Term, subject_id: int | None = None) -> dict[int, list[OwnLesson]]:
    """The weekly periods of people in a term, of one subject or of all. Two queries."""
    duties = TeachingAssignment.objects.select_related("school_class").filter(
        not_over(term.first_school_day), starts__lte=term.last_school_day, teacher_id__in=people
    )
    if subject_id is not None:
        duties = duties.filter(subject_id=subject_id)
    rows = list(duties)
    weekly: dict[tuple[int, int], list[Slot]] = {}
    slots = TimetableSlot.objects.filter(term=term, school_class_id__in={row.school_class_id for row in rows})
    for line in slots.values_list("school_class_id", "subject_id", "weekday", "period_no", "parity"):
        weekly.setdefault(line[:2], []).append(Slot(*line[2:]))
    found: dict[int, list[OwnLesson]] = {each: [] for each in people}
    for row in rows:
        grade = grade_of(row.school_class.entry_year, term.school_year.first_calendar_year)
        for slot in weekly.get((row.school_class_id, row.subject_id), []) if grade else []:
            found[row.teacher_id].append(OwnLesson(row.school_class_id, grade or 0, slot, row.starts, row.ends))
    return found


def periods_on(person: int, term: Term, calendar: Calendar, day: date) -> tuple[Period, ...]:
    """What somebody teaches on a day, by the timetable. Two queries."""
    return periods_of(own_lessons([person], term)[person], calendar, [day])


def class_taught(teacher: int, term: Term, calendar: Calendar, day: date, period_no: int) -> int | None:
    """The class a teacher has in a period of a day: by the timetable, or the only class one teaches. Two queries."""
    lessons = own_lessons([teacher], term)[teacher]
    here = [period.class_id for period in periods_of(lessons, calendar, [day]) if period.period_no == period_no]
    classes = {lesson.class_id for lesson in lessons if lesson.starts <= day and (lesson.ends is None or day <= lesson.ends)}
    if here:
        return here[0]
    return next(iter(classes)) if len(classes) == 1 else None


def concerning(group_ids: Collection[int]) -> Q:
    """Rows kept in, or about a teacher of, any of the groups."""
    return Q(group_id__in=group_ids) | Q(teacher_group_id__in=group_ids)


def names_of(classes: Collection[tuple[SchoolClass, str]]) -> Mapping[int, str]:
    """Class → its name."""
    return {each.pk: name for each, name in classes}
