"""What the pages of a group choose from in a term: the classes of its grade, its people, the pupils of a class. One query each."""

from __future__ import annotations

from jiaoyan.schools.models import Enrolment, Membership, Person, Pupil, SchoolClass, not_over
from jiaoyan.schools.queries import GroupTerm, classes_of_grade, name_of_class


def classes_here(place: GroupTerm) -> list[tuple[SchoolClass, str]]:
    """The classes of the group's grade with their names that year."""
    year = place.term.school_year.first_calendar_year
    return [(each, name_of_class(each, year)) for each in classes_of_grade(place.group.grade or 0, year)]


def people_of(place: GroupTerm) -> list[Person]:
    """Who sat in the group at any time of the term."""
    seats = Membership.objects.select_related("person").filter(
        not_over(place.term.first_school_day), group=place.group, starts__lte=place.term.last_school_day
    )
    return list(dict.fromkeys(seat.person for seat in seats.order_by("person__sort_name", "person_id")))


def roll_of(place: GroupTerm, school_class: SchoolClass) -> list[Pupil]:
    """The pupils who sat in a class at any time of the term until today: one who moved since counts for both classes."""
    seats = Enrolment.objects.select_related("pupil").filter(
        not_over(place.term.first_school_day), school_class=school_class, starts__lte=place.day
    )
    return list(dict.fromkeys(seat.pupil for seat in seats))
