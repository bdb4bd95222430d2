"""Quotas and meetings of the small school, as far as a test of progress needs them."""

from __future__ import annotations

from datetime import date
from typing import Any

from jiaoyan.quotas.actions import keeping
from jiaoyan.quotas.models import Quota
from jiaoyan.quotas.rules.demand import Audience, Counted, Demand, Number, Per
from jiaoyan.schools.queries import GroupTerm, group_term
from tests.conftest import TODAY, SmallSchool

BEGINS = date(2024, 2, 21)
THEORY = Demand(Audience("person"), Counted("theory_note"), Number(2), Per.TERM)
TAUGHT = Demand(Audience("class"), Counted("taught_week"), Number(1), Per.WEEK)
TESTED = Demand(Audience("grade"), Counted("exam"), Number(1), Per.MONTH)
READ_HERE = Demand(Audience("school"), Counted("theory_note"), Number(200), Per.TERM)
TALK = Demand(Audience("group", groups=("prep",)), Counted("talk"), Number(1), Per.WEEK)


def asked(school: SmallSchool, name: str = "理论学习摘记", demand: Demand = THEORY, unit: str = "篇", area: str = "growth") -> Quota:
    """A quota of the research group; the same one when it stands already."""
    standing = Quota.objects.filter(name=name, group=school.research).first()
    if standing is not None:
        return standing  # type: ignore[no-any-return]
    return keeping.add_quota(by=school.actor("head"), group=school.research, name=name, unit=unit, area=area, demand=demand, begins=BEGINS)


def place_of(school: SmallSchool, by: str = "leader") -> GroupTerm:
    return group_term(school.actor(by), school.group.pk, school.term.key, TODAY)


def line_of_teacher(school: SmallSchool) -> list[Any]:
    """The address of the teacher's line."""
    return [school.group.pk, school.term.key, asked(school).pk, "person", school.people["teacher"].pk]
