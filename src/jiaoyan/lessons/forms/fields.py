"""What the forms of this package share: periods of a day, people by grade."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jiaoyan.lessons.queries.people import Seat
from jiaoyan.schools.rules.people import grade_name

PERIODS = [(str(number), f"第{number}节") for number in range(1, 9)]


def by_grade(seats: Iterable[Seat], first: int | None) -> list[tuple[str, list[tuple[Any, str]]]]:
    """People by the grade they sit with, the grade ``first`` before the others."""
    groups: dict[int, list[tuple[Any, str]]] = {}
    for seat in seats:
        groups.setdefault(seat.grade or 0, []).append((seat.person, seat.person.name))
    order = sorted(groups, key=lambda grade: (grade != first, grade))
    return [(grade_name(grade) if grade else "其他", groups[grade]) for grade in order]
