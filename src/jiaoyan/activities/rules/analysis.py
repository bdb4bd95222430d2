"""A unit analysis and its days (F06): rows 1–3 before the unit, row 4 within a week after it, attainment in numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

BEFORE_ROWS = (1, 2, 3)
ATTAINMENT_ROW = 4
ATTAINMENT_DAYS = timedelta(days=7)
GOALS_ADVISED = range(4, 8)
MOST_GOALS = 9


@dataclass(frozen=True, slots=True)
class AnalysisState:
    """Rows the group has settled, whether any attainment is counted, and the unit's days as far as they are known."""

    settled: frozenset[int]
    counted: bool
    unit_starts: date | None
    unit_ends: date | None


@dataclass(frozen=True, slots=True)
class RowDue:
    """One row with the day it is due (None: not known) and whether it is done."""

    row: int
    due: date | None
    done: bool

    def is_missing(self, day: date) -> bool:
        """Due before this day and not done."""
        return not self.done and self.due is not None and self.due < day


def rows_due(state: AnalysisState) -> tuple[RowDue, ...]:
    """The four rows with their days: 1–3 on the eve of the unit, 4 a week after its end, done only with numbers."""
    eve = state.unit_starts - timedelta(days=1) if state.unit_starts else None
    after = state.unit_ends + ATTAINMENT_DAYS if state.unit_ends else None
    first = tuple(RowDue(row, eve, row in state.settled) for row in BEFORE_ROWS)
    return (*first, RowDue(ATTAINMENT_ROW, after, ATTAINMENT_ROW in state.settled and state.counted))


def rate(tested: int, reached: int) -> Fraction | None:
    """达成率 = reached / tested, exact; None without a sample. Raises ValueError when more reached than were tested."""
    if not 0 <= reached <= tested:
        raise ValueError("达成人数不能多于检测人数")
    return Fraction(reached, tested) if tested else None


def own_word(row: int) -> str:
    """What one's own contribution to a row is called: a design before the unit, an analysis after it."""
    return "我的分析" if row == ATTAINMENT_ROW else "我的设计"


def goals_hint(count: int) -> str:
    """A hint, never a condition: four to seven goals can be observed and compared."""
    return "" if count in GOALS_ADVISED or not count else f"现有{count}条目标，4至7条比较好观察和比较"


def fingerprint(values: Iterable[object]) -> str:
    """Tells whether goals or counts are still those somebody saw."""
    return hashlib.sha256(repr(list(values)).encode()).hexdigest()[:16]
