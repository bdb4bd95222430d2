"""The pages of a research group's papers: what is typed stays, refusals are said, everything is reached and saved through forms."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiaoyan.documents.docx import to_docx
from jiaoyan.planning.actions import research as writing
from jiaoyan.planning.figures import Record, frozen_records, thawed_records
from jiaoyan.planning.forms.research import RESEARCH_TABLES
from jiaoyan.planning.forms.research_summary import answers_grid, research_problems_grid
from jiaoyan.planning.models import ClauseAnswer, Evidence, MonthItem, PlanClause, ResearchPlan, ResearchSummary, UpperPlan
from jiaoyan.planning.printouts.research import blank_research_plan
from jiaoyan.planning.research import research_plan_of
from jiaoyan.planning.research_summaries import Datum, datum, freeze_data, whose_records
from jiaoyan.planning.rules.research_summary import Counted
from jiaoyan.quotas.models import Quota
from jiaoyan.quotas.rules.fact import Fact, Subject
from tests.conftest import TODAY, SmallSchool
from tests.planning import research
from tests.planning.builders import grid_post
from tests.planning.pages import said

SignIn = Callable[[str], Client]


def url(here: SmallSchool, name: str, *more: object) -> str:
    return reverse(f"planning:{name}", args=[here.research.pk, here.term.key, *more])


def typed_head(plan: ResearchPlan, **more: Any) -> dict[str, Any]:
    return {
        "version": plan.version,
        "guiding": "以学定教。",
        "goals": "1. 人人上研究课\n\n2. 质量稳步提高",
        "plan_date": "2024-02-20",
        **more,
    }


def table(here: SmallSchool, name: str, changes: dict[str, str] | None = None) -> dict[str, str]:
    plan = research_plan_of(here.research, here.term)
    assert plan is not None
    return grid_post(RESEARCH_TABLES[name].grid(plan, research.place_of(here)), changes)


def test_teacher_reads_the_plan_with_its_quotas_and_cannot_change_it(here: SmallSchool, client_as: SignIn) -> None:
    research.approved(here)
    page = said(client_as("mentee").get(url(here, "research_plan")))
    assert "指标：每位教师，每学期上研究课不少于1节。" in page
    assert "不计数：重在过程，看活动记录。" in page
    assert "修改主要措施" not in page


def test_without_a_plan_the_leader_begins_and_others_wait(here: SmallSchool, client_as: SignIn) -> None:
    assert "开始写计划" in said(client_as("head").get(url(here, "research_plan")))
    assert "由教研组长来写，应在3月6日前提交" in said(client_as("teacher").get(url(here, "research_plan")))
    answer = client_as("head").post(url(here, "research_start"), follow=True)
    assert "提交前还有" in said(answer)


def test_goals_lose_their_typed_numbers_and_a_second_save_from_an_old_page_keeps_what_was_typed(
    here: SmallSchool, client_as: SignIn
) -> None:
    plan = research.begun(here)
    client = client_as("head")
    client.post(url(here, "research_head"), typed_head(plan))
    assert ResearchPlan.objects.get().goals == ["人人上研究课", "质量稳步提高"]
    late = client.post(url(here, "research_head"), typed_head(plan, goals="后来写的目标"))
    assert late.status_code == 422
    assert "后来写的目标" in late.content.decode()
    assert "刚刚有人改过这份材料" in late.content.decode()
    again = client.post(url(here, "research_head"), typed_head(research.fresh(plan), goals="后来写的目标"))
    assert again.status_code == 302


def test_day_outside_the_school_year_is_refused_beside_its_field(here: SmallSchool, client_as: SignIn) -> None:
    plan = research.begun(here)
    answer = client_as("head").post(url(here, "research_head"), typed_head(plan, plan_date="2026-02-20"))
    assert "日期不在本学年内，请核对年份。" in answer.content.decode()


@pytest.mark.parametrize("month", ["3月", "三月", "3月份", "三月份"])
def test_month_schedule_is_saved_from_the_grid_and_findings_do_not_stop_it(month: str, here: SmallSchool, client_as: SignIn) -> None:
    research.begun(here)
    new = {"0-month": month, "0-kind": "教研活动", "0-text": "大组活动", "0-timing": "截止", "0-day": "", "0-tentative": "暂定"}
    answer = client_as("head").post(url(here, "research_table", "months"), table(here, "months", new), follow=True)
    item = MonthItem.objects.get()
    assert (item.month, item.kind, item.timing, item.day, item.tentative) == (3, "own", "by", None, True)
    page = said(answer)
    assert "3月“大组活动”写了截止，请填上截止的日期。" in page
    assert "4月还没有安排本组的教研活动。" in page


def test_a_day_beside_a_part_of_the_month_is_refused_in_its_row_and_nothing_typed_is_lost(here: SmallSchool, client_as: SignIn) -> None:
    research.begun(here)
    new = {"0-month": "6月", "0-kind": "教研活动", "0-text": "大组活动：复习课研讨", "0-timing": "下旬", "0-day": "2024-06-20"}
    answer = client_as("head").post(url(here, "research_table", "months"), table(here, "months", new))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "只定到旬或月的，请把日期删去" in page
    assert "大组活动：复习课研讨" in page


def test_grid_from_an_old_page_is_not_stored_and_says_why(here: SmallSchool, client_as: SignIn) -> None:
    plan = research.complete(here)
    old = table(here, "clauses", {"0-text": "改过的内容"})
    writing.save_targets(by=here.actor("head"), plan=plan, version=plan.version, entries=[])
    answer = client_as("head").post(url(here, "research_table", "clauses"), old)
    assert answer.status_code == 422
    assert "改过的内容" in answer.content.decode()
    assert not PlanClause.objects.filter(text="改过的内容").exists()


def test_target_with_evidence_cannot_be_deleted_in_the_grid_and_the_page_says_so(here: SmallSchool, client_as: SignIn) -> None:
    research.laid_in(here)
    answer = client_as("head").post(url(here, "research_table", "targets"), table(here, "targets", {"0-delete": "1"}))
    assert answer.status_code == 422
    assert "材料夹里有“三月大组活动记录”，这一行请保留" in answer.content.decode()


def test_clause_page_offers_quotas_as_sentences(here: SmallSchool, client_as: SignIn) -> None:
    plan = research.complete(here)
    second = plan.clauses.all()[1]
    client = client_as("head")
    page = client.get(url(here, "research_clause", second.pk)).content.decode()
    assert '<li class="choices-group">研究课</li>' in page
    assert "<span>每位教师，每学期上研究课不少于1节</span>" in page
    assert reverse("quotas:new", args=[here.research.pk, here.term.key]) in page  # where none of them fits
    body = {"version": plan.version, "area": "教学常规", "text": second.text, "quotas": [research.quota(here).pk], "uncounted": "旧的原因"}
    assert client.post(url(here, "research_clause", second.pk), body).status_code == 302
    second.refresh_from_db()
    assert (second.quotas.count(), second.uncounted) == (1, "")


NOTES = {
    "kind": "study_note",
    "whose": "everyone",
    "name": "业务学习笔记",
    "unit": "次",
    "least": "2",
    "per": "term",
    "severity": "must",
    "begins": "2024-06-17",
    "area": "growth",
}


def links(answer: Any) -> list[str]:
    """Where a page leads, in its order."""
    return [html.unescape(link) for link in re.findall(r'href="([^"]*)"', answer.content.decode())]


def test_a_quota_added_for_a_clause_leads_back_to_the_clause_and_stands_ticked_there(here: SmallSchool, client_as: SignIn) -> None:
    plan, client = research.complete(here), client_as("head")
    second = plan.clauses.all()[1]
    clause = url(here, "research_clause", second.pk)
    kinds = next(link for link in links(client.get(clause)) if "/quotas/new/" in link)
    form = next(link for link in links(client.get(kinds)) if "kind=study_note" in link)
    assert clause in links(client.get(form)), "nothing added: back to the clause too"

    page = client.post(form, NOTES, follow=True).content.decode()

    added = Quota.objects.get(name="业务学习笔记")
    assert "已增加“业务学习笔记”。" in page
    assert "新的指标已经勾上" in page
    assert re.search(rf'value="{added.pk}"[^>]* checked', page)
    assert not second.quotas.filter(pk=added.pk).exists(), "it is offered; the clause is saved by hand"


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_a_new_quota_leads_to_no_other_site(here: SmallSchool, client_as: SignIn, back: str) -> None:
    research.complete(here)
    new = reverse("quotas:new", args=[here.research.pk, here.term.key])
    answer = client_as("head").post(f"{new}?{urlencode({'kind': 'study_note', 'back': back})}", NOTES)
    assert (answer.status_code, answer["Location"]) == (302, reverse("quotas:list", args=[here.research.pk, here.term.key]))


def test_stale_clause_page_keeps_the_ticks(here: SmallSchool, client_as: SignIn) -> None:
    plan = research.complete(here)
    second = plan.clauses.all()[1]
    body = {"version": plan.version - 1, "area": "教学常规", "text": "改写", "quotas": [research.quota(here).pk], "uncounted": ""}
    answer = client_as("head").post(url(here, "research_clause", second.pk), body)
    assert answer.status_code == 422
    assert "checked" in answer.content.decode()
    assert "改写" in answer.content.decode()


def test_offers_are_ticked_and_become_clauses(here: SmallSchool, client_as: SignIn) -> None:
    above = research.upper_plan(here)
    plan = research.complete(here)
    client = client_as("head")
    assert "还没有承接：教导处计划《教导处工作计划》“每月检查一次作业”" in said(client.get(url(here, "research_plan")))
    key = f"upper:{above.clauses.get(position=1).pk}"
    client.post(url(here, "research_offers"), {"version": plan.version, "keys": [key], "area": "教学常规"})
    assert PlanClause.objects.get(upper__isnull=False).text == "每月检查一次作业"
    assert "每月检查一次作业" in said(client.get(url(here, "research_offers")))
    assert "数学教研组已承接：教学常规" in said(client_as("teacher").get(reverse("planning:upper_plans", args=[here.term.key])))


def test_closed_plan_sends_its_leader_back_with_a_word(here: SmallSchool, client_as: SignIn) -> None:
    research.submitted(here)
    answer = client_as("head").get(url(here, "research_table", "months"), follow=True)
    assert "计划已提交或已通过，现在不能改动" in said(answer)


def test_whole_way_from_handing_in_to_the_edition(here: SmallSchool, client_as: SignIn) -> None:
    plan = research.complete(here)
    client_as("head").post(url(here, "research_submit"), {"version": plan.version})
    liaison = client_as("liaison")
    assert "数学教研组：计划" in said(liaison.get(reverse("planning:research_waiting")))
    page = liaison.get(url(here, "research_decide"))
    assert "通过后，具体安排会出现在全组教师的“本月”里" in said(page)
    plan = research.fresh(plan)
    liaison.post(url(here, "research_decide"), {"version": plan.version, "decision": "approve", "note": ""})
    edition = research.fresh(plan).editions.get()
    kept = client_as("teacher").get(reverse("planning:research_edition", args=[edition.pk]))
    assert kept["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("link", "kept"),
    [("http://testserver/upper-plans/?x=1#y", "/upper-plans/"), ("/groups/", "/groups/")],
)
def test_address_of_a_page_of_this_system_is_kept_as_its_path(here: SmallSchool, client_as: SignIn, link: str, kept: str) -> None:
    target = research.target(here)
    client_as("teacher").post(reverse("planning:target", args=[target.pk]), {"label": "活动记录", "state": "ready", "link": link})
    assert Evidence.objects.get().link == kept


@pytest.mark.parametrize("link", ["https://elsewhere.example/groups/", "/nowhere/at/all/", "javascript:alert(1)", "不是网址"])
def test_address_that_is_none_of_ours_is_refused(here: SmallSchool, client_as: SignIn, link: str) -> None:
    target = research.target(here)
    answer = client_as("teacher").post(reverse("planning:target", args=[target.pk]), {"label": "活动记录", "state": "ready", "link": link})
    assert answer.status_code == 422
    assert "这不是本系统里的页面" in answer.content.decode()


def test_file_is_laid_in_opened_by_colleagues_taken_out_and_put_back(here: SmallSchool, client_as: SignIn) -> None:
    target = research.target(here)
    data = to_docx(blank_research_plan())
    file = SimpleUploadedFile("记录.docx", data, content_type="application/octet-stream")
    teacher = client_as("teacher")
    page = reverse("planning:target", args=[target.pk])
    teacher.post(page, {"label": "活动记录", "state": "ready", "file": file})
    row = Evidence.objects.get()
    opened = client_as("mentee").get(reverse("planning:evidence_file", args=[row.pk]))
    assert b"".join(opened) == data if opened.streaming else opened.content == data
    sort = reverse("planning:evidence", args=[row.pk])
    assert client_as("mentee").post(sort, {"state": "out"}).status_code == 403
    teacher.post(sort, {"state": "out"})
    assert "材料夹是空的" in said(teacher.get(page))
    teacher.post(sort, {"state": "back"})
    teacher.post(sort, {"state": "wanted"})
    row.refresh_from_db()
    assert (row.state, row.removed_at) == ("wanted", None)


def test_upper_plan_is_pasted_changed_and_taken_out(here: SmallSchool, client_as: SignIn) -> None:
    office = client_as("office")
    new = reverse("planning:upper_plan_new", args=[here.term.key])
    body = {"version": 1, "whose": "school", "title": "学校工作计划", "clauses": "一、每月检查作业\n\n二、组织展示课"}
    office.post(new, body)
    plan = UpperPlan.objects.get()
    assert [row.text for row in plan.clauses.all()] == ["每月检查作业", "组织展示课"]
    first = plan.clauses.get(position=1).pk
    edit = reverse("planning:upper_plan", args=[plan.pk])
    office.post(edit, {**body, "clauses": "每月检查一次作业\n组织展示课\n读一本书"})
    assert plan.clauses.get(position=1).pk == first
    late = office.post(edit, {**body, "clauses": "后来贴的"})
    assert late.status_code == 422
    assert "后来贴的" in late.content.decode()
    office.post(reverse("planning:upper_plan_remove", args=[plan.pk]))
    assert "还没有录入上级计划" in said(client_as("teacher").get(reverse("planning:upper_plans", args=[here.term.key])))


def test_summary_is_written_clause_by_clause_with_counts_beside(here: SmallSchool, client_as: SignIn) -> None:
    research.approved(here)
    head = client_as("head")
    head.post(url(here, "research_summary_start"))
    page = head.get(url(here, "research_answers")).content.decode()
    assert "上研究课：4人中0人达到要求，共0节（应有4节）" in html.unescape(page)
    summary = research.fresh_summary(ResearchSummary.objects.get())
    grid = answers_grid(summary, {})
    head.post(
        url(here, "research_answers"), grid_post(grid, {"0-done": "完成", "0-words": "人人上了", "1-done": "未完成", "1-words": "下学期补"})
    )
    summary = research.fresh_summary(summary)
    assert [(row.done, row.words) for row in summary.answers.all()] == [("yes", "人人上了"), ("no", "下学期补")]
    assert "写的是“完成”，按现在的数据还没有完成" in said(head.get(url(here, "research_summary")))
    problems = grid_post(research_problems_grid(summary), {"0-problem": "赶在期末", "0-measure": "早排名单"})
    head.post(url(here, "research_problems"), problems)
    summary = research.fresh_summary(summary)
    head.post(url(here, "research_summary_opening"), {"version": summary.version, "day": "2024-06-12", "opening": "围绕说理。"})
    summary = research.fresh_summary(summary)
    assert "已提交，等待审批" in said(head.post(url(here, "research_summary_submit"), {"version": summary.version}, follow=True))
    assert "定格" in said(client_as("teacher").get(url(here, "research_answer", summary.answers.all()[0].pk)))


def test_clauses_added_after_the_summary_was_begun_are_offered_only_while_there_are_any(here: SmallSchool, client_as: SignIn) -> None:
    summary = research.summary_begun(here)
    head = client_as("head")
    assert "补上计划里新增的" not in said(head.get(url(here, "research_summary")))
    plan = summary.answers.all()[0].clause.plan
    PlanClause.objects.create(school=here.school, plan=plan, position=90, area="常规", text="每人读一本书", uncounted="看笔记")
    assert "补上计划里新增的1条" in said(head.get(url(here, "research_summary")))
    head.post(url(here, "research_summary_start"))
    assert "每人读一本书" in {row.text for row in research.fresh_summary(summary).answers.all()}
    assert "补上计划里新增的" not in said(head.get(url(here, "research_summary")))


def test_summary_page_takes_the_same_queries_with_two_clauses_and_with_many(here: SmallSchool, client_as: SignIn) -> None:
    summary = research.summary_complete(here)
    client = client_as("teacher")
    client.get(url(here, "research_summary"))
    with CaptureQueriesContext(connection) as few:
        client.get(url(here, "research_summary"))
    first = summary.answers.all()[0]
    ClauseAnswer.objects.bulk_create(
        ClauseAnswer(school=here.school, summary=summary, clause=first.clause, position=n, area="常规", text=f"第{n}条")
        for n in range(3, 15)
    )
    with CaptureQueriesContext(connection) as many:
        client.get(url(here, "research_summary"))
    assert len(many) == len(few)


def test_a_record_of_a_group_names_the_group_that_made_it_and_not_those_above(here: SmallSchool) -> None:
    both = frozenset({Subject("group", here.group.pk), Subject("group", here.research.pk)})
    ours, mine = (Fact("talk", f"t{n}", TODAY, each, "一议") for n, each in enumerate((both, both | {Subject("person", 1)})))
    held, of_somebody = datum(Counted(1, "一议", "一议2次", True, (ours, mine))).records
    assert (held.people, set(held.groups)) == ((), {here.group.pk, here.research.pk})
    assert (of_somebody.people, of_somebody.groups) == ((1,), ())
    assert list(thawed_records(frozen_records([held, of_somebody]))) == [held, of_somebody]
    assert whose_records([held]) == {held: here.group.name}


def test_records_of_single_teachers_behind_a_clause_are_a_number_to_colleagues(here: SmallSchool, client_as: SignIn) -> None:
    summary = research.summary_submitted(here)
    first = summary.answers.all()[0]
    records = (
        Record("growth.writing:5", "等号连写之后", TODAY, "/writings/5/", people=(here.people["mentee"].pk,)),
        Record("lessons.researchlesson:6", "周予安公开课《解方程》", TODAY, "/research-lessons/6/"),
    )
    kept = freeze_data({first.pk: (Datum(1, "反思", "反思共2篇", True, records),)})
    ResearchSummary.objects.filter(pk=summary.pk).update(frozen={**summary.frozen, **kept})
    address = url(here, "research_answer", first.pk)
    for name in ("head", "office", "liaison"):
        page = said(client_as(name).get(address))
        assert "等号连写之后" in page, name
        assert here.people["mentee"].name in page, name
    page = said(client_as("teacher").get(address))
    assert "等号连写之后" not in page
    assert here.people["mentee"].name not in page
    assert "周予安公开课《解方程》" in page
    assert "合计2条" in page
    gone = said(client_as("teacher").get(url(here, "research_summary")))
    assert "等号连写之后" not in gone
    assert "等号连写之后" in said(client_as("head").get(url(here, "research_summary")))
