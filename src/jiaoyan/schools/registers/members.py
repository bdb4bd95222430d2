"""Who teaches a grade, to be seated in its preparation group. 本年级任课教师"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from jiaoyan.schools.models import Group, Membership, Person, valid_on
from jiaoyan.schools.queries import name_of_class, teachers_of_grade


@dataclass(frozen=True, slots=True)
class GradeTeacher:
    """Somebody who teaches the group's subject in its grade: which classes, and whether there is a seat already."""

    person: Person
    classes: tuple[str, ...]
    seated: bool


def grade_teachers(group: Group, day: date) -> list[GradeTeacher]:
    """The teachers of the group's grade and subject by 课务 on a day, by pinyin. Two queries, none for a group without a grade."""
    if group.grade is None:
        return []
    first = group.school_year.first_calendar_year
    persons: dict[int, Person] = {}
    classes: dict[int, list[str]] = defaultdict(list)
    for row in teachers_of_grade(group.grade, group.subject_id, first, day):
        persons[row.teacher_id] = row.teacher
        classes[row.teacher_id].append(name_of_class(row.school_class, first))
    seated = set(Membership.objects.filter(valid_on(day), group=group).values_list("person_id", flat=True))
    found = [GradeTeacher(person, tuple(classes[pk]), pk in seated) for pk, person in persons.items()]
    return sorted(found, key=lambda each: each.person.sort_name)
