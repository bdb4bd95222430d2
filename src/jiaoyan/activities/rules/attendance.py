"""Who was there, and with which reason (F31; R041, R042: leave is asked before the start, late and early are told truthfully)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

CHECK_IN_BEFORE = timedelta(minutes=30)

PRESENT, LEAVE, DUTY, LATE, EARLY, ABSENT = "present", "leave", "duty", "late", "early", "absent"
STATES = (PRESENT, LATE, EARLY, LEAVE, DUTY, ABSENT)
WAS_THERE = frozenset({PRESENT, LATE, EARLY})
NEEDS_MINUTES = frozenset({LATE, EARLY})
NEEDS_REASON = frozenset({LEAVE, DUTY})
LABELS = {PRESENT: "出席", LATE: "迟到", EARLY: "早退", LEAVE: "请假", DUTY: "公出", ABSENT: "无故缺席"}


@dataclass(frozen=True, slots=True)
class Presence:
    """One person's line: ``state`` is "" while nothing is known."""

    name: str
    state: str
    minutes: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HeadCount:
    """应到、实到, and those away or not yet known."""

    expected: int
    present: int
    away: int
    unknown: int


def late_minutes(starts: datetime, arrived: datetime) -> int:
    """Whole minutes after the start; 0 for everybody who came in time."""
    return max(0, int((arrived - starts).total_seconds() // 60))


def check_in_is_open(state: str, starts: datetime, ends: datetime, at: datetime) -> bool:
    """Whether the code on the wall works: while the meeting is open, and from half an hour before a planned one until its planned end."""
    return state == "open" or (state == "planned" and starts - CHECK_IN_BEFORE <= at <= ends)


def state_of_leave(starts: datetime, asked: datetime) -> str:
    """Leave asked before the start is leave; afterwards it is an absence without leave until the leader says otherwise (R041)."""
    return LEAVE if asked < starts else ABSENT


def head_count(lines: Iterable[Presence]) -> HeadCount:
    """Counts with ``present + away + unknown == expected``; late and early people were there."""
    states = [line.state for line in lines]
    present = sum(state in WAS_THERE for state in states)
    unknown = states.count("")
    return HeadCount(len(states), present, len(states) - present - unknown, unknown)


def absence_note(lines: Iterable[Presence]) -> str:
    """缺席说明: 陈老师（公出，区里听课）；周老师（迟到5分钟）. Empty when everybody was there in time."""
    return "；".join(f"{line.name}（{_told(line)}）" for line in lines if line.state not in ("", PRESENT))


def _told(line: Presence) -> str:
    minutes = f"{line.minutes}分钟" if line.state in NEEDS_MINUTES and line.minutes else ""
    return "，".join(part for part in (LABELS[line.state] + minutes, line.reason) if part)


def mark_problems(state: str, minutes: int | None, reason: str) -> dict[str, str]:
    """What is wrong with a mark, by field: late and early need minutes, leave and duty a reason."""
    problems = {}
    if state not in STATES:
        problems["state"] = "请选一种出勤情况"
    if state in NEEDS_MINUTES and not minutes:
        problems["minutes"] = "请写几分钟"
    if state in NEEDS_REASON and not reason.strip():
        problems["reason"] = "请写原因"
    return problems
