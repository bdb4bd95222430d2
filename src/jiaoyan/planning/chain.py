"""The resource chain of a group's term: seven steps for each unit, each with the records it consists of. 资源链（F40、R012）

教材梳理 comes from the textbook study; 周周练, 单元专项 and 综合练习 are the unit's exercises, and files beside them; the others are files the group keeps. A step is
final when each of its records is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from jiaoyan.curriculum.models import Unit
from jiaoyan.items.models import Exercise
from jiaoyan.library.models import Resource, UnitStudy
from jiaoyan.library.queries import resources_among, studies_among, units_among
from jiaoyan.library.rules import STATE_NAMES, STEPS, STUDY, StepState, state_of, study_state
from jiaoyan.pacing.queries import days_of_units_among
from jiaoyan.planning.models import Division
from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.rules.fact import Fact
from jiaoyan.schools.models import Group, Person, Status, Term
from jiaoyan.schools.rules.gaps import Gap

KIND_OF_STEP = {"weekly": "weekly", "unit": "unit", "paper": "review"}
BEFORE_UNIT = frozenset({STUDY, "division"})
DONE = frozenset({Status.APPROVED, Status.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Link:
    """One record of a step: where it is, and whether it is final."""

    label: str
    url: str
    final: bool
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a unit's chain. ``due``: before the unit, or by its end; None while table 2 has no days for it."""

    slug: str
    name: str
    state: StepState
    links: tuple[Link, ...]
    due: date | None
    url: str

    @property
    def word(self) -> str:
        """未开始, 进行中, 定稿"""
        return STATE_NAMES[self.state]


@dataclass(frozen=True, slots=True)
class UnitChain:
    """A unit with its steps in order, its lead preparer and the days it is taught."""

    unit: int
    title: str
    owner: str
    owner_id: int | None
    begins: date | None
    ends: date | None
    steps: tuple[Step, ...]

    @property
    def final(self) -> int:
        """How many of the seven are final; the chain is complete when all are."""
        return sum(step.state is StepState.FINAL for step in self.steps)


@dataclass(frozen=True, slots=True)
class _Material:
    """What one group's chains are made of, by unit, or by unit and step."""

    studies: Mapping[int, UnitStudy]
    resources: Mapping[tuple[int, str], list[Resource]]
    exercises: Mapping[tuple[int, str], list[Exercise]]
    owners: Mapping[int, Person]
    days: Mapping[int, tuple[date, date]]


def chains_of(group: Group, term: Term) -> tuple[UnitChain, ...]:
    """Every unit of the group's book with its chain. Eight queries."""
    return chains_among([group], term)[group.pk]


def chains_among(groups: Sequence[Group], term: Term) -> dict[int, tuple[UnitChain, ...]]:
    """The same for several groups, by group key. Eight queries, however many there are."""
    units, material = units_among(groups, term), _read(groups, term)
    return {group.pk: tuple(_chain(group, term, unit, material[group.pk]) for unit in units[group.pk]) for group in groups}


def _read(groups: Sequence[Group], term: Term) -> dict[int, _Material]:
    studies, days = studies_among(groups, term), days_of_units_among(groups, term)
    resources: dict[int, dict[tuple[int, str], list[Resource]]] = {}
    for each in resources_among(groups, term):
        resources.setdefault(each.group_id, {}).setdefault((each.unit_id, each.step), []).append(each)
    exercises: dict[int, dict[tuple[int, str], list[Exercise]]] = {}
    steps = {kind: step for step, kind in KIND_OF_STEP.items()}
    for found in Exercise.objects.filter(group__in=groups, term=term, unit__isnull=False, kind__in=steps).order_by("week_no", "pk"):
        exercises.setdefault(found.group_id, {}).setdefault((found.unit_id, steps[found.kind]), []).append(found)
    owners: dict[int, dict[int, Person]] = {}
    shares = Division.objects.select_related("owner", "plan").filter(plan__group__in=groups, plan__term=term, unit__isnull=False)
    for share in shares:
        owners.setdefault(share.plan.group_id, {})[share.unit_id] = share.owner
    return {
        group.pk: _Material(
            {each.unit_id: each for each in studies[group.pk].units.all()} if group.pk in studies else {},
            resources.get(group.pk, {}),
            exercises.get(group.pk, {}),
            owners.get(group.pk, {}),
            days.get(group.pk, {}),
        )
        for group in groups
    }


def _chain(group: Group, term: Term, unit: Unit, material: _Material) -> UnitChain:
    begins, ends = material.days.get(unit.pk, (None, None))
    owner = material.owners.get(unit.pk)
    steps = tuple(_step(group, term, unit.pk, slug, name, material) for slug, name in STEPS)
    return UnitChain(unit.pk, unit.numbered_title, owner.name if owner else "", owner.pk if owner else None, begins, ends, steps)


def _step(group: Group, term: Term, unit: int, slug: str, name: str, material: _Material) -> Step:
    begins, ends = material.days.get(unit, (None, None))
    url = reverse("planning:chain_step", args=[group.pk, term.key, unit, slug])
    due = begins if slug in BEFORE_UNIT else ends
    if slug == STUDY:
        words = material.studies.get(unit)
        page = reverse("library:study", args=[group.pk, term.key])
        if words is None:
            return Step(slug, name, StepState.NOT_BEGUN, (), due, page)
        final = words.final_on is not None
        state = study_state(words.key, words.difficulty, words.mistakes, final=final)
        return Step(slug, name, state, (Link(name, page, final, words.final_on),), due, page)
    links = tuple(_links(material, unit, slug))
    return Step(slug, name, state_of(link.final for link in links), links, due, url)


def _links(material: _Material, unit: int, slug: str) -> Iterator[Link]:
    for exercise in material.exercises.get((unit, slug), ()):
        yield Link(exercise.title, reverse("items:exercise", args=[exercise.pk]), exercise.status in DONE, exercise.reviewed_on)
    for resource in material.resources.get((unit, slug), ()):
        yield Link(resource.title, reverse("library:resource", args=[resource.pk]), resource.final, resource.made_on)


def chain_gaps(chains: Iterable[UnitChain], day: date) -> list[Gap]:
    """The steps that should be final by now, with the unit's lead preparer and the day. No query."""
    return [
        Gap(
            f"“{chain.title}”的{step.name}{'还没有开始' if step.state is StepState.NOT_BEGUN else '还没有定稿'}",
            chain.owner,
            chain.owner_id,
            step.due,
            step.url,
        )
        for chain in chains
        for step in chain.steps
        if step.state is not StepState.FINAL and step.due is not None and step.due < day
    ]


def facts(extent: Extent) -> Iterator[Fact]:
    """Each final step of each unit, for the group. Nine queries, none when nobody asks."""
    if not extent.wants("chain_step"):
        return
    groups = list(Group.objects.filter(pk__in=extent.groups, grade__isnull=False))
    for group, chains in zip(groups, chains_among(groups, extent.term).values(), strict=True):
        for chain in chains:
            for step in chain.steps:
                if step.state is StepState.FINAL:
                    yield _fact(extent, group, chain, step)


def _fact(extent: Extent, group: Group, chain: UnitChain, step: Step) -> Fact:
    last = max((link.day for link in step.links if link.day is not None), default=None)
    return Fact(
        "chain_step",
        f"library.chain:{group.pk}-{chain.unit}-{step.slug}",
        last or step.due or extent.day,
        extent.upward(group.pk),
        f"“{chain.title}”{step.name}",
        step.url,
        {"step": step.slug},
    )
