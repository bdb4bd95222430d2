"""Ceilings of written homework: national rules P001, P002, and the school's own share for mathematics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

ALL_SUBJECTS = 60
"""Minutes a day of written homework of all subjects together, grades 3 to 6 (P002)."""
MATHEMATICS = 20
LESSON_MINUTES = 40
NO_HOME = frozenset({1, 2})
"""Grades without written homework at home (P001); practice at school is allowed."""
FORTNIGHT = 14
WHY_NO_HOME = "国家规定一、二年级不布置家庭书面作业；练习请安排在课内或课后服务时间完成。"


def may_go_home(grade: int) -> bool:
    """Whether written work may be set at home in a grade."""
    return grade not in NO_HOME


def ceiling_of(place: str, mathematics: int) -> int:
    """The most minutes an exercise may take where it is done, when nothing else was said: the school's share at home, a lesson elsewhere."""
    return mathematics if place == "home" else LESSON_MINUTES


@dataclass(frozen=True, slots=True)
class DayLoad:
    """One day of a homework list: what is required of mathematics, and all subjects together (None: not asked yet)."""

    day: date
    mathematics: int
    all_subjects: int | None


def minutes_by_day(entries: Sequence[tuple[date, bool, int]]) -> dict[date, int]:
    """Day → required minutes, from (day, required, minutes)."""
    found: dict[date, int] = {}
    for day, required, minutes in entries:
        found[day] = found.get(day, 0) + (minutes if required else 0)
    return found


def mathematics_problem(load: DayLoad, mathematics: int) -> str:
    """Why a day asks too much of mathematics, as one sentence; nothing when it keeps the school's share."""
    if load.mathematics > mathematics:
        return f"数学必做{load.mathematics}分钟，超过每天{mathematics}分钟的上限，请减少一些或改为选做。"
    return ""


def all_subjects_problem(load: DayLoad) -> str:
    """What is wrong with the minutes of all subjects together; nothing when they keep the national ceiling or are not known."""
    if load.all_subjects is None:
        return ""
    if load.all_subjects > ALL_SUBJECTS:
        return f"全科{load.all_subjects}分钟，超过国家规定的每天{ALL_SUBJECTS}分钟，请和其他学科商量减少。"
    if load.all_subjects < load.mathematics:
        return f"全科{load.all_subjects}分钟比数学必做{load.mathematics}分钟还少，请核对。"
    return ""


def problems_of_day(load: DayLoad, mathematics: int) -> str:
    """The first thing wrong with a day; nothing when it keeps both ceilings."""
    return mathematics_problem(load, mathematics) or all_subjects_problem(load)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list as typed: an exercise (its key) or words."""

    day: date
    required: bool
    exercise: int | None
    text: str
    minutes: int
