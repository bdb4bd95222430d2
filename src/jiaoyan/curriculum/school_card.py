"""What 学校管理 says about textbooks: table 2 is proposed from the book, so a school is not complete without it. 教材"""

from __future__ import annotations

from jiaoyan.curriculum.queries import adopted, grades_without_book
from jiaoyan.schools.models import SchoolYear
from jiaoyan.schools.registers.overview import Card
from jiaoyan.schools.rules.people import grade_name

CALLED, PAGE = "教材", "curriculum:textbooks"


def school_card(year: SchoolYear | None) -> Card:
    """How many grades have chosen, and which grades with a preparation group have not. Two queries."""
    if year is None:
        return Card(CALLED, "book-open", PAGE, "先建立学年，再选教材")
    chosen, without = len(adopted(year)), "、".join(grade_name(grade) for grade in grades_without_book(year))
    if not chosen:
        return Card(CALLED, "book-open", PAGE, "教学进度表按教材排出", ("还没有选教材",) if not without else (f"{without}还没有选教材",))
    return Card(CALLED, "book-open", PAGE, f"{chosen}个年级已选", (f"{without}还没有选教材",) if without else ())
