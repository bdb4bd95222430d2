"""One thing that is missing from a group's papers: what, whose, since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from jiaoyan.schools.rules.calendar import Calendar

DECIDING_DAYS = 3


class Owner(Protocol):
    """Whoever a gap belongs to: a person, as far as a gap needs to know."""

    @property
    def pk(self) -> int: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Gap:
    """``since`` is the day it was due; ``url`` leads to the page where it can be filled in. ``owner_id`` is None when nobody is named."""

    what: str
    owner_name: str
    owner_id: int | None
    since: date
    url: str = ""

    @classmethod
    def of(cls, what: str, owner: Owner | None, since: date, url: str) -> Gap:
        """The gap of a person, or of nobody who could be named."""
        return cls(what, owner.name if owner else "", owner.pk if owner else None, since, url)


def due_since(gaps: Iterable[Gap], begun: date | None) -> tuple[Gap, ...]:
    """The gaps that count for a group using the system since ``begun`` (None: from the beginning): nothing was due before that day."""
    return tuple(gap for gap in gaps if counts_since(gap.since, begun))


def decision_due(calendar: Calendar, own: date, handed_in: date) -> date:
    """When a paper that lies with whoever decides has to be decided on: on its ``own`` day, or three working days after it came in."""
    return max(own, calendar.working_day_after(handed_in, DECIDING_DAYS))


def counts_since(day: date, begun: date | None) -> bool:
    """Whether something due on a day counts for a group using the system since ``begun``."""
    return begun is None or day >= begun
