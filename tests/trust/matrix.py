"""What every role gets at the pages about personal data: the administrator alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from jiaoyan.schools.models import Account, Enrolment, Person, Pupil
from tests.conftest import YEAR_BEGINS, SmallSchool
from tests.matrix import Cell, allow

KEEPER = allow("admin")


def gone_pupil(school: SmallSchool) -> list[Any]:
    """A pupil who left last autumn."""
    pupil, _ = Pupil.objects.get_or_create(school=school.school, code="2019800", defaults={"name": "已远行"})
    Enrolment.objects.get_or_create(
        school=school.school, pupil=pupil, school_class=school.classes[0], starts=YEAR_BEGINS, defaults={"ends": date(2023, 11, 1)}
    )
    return ["pupil", pupil.pk]


def gone_colleague(school: SmallSchool) -> list[Any]:
    """A colleague who left last autumn."""
    person, made = Person.objects.get_or_create(
        school=school.school,
        staff_code="T990",
        defaults={"name": "已退休", "sort_name": "yi tui xiu", "gender": "F", "born_on": date(1964, 1, 1), "left_on": date(2023, 11, 1)},
    )
    if made:
        Account.objects.create(username="retired", school=school.school, person=person, password="!")
    return ["staff", person.pk]


MATRIX: dict[str, Cell] = {
    "schools:privacy": Cell(get=KEEPER, school_wide=True),
    "schools:privacy_due": Cell(get=KEEPER, post=allow("admin", status=302), school_wide=True),
    "schools:privacy_person": Cell(args=gone_pupil, get=KEEPER),
    "schools:privacy_export": Cell(args=gone_pupil, get=KEEPER, post=allow("admin", status=422)),
    "schools:privacy_erase": Cell(args=gone_colleague, get=KEEPER, post=allow("admin", status=422)),
}
