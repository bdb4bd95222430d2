"""The plan and the slides of a research lesson: given, downloaded, taken out, brought back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jiaoyan.lessons.actions import filing, research
from jiaoyan.lessons.models import LessonFile
from jiaoyan.lessons.printouts import research as printouts
from jiaoyan.lessons.queries import research as queries
from jiaoyan.schools import files
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.models import HistoryLine
from tests.conftest import SmallSchool, TwoSchools
from tests.lessons import builders

SignIn = Callable[[str], Client]


def lines_of(row: LessonFile) -> list[str]:
    return list(HistoryLine.objects.filter(object_id=row.lesson_id, verb__startswith="lesson_file").values_list("text", flat=True))


def test_a_file_is_kept_with_its_bytes_name_and_line_of_history(here: SmallSchool) -> None:
    row = builders.filed(here, "mentee", words="  第二稿，改了导入  ")
    assert (row.file.name, row.note, row.given_by) == ("解方程 教案.docx", "第二稿，改了导入", here.people["mentee"])
    assert files.read(row.file) == builders.DOCX
    assert lines_of(row) == ["上传周予安《解方程》的教案“解方程 教案.docx”"]


def test_the_same_file_sent_again_is_one_and_another_draft_stands_beside_it(here: SmallSchool) -> None:
    first, again = builders.filed(here), builders.filed(here)
    second = builders.filed(here, data=builders.DOCX + b" worked over")
    assert first == again != second
    assert list(LessonFile.objects.all()) == [first, second]
    assert len(lines_of(first)) == 2


def test_a_lesson_called_off_takes_no_file(here: SmallSchool) -> None:
    lesson = builders.planned(here)
    research.call_off(by=here.actor("leader"), lesson=lesson, version=lesson.version)
    with pytest.raises(ChangedMeanwhile):
        filing.give_file(
            by=here.actor("leader"), lesson=lesson, kind="plan", given=builders.lay_file(b"PK", "a.docx"), words="", day=builders.DAY
        )


@pytest.mark.parametrize(("name", "may"), [("mentee", True), ("teacher", True), ("leader", True), ("office", True), ("mentor", False)])
def test_a_file_is_taken_out_by_who_gave_it_the_teacher_and_those_above(here: SmallSchool, name: str, may: bool) -> None:
    row = builders.filed(here, "mentee")
    if not may:
        with pytest.raises(NotAllowed):
            filing.remove_file(by=here.actor(name), file=row, version=row.version)
        return
    filing.remove_file(by=here.actor(name), file=row, version=row.version)
    assert not LessonFile.objects.exists()
    filing.restore_file(by=here.actor(name), file=row)
    filing.restore_file(by=here.actor(name), file=row)
    assert list(LessonFile.objects.all()) == [row]
    assert len(lines_of(row)) == 3


def test_a_colleague_does_not_take_out_what_another_gave(here: SmallSchool) -> None:
    row = builders.filed(here, "leader")
    with pytest.raises(NotAllowed):
        filing.remove_file(by=here.actor("mentee"), file=row, version=row.version)


def test_taking_out_what_somebody_has_taken_out_already_is_refused(here: SmallSchool) -> None:
    row = builders.file_gone(here)
    with pytest.raises(ChangedMeanwhile):
        filing.remove_file(by=here.actor("leader"), file=row, version=row.version)


def test_a_file_given_again_meanwhile_is_not_brought_back_beside_it(here: SmallSchool) -> None:
    gone = builders.file_gone(here)
    builders.filed(here)
    with pytest.raises(filing.CannotFile, match="已经重新上传"):
        filing.restore_file(by=here.actor("leader"), file=gone)
    assert LessonFile.objects.count() == 1


def test_the_neighbour_sees_no_file(two_schools: TwoSchools, client_as: SignIn) -> None:
    from jiaoyan.schools.scope import school_scope

    with school_scope(two_schools.here.school.pk):
        row = builders.filed(two_schools.here)
    client = client_as("neighbour")
    for name in ("file", "file_remove"):
        assert client.get(reverse(f"lessons:{name}", args=[row.pk])).status_code == 404
    assert client.post(reverse("lessons:file_restore", args=[row.pk])).status_code == 404


def test_a_plan_is_uploaded_named_on_the_page_downloaded_taken_out_and_brought_back(here: SmallSchool, client_as: SignIn) -> None:
    lesson, client = builders.planned(here), client_as("teacher")
    page = reverse("lessons:lesson", args=[lesson.pk])
    upload = {"kind": "slides", "words": "试教以后改的", "file": SimpleUploadedFile("解方程 课件.pptx", b"PK\x03\x04 slides")}
    assert client.post(reverse("lessons:file_new", args=[lesson.pk]), upload).status_code == 302
    shown = client.get(page).content.decode()
    assert "解方程 课件.pptx" in shown
    assert "试教以后改的" in shown
    row = LessonFile.objects.get()
    answer = client.get(reverse("lessons:file", args=[row.pk]))
    assert b"".join(answer) == b"PK\x03\x04 slides"
    assert "attachment" in answer["Content-Disposition"]
    client.post(reverse("lessons:file_remove", args=[row.pk]))
    assert client.get(reverse("lessons:file", args=[row.pk])).status_code == 404
    gone = client.get(page).content.decode()
    assert "最近删去的" in gone
    client.post(reverse("lessons:file_restore", args=[row.pk]))
    assert client.get(reverse("lessons:file", args=[row.pk])).status_code == 200


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        ({}, "请选择一个文件"),
        ({"file": SimpleUploadedFile("教案.exe", b"MZ")}, "请上传"),
        ({"file": SimpleUploadedFile("教案.docx", b"MZ no word file")}, "教案.docx"),
    ],
    ids=["none", "kind", "content"],
)
def test_what_is_no_plan_is_refused_with_a_sentence_and_nothing_is_kept(
    here: SmallSchool, client_as: SignIn, upload: dict[str, Any], words: str
) -> None:
    lesson = builders.planned(here)
    answer = client_as("teacher").post(reverse("lessons:file_new", args=[lesson.pk]), {"kind": "plan", "words": "第一稿", **upload})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "第一稿" in answer.content.decode()
    assert not LessonFile.objects.exists()


def test_the_page_takes_the_same_queries_with_one_file_and_with_many(
    here: SmallSchool, client_as: SignIn, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    row, client = builders.filed(here), client_as("teacher")
    page = reverse("lessons:lesson", args=[row.lesson_id])
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for number in range(6):
        builders.filed(here, data=builders.DOCX + bytes([number]))
    with django_assert_max_num_queries(len(few)):
        client.get(page)


def test_the_record_on_paper_names_the_files_and_has_no_row_for_none(here: SmallSchool) -> None:
    row = builders.filed(here)
    lesson = queries.lesson_of(here.actor("teacher"), row.lesson_id)
    assert "教案：解方程 教案.docx" in repr(printouts.research_lesson(lesson, queries.files_of(lesson)))
    assert "教案课件" not in repr(printouts.research_lesson(lesson))
