"""A summary on the way through approval, and the summaries that wait for a decision."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiaoyan.documents.blocks import Block
from jiaoyan.planning import access
from jiaoyan.planning.actions import summarising
from jiaoyan.planning.models import TermSummary
from jiaoyan.planning.printouts import group_summary
from jiaoyan.planning.summaries import summary_changes, summary_here, waiting_summaries
from jiaoyan.planning.views.desk import GroupPaperDesk
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.queries import prep_group_term
from jiaoyan.schools.rules.changes import PartChanges


class SummaryDesk(GroupPaperDesk):
    """A group's term summary; handing it in keeps its figures."""

    called = "总结"
    at = "planning:summary_"
    page, waiting = "summary", "summaries_waiting"
    last_step = "通过，收进台账"
    effect = "总结里的数字已按提交时定格，每个数字都可以点开看它的记录。"
    kept = "已通过的一稿会原样保留；重新修改时，数字又随记录变化，改好以后请再提交一次审批。"
    paper: TermSummary

    def document(self) -> tuple[Block, ...]:
        """The summary with its award table."""
        return group_summary(self.paper)

    def changes(self) -> list[PartChanges] | None:
        """Title, topics and problems against the last approved edition."""
        return summary_changes(self.paper)

    def submit(self, version: int) -> None:
        """Hand it in; what is missing is listed on its page."""
        summarising.submit(by=self.request.actor, summary=self.paper, version=version, at=self.now)

    def withdraw(self, version: int) -> None:
        """Take it back."""
        summarising.withdraw(by=self.request.actor, summary=self.paper, version=version)

    def reopen(self) -> None:
        """Begin the next draft."""
        summarising.reopen(by=self.request.actor, summary=self.paper, place=self.place, version=self.paper.version)

    def approve(self, version: int, note: str) -> None:
        """Approve it."""
        summarising.approve(by=self.request.actor, summary=self.paper, place=self.place, version=version, at=self.now, note=note)

    def send_back(self, version: int, note: str) -> None:
        """Return it."""
        summarising.send_back(by=self.request.actor, summary=self.paper, place=self.place, version=version, at=self.now, note=note)


def opened(request: SchoolRequest, group: int, term: str) -> SummaryDesk:
    """The summary of a group page on the reader's desk. Raises ``Http404``, ``NotAllowed``."""
    place = prep_group_term(request.actor, group, term, request.today)
    return SummaryDesk(request, place, summary_here(place))


@login_required
@require_GET
def waiting(request: SchoolRequest) -> HttpResponse:
    """The summaries that wait for the reader's decision."""
    require(bool(request.actor.oversees), access.WHO_SEES_WAITING)
    context = {"summaries": waiting_summaries(request.actor), "who_sees": [access.WHO_SEES_WAITING]}
    return render(request, "planning/summaries_waiting.html", context)
