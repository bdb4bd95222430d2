"""When a part of the ledger is complete, missing or not due yet (F00). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from jiaoyan.schools.rules.calendar import long_day
from jiaoyan.schools.rules.gaps import Gap, counts_since, due_since

State = Literal["complete", "missing", "not_due", "uncounted", "absent"]
STATE_LABELS: dict[State, str] = {
    "complete": "齐全",
    "missing": "缺",
    "not_due": "未到时间",
    "uncounted": "不计缺项",
    "absent": "无此项",
}
BEFORE_USE = "本组起用本系统以前的内容，不计缺项"


@dataclass(frozen=True, slots=True)
class Found:
    """What one part holds and lacks, as its package tells it; ``state_of`` judges it. A paper that waits for approval is no entry yet.

    ``late`` is what was due before today and is not there; ``due`` the next day on which something falls due, None when nothing more is
    expected; ``note`` says in words what is there, or what will be; ``absent`` why the group's ledger has no such part at all.
    """

    entries: int = 0
    late: tuple[Gap, ...] = ()
    due: date | None = None
    note: str = ""
    absent: str = ""


@dataclass(frozen=True, slots=True)
class PartState:
    """Where one part stands. ``gaps`` are overdue; ``due`` is the next day something is due; ``entries`` how many records there are."""

    state: State
    gaps: tuple[Gap, ...] = ()
    due: date | None = None
    note: str = ""
    entries: int = 0

    @property
    def label(self) -> str:
        """The word for the state."""
        return STATE_LABELS[self.state]


def state_of(found: Found, begun: date | None = None) -> PartState:
    """The state of a part, for a group that uses the system since ``begun`` (None: from the beginning): nothing was due before that day.

    Missing as soon as anything is late; not due while something is still to come; then complete, or uncounted when all it lacks was due
    before ``begun``.
    """
    if found.absent:
        return PartState("absent", note=found.absent)
    late = tuple(sorted(due_since(found.late, begun), key=lambda gap: (gap.since, gap.what)))
    due = found.due if found.due is not None and counts_since(found.due, begun) else None
    if late:
        return PartState("missing", late, due, found.note, found.entries)
    if due is not None:
        return PartState("not_due", (), due, found.note, found.entries)
    if found.entries:
        return PartState("complete", note=found.note, entries=found.entries)
    if found.late or found.due:
        return PartState("uncounted", note=BEFORE_USE)
    return PartState("absent", note="本学期没有这项记录")


def whole_part(what: str, owner_name: str, owner_id: int | None, due: date, today: date) -> Found:
    """A part with nothing in it: late from the day after ``due``; until then ``what`` is to come."""
    if due < today:
        return Found(late=(Gap(what, owner_name, owner_id, due),))
    return Found(due=due, note=what)


def has_quality_report(grade: int) -> bool:
    """Only grades 3 to 6 have an end-of-term paper and so a quality report (F00, P: no written tests in grades 1–2)."""
    return grade >= 3


def begun_words(begun: date) -> str:
    """The line that says which days are not counted."""
    return f"本组自{long_day(begun)}起用本系统，此前的内容不计缺项。"
