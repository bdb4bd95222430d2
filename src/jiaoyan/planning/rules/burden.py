"""What the demands of a term ask people to write down: minutes and fields a week, by the source of each demand. Pure. 减负测算

How it is counted:
- A demand asks for so many records in the term; each takes the minutes of its kind (``quotas.rules.kinds``). Divided by the teaching weeks it is a week's share.
- What is asked of a group, class, grade or the school is shared equally among the people it falls to (``Ask.people``).
- **One record counts for every demand it fits.** The narrower of two demands is taken first, and the wider one then asks only for what is left. What people
  write themselves fills their group's demand, and one's share of the group's fills one's own, as facts count for both.
- A row of the plan (table 1, table 3, the division of units) is how a group does what it was asked: it fills the demands of its kind whatever their conditions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from jiaoyan.quotas.rules.compare import within
from jiaoyan.quotas.rules.demand import Counted
from jiaoyan.quotas.rules.kinds import KINDS

Origin = Literal["national", "preset", "own", "plan"]
PLENTY = 60
"""Minutes a week beyond which the page suggests a talk about asking less."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a demand comes from: 国家规定, a preset, the school's own, or the group's own plan. ``title`` as a page groups by it."""

    origin: Origin
    title: str


@dataclass(frozen=True, slots=True)
class Weight:
    """What one record of a kind costs: minutes, and fields to fill in at most."""

    minutes: int
    fields: int


@dataclass(frozen=True, slots=True)
class Ask:
    """So many records asked of somebody in the term.

    ``people``: those who share it, in the order of the roster; ``own``: asked of each person for himself (then one person stands in ``people``).
    ``clause``: the demand as a sentence; ``planned``: a row of the plan.
    """

    key: str
    source: Source
    clause: str
    counted: Counted
    number: int
    people: tuple[int, ...]
    own: bool
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An ask as it weighs on one person: records of one's own, those that other demands' records fill already, minutes and fields of the term."""

    ask: Ask
    records: Fraction
    filled: Fraction
    minutes: Fraction
    fields: Fraction

    @property
    def free(self) -> bool:
        """It asks for nothing that is not written anyway."""
        return self.records > 0 and self.filled >= self.records


@dataclass(frozen=True, slots=True)
class Load:
    """Everything asked of one person: a week's minutes and fields are those of the term divided by its teaching weeks."""

    lines: tuple[Line, ...]
    weeks: int

    @property
    def minutes(self) -> int:
        """Minutes a week, rounded."""
        return rounded(self.a_week(line.minutes for line in self.lines))

    @property
    def fields(self) -> int:
        """Fields a week, rounded."""
        return rounded(self.a_week(line.fields for line in self.lines))

    @property
    def plenty(self) -> bool:
        """More than what a week should bear."""
        return self.minutes > PLENTY

    def a_week(self, amounts: Iterable[Fraction]) -> Fraction:
        """A term's amounts as one week's."""
        return sum(amounts, Fraction()) / self.weeks if self.weeks else Fraction()

    def by_source(self) -> tuple[tuple[Source, Fraction, tuple[Line, ...]], ...]:
        """Each source with a week's minutes and its lines, what weighs most first."""
        found: dict[Source, list[Line]] = defaultdict(list)
        for line in self.lines:
            found[line.ask.source].append(line)
        ordered = {source: sorted(lines, key=lambda line: -line.minutes) for source, lines in found.items()}
        sums = [(source, self.a_week(line.minutes for line in lines), tuple(lines)) for source, lines in ordered.items()]
        return tuple(sorted(sums, key=lambda each: -each[1]))


def rounded(amount: Fraction) -> int:
    """To whole numbers, halves up."""
    return int(amount + Fraction(1, 2))


def loads_of(asks: Sequence[Ask], people: Sequence[int], weights: Mapping[str, Weight], weeks: int) -> dict[int, Load]:
    """The load of each person, in the order given. ``weights``: by kind; ``weeks``: the teaching weeks of the term."""
    lines: dict[int, list[Line]] = {person: [] for person in people}
    written: dict[int, list[tuple[Ask, Fraction]]] = defaultdict(list)  # what each person writes anyway, demand by demand
    for ask in _in_order(asks):
        together = _fills(ask, [pair for person in ask.people for pair in written[person]])
        share = Fraction(1, len(ask.people))
        for person in ask.people:
            records = Fraction(ask.number) if ask.own else ask.number * share
            filled = _fills(ask, written[person]) if ask.own else min(records, together * share)
            line = _line(ask, records, filled, weights)
            lines.setdefault(person, []).append(line)
            written[person].append((ask, line.records - line.filled))
    return {person: Load(tuple(lines[person]), weeks) for person in people}


def _in_order(asks: Iterable[Ask]) -> list[Ask]:
    """Rows of the plan first, then the narrower before the wider, each one's own before the group's, the larger before the smaller."""
    there = [ask for ask in asks if ask.people]
    return sorted(there, key=lambda ask: (not ask.planned, -len(ask.counted.where), not ask.own, -ask.number))


def _fills(ask: Ask, others: Iterable[tuple[Ask, Fraction]]) -> Fraction:
    return sum((amount for other, amount in others if counts_for(other, ask)), Fraction())


def counts_for(other: Ask, ask: Ask) -> bool:
    """Whether a record written for one demand counts for another; what only a group can do (a meeting) counts for that group alone."""
    kind = KINDS.get(ask.counted.kind)
    apart = kind is not None and "person" not in kind.subjects and set(other.people) != set(ask.people)
    return other.counted.kind == ask.counted.kind and not apart and (other.planned or within(other.counted, ask.counted))


def _line(ask: Ask, records: Fraction, filled: Fraction, weights: Mapping[str, Weight]) -> Line:
    weight, filled = weights[ask.counted.kind], min(filled, records)
    left = records - filled
    return Line(ask, records, filled, left * weight.minutes, left * weight.fields)
