"""When a part of the ledger is complete, missing or not due yet (F00). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from jiaoyan.schools.rules.gaps import Gap

State = Literal["complete", "missing", "not_due", "absent"]
STATE_LABELS: dict[State, str] = {"complete": "齐全", "missing": "缺", "not_due": "未到时间", "absent": "本年级无此项"}
LABELS_OF_STATES = STATE_LABELS


@dataclass(frozen=True, slots=True)
class PartState:
    """Where one part stands. ``gaps`` are overdue when missing, still to come when not due; ``due`` is the next day something is due."""

    state: State
    gaps: tuple[Gap, ...] = ()
    due: date | None = None
    note: str = ""

    @property
    def label(self) -> str:
        """The word for the state."""
        return STATE_LABELS[self.state]


def state_of(gaps: tuple[Gap, ...], today: date, *, entries: int, due: date) -> PartState:
    """The state of a part with ``entries`` records whose own gaps are ``gaps``.

    Missing when anything was due before ``today``; not due while something is still to come, or nothing is there and ``due`` lies ahead;
    complete otherwise.
    """
    late = tuple(sorted((gap for gap in gaps if gap.since < today), key=lambda gap: (gap.since, gap.what)))
    if late:
        return PartState("missing", late)
    if gaps:
        return PartState("not_due", tuple(sorted(gaps, key=lambda gap: gap.since)), min(gap.since for gap in gaps))
    if entries == 0:
        return PartState("not_due", due=due)
    if due >= today:
        return PartState("not_due", due=due, note="已有记录，学期还在继续")
    return PartState("complete")


def missing_whole_part(what: str, owner_name: str, owner_id: int | None, due: date, today: date) -> PartState:
    """A part with nothing in it: missing since the day it was due, or not due yet."""
    if due < today:
        return PartState("missing", (Gap(what, owner_name, owner_id, due),))
    return PartState("not_due", due=due)


def report_due(last_school_day: date) -> date:
    """The quality report is due within five days after the end-of-term paper, at the latest on the term's last day (F11)."""
    return last_school_day


def has_quality_report(grade: int) -> bool:
    """Only grades 3 to 6 have an end-of-term paper and so a quality report (F00, P: no written tests in grades 1–2)."""
    return grade >= 3


def theory_due(first_school_day: date, last_school_day: date) -> tuple[date, ...]:
    """One theory note is expected every month of the term: the days by which the n-th should be there."""
    days = []
    day = first_school_day + timedelta(days=30)
    while day < last_school_day:
        days.append(day)
        day += timedelta(days=30)
    return tuple(days)
