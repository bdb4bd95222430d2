"""A row of a table as it comes from a person or a proposal, with the stored row it replaces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Entry(Generic[Line]):
    """``key`` names the stored row, None for a new one; ``lesson`` is the lesson topic an exercise of table 3 belongs to."""

    line: Line
    key: int | None = None
    lesson: int | None = None
