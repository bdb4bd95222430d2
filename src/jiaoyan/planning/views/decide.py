"""A plan on the way through approval, and the plans that wait for a decision."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiaoyan.documents.blocks import Block
from jiaoyan.planning import access
from jiaoyan.planning.actions import deciding
from jiaoyan.planning.actions.arranging import arranged_words
from jiaoyan.planning.editions import since_last_approved
from jiaoyan.planning.models import GroupPlan
from jiaoyan.planning.printouts import group_plan
from jiaoyan.planning.queries import plan_here, waiting_plans
from jiaoyan.planning.views.desk import GroupPaperDesk
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.queries import prep_group_term
from jiaoyan.schools.rules.changes import PartChanges


class PlanDesk(GroupPaperDesk):
    """A group's plan; approving it plans the meetings of table 1."""

    called = "计划"
    at = "planning:"
    page, waiting = "plan", "waiting"
    last_step = "通过，活动按表1排好"
    effect = "通过后，表1里的活动按计划排好，主备人可以开始写单元分析。"
    kept = "已通过的一稿会原样保留，已经开过的活动不受影响；改好以后请再提交一次审批，通过后还没开的活动按新的表1更新。"
    paper: GroupPlan

    def document(self) -> tuple[Block, ...]:
        """The plan with tables 1 and 3."""
        return group_plan(self.paper)

    def changes(self) -> list[PartChanges] | None:
        """Key points, division, tables 1 and 3 against the last approved edition."""
        return since_last_approved(self.paper)

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
