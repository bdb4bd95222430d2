"""A research group's plan and summary on the way through approval, and those that wait for a decision."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiaoyan.documents.blocks import Block
from jiaoyan.planning import access
from jiaoyan.planning.actions import research_deciding, research_summarising
from jiaoyan.planning.models import ResearchPlan, ResearchSummary
from jiaoyan.planning.organisation import organisation_for
from jiaoyan.planning.printouts.research import research_plan, research_summary
from jiaoyan.planning.research import research_plan_here, waiting_research
from jiaoyan.planning.research_editions import plan_changes, summary_changes
from jiaoyan.planning.research_summaries import counts_of, data_for, research_award_rows, research_summary_here, sentences
from jiaoyan.planning.views.research_place import address, here
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.approving import Desk
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.changes import PartChanges


class ResearchDesk(Desk):
    """Written by the research group's leader, decided on by the liaison or the office. ``page`` names its own page."""

    page: ClassVar[str]
    who_writes = access.WHO_LEADS_RESEARCH
    who_decides = access.WHO_DECIDES_RESEARCH
    paper: ResearchPlan | ResearchSummary

    def __init__(self, request: SchoolRequest, place: GroupTerm, paper: ResearchPlan | ResearchSummary) -> None:
        super().__init__(request, paper, [place.group.pk, place.term.key])
        self.place = place

    @property
    def writes(self) -> bool:
        """The group's leader."""
        return access.may_write_research(self.request.actor, self.paper.group_id)

    @property
    def decides(self) -> bool:
        """Whoever oversees the group, but never its leader."""
        return access.may_decide_research(self.request.actor, self.paper)

    @property
    def home(self) -> str:
        """The paper's own page."""
        return address(self.page, self.place)

    def context(self) -> dict[str, Any]:
        """The way to the others that wait."""
        subtitle = f"{self.place.group.name} · {self.place.term.label}"
        return {"here": self.place.group.pk, "subtitle": subtitle, "waiting_url": reverse("planning:research_waiting")}


class ResearchPlanDesk(ResearchDesk):
    """The plan; approving it makes its month schedule everybody's."""

    called = "计划"
    at = "planning:research_"
    page = "research_plan"
    last_step = "通过，月安排大家看得到"
    effect = "通过后，具体安排会出现在全组教师的“本月”里；计划里的指标按各自的起始日计数。"
    paper: ResearchPlan

    def document(self) -> tuple[Block, ...]:
        """The plan."""
        return research_plan(self.paper, organisation_for(self.paper, self.place))

    def changes(self) -> list[PartChanges] | None:
        """Head, clauses, months and targets against the last approved edition."""
        return plan_changes(self.paper)

    def submit(self, version: int) -> None:
        """Hand it in; what is missing is listed on its page."""
        research_deciding.submit(by=self.request.actor, plan=self.paper, place=self.place, version=version, at=self.now)

    def withdraw(self, version: int) -> None:
        """Take it back."""
        research_deciding.withdraw(by=self.request.actor, plan=self.paper, version=version)

    def reopen(self) -> None:
        """Begin the next draft."""
        research_deciding.reopen(by=self.request.actor, plan=self.paper, place=self.place, version=self.paper.version)

    def approve(self, version: int, note: str) -> None:
        """Approve it."""
        research_deciding.approve(by=self.request.actor, plan=self.paper, place=self.place, version=version, at=self.now, note=note)

    def send_back(self, version: int, note: str) -> None:
        """Return it."""
        research_deciding.send_back(by=self.request.actor, plan=self.paper, place=self.place, version=version, at=self.now, note=note)


class ResearchSummaryDesk(ResearchDesk):
    """The summary; handing it in keeps its data."""

    called = "总结"
    at = "planning:research_summary_"
    page = "research_summary"
    effect = "总结里的数据已按提交时定格，每一项都可以点开看它的记录。"
    kept = "已通过的一稿会原样保留；重新修改时，数据又随记录变化，改好以后请再提交一次审批。"
    paper: ResearchSummary

    def document(self) -> tuple[Block, ...]:
        """The summary with its award table."""
        data = data_for(self.paper, self.place)
        return research_summary(self.paper, sentences(data), research_award_rows(self.paper))

    def changes(self) -> list[PartChanges] | None:
        """Opening, answers and problems against the last approved edition."""
        return summary_changes(self.paper)

    def submit(self, version: int) -> None:
        """Hand it in; what is missing is listed on its page."""
        research_summarising.submit(
            by=self.request.actor, summary=self.paper, place=self.place, version=version, at=self.now, progress=counts_of(self.place)
        )

    def withdraw(self, version: int) -> None:
        """Take it back."""
        research_summarising.withdraw(by=self.request.actor, summary=self.paper, version=version)

    def reopen(self) -> None:
        """Begin the next draft."""
        research_summarising.reopen(by=self.request.actor, summary=self.paper, place=self.place, version=self.paper.version)

    def approve(self, version: int, note: str) -> None:
        """Approve it."""
        research_summarising.approve(by=self.request.actor, summary=self.paper, place=self.place, version=version, at=self.now, note=note)

    def send_back(self, version: int, note: str) -> None:
        """Return it."""
        research_summarising.send_back(by=self.request.actor, summary=self.paper, place=self.place, version=version, at=self.now, note=note)


def plan_opened(request: SchoolRequest, group: int, term: str) -> ResearchPlanDesk:
    """The plan on the reader's desk. Raises ``Http404``, ``NotAllowed``."""
    place = here(request, group, term)
    return ResearchPlanDesk(request, place, research_plan_here(place))


def summary_opened(request: SchoolRequest, group: int, term: str) -> ResearchSummaryDesk:
    """The summary on the reader's desk. Raises ``Http404``, ``NotAllowed``."""
    place = here(request, group, term)
    return ResearchSummaryDesk(request, place, research_summary_here(place))


@login_required
@require_GET
def waiting(request: SchoolRequest) -> HttpResponse:
    """The plans and summaries of research groups that wait for the reader's decision."""
    require(bool(request.actor.oversees), access.WHO_SEES_RESEARCH_WAITING)
    plans, summaries = waiting_research(request.actor)
    context = {"plans": plans, "summaries": summaries, "who_sees": [access.WHO_SEES_RESEARCH_WAITING]}
    return render(request, "planning/research_waiting.html", context)
