"""What an edited table still lacks: sums of units, week and day of every row; and the review phase it must leave free."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jiaoyan.pacing.rules.capacity import Capacity, with_idle_weeks, with_remarks
from jiaoyan.pacing.rules.schedule import DayLoad, PaceRow, children, is_content
from jiaoyan.schools.rules.calendar import month_day
from jiaoyan.schools.rules.problem import Problem, of_table


@dataclass(frozen=True, slots=True)
class Balance:
    """The periods of a term and what they are given to: taught content, flexible periods 机动, review."""

    total: int
    content: int
    flex: int
    review: int

    @property
    def left(self) -> int:
        """Periods nobody has planned; negative when there are too few."""
        return self.total - self.content - self.flex - self.review


def balance(rows: Sequence[PaceRow], loads: Sequence[DayLoad]) -> Balance:
    """Where the periods go. A unit planned as a whole counts as content with its flexible periods apart."""
    whole = [row for index, row in enumerate(rows) if is_content(row, has_children=bool(children(rows, index)))]
    flex = sum(row.periods for row in rows if row.row_type == "flex") + sum(row.flex for row in whole)
    return Balance(
        total=Capacity(loads).total,
        content=sum(row.periods for row in whole),
        flex=flex,
        review=sum(row.periods for row in rows if row.row_type == "review"),
    )


def with_sums(rows: Sequence[PaceRow], computed: Collection[int]) -> list[PaceRow]:
    """The rows with periods of units summed from their lessons: those whose index is in ``computed``; a typed "10+1" is left for ``check``."""
    result = list(rows)
    for index, row in enumerate(rows):
        parts = [rows[n] for n in children(rows, index)]
        if parts and index in computed:
            flex = sum(part.periods for part in parts if part.row_type == "flex")
            periods = sum(part.periods for part in parts) - flex
            said = f"机动{flex}课时" if flex else ""
            result[index] = replace(row, periods=periods, flex=flex, remark=row.remark.replace(f"机动{row.flex}课时", said))
    return result


def laid_out(rows: Sequence[PaceRow], loads: Sequence[DayLoad], *, keep_weeks: bool) -> list[PaceRow]:
    """The rows with week, printed date and last day of each.

    With ``keep_weeks`` a row stays in the week it names and rows without one follow on. Otherwise all are laid out anew, one after the
    other, with the rows and remarks of holidays; review gives way where the term is too short. A unit takes its days from its lessons.
    What finds no place in the term has no week and no dates.
    """
    capacity = Capacity(loads)
    if keep_weeks:
        return _in_order(rows, capacity, keep_weeks=True)
    idle = capacity.idle_weeks()
    wanted = [row for row in rows if row.row_type != "holiday" or row.week_no not in idle]
    placed = _in_order(_review_fitted(wanted, capacity.total), capacity, keep_weeks=False)
    table = with_idle_weeks(placed, idle)
    return with_remarks(table, capacity, [False] * len(table))


def _review_fitted(rows: Sequence[PaceRow], total: int) -> list[PaceRow]:
    """The rows with review shortened from the end as far as the term is too short."""
    over = sum(_size(rows, index) for index in range(len(rows))) - total
    result: list[PaceRow] = []
    for row in reversed(rows):
        given = min(over, row.periods) if row.row_type == "review" and over > 0 else 0
        over -= given
        if not given or row.periods > given:
            result.append(replace(row, periods=row.periods - given))
    return result[::-1]


def _size(rows: Sequence[PaceRow], index: int) -> int:
    """The periods a row takes itself: none for a unit that has lessons, and for a holiday."""
    row = rows[index]
    return 0 if row.row_type == "holiday" or children(rows, index) else row.periods + row.flex


def _in_order(rows: Sequence[PaceRow], capacity: Capacity, *, keep_weeks: bool) -> list[PaceRow]:
    """Every row in its place, one after the other."""
    result: list[PaceRow] = []
    used, week = 0, None
    for index, row in enumerate(rows):
        named = row.week_no if keep_weeks else None
        if named in capacity.weeks and named is not None and named != week:
            used, week = max(used, capacity.before_week(named)), named
        size = _size(rows, index)
        used += size
        result.append(_placed(row, named, used, size, capacity))
        week = result[-1].week_no or week
    for index, row in enumerate(result):
        parts = [result[n] for n in children(result, index)]
        if parts:
            result[index] = _around(row, parts)
    return result


def late_content(rows: Sequence[PaceRow], review_units: Collection[int], reserve_from: date | None) -> list[Problem]:
    """Whether new content runs into the review phase: one problem with the number of periods; the textbook's own review units may."""
    if reserve_from is None:
        return []
    late = [
        row
        for index, row in enumerate(rows)
        if is_content(row, has_children=bool(children(rows, index)))
        and row.unit_no not in review_units
        and row.date_to is not None
        and row.date_to >= reserve_from
    ]
    if not late:
        return []
    periods = sum(row.periods for row in late)
    day = month_day(reserve_from)
    return [
        of_table(
            f"{day}起是复习阶段，从“{late[0].content}”起还有{periods}课时的教学内容排在复习阶段里。可减少机动、合并课时，或推迟复习。",
            "periods",
        )
    ]


def _placed(row: PaceRow, named: int | None, used: int, size: int, capacity: Capacity) -> PaceRow:
    if size:
        placed = capacity.placed(row, used, size)
        return (
            placed
            if named is None
            else replace(placed, week_no=named, date_from=capacity.first_day(named) if named in capacity.weeks else None)
        )
    if row.row_type == "holiday" and named is not None and named in capacity.weeks:
        return row if row.week_no == named and row.date_from else replace(row, date_from=capacity.first_day(named), date_to=None)
    return row if row.row_type == "holiday" else replace(row, week_no=named, date_from=None, date_to=None)


def _around(row: PaceRow, parts: Sequence[PaceRow]) -> PaceRow:
    """A unit begins with its first lesson and ends with its last day."""
    days = [part.date_to for part in parts if part.date_to is not None]
    return replace(row, week_no=parts[0].week_no, date_from=parts[0].date_from, date_to=max(days, default=None))
