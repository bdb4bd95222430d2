"""The second volume: what there is and nothing else, no name that may not stand, small groups hidden, frozen like the first."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from jiaoyan.activities.printouts.attendance import SIGNS
from jiaoyan.activities.rules import attendance as presence
from jiaoyan.assessments.models import QualityReport
from jiaoyan.documents.blocks import Document, Heading, Subtitle, Table, words
from jiaoyan.documents.format_check import check
from jiaoyan.growth.models import Award
from jiaoyan.ledger import actions
from jiaoyan.ledger.book import NOTHING_YET, book
from jiaoyan.ledger.commands import export_ledger
from jiaoyan.ledger.evidence import EVIDENCE
from jiaoyan.ledger.models import LedgerVolume
from jiaoyan.ledger.reading import Ledger, read_evidence
from jiaoyan.schools import files
from jiaoyan.schools.queries import GroupTerm, calendar_of
from tests.activities.builders import ended
from tests.assessments import builders as assessments
from tests.conftest import TODAY, SmallSchool
from tests.growth import builders as growth
from tests.items import builders as items

UNIT = {"kind": "unit", "title": "简易方程练习"}


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def evidence_of(school: SmallSchool) -> Ledger:
    return read_evidence(GroupTerm(school.group, school.term, calendar_of(school.term), TODAY))


def entries(school: SmallSchool) -> list[int]:
    return [state.entries for _, state in evidence_of(school).parts]


def titles(document: Document) -> list[str]:
    return [block.text for block in document.body if isinstance(block, Heading) and block.level == 1]


def tables(document: Document) -> list[list[list[str]]]:
    found = [block for block in document.body if isinstance(block, Table)]
    return [[["/".join(words(line) for line in cell.paragraphs) for cell in row.cells] for row in table.rows] for table in found]


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return out.getvalue()


def certified(school: SmallSchool, values: dict[str, Any], data: bytes, content_type: str = "image/jpeg") -> Award:
    """An award with a file as its certificate."""
    award: Award = Award.objects.create(
        school=school.school,
        group=school.group,
        term=school.term,
        recorded_by=school.people["leader"],
        recorded_at=assessments.AT,
        certificate=files.keep(data, name="获奖证书", content_type=content_type, by=school.actor("leader")),
        **values,
    )
    return award


def full(school: SmallSchool) -> None:
    """Something in every part."""
    items.homework_list(school)
    assessments.marked(school, **UNIT)
    certified(school, growth.teacher_values(school), picture("red"))
    ended(school)
    items.approved(school)


def test_five_parts_stand_in_their_order() -> None:
    assert [part.title for part in EVIDENCE] == ["作业清单", "平时练习质量分析", "获奖证书", "每次活动签到表", "通过稿目录"]
    assert [part.number for part in EVIDENCE] == [1, 2, 3, 4, 5]


def test_a_term_without_records_lacks_nothing_and_says_that_there_is_nothing(here: SmallSchool) -> None:
    evidence = evidence_of(here)
    assert {state.state for _, state in evidence.parts} == {"absent"}
    assert evidence.missing == ()
    assert evidence.printed == ()
    assert NOTHING_YET in str(book(evidence).body)


def test_each_part_is_there_with_its_own_pages_and_the_form_is_kept(here: SmallSchool) -> None:
    full(here)
    assert entries(here) == [1, 1, 1, 1, 1]
    document = book(evidence_of(here))
    assert titles(document) == [
        "五年级数学备课组作业清单（一）",
        "五年级数学简易方程练习质量分析",
        "获奖证书",
        "五年级数学备课组活动签到表",
        "通过稿目录",
    ]
    assert document.cover is not None
    assert document.cover.title == "集体备课工作佐证材料"
    assert document.contents
    assert check(actions.write_book(evidence_of(here), page_numbers=False)) == []


def test_a_part_without_records_is_left_out_of_the_book(here: SmallSchool) -> None:
    ended(here)
    assert titles(book(evidence_of(here))) == ["五年级数学备课组活动签到表"]


def test_final_test_is_the_ledgers_and_practice_without_marks_is_nobodys(here: SmallSchool) -> None:
    assessments.marked(here)
    assessments.paper(here, **UNIT)
    assert entries(here)[1] == 0


def test_figures_of_practice_name_no_pupil_and_hide_a_class_of_three(here: SmallSchool) -> None:
    exam = assessments.paper(here, **UNIT)
    assessments.fill(here, here.classes[0], 3)
    assessments.mark(here, exam, here.classes[0], [[10, 10, 10, 1]] * 3)
    for school_class in here.classes[1:]:
        assessments.fill(here, school_class)
        assessments.mark(here, exam, school_class, assessments.rows_of(assessments.SIZE))
    document = book(evidence_of(here))
    overview = tables(document)[1]
    mean = next(row for row in overview if row[0] == "均分")
    assert mean[1:4] == ["＊"] * 3  # each of the two others would let its own teacher subtract
    assert mean[4] not in ("＊", "—")
    assert "学生1" not in str(document)


def test_an_approved_report_on_practice_takes_the_place_of_its_bare_figures(here: SmallSchool) -> None:
    exam = assessments.marked(here, **UNIT)
    QualityReport.objects.create(school=here.school, exam=exam, written_on=TODAY, status="approved", strengths=["方程的检验都写全了"])
    body = str(book(evidence_of(here)).body)
    assert "方程的检验都写全了" in body
    assert body.count("五年级数学简易方程练习质量分析") == 1


def test_only_certificates_that_may_be_shown_are_printed_and_the_rest_is_counted(here: SmallSchool) -> None:
    shown, hidden = picture("red"), picture("blue")
    certified(here, growth.teacher_values(here), shown)
    certified(here, growth.pupil_values(here), hidden)
    certified(here, growth.teacher_values(here, event="数学教具评比"), b"%PDF-1.7", "application/pdf")
    assert entries(here)[2] == 2
    document = book(evidence_of(here))
    table = next(block for block in document.body if isinstance(block, Table))
    pictures = [cell.picture.data for row in table.rows for cell in row.cells if cell.picture]
    assert pictures == [shown]
    said = str(document.body)
    assert "江晚晴" not in said
    assert "另有1张学生证书，监护人没有同意公开姓名，不收入。" in said
    assert "证书是PDF" in said


def test_a_certificate_that_was_lost_is_said_and_the_volume_is_written_all_the_same(here: SmallSchool) -> None:
    award = certified(here, growth.teacher_values(here), picture("red"))
    assert award.certificate is not None
    files.path_of(award.certificate.key).unlink()
    assert "证书的图片读不出来" in str(book(evidence_of(here)).body)


def test_attendance_stands_by_meeting_and_by_member(here: SmallSchool) -> None:
    ended(here, date(2024, 6, 4))
    ended(here, date(2024, 6, 11))
    by_meeting, by_member = tables(book(evidence_of(here)))
    assert [row[:2] for row in by_meeting] == [["次序", "日期"], ["1", "6.4"], ["2", "6.11"]]
    assert by_member[0] == ["姓名", "1", "2"]
    assert {len(row) for row in by_member} == {3}
    assert {sign for row in by_member[1:] for sign in row[1:]} <= set(SIGNS.values())
    assert set(SIGNS) == {*presence.STATES, ""}


def test_approved_editions_are_listed_by_day_with_who_approved_them(here: SmallSchool) -> None:
    exercise = items.approved(here, title="解方程周周练")
    report = assessments.approved(here)
    (listed,) = tables(book(evidence_of(here)))
    assert sorted(row[1:3] + row[4:] for row in listed[1:]) == sorted(
        [
            ["有效练习“解方程周周练”", "第1次", exercise.reviewer.name],
            [f"“{report.exam}”质量报告", "第1次", here.people["head"].name],
        ]
    )


def test_contents_list_each_record_by_its_own_title(here: SmallSchool) -> None:
    assessments.marked(here, **UNIT)
    body = book(evidence_of(here)).body
    assert all(block.listed for block in body if isinstance(block, Heading) and block.level == 1)
    assert not any(block.listed for block in body if isinstance(block, Subtitle))


def test_evidence_takes_the_same_queries_with_one_record_and_with_many(here: SmallSchool) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            book(evidence_of(here))
        return len(captured)

    full(here)
    few = queries()
    items.homework_list(here, date(2024, 5, 27))
    assessments.marked(here, kind="unit", title="折线统计图练习")
    certified(here, growth.teacher_values(here, event="数学教具评比"), picture("green"))
    ended(here, date(2024, 6, 6))
    items.approved(here, title="再来一份")
    assert entries(here) == [2, 2, 2, 2, 2]
    assert queries() == few
    assert few < 60


def test_page_shows_what_is_in_it_and_offers_the_file_once_there_is_something(
    here: SmallSchool, client_as: Callable[[str], Client]
) -> None:
    place = [here.group.pk, here.term.key]
    client, page, file = client_as("leader"), reverse("ledger:ledger", args=place), reverse("ledger:evidence", args=place)
    assert file not in client.get(page).content.decode()
    ended(here)
    shown = client.get(page).content.decode()
    assert file in shown
    assert "1次活动的出勤" in shown
    assert client.get(file)["Content-Disposition"].startswith("attachment")


def test_evidence_is_frozen_as_a_volume_of_its_own_without_gaps(here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    freeze = reverse("ledger:freeze", args=[here.group.pk, here.term.key])
    leader = client_as("leader")
    assert NOTHING_YET in leader.post(freeze, {"kind": "wider"}, follow=True).content.decode()
    assert not LedgerVolume.objects.exists()
    ended(here)
    assert "已定格佐证材料卷（2024年6月12日）。" in leader.post(freeze, {"kind": "wider"}, follow=True).content.decode()
    volume = LedgerVolume.objects.get()
    assert (volume.kind, volume.gaps) == ("wider", [])
    assert "佐证材料卷" in volume.file.name
    kept = leader.get(reverse("ledger:volume", args=[volume.pk])).content
    ended(here, date(2024, 6, 6))
    assert leader.get(reverse("ledger:volume", args=[volume.pk])).content == kept


def test_command_writes_the_evidence_and_says_nothing_of_gaps(
    here: SmallSchool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended(here)
    to = tmp_path / "evidence.docx"
    export_ledger(group=here.group.name, term=here.term.key, school=here.school.code, output=to, evidence=True)
    assert check(to.read_bytes()) == []
    assert capsys.readouterr().err == ""
