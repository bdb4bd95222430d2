"""Reads the example's text: TOML files under ``content/``, described in its README."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
Table = dict[str, Any]


@cache
def calendar() -> Table:
    """``today``, ``terms`` and ``overrides``."""
    return _read(CONTENT / "calendar.toml")


@cache
def everybody() -> Table:
    """``schools`` and ``people``."""
    return _read(CONTENT / "people.toml")


def term_of(school: str, term: str, grade: int) -> Table:
    """All that one group wrote in a term, the files of its folder put together: ``plan``, and lists under the other keys."""
    together: Table = {"units": [], "activities": [], "theory_notes": [], "talks": []}
    for path in sorted((CONTENT / school / term / f"grade-{grade}").glob("*.toml")):
        for key, value in _read(path).items():
            together[key] = [*together[key], *value] if isinstance(together.get(key), list) else value
    return together


def quotas_of(school: str) -> Table:
    """``take``, ``change`` and ``excuse``: what the school's research group asks; empty for a school that wrote nothing."""
    path = CONTENT / school / "quotas.toml"
    return _read(path) if path.exists() else {}


def research_of(school: str, term: str) -> Table:
    """``above``, ``plan`` and ``summary`` of the school's research group in a term; empty for a school that wrote nothing."""
    path = CONTENT / school / term / "research.toml"
    return _read(path) if path.exists() else {}


def _read(path: Path) -> Table:
    return tomllib.loads(path.read_text("utf-8"))
