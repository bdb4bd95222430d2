"""What the views of this package share: choices of a place, a verb carried out for a form, a race that was lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jiaoyan.activities.queries.units import TaughtNow, lessons_around
from jiaoyan.lessons.queries.people import Seat, classes_of_school, seats_of
from jiaoyan.schools.models import SchoolClass
from jiaoyan.schools.queries import GroupTerm


@dataclass(frozen=True, slots=True)
class Offered:
    """What the forms of a group's page choose from."""

    seats: list[Seat]
    classes: list[tuple[SchoolClass, str]]
    lessons: TaughtNow | None
    grade: int | None

    def as_arguments(self) -> dict[str, Any]:
        """As the forms take it."""
        return {"seats": self.seats, "classes": self.classes, "lessons": self.lessons, "grade": self.grade}


def offered(place: GroupTerm) -> Offered:
    """Colleagues of the subject, classes of the school, the lessons of the group's own book. At most six queries."""
    lessons = lessons_around(place.group, place.term, place.day) if place.group.grade else None
    return Offered(seats_of(place), classes_of_school(place.term), lessons, place.group.grade)


def stands_now(row: object) -> str:
    """What is said above a form that lost a race."""
    return f"刚刚有人改过，现在是：{row}。您填写的都在下面，核对后请再保存一次。"
