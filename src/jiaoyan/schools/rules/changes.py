"""A table before and after: what accepting a proposal would change, what a new edition of an approved paper changes."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Cells = tuple[str, ...]
Keyed = tuple[Hashable, Cells]
State = Literal["same", "changed", "added", "removed"]
STATE_LABELS: dict[State, str] = {"same": "不变", "changed": "改动", "added": "新增", "removed": "删去"}
NOTHING = "（空）"
NAMED_BY, LONGEST_NAME = 2, 24


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
        """(now, before) of each cell; before is empty unless it differs, and an empty side of a difference is said to be empty."""
        if self.before is None or self.after is None:
            return tuple((cell, "") for cell in self.after or self.before or ())
        pairs = zip(self.before, self.after, strict=True)
        return tuple((after, "") if before == after else (after or NOTHING, before or NOTHING) for before, after in pairs)


@dataclass(frozen=True, slots=True)
class PartChanges:
    """One part of a paper: its ``columns`` and the changes of its rows, to be drawn by ``schools/changes.html``."""

    title: str
    columns: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def shown(self) -> list[tuple[Change, list[tuple[str, str, str]]]]:
        """The rows that change, each with (column, now, before) of its cells."""
        changed = [change for change in self.changes if change.state != "same"]
        return [(change, [(column, *cell) for column, cell in zip(self.columns, change.cells, strict=True)]) for change in changed]

    @property
    def told(self) -> list[tuple[Change, str, list[tuple[str, str, str]]]]:
        """The same in short: which row, by its first cell and the next that stays, and of a row that is changed only the cells that differ.

        A row that is new or goes is told by all its cells that say something.
        """
        found = []
        for change, cells in self.shown:
            if change.state == "changed":
                names = [now for place, (_, now, before) in enumerate(cells) if now not in ("", NOTHING) and (place == 0 or not before)]
                found.append((change, "　".join(map(_clipped, names[:NAMED_BY])), [cell for cell in cells if cell[2]]))
            else:
                found.append((change, "", [cell for cell in cells if cell[1]]))
        return found

    @property
    def unchanged(self) -> int:
        """How many rows stay as they are."""
        return sum(change.state == "same" for change in self.changes)

    @property
    def changes_nothing(self) -> bool:
        """The part already stands like this."""
        return self.unchanged == len(self.changes)

    @property
    def became_empty(self) -> bool:
        """Whether rows stood here before and none does now."""
        return bool(self.changes) and all(change.state == "removed" for change in self.changes)


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_NAME else f"{line[:LONGEST_NAME]}…"


def changes(before: Sequence[Keyed], after: Sequence[Keyed]) -> tuple[Change, ...]:
    """Rows matched by their key, in the order they will have; rows that go come last."""
    old, new = dict(before), dict(after)
    kept = [Change(old.get(key), cells) for key, cells in after]
    return (*kept, *(Change(cells, None) for key, cells in before if key not in new))


def told_apart(keys: Iterable[Hashable]) -> list[Hashable]:
    """Equal keys told apart by how often they came before: the second exercise of a week is another row than the first."""
    seen: dict[Hashable, int] = {}
    told: list[Hashable] = []
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
        told.append((key, seen[key]))
    return told


def fingerprint(found: Sequence[Change]) -> str:
    """Tells whether what is accepted is what was shown."""
    return hashlib.sha256(repr([(change.before, change.after) for change in found]).encode()).hexdigest()[:16]
