"""A first table 2 from a textbook volume: what is to be taught, and the periods nobody has claimed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from jiaoyan.pacing.rules.capacity import Capacity
from jiaoyan.pacing.rules.fill import fill
from jiaoyan.pacing.rules.schedule import DayLoad, PaceRow, PlannedLesson, PlannedUnit

SPARE = "综合练习"
MOST_OF_A_BARE_UNIT = 12


@dataclass(frozen=True, slots=True)
class BookUnit:
    """A unit of a volume as its catalogue lists it: lessons as (title, periods), the one that is 综合与实践, review units marked."""

    number: int
    title: str
    lessons: tuple[tuple[str, int], ...]
    activity: str = ""
    flex: int = 0
    is_review: bool = False


def planned_units(units: Sequence[BookUnit], loads: Sequence[DayLoad], reserve_from: date | None) -> tuple[PlannedUnit, ...]:
    """The units to lay out. A unit whose lessons the catalogue does not list gets an equal share of the periods, as one row to be divided."""
    capacity = Capacity(loads)
    available = capacity.before(reserve_from) if reserve_from else capacity.total
    listed = sum(periods for unit in units for _, periods in unit.lessons) + sum(unit.flex for unit in units)
    bare = sum(1 for unit in units if not unit.lessons)
    share = max(1, min(MOST_OF_A_BARE_UNIT, (available - listed) // bare)) if bare else 0
    return tuple(_planned(unit, share) for unit in units)


def first_table(units: Sequence[BookUnit], loads: Sequence[DayLoad], reserve_from: date | None) -> tuple[PaceRow, ...]:
    """All rows of a new table. What the units leave over is review in the review phase and 综合练习 before it."""
    rows = fill(planned_units(units, loads, reserve_from), loads).rows
    return tuple(_named(row, reserve_from) for row in rows)


def _planned(unit: BookUnit, share: int) -> PlannedUnit:
    lessons = unit.lessons or ((unit.title, share),)
    planned = (PlannedLesson(title, periods, "activity" if title == unit.activity else "lesson") for title, periods in lessons)
    return PlannedUnit(unit.number, unit.title, tuple(planned), unit.flex)


def _named(row: PaceRow, reserve_from: date | None) -> PaceRow:
    early = row.row_type == "review" and reserve_from is not None and row.date_to is not None and row.date_to < reserve_from
    return replace(row, content=SPARE) if early else row
