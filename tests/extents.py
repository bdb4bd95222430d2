"""How far facts are read in the small school: the fixture ``extent``. 事实的范围"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.rules.roster import Member, Roster, Seat, Stay
from jiaoyan.schools.queries import calendar_of
from tests.conftest import TODAY, YEAR_BEGINS, SmallSchool


@pytest.fixture
def extent() -> Callable[..., Extent]:
    """Grade 5's group and the research group above it with everybody of grade 5."""

    def build(school: SmallSchool, person: int | None = None) -> Extent:
        names = [name for name in ("leader", "teacher", "mentee", "neighbour") if name in school.people]
        members = tuple(
            Member(
                id=school.people[name].pk,
                name=school.people[name].name,
                born_on=None,
                service_from=None,
                joined_on=None,
                title="",
                roles=frozenset(),
                groups=frozenset({school.group.pk}),
                grades=frozenset({5}),
                stays=(Stay(YEAR_BEGINS),),
            )
            for name in names
        )
        seats = (
            Seat(school.research.pk, school.research.name, "research", None, len(members)),
            Seat(school.group.pk, school.group.name, "prep", 5, len(members)),
        )
        roster = Roster(school.school.pk, school.term.first_school_day, members, seats, ())
        above = {school.group.pk: frozenset({school.group.pk, school.research.pk}), school.research.pk: frozenset({school.research.pk})}
        return Extent(school.term, calendar_of(school.term), TODAY, roster, above, person)

    return build
