"""What keeps a quality report from being handed in, and when it is due. F11"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jiaoyan.schools.rules.calendar import Calendar

MARKED_WITHIN = 3  # school days: marks of a class
REPORTED_WITHIN = 5  # school days: the group's report


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in a report. ``measures``: how many each problem has, in order; ``carried``: measures of last term to be looked back at."""

    tested: int
    missing: tuple[str, ...]
    strengths: int
    errors: int
    measures: tuple[int, ...]
    looked_back: bool
    carried: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is missing; ``part`` is where it is written."""

    part: str
    message: str


def findings(draft: Draft) -> tuple[Finding, ...]:
    """Everything that is missing, all at once; () when the report may be handed in."""
    found = []
    if not draft.tested:
        found.append(Finding("marks", "还没有任何班级的成绩，没有数据就写不了质量报告。"))
    elif draft.missing:
        found.append(Finding("marks", f"{'、'.join(draft.missing)}的成绩还没有导入。"))
    if not draft.strengths:
        found.append(Finding("text", "请写出主要成绩，至少一条。"))
    if not draft.errors:
        found.append(Finding("errors", "请列出典型错例，至少一个，写清成因。"))
    if not draft.measures:
        found.append(Finding("problems", "请写出主要问题和改进措施。"))
    bare = [str(number) for number, count in enumerate(draft.measures, start=1) if not count]
    if bare:
        found.append(Finding("problems", f"第{'、'.join(bare)}个问题还没有改进措施：每个问题都要有措施、负责人和检查时间。"))
    if draft.carried and not draft.looked_back:
        found.append(Finding("text", f"上一次报告定了{draft.carried}项措施，请写明做得怎样、有没有效果。"))
    return tuple(found)


def marks_due(calendar: Calendar, day: date) -> date:
    """When the marks of a class are due: the third school day after the test."""
    return school_day_after(calendar, day, MARKED_WITHIN)


def report_due(calendar: Calendar, day: date | None) -> date:
    """When the report is due: the fifth school day after the final test; the term's last day when there was none, or it comes first."""
    return school_day_after(calendar, day, REPORTED_WITHIN) if day else calendar.dates.last_day


def school_day_after(calendar: Calendar, day: date, count: int) -> date:
    """The ``count``-th school day after a day, at latest the term's last day."""
    days: Sequence[date] = [each for each in calendar.school_days() if each > day]
    return days[count - 1] if len(days) >= count else calendar.dates.last_day
