"""A named number and the records behind it, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from jiaoyan.assessments.rules.numbers import half_up
from jiaoyan.planning.rules.summary import mark
from jiaoyan.schools.rules.numerals import NO_FIGURE, percent

Kind = Literal["count", "sum", "rate", "mean"]

MEAN_PLACES = 2
PROMISED = "quota-"  # how the slugs of figures begin that a quota counts


@dataclass(frozen=True, slots=True)
class Record:
    """One record behind a figure. ``key`` is model and row; of a rate ``part`` of ``whole`` counts (1 of 1 for somebody who was there),

    of a sum ``part`` is added, of a mean ``part`` is the sum (in half-points) and ``whole`` twice the number of pupils. ``people``: whose it is;
    ``groups``: the groups it counts for when it is no single person's.
    """

    key: str
    label: str
    day: date | None
    url: str
    part: int = 1
    whole: int = 1
    people: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A named number and the records it is counted from; ``hint`` says what to do while there is none.

    ``personal``: its records tell who has done what, and are read only by whoever may see that of each person.
    """

    slug: str
    name: str
    unit: str
    kind: Kind
    hint: str
    records: tuple[Record, ...]
    personal: bool = False

    @property
    def promised(self) -> bool:
        """Counted by a quota of the school's own."""
        return self.slug.startswith(PROMISED)

    @property
    def mark(self) -> str:
        """How it stands in a text."""
        return mark(self.name)

    @property
    def value(self) -> int | Fraction | None:
        """The number of its records, or the sum, share or mean of what they hold; None without a record."""
        if not self.records:
            return None
        if self.kind == "count":
            return len(self.records)
        if self.kind == "sum":
            return sum(record.part for record in self.records)
        whole = sum(record.whole for record in self.records)
        return Fraction(sum(record.part for record in self.records), whole) if whole else None

    @property
    def text(self) -> str:
        """As it prints: 8次, 96.3%, — without a record."""
        value = self.value
        if value is None:
            return NO_FIGURE
        if self.kind in ("count", "sum"):
            return f"{value}{self.unit}"
        return percent(Fraction(value)) if self.kind == "rate" else f"{half_up(Fraction(value), MEAN_PLACES)}{self.unit}"

    @property
    def share(self) -> str:
        """What a rate is made of: 19/20; nothing for others."""
        if self.kind != "rate" or not self.records:
            return ""
        return f"{sum(record.part for record in self.records)}/{sum(record.whole for record in self.records)}"


Figures = Mapping[str, Figure]
"""Figures by name."""
