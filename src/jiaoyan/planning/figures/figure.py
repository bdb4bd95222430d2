"""A named number and the records behind it, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from jiaoyan.activities.rules.analysis import NO_SAMPLE, percent
from jiaoyan.assessments.rules.numbers import half_up
from jiaoyan.planning.rules.summary import mark

Kind = Literal["count", "rate", "mean"]

MEAN_PLACES = 2


@dataclass(frozen=True, slots=True)
class Record:
    """One record behind a figure. ``key`` is model and row; of a rate ``part`` of ``whole`` counts (1 of 1 for somebody who was there),

    of a mean ``part`` is the sum (in half-points) and ``whole`` twice the number of pupils.
    """

    key: str
    label: str
    day: date | None
    url: str
    part: int = 1
    whole: int = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """A named number and the records it is counted from; ``hint`` says what to do while there is none."""

    slug: str
    name: str
    unit: str
    kind: Kind
    hint: str
    records: tuple[Record, ...]

    @property
    def mark(self) -> str:
        """How it stands in a text."""
        return mark(self.name)

    @property
    def value(self) -> int | Fraction | None:
        """The number of its records, or the share or mean of what they hold; None without a record."""
        if not self.records:
            return None
        if self.kind == "count":
            return len(self.records)
        whole = sum(record.whole for record in self.records)
        return Fraction(sum(record.part for record in self.records), whole) if whole else None

    @property
    def text(self) -> str:
        """As it prints: 8次, 96.3%, — without a record."""
        value = self.value
        if value is None:
            return NO_SAMPLE
        if self.kind == "count":
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
