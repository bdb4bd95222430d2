"""The words of ordinary days: files of ``content/<school>/ordinary``, and turns through them that are the same each time."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar
from zlib import crc32

from jiaoyan.example.reading import CONTENT

Table = dict[str, Any]
T = TypeVar("T")


@cache
def shared(school: str) -> Table:
    """``words.toml``: sentences with gaps, by what they are for. Empty for a school whose ordinary days nobody told."""
    return _read(school, "words")


@cache
def paces(school: str, term: str) -> Table:
    """How far people and groups of the school have come in a term."""
    found: Table = _read(school, "pace").get(term, {})
    return found


@cache
def of_grade(school: str, grade: int) -> Table:
    """What only this grade's group says: its units, plan, summary, review, awards, pair and lessons shown."""
    return _read(school, f"group-{grade}")


def chance(*seed: object) -> int:
    """A number that is the same each time for the same seed."""
    return crc32("/".join(map(str, seed)).encode())


def turn(lines: Sequence[T], place: int, *seed: object) -> T:
    """The line whose turn it is: one after the other, beginning somewhere that the seed decides."""
    return lines[(chance(*seed) + place) % len(lines)]


def _read(school: str, name: str) -> Table:
    path = CONTENT / school / "ordinary" / f"{name}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
