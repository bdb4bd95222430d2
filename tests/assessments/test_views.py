"""The pages: nothing typed is lost, everything wrong is said at once, uploads are checked."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from jiaoyan.assessments.forms.exams import question_grid
from jiaoyan.assessments.forms.marks import marks_grid
from jiaoyan.assessments.models import Exam, PupilMarks, ScoreSheet, TypicalError
from jiaoyan.assessments.queries.exams import questions_of, seats_of, sheet_of, snapshot_of
from jiaoyan.assessments.rules.sentences import sentences
from jiaoyan.schools.models import Group
from tests.assessments import builders
from tests.conftest import SmallSchool
from tests.planning.builders import grid_post


def photo(size: tuple[int, int] = (640, 480)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def leader(client_as: Any, here: SmallSchool) -> Client:
    return client_as("leader")  # type: ignore[no-any-return]


def head(**given: Any) -> dict[str, Any]:
    return {**builders.values(**given), "day": "2024-06-11", "unit": "", "version": "0"}


def place(here: SmallSchool) -> list[Any]:
    return [here.group.pk, here.term.key]


def test_grades_one_and_two_are_told_why_there_is_nothing(here: SmallSchool, leader: Client) -> None:
    Group.objects.filter(pk=here.group.pk).update(grade=2)
    page = leader.get(reverse("assessments:exams", args=place(here)))
    assert "一、二年级不进行纸笔考试" in page.content.decode()
    assert "登记练习或检测" not in page.content.decode()
    answer = leader.post(reverse("assessments:exam_new", args=place(here)), head(), follow=True)
    assert "一、二年级不进行纸笔考试" in answer.content.decode()
    assert not Exam.objects.exists()


def test_practice_called_an_examination_is_explained_and_keeps_what_was_typed(here: SmallSchool, leader: Client) -> None:
    answer = leader.post(reverse("assessments:exam_new", args=place(here)), head(kind="midterm", title="期中考试"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "每学期只组织一次期末考试" in text
    assert 'value="期中考试"' in text


def test_registering_leads_to_the_items_and_they_to_the_page(here: SmallSchool, leader: Client) -> None:
    answer = leader.post(reverse("assessments:exam_new", args=place(here)), head())
    exam = Exam.objects.get()
    assert answer.url == reverse("assessments:questions", args=[exam.pk])  # type: ignore[attr-defined]
    grid = question_grid(exam, [], [])
    rows = {f"{n}-{name}": value for n in range(4) for name, value in (("label", str(n + 1)), ("marks", "５"))}
    assert leader.post(answer.url, grid_post(grid, rows)).status_code == 302  # type: ignore[attr-defined]
    assert [each.half_points for each in questions_of(exam)] == [10] * 4


@pytest.mark.parametrize(("mark", "said"), [("五分", "不是分数"), ("4.2", "请精确到 0.5 分"), ("0", "分值要大于 0")])
def test_item_worth_nothing_sensible_is_told_in_its_cell(here: SmallSchool, leader: Client, mark: str, said: str) -> None:
    exam = builders.paper(here)
    grid = question_grid(exam, questions_of(exam), [])
    answer = leader.post(reverse("assessments:questions", args=[exam.pk]), grid_post(grid, {"0-marks": mark}))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def send(client: Client, exam: Exam, here: SmallSchool, data: bytes, name: str = "成绩.xlsx") -> Any:
    url = reverse("assessments:marks_send", args=[exam.pk, here.classes[0].pk])
    return client.post(url, {"file": SimpleUploadedFile(name, data)})


def sheet(here: SmallSchool, exam: Exam, **changes: Any) -> bytes:
    rows = [[seat.code, seat.name, 5, 4, 3, 2.5] for seat in seats_of(exam, here.classes[0])]
    for place_of, value in changes.items():
        row, column = (int(part) for part in place_of.removeprefix("at").split("_"))
        rows[row][column] = value
    return builders.workbook(["学号", "姓名", "1", "2", "3", "4"], *rows)


def test_workbook_is_reviewed_before_anything_is_stored(here: SmallSchool, leader: Client) -> None:
    exam = builders.paper(here)
    builders.fill(here, here.classes[0])
    absent = {f"at3_{column}": value for column, value in zip(range(2, 6), ("缺考", None, None, None), strict=True)}
    answer = send(leader, exam, here, sheet(here, exam, **absent))
    assert answer.status_code == 302
    assert "应考 12 人，实考 11 人" in leader.get(answer.url).content.decode()
    assert not ScoreSheet.objects.exists()


def test_workbook_with_problems_shows_all_of_them_and_stores_nothing(here: SmallSchool, leader: Client) -> None:
    exam = builders.paper(here)
    builders.fill(here, here.classes[0])
    answer = send(leader, exam, here, sheet(here, exam, at0_2=5.5, at1_3=None, at2_1="没有的人"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "5.5 分超过了这一题的满分 5 分" in text
    assert "没有填分数" in text
    assert "与姓名“没有的人”不符" in text
    assert not ScoreSheet.objects.exists()


def test_review_shows_every_pupil_and_confirming_twice_is_one_import(here: SmallSchool, leader: Client) -> None:
    exam = builders.paper(here)
    builders.fill(here, here.classes[0])
    url = send(leader, exam, here, sheet(here, exam)).url
    text = leader.get(url).content.decode()
    assert "应考 12 人，实考 12 人；均分 14.50" in text
    assert "学生112" in text
    for _ in range(2):
        assert leader.post(url, {"version": "0"}).status_code == 302
    stored = sheet_of(exam, here.classes[0])
    assert stored is not None
    assert (stored.version, stored.source, stored.enrolled) == (1, "成绩.xlsx", 12)
    assert {row.total for row in stored.marks.all()} == {29}


def test_waiting_file_of_one_class_is_not_taken_for_another_test(here: SmallSchool, leader: Client) -> None:
    exam = builders.paper(here)
    builders.fill(here, here.classes[0])
    token = send(leader, exam, here, sheet(here, exam)).url.rstrip("/").rpartition("/")[2]
    other = builders.paper(here, kind="special", title="口算专项练习")
    answer = leader.post(reverse("assessments:marks_review", args=[other.pk, here.classes[0].pk, token]), {"version": "0"})
    assert answer.status_code == 302
    assert not ScoreSheet.objects.exists()


@pytest.mark.parametrize("data", [b"not a workbook", b"PK\x03\x04broken"])
def test_file_that_is_no_workbook_gets_a_sentence(here: SmallSchool, leader: Client, data: bytes) -> None:
    exam = builders.paper(here)
    answer = send(leader, exam, here, data)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def marks_post(here: SmallSchool, exam: Exam, changes: dict[str, str]) -> dict[str, str]:
    school_class = here.classes[0]
    grid = marks_grid(questions_of(exam), seats_of(exam, school_class), sheet_of(exam, school_class))
    rows = {f"{n}-q{place}": "4.5" for n in range(3) for place in range(4)}
    return grid_post(grid, rows | changes)


def test_small_class_is_typed_on_the_page(here: SmallSchool, leader: Client) -> None:
    exam = builders.paper(here)
    builders.fill(here, here.classes[0], 3)
    absent = {"2-q0": "", "2-q1": "", "2-q2": "", "2-q3": "", "2-reason": "病假"}
    url = reverse("assessments:marks_edit", args=[exam.pk, here.classes[0].pk])
    assert leader.post(url, marks_post(here, exam, absent)).status_code == 302
    assert sorted((row.total, row.reason) for row in PupilMarks.objects.all() if row.total) == [(36, ""), (36, "")]
    assert PupilMarks.objects.filter(reason="病假", total=None).count() == 1


def test_typed_marks_that_cannot_be_are_told_in_their_cells_and_stay(here: SmallSchool, leader: Client) -> None:
    exam = builders.paper(here)
    builders.fill(here, here.classes[0], 3)
    url = reverse("assessments:marks_edit", args=[exam.pk, here.classes[0].pk])
    answer = leader.post(url, marks_post(here, exam, {"0-q0": "6", "1-q1": "", "2-reason": "病假"}))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "6 分超过了这一题的满分 5 分" in text
    assert "没有填；没有做请填 0" in text
    assert "选了缺考又有分数" in text
    assert not ScoreSheet.objects.exists()


def test_page_of_the_class_of_three_shows_its_figures_to_its_teacher_only(here: SmallSchool, client_as: Any) -> None:
    exam = builders.paper(here)
    for school_class, size in zip(here.classes, (3, 20, 12), strict=True):
        builders.fill(here, school_class, size)
        builders.mark(here, exam, school_class, builders.rows_of(size))
    url = reverse("assessments:exam", args=[exam.pk])
    assert client_as("head").get(url).content.decode().count("＊") > client_as("leader").get(url).content.decode().count("＊") > 0


def test_pages_of_writing_the_report_say_nothing_of_a_class_of_three(here: SmallSchool, leader: Client) -> None:
    exam = builders.paper(here)
    for school_class, size, weak in zip(here.classes, (20, 3, 12), (0, 9, 0), strict=True):
        builders.fill(here, school_class, size)
        builders.mark(here, exam, school_class, builders.rows_of(size, weak))
    report = builders.started(here)
    assert any("五（2）班" in words for words in sentences(snapshot_of(exam), final=True))
    for page in ("report_text", "report_problems"):
        assert "五（2）班" not in leader.get(reverse(f"assessments:{page}", args=[report.exam_id])).content.decode()


def test_blank_workbook_and_export_come_as_files_that_are_not_kept(here: SmallSchool, leader: Client) -> None:
    exam = builders.marked(here)
    for name in ("marks_blank", "marks_export"):
        answer = leader.get(reverse(f"assessments:{name}", args=[exam.pk, here.classes[0].pk]))
        assert answer.content.startswith(b"PK")
        assert answer["Cache-Control"] == "no-store"


def error_form(here: SmallSchool, **given: Any) -> dict[str, Any]:
    question = builders.with_error(here).question
    return {"version": "0", "question": question.pk, "kind": "计算", "sample": "3+5=9", "pupils": "4", "cause": "看错", **given}


def test_picture_of_a_mistake_is_written_anew_without_what_the_camera_adds(here: SmallSchool, leader: Client) -> None:
    form = error_form(here, sample="", picture=SimpleUploadedFile("IMG.jpg", photo()))
    report = builders.started(here)
    answer = leader.post(reverse("assessments:error_new", args=[report.exam_id]), form)
    assert answer.status_code == 302
    picture = TypicalError.objects.get(sample="").picture
    assert (picture.name, picture.content_type) == ("错例.jpg", "image/jpeg")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("大.jpg", b"\xff\xd8\xff" + b"0" * (21 * 1024 * 1024), "超过了 20 MB"),
        ("假.jpg", b"\xff\xd8\xff" + b"0" * 5000, "图片读不出来"),
        ("文.docx", b"PK\x03\x04", "请上传 .jpg、.jpeg、.png 文件"),
    ],
)
def test_picture_too_big_or_no_picture_is_refused_and_the_text_stays(
    here: SmallSchool, leader: Client, name: str, data: bytes, said: str
) -> None:
    form = error_form(here, picture=SimpleUploadedFile(name, data))
    answer = leader.post(reverse("assessments:error_new", args=[builders.started(here).exam_id]), form)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert "3+5=9" in text
    assert TypicalError.objects.count() == 1


def test_report_refused_says_what_is_missing_and_loses_nothing(here: SmallSchool, leader: Client) -> None:
    report = builders.started(here)
    answer = leader.post(reverse("assessments:report_submit", args=[report.exam_id]), {"version": report.version}, follow=True)
    text = answer.content.decode()
    assert "报告还不能提交" in text
    assert "请写出主要成绩" in text
    assert "请列出典型错例" in text


def test_text_saved_over_somebody_elses_change_keeps_mine_and_says_so(here: SmallSchool, leader: Client) -> None:
    report = builders.complete(here)
    form = {"version": "1", "strengths": "我写的一条", "last_measures": "", "written_on": "2024-06-12"}
    answer = leader.post(reverse("assessments:report_text", args=[report.exam_id]), form)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "刚刚被别人改过" in text
    assert "我写的一条" in text
    assert builders.again(report.exam).strengths == ["口算得分率九成以上"]


def test_whole_way_of_a_report_through_the_pages(here: SmallSchool, client_as: Any) -> None:
    leader, head = client_as("leader"), client_as("head")
    report = builders.complete(here)
    address = [report.exam_id]
    leader.post(reverse("assessments:report_submit", args=address), {"version": report.version})
    report = builders.again(report.exam)
    assert report.status == "submitted"
    assert "等您看过" in head.get(reverse("assessments:waiting")).content.decode()
    form = {"version": report.version, "decision": "approve", "note": "写得实"}
    assert head.post(reverse("assessments:report_decide", args=address), form).status_code == 302
    page = leader.get(reverse("assessments:report", args=address)).content.decode()
    assert "第1稿（Word）" in page
    assert "修改" in page
    assert leader.get(reverse("assessments:report_text", args=address)).status_code == 302
