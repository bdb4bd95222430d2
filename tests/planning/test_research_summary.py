"""The research group's summary: the plan's clauses answered, counts kept on hand-in, and both papers as they print."""

from __future__ import annotations

from datetime import date

import pytest

from jiaoyan.documents.blocks import Document, Heading, ListItem, Paragraph, Row, Run, Subtitle, Table, header, para, text
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.lessons.models import ResearchLesson, ResearchStep
from jiaoyan.planning.actions import research_summarising as verbs
from jiaoyan.planning.actions.problems import CannotStart, ResearchIncomplete
from jiaoyan.planning.actions.research import save_clauses
from jiaoyan.planning.actions.research_deciding import reopen
from jiaoyan.planning.models import ClauseAnswer, ResearchSummary
from jiaoyan.planning.organisation import organisation_of
from jiaoyan.planning.printouts.research import RESEARCH_BLANKS, research_plan, research_summary
from jiaoyan.planning.research_summaries import (
    awards_below,
    counts_of,
    data_for,
    kept_data,
    live_data,
    lost_since,
    research_award_rows,
    sentences,
)
from jiaoyan.planning.rules.entries import Entry
from jiaoyan.planning.rules.research import ClauseLine
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.quotas.rules.progress import Progress, State, Tally
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible
from tests.conftest import TODAY, SmallSchool
from tests.growth import builders as growth
from tests.planning.research import (
    LATER,
    UNCOUNTED,
    approved,
    complete,
    fresh,
    fresh_summary,
    place_of,
    quota,
    summary_approved,
    summary_begun,
    summary_complete,
    summary_submitted,
)


def counted(here: SmallSchool, *done: int) -> tuple[Progress, ...]:
    """The quota as the engine would answer for so many people, with one fact for each lesson given."""
    value = quota(here).value
    demand = value.editions[0].demand
    assert demand is not None
    found = []
    for person, count in enumerate(done, start=1):
        subject = Subject("person", person)
        facts = tuple(
            Fact(
                "research_lesson",
                f"lessons.researchlesson:{person}{n}",
                date(2024, 4, n + 1),
                frozenset({subject}),
                f"研究课{person}-{n}",
                "/groups/",
            )
            for n in range(count)
        )
        state = State.DONE if count else State.LATE
        tally = Tally("term", "本学期", date(2024, 2, 21), date(2024, 6, 28), demand.number, count, facts, state)
        found.append(Progress(value, demand, subject, (tally,), count, 1, 1, 0 if count else 1, None, state))
    return tuple(found)


def test_summary_needs_a_plan_and_its_leader(here: SmallSchool) -> None:
    place = place_of(here, TODAY)
    with pytest.raises(CannotStart):
        verbs.start_research_summary(by=here.actor("head"), place=place, progress=())
    approved(here)
    for role in ("leader", "office", "liaison"):
        with pytest.raises(NotAllowed):
            verbs.start_research_summary(by=here.actor(role), place=place, progress=())


def test_summary_begins_with_every_clause_done_or_not_as_counts_say(here: SmallSchool) -> None:
    approved(here)
    place = place_of(here, TODAY)
    summary = verbs.start_research_summary(by=here.actor("head"), place=place, progress=counted(here, 1, 0))
    assert [(row.text, row.done) for row in summary.answers.all()] == [
        ("每学期上一节研究课，课后当场议课", "no"),
        ("听课记下一个值得学的做法", ""),
    ]


def test_clause_that_came_later_is_added_and_answers_stay(here: SmallSchool) -> None:
    summary = summary_complete(here)
    plan = approved(here)
    by = here.actor("head")
    reopen(by=by, plan=plan, place=place_of(here, TODAY), version=plan.version)
    plan = fresh(plan)
    entries = [Entry(ClauseLine(row.area, row.text, uncounted=row.uncounted), row.pk) for row in list(plan.clauses.all())[1:]]
    save_clauses(
        by=by, plan=plan, version=plan.version, entries=[*entries, Entry(ClauseLine("教师培训", "读一本书", uncounted="自选书目"))]
    )
    verbs.start_research_summary(by=by, place=place_of(here, TODAY), progress=())
    rows = list(fresh_summary(summary).answers.all())
    assert [(row.text, row.done, row.clause_id is None) for row in rows] == [
        ("每学期上一节研究课，课后当场议课", "no", True),
        ("听课记下一个值得学的做法", "yes", False),
        ("读一本书", "", False),
    ]


def test_two_people_saving_at_once_notice_each_other(here: SmallSchool) -> None:
    summary = summary_begun(here)
    first = summary.answers.all()[0].pk
    verbs.save_answers(by=here.actor("head"), summary=summary, version=summary.version, answers={first: ("no", "先写的")})
    with pytest.raises(ChangedMeanwhile):
        verbs.save_answers(by=here.actor("head"), summary=summary, version=summary.version, answers={first: ("no", "后写的")})


def test_unfinished_summary_is_not_handed_in(here: SmallSchool) -> None:
    summary = summary_begun(here)
    with pytest.raises(ResearchIncomplete) as refused:
        verbs.submit(by=here.actor("head"), summary=summary, place=place_of(here, TODAY), version=summary.version, at=LATER, progress=())
    assert len(refused.value.messages) == 4
    assert ResearchSummary.objects.get().frozen == {}


def test_what_was_done_in_the_week_after_the_term_is_a_number_with_its_record_and_is_kept_with_it(here: SmallSchool) -> None:
    summary = summary_complete(here)
    later = place_of(here, date(2024, 7, 3))
    lesson = ResearchLesson.objects.create(
        school=here.school,
        group=here.group,
        term=here.term,
        teacher=here.people["teacher"],
        day=date(2024, 7, 2),
        topic="圆的面积",
        planned_by=here.people["teacher"],
    )
    ResearchStep.objects.create(
        school=here.school, lesson=lesson, kind=ResearchStep.Kind.TAUGHT, done=True, written_by=here.people["teacher"], written_at=LATER
    )
    [datum] = [each for rows in data_for(summary, later).values() for each in rows]
    assert "共1节" in datum.text
    assert [record.day for record in datum.records] == [date(2024, 7, 2)]
    verbs.submit(by=here.actor("head"), summary=summary, place=later, version=summary.version, at=LATER, progress=counts_of(later))
    [kept] = [each for rows in kept_data(fresh_summary(summary)).values() for each in rows]
    assert kept == datum


def test_handing_in_keeps_data_with_their_records_and_taking_back_lets_them_follow_again(here: SmallSchool) -> None:
    summary, place = summary_complete(here), place_of(here, TODAY)
    verbs.submit(by=here.actor("head"), summary=summary, place=place, version=summary.version, at=LATER, progress=counted(here, 1, 0, 2))
    summary = fresh_summary(summary)
    first = summary.answers.all()[0]
    [datum] = kept_data(summary)[first.pk]
    assert datum.text == "上研究课：3人中2人达到要求，共3节（应有3节）"
    assert [(record.label, record.url) for record in datum.records] == [
        ("研究课1-0", "/groups/"),
        ("研究课3-0", "/groups/"),
        ("研究课3-1", "/groups/"),
    ]
    assert lost_since(kept_data(summary), live_data(summary, counted(here, 1, 0, 1), TODAY)) == [("上研究课", datum.records[2])]
    assert data_for(summary, place) == kept_data(summary)
    verbs.withdraw(by=here.actor("head"), summary=summary, version=summary.version)
    assert fresh_summary(summary).frozen == {}


def test_live_data_come_from_the_counting_engine(here: SmallSchool) -> None:
    summary = summary_complete(here)
    first = summary.answers.all()[0]
    assert sentences(data_for(summary, place_of(here, TODAY)))[first.pk] == ("上研究课：4人中0人达到要求，共0节（应有4节）",)
    assert {each.subject.kind for each in counts_of(place_of(here, TODAY)) if each.quota.key == quota(here).pk} == {"person"}


def test_awards_of_every_group_below_are_kept_pupils_by_code(here: SmallSchool) -> None:
    growth.recorded(here)
    assert [award.group for award in awards_below(here.research, here.term)] == [here.group]
    summary = summary_submitted(here)
    assert "江晚晴" not in repr(summary.frozen)
    assert len(research_award_rows(summary)) == 1


def test_approved_summary_is_kept_and_closed(here: SmallSchool) -> None:
    summary = summary_approved(here)
    assert [edition.number for edition in summary.editions.all()] == [1]
    with pytest.raises(NotPossible):
        verbs.save_answers(by=here.actor("head"), summary=summary, version=summary.version, answers={})
    verbs.reopen(by=here.actor("head"), summary=summary, place=place_of(here, TODAY), version=summary.version)
    again = fresh_summary(summary)
    assert (again.status, again.frozen, again.revised_on) == ("draft", {}, TODAY)


# on paper

PLAN = (
    Heading("青禾实验小学数学教研组工作计划"),
    Subtitle("——2023—2024学年第二学期"),
    Heading("一、指导思想", level=2, listed=False),
    Paragraph(("以学定教，把常态课上好。",)),
    Heading("二、工作目标", level=2, listed=False),
    ListItem(("研究课人人上",), "1."),
    ListItem(("质量稳步提高",), "2."),
    Heading("三、组织分工", level=2, listed=False),
    para("教研组长：顾明川。"),
    Table(
        (6.0, 3.0, 3.0),
        (
            header("备课组", "年级", "组长"),
            Row((text("四年级数学备课组", align="center"), text("四年级", align="center"), text("沈静言", align="center"))),
            Row((text("五年级数学备课组", align="center"), text("五年级", align="center"), text("林知远", align="center"))),
        ),
        header_rows=1,
    ),
    Heading("四、主要措施与工作要点", level=2, listed=False),
    Heading("（一）课堂教学与研究课", level=3, listed=False),
    ListItem(("每学期上一节研究课，课后当场议课",), "1."),
    ListItem((Run("指标：", bold=True), "每位教师，每学期上研究课不少于1节。"), ""),
    Heading("（二）教学常规", level=3, listed=False),
    ListItem(("听课记下一个值得学的做法",), "1."),
    ListItem((Run("不计数：", bold=True), f"{UNCOUNTED}。"), ""),
    Heading("五、具体安排", level=2, listed=False),
    Heading("三月份", level=3, listed=False),
    ListItem(("大组活动：学习新课标（3月5日，全体数学教师，录播教室）。",), "1."),
    ListItem(("区青年教师优质课报名（截止3月26日）。",), "2."),
    Heading("四月份", level=3, listed=False),
    ListItem(("理论学习沙龙（四月中旬）。",), "1."),
    Heading("五月份", level=3, listed=False),
    ListItem(("课堂教学展示。",), "1."),
    ListItem(("市学业质量检测（暂定5月21日）。",), "2."),
    Heading("六月份", level=3, listed=False),
    ListItem(("整理教学资料（六月底）。",), "1."),
    Heading("六、争创与迎检", level=2, listed=False),
    ListItem(("争创：区优秀教研组（2024年6月20日前）。",), "1."),
    ListItem(("迎检：春季教学视导。",), "2."),
    para("2024年2月20日", indent=False, align="right"),
)


def test_a_whole_plan_block_by_block(here: SmallSchool) -> None:
    assert research_plan(complete(here), organisation_of(place_of(here))) == PLAN


def test_a_whole_summary_block_by_block(here: SmallSchool) -> None:
    summary = summary_complete(here)
    first = summary.answers.all()[0]
    data = {first.pk: ("上研究课：3人中2人达到要求，共3节（应有3节）",)}
    assert research_summary(summary, data, []) == (
        Heading("青禾实验小学数学教研组工作总结"),
        Subtitle("——2023—2024学年第二学期"),
        Paragraph(("一学期围绕说理展开。",)),
        Heading("一、计划完成情况", level=2, listed=False),
        Heading("（一）课堂教学与研究课", level=3, listed=False),
        ListItem(("每学期上一节研究课，课后当场议课（未完成）。",), "1."),
        ListItem((Run("数据：", bold=True), "上研究课：3人中2人达到要求，共3节（应有3节）。"), ""),
        ListItem(("还有三位老师安排在下学期。",), ""),
        Heading("（二）教学常规", level=3, listed=False),
        ListItem(("听课记下一个值得学的做法（完成）。",), "1."),
        ListItem(("每次都有记录。",), ""),
        Heading("二、存在问题", level=2, listed=False),
        ListItem(("研究课集中在期末",), "1."),
        Heading("三、后续改进措施", level=2, listed=False),
        ListItem(("针对问题1：开学两周内排好名单（下学期第2周前）。",), "1."),
        para("2024年6月12日", indent=False, align="right"),
        Heading("附：师生获奖情况表", level=2, listed=False),
        para("本学期没有登记获奖。"),
    )


def test_both_files_and_both_blank_forms_keep_the_format_rule(here: SmallSchool) -> None:
    plan = complete(here)
    assert check(to_docx(Document("计划", research_plan(plan, organisation_of(place_of(here)))))) == []
    summary = summary_complete(here)
    assert check(to_docx(Document("总结", research_summary(summary, {}, [])))) == []
    for build in RESEARCH_BLANKS.values():
        assert check(to_docx(build())) == []


def test_answer_nobody_filled_prints_as_open(here: SmallSchool) -> None:
    summary = summary_begun(here)
    ClauseAnswer.objects.update(done="")
    assert ListItem(("听课记下一个值得学的做法（待填）。",), "1.") in research_summary(fresh_summary(summary), {}, [])
