"""Who there is in a term, as far as demands ask: people with their dates, groups, classes. Pure values; ``quotas.queries`` fills them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiaoyan.quotas.rules.fact import Subject


@dataclass(frozen=True, slots=True)
class Stay:
    """From a day to a day, both included; ``ends`` None: until further notice."""

    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A person who sits in a group of the tree some time in the term. ``stays`` in any of the groups, merged; ``grades`` taught or sat with."""

    id: int
    name: str
    born_on: date | None
    service_from: date | None
    joined_on: date | None
    title: str
    roles: frozenset[str]
    groups: frozenset[int]
    grades: frozenset[int]
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A group of the tree. ``begins``: nothing is asked before it began to use the system."""

    id: int
    name: str
    kind: str
    grade: int | None
    size: int
    begins: date | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A class of the school year."""

    id: int
    name: str
    grade: int


@dataclass(frozen=True, slots=True)
class Roster:
    """Everyone a term's demands can be asked of; ages and years of service are those of ``first_day``, the term's first school day."""

    school: int
    first_day: date
    members: tuple[Member, ...]
    seats: tuple[Seat, ...]
    rooms: tuple[Room, ...]

    def name_of(self, subject: Subject) -> str:
        """How a subject is called on pages."""
        match subject.kind:
            case "person":
                return next((each.name for each in self.members if each.id == subject.id), "")
            case "group":
                return next((each.name for each in self.seats if each.id == subject.id), "")
            case "class":
                return next((each.name for each in self.rooms if each.id == subject.id), "")
            case "grade":
                return f"{'零一二三四五六'[subject.id]}年级" if 0 < subject.id <= 6 else ""
            case "school":
                return "全校"
