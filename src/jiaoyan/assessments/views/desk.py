"""A quality report on the way through approval, and the reports that wait for a decision."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiaoyan.assessments import access
from jiaoyan.assessments.actions import deciding
from jiaoyan.assessments.models import QualityReport
from jiaoyan.assessments.printouts.report import quality_report, title_of
from jiaoyan.assessments.queries.editions import since_last_approved
from jiaoyan.assessments.queries.reports import report_here, waiting_reports
from jiaoyan.documents.blocks import Block
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.approving import Desk
from jiaoyan.schools.queries import group_term
from jiaoyan.schools.rules.changes import PartChanges

WHO_SEES_WAITING = "教研组长、分管行政和教导处"


class ReportDesk(Desk):
    """A quality report; its figures are fixed when it is handed in."""

    called = "质量报告"
    at = "assessments:report_"
    last_step = "通过，数据定格"
    effect = "报告里的数据已随提交定格；通过后归入台账第九部分。"
    who_decides = access.WHO_DECIDES
    paper: QualityReport

    def __init__(self, request: SchoolRequest, report: QualityReport) -> None:
        super().__init__(request, report, [report.exam_id])

    @property
    def writes(self) -> bool:
        """The group's leader."""
        return access.may_write_report(self.request.actor, self.paper.exam)

    @property
    def decides(self) -> bool:
        """Whoever oversees the group, but never its leader."""
        return access.may_decide(self.request.actor, self.paper)

    @property
    def home(self) -> str:
        """The report's page."""
        return reverse("assessments:report", args=self.args)

    def document(self) -> tuple[Block, ...]:
        """The report as it will be printed."""
        return quality_report(self.paper)

    def changes(self) -> list[PartChanges] | None:
        """Figures, strengths, mistakes, problems and measures against the last approved edition."""
        return since_last_approved(self.paper)

    def context(self) -> dict[str, Any]:
        """The head of the group's page, and the way to the others that wait."""
        exam = self.paper.exam
        place = group_term(self.request.actor, exam.group_id, exam.term.key, self.request.today)
        return {"place": place, "active": "exams", "subtitle": title_of(exam), "waiting_url": reverse("assessments:waiting")}

    def submit(self, version: int) -> None:
        """Hand it in; what is missing is said."""
        deciding.submit(by=self.request.actor, report=self.paper, version=version, at=self.now)

    def withdraw(self, version: int) -> None:
        """Take it back."""
        deciding.withdraw(by=self.request.actor, report=self.paper, version=version)

    def reopen(self) -> None:
        """Begin the next draft."""
        deciding.reopen(by=self.request.actor, report=self.paper, version=self.paper.version)

    def approve(self, version: int, note: str) -> None:
        """Approve it and keep it as a file."""
        deciding.approve(by=self.request.actor, report=self.paper, version=version, at=self.now, on=self.request.today, note=note)

    def send_back(self, version: int, note: str) -> None:
        """Return it."""
        deciding.send_back(by=self.request.actor, report=self.paper, version=version, at=self.now, note=note)


def opened(request: SchoolRequest, pk: int) -> ReportDesk:
    """The desk of a report. Raises ``Http404``, ``NotAllowed``."""
    return ReportDesk(request, report_here(request.actor, pk))


@login_required
@require_GET
def waiting(request: SchoolRequest) -> HttpResponse:
    """The reports this person may decide on."""
    require(bool(request.actor.oversees), WHO_SEES_WAITING)
    reports = [(report, f"{report.exam.group.name}：{report.exam}") for report in waiting_reports(request.actor)]
    return render(request, "assessments/waiting.html", {"reports": reports, "who_sees": [WHO_SEES_WAITING]})
