"""One thing wrong in a table of a plan, said so that a teacher can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """``row_index`` counts rows from 0 and is None when the whole table is meant; ``column`` is a field name or ""."""

    row_index: int | None
    column: str
    message: str

    @property
    def sentence(self) -> str:
        """The message without its row, for a table that says the row itself."""
        return self.message if self.row_index is None else self.message.removeprefix(_row(self.row_index))


class RowsAtFault(Exception):
    """Rows that cannot be stored; ``problems`` say where and why, and nothing was stored."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(problem.message for problem in problems))


def in_row(index: int, column: str, message: str) -> Problem:
    """A problem of one row; the sentence begins with the row as a reader counts it (from 1)."""
    return Problem(index, column, _row(index) + message)


def of_table(message: str, column: str = "") -> Problem:
    """A problem of the table as a whole."""
    return Problem(None, column, message)


def _row(index: int) -> str:
    return f"第{index + 1}行："
