"""What accepting a proposal would change in a table: shown before anything is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

Cells = tuple[str, ...]
State = Literal["same", "changed", "added", "removed"]
STATE_LABELS: dict[State, str] = {"same": "不变", "changed": "改动", "added": "新增", "removed": "删去"}


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after; None where it does not exist."""

    before: Cells | None
    after: Cells | None

    @property
    def state(self) -> State:
        """What happens to the row."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "same" if self.before == self.after else "changed"

    @property
    def label(self) -> str:
        """The word for it."""
        return STATE_LABELS[self.state]

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """(now, before) of each cell; before is empty unless it differs."""
        if self.before is None or self.after is None:
            return tuple((cell, "") for cell in self.after or self.before or ())
        return tuple((after, "" if before == after else before or "（空）") for before, after in zip(self.before, self.after, strict=True))


def changes(before: Sequence[tuple[Hashable, Cells]], after: Sequence[tuple[Hashable, Cells]]) -> tuple[Change, ...]:
    """Rows matched by their key, in the order they will have; rows that go come last."""
    old, new = dict(before), dict(after)
    kept = [Change(old.get(key), cells) for key, cells in after]
    return (*kept, *(Change(cells, None) for key, cells in before if key not in new))


def fingerprint(found: Sequence[Change]) -> str:
    """Tells whether what is accepted is what was shown."""
    return hashlib.sha256(repr([(change.before, change.after) for change in found]).encode()).hexdigest()[:16]
