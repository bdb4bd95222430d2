"""A second edition of a report beside the one that was approved before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse

from jiaoyan.assessments.actions import deciding, reports
from jiaoyan.assessments.models import QualityReport
from jiaoyan.assessments.queries.editions import PARTS, content_of, since_last_approved
from jiaoyan.assessments.queries.exams import questions_of
from tests.assessments import builders
from tests.assessments.builders import AT, leader
from tests.conftest import TODAY, SmallSchool


def reopened(school: SmallSchool) -> QualityReport:
    report = builders.approved(school)
    deciding.reopen(by=leader(school), report=report, version=report.version)
    return builders.again(report.exam)


def changed(report: QualityReport) -> dict[str, list[str]]:
    return {part.title: [change.state for change, _ in part.shown] for part in since_last_approved(builders.again(report.exam)) or []}


def test_report_that_was_never_approved_has_nothing_to_compare_with(here: SmallSchool) -> None:
    assert since_last_approved(builders.submitted(here)) is None


def test_reopened_report_that_nobody_touched_changes_nothing(here: SmallSchool) -> None:
    report = reopened(here)
    reports.save_problems(by=leader(here), report=report, version=report.version, lines=builders.measures(here))  # saved as it was
    assert since_last_approved(builders.again(report.exam)) == []


def test_what_changed_is_told_part_by_part(here: SmallSchool) -> None:
    report = reopened(here)
    first, second = builders.measures(here)
    reports.save_problems(
        by=leader(here),
        report=report,
        version=report.version,
        lines=[replace(first, evidence="再测一次"), replace(second, action="结对互讲")],
    )
    report = builders.again(report.exam)
    text = {"strengths": ["口算得分率九成以上", "会画线段图"], "last_measures": [], "written_on": TODAY}
    reports.save_text(by=leader(here), report=report, version=report.version, **text)
    error = report.errors.get()
    values = {"sample": error.sample, "kind": error.kind, "pupils": 9, "cause": error.cause}
    reports.save_error(
        by=leader(here), report=report, error=error, question=questions_of(report.exam)[2], values=values, version=error.version
    )
    builders.mark(here, builders.fresh(report.exam), here.classes[1], builders.rows_of(builders.SIZE, weak=3))

    assert changed(report) == {
        "年级数据": ["changed", "changed"],  # mean and rate of excellence
        "主要成绩": ["added"],
        "典型错例": ["changed"],
        "主要问题与改进措施": ["changed", "added", "removed"],
        "上次措施回顾与日期": ["changed"],
    }


def test_every_row_has_a_cell_for_every_column_and_nobody_is_named_but_owners(here: SmallSchool) -> None:
    content = content_of(builders.submitted(here))
    assert set(content) == set(PARTS)
    for part, (_, columns) in PARTS.items():
        assert {len(cells) for _, cells in content[part]} == {len(columns)}, part
    assert "学生1" not in str(content)


def test_grade_of_a_few_keeps_no_figures(here: SmallSchool) -> None:
    exam = builders.paper(here)
    builders.fill(here, here.classes[0], 4)
    builders.mark(here, exam, here.classes[0], builders.rows_of(4))
    report = reports.start_report(by=leader(here), exam=exam, day=TODAY)
    assert content_of(builders.again(report.exam))["figures"] == []


def test_edition_without_its_content_is_not_compared(here: SmallSchool) -> None:
    report = reopened(here)
    report.editions.update(content={})
    assert since_last_approved(report) is None


def test_approver_sees_what_changed_before_deciding(here: SmallSchool, client_as: Any) -> None:
    report = reopened(here)
    text = {"strengths": ["口算得分率九成五"], "last_measures": report.last_measures, "written_on": TODAY}
    reports.save_text(by=leader(here), report=report, version=report.version, **text)
    report = builders.again(report.exam)
    deciding.submit(by=leader(here), report=report, version=report.version, at=AT)
    page = client_as("head").get(reverse("assessments:report_decide", args=[report.exam_id])).content.decode()
    assert "与上一次通过的相比" in page
    assert "口算得分率九成五" in page
