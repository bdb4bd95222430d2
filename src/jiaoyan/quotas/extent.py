"""How far facts are read: one term of a tree of groups, or of one person in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.quotas.rules.roster import Roster
from jiaoyan.schools.models import Term
from jiaoyan.schools.rules.calendar import Calendar


@dataclass(frozen=True)
class Extent:
    """What ``facts.py`` of every package is asked for: facts of these groups and people in this term, up to ``day``.

    ``above``: each group with itself and the groups above it. ``person``: only facts that count for this person, or for no person at all; None for everybody.
    ``kinds``: the kinds of facts that somebody asks for, so that what costs much to read is read only when it counts; None for all.
    """

    term: Term
    calendar: Calendar
    day: date
    roster: Roster
    above: Mapping[int, frozenset[int]]
    person: int | None = None
    kinds: frozenset[str] | None = None

    def wants(self, kind: str) -> bool:
        """Whether anybody asks for facts of this kind."""
        return self.kinds is None or kind in self.kinds

    def read(self, readers: Mapping[str, Callable[[Extent], Iterable[Fact]]]) -> Iterator[Fact]:
        """The facts of those readers, named by the kinds they make, whose kind somebody asks for."""
        for reader in dict.fromkeys(reader for kind, reader in readers.items() if self.wants(kind)):
            yield from reader(self)

    @cached_property
    def groups(self) -> frozenset[int]:
        """The keys of the groups."""
        return frozenset(seat.id for seat in self.roster.seats)

    @cached_property
    def people(self) -> frozenset[int]:
        """The keys of the people asked about."""
        return frozenset({self.person}) if self.person is not None else frozenset(member.id for member in self.roster.members)

    @cached_property
    def groups_by_person(self) -> Mapping[int, frozenset[int]]:
        """Which groups of the tree each person sits in."""
        return {member.id: member.groups for member in self.roster.members}

    def upward(self, group: int) -> frozenset[Subject]:
        """A group and the groups above it: whatever its people do counts for all of them (a meeting counts for its own group only)."""
        return frozenset(Subject("group", each) for each in self.above.get(group, frozenset({group})))

    def of_people(self, people: Iterable[int]) -> frozenset[Subject]:
        """People and every group of the tree they sit in, upward."""
        there = [person for person in people if person in self.groups_by_person]
        groups = {subject for person in there for group in self.groups_by_person[person] for subject in self.upward(group)}
        return frozenset(Subject("person", person) for person in there) | groups
