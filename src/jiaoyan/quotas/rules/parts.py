"""A stretch with what is asked in it. 一个周期的要求"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiaoyan.quotas.rules.demand import Demand, Number
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.quotas.rules.spans import Span


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch with what is asked in it, for somebody there all of it.

    ``withdrawn``: the day its quota was taken out of use in the middle of it; ``original``: what it asked until then.
    """

    span: Span
    demand: Demand
    number: Number
    subjects: frozenset[Subject]
    note: str = ""
    withdrawn: date | None = None
    original: Part | None = None

    @property
    def optional(self) -> bool:
        """A short stretch asks for nothing; only a limit holds in it."""
        return self.span.short and self.number.least is None and self.number.most is None

    @property
    def room(self) -> int:
        """How many facts it takes before the rest is surplus; 0 when it has no minimum."""
        return (self.original.number if self.original else self.number).least or 0

    @property
    def let_go(self) -> bool:
        """Its quota was taken out of use before anything of it was due."""
        return self.original is not None and bool(self.original.number.least) and not self.number.least


def exact(number: Number) -> bool:
    """Exactly so many: what is beyond them does not count."""
    return number.least is not None and number.least > 0 and number.least == number.most


def pro_rata(number: Number, days: int, whole: int) -> Number:
    """The least for some of the days: rounded down, at least one; the limit stays."""
    if not number.least or days >= whole:
        return number
    return Number(max(1, number.least * days // whole), number.most)
