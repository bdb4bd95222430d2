"""Checks of the progress table (F03), for tables that teachers have edited by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from jiaoyan.pacing.rules.capacity import Capacity
from jiaoyan.pacing.rules.schedule import DayLoad, PaceRow, children, format_date
from jiaoyan.schools.rules.problem import Problem, in_row, of_table


def check(rows: Sequence[PaceRow], loads: Sequence[DayLoad], reserve_from: date | None = None) -> list[Problem]:
    """What is wrong with a table, in row order: empty cells, unit sums, weeks and dates, periods per week, the review phase.

    Rows without a week belong to the week above, as on paper. A week is over-full when a row that claims it cannot begin in it.
    """
    capacity = Capacity(loads)
    problems = [*_cells(rows), *_unit_sums(rows), *_weeks(rows, capacity), *_room(rows, capacity, reserve_from)]
    return sorted(problems, key=lambda problem: len(rows) if problem.row_index is None else problem.row_index)


def faults(rows: Sequence[PaceRow], loads: Sequence[DayLoad]) -> list[Problem]:
    """The part of ``check`` that must be mended before a table is kept; an over-full week may be kept and is reported on the page."""
    return sorted([*incomplete(rows), *_weeks(rows, Capacity(loads))], key=lambda problem: problem.row_index or 0)


def incomplete(rows: Sequence[PaceRow]) -> list[Problem]:
    """What is wrong whatever the calendar says: empty cells and unit sums."""
    return sorted([*_cells(rows), *_unit_sums(rows)], key=lambda problem: problem.row_index or 0)


def crowded(rows: Sequence[PaceRow], loads: Sequence[DayLoad]) -> list[Problem]:
    """The other part of ``check``: weeks and a term with more rows than periods."""
    return list(_room(rows, Capacity(loads), None))


def _cells(rows: Sequence[PaceRow]) -> Iterator[Problem]:
    for index, row in enumerate(rows):
        if not row.content.strip():
            yield in_row(index, "content", "请填教学内容。")
        if row.periods < 1 and row.row_type != "holiday":
            yield in_row(index, "periods", "课时请填1或更大的整数。")
        if row.flex < 0 or (row.flex and row.row_type != "unit"):
            yield in_row(index, "periods", "机动课时写在单元行，如 10+1。")


def _unit_sums(rows: Sequence[PaceRow]) -> Iterator[Problem]:
    for index, row in enumerate(rows):
        parts = [rows[n] for n in children(rows, index)]
        lessons = sum(part.periods for part in parts if part.row_type != "flex")
        flex = sum(part.periods for part in parts if part.row_type == "flex")
        if lessons and lessons != row.periods:
            yield in_row(index, "periods", f"单元写了{row.periods}课时，下面各课合计{lessons}课时，请改成一致。")
        if flex and flex != row.flex:
            yield in_row(index, "periods", f"单元写了机动{row.flex}课时，下面的机动合计{flex}课时，请改成一致。")


def _weeks(rows: Sequence[PaceRow], capacity: Capacity) -> Iterator[Problem]:
    latest = None
    for index, row in enumerate(rows):
        if row.week_no is None:
            if row.date_from is not None:
                yield in_row(index, "week_no", "填了日期，也请填周次。")
            continue
        if row.week_no not in capacity.weeks:
            yield in_row(index, "week_no", f"本学期没有第{row.week_no}周，请改周次。")
            continue
        if latest is not None and row.week_no < latest:
            yield in_row(index, "week_no", f"周次不能早于上面的第{latest}周，请调整顺序。")
        latest = max(row.week_no, latest or 0)
        first = capacity.first_day(row.week_no)
        if row.date_from is not None and first is not None and row.date_from != first:
            yield in_row(index, "date_from", f"第{row.week_no}周的第一个上课日是{format_date(first)}，请把日期改过来。")


def _room(rows: Sequence[PaceRow], capacity: Capacity, reserve_from: date | None) -> Iterator[Problem]:
    used, week, full, late = 0, None, set(), False
    limit = capacity.before(reserve_from) if reserve_from else capacity.total
    for index, row in enumerate(rows):
        if row.week_no in capacity.weeks and row.week_no != week:
            week = row.week_no
            used = max(used, capacity.before_week(row.week_no))
        size = row.periods + row.flex if not children(rows, index) else 0
        if row.week_no == week and week is not None and size and week not in full and used + 1 > capacity.through_week(week):
            full.add(week)
            room = capacity.through_week(week) - capacity.before_week(week)
            yield in_row(index, "periods", f"第{week}周只有{room}课时，到这一行已经排满，请移到后面的周次。")
        used += size
        if reserve_from and row.row_type not in ("review", "holiday") and used > limit and not late:
            late = True
            yield in_row(index, "week_no", f"{format_date(reserve_from)}起复习，这一行还没有上完，请提前或减少机动课时。")
    if used > capacity.total:
        yield of_table(f"全学期可用{capacity.total}课时，表中超出{used - capacity.total}课时，请减少或合并课时。", "periods")
