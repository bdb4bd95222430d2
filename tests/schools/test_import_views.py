"""The pages of the import: send, mend, review, confirm; workbooks handed out; who may and who may not."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jiaoyan.documents.sheets import ReadLimits
from jiaoyan.schools.imports import waiting
from jiaoyan.schools.imports.plan import read
from jiaoyan.schools.models import HistoryLine, Person, Pupil
from jiaoyan.schools.scope import school_scope
from tests.conftest import TODAY, SmallSchool, TwoSchools
from tests.documents.workbooks import archive, ole, package, workbook

SignIn = Callable[[str], Client]
STAFF = {"教职工": [["工号", "姓名"], ["T101", "夏雨"]]}


@pytest.fixture(autouse=True)
def _own_waiting_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_folder", lambda: tmp_path / "waiting")


def send(client: Client, school: SmallSchool, data: bytes, *, name: str = "名单.xlsx", **values: Any) -> Any:
    fields = {"file": SimpleUploadedFile(name, data), "term": school.term.pk, "on": TODAY.isoformat(), **values}
    return client.post(reverse("schools:import"), fields)


def digest(response: Any) -> str:
    return str(response.context["plan"].digest)


def test_from_file_to_data_in_three_steps(two_schools: TwoSchools, client_as: SignIn) -> None:
    client = client_as("office")
    sent = send(client, two_schools.here, workbook(STAFF))
    assert sent.status_code == 302
    review = client.get(sent.url)
    assert "夏雨（T101）" in review.content.decode()
    assert not Person.everywhere.filter(staff_code="T101").exists()
    done = client.post(sent.url, {"reviewed": digest(review)}, follow=True)
    assert "已导入：教职工新增 1。" in done.content.decode()
    assert Person.everywhere.get(staff_code="T101").school_id == two_schools.here.school.pk
    assert client.get(sent.url, follow=True).redirect_chain[-1][0] == reverse("schools:import")


def test_confirming_twice_says_the_same_and_writes_once(two_schools: TwoSchools, client_as: SignIn) -> None:
    client = client_as("office")
    url = send(client, two_schools.here, workbook(STAFF)).url
    reviewed = {"reviewed": digest(client.get(url))}
    assert client.post(url, reviewed).status_code == 302
    lines = HistoryLine.everywhere.count()
    assert client.post(url, reviewed).status_code == 302
    assert HistoryLine.everywhere.count() == lines


def test_a_change_in_between_is_shown_before_anything_is_written(two_schools: TwoSchools, client_as: SignIn) -> None:
    client = client_as("office")
    url = send(client, two_schools.here, workbook({"教职工": [["工号", "姓名", "职称"], ["T001", "林知远", "高级教师"]]})).url
    reviewed = {"reviewed": digest(client.get(url))}
    Person.everywhere.filter(school=two_schools.here.school, staff_code="T001").update(title="一级教师")
    again = client.post(url, reviewed)
    assert again.status_code == 409
    assert "一级教师 → 高级教师" in again.content.decode()
    assert client.post(url, {"reviewed": digest(again)}).status_code == 302


def test_all_problems_are_listed_and_what_was_chosen_is_kept(two_schools: TwoSchools, client_as: SignIn) -> None:
    sheets = {"教职工": [["工号", "姓名"], ["", "夏雨"]], "课务": [["班级", "学科", "任课教师"], ["五9", "数学", "无此人"]]}
    response = send(client_as("office"), two_schools.here, workbook(sheets), on="2024-03-01")
    page = response.content.decode()
    assert response.status_code == 422
    assert "有 3 处需要改，还没有存入任何内容" in page
    for sentence in ("没有填“工号”", "没有五（9）班", "教职工里没有“无此人”"):
        assert sentence in page
    assert 'value="2024-03-01"' in page
    assert waiting.sweep() == 0
    assert not Person.everywhere.filter(name="夏雨").exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "文件是空的"),
        (b"<html><table></table></html>", "其实是网页"),
        ("工号,姓名\nT1,甲\n".encode("gb18030"), "文本文件"),
        (b"\x89PNG\r\n\x1a\n123", "图片"),
        (ole("EncryptedPackage"), "打开密码"),
        (package({"xl/vbaProject.bin": b"x"}), "宏"),
        (archive({"word/document.xml": "<x/>"}), "Word"),
        (package(rows=" " * 60_000_000), "压缩比"),
        (package(rows='<row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'), "铺得太远"),
        (package(sheet="<worksheet><sheetData><row"), "读不出来"),
        (workbook({"学生": [["学号", "姓名", "班级"], *[[n, "甲", "五1"] for n in range(50_000)]]}), "50,000 行"),
    ],
)
def test_a_bad_file_gets_its_own_sentence_beside_the_form(two_schools: TwoSchools, client_as: SignIn, data: bytes, says: str) -> None:
    response = send(client_as("office"), two_schools.here, data)
    assert response.status_code == 422
    assert says in response.content.decode()


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_not(two_schools: TwoSchools, client_as: SignIn, settings: Any) -> None:
    data = workbook(STAFF)
    client = client_as("office")
    settings.UPLOAD_BYTES = len(data)
    assert send(client, two_schools.here, data).status_code == 302
    settings.UPLOAD_BYTES = len(data) - 1
    assert send(client, two_schools.here, data).status_code == 422


def test_a_workbook_without_changes_says_so(two_schools: TwoSchools, client_as: SignIn) -> None:
    client = client_as("office")
    url = send(client, two_schools.here, workbook({"教职工": [["工号", "姓名"], ["T001", "林知远"]]})).url
    assert "没有需要导入的变化" in client.get(url).content.decode()


def test_a_day_outside_the_school_year_stands_beside_its_field(two_schools: TwoSchools, client_as: SignIn) -> None:
    response = send(client_as("office"), two_schools.here, workbook(STAFF), on="2022-09-01")
    assert "2023-2024 学年之内" in response.content.decode()


def test_another_schools_term_cannot_be_chosen(two_schools: TwoSchools, client_as: SignIn) -> None:
    assert send(client_as("office"), two_schools.here, workbook(STAFF), term=two_schools.there.term.pk).status_code == 422


def test_another_schools_workbook_is_unknown(two_schools: TwoSchools, client_as: SignIn) -> None:
    url = send(client_as("office"), two_schools.here, workbook(STAFF)).url
    stranger = Client()
    stranger.force_login(two_schools.there.people["office"].account)
    assert stranger.get(url).url == reverse("schools:import")
    assert stranger.post(url, {"reviewed": "x"}).url == reverse("schools:import")
    assert client_as("neighbour").get(url).status_code == 404


@pytest.mark.parametrize("name", ["leader", "teacher", "head", "liaison"])
def test_others_see_who_could(two_schools: TwoSchools, client_as: SignIn, name: str) -> None:
    with school_scope(two_schools.here.school.pk):
        token = waiting.put(workbook(STAFF), name="x.xlsx", term_id=two_schools.here.term.pk, on=TODAY, by=two_schools.here.actor("office"))
    client = client_as(name)
    pages = [("import", []), ("import_review", [token]), ("import_blank", ["all"]), ("import_export", ["pupils"])]
    for page, args in pages:
        response = client.get(reverse(f"schools:{page}", args=args))
        assert response.status_code == 403
        assert "教导处" in response.content.decode()


@pytest.mark.parametrize("which", ["staff", "classes", "pupils", "duties", "timetable", "all"])
def test_blank_workbooks_and_exports_are_files_that_can_be_read(two_schools: TwoSchools, client_as: SignIn, which: str) -> None:
    client = client_as("office")
    for page in ("import_blank", "import_export"):
        response = client.get(reverse(f"schools:{page}", args=[which]))
        assert response["Content-Disposition"].startswith("attachment")
        assert read(response.content, ReadLimits()).problems == ()


def test_an_unknown_workbook_is_404(two_schools: TwoSchools, client_as: SignIn) -> None:
    assert client_as("office").get(reverse("schools:import_blank", args=["secrets"])).status_code == 404


def test_an_export_leaves_a_line_of_history(two_schools: TwoSchools, client_as: SignIn) -> None:
    client_as("office").get(reverse("schools:import_export", args=["staff"]))
    assert HistoryLine.everywhere.latest("number").text == "导出教职工，8行"


def test_an_old_workbook_is_swept_and_its_page_leads_back(
    two_schools: TwoSchools, client_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_as("office")
    url = send(client, two_schools.here, workbook(STAFF)).url
    later = time.time() + waiting.KEPT_SECONDS + 1
    monkeypatch.setattr(waiting.time, "time", lambda: later)
    assert client.get(url).url == reverse("schools:import")
    assert waiting.sweep() == 1


def test_pupils_are_not_left_lying_after_the_import(two_schools: TwoSchools, client_as: SignIn, tmp_path: Path) -> None:
    client = client_as("office")
    url = send(client, two_schools.here, workbook({"学生": [["学号", "姓名", "班级"], ["P1", "小禾", "五1"]]})).url
    client.post(url, {"reviewed": digest(client.get(url))})
    assert Pupil.everywhere.count() == 1
    assert list((tmp_path / "waiting").iterdir()) == []


def test_names_with_signs_are_escaped_on_every_page(two_schools: TwoSchools, client_as: SignIn) -> None:
    client = client_as("office")
    url = send(client, two_schools.here, workbook({"教职工": [["工号", "姓名"], ["T101", "3<5&a<b>喆犇"]]})).url
    assert "3&lt;5&amp;a&lt;b&gt;喆犇" in client.get(url).content.decode()
