"""Table 2 on its way through approval."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from jiaoyan.documents.blocks import Document
from jiaoyan.pacing import actions, printouts, queries
from jiaoyan.pacing.access import WHO_DECIDES, may_decide_on, may_make
from jiaoyan.pacing.models import PacingSchedule
from jiaoyan.pacing.views.place import table_of
from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.approving import Desk
from jiaoyan.schools.queries import GroupTerm, prep_group_term
from jiaoyan.schools.rules.changes import PartChanges


class PacingDesk(Desk):
    """The teaching-progress table of a group."""

    called = "进度表"
    at = "pacing:"
    who_decides = WHO_DECIDES
    paper: PacingSchedule

    def __init__(self, request: SchoolRequest, place: GroupTerm, table: PacingSchedule) -> None:
        super().__init__(request, table, [place.group.pk, place.term.key])
        self.place = place

    @property
    def writes(self) -> bool:
        """The group's leader."""
        return may_make(self.request.actor, self.paper.group_id)

    @property
    def decides(self) -> bool:
        """Whoever oversees the group, but neither its leader nor who made the table."""
        return may_decide_on(self.request.actor, self.paper)

    @property
    def home(self) -> str:
        """The table's page."""
        return reverse("pacing:schedule", args=self.args)

    def document(self) -> Document:
        """The table as it is printed."""
        return printouts.document(self.paper)

    def changes(self) -> list[PartChanges] | None:
        """Its rows against those that were approved last."""
        part = queries.since_last_approved(self.paper)
        return None if part is None else [part] if not part.changes_nothing else []

    def context(self) -> dict[str, Any]:
        """The head of the group's page."""
        return {"place": self.place, "active": "pacing", "subtitle": f"{self.place.group.name} · {self.place.term.label}"}

    def submit(self, version: int) -> None:
        """Hand it in."""
        actions.submit(self.seen(version), by=self.request.actor, now=self.now)

    def withdraw(self, version: int) -> None:
        """Take it back."""
        actions.withdraw(self.seen(version), by=self.request.actor)

    def reopen(self) -> None:
        """Begin the next draft."""
        actions.reopen(self.paper, by=self.request.actor, today=self.request.today)

    def approve(self, version: int, note: str) -> None:
        """Approve it and keep a copy."""
        actions.approve(self.seen(version), by=self.request.actor, note=note, now=self.now)

    def send_back(self, version: int, note: str) -> None:
        """Return it."""
        actions.send_back(self.seen(version), by=self.request.actor, note=note, now=self.now)

    def seen(self, version: int) -> PacingSchedule:
        """The table under the version the person saw."""
        self.paper.version = version
        return self.paper


def opened(request: SchoolRequest, group: int, term: str) -> PacingDesk:
    """The table of a group page on the reader's desk. Raises ``Http404``, ``NotAllowed``."""
    place = prep_group_term(request.actor, group, term, request.today)
    return PacingDesk(request, place, table_of(place))
