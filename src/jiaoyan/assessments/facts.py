"""What counts of tests and their reports. 事实（F11、F12）

A test counts on its day, for its group and its grade. Its analysis is the report on it, once approved; the one on the end-of-term test is the quality report too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.urls import reverse
from django.utils import timezone

from jiaoyan.assessments.models import Exam, QualityReport
from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.rules.fact import Fact, Subject, Value
from jiaoyan.schools.models import Status

POINTS = {Exam.Kind.MIDTERM: "mid_term", Exam.Kind.FINAL: "final"}
PASSED = (Status.APPROVED, Status.ARCHIVED)


def facts(extent: Extent) -> Iterator[Fact]:
    """The facts of this package within an extent. At most two queries, however much there is."""
    return extent.read({"exam": _exams, "exam_analysis": _reports, "quality_report": _reports})


def _exams(extent: Extent) -> Iterator[Fact]:
    rows = Exam.objects.select_related("group").filter(term=extent.term, group__in=extent.groups, day__lte=extent.day)
    return (_exam(exam) for exam in rows.only("day", "title", "kind", "group__grade").order_by())


def _reports(extent: Extent) -> Iterator[Fact]:
    rows = QualityReport.objects.select_related("exam").filter(exam__term=extent.term, exam__group__in=extent.groups, status__in=PASSED)
    for report in rows.only("submitted_at", "written_on", "exam__title", "exam__kind", "exam__group_id").order_by():
        day = _handed_in(report)
        if day <= extent.day:
            yield from _report(report, day)


def _exam(exam: Exam) -> Fact:
    grade = {Subject("grade", exam.group.grade)} if exam.group.grade else set()
    return Fact(
        "exam",
        f"assessments.exam:{exam.pk}",
        exam.day,
        frozenset({Subject("group", exam.group_id)} | grade),
        exam.title,
        reverse("assessments:exam", args=[exam.pk]),
        {"final": exam.is_final, **_point(exam)},
    )


def _point(exam: Exam) -> Mapping[str, Value]:
    """At which point of the term it lies; nothing for practice in between."""
    point = POINTS.get(Exam.Kind(exam.kind))
    return {"point": point} if point else {}


def _handed_in(report: QualityReport) -> date:
    return timezone.localdate(report.submitted_at) if report.submitted_at else report.written_on


def _report(report: QualityReport, day: date) -> Iterator[Fact]:
    exam, own = report.exam, frozenset({Subject("group", report.exam.group_id)})
    url, answers = reverse("assessments:report", args=[exam.pk]), frozenset({f"assessments.exam:{exam.pk}"})
    key = f"assessments.qualityreport:{report.pk}"
    yield Fact("exam_analysis", key, day, own, f"{exam.title}分析", url, _point(exam), answers)
    if exam.is_final:
        yield Fact("quality_report", key, day, own, f"{exam.title}质量报告", url, answers=answers)
