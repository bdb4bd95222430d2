"""What every role gets at the school's own addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from jiaoyan.schools.imports import waiting
from jiaoyan.schools.models import Account, DayOverride, Enrolment, Group, Membership, Person, Pupil, Role, SchoolClass, TeachingAssignment
from tests.conftest import TODAY, YEAR_BEGINS, SmallSchool
from tests.documents.workbooks import workbook
from tests.matrix import ROLES, Cell, allow

KEEPERS = ("office", "admin")
Args = Callable[[SmallSchool], list[Any]]


def kept(args: Args | None = None, *, post: int | None = None) -> Cell:
    """A page of those who keep the school: 200 for them, 403 for the others; ``post`` is what an empty POST gets."""
    posts = allow(*KEEPERS, status=post) if post else None
    return Cell(args=args, get=allow(*KEEPERS), post=posts) if args else Cell(get=allow(*KEEPERS), post=posts, school_wide=True)


def colleague(school: SmallSchool) -> Person:
    """Somebody with an account whom no other cell signs in."""
    person, created = Person.objects.get_or_create(
        school=school.school, staff_code="T900", defaults={"name": "周末来", "sort_name": "zhou mo lai", "gender": "F"}
    )
    if created:
        Account.objects.create(username="colleague", school=school.school, person=person, password="!")
    return person


def newcomer(school: SmallSchool) -> Person:
    """Somebody without an account."""
    person: Person = Person.objects.get_or_create(
        school=school.school, staff_code="T901", defaults={"name": "新来", "sort_name": "xin lai", "gender": "F"}
    )[0]
    return person


def pupil(school: SmallSchool) -> Pupil:
    """A pupil of 5.1, the leader's class."""
    found, _ = Pupil.objects.get_or_create(school=school.school, code="2019001", defaults={"name": "小满"})
    Enrolment.objects.get_or_create(school=school.school, pupil=found, school_class=school.classes[0], starts=YEAR_BEGINS)
    result: Pupil = found
    return result


def spare_class(school: SmallSchool) -> SchoolClass:
    """A class nothing belongs to."""
    return SchoolClass.objects.get_or_create(school=school.school, entry_year=2019, number=9)[0]  # type: ignore[no-any-return]


def spare_group(school: SmallSchool) -> Group:
    """A group nothing belongs to."""
    found: Group = Group.objects.get_or_create(
        school=school.school, kind="stage", name="高段数学组", school_year=school.year, subject=school.subject
    )[0]
    return found


def spare_assignment(school: SmallSchool) -> TeachingAssignment:
    """课务 that can be removed without touching what teachers may see elsewhere."""
    found: TeachingAssignment = TeachingAssignment.objects.get_or_create(
        school=school.school, school_class=spare_class(school), subject=school.subject, teacher=colleague(school), starts=YEAR_BEGINS
    )[0]
    return found


def office_role(school: SmallSchool) -> Role:
    """A role whose end hurts nobody."""
    role: Role = Role.objects.get_or_create(school=school.school, person=colleague(school), kind="academic_office", starts=YEAR_BEGINS)[0]
    return role


def group_seat(school: SmallSchool) -> Membership:
    """A seat in the grade-5 group."""
    seat: Membership = Membership.objects.get(group=school.group, person=school.people["teacher"])
    return seat


def day_off(school: SmallSchool) -> int:
    """A calendar entry."""
    entry: DayOverride = DayOverride.objects.get_or_create(
        school=school.school, day=date(2024, 6, 20), scope="school", source="school", defaults={"kind": "event", "name": "运动会"}
    )[0]
    return int(entry.pk)


def waiting_workbook(school: SmallSchool) -> str:
    """A workbook that waits for its review."""
    book = workbook({"教职工": [["工号", "姓名", "性别"], ["T950", "来者", "女"]]})
    return waiting.put(book, name="x.xlsx", term_id=school.term.pk, on=TODAY, by=school.actor("office"))


def of(make: Callable[[SmallSchool], Any]) -> Args:
    """The key of the row as the only argument."""
    return lambda school: [make(school).pk]


def first_class(school: SmallSchool) -> SchoolClass:
    """5.1, taught by the leader."""
    return school.classes[0]


MATRIX: dict[str, Cell] = {
    "schools:sign_in": Cell(get=allow(*ROLES, status=302), post=allow(*ROLES, status=302), public=True),
    "schools:sign_out": Cell(get=allow(*ROLES, status=405), post=allow(*ROLES, status=302), school_wide=True),
    "schools:password": Cell(get=allow(*ROLES), post=allow(*ROLES, status=422), school_wide=True),
    "schools:setup": Cell(otherwise=404, post={}, public=True),
    "schools:manage": kept(),
    "schools:settings": kept(post=422),
    "schools:history": kept(),
    "schools:people": kept(),
    "schools:person_new": kept(post=422),
    "schools:person": kept(of(colleague)),
    "schools:person_edit": kept(of(colleague), post=422),
    "schools:person_leave": kept(of(colleague), post=422),
    "schools:person_return": kept(of(colleague), post=302),
    "schools:accounts": kept(),
    "schools:accounts_open": kept(post=200),
    "schools:account_new": kept(of(newcomer), post=422),
    "schools:account_reset": kept(of(colleague), post=200),
    "schools:account_disable": kept(of(colleague), post=302),
    "schools:account_enable": kept(of(colleague), post=302),
    "schools:classes": Cell(get=allow(*ROLES), school_wide=True),
    "schools:class_new": kept(post=422),
    "schools:class": Cell(args=of(first_class), get=allow(*ROLES)),
    "schools:class_remove": kept(of(first_class), post=302),
    "schools:assignment_new": kept(of(first_class), post=422),
    "schools:timetable": kept(lambda school: [school.classes[0].pk, school.term.pk], post=422),
    "schools:assignment_end": kept(of(spare_assignment), post=422),
    "schools:assignment_remove": Cell(args=of(spare_assignment), get={"office": 200, "admin": 404}, post={"office": 302, "admin": 404}),
    "schools:pupils": Cell(args=lambda school: [pupil(school) and school.classes[0].pk], get=allow("leader", *KEEPERS)),
    "schools:pupil_new": kept(of(first_class), post=422),
    "schools:pupil_edit": kept(of(pupil), post=422),
    "schools:pupil_move": kept(of(pupil), post=422),
    "schools:pupil_leave": kept(of(pupil), post=422),
    "schools:groups": kept(),
    "schools:group_new": kept(lambda school: [school.year.pk], post=422),
    "schools:group": kept(lambda school: [school.group.pk]),
    "schools:group_edit": kept(lambda school: [school.group.pk], post=302),
    "schools:group_remove": Cell(args=of(spare_group), get={"office": 200, "admin": 404}, post={"office": 302, "admin": 404}),
    "schools:member_new": kept(lambda school: [school.group.pk], post=422),
    "schools:grade_members_new": kept(lambda school: [school.group.pk], post=422),
    "schools:member_end": kept(of(group_seat), post=422),
    "schools:group_role_new": kept(lambda school: [school.group.pk], post=422),
    "schools:school_role_new": kept(post=422),
    "schools:role_end": kept(of(office_role), post=422),
    "schools:move_up": kept(post=422),
    "schools:calendar": Cell(get=allow(*ROLES), school_wide=True),
    "schools:term_edit": kept(lambda school: [school.term.pk], post=422),
    "schools:term_new": kept(lambda school: [school.year.pk], post=422),
    "schools:proposal": kept(lambda school: [school.term.pk], post=302),
    "schools:day_new": kept(post=422),
    "schools:day_edit": kept(lambda school: [day_off(school)], post=422),
    "schools:day_remove": Cell(
        args=lambda school: [day_off(school)], get={"office": 200, "admin": 404}, post={"office": 302, "admin": 404}
    ),
    "schools:import": kept(post=422),
    "schools:import_review": kept(lambda school: [waiting_workbook(school)], post=409),
    "schools:import_blank": Cell(args=lambda school: ["all"], get=allow(*KEEPERS), school_wide=True),
    "schools:import_export": Cell(args=lambda school: ["staff"], get=allow(*KEEPERS), school_wide=True),
}
