"""Each policy asked both ways gives the same answer; marks stay with the class's own teacher."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jiaoyan.assessments import access
from jiaoyan.assessments.models import Exam, QualityReport
from jiaoyan.assessments.queries.exams import own_teachers_of, teacher_keys
from jiaoyan.schools.models import HistoryLine, SchoolClass, TeachingAssignment
from tests.assessments import builders
from tests.conftest import TODAY, SmallSchool
from tests.matrix import MEMBERS, OVERSEERS, READERS, ROLES


def test_both_ways_of_asking_who_reads_a_test_agree(here: SmallSchool) -> None:
    exam = builders.made(here)
    for role in ROLES:
        actor = here.actor(role)
        seen = Exam.objects.filter(access.visible_to(actor)).exists()
        assert seen == access.may_read(actor, exam) == (role in READERS), role


def test_both_ways_of_asking_who_sees_a_classs_marks_agree(here: SmallSchool) -> None:
    exam = builders.marked(here)
    teachers = own_teachers_of(exam, TODAY)
    for role in ROLES:
        actor = here.actor(role)
        listed = set(SchoolClass.objects.filter(access.classes_with_marks_open_to(actor, exam, TODAY)).distinct())
        asked = {each for each in here.classes if access.may_see_marks(actor, exam, teacher_keys(teachers[each.pk]))}
        assert listed == asked == {each for each, name in zip(here.classes, MEMBERS, strict=True) if name == role}, role


def test_both_ways_of_asking_who_decides_agree(here: SmallSchool) -> None:
    report = builders.submitted(here)
    for role in ROLES:
        actor = here.actor(role)
        waiting = QualityReport.objects.filter(access.waiting_for(actor)).exists()
        assert waiting == access.may_decide(actor, report) == (role in OVERSEERS), role


def test_final_is_made_by_the_leader_and_practice_by_any_member(here: SmallSchool) -> None:
    assert {role for role in ROLES if access.may_make(here.actor(role), here.group.pk, "final")} == {"leader"}
    assert {role for role in ROLES if access.may_make(here.actor(role), here.group.pk, "unit")} == set(MEMBERS)


def test_teacher_who_gave_the_class_away_sees_its_marks_no_longer(here: SmallSchool, client_as: object) -> None:
    exam = builders.marked(here)
    url = reverse("assessments:marks", args=[exam.pk, here.classes[0].pk])
    client = client_as("leader")  # type: ignore[operator]
    assert client.get(url).status_code == 200
    TeachingAssignment.objects.filter(school_class=here.classes[0]).update(ends=builders.DAY)
    assert client.get(url).status_code == 403


@pytest.mark.parametrize("page", ["marks", "marks_edit", "marks_blank", "marks_export"])
def test_every_look_at_named_marks_is_one_line_without_name_or_mark(here: SmallSchool, client_as: object, page: str) -> None:
    exam = builders.marked(here)
    before = HistoryLine.objects.count()
    client_as("leader").get(reverse(f"assessments:{page}", args=[exam.pk, here.classes[0].pk]))  # type: ignore[operator]
    lines = list(HistoryLine.objects.order_by("number"))[before:]
    assert [line.verb for line in lines] == ["export" if page in ("marks_blank", "marks_export") else "view"]
    assert "学生" not in lines[0].text
    assert "12人" in lines[0].text


def test_page_of_figures_and_the_papers_name_no_pupil(here: SmallSchool, client_as: object) -> None:
    report = builders.complete(here)
    for role in READERS:
        client = client_as(role)  # type: ignore[operator]
        for name in ("exam", "report"):
            page = client.get(reverse(f"assessments:{name}", args=[report.exam_id])).content.decode()
            assert "学生1" not in page, (role, name)
