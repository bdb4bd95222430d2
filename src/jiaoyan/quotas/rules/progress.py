"""What the counting engine answers: for each quota and subject how much of it is done, by which facts, and what is still open. 指标完成情况"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from jiaoyan.quotas.rules.demand import Demand, Number, Quota
from jiaoyan.quotas.rules.fact import Fact, Subject


class State(StrEnum):
    """How a count stands. 状态"""

    DONE = "done"  # 已完成
    ON_PACE = "on_pace"  # 按进度
    BEHIND = "behind"  # 落后于进度，未到期
    LATE = "late"  # 已到期，还缺
    EXCUSED = "excused"  # 已说明并认可
    OVER = "over"  # 超出上限
    FUTURE = "future"  # 未到时候
    OPTIONAL = "optional"  # 短周、零头月，不计
    WITHDRAWN = "withdrawn"  # 已停用；此前的照计
    IDLE = "idle"  # 无从计数（没有教学周、对象不在、以国家规定为准），见 why


@dataclass(frozen=True, slots=True)
class Excuse:
    """Why something is not done, for one period of one quota and subject (``span``: its key). Counts once accepted.

    ``amount`` None excuses all that is missing there.
    """

    quota: int
    subject: Subject
    span: str
    reason: str
    amount: int | None = None
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """A fact of the right kind and subject that does not count, and why, as a teacher is told."""

    fact: Fact
    why: str


@dataclass(frozen=True, slots=True)
class Tally:
    """One period (or event) of a quota for one subject.

    ``span``: its key, stable when the calendar changes elsewhere ("term", "2024-03", "w5", "event:activities.training:7"); ``label`` 第5周, 3月, 上半月.
    ``due`` is the last day to do it, moved to a school day. ``amount`` counts facts or sums their measure.
    ``note``: what was special (短周不计, 改为新要求, 按在校天数折算为12节 …).
    """

    span: str
    label: str
    first: date
    due: date
    number: Number
    amount: int
    facts: tuple[Fact, ...]
    state: State
    missing: int = 0
    excuse: Excuse | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """One quota for one subject in one term.

    ``done`` of ``target``: facts of a term's number; of periods the facts that fill them (weekly two in 18 weeks are 36; a surplus in one week fills no other).
    ``expected``: what should be done by today (pace); None where nothing is asked as a minimum. ``late``: how much is past its due day, not excused.
    ``due``: the next day something is due, None when nothing is open. ``sentence``: 听课 11/15，还差 4 节，按进度应有 12.
    """

    quota: Quota
    demand: Demand | None
    subject: Subject
    tallies: tuple[Tally, ...]
    done: int
    target: int | None
    expected: int | None
    late: int
    due: date | None
    state: State
    left_out: tuple[Left, ...] = ()
    why: str = ""
    sentence: str = ""

    @property
    def met(self) -> bool:
        """What was asked is done or excused; of a quota taken out of use, what it asked until then."""
        if self.state is State.WITHDRAWN:
            return not any(tally.missing for tally in self.tallies)
        return self.state in (State.DONE, State.EXCUSED)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that counted, each once, by day."""
        return tuple(sorted({fact for tally in self.tallies for fact in tally.facts}, key=lambda fact: (fact.day, fact.key)))

    @property
    def share(self) -> Fraction | None:
        """Done of target; None where there is no minimum."""
        return Fraction(min(self.done, self.target), self.target) if self.target else None
