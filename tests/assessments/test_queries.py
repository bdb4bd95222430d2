"""What is missing and when; queries whose number does not grow with the rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiaoyan.assessments.actions import exams
from jiaoyan.assessments.models import Exam
from jiaoyan.assessments.queries.exams import exams_of, marks_by_class, snapshot_of
from jiaoyan.assessments.queries.reports import due_day, final_report, final_tests, report_gaps, report_of, waiting_reports
from jiaoyan.assessments.rules.kinds import has_written_tests
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import calendar_of
from tests.assessments import builders
from tests.assessments.builders import leader, place_of, values
from tests.conftest import SmallSchool


def queries_of(read: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        read()
    return len(caught)


def test_snapshot_asks_as_often_for_one_class_as_for_three(here: SmallSchool) -> None:
    exam = builders.paper(here)
    builders.fill(here, here.classes[0])
    builders.mark(here, exam, here.classes[0], builders.rows_of(12))
    one = queries_of(lambda: snapshot_of(exam))
    builders.marked(here)
    assert queries_of(lambda: snapshot_of(exam)) == one == 4


def test_list_of_tests_asks_as_often_for_one_as_for_many(here: SmallSchool) -> None:
    builders.marked(here)
    one = queries_of(lambda: exams_of(here.group, here.term))
    for number in range(5):
        builders.marked(here, kind="special", title=f"专项练习{number}")
    assert queries_of(lambda: [line.report_label for line in exams_of(here.group, here.term)]) == one == 2


def test_report_asks_as_often_with_one_error_as_with_many(here: SmallSchool) -> None:
    from jiaoyan.assessments.actions.reports import save_error

    report = builders.complete(here)
    one = queries_of(lambda: report_of(report.exam))
    for number in range(4):
        given = {"sample": f"错例{number}", "kind": "计算", "pupils": 3, "cause": "看错"}
        save_error(by=leader(here), report=report, error=None, question=report.errors.all()[0].question, values=given)
    assert queries_of(lambda: report_of(report.exam)) == one == 4


def test_pages_ask_as_often_for_small_classes_as_for_large(here: SmallSchool, client_as: Any) -> None:
    exam = builders.paper(here)
    for school_class in here.classes:
        builders.fill(here, school_class, 3)
        builders.mark(here, exam, school_class, builders.rows_of(3))
    client = client_as("leader")
    urls = [reverse("assessments:exam", args=[exam.pk]), reverse("assessments:marks", args=[exam.pk, here.classes[0].pk])]
    client.get(urls[0])
    few = [queries_of(lambda url=url: client.get(url)) for url in urls]  # type: ignore[misc]
    from jiaoyan.schools.models import Enrolment, Pupil

    Enrolment.objects.all().delete()
    Pupil.objects.all().delete()
    exam = builders.marked(here)
    for school_class in here.classes:
        if not exam.sheets.filter(school_class=school_class, enrolled=builders.SIZE).exists():
            builders.mark(here, exam, school_class, builders.rows_of(builders.SIZE))
    assert [queries_of(lambda url=url: client.get(url)) for url in urls] == few  # type: ignore[misc]


def test_list_counts_classes_and_questions_once_each(here: SmallSchool) -> None:
    builders.marked(here)
    (line,) = exams_of(here.group, here.term)
    assert (line.sheets, line.classes, line.questions) == (3, 3, 4)


def test_nothing_is_missing_before_it_is_due(here: SmallSchool) -> None:
    assert report_gaps(here.group, here.term, date(2024, 6, 12)) == []
    builders.paper(here)
    assert report_gaps(here.group, here.term, date(2024, 6, 12)) == []


def test_term_without_final_test_is_missed_after_its_last_day(here: SmallSchool) -> None:
    (gap,) = report_gaps(here.group, here.term, date(2024, 6, 29))
    assert (gap.owner_name, gap.since) == ("林知远", date(2024, 6, 28))
    assert due_day(calendar_of(here.term), None) == date(2024, 6, 28)


def test_classes_without_marks_are_missed_after_three_days_in_their_teachers_name(here: SmallSchool) -> None:
    exam = builders.paper(here)
    builders.fill(here, here.classes[0])
    builders.mark(here, exam, here.classes[0], builders.rows_of(12))
    found = report_gaps(here.group, here.term, date(2024, 6, 15))
    assert [(gap.what[:5], gap.owner_name, gap.since) for gap in found] == [
        ("五（2）班", "周予安", date(2024, 6, 14)),
        ("五（3）班", "陈小禾", date(2024, 6, 14)),
    ]


@pytest.mark.parametrize(
    ("having", "what", "owner"),
    [
        (builders.marked, "质量报告还没有写", "林知远"),
        (builders.complete, "质量报告还没有提交审批", "林知远"),
        (builders.submitted, "质量报告等待审批", "顾明川"),
    ],
)
def test_report_is_missed_after_five_days_step_by_step(here: SmallSchool, having: Any, what: str, owner: str) -> None:
    having(here)
    assert due_day(calendar_of(here.term), final_tests([here.group], here.term)[here.group.pk]) == date(2024, 6, 18)
    assert report_gaps(here.group, here.term, date(2024, 6, 18)) == []
    (gap,) = report_gaps(here.group, here.term, date(2024, 6, 19))
    assert what in gap.what
    assert gap.owner_name == owner


def test_approved_report_misses_nothing_and_is_the_ledgers(here: SmallSchool) -> None:
    report = builders.approved(here)
    assert report_gaps(here.group, here.term, date(2024, 6, 28)) == []
    assert final_report(here.group, here.term) == report


def test_grades_one_and_two_miss_nothing(here: SmallSchool) -> None:
    Group.objects.filter(pk=here.group.pk).update(grade=1)
    here.group.refresh_from_db()
    assert report_gaps(here.group, here.term, date(2024, 8, 1)) == []
    assert not has_written_tests(here.group.grade)


def test_reports_wait_for_those_who_may_decide(here: SmallSchool) -> None:
    report = builders.submitted(here)
    assert waiting_reports(here.actor("head")) == [report]
    assert waiting_reports(here.actor("leader")) == []


def test_marks_for_goals_come_by_class_without_those_absent(here: SmallSchool) -> None:
    exam = builders.marked(here)
    found = marks_by_class([exam.pk])[exam.pk]
    assert {key: len(rows) for key, rows in found.items()} == {each.pk: 11 if each.number == 1 else 12 for each in here.classes}


def test_test_of_another_term_is_not_listed(here: SmallSchool) -> None:
    exams.make_exam(by=leader(here), place=place_of(here), values=values())
    assert exams_of(here.group, here.term1) == []
    assert Exam.objects.count() == 1
