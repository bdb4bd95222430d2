"""Table 2 of the first school's grade-5 group, as its leader proposed it."""

from __future__ import annotations

from datetime import date

import pytest

from jiaoyan.pacing import actions, queries
from jiaoyan.pacing.models import PacingSchedule
from jiaoyan.schools.queries import GroupTerm, group_term
from tests.conftest import TODAY, SmallSchool


def place_of(school: SmallSchool, day: date = TODAY, name: str = "leader") -> GroupTerm:
    return group_term(school.actor(name, day), school.group.pk, school.term.key, day)


@pytest.fixture
def place(here: SmallSchool) -> GroupTerm:
    return place_of(here)


@pytest.fixture
def schedule(here: SmallSchool, place: GroupTerm) -> PacingSchedule:
    """Two units ("简易方程" 3+1, "折线统计图" 2+1), then review; loaded as pages load it."""
    actions.propose(by=here.actor("leader"), place=place)
    return reloaded(place)


def reloaded(place: GroupTerm) -> PacingSchedule:
    found = queries.schedule_of(place.group, place.term)
    assert found is not None
    return found


def contents(table: PacingSchedule) -> list[str]:
    return [row.content for row in table.rows.all()]
