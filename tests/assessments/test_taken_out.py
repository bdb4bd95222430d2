"""A test, or an error of its report, that was taken out leaves every list and count, and comes back with its items, not beside its equal."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from jiaoyan.assessments.actions import deciding, exams, marks, reports
from jiaoyan.assessments.facts import facts
from jiaoyan.assessments.models import Exam, TypicalError
from jiaoyan.assessments.printouts.report import quality_report
from jiaoyan.assessments.queries.exams import exams_of, exams_of_unit, questions_of
from jiaoyan.assessments.queries.reports import final_exam, report_of
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import HistoryLine
from tests.assessments import builders
from tests.assessments.builders import AT, leader
from tests.conftest import SmallSchool
from tests.facts import checked, extent


def test_taken_out_it_is_in_no_list_and_counts_nothing_until_it_is_brought_back(here: SmallSchool) -> None:
    exam = builders.taken_out(here)
    assert exams_of(here.group, here.term) == []
    assert exams_of_unit(here.group, here.term, here.unit.pk) == []
    assert final_exam(here.group, here.term) is None
    assert checked(facts(extent(here))) == []
    exams.restore_exam(by=leader(here), exam=exam)
    exams.restore_exam(by=leader(here), exam=exam)
    assert [line.questions for line in exams_of(here.group, here.term)] == [len(questions_of(exam))]
    assert final_exam(here.group, here.term) == exam
    assert [fact.key for fact in checked(facts(extent(here)))] == [f"assessments.exam:{exam.pk}"]
    assert list(HistoryLine.objects.order_by("number").values_list("verb", flat=True))[-2:] == ["remove", "restore"]


def test_taken_out_nobody_changes_it_or_stores_marks(here: SmallSchool) -> None:
    exam = builders.taken_out(here)
    with pytest.raises(NotPossible, match="先恢复"):
        exams.save_questions(by=leader(here), exam=exam, version=exam.version, lines=builders.lines(here))
    own = [here.people[builders.leader_name(here)].pk]
    with pytest.raises(NotPossible, match="先恢复"):
        marks.save_marks(by=leader(here), exam=exam, school_class=here.classes[0], own_teachers=own, lines=[], version=0, at=AT)


def test_the_page_of_one_taken_out_offers_to_bring_it_back_and_asks_for_no_items(here: SmallSchool, client_as: Any) -> None:
    exam = builders.made(here)
    page = reverse("assessments:exam", args=[exam.pk])
    client = client_as(builders.leader_name(here))
    assert "还没有填写题目" in client.get(page).content.decode()
    exams.remove_exam(by=leader(here), exam=exam, version=exam.version)
    gone = client.get(page).content.decode()
    assert "恢复" in gone
    assert "还没有填写题目" not in gone


def test_it_does_not_come_back_beside_its_equal_or_another_final(here: SmallSchool) -> None:
    exam = builders.taken_out(here)
    again = builders.made(here)
    with pytest.raises(Refused, match="已经重新登记"):
        exams.restore_exam(by=leader(here), exam=exam)
    exams.remove_exam(by=leader(here), exam=again, version=again.version)
    builders.made(here, title="期末检测（二）")
    with pytest.raises(Refused, match="每学期只有一次"):
        exams.restore_exam(by=leader(here), exam=exam)
    assert Exam.objects.count() == 1


def test_taking_it_out_under_another_version_is_refused(here: SmallSchool) -> None:
    exam = builders.paper(here)
    with pytest.raises(ChangedMeanwhile):
        exams.remove_exam(by=leader(here), exam=exam, version=exam.version - 1)


def test_a_member_who_did_not_register_it_neither_finds_it_nor_brings_it_back(here: SmallSchool, client_as: Any) -> None:
    exam = builders.taken_out(here)
    with pytest.raises(NotAllowed):
        exams.restore_exam(by=here.actor("teacher"), exam=exam)
    assert client_as("teacher").get(reverse("assessments:exam", args=[exam.pk])).status_code == 404


def test_its_page_and_the_list_offer_to_bring_it_back_and_nothing_else(here: SmallSchool, client_as: Any) -> None:
    exam, client = builders.taken_out(here), client_as("leader")
    page = client.get(reverse("assessments:exam", args=[exam.pk])).text
    restore = reverse("assessments:exam_restore", args=[exam.pk])
    assert restore in page
    assert reverse("assessments:questions", args=[exam.pk]) not in page
    assert restore in client.get(reverse("assessments:exams", args=[here.group.pk, here.term.key])).text
    assert client.get(reverse("assessments:questions", args=[exam.pk])).status_code == 302
    assert client.get(reverse("assessments:marks_edit", args=[exam.pk, here.classes[0].pk])).status_code == 404


def printed(error: TypicalError) -> bool:
    report = report_of(error.report.exam)
    assert report is not None
    return "3.6÷0.4=0.9" in str(quality_report(report))


def test_error_taken_out_is_not_in_the_report_until_it_is_brought_back_and_then_once(here: SmallSchool) -> None:
    error = builders.with_error(here)
    assert printed(error)
    reports.remove_error(by=leader(here), error=error)
    assert not printed(error)
    with pytest.raises(ChangedMeanwhile):
        reports.remove_error(by=leader(here), error=error)
    for _ in range(2):
        reports.restore_error(by=leader(here), error=error)
    assert printed(error)
    assert [line.verb for line in HistoryLine.objects.order_by("-number")[:2]] == ["restore", "remove"]


def test_error_does_not_come_back_beside_its_equal(here: SmallSchool) -> None:
    error = builders.error_removed(here)
    builders.with_error(here)
    with pytest.raises(Refused, match="不用再恢复"):
        reports.restore_error(by=leader(here), error=error)
    assert TypicalError.objects.count() == 1


def test_error_of_a_report_handed_in_stays_away(here: SmallSchool) -> None:
    report = builders.complete(here)
    error = report.errors.first()
    assert error is not None
    gone = reports.save_error(
        by=leader(here),
        report=report,
        error=None,
        question=error.question,
        values={"sample": "0.9", "kind": "方法", "pupils": 2, "cause": "移位移错。"},
    )
    reports.remove_error(by=leader(here), error=gone)
    fresh = builders.again(report.exam)
    deciding.submit(by=leader(here), report=fresh, version=fresh.version, at=AT)
    with pytest.raises(NotPossible):
        reports.restore_error(by=leader(here), error=gone)


def test_only_the_leader_brings_an_error_back(here: SmallSchool) -> None:
    with pytest.raises(NotAllowed):
        reports.restore_error(by=here.actor("teacher"), error=builders.error_removed(here))
