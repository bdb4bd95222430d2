"""What the school holds on the day of an import, and what an import would write: plain values, keyed as people know things.

Persons by staff code, pupils by code, classes by (entry year, number), subjects by name. Only ``known`` and ``actions`` know rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from jiaoyan.schools.imports.class_names import ClassKey

Place = tuple[int, int, str]
"""A place in the week: weekday from 0, period number, parity."""
DutyKey = tuple[ClassKey, str]


@dataclass(frozen=True, slots=True)
class Seat:
    """The class a pupil sits in since a day."""

    school_class: ClassKey
    seat_no: int | None
    starts: date


@dataclass(frozen=True, slots=True)
class KnownPupil:
    """A pupil as stored; ``seat`` is None when the pupil is in no class on the day. ``last_day``: until when a former seat lasted."""

    name: str
    gender: str
    seat: Seat | None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Who teaches a subject in a class on the day, since when, until when at most."""

    teacher: str
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The school as it is. ``day``: the day the data are compared with; ``on``: the day from which changes hold.

    ``staff``: code → fields of a person; ``left``: codes of people who have left.
    """

    first_calendar_year: int
    year_starts: date
    day: date
    on: date
    staff: Mapping[str, Mapping[str, Any]]
    left: frozenset[str]
    classes: frozenset[ClassKey]
    subjects: frozenset[str]
    pupils: Mapping[str, KnownPupil]
    duties: Mapping[DutyKey, Duty]
    slots: Mapping[ClassKey, Mapping[Place, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the review: what would be new or different, in words."""

    sheet: str
    kind: Literal["new", "changed"]
    what: str
    detail: str = ""


@dataclass(slots=True)
class Writes:
    """Everything to be written, by natural keys."""

    staff_new: dict[str, dict[str, Any]] = field(default_factory=dict)
    staff_changed: dict[str, dict[str, Any]] = field(default_factory=dict)
    classes: list[ClassKey] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    pupils_new: dict[str, dict[str, Any]] = field(default_factory=dict)
    pupils_changed: dict[str, dict[str, Any]] = field(default_factory=dict)
    seats: dict[str, tuple[ClassKey, int | None]] = field(default_factory=dict)
    seat_numbers: dict[str, int] = field(default_factory=dict)
    duties: dict[DutyKey, str] = field(default_factory=dict)
    slots_gone: list[tuple[ClassKey, Place]] = field(default_factory=list)
    slots_new: dict[tuple[ClassKey, Place], str] = field(default_factory=dict)
