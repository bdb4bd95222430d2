"""How far a term's quotas are met: the facts of every package, counted. 指标完成情况

``SOURCES`` is the whole list of where facts come from: a package with records that count adds its line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from jiaoyan.activities import facts as activities
from jiaoyan.assessments import facts as assessments
from jiaoyan.growth import facts as growth
from jiaoyan.items import facts as items
from jiaoyan.lessons import facts as lessons
from jiaoyan.library import facts as library
from jiaoyan.pacing import facts as pacing
from jiaoyan.planning import chain
from jiaoyan.planning import facts as planning
from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.queries import Tree, excuses_in, extent_in, quotas_in, tree_of
from jiaoyan.quotas.rules.count import progress_of
from jiaoyan.quotas.rules.demand import Quota
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.quotas.rules.progress import Progress, State
from jiaoyan.quotas.rules.roster import Roster
from jiaoyan.schools.models import Group, Term
from jiaoyan.schools.rules.calendar import Calendar

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

URGENCY = (State.OVER, State.LATE, State.BEHIND, State.ON_PACE, State.DONE, State.EXCUSED, State.FUTURE, State.OPTIONAL, State.IDLE)


def facts_in(extent: Extent) -> Iterator[Fact]:
    """Every fact of an extent, source by source. A fixed number of queries."""
    for source in SOURCES:
        yield from source(extent)


@dataclass(frozen=True)
class Standing:
    """Where a whole tree of groups, or one person in it, stands with its quotas on a day."""

    tree: Tree
    term: Term
    calendar: Calendar
    day: date
    roster: Roster
    progress: tuple[Progress, ...]

    @cached_property
    def by_subject(self) -> dict[Subject, tuple[Progress, ...]]:
        """What each subject owes and has done, the most urgent first."""
        found: dict[Subject, list[Progress]] = {}
        for each in self.progress:
            found.setdefault(each.subject, []).append(each)
        return {subject: tuple(sorted(lines, key=urgency)) for subject, lines in found.items()}

    def of(self, kind: str, key: int) -> tuple[Progress, ...]:
        """The lines of one person, group, class or grade; none when nothing is asked of it."""
        return self.by_subject.get(Subject(kind, key), ())  # type: ignore[arg-type]

    def find(self, quota: int, subject: Subject) -> Progress | None:
        """One quota of one subject."""
        return next((each for each in self.by_subject.get(subject, ()) if each.quota.key == quota), None)


def urgency(progress: Progress) -> tuple[int, date, int]:
    """What to see to first: over or late, then behind, then by the day it is due."""
    return URGENCY.index(progress.state), progress.due or date.max, progress.quota.key


def standing_of(group: Group, term: Term, calendar: Calendar, day: date, person: int | None = None) -> Standing:
    """The standing of a group with the groups below it; with ``person`` of this one alone. A fixed number of queries.

    Quotas belong to the whole tree, but only what may count for those asked about is read: facts of one 备课组 for its own pages, of all for the research group's.
    """
    tree = tree_of(group)
    quotas = quotas_in(tree)
    whole = extent_in(tree, term, calendar, day, person=person)
    extent = replace(whole, roster=_narrowed(whole.roster, tree, group, person), kinds=_kinds_asked(quotas))
    among = None if person is None else {Subject("person", person)}
    counted = progress_of(quotas, extent.roster, facts_in(extent), calendar, day, excuses_in(tree, term), among=among)
    return Standing(tree, term, calendar, day, extent.roster, counted)


def _narrowed(roster: Roster, tree: Tree, group: Group, person: int | None) -> Roster:
    """Those asked about, and the groups that what they do may be recorded in: their own, and those above."""
    below = tree.below(group.pk)
    asked = [member for member in roster.members if (member.id == person if person is not None else not member.groups.isdisjoint(below))]
    theirs = {key for member in asked for key in member.groups} | below
    seats = tuple(seat for seat in roster.seats if any(seat.id in tree.above[key] for key in theirs))
    grades = {seat.grade for seat in seats}
    return replace(roster, members=tuple(asked), seats=seats, rooms=tuple(room for room in roster.rooms if room.grade in grades))


def _kinds_asked(quotas: Iterable[Quota]) -> frozenset[str]:
    """The kinds of facts that any edition of any quota counts or takes for an event."""
    demands = [edition.demand for quota in quotas for edition in quota.editions if edition.demand is not None]
    return frozenset(counted.kind for demand in demands for counted in (demand.counted, demand.event) if counted is not None)
