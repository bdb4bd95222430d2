"""What has been taught, and the plan that follows when days are lost (calendar notes section 6: flexible periods first, then shift)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jiaoyan.pacing.rules.capacity import Capacity, with_idle_weeks, with_remarks
from jiaoyan.pacing.rules.schedule import DayLoad, PaceRow, children, is_content
from jiaoyan.schools.rules.calendar import month_day
from jiaoyan.schools.rules.problem import Problem, of_table

_ELASTIC = ("flex", "review")


@dataclass(frozen=True, slots=True)
class Taught:
    """Periods of a row (its index in the table) really taught on a day."""

    row: int
    day: date
    periods: int = 1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a class is: indexes of finished and of begun rows; periods taught, and periods the plan wanted by then."""

    done: tuple[int, ...]
    begun: tuple[int, ...]
    taught_periods: int
    planned_periods: int

    @property
    def behind(self) -> int:
        """Periods behind the plan; negative when ahead."""
        return self.planned_periods - self.taught_periods


@dataclass(frozen=True, slots=True)
class Difference:
    """A row before and after replanning (``now`` is None when it was dropped) and what changed, in Chinese."""

    was: PaceRow
    now: PaceRow | None
    text: str


@dataclass(frozen=True, slots=True)
class Replanned:
    """The new table, what changed against the old one, and what no longer fits."""

    rows: tuple[PaceRow, ...]
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...]


def taught_by(rows: Sequence[PaceRow], taught: Sequence[Taught], day: date) -> Progress:
    """What a class has been taught by the end of a day, beside what the plan says. Flexible periods and review are not content."""
    content = [index for index, row in enumerate(rows) if is_content(row, has_children=bool(children(rows, index)))]
    given = Counter[int]()
    for record in taught:
        if record.day <= day:
            given[record.row] += record.periods
    planned = (rows[index] for index in content)
    return Progress(
        done=tuple(index for index in content if given[index] >= rows[index].periods),
        begun=tuple(index for index in content if 0 < given[index] < rows[index].periods),
        taught_periods=sum(given[index] for index in content),
        planned_periods=sum(row.periods for row in planned if row.date_to is not None and row.date_to <= day),
    )


def behind_on(rows: Sequence[PaceRow], taught: Sequence[Taught], days: Iterable[date]) -> list[int]:
    """How many periods a class is behind the plan by the end of each day, as ``taught_by`` counts them; for many days at once."""
    content = {index for index, row in enumerate(rows) if is_content(row, has_children=bool(children(rows, index)))}
    planned = [(rows[index].date_to, rows[index].periods) for index in content]
    given = [(record.day, record.periods) for record in taught if record.row in content]
    return [
        sum(periods for ends, periods in planned if ends is not None and ends <= day) - sum(periods for on, periods in given if on <= day)
        for day in days
    ]


def finished_units(rows: Sequence[PaceRow], taught: Sequence[Taught], day: date) -> dict[int, date]:
    """Unit number → the day its last lesson was taught, for units finished by ``day``: the row of attainment (F06) is due a week later."""
    done = set(taught_by(rows, taught, day).done)
    finished = {}
    for index, row in enumerate(rows):
        parts = [n for n in children(rows, index) if rows[n].row_type != "flex"] or [index]
        if row.row_type == "unit" and row.unit_no is not None and done.issuperset(parts):
            finished[row.unit_no] = max(record.day for record in taught if record.row in parts and record.day <= day)
    return finished


def replan(
    rows: Sequence[PaceRow],
    taught: Sequence[Taught] | None,
    loads: Sequence[DayLoad],
    from_day: date,
    *,
    reserve_from: date | None = None,
    forward: bool = False,
) -> Replanned:
    """The table laid out anew from a day on, ``loads`` being the days as they are now (lost days without periods).

    What was taught before ``from_day`` stays as it is; ``taught=None`` means that everything planned before has been taught. Content still
    owed is laid out from ``from_day`` on, in order and never earlier than planned. A unit's flexible periods shrink before the next unit
    moves, and those of a unit that still owes lessons are given up once their day is past; review shrinks at the end. Content that runs
    into the review phase (``reserve_from``) or out of the term is reported as a problem.

    ``forward``: periods that were gained (a day added to the calendar, a class that is ahead) are used to go on earlier, and what becomes free
    in the end is review. Only when the leader asks for it: otherwise nothing is earlier than planned.
    """
    return _Replanner(rows, taught, Capacity(loads), from_day, reserve_from, forward=forward).result()


class _Replanner:
    """One replanning: walks the rows that are still open and keeps the position of the last period given away."""

    def __init__(
        self,
        rows: Sequence[PaceRow],
        taught: Sequence[Taught] | None,
        capacity: Capacity,
        from_day: date,
        reserve_from: date | None,
        *,
        forward: bool = False,
    ) -> None:
        self.forward = forward
        self.rows, self.capacity, self.from_day, self.reserve_from = rows, capacity, from_day, reserve_from
        self.used = capacity.before(from_day)
        self.content_end = 0
        self.units = {index: children(rows, index) for index, row in enumerate(rows) if row.row_type == "unit"}
        self.siblings = {n: parts for parts in self.units.values() for n in parts}
        elapsed = self._elapsed()
        self.given = elapsed if taught is None else self._recorded(taught, elapsed)

    def result(self) -> Replanned:
        new = {index: self._laid(index) for index in range(len(self.rows))}
        for head, parts in self.units.items():
            if parts:
                new[head] = self._unit(head, [row for n in self._ordered(parts) if (row := new[n])])
        order = [index for index in self._table_order() if new[index] is not None]
        table = self._dressed([(index, row) for index in order if (row := new[index])])
        differences = [difference for index, row in new.items() if (difference := _difference(self.rows[index], row))]
        return Replanned(tuple(table), tuple(differences), tuple(self._problems()))

    def _elapsed(self) -> Counter[int]:
        """Periods of each row that the plan had before the first day; the row across that day counts in part."""
        elapsed = Counter[int]()
        position, today = 0, self.capacity.before(self.from_day)
        for index, row in enumerate(self.rows):
            size = self._size(index)
            if size and row.date_to is not None:
                elapsed[index] = size if self._was_planned_before(row) else max(0, min(size - 1, today - position))
                position = max(position + size, self.capacity.before(row.date_to) + 1)
        return elapsed

    def _recorded(self, taught: Sequence[Taught], elapsed: Counter[int]) -> Counter[int]:
        """Periods of each row that were really taught; flexible periods and review simply pass."""
        given = Counter({index: count for index, count in elapsed.items() if self.rows[index].row_type in _ELASTIC})
        for record in taught:
            if record.day < self.from_day and self.rows[record.row].row_type not in _ELASTIC:
                given[record.row] += record.periods
        return given

    def _size(self, index: int) -> int:
        """The periods a row takes itself: none for a unit that has lessons, and for a holiday."""
        row = self.rows[index]
        if row.row_type == "holiday" or self.units.get(index):
            return 0
        return row.periods + (row.flex if row.row_type == "unit" else 0)

    def _was_planned_before(self, row: PaceRow) -> bool:
        return row.date_to is not None and row.date_to < self.from_day

    def _is_fixed(self, index: int) -> bool:
        """Whether a row belongs to the past: taught, or a flexible period, review or holiday whose time has gone."""
        row = self.rows[index]
        if parts := self.units.get(index):
            return all(self._is_fixed(n) for n in parts)
        if row.row_type in (*_ELASTIC, "holiday"):
            return self._was_planned_before(row) and not self._owes(self.siblings.get(index, ()))
        return self.given[index] >= self._size(index)

    def _owes(self, parts: Sequence[int]) -> bool:
        return any(self.given[n] < self._size(n) for n in parts if self.rows[n].row_type not in _ELASTIC)

    def _laid(self, index: int) -> PaceRow | None:
        """A row in its new place; None when nothing is left of it."""
        row = self.rows[index]
        if self._is_fixed(index) or self.units.get(index) or row.row_type == "holiday":
            return row
        if row.row_type in _ELASTIC:
            return self._elastic(index, row)
        return self._content(index, row)

    def _elastic(self, index: int, row: PaceRow) -> PaceRow | None:
        passed = self.given[index] if not self._was_planned_before(row) else 0
        left = max(0, row.periods - passed)
        limit = self.capacity.total
        if row.date_to is not None:
            limit = self.capacity.through(row.date_to) - self._promised(index, row.date_to)
        room = max(0, limit - self.used)
        left = room if self.forward and row.row_type == "review" and row.date_to is not None else min(left, room)
        if not left + passed:
            return None
        return self._placed(replace(row, periods=left + passed), left, min(self._earliest_end(row), limit), begun=bool(passed))

    def _content(self, index: int, row: PaceRow) -> PaceRow:
        owed = self._size(index) - self.given[index]
        placed = self._placed(row, owed, self._earliest_end(row), begun=bool(self.given[index]))
        self.content_end = self.used
        return placed

    def _placed(self, row: PaceRow, periods: int, earliest: int, *, begun: bool) -> PaceRow:
        """The row with the next ``periods`` periods, ending at ``earliest`` or later; a row already begun keeps the week it began in."""
        if not periods:
            return row
        self.used = max(self.used + periods, earliest)
        placed = self.capacity.placed(row, self.used, periods)
        return replace(placed, week_no=row.week_no, date_from=row.date_from) if begun else placed

    def _earliest_end(self, row: PaceRow) -> int:
        """The position on which a row ends at the earliest: the first period of the day it was planned to end."""
        if self.forward or row.date_to is None or row.date_to < self.from_day:
            return 0
        return min(self.capacity.before(row.date_to) + 1, self.capacity.total)

    def _promised(self, index: int, day: date) -> int:
        """Periods of the same day that later rows were promised."""
        return sum(self._size(n) for n in range(index + 1, len(self.rows)) if self.rows[n].date_to == day)

    def _ordered(self, parts: Sequence[int]) -> list[int]:
        """Lessons of a unit, those taught first."""
        return sorted(parts, key=lambda n: (not self._is_fixed(n), not self.given[n], n))

    def _table_order(self) -> list[int]:
        order = list(range(len(self.rows)))
        for parts in self.units.values():
            for place, index in zip(parts, self._ordered(parts), strict=True):
                order[place] = index
        return order

    def _unit(self, head: int, parts: list[PaceRow]) -> PaceRow:
        row = self.rows[head]
        if self._is_fixed(head) or not parts:
            return row
        had_flex = any(self.rows[n].row_type == "flex" for n in self.units[head])
        flex = sum(part.periods for part in parts if part.row_type == "flex") if had_flex else row.flex
        remark = row.remark if flex == row.flex else row.remark.replace(f"机动{row.flex}课时", f"机动{flex}课时" if flex else "机动已用")
        return replace(row, week_no=parts[0].week_no, date_from=parts[0].date_from, date_to=parts[-1].date_to, flex=flex, remark=remark)

    def _dressed(self, table: list[tuple[int, PaceRow]]) -> list[PaceRow]:
        """The rows with those of idle weeks and with the remarks of their weeks; past rows are not touched."""
        idle = {no: row for no, row in self.capacity.idle_weeks().items() if row.date_to and row.date_to >= self.from_day}
        written = {no: row for _, row in table if row.row_type == "holiday" and (no := row.week_no) in idle and no is not None}
        kept = [(self._is_fixed(n), row) for n, row in table if row.row_type != "holiday" or self._is_fixed(n)]
        past = {id(row) for fixed, row in kept if fixed}
        idle |= {no: replace(idle[no], content=row.content, remark=row.remark) for no, row in written.items()}
        rows = with_idle_weeks([row for _, row in kept], idle)
        return with_remarks(rows, self.capacity, [id(row) in past for row in rows])

    def _problems(self) -> list[Problem]:
        limit = self.capacity.before(self.reserve_from) if self.reserve_from else self.capacity.total
        missing = self.content_end - limit
        if missing <= 0:
            return []
        place = "复习开始前" if self.reserve_from else "本学期"
        return [of_table(f"{place}还差{missing}课时，机动已经用完。请合并课时，或调整复习时间。", "periods")]


def _difference(was: PaceRow, now: PaceRow | None) -> Difference | None:
    """What a teacher should know about a row's change; unit rows only repeat their lessons."""
    name = f"“{was.content}”"
    if now is None:
        return Difference(was, None, f"{_week(was)}{name}{was.periods}课时已让出")
    if now.periods != was.periods:
        return Difference(was, now, f"{_week(was)}{name}由{was.periods}课时改为{now.periods}课时")
    if now.week_no != was.week_no:
        return Difference(was, now, f"{name}由{_week(was)}改到{_week(now)}")
    if now.date_to != was.date_to and was.row_type != "unit":
        return Difference(was, now, f"{name}由{_day(was)}改到{_day(now)}")
    return None


def _week(row: PaceRow) -> str:
    return "未排" if row.week_no is None else f"第{row.week_no}周"


def _day(row: PaceRow) -> str:
    return "学期之外" if row.date_to is None else month_day(row.date_to)
