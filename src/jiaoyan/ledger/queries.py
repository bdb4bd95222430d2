"""The ledger as it stands, and its frozen volumes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from jiaoyan.ledger.contents import CONTENTS, Part, Standing
from jiaoyan.ledger.models import LedgerVolume
from jiaoyan.ledger.rules import PartState, state_of
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.gaps import Gap


@dataclass(frozen=True, slots=True)
class Ledger:
    """How all ten parts of one group and term stand, read once; ``standing`` is what their pages are built from."""

    standing: Standing
    parts: tuple[tuple[Part, PartState], ...]

    @property
    def place(self) -> GroupTerm:
        """The group and term."""
        return self.standing.place

    @property
    def missing(self) -> tuple[Gap, ...]:
        """Everything overdue, part by part."""
        return tuple(gap for _, state in self.parts if state.state == "missing" for gap in state.gaps)

    @property
    def begun(self) -> date | None:
        """The day before which nothing of this term counts, when the group came to the system in mid-term."""
        return self.place.group.begun_within(self.place.term)


def read_ledger(place: GroupTerm) -> Ledger:
    """How every part stands, without its pages. The number of queries does not grow with the records."""
    standing = Standing(place)
    return Ledger(standing, tuple((part, state_of(part.standing(standing), standing.begun)) for part in CONTENTS))


def volumes_of(place: GroupTerm) -> QuerySet[LedgerVolume]:
    """The frozen volumes of the group and term, newest first. One query when read."""
    volumes: QuerySet[LedgerVolume] = LedgerVolume.objects.select_related("frozen_by", "file").filter(group=place.group, term=place.term)
    return volumes
