"""The textbook catalogues that come with the product, read from ``data/*.toml``. Pure: no database.

A file may hold an ``[edition]``, any number of ``[[volumes]]``, or both. A unit's number is its place in the list; a lesson is a title, or
``[title, periods]``. A unit's ``activity`` (综合与实践) is also the title of one of its lessons whenever the unit lists lessons.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class CatalogueLesson:
    """One lesson topic and its usual periods. 课题"""

    title: str
    periods: int = 1


@dataclass(frozen=True, slots=True)
class CatalogueUnit:
    """One unit; its number is its place in the volume. 单元"""

    title: str
    strand: str
    activity: str = ""
    flex: int = 0
    lessons: tuple[CatalogueLesson, ...] = ()

    @property
    def periods(self) -> int:
        """Periods of its lessons, without the flexible ones."""
        return sum(lesson.periods for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class CatalogueVolume:
    """One book of an edition. 册"""

    edition: str
    grade: int
    half: str
    units: tuple[CatalogueUnit, ...]


@dataclass(frozen=True, slots=True)
class CatalogueEdition:
    """An edition with its printing. 教材版本"""

    code: str
    name: str
    publisher: str
    printing: str


def editions() -> tuple[CatalogueEdition, ...]:
    """Every edition the product knows."""
    return tuple(CatalogueEdition(**content["edition"]) for content in _files() if "edition" in content)


def volumes() -> tuple[CatalogueVolume, ...]:
    """Every volume of every edition, units in order."""
    return tuple(_volume(raw) for content in _files() for raw in content.get("volumes", []))


def competencies() -> tuple[str, ...]:
    """The eleven core competencies of the 2022 standard, in its order. 核心素养"""
    return tuple(name for content in _files() for name in content.get("competencies", []))


def _files() -> Iterator[dict[str, Any]]:
    folder = files(__package__) / "data"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            yield tomllib.loads(file.read_text(encoding="utf-8"))


def _volume(raw: dict[str, Any]) -> CatalogueVolume:
    return CatalogueVolume(raw["edition"], raw["grade"], raw["half"], tuple(_unit(unit) for unit in raw["units"]))


def _unit(raw: dict[str, Any]) -> CatalogueUnit:
    lessons = tuple(CatalogueLesson(each) if isinstance(each, str) else CatalogueLesson(*each) for each in raw.get("lessons", []))
    return CatalogueUnit(**(raw | {"lessons": lessons}))
