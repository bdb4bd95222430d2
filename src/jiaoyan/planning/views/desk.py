"""A paper of a group and term on the way through approval: what plan and summary have in common."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse

from jiaoyan.planning import access
from jiaoyan.planning.models import GroupPlan, TermSummary
from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.approving import Desk
from jiaoyan.schools.queries import GroupTerm


class GroupPaperDesk(Desk):
    """Written by the group's leader, decided on by whoever oversees the group. ``page`` names its own page and the group's tab."""

    page: ClassVar[str]
    waiting: ClassVar[str]
    """The name of the list of those that wait."""
    who_decides = access.WHO_DECIDES
    paper: GroupPlan | TermSummary

    def __init__(self, request: SchoolRequest, place: GroupTerm, paper: GroupPlan | TermSummary) -> None:
        super().__init__(request, paper, [place.group.pk, place.term.key])
        self.place = place

    @property
    def writes(self) -> bool:
        """The group's leader."""
        return access.may_write(self.request.actor, self.paper)

    @property
    def decides(self) -> bool:
        """Whoever oversees the group, but never its leader."""
        return access.may_decide(self.request.actor, self.paper)

    @property
    def home(self) -> str:
        """The paper's own page."""
        return reverse(f"planning:{self.page}", args=self.args)

    def context(self) -> dict[str, Any]:
        """The head of the group's page, and the way to the others that wait."""
        subtitle = f"{self.place.group.name} · {self.place.term.label}"
        return {"place": self.place, "active": self.page, "subtitle": subtitle, "waiting_url": reverse(f"planning:{self.waiting}")}
