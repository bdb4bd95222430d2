"""A plan on the way through approval, and the plans that wait for a decision."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiaoyan.documents.blocks import Block
from jiaoyan.planning import access
from jiaoyan.planning.actions import deciding
from jiaoyan.planning.actions.arranging import arranged_words
from jiaoyan.planning.editions import since_last_approved
from jiaoyan.planning.models import GroupPlan
from jiaoyan.planning.printouts import group_plan
from jiaoyan.planning.queries import plan_here, waiting_plans
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.approving import Desk
from jiaoyan.schools.queries import GroupTerm, prep_group_term
from jiaoyan.schools.rules.changes import PartChanges


class PlanDesk(Desk):
    """A group's plan; approving it plans the meetings of table 1."""

    called = "计划"
    at = "planning:"
    last_step = "通过，活动按表1排好"
    effect = "通过后，表1里的活动按计划排好，主备人可以开始写单元分析。"
    kept = "已通过的一稿会原样保留，已经开过的活动不受影响；改好以后请再提交一次审批，通过后还没开的活动按新的表1更新。"
    who_decides = access.WHO_DECIDES
    paper: GroupPlan

    def __init__(self, request: SchoolRequest, place: GroupTerm, plan: GroupPlan) -> None:
        super().__init__(request, plan, [place.group.pk, place.term.key])
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
        """The plan's page."""
        return reverse("planning:plan", args=self.args)

    def document(self) -> tuple[Block, ...]:
        """The plan with tables 1 and 3."""
        return group_plan(self.paper)

    def changes(self) -> list[PartChanges] | None:
        """Key points, division, tables 1 and 3 against the last approved edition."""
        return since_last_approved(self.paper)

    def context(self) -> dict[str, Any]:
        """The head of the group's page, and the way to the others that wait."""
        subtitle = f"{self.place.group.name} · {self.place.term.label}"
        return {"place": self.place, "active": "plan", "subtitle": subtitle, "waiting_url": reverse("planning:waiting")}

    def submit(self, version: int) -> None:
        """Hand it in; what is missing is listed on its page."""
        deciding.submit(by=self.request.actor, plan=self.paper, place=self.place, version=version, at=self.now)

    def withdraw(self, version: int) -> None:
        """Take it back."""
        deciding.withdraw(by=self.request.actor, plan=self.paper, version=version)

    def reopen(self) -> None:
        """Begin the next draft."""
        deciding.reopen(by=self.request.actor, plan=self.paper, place=self.place, version=self.paper.version)

    def approve(self, version: int, note: str) -> str:
        """Approve it and plan its meetings."""
        held = deciding.approve(by=self.request.actor, plan=self.paper, place=self.place, version=version, at=self.now, note=note)
        return f"计划已通过。{arranged_words(held)}"

    def send_back(self, version: int, note: str) -> None:
        """Return it."""
        deciding.send_back(by=self.request.actor, plan=self.paper, place=self.place, version=version, at=self.now, note=note)


def opened(request: SchoolRequest, group: int, term: str) -> PlanDesk:
    """The plan of a group page on the reader's desk. Raises ``Http404``, ``NotAllowed``."""
    place = prep_group_term(request.actor, group, term, request.today)
    return PlanDesk(request, place, plan_here(place))


@login_required
@require_GET
def waiting(request: SchoolRequest) -> HttpResponse:
    """The plans that wait for the reader's decision."""
    require(bool(request.actor.oversees), access.WHO_SEES_WAITING)
    context = {"plans": waiting_plans(request.actor), "who_sees": [access.WHO_SEES_WAITING]}
    return render(request, "planning/waiting.html", context)
