"""How far a term's quotas are met: the facts of every package, counted. 指标完成情况

``SOURCES`` is the whole list of where facts come from: a package with records that count adds its line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

from jiaoyan.activities import facts as activities
from jiaoyan.assessments import facts as assessments
from jiaoyan.growth import facts as growth
from jiaoyan.items import facts as items
from jiaoyan.lessons import facts as lessons
from jiaoyan.library import facts as library
from jiaoyan.pacing import facts as pacing
from jiaoyan.planning import chain
from jiaoyan.planning import facts as planning
from jiaoyan.planning.charge import Charge
from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.queries import Tree, excuses_in, extent_in, quotas_in, tree_of
from jiaoyan.quotas.rules.count import Unasked, progress_of, unasked
from jiaoyan.quotas.rules.demand import Demand, Quota
from jiaoyan.quotas.rules.fact import Fact, Subject, SubjectKind
from jiaoyan.quotas.rules.progress import Progress, State
from jiaoyan.quotas.rules.roster import Roster
from jiaoyan.schools.models import Group, Term
from jiaoyan.schools.rules.calendar import Calendar
from jiaoyan.web.addresses import addresses

SOURCES: tuple[Callable[[Extent], Iterable[Fact]], ...] = (
    pacing.facts,
    items.facts,
    assessments.facts,
    activities.facts,
    lessons.facts,
    growth.facts,
    library.facts,
    chain.facts,
    planning.facts,
)

URGENCY = (
    State.OVER,
    State.LATE,
    State.BEHIND,
    State.ON_PACE,
    State.DONE,
    State.EXCUSED,
    State.FUTURE,
    State.OPTIONAL,
    State.WITHDRAWN,
    State.IDLE,
)


def everything(demand: Demand) -> bool:  # noqa: ARG001 - a choice among demands that leaves none out
    """Every demand."""
    return True


def for_something(demand: Demand) -> bool:
    """The demands that summaries and reminders speak of: those for something to be done, not those that only set a limit."""
    return bool(demand.number.least)


def facts_in(extent: Extent) -> Iterator[Fact]:
    """Every fact of an extent, source by source. A fixed number of queries."""
    for source in SOURCES:
        yield from source(extent)


@dataclass(frozen=True)
class Standing:
    """Where a whole tree of groups, or one person in it, stands with its quotas on a day; ``charge``: who answers for what is nobody's own."""

    tree: Tree
    term: Term
    calendar: Calendar
    day: date
    roster: Roster
    progress: tuple[Progress, ...]
    charge: Charge
    quotas: tuple[Quota, ...] = ()

    @cached_property
    def silent(self) -> tuple[Unasked, ...]:
        """The school's own quotas of which nothing is counted for anybody here, each with the reason: they stand still, or ask nobody in the tree."""
        lines: dict[int, list[Progress]] = {}
        for each in self.progress:
            lines.setdefault(each.quota.key, []).append(each)
        own = [quota for quota in self.quotas if not quota.national]
        still = [
            lines[quota.key] for quota in own if all(each.state is State.IDLE for each in lines.get(quota.key, [])) and quota.key in lines
        ]
        nobody = unasked([quota for quota in own if quota.key not in lines], self.roster, self.calendar, self.day)
        return (*(Unasked(found[0].quota, found[0].why) for found in still), *nobody)

    @cached_property
    def by_subject(self) -> dict[Subject, tuple[Progress, ...]]:
        """What each subject owes and has done, the most urgent first."""
        found: dict[Subject, list[Progress]] = {}
        for each in self.progress:
            found.setdefault(each.subject, []).append(each)
        return {subject: tuple(sorted(lines, key=urgency)) for subject, lines in found.items()}

    def of(self, kind: SubjectKind, key: int) -> tuple[Progress, ...]:
        """The lines of one person, group, class or grade, or of the school; none when nothing is asked of it."""
        return self.by_subject.get(Subject(kind, key), ())

    def asked(self, kind: SubjectKind) -> Mapping[Subject, tuple[Progress, ...]]:
        """Each class or grade, or the school, of which something is asked; of what the nation forbids only where it was overstepped."""
        own = {
            subject: tuple(line for line in lines if not line.quota.national or line.state is State.OVER)
            for subject, lines in sorted(self.by_subject.items())
            if subject.kind == kind
        }
        return {subject: lines for subject, lines in own.items() if lines}

    def find(self, quota: int, subject: Subject) -> Progress | None:
        """One quota of one subject."""
        return next((each for each in self.by_subject.get(subject, ()) if each.quota.key == quota), None)


def urgency(progress: Progress) -> tuple[int, date, int]:
    """What to see to first: over or late, then behind, then by the day it is due."""
    return URGENCY.index(progress.state), progress.due or date.max, progress.quota.key


def standing_of(
    group: Group, term: Term, calendar: Calendar, day: date, person: int | None = None, asked: Callable[[Demand], bool] = everything
) -> Standing:
    """The standing of a group with the groups below it; with ``person`` of this one and the classes taught. At most so many queries as there are kinds of facts.

    Quotas belong to the whole tree, but only what may count for those asked about is read: facts of one 备课组 for its own pages, of all for the research group's;
    and of these only the kinds of the quotas that the page speaks of: those with a demand that is ``asked``.
    """
    tree = tree_of(group)
    every = quotas_in(tree)
    kept = {quota.key: quota for quota in every if any(asked(each) and (person is None or _of_one(each)) for each in demands_of(quota))}
    whole = extent_in(tree, term, calendar, day, person=person)
    extent = replace(whole, roster=_narrowed(whole.roster, tree, group, person), kinds=kinds_of(kept.values()))
    charge = Charge(tree, term.nearest(day))
    among = set(_subjects(extent.roster, tree, group) if person is None else _own(person, charge, kept.values()))
    ranked = [quota for quota in every if quota.national or quota.key in kept]
    counted = progress_of(ranked, extent.roster, facts_in(extent), calendar, day, excuses_in(tree, term), among=among)
    lines = tuple(each for each in counted if each.quota.key in kept)
    return Standing(tree, term, calendar, day, extent.roster, lines, charge, tuple(kept.values()))


def pages_of_lines(group: Group, term: Term) -> Callable[[Progress], str]:
    """The address of a line's page, where everything behind it stands; for the many lines of one page of a group."""
    of_quota = cache(lambda quota, kind: addresses("planning:progress_line", group.pk, term.key, quota, kind))
    return lambda line: of_quota(line.quota.key, line.subject.kind)(line.subject.id)


def _narrowed(roster: Roster, tree: Tree, group: Group, person: int | None) -> Roster:
    """Those asked about, and the groups that what they do may be recorded in: their own, and those above."""
    below = tree.below(group.pk)
    asked = [member for member in roster.members if (member.id == person if person is not None else not member.groups.isdisjoint(below))]
    taught = {grade for member in asked for grade in member.grades} | ({seat.grade for seat in roster.seats if seat.id in below} - {None})
    theirs = {key for member in asked for key in member.groups} | below
    theirs |= {seat.id for seat in roster.seats if seat.grade in taught}  # a class's tables, a grade's tests are in any group of the grade
    seats = tuple(seat for seat in roster.seats if any(seat.id in tree.above[key] for key in theirs))
    grades = {seat.grade for seat in seats}
    return replace(roster, members=tuple(asked), seats=seats, rooms=tuple(room for room in roster.rooms if room.grade in grades))


def _of_one(demand: Demand) -> bool:
    """What is asked of a person, or of a class that a person answers for."""
    return demand.audience.subject in ("person", "class")


def _own(person: int, charge: Charge, quotas: Iterable[Quota]) -> Iterator[Subject]:
    """A person, and the classes the person teaches when something is asked of classes."""
    yield Subject("person", person)
    if any(demand.audience.subject == "class" for quota in quotas for demand in demands_of(quota)):
        yield from (Subject("class", key) for key in charge.classes_of(person))


def _subjects(roster: Roster, tree: Tree, group: Group) -> Iterator[Subject]:
    """Those whose lines are whole in a narrowed roster: of the groups above, and of the school, only a part was read."""
    groups = tree.below(group.pk)
    grades = {seat.grade for seat in roster.seats if seat.id in groups and seat.grade is not None}  # not where somebody sat before
    yield from (Subject("person", member.id) for member in roster.members)
    yield from (Subject("group", seat.id) for seat in roster.seats if seat.id in groups)
    yield from (Subject("class", room.id) for room in roster.rooms if room.grade in grades)
    yield from (Subject("grade", grade) for grade in sorted(grades))
    if group.pk == tree.top.pk:
        yield Subject("school", roster.school)


def demands_of(quota: Quota) -> list[Demand]:
    """What any edition of a quota asks."""
    return [edition.demand for edition in quota.editions if edition.demand is not None]


def kinds_of(quotas: Iterable[Quota]) -> frozenset[str]:
    """The kinds of facts that any edition of these quotas counts or takes for an event."""
    asked = (demand for quota in quotas for demand in demands_of(quota))
    return frozenset(counted.kind for demand in asked for counted in (demand.counted, demand.event) if counted is not None)
