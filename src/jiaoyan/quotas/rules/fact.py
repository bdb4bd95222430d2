"""Facts: what somebody did, as the counting engine reads it. Derived from records each time, never stored. 事实"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

SubjectKind = Literal["person", "group", "class", "grade", "school"]
Value = str | int | bool

NOTHING: Mapping[str, Value] = MappingProxyType({})


class Subject(NamedTuple):
    """Whose a fact or a demand is: a person, group or class by its key, a grade by its number, a school by its key."""

    kind: SubjectKind
    id: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing done on one day.

    ``key``: model and row ("lessons.observation:88"), unique among the facts of its kind. ``subjects``: everyone it counts for (the observer; the group and
    the research group above it, for a meeting only its own group); the school is none of them, it has whatever anybody in it has done. ``label`` and
    ``url``: how a list of evidence names and opens it. ``attributes``: what demands may ask of it, declared in ``kinds.py``. ``answers``: keys of the facts
    (events) it answers, such as the training that a share-back passes on.
    """

    kind: str
    key: str
    day: date
    subjects: frozenset[Subject]
    label: str
    url: str = ""
    attributes: Mapping[str, Value] = field(default_factory=lambda: NOTHING, hash=False)
    answers: frozenset[str] = frozenset()
