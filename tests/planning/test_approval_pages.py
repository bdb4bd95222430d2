"""Handing a plan in and deciding on it, page by page; its files."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from zipfile import ZipFile

import pytest
from django.urls import reverse

from jiaoyan.activities.models import Activity
from jiaoyan.planning.models import GroupPlan
from jiaoyan.schools.models import Role
from tests.conftest import TODAY, YEAR_BEGINS, SmallSchool
from tests.planning.builders import approved, complete, fresh, reopened, started, submitted
from tests.planning.pages import SignIn, said, url


def test_incomplete_plan_is_not_submitted_and_its_page_says_why(here: SmallSchool, client_as: SignIn) -> None:
    plan = started(here)

    page = said(client_as("leader").post(url(here, "submit"), {"version": plan.version}, follow=True))

    assert "还不能提交：有1处要补上" in page
    assert "提交前还有1处要补上" in page
    assert fresh(plan).status == "draft"


def test_plan_goes_from_leader_to_head_and_its_meetings_stand(here: SmallSchool, client_as: SignIn) -> None:
    plan = complete(here)
    leader, head = client_as("leader"), client_as("head")

    assert "等待审批" in said(leader.post(url(here, "submit"), {"version": plan.version}, follow=True))
    waiting = head.get(reverse("planning:waiting"))
    assert "五年级数学备课组" in said(waiting)
    page = head.get(url(here, "decide"))
    assert "读懂学生，上好每一课" in said(page)
    version = fresh(plan).version
    done = head.post(url(here, "decide"), {"version": version, "decision": "approve", "note": ""}, follow=True)

    assert "已按表1安排10次活动" in said(done)
    assert Activity.objects.count() == 10
    assert "没有等待审批的计划" in said(head.get(reverse("planning:waiting")))


def test_title_with_quotes_and_signs_is_shown_as_it_is(here: SmallSchool, client_as: SignIn) -> None:
    plan = submitted(here)
    GroupPlan.objects.filter(pk=plan.pk).update(title='"以学定教" 3<5 & 喆')

    for address in (reverse("planning:waiting"), url(here, "decide"), url(here, "plan")):
        assert html.unescape(said(client_as("head").get(address))).count('"以学定教"3<5&喆') == 1


def test_plan_is_returned_with_a_note_that_its_leader_reads(here: SmallSchool, client_as: SignIn) -> None:
    plan = submitted(here)
    head = client_as("head")

    refused = head.post(url(here, "decide"), {"version": plan.version, "decision": "return", "note": " "})
    assert refused.status_code == 422
    assert "请写明退回的原因" in said(refused)
    head.post(url(here, "decide"), {"version": plan.version, "decision": "return", "note": "薄弱点请写数据"})

    page = said(client_as("leader").get(url(here, "plan")))
    assert "退回了计划" in page
    assert "薄弱点请写数据" in page


def test_decision_on_a_plan_that_changed_meanwhile_is_refused(here: SmallSchool, client_as: SignIn) -> None:
    plan = submitted(here)

    page = client_as("head").post(url(here, "decide"), {"version": plan.version - 1, "decision": "approve", "note": ""})

    assert page.status_code == 422
    assert "刚刚被别人改过" in said(page)


def test_meeting_that_cannot_be_planned_is_named_on_the_approval_page(here: SmallSchool, client_as: SignIn) -> None:
    plan = submitted(here)
    plan.arrangement.filter(number=3).update(day="2024-03-24")

    page = client_as("head").post(url(here, "decide"), {"version": plan.version, "decision": "approve", "note": ""})

    assert page.status_code == 422
    assert "第5周的活动" in said(page)
    assert fresh(plan).status == "submitted"


def test_leader_with_an_office_role_is_told_who_decides(here: SmallSchool, client_as: SignIn) -> None:
    submitted(here)
    Role.objects.create(school=here.school, person=here.people["leader"], kind="academic_office", starts=YEAR_BEGINS)

    page = client_as("leader").get(url(here, "decide"))

    assert page.status_code == 403
    assert "不审批自己提交的计划" in said(page)


@pytest.mark.parametrize("stand", [submitted, approved])
def test_closed_plan_sends_its_editing_pages_back(here: SmallSchool, client_as: SignIn, stand: Callable[[SmallSchool], GroupPlan]) -> None:
    plan = stand(here)
    client = client_as("leader")

    for address in (url(here, "head"), url(here, "table", "division"), url(here, "propose", "arrangement")):
        for response in (client.get(address), client.post(address, {"version": plan.version, "title": "改"})):
            assert response.status_code == 302
    assert fresh(plan).version == plan.version


def test_reopening_asks_once_and_keeps_the_approved_file(here: SmallSchool, client_as: SignIn) -> None:
    plan = approved(here)
    client = client_as("leader")
    edition = plan.editions.get()
    before = client.get(reverse("planning:edition", args=[edition.pk])).content

    assert "已通过的一稿会原样保留" in said(client.get(url(here, "reopen")))
    client.post(url(here, "reopen"))

    assert fresh(plan).status == "draft"
    assert client.get(reverse("planning:edition", args=[edition.pk])).content == before
    assert "第1稿" in said(client.get(url(here, "plan")))


def test_withdrawing_opens_the_plan_again(here: SmallSchool, client_as: SignIn) -> None:
    plan = submitted(here)

    client_as("leader").post(url(here, "withdraw"), {"version": plan.version})

    assert fresh(plan).status == "draft"


def test_word_files_hold_the_whole_plan_or_one_table(here: SmallSchool, client_as: SignIn) -> None:
    complete(here)
    client = client_as("teacher")

    whole, table1, table3 = (
        client.get(url(here, name, *more)) for name, *more in (("docx",), ("table_docx", "arrangement"), ("table_docx", "authoring"))
    )

    texts = [ZipFile(io.BytesIO(each.content)).read("word/document.xml").decode() for each in (whole, table1, table3)]
    assert ["分工与合作" in xml for xml in texts] == [True, False, False]
    assert ["备课组长：林知远" in xml for xml in texts] == [True, True, False]
    assert ["命制人" in xml for xml in texts] == [True, False, True]
    assert whole["Content-Disposition"].startswith("attachment")


def test_reopened_plan_is_due_again_within_a_week_not_overdue_at_once(here: SmallSchool, client_as: SignIn) -> None:
    reopened(here, TODAY)

    page = said(client_as("leader").get(url(here, "plan")))

    assert "可以提交审批了。" in page
