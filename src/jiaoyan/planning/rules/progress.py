"""How counted quotas are read at a glance: lines of one subject, and people beside quotas. Pure. 指标完成情况"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from jiaoyan.quotas.rules.progress import Progress, State

Whose = TypeVar("Whose")
WORDS: Mapping[State, str] = {
    State.DONE: "已完成",
    State.ON_PACE: "按进度",
    State.BEHIND: "落后于进度",
    State.LATE: "逾期",
    State.OVER: "超出",
    State.EXCUSED: "已说明",
    State.FUTURE: "未到时候",
    State.OPTIONAL: "不计",
    State.WITHDRAWN: "已停用",
    State.IDLE: "无从计数",
}
BADGES: Mapping[State, str] = {
    State.DONE: "complete",
    State.ON_PACE: "submitted",
    State.BEHIND: "due",
    State.LATE: "overdue",
    State.OVER: "overdue",
    State.EXCUSED: "excused",
    State.FUTURE: "draft",
    State.OPTIONAL: "draft",
    State.WITHDRAWN: "draft",
    State.IDLE: "draft",
}
NEEDS_SOMEBODY = frozenset({State.LATE, State.OVER, State.BEHIND})
NOT_ASKED = frozenset({State.FUTURE, State.OPTIONAL, State.WITHDRAWN, State.IDLE})


_PERSONAL = ("activities.attendance:", "lessons.observation:", "growth.writing:", "growth.mentorship:", "growth.menteelesson:")


def is_personal(key: str) -> bool:
    """Whether the record of a fact's key is one person's affair: in a group's count it is a number for whoever does not see the group's names."""
    return key.startswith(_PERSONAL)


@dataclass(frozen=True, slots=True)
class Glance:
    """How many lines are done, on pace, behind, late."""

    done: int
    on_pace: int
    behind: int
    late: int

    @property
    def asked(self) -> int:
        """How many count now."""
        return self.done + self.on_pace + self.behind + self.late


def glance(lines: Iterable[Progress]) -> Glance:
    """Lines by state; what is excused counts as done, what is not asked yet does not count."""
    states = Counter(line.state for line in lines)
    return Glance(
        done=states[State.DONE] + states[State.EXCUSED],
        on_pace=states[State.ON_PACE],
        behind=states[State.BEHIND],
        late=states[State.LATE] + states[State.OVER],
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One quota as a column of people or groups: its name, and how many of those asked are done or on pace; ``withdrawn``: it is out of use since."""

    quota: int
    name: str
    unit: str
    well: int
    asked: int
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Whose]):
    """Rows of people or groups beside columns of quotas; a cell is None where nothing is asked."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Whose, tuple[Progress | None, ...]], ...]


def sheet(lines: Mapping[Whose, Sequence[Progress]]) -> Sheet[Whose]:
    """Lay lines out by quota, in the order of quotas; quotas that ask nobody among these yet are left out, those out of use stay."""
    by_quota: dict[int, list[Progress]] = {}
    for theirs in lines.values():
        for line in theirs:
            by_quota.setdefault(line.quota.key, []).append(line)
    asked = {key: found for key, found in by_quota.items() if any(line.state not in NOT_ASKED or _was_asked(line) for line in found)}
    columns = tuple(_column(asked[key]) for key in sorted(asked))
    places = [column.quota for column in columns]
    rows = []
    for whose, theirs in lines.items():
        mine = {line.quota.key: line for line in theirs}
        rows.append((whose, tuple(mine.get(key) for key in places)))
    return Sheet(columns, tuple(rows))


def _column(lines: Sequence[Progress]) -> Column:
    counted = [line for line in lines if line.state not in NOT_ASKED]
    quota = lines[0].quota
    well = sum(line.state not in NEEDS_SOMEBODY for line in counted)
    return Column(quota.key, quota.name, quota.unit, well, len(counted), withdrawn=any(_was_asked(line) for line in lines))


def _was_asked(line: Progress) -> bool:
    return line.state is State.WITHDRAWN and bool(line.tallies)
