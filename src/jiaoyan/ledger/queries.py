"""The ledger as it stands, and its frozen volumes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from jiaoyan.ledger.contents import CONTENTS, Content, Part, Standing, standing_of
from jiaoyan.ledger.models import LedgerVolume
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.gaps import Gap


@dataclass(frozen=True, slots=True)
class Ledger:
    """All ten parts of one group and term, read once."""

    standing: Standing
    parts: tuple[tuple[Part, Content], ...]

    @property
    def place(self) -> GroupTerm:
        """The group and term."""
        return self.standing.place

    @property
    def missing(self) -> tuple[Gap, ...]:
        """Everything overdue, part by part."""
        return tuple(gap for _, content in self.parts if content.state.state == "missing" for gap in content.state.gaps)


def read_ledger(place: GroupTerm) -> Ledger:
    """Read every part. The number of queries does not grow with the records."""
    standing = standing_of(place)
    return Ledger(standing, tuple((part, part.read(standing)) for part in CONTENTS))


def volumes_of(place: GroupTerm) -> QuerySet[LedgerVolume]:
    """The frozen volumes of the group and term, newest first. One query when read."""
    volumes: QuerySet[LedgerVolume] = LedgerVolume.objects.select_related("frozen_by", "file").filter(group=place.group, term=place.term)
    return volumes
