"""The pages: reading like the paper, tables edited in place, proposals shown before they are accepted, approval."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiaoyan.planning.forms.grids import TABLES
from jiaoyan.planning.models import AuthoringRow, KeyPoint
from jiaoyan.planning.queries import plan_of
from jiaoyan.schools.queries import calendar_of
from tests.conftest import TODAY, SmallSchool
from tests.planning.builders import another_teacher, complete, fresh, paced, started
from tests.planning.pages import SignIn, said, table_post, url


def test_leader_is_offered_to_begin_and_a_member_is_told_who_does(here: SmallSchool, client_as: SignIn) -> None:
    assert "开始写计划" in said(client_as("leader").get(url(here, "plan")))

    page = said(client_as("teacher").get(url(here, "plan")))
    assert "由备课组长来写" in page
    assert "开始写计划" not in page


def test_plan_begins_with_one_click(here: SmallSchool, client_as: SignIn) -> None:
    paced(here)

    page = client_as("leader").post(url(here, "start"), follow=True)

    assert "请先拟一个大标题" in said(page)
    assert plan_of(here.group, here.term) is not None


def test_page_reads_like_the_paper_with_links_for_the_leader_only(here: SmallSchool, client_as: SignIn) -> None:
    complete(here)

    leader, teacher = (said(client_as(name).get(url(here, "plan"))) for name in ("leader", "teacher"))

    for words in (
        "读懂学生，上好每一课",
        "——2023—2024学年第二学期五年级数学备课组工作计划",
        "所任课务",
        "二、工作要点",
        "附表目录",
        "备课组长：林知远",
        "命制人",
    ):
        assert words in leader
        assert words in teacher
    assert "修改表1" in leader
    assert "修改表1" not in teacher
    assert "各部分齐全" in leader


def test_page_says_what_is_missing_at_its_part(here: SmallSchool, client_as: SignIn) -> None:
    started(here)

    page = client_as("leader").get(url(here, "plan"))

    assert "提交前还有1处要补上" in said(page)
    assert "<li>请拟一个大标题。</li>" in page.content.decode()


def test_plan_page_takes_the_same_queries_whatever_its_length(here: SmallSchool, client_as: SignIn) -> None:
    plan = complete(here)
    client = client_as("leader")
    client.get(url(here, "plan"))
    with CaptureQueriesContext(connection) as short:
        client.get(url(here, "plan"))

    people = [another_teacher(here, f"教师{n}", f"N{n:02}") for n in range(6)]
    KeyPoint.objects.bulk_create(
        KeyPoint(school=here.school, plan=plan, position=n, area="other", content="甲", measure="乙", owner=people[n % 6])
        for n in range(100, 140)
    )
    AuthoringRow.objects.bulk_create(
        AuthoringRow(
            school=here.school,
            plan=plan,
            position=n,
            week_no=9,
            content="甲",
            author=people[n % 6],
            reviewer=people[(n + 1) % 6],
            due=TODAY,
        )
        for n in range(100, 140)
    )
    with CaptureQueriesContext(connection) as long:
        client.get(url(here, "plan"))
    assert len(long) == len(short) < 50


def test_head_is_saved_and_shown(here: SmallSchool, client_as: SignIn) -> None:
    plan = started(here)
    sent = {"version": plan.version, "title": "以学定教", "plan_date": "2024-02-19", "opening": "上学期**计算**失分多。"}

    page = client_as("leader").post(url(here, "head"), sent, follow=True)

    assert "以学定教" in said(page)
    assert "上学期计算失分多。" in said(page)


def test_head_with_errors_keeps_what_was_typed(here: SmallSchool, client_as: SignIn) -> None:
    plan = started(here)
    sent = {"version": plan.version, "title": "", "plan_date": "2034-02-19", "opening": "写了很多"}

    page = client_as("leader").post(url(here, "head"), sent)

    assert page.status_code == 422
    for words in ("请填写。", "日期不在本学年内", "写了很多"):
        assert words in said(page)


def test_head_saved_by_somebody_else_meanwhile_is_said_and_kept(here: SmallSchool, client_as: SignIn) -> None:
    plan = started(here)
    sent = {"version": plan.version, "title": "先到", "plan_date": "2024-02-19", "opening": ""}
    client = client_as("leader")
    client.post(url(here, "head"), sent)

    page = client.post(url(here, "head"), {**sent, "title": "后到"})

    assert page.status_code == 422
    assert "刚刚有人改过这份材料" in said(page)
    assert 'value="后到"' in page.content.decode()
    assert client.post(url(here, "head"), {**sent, "title": "后到", "version": plan.version + 1}).status_code == 302
    assert fresh(plan).title == "后到"


@pytest.mark.parametrize("table", sorted(TABLES))
def test_table_sent_back_unchanged_changes_nothing(here: SmallSchool, client_as: SignIn, table: str) -> None:
    plan = started(here)
    before = list(getattr(plan, table).values())

    response = client_as("leader").post(url(here, "table", table), table_post(here, table))

    assert response.status_code == 302
    assert list(getattr(plan, table).values()) == before
    assert fresh(plan).version == plan.version


def test_edited_added_and_deleted_rows_are_stored(here: SmallSchool, client_as: SignIn) -> None:
    plan = started(here)
    rows = len(plan.division.all())
    changes = {"0-owner": "周予安", f"{rows}-task": "整理错例", f"{rows}-owner": "陈小禾", "2-delete": "1"}

    client_as("leader").post(url(here, "table", "division"), table_post(here, "division", changes))

    stored = list(fresh(plan).division.all())
    assert (stored[0].owner.name, stored[-1].task, len(stored)) == ("周予安", "整理错例", rows)


def test_pasted_numbers_in_table_1_become_items_and_days_are_read(here: SmallSchool, client_as: SignIn) -> None:
    plan = started(here)
    changes = {"2-contents": "1、议一议错例\n2. 看数据", "2-day": "3.7", "2-forms": "整体讨论", "2-lesson_teacher": ""}

    client_as("leader").post(url(here, "table", "arrangement"), table_post(here, "arrangement", changes))

    row = fresh(plan).arrangement.all()[2]
    assert (row.contents, row.day.isoformat(), row.forms) == (["议一议错例", "看数据"], "2024-03-07", ["整体讨论"])


def test_every_wrong_cell_is_named_at_once_and_nothing_is_stored(here: SmallSchool, client_as: SignIn) -> None:
    plan = started(here)
    changes = {"1-week_no": "", "1-day": "", "2-kind": "聚餐", "3-week_no": "99", "4-contents": "", "5-lesson_teacher": "无此人"}

    page = client_as("leader").post(url(here, "table", "arrangement"), table_post(here, "arrangement", changes))

    assert page.status_code == 422
    assert "有5处需要看一看" in said(page)
    assert "第2行「周次」：请填周次或日期" in said(page)
    assert "聚餐" in page.content.decode()
    assert fresh(plan).version == plan.version


def test_a_meeting_with_its_day_need_not_say_its_week(here: SmallSchool, client_as: SignIn) -> None:
    plan = started(here)

    client_as("leader").post(url(here, "table", "arrangement"), table_post(here, "arrangement", {"2-day": "3.7", "2-week_no": ""}))

    row = fresh(plan).arrangement.all()[2]
    assert (row.day.isoformat(), row.week_no) == ("2024-03-07", calendar_of(here.term).week_no(row.day))


def test_author_as_reviewer_is_refused_at_the_cell(here: SmallSchool, client_as: SignIn) -> None:
    started(here)

    page = client_as("leader").post(url(here, "table", "authoring"), table_post(here, "authoring", {"0-reviewer": "林知远"}))

    assert page.status_code == 422
    assert "第1行「审核人」：命制人和审核人不能是同一人" in said(page)


def test_empty_due_day_is_two_school_days_before_use(here: SmallSchool, client_as: SignIn) -> None:
    plan = started(here)

    client_as("leader").post(url(here, "table", "authoring"), table_post(here, "authoring", {"1-due": "", "1-week_no": "5"}))

    row = fresh(plan).authoring.all()[1]
    assert (row.week_no, row.due.isoformat()) == (5, "2024-03-14")


def test_table_saved_by_somebody_else_meanwhile_shows_both_and_saves_the_second_time(here: SmallSchool, client_as: SignIn) -> None:
    plan = started(here)
    mine = table_post(here, "division", {"0-scope": "我的"})
    client = client_as("leader")
    client.post(url(here, "table", "division"), table_post(here, "division", {"0-scope": "别人的"}))

    page = client.post(url(here, "table", "division"), mine)

    assert page.status_code == 422
    assert "这张表已被别人改过" in said(page)
    assert "现有内容：别人的" in said(page)
    version = fresh(plan).version
    assert client.post(url(here, "table", "division"), mine | {"division-version": str(version)}).status_code == 302
    assert fresh(plan).division.all()[0].scope == "我的"


def test_findings_of_a_table_stand_above_its_grid(here: SmallSchool, client_as: SignIn) -> None:
    plan = started(here)
    plan.arrangement.filter(number=4).update(forms=["聚餐"])

    assert "没有“聚餐”这种形式" in said(client_as("leader").get(url(here, "table", "arrangement")))


def test_unknown_table_is_not_found(here: SmallSchool, client_as: SignIn) -> None:
    started(here)
    client = client_as("leader")

    for name in ("table", "propose"):
        assert client.get(url(here, name, "pacing")).status_code == 404
    assert client.get(url(here, "table_docx", "division")).status_code == 404
    assert client.get(reverse("planning:blank", args=["pacing"])).status_code == 404


def test_pages_of_a_plan_that_was_not_begun_are_not_found(here: SmallSchool, client_as: SignIn) -> None:
    client = client_as("leader")
    for name, more in (
        ("head", ()),
        ("table", ("division",)),
        ("propose", ("division",)),
        ("docx", ()),
        ("table_docx", ("authoring",)),
        ("decide", ()),
    ):
        assert client.get(url(here, name, *more)).status_code == 404


def test_proposal_shows_what_would_change_and_stores_nothing(here: SmallSchool, client_as: SignIn) -> None:
    plan = started(here)
    plan.division.filter(unit__isnull=False).update(owner=here.people["teacher"])
    plan.division.filter(task="汇总每日一议").delete()

    page = client_as("leader").get(url(here, "propose", "division"))

    assert page.status_code == 200
    for words in ("改动", "新增", "另有3行不变", "采用建议"):
        assert words in said(page)
    assert "<del" in page.content.decode()
    assert fresh(plan).version == plan.version


def test_accepted_proposal_is_stored_and_keeps_its_rows(here: SmallSchool, client_as: SignIn) -> None:
    plan = started(here)
    plan.arrangement.filter(number=2).update(contents=["随便"])
    keys = set(plan.arrangement.values_list("pk", flat=True))
    client = client_as("leader")
    shown = client.get(url(here, "propose", "arrangement")).context["proposal"].fingerprint

    response = client.post(url(here, "propose", "arrangement"), {"version": plan.version, "shown": shown})

    assert response.status_code == 302
    assert set(plan.arrangement.values_list("pk", flat=True)) == keys
    assert fresh(plan).arrangement.all()[2].contents != ["随便"]


def test_proposal_that_is_no_longer_what_was_shown_is_shown_again(here: SmallSchool, client_as: SignIn) -> None:
    plan = started(here)
    plan.arrangement.filter(number=2).update(contents=["随便"])

    page = client_as("leader").post(url(here, "propose", "arrangement"), {"version": plan.version, "shown": "old"})

    assert page.status_code == 422
    assert "请再看一遍" in said(page)
    assert fresh(plan).arrangement.all()[2].contents == ["随便"]


def test_table_that_stands_as_proposed_has_nothing_to_accept(here: SmallSchool, client_as: SignIn) -> None:
    started(here)

    page = said(client_as("leader").get(url(here, "propose", "authoring")))

    assert "不用改动" in page
    assert "采用建议" not in page


def test_table_3_needs_table_2_before_it_can_be_proposed(here: SmallSchool, client_as: SignIn) -> None:
    client = client_as("leader")
    client.post(url(here, "start"))

    page = said(client.get(url(here, "propose", "authoring")))

    assert "请先排好表2教学进度" in page
    assert "采用建议" not in page
