"""When a part of the ledger is complete, missing or not due yet (F00). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from jiaoyan.schools.rules.gaps import Gap

State = Literal["complete", "missing", "not_due", "absent"]
STATE_LABELS: dict[State, str] = {"complete": "齐全", "missing": "缺", "not_due": "未到时间", "absent": "本年级无此项"}


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


def state_of(late: tuple[Gap, ...], due: date | None, *, entries: int, note: str = "") -> PartState:
    """The state of a part whose overdue gaps are ``late`` and which has something due next on ``due`` (None: nothing more is expected).

    ``note`` says in words what is there.

    Missing as soon as anything is late; not due while something is still to come; complete otherwise.
    """
    if late:
        return PartState("missing", tuple(sorted(late, key=lambda gap: (gap.since, gap.what))), due, note)
    if due is not None:
        return PartState("not_due", due=due, note=note)
    return PartState("complete", note=note) if entries else PartState("absent", note="本学期没有这项记录")


def missing_whole_part(what: str, owner_name: str, owner_id: int | None, due: date, today: date) -> PartState:
    """A part with nothing in it: missing since the day it was due, or not due yet; then the note says what is to come."""
    if due < today:
        return PartState("missing", (Gap(what, owner_name, owner_id, due),))
    return PartState("not_due", due=due, note=what)


def has_quality_report(grade: int) -> bool:
    """Only grades 3 to 6 have an end-of-term paper and so a quality report (F00, P: no written tests in grades 1–2)."""
    return grade >= 3
