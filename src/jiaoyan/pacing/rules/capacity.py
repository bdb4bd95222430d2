"""The periods of a term laid end to end: position 1 is the first period of the class, whichever day it falls on.

Filling, checking and replanning all ask the same questions: which day is the n-th period on, how many are there up to a day or a week,
what is unusual about a week. Remarks of weeks are worded here too, so that replanning recognises the ones it wrote.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate, groupby

from jiaoyan.pacing.rules.schedule import DayLoad, PaceRow
from jiaoyan.schools.rules.calendar import month_day

SEPARATOR = "；"
_DATED = re.compile(r"(?:\d{1,2}月\d{1,2}日[—、]?)+")


class Capacity:
    """A lookup over the day loads of one class and term."""

    def __init__(self, loads: Iterable[DayLoad]) -> None:
        self.loads = sorted(loads, key=lambda load: load.day)
        self._days = [load.day for load in self.loads]
        self._sums = list(accumulate((load.periods for load in self.loads), initial=0))
        self._weeks = {no: list(group) for no, group in groupby(self.loads, key=lambda load: load.week_no)}

    @property
    def total(self) -> int:
        """All periods of the term."""
        return self._sums[-1]

    @property
    def weeks(self) -> list[int]:
        """The week numbers in order."""
        return list(self._weeks)

    def before(self, day: date) -> int:
        """Periods on days before a day."""
        return self._sums[bisect_left(self._days, day)]

    def through(self, day: date) -> int:
        """Periods on days up to a day, itself included."""
        return self._sums[bisect_right(self._days, day)]

    def before_week(self, no: int) -> int:
        """Periods before a week of this calendar."""
        return self.before(self._weeks[no][0].day)

    def through_week(self, no: int) -> int:
        """Periods up to the end of a week of this calendar."""
        return self.through(self._weeks[no][-1].day)

    def at(self, position: int) -> DayLoad | None:
        """The day that holds the n-th period (from 1); None when the term has fewer."""
        return self.loads[bisect_left(self._sums, position) - 1] if 1 <= position <= self.total else None

    def first_day(self, no: int) -> date | None:
        """The first school day of a week: what column 日期 prints. None for an unknown week or one without school days."""
        return next((load.day for load in self._weeks.get(no, ()) if load.school), None)

    def placed(self, row: PaceRow, end: int, periods: int) -> PaceRow:
        """The row with week and dates for its ``periods`` periods that end at position ``end``; without them where the term is over."""
        first, last = self.at(end - periods + 1), self.at(end)
        week = first.week_no if first else None
        printed = self.first_day(week) if week is not None else None
        return replace(row, week_no=week, date_from=printed, date_to=last.day if last else None)

    def remarks(self, no: int) -> list[str]:
        """What is unusual about a week: ["4月4日—4月5日清明节放假", "4月7日上星期五的课"]."""
        noted = [load for load in self._weeks.get(no, ()) if load.note]
        return [_dated([load.day for load in group]) + note for note, group in groupby(noted, key=lambda load: load.note)]

    def idle_weeks(self) -> dict[int, PaceRow]:
        """A row for each week in which the class has no period although something is going on, by week: 国庆节放假."""
        idle = [no for no, loads in self._weeks.items() if not any(load.periods for load in loads) and any(load.note for load in loads)]
        return {no: self._idle_row(no) for no in idle}

    def is_remark_of_ours(self, segment: str) -> bool:
        """Whether a piece of a remark was written by ``remarks``, so that it may be replaced."""
        found = _DATED.match(segment)
        return bool(found) and any(load.note == segment[found.end() :] for load in self.loads if found)

    def _idle_row(self, no: int) -> PaceRow:
        days = [load for load in self._weeks[no] if load.note]
        content = "、".join(dict.fromkeys(load.note for load in days))
        return PaceRow("holiday", no, self.first_day(no) or days[0].day, days[-1].day, None, content, 0)


def with_idle_weeks(rows: Sequence[PaceRow], idle: dict[int, PaceRow]) -> list[PaceRow]:
    """The rows with one row for each idle week, put before the first row of a later week (or at the end)."""
    waiting = [idle[no] for no in sorted(idle)]
    result: list[PaceRow] = []
    for row in rows:
        while waiting and row.week_no is not None and row.week_no > (waiting[0].week_no or 0):
            result.append(waiting.pop(0))
        result.append(row)
    return result + waiting


def with_remarks(rows: Sequence[PaceRow], capacity: Capacity, fixed: Sequence[bool]) -> list[PaceRow]:
    """The rows with the remarks of each week on its first row; fixed rows are left alone and the next row of the week speaks for them."""
    said: dict[int, set[str]] = {}
    result = []
    for row, is_fixed in zip(rows, fixed, strict=True):
        if row.week_no is None or row.row_type == "holiday":
            result.append(row)
            continue
        own = [segment for segment in row.remark.split(SEPARATOR) if segment]
        spoken = said.setdefault(row.week_no, set())
        if not is_fixed:
            own = [segment for segment in own if not capacity.is_remark_of_ours(segment)]
            own += [remark for remark in capacity.remarks(row.week_no) if remark not in spoken]
            row = replace(row, remark=SEPARATOR.join(own))  # noqa: PLW2901 - the row as it goes on
            spoken.update(capacity.remarks(row.week_no or 0))
        spoken.update(own)
        result.append(row)
    return result


def _dated(days: Sequence[date]) -> str:
    """4月4日, 5月1日—5月3日 for days in a row, 5月1日、5月7日 for others."""
    words = [month_day(day) for day in days]
    in_a_row = len(days) > 1 and (days[-1] - days[0]).days == len(days) - 1
    return f"{words[0]}—{words[-1]}" if in_a_row else "、".join(words)
