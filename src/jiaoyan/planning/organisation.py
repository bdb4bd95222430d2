"""How a research group is made up: stage groups and grade groups with their leaders, derived from groups and roles. 教研组的组织"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from jiaoyan.planning.models import ResearchPlan
from jiaoyan.quotas.queries import tree_of
from jiaoyan.schools.models import LEADER_OF, Group, Role, valid_on
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.people import grade_name


@dataclass(frozen=True, slots=True)
class Seat:
    """One group below the research group, its grades in words, and who leads it ("" when nobody does)."""

    kind: str
    name: str
    grades: str
    leader: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """The research group's leader, its stage groups, its preparation groups by grade."""

    leader: str
    stages: tuple[Seat, ...] = ()
    groups: tuple[Seat, ...] = ()


def organisation_of(place: GroupTerm) -> Organisation:
    """As groups and roles stand on the place's day. Two queries."""
    tree = _below(place.group)
    leaders: dict[int, str] = {}
    roles = Role.objects.select_related("person", "group").filter(valid_on(place.day), group__in=[place.group.pk, *tree])
    for role in roles.order_by("starts", "pk"):
        if role.group is not None and role.kind == LEADER_OF[Group.Kind(role.group.kind)]:
            leaders[role.group.pk] = role.person.name
    stages = tuple(
        Seat("stage", each.name, _grades(each.pk, tree), leaders.get(each.pk, ""))
        for each in tree.values()
        if each.kind == Group.Kind.STAGE
    )
    preps = sorted((each for each in tree.values() if each.kind == Group.Kind.PREP), key=lambda each: (each.grade or 0, each.pk))
    groups = tuple(Seat("prep", each.name, grade_name(each.grade or 1), leaders.get(each.pk, "")) for each in preps)
    return Organisation(leaders.get(place.group.pk, ""), stages, groups)


def organisation_for(plan: ResearchPlan, place: GroupTerm) -> Organisation:
    """What a plan shows: as it stood when the plan was handed in, otherwise as it stands now."""
    return thaw(plan.organisation) if plan.organisation else organisation_of(place)


def freeze(organisation: Organisation) -> dict[str, Any]:
    """As JSON keeps it."""
    return asdict(organisation)


def thaw(kept: dict[str, Any]) -> Organisation:
    """As it was kept."""
    return Organisation(kept["leader"], tuple(Seat(**each) for each in kept["stages"]), tuple(Seat(**each) for each in kept["groups"]))


def groups_below(group: Group) -> list[int]:
    """The keys of all groups below a research group, stage groups and preparation groups. One query."""
    return list(_below(group))


def _below(group: Group) -> dict[int, Group]:
    tree = tree_of(group)
    keys = tree.below(group.pk) - {group.pk}
    return {each.pk: each for each in tree.groups if each.pk in keys}


def _grades(stage: int, tree: dict[int, Group]) -> str:
    """一至三年级 for neighbours, otherwise one by one."""
    grades = sorted({each.grade for each in tree.values() if each.grade and each.parent_id == stage})
    names = [grade_name(grade) for grade in grades]
    if len(grades) > 1 and grades == list(range(grades[0], grades[-1] + 1)):
        return f"{names[0].removesuffix('年级')}至{names[-1]}"
    return "、".join(names)
