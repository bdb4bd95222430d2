"""Which quotas of a group are late or behind, as numbers for its page."""

from __future__ import annotations

from dataclasses import dataclass

from jiaoyan.planning.progress import standing_of
from jiaoyan.quotas.rules.fact import SubjectKind
from jiaoyan.quotas.rules.progress import Progress, State
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import GroupTerm

MOST = 6
OTHERS: tuple[tuple[SubjectKind, str, str], ...] = (("school", "", "school"), ("grade", "个年级", "grades"), ("class", "个班", "classes"))
LATE = frozenset({State.LATE, State.OVER})


@dataclass(frozen=True, slots=True)
class Wanting:
    """One quota: how many people, groups or classes are late with it, how many behind; ``whose`` is the word for them, empty for a single one."""

    name: str
    whose: str
    late: int
    behind: int
    part: str
    """The part of the page of progress with the records behind it."""


def wanting_in(place: GroupTerm) -> tuple[tuple[Wanting, ...], int]:
    """The quotas most people, groups or classes are late with, and how many more there are. A fixed number of queries."""
    standing = standing_of(place.group, place.term, place.calendar, place.counting_day)
    below = standing.tree.below(place.group.pk)
    people = [standing.of("person", member.id) for member in standing.roster.members if member.groups & below]
    groups = [standing.of("group", seat.id) for seat in standing.roster.seats if seat.id in below]
    alone = place.group.kind == Group.Kind.PREP
    found = [*_counted("人", "people", people), *_counted("" if alone else "个组", "own" if alone else "groups", groups)]
    for kind, word, part in OTHERS:
        found += _counted(word, part, list(standing.asked(kind).values()))
    found.sort(key=lambda each: (-each.late, -each.behind))
    return tuple(found[:MOST]), max(0, len(found) - MOST)


def _counted(whose: str, part: str, lines: list[tuple[Progress, ...]]) -> list[Wanting]:
    late: dict[str, int] = {}
    behind: dict[str, int] = {}
    for each in (line for mine in lines for line in mine):
        if each.state in LATE:
            late[each.quota.name] = late.get(each.quota.name, 0) + 1
        elif each.state is State.BEHIND:
            behind[each.quota.name] = behind.get(each.quota.name, 0) + 1
    return [Wanting(name, whose, late.get(name, 0), behind.get(name, 0), part) for name in {**late, **behind}]
