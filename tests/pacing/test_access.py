"""Policies of table 2, asked on a row and as a filter."""

from __future__ import annotations

import pytest

from jiaoyan.pacing.access import may_decide, may_make, may_read, visible_to
from jiaoyan.pacing.models import PacingSchedule
from tests.conftest import SmallSchool, TwoSchools
from tests.matrix import OVERSEERS, READERS, ROLES


@pytest.mark.parametrize("name", ROLES)
def test_reading_is_the_same_of_one_table_and_as_a_filter(here: SmallSchool, schedule: PacingSchedule, name: str) -> None:
    actor = here.actor(name)
    listed = PacingSchedule.objects.filter(visible_to(actor)).exists()
    assert listed == may_read(actor, schedule) == (name in READERS)


def test_leader_of_the_neighbour_school_reads_nothing_here(two_schools: TwoSchools, here: SmallSchool, schedule: PacingSchedule) -> None:
    neighbour = two_schools.there.actor("neighbour")
    assert not may_read(neighbour, schedule)
    assert not PacingSchedule.everywhere.filter(visible_to(neighbour)).exists()


@pytest.mark.parametrize("name", ROLES)
def test_leader_makes_and_overseers_decide(here: SmallSchool, name: str) -> None:
    actor = here.actor(name)
    assert may_make(actor, here.group.pk) == (name == "leader")
    assert may_decide(actor, here.group.pk) == (name in OVERSEERS)
