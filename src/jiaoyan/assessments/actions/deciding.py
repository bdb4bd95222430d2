"""Handing a quality report in and deciding on it (审批). The figures are fixed with it, and an approved report is kept as its file.

All raise ``ChangedMeanwhile``, ``NotPossible`` and ``NotAllowed``.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from jiaoyan.assessments import access
from jiaoyan.assessments.models import Exam, QualityReport, ReportEdition
from jiaoyan.assessments.printouts.report import quality_report, title_of
from jiaoyan.assessments.queries.editions import content_of
from jiaoyan.assessments.queries.exams import snapshot_of
from jiaoyan.assessments.queries.reports import draft_of, report_before, report_of
from jiaoyan.assessments.rules.freeze import frozen
from jiaoyan.assessments.rules.report import Finding, findings
from jiaoyan.documents.blocks import Document
from jiaoyan.documents.docx import to_docx
from jiaoyan.schools import files
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions import approval
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible
from jiaoyan.schools.actions.editions import keep_edition
from jiaoyan.schools.queries import leader_of
from jiaoyan.schools.rules.approval import Event, next_status


class Incomplete(NotPossible):
    """A report that is not ready to be handed in; ``findings`` are all that is missing."""

    def __init__(self, found: tuple[Finding, ...]) -> None:
        self.findings = found
        super().__init__("报告还不能提交：" + "".join(finding.message for finding in found))


def submit(*, by: Actor, report: QualityReport, version: int, at: datetime) -> None:
    """Hand the report in; its figures are fixed as they stand. Raises ``Incomplete`` with everything that is missing."""
    require(access.may_write_report(by, report.exam), access.WHO_WRITES)
    fresh = _as_seen(report, version)
    next_status(fresh.status, Event.SUBMIT)
    with transaction.atomic():
        Exam.objects.select_for_update(of=("self",)).get(pk=fresh.exam_id)  # no marks come in between looking and fixing
        snapshot = snapshot_of(fresh.exam)
        found = findings(draft_of(fresh, snapshot, report_before(fresh.exam)))
        if found:
            raise Incomplete(found)
        approval.submit(fresh, by=by, now=at)
        QualityReport.objects.filter(pk=fresh.pk).update(figures=frozen(snapshot))


def withdraw(*, by: Actor, report: QualityReport, version: int) -> None:
    """Take the report back before anybody has decided on it; figures follow the marks again."""
    require(access.may_write_report(by, report.exam), access.WHO_WRITES)
    fresh = _as_seen(report, version)
    with transaction.atomic():
        approval.withdraw(fresh, by=by)
        _thaw(fresh)


def approve(*, by: Actor, report: QualityReport, version: int, at: datetime, on: date, note: str = "") -> None:
    """Approve the report: it is kept as the file of this day, with the figures it was handed in with."""
    require(access.may_decide(by, report), access.WHO_DECIDES)
    fresh = _as_seen(report, version)
    next_status(fresh.status, Event.APPROVE)
    name = title_of(fresh.exam)
    laid = files.lay_down(to_docx(Document(name, quality_report(fresh))))
    with transaction.atomic():
        approval.approve(fresh, by=by, note=note, authors=_authors(fresh), now=at)
        keep_edition(ReportEdition, of={"report": fresh}, laid=laid, name=name, content=content_of(fresh), by=by, day=on)


def send_back(*, by: Actor, report: QualityReport, version: int, at: datetime, note: str) -> None:
    """Return the report with a word on what to change. Raises ``NoteMissing`` without one."""
    require(access.may_decide(by, report), access.WHO_DECIDES)
    fresh = _as_seen(report, version)
    with transaction.atomic():
        approval.send_back(fresh, by=by, note=note, authors=_authors(fresh), now=at)
        _thaw(fresh)


def reopen(*, by: Actor, report: QualityReport, version: int) -> None:
    """Begin a new draft of an approved report; what was approved stays readable as its edition."""
    require(access.may_write_report(by, report.exam), access.WHO_WRITES)
    fresh = _as_seen(report, version)
    with transaction.atomic():
        approval.reopen(fresh, by=by)
        _thaw(fresh)


def _as_seen(report: QualityReport, version: int) -> QualityReport:
    """The report as it stands, if it is still the version the person saw."""
    fresh = report_of(report.exam)
    if fresh is None or fresh.version != version:
        raise ChangedMeanwhile
    return fresh


def _thaw(report: QualityReport) -> None:
    report.figures = {}
    QualityReport.objects.filter(pk=report.pk).update(figures={})


def _authors(report: QualityReport) -> list[int]:
    """The group's leader is an author, whoever pressed the button."""
    leader = leader_of(report.exam.group, report.exam.term.nearest(report.written_on))
    return [leader.pk] if leader else []
