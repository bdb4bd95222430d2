"""Filling the progress table (calendar notes section 6): walk the school days in order, take the periods of each day, consume lessons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from jiaoyan.pacing.rules.capacity import Capacity, with_idle_weeks, with_remarks
from jiaoyan.pacing.rules.schedule import DayLoad, PaceRow, PlannedUnit
from jiaoyan.schools.rules.naming import unit_heading
from jiaoyan.schools.rules.problem import Problem, of_table

REVIEW = "期末复习"
FLEX = "机动"


@dataclass(frozen=True, slots=True)
class Filled:
    """A computed table and, in Chinese, why it does not fit the term."""

    rows: tuple[PaceRow, ...]
    problems: tuple[Problem, ...]


def fill(units: Sequence[PlannedUnit], loads: Sequence[DayLoad], reserve_from: date | None = None) -> Filled:
    """Table 2 for units in teaching order on the days of a class (``day_loads``).

    Each unit row precedes its lessons, its flexible periods follow the last of them; what the last unit leaves over is review, one row for
    each week. ``reserve_from`` is the first day of the review phase: units that run into it are reported as a problem with the number of
    periods missing, but still laid out in order; what no longer fits the term has no week and no date.
    """
    capacity = Capacity(loads)
    rows: list[PaceRow] = []
    used = 0
    for unit in units:
        rows += _unit_rows(unit, used, capacity)
        used += unit.periods + unit.flex
    rows += _review_rows(used, capacity)
    rows = with_idle_weeks(rows, capacity.idle_weeks())
    return Filled(tuple(with_remarks(rows, capacity, [False] * len(rows))), tuple(budget(units, loads, reserve_from)))


def budget(units: Sequence[PlannedUnit], loads: Sequence[DayLoad], reserve_from: date | None = None) -> list[Problem]:
    """Why the units do not fit into the periods before the review phase, with the number missing; empty when they fit."""
    capacity = Capacity(loads)
    if capacity.total == 0:
        return [of_table("本学期还没有可用的课时，请先录入课表。", "periods")]
    available = capacity.before(reserve_from) if reserve_from else capacity.total
    flex = sum(unit.flex for unit in units)
    needed = sum(unit.periods for unit in units) + flex
    missing = needed - available
    if missing <= 0:
        return []
    spare = f"（含机动{flex}课时）" if flex else ""
    advice = "可减少机动课时" if flex >= missing else "可合并课时，或推迟复习"
    span = "复习开始前" if reserve_from else "本学期"
    return [of_table(f"还差{missing}课时：教学内容共{needed}课时{spare}，{span}可用{available}课时。{advice}。", "periods")]


def _unit_rows(unit: PlannedUnit, used: int, capacity: Capacity) -> list[PaceRow]:
    remark = f"{FLEX}{unit.flex}课时" if unit.flex else ""
    head = PaceRow("unit", None, None, None, unit.number, unit_heading(unit.number, unit.title), unit.periods, unit.flex, remark)
    size = unit.periods + unit.flex
    rows = [capacity.placed(head, used + size, size)] if size else [head]
    for lesson in unit.lessons:
        used += lesson.periods
        row = PaceRow(lesson.kind, None, None, None, unit.number, lesson.title, lesson.periods)
        rows.append(capacity.placed(row, used, lesson.periods))
    if unit.flex:
        row = PaceRow("flex", None, None, None, unit.number, FLEX, unit.flex)
        rows.append(capacity.placed(row, used + unit.flex, unit.flex))
    return rows


def _review_rows(used: int, capacity: Capacity) -> Iterator[PaceRow]:
    for week in capacity.weeks:
        end = capacity.through_week(week)
        left = end - max(used, capacity.before_week(week))
        if left > 0:
            yield capacity.placed(PaceRow("review", None, None, None, None, REVIEW, left), end, left)
