"""The ledger and its wider evidence as they stand: every part of their tables of contents, judged from queries alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiaoyan.ledger.contents import CONTENTS, Part, Standing
from jiaoyan.ledger.evidence import EVIDENCE, EVIDENCE_TITLE
from jiaoyan.ledger.rules import PartState, state_of
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.gaps import Gap
from jiaoyan.schools.rules.naming import LEDGER_TITLE


@dataclass(frozen=True, slots=True)
class Ledger:
    """How all parts of one group's term stand, read once; ``standing`` is what their pages are built from.

    The ledger proper has ten parts, and prints all but the cover; the volume of wider evidence prints what there is.
    """

    standing: Standing
    parts: tuple[tuple[Part, PartState], ...]
    title: str = LEDGER_TITLE

    @property
    def place(self) -> GroupTerm:
        """The group and term."""
        return self.standing.place

    @property
    def wider(self) -> bool:
        """Whether this is the volume of wider evidence."""
        return self.title == EVIDENCE_TITLE

    @property
    def printed(self) -> tuple[tuple[Part, PartState], ...]:
        """The parts that have pages in the book."""
        return tuple((part, state) for part, state in self.parts if state.entries) if self.wider else self.parts[1:]

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


def read_evidence(place: GroupTerm, standing: Standing | None = None) -> Ledger:
    """The same of the volume of wider evidence, whose parts are complete or absent; ``standing`` when the ledger was read already."""
    standing = standing or Standing(place)
    return Ledger(standing, tuple((part, state_of(part.standing(standing))) for part in EVIDENCE), EVIDENCE_TITLE)
