"""The ledger: ten parts in the order of the paper, one file, frozen volumes that never change, policies asked both ways."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiaoyan.documents.blocks import Heading, PageBreak, Subtitle
from jiaoyan.documents.format_check import check
from jiaoyan.ledger import access, actions
from jiaoyan.ledger.book import book
from jiaoyan.ledger.contents import CONTENTS
from jiaoyan.ledger.models import LedgerVolume
from jiaoyan.ledger.reading import Ledger, read_ledger
from jiaoyan.ledger.rules import PartState
from jiaoyan.planning.models import GroupPlan
from jiaoyan.schools.models import HistoryLine
from jiaoyan.schools.queries import GroupTerm, calendar_of
from jiaoyan.web.render import contents_html
from tests.activities.builders import analysis, ended, planned, settled, talk, theory_note
from tests.assessments import builders as assessments
from tests.conftest import TODAY, SmallSchool
from tests.items import builders as items
from tests.items import showcase_builders as showcase
from tests.matrix import ROLES
from tests.planning import summaries

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
    return part_of(ledger, number).state


def part_of(ledger: Ledger, number: int) -> PartState:
    return next(state for part, state in ledger.parts if part.number == number)


def test_ten_parts_stand_in_the_order_of_the_paper() -> None:
    assert [part.title for part in CONTENTS] == ORDER
    assert [part.number for part in CONTENTS] == list(range(1, 11))


def test_ledger_of_a_group_without_records_says_for_each_part_what_is_missing_whose_and_since_when(here: SmallSchool) -> None:
    ledger = ledger_of(here)
    assert {state(ledger, n) for n in (2, 3, 7)} == {"missing"}
    plan = next(gap for gap in ledger.missing if "计划" in gap.what)
    assert (plan.owner_name, plan.owner_id, plan.since) == ("林知远", here.people["leader"].pk, date(2024, 2, 28))
    assert {state(ledger, n) for n in (6, 9, 10)} == {"not_due"}
    showcase_part = part_of(ledger, 8)
    assert [(gap.what, gap.owner_name) for gap in showcase_part.gaps] == [("还没有特色作业设计", "林知远")]


def test_summary_is_missing_only_after_the_day_it_was_due(here: SmallSchool) -> None:
    assert state(ledger_of(here, date(2024, 6, 28)), 10) == "not_due"
    after = ledger_of(here, date(2024, 6, 29))
    assert state(after, 10) == "missing"


def test_exercises_come_in_with_author_and_reviewer_once_approved_and_a_late_draft_is_its_authors(here: SmallSchool) -> None:
    items.started(here, due=date(2024, 6, 5), title="迟交的周周练")
    ready = items.approved(here, title="解方程周周练")
    part_6 = part_of(ledger_of(here), 6)
    assert [(gap.what, gap.owner_name) for gap in part_6.gaps] == [("练习“迟交的周周练”还没有交稿", ready.author.name)]
    assert (part_6.state, part_6.entries, part_6.note) == ("missing", 1, "已通过1份，共2份")
    said = str(book(ledger_of(here)).body)
    assert "解方程周周练" in said
    assert f"审核人：{ready.reviewer.name}" in said.replace("Run(text='", "")
    assert said.count("迟交的周周练") == 0


def test_showcase_homework_is_complete_after_exhibition_and_review_and_shows_its_works(here: SmallSchool) -> None:
    work = showcase.shown(here)
    showcase.exhibited(here, work.showcase)
    part_8 = part_of(ledger_of(here), 8)
    assert (part_8.state, part_8.entries) == ("complete", 1)
    assert work.showcase.theme in str(book(ledger_of(here)).body)


def test_quality_report_is_complete_once_approved_and_printed_with_its_figures(here: SmallSchool) -> None:
    report = assessments.submitted(here)
    assert part_of(ledger_of(here), 9).state != "complete"
    assessments.approved(here)
    assert part_of(ledger_of(here), 9).state == "complete"
    titles = [block.text for block in book(ledger_of(here)).body if isinstance(block, Heading)]
    assert any("质量" in title and "报告" in title for title in titles), (titles, report)


def test_summary_is_printed_as_it_stands_and_complete_once_approved(here: SmallSchool) -> None:
    summary = summaries.write(here, "preparation", "全组集体备课〔集体备课次数〕。")
    assert (part_of(ledger_of(here), 10).state, part_of(ledger_of(here), 10).note) == ("not_due", "草稿")
    assert summary.title in str(book(ledger_of(here)).body)
    type(summary).objects.update(status="approved")
    assert part_of(ledger_of(here, date(2024, 7, 1)), 10).state == "complete"


def test_lower_grades_have_no_quality_report_and_the_page_says_why(here: SmallSchool) -> None:
    here.group.grade = 2
    here.group.save()
    part_9 = part_of(ledger_of(here), 9)
    assert part_9.state == "absent"
    assert "纸笔考试" in part_9.note


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


BEGUN = date(2024, 5, 27)  # a Monday in the middle of the term


def begin(here: SmallSchool, day: date | None = BEGUN) -> None:
    """The group came to the system on a day in mid-term."""
    here.group.in_use_from = day
    here.group.save()


def lived_in(here: SmallSchool) -> None:
    """Something late in every part before that day and after it."""
    ended(here, date(2024, 3, 5))
    planned(here, date(2024, 4, 2))
    ended(here, date(2024, 6, 4))
    analysis(here, unit_starts=date(2024, 3, 4), unit_ends=date(2024, 5, 22))


def test_group_that_uses_the_system_from_the_beginning_is_told_everything_since_then(here: SmallSchool) -> None:
    lived_in(here)
    ledger = ledger_of(here)
    assert min(gap.since for gap in ledger.missing) < date(2024, 3, 8)
    assert ledger.begun is None


def test_group_that_comes_in_mid_term_owes_nothing_from_before_and_what_came_after_still_counts(here: SmallSchool) -> None:
    lived_in(here)
    before = ledger_of(here).missing
    begin(here)
    after = ledger_of(here).missing
    assert {gap.what for gap in before if gap.since >= BEGUN} <= {gap.what for gap in after}
    assert all(gap.since >= BEGUN for gap in after)
    found = {gap.what.partition("：")[0]: gap.since for gap in after}
    assert found["备课组计划还没有写"] == found["教学进度表还没有排"] == date(2024, 6, 3)
    assert {"第3次活动", "“简易方程”单元分析", "5月还没有理论学习摘记", "第15周没有记每日一议"} <= set(found)
    assert not {"第1次活动", "第2次活动还没有召开", "3月还没有理论学习摘记", "第13周没有记每日一议"} & set(found)


def test_plan_and_table_are_asked_for_a_week_after_the_group_has_come(here: SmallSchool) -> None:
    begin(here, date(2024, 6, 6))
    ledger = ledger_of(here)
    assert [(state(ledger, n), part_of(ledger, n).due) for n in (2, 3)] == [("not_due", date(2024, 6, 13))] * 2


def test_term_before_the_group_came_owes_nothing_at_all_and_says_so(here: SmallSchool) -> None:
    begin(here)
    ledger = read_ledger(GroupTerm(here.group, here.term1, calendar_of(here.term1), TODAY))
    assert ledger.missing == ()
    assert {state(ledger, n) for n in (2, 3, 6, 8, 9, 10)} == {"uncounted"}
    assert ledger.begun == BEGUN


def test_next_term_of_a_group_that_came_in_the_one_before_counts_from_its_beginning(here: SmallSchool) -> None:
    lived_in(here)
    whole = ledger_of(here).missing
    begin(here, date(2023, 10, 12))
    assert ledger_of(here).missing == whole
    assert ledger_of(here).begun is None


def test_page_and_printed_gaps_say_from_which_day_on_is_counted(here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    url = reverse("ledger:ledger", args=[here.group.pk, here.term.key])
    words = "本组自2024年5月27日起用本系统，此前的内容不计缺项。"
    assert "此前的内容不计缺项" not in client_as("leader").get(url).content.decode()
    assert not [block for block in book(ledger_of(here)).body if words in str(block)]
    begin(here)
    assert words in client_as("leader").get(url).content.decode()
    body = book(ledger_of(here)).body
    first_part = body[: next(n for n, block in enumerate(body) if isinstance(block, PageBreak))]
    assert [words in str(block) for block in first_part][-1]


def test_frozen_volume_keeps_the_gaps_that_counted(here: SmallSchool) -> None:
    lived_in(here)
    begin(here)
    volume = actions.freeze(ledger_of(here), kind="interim", by=here.actor("leader"))
    assert volume.gaps
    assert all(gap["since"] >= BEGUN.isoformat() for gap in volume.gaps)


def test_contents_list_the_generated_title_of_the_plan_and_not_its_slogan(here: SmallSchool) -> None:
    plan = GroupPlan.objects.create(school=here.school, group=here.group, term=here.term, title="说清道理", plan_date=TODAY)
    talk(here)
    body = book(ledger_of(here)).body
    assert body[:2] == (
        Heading(plan.title, listed=False),
        Subtitle("——2023—2024学年第二学期五年级数学备课组工作计划", listed=True),
    )
    contents = str(contents_html(body))
    assert ">2023—2024学年第二学期五年级数学备课组工作计划</a>" in contents
    assert "说清道理" not in contents
    assert ">每日一议</a>" in contents


def test_contents_list_the_quality_report_by_its_own_title(here: SmallSchool) -> None:
    assessments.approved(here)
    contents = str(contents_html(book(ledger_of(here)).body))
    assert ">五年级数学期末学业质量检测报告</a>" in contents
    assert ">2023—2024学年第二学期五年级数学备课组</a>" not in contents


def test_states_are_read_without_building_a_page(here: SmallSchool) -> None:
    lived_in(here)
    asked: list[int] = []
    watched = [replace(part, pages=lambda _, number=part.number: asked.append(number) or ()) for part in CONTENTS]
    ledger = ledger_of(here)
    assert asked == []
    book(replace(ledger, parts=tuple(zip(watched, (state for _, state in ledger.parts), strict=True))))
    assert asked == list(range(2, 11))


def test_page_takes_the_same_queries_with_one_record_and_with_many(
    here: SmallSchool, client_as: Callable[[str], Client], django_assert_num_queries: Any
) -> None:
    client, url = client_as("leader"), reverse("ledger:ledger", args=[here.group.pk, here.term.key])
    ended(here)
    theory_note(here)
    talk(here)
    row = analysis(here)
    settled(here, row, 1)
    items.started(here)
    showcase.designed(here)
    assessments.made(here)
    client.get(url)
    with django_assert_num_queries(47):
        client.get(url)
    items.approved(here)
    items.submitted(here)
    showcase.added(here, showcase.designed(here, theme="量一量，算一算"))
    for day in (4, 5, 6, 7):
        ended(here, date(2024, 6, day))
        talk(here, day=date(2024, 6, day), issue=f"第{day}天的问题：学生把商写到了余数的位置上")
    with django_assert_num_queries(47):
        client.get(url)


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
