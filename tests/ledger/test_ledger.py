"""The ledger: ten parts in the order of the paper, one file, frozen volumes that never change, policies asked both ways."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiaoyan.documents.blocks import Heading, PageBreak
from jiaoyan.documents.format_check import check
from jiaoyan.ledger import access, actions
from jiaoyan.ledger.contents import CONTENTS
from jiaoyan.ledger.models import LedgerVolume
from jiaoyan.ledger.printouts import book
from jiaoyan.ledger.queries import Ledger, read_ledger
from jiaoyan.schools.models import HistoryLine
from jiaoyan.schools.queries import GroupTerm, calendar_of
from tests.activities.builders import analysis, ended, talk, theory_note
from tests.conftest import TODAY, SmallSchool
from tests.matrix import ROLES

ORDER = [
    "封面",
    "备课组计划",
    "教学进度表",
    "备课组活动记录",
    "理论学习内容",
    "有效练习设计",
    "每日一议",
    "特色作业设计及学生作品展评",
    "期末学业质量检测报告",
    "备课组总结",
]


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: object) -> None:
    settings.FILES_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


def ledger_of(school: SmallSchool, day: date = TODAY) -> Ledger:
    return read_ledger(GroupTerm(school.group, school.term, calendar_of(school.term), day))


def state(ledger: Ledger, number: int) -> str:
    return next(content.state.state for part, content in ledger.parts if part.number == number)


def test_ten_parts_stand_in_the_order_of_the_paper() -> None:
    assert [part.title for part in CONTENTS] == ORDER
    assert [part.number for part in CONTENTS] == list(range(1, 11))


def test_ledger_of_a_group_without_records_says_for_each_part_what_is_missing_whose_and_since_when(here: SmallSchool) -> None:
    ledger = ledger_of(here)
    assert {state(ledger, n) for n in (2, 3, 7)} == {"missing"}
    plan = next(gap for gap in ledger.missing if "计划" in gap.what)
    assert (plan.owner_name, plan.owner_id, plan.since) == ("林知远", here.people["leader"].pk, date(2024, 2, 28))
    assert {state(ledger, n) for n in (6, 8, 9, 10)} == {"not_due"}


def test_part_that_is_not_kept_yet_is_missing_only_after_the_day_it_was_due(here: SmallSchool) -> None:
    assert state(ledger_of(here, date(2024, 6, 28)), 10) == "not_due"
    after = ledger_of(here, date(2024, 6, 29))
    assert state(after, 10) == "missing"


def test_lower_grades_have_no_quality_report_and_the_page_says_why(here: SmallSchool) -> None:
    here.group.grade = 2
    here.group.save()
    content = next(content for part, content in ledger_of(here).parts if part.number == 9)
    assert content.state.state == "absent"
    assert "纸笔考试" in content.state.note


def test_each_activity_is_followed_at_once_by_its_unit_analysis(here: SmallSchool) -> None:
    meeting = ended(here)
    analysis(here, activity=meeting)
    titles = [block.text for block in book(ledger_of(here)).body if isinstance(block, Heading)]
    at = titles.index(f"备课组活动记录（{'一二三四五六七八九十'[meeting.number - 1]}）")
    assert "单元分析" in next(title for title in titles[at + 1 :] if "单元（" in title or "记录" in title)


def test_every_part_but_the_first_starts_a_page(here: SmallSchool) -> None:
    body = book(ledger_of(here)).body
    assert sum(isinstance(block, PageBreak) for block in body) >= 8
    assert not any(isinstance(first, PageBreak) and isinstance(second, PageBreak) for first, second in pairwise(body))


def test_titles_carry_the_year_and_term_of_the_record(here: SmallSchool) -> None:
    document = book(ledger_of(here))
    assert document.cover is not None
    assert "2023" in document.cover.term
    assert "第二学期" in document.cover.term
    assert dict(document.cover.lines)["备课组组长："] == "林知远"


def test_reading_the_ledger_takes_the_same_queries_with_one_record_and_with_many(here: SmallSchool) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            book(ledger_of(here))
        return len(captured)

    ended(here)
    theory_note(here)
    talk(here)
    few = queries()
    for day in (4, 5, 6, 7):
        ended(here, date(2024, 6, day))
        talk(here, day=date(2024, 6, day), issue=f"第{day}天的问题：学生把商写到了余数的位置上")
    assert queries() == few
    assert few < 90


def test_word_file_keeps_the_prescribed_form(here: SmallSchool) -> None:
    ended(here)
    data = actions.write_book(ledger_of(here), page_numbers=False)
    assert check(data) == []
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_hostile_text_reaches_the_file_unharmed(here: SmallSchool) -> None:
    meeting = ended(here)
    meeting.topic = "比较 3<5 与 a<b & 分数 𠮷喆犇 🙂"
    meeting.save()
    data = actions.write_book(ledger_of(here), page_numbers=False)
    text = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode("utf-8")
    assert "3&lt;5 与 a&lt;b &amp; 分数 𠮷喆犇 🙂" in text


def test_frozen_volume_keeps_its_day_and_gaps_and_stays_the_same_when_records_change(
    here: SmallSchool, client_as: Callable[[str], Client]
) -> None:
    leader = client_as("leader")
    place = [here.group.pk, here.term.key]
    leader.post(reverse("ledger:freeze", args=place), {"kind": "interim"})
    volume = LedgerVolume.objects.get()
    assert (volume.day, volume.frozen_by) == (TODAY, here.people["leader"])
    assert any(gap["what"].startswith("备课组计划") for gap in volume.gaps)
    first = leader.get(reverse("ledger:volume", args=[volume.pk])).content
    ended(here)
    assert leader.get(reverse("ledger:volume", args=[volume.pk])).content == first
    assert HistoryLine.objects.filter(kind="ledger.ledgervolume", object_id=volume.pk).count() == 1


def test_freezing_without_a_kind_is_refused_with_a_sentence_and_keeps_nothing(
    here: SmallSchool, client_as: Callable[[str], Client]
) -> None:
    response = client_as("leader").post(reverse("ledger:freeze", args=[here.group.pk, here.term.key]), {"kind": "x"}, follow=True)
    assert "请选择要定格的卷别" in response.content.decode()
    assert LedgerVolume.objects.count() == 0


def test_download_is_an_attachment_with_a_name_and_no_sniffing(here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    response = client_as("teacher").get(reverse("ledger:word", args=[here.group.pk, here.term.key]))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_libreoffice_is_looked_for_where_the_settings_say(here: SmallSchool, client_as: Callable[[str], Client], settings: Any) -> None:
    settings.SOFFICE = "/nowhere/soffice"
    client = client_as("leader")
    assert (
        reverse("ledger:pdf", args=[here.group.pk, here.term.key])
        not in client.get(reverse("ledger:ledger", args=[here.group.pk, here.term.key])).content.decode()
    )
    assert client.get(reverse("ledger:pdf", args=[here.group.pk, here.term.key])).status_code == 302


def test_page_names_state_owner_and_day_of_what_is_missing(here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    page = client_as("leader").get(reverse("ledger:ledger", args=[here.group.pk, here.term.key])).content.decode()
    for words in ("备课组计划还没有写", "林知远", "应于2月28日前", "未到时间"):
        assert words in page


@pytest.mark.parametrize("role", ROLES)
def test_may_read_volume_and_volumes_visible_to_agree(here: SmallSchool, role: str) -> None:
    place = GroupTerm(here.group, here.term, calendar_of(here.term), TODAY)
    volume = actions.freeze(read_ledger(place), kind="final", by=here.actor("leader"))
    actor = here.actor(role)
    assert access.may_read_volume(actor, volume) == LedgerVolume.objects.filter(access.volumes_visible_to(actor)).exists()


def test_neighbour_sees_no_volume_either_way(here: SmallSchool, two_schools: object) -> None:
    volume = actions.freeze(ledger_of(here), kind="final", by=here.actor("leader"))
    neighbour = two_schools.there.actor("neighbour")  # type: ignore[attr-defined]
    assert not access.may_read_volume(neighbour, volume)
    assert not LedgerVolume.everywhere.filter(access.volumes_visible_to(neighbour)).exists()
