"""One thing wrong in a table of a plan, said so that a teacher can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """``row_index`` counts rows from 0 and is None when the whole table is meant; ``column`` is a field name or ""."""

    row_index: int | None
    column: str
    message: str


def in_row(index: int, column: str, message: str) -> Problem:
    """A problem of one row; the sentence begins with the row as a reader counts it (from 1)."""
    return Problem(index, column, f"第{index + 1}行：{message}")


def of_table(message: str, column: str = "") -> Problem:
    """A problem of the table as a whole."""
    return Problem(None, column, message)
