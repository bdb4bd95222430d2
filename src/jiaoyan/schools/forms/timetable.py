"""The weekly timetable of a class as a table to fill in: periods down, weekdays across, every cell a subject. 课表

A cell holds what runs in odd and in even weeks; "3|5" is subject 3 in odd weeks and subject 5 in even ones.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import permutations

from jiaoyan.schools.models import Subject, Weekday
from jiaoyan.schools.registers.classes import Period
from jiaoyan.web.grid import Column, Grid, GridData, Row

PERIODS, SCHOOL_WEEK = 8, 5
MOST_PAIRED = 6  # with more subjects the list of pairs would be longer than anybody reads


def grid_of(periods: Sequence[Period], subjects: Sequence[Subject], caption: str) -> Grid:
    """The timetable as a table of fixed rows; rows and days that hold something are never left out."""
    choices = _choices(subjects)
    days = sorted({*range(SCHOOL_WEEK), *(period.weekday for period in periods)})
    last = max([PERIODS, *(period.period_no for period in periods)])
    cells = _cells(periods)
    columns = [Column("period", "节次", kind="readonly", width="xs")]
    columns += [Column(f"d{day}", Weekday(day).label, kind="choice", choices=choices, width="s") for day in days]
    rows = [
        Row(
            key=str(number),
            values={"period": f"第{number}节", **{f"d{day}": cells.get((day, number), "") for day in days}},
            position=number,
        )
        for number in range(1, last + 1)
    ]
    return Grid(columns=columns, rows=rows, prefix="timetable", caption=caption, version=version_of(periods), fixed=True)


def periods_in(data: GridData) -> list[Period]:
    """The periods a checked table says."""
    found = []
    for row in data.rows:
        for name, value in row.values.items():
            if name.startswith("d") and value:
                found += _periods(int(name[1:]), int(row.key), str(value))
    return found


def version_of(periods: Sequence[Period]) -> str:
    """Changes whenever the timetable does: what tells two people saving at once apart."""
    text = ";".join(f"{p.weekday},{p.period_no},{p.subject_id},{p.parity}" for p in sorted(periods))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _cells(periods: Sequence[Period]) -> Mapping[tuple[int, int], str]:
    weeks: dict[tuple[int, int], dict[str, str]] = defaultdict(lambda: {"odd": "", "even": ""})
    for period in periods:
        halves = weeks[period.weekday, period.period_no]
        for parity in ("odd", "even") if period.parity == "all" else (period.parity,):
            halves[parity] = str(period.subject_id)
    return {place: f"{halves['odd']}|{halves['even']}" for place, halves in weeks.items()}


def _periods(weekday: int, number: int, cell: str) -> list[Period]:
    odd, _, even = cell.partition("|")
    if odd == even:
        return [Period(weekday, number, int(odd))]
    return [Period(weekday, number, int(half), parity) for half, parity in ((odd, "odd"), (even, "even")) if half]


def _choices(subjects: Sequence[Subject]) -> list[tuple[str, str]]:
    every = [(f"{s.pk}|{s.pk}", s.name) for s in subjects]
    halves = [pair for s in subjects for pair in ((f"{s.pk}|", f"{s.name}（单周）"), (f"|{s.pk}", f"{s.name}（双周）"))]
    pairs = permutations(subjects, 2) if len(subjects) <= MOST_PAIRED else ()
    return [*every, *halves, *((f"{a.pk}|{b.pk}", f"{a.name}（单）、{b.name}（双）") for a, b in pairs)]
