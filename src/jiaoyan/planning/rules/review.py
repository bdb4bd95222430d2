"""Review phases proposed and checked: they fill the days before the test, and ask no more minutes than a day may. Pure. 复习计划（F35、R014）"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jiaoyan.items.rules.checks import said
from jiaoyan.schools.rules.calendar import month_day
from jiaoyan.schools.rules.problem import Problem, in_row, of_table
from jiaoyan.schools.rules.quoting import quoted

KIND_NAMES = {"units": "单元梳理", "topics": "专项分类", "whole": "综合练习", "gaps": "查漏补缺"}
SHARES: tuple[tuple[str, Fraction], ...] = (
    ("units", Fraction(1, 2)),
    ("topics", Fraction(1, 4)),
    ("whole", Fraction(3, 20)),
    ("gaps", Fraction(1, 10)),
)
"""How the periods before the test are shared out when nobody has said otherwise: most for going through the units, a little for what is still missing."""
MOST_DAYS = 3
CONTENTS = {
    "units": ("按单元整理知识，画结构图", "每单元做一份整理练习，当堂讲评"),
    "topics": ("计算、概念、图形、解决问题分类练习", "对照错题记录，重练易错题"),
    "whole": ("综合练习与讲评", "读题、检查、书写习惯的指导"),
    "gaps": ("按各班错例查漏补缺", "有困难的学生个别辅导"),
}


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """A phase as the rules read it."""

    kind: str
    starts: date
    ends: date
    contents: tuple[str, ...]
    owner: int


@dataclass(frozen=True, slots=True)
class Words:
    """What is written apart from the phases; ``state`` are stored blocks of prose."""

    state: list[dict[str, Any]]
    goals: list[str]
    key_points: list[str]
    high: str
    middle: str
    low: str


@dataclass(frozen=True, slots=True)
class Window:
    """The days there are for review: ``periods`` offered day by day from the first day of review to ``last``, the day before the test."""

    first: date
    last: date
    periods: Mapping[date, int]
    test: date | None = None

    def offered(self, starts: date, ends: date) -> int:
        """How many periods the timetable holds between two days."""
        return sum(count for day, count in self.periods.items() if starts <= day <= ends)


@dataclass(frozen=True, slots=True)
class HomeMinutes:
    """What the exercises of a day at home ask of everybody, the school's share for mathematics, and which exercises they are."""

    day: date
    minutes: Decimal
    ceiling: int
    titles: tuple[str, ...]


def propose_phases(window: Window, owners: Sequence[int]) -> tuple[PhaseLine, ...]:
    """Four phases one after the other that share out the periods of the window; a window too short for four gets fewer. ``owners``, at least one, take turns."""
    days = [day for day in sorted(window.periods) if window.first <= day <= window.last and window.periods[day]]
    total = sum(window.periods[day] for day in days)
    phases: list[PhaseLine] = []
    taken, begun, wanted = 0, 0, Fraction(0)
    for place, (kind, share) in enumerate(SHARES):
        wanted += share * total
        end = begun
        while end < len(days) and (taken < wanted or place == len(SHARES) - 1):
            taken += window.periods[days[end]]
            end += 1
        if end > begun:
            phases.append(PhaseLine(kind, days[begun], days[end - 1], CONTENTS[kind], owners[len(phases) % len(owners)]))
        begun = end
    return tuple(phases)


def phase_problems(phases: Sequence[PhaseLine], window: Window) -> list[Problem]:
    """What keeps phases from being stored: days back to front, after the test or the last school day, or running into each other."""
    found: list[Problem] = []
    for place, phase in enumerate(phases):
        if phase.ends < phase.starts:
            found.append(in_row(place, "ends", "结束日期早于开始日期。"))
        elif place and phase.starts <= phases[place - 1].ends:
            found.append(in_row(place, "starts", f"与上一阶段重叠，上一阶段到{month_day(phases[place - 1].ends)}。"))
        if window.test is not None and phase.ends >= window.test:
            found.append(in_row(place, "ends", f"{month_day(window.test)}检测，复习到前一天为止。"))
        elif window.test is None and phase.ends > window.last:
            found.append(in_row(place, "ends", f"本学期上课到{month_day(window.last)}，请改日期。"))
    return found


def lacking(
    *, state: bool, goals: Sequence[str], key_points: Sequence[str], layers: Mapping[str, str], phases: Sequence[PhaseLine]
) -> list[Problem]:
    """What the plan still needs before it can be handed in."""
    found = []
    if not state:
        found.append(of_table("请写学情：哪些掌握得好，哪些还薄弱。", "state"))
    if not goals:
        found.append(of_table("请写复习目标，一行一条。", "goals"))
    if not key_points:
        found.append(of_table("请写重难点，一行一条。", "key_points"))
    empty = [name for name, text in layers.items() if not text.strip()]
    if empty:
        found.append(of_table(f"分层措施还缺：{'、'.join(empty)}。", "layers"))
    if not phases:
        found.append(of_table("请安排复习阶段。", "phases"))
    return found


def _unassigned(phases: Sequence[PhaseLine], window: Window) -> list[date]:
    """The days of review with lessons that no phase holds; none while there are no phases at all."""
    days = [day for day in sorted(window.periods) if window.first <= day <= window.last and window.periods[day]] if phases else []
    return [day for day in days if not any(phase.starts <= day <= phase.ends for phase in phases)]


def hints(phases: Sequence[PhaseLine], window: Window, minutes: Iterable[HomeMinutes]) -> list[str]:
    """What is worth a second look, though it stops nothing: days left over, a phase without periods, evenings that ask too much."""
    found = [
        f"“{KIND_NAMES[phase.kind]}”这几天没有数学课，请核对日期。" for phase in phases if not window.offered(phase.starts, phase.ends)
    ]
    if left := _unassigned(phases, window):
        days = "、".join(dict.fromkeys(month_day(day) for day in left[:MOST_DAYS]))
        more = f"等{len(left)}天" if len(left) > MOST_DAYS else ""
        found.append(f"{days}{more}共{sum(window.periods[day] for day in left)}课时还没有安排。")
    found += [
        f"{month_day(each.day)}的家庭练习{''.join(quoted(title) for title in each.titles)}，必做题共{said(each.minutes)}分钟，超过数学每天{each.ceiling}分钟的上限；"
        "请减几题、改为选做，或放到课内、别的日子。"
        for each in minutes
        if each.minutes > each.ceiling
    ]
    return found
