"""A plan of the small school on the eve of its second term, as far as a test needs it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from jiaoyan.pacing.actions.schedule import propose as propose_pacing
from jiaoyan.pacing.queries import schedule_of
from jiaoyan.planning.actions import deciding, writing
from jiaoyan.planning.models import GroupPlan
from jiaoyan.planning.queries import plan_here, plan_of
from jiaoyan.schools.models import Group, Membership, Person, School
from jiaoyan.schools.queries import GroupTerm, group_term
from tests.conftest import YEAR_BEGINS, SmallSchool

EVE = date(2024, 2, 20)
AT = datetime(2024, 2, 20, 9, 0, tzinfo=UTC)


def place_of(school: SmallSchool, day: date = EVE, *, group: Group | None = None) -> GroupTerm:
    """The grade-5 group in the second term, as its research leader sees it."""
    return group_term(school.actor("head", day), (group or school.group).pk, school.term.key, day)


def leader_of(school: SmallSchool) -> str:
    return "leader" if "leader" in school.people else "neighbour"


def paced(school: SmallSchool) -> GroupTerm:
    """With table 2."""
    place = place_of(school)
    if schedule_of(place.group, place.term) is None:
        propose_pacing(by=school.actor(leader_of(school), EVE), place=place)
    return place


def started(school: SmallSchool) -> GroupPlan:
    """With a plan as proposed, tables 1 to 3 included; only its title is missing."""
    place = paced(school)
    writing.start_plan(by=school.actor(leader_of(school), EVE), place=place)
    return plan_here(place)


def complete(school: SmallSchool) -> GroupPlan:
    """With a plan that may be submitted."""
    plan = started(school)
    if not plan.title:
        writing.save_head(
            by=school.actor(leader_of(school), EVE),
            plan=plan,
            version=plan.version,
            title="读懂学生，上好每一课",
            plan_date=EVE,
            opening=[],
        )
    return fresh(plan)


def submitted(school: SmallSchool) -> GroupPlan:
    plan = complete(school)
    if plan.status in ("draft", "returned"):
        deciding.submit(by=school.actor(leader_of(school), EVE), plan=plan, place=place_of(school), version=plan.version, at=AT)
    return fresh(plan)


def approved(school: SmallSchool) -> GroupPlan:
    plan = submitted(school)
    if plan.status == "submitted":
        deciding.approve(by=school.actor("head", EVE), plan=plan, place=place_of(school), version=plan.version, at=AT)
    return fresh(plan)


def reopened(school: SmallSchool, day: date = EVE) -> GroupPlan:
    plan = approved(school)
    deciding.reopen(by=school.actor(leader_of(school), day), plan=plan, place=place_of(school, day), version=plan.version)
    return fresh(plan)


def fresh(plan: GroupPlan) -> GroupPlan:
    """The plan as it is stored now."""
    found = plan_of(plan.group, plan.term)
    assert found is not None
    return found


def grid_post(grid: Any, changes: dict[str, str] | None = None) -> dict[str, str]:
    """What the browser sends for a grid; ``changes`` are {"<row>-<column>": text}."""
    post = {f"{grid.prefix}-version": grid.version, f"{grid.prefix}-order": grid.order, f"{grid.prefix}-end": "1"}
    for line in grid.lines:
        post[f"{grid.prefix}-{line.n}-key"] = line.key
        post |= {cell.address: cell.text for cell in line.cells}
    return post | {f"{grid.prefix}-{name}": text for name, text in (changes or {}).items()}


def another_teacher(school: SmallSchool, name: str, code: str) -> Person:
    """One more member of the grade-5 group, without a class."""
    owner: School = school.school
    person: Person = Person.objects.create(
        school=owner,
        staff_code=code,
        name=name,
        sort_name=code,
        gender="M",
        born_on=date(1990, 1, 1),
        service_from=date(2012, 8, 1),
        education="本科",
    )
    Membership.objects.create(school=owner, group=school.group, person=person, starts=YEAR_BEGINS)
    return person
