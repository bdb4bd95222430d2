"""The paper: blocks of every printout, compared as values."""

from __future__ import annotations

from datetime import date

import pytest

from jiaoyan.activities.actions import analyses, attendance, meetings, talked, writing
from jiaoyan.activities.models import Activity
from jiaoyan.activities.printouts import blanks, papers, records
from jiaoyan.activities.printouts.units import unit_analysis
from jiaoyan.activities.queries import meetings as queries
from jiaoyan.activities.queries import papers as paper_queries
from jiaoyan.activities.queries import units
from jiaoyan.documents.blocks import Block, Cell, Document, Heading, Paragraph, Subtitle, Table, words
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.schools.queries import members_of
from tests.activities.builders import IN_MEETING, analysis, at, ended, opened, planned, prose, settled, talk, theory_note
from tests.activities.test_units import GOALS
from tests.conftest import TODAY, SmallSchool

HARD = "3<5、a<b，“&”与喆、犇两位同学"


def cells(table: Table) -> list[list[str]]:
    """A table as plain words."""
    return [["\n".join(words(paragraph) for paragraph in cell.paragraphs) for cell in row.cells] for row in table.rows]


def tables(blocks: tuple[Block, ...]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def headings(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Heading)]


def recorded(here: SmallSchool) -> Activity:
    """A complete record with one absence, two opinions that disagree, and a decision."""
    activity, by = opened(here), here.actor("leader")
    for name, state, reason in [("leader", "present", ""), ("teacher", "present", ""), ("mentee", "duty", "区里听课")]:
        attendance.mark_attendance(by=by, activity=activity, person=here.people[name], state=state, reason=reason, at=IN_MEETING)
    for kind, text in [("review", f"上周学了方程。\n- {HARD}"), ("exercises", "基础题四道。"), ("discussion", "围绕例3讨论。")]:
        writing.record_section(by=by, activity=activity, kind=kind, text=prose(text), version=1, at=IN_MEETING)
    unit = analysis(here)
    meetings.set_unit_analyses(by=by, activity=activity, analyses=[unit], no_unit_reason="", at=IN_MEETING)
    talked.add_opinion(by=by, activity=activity, speaker=here.people["teacher"], about="例3", text="先不给数字。", at=IN_MEETING)
    talked.add_opinion(by=by, activity=activity, speaker=here.people["leader"], text="不同意，先给一个数。", at=IN_MEETING)
    decision = talked.add_decision(
        by=by, activity=activity, what="改写例3导入", owner=here.people["teacher"], due=date(2024, 6, 19), at=IN_MEETING
    )
    meetings.end_activity(by=by, activity=activity, at=at(16))
    talked.finish_decision(by=by, decision=decision, day=date(2024, 6, 18), done_note="已试教")
    return queries.activity_of(by, activity.pk)


def test_record_has_the_six_fields_the_four_parts_and_the_decisions_of_the_form(here: SmallSchool) -> None:
    activity = recorded(here)
    queries.load_record(activity)
    blocks = records.activity_record(activity)
    assert headings(blocks) == [
        "备课组活动记录（一）",
        "一、上周教学工作回顾与反思",
        "二、单元分析（单元教材分析、单元目标要求、单元设计意图、单元目标达成分析）",
        "三、有效练习设计",
        "四、集体讨论（修改意见、有效练习设计的统一）",
        "修改意见",
    ]
    head, decisions = tables(blocks)
    assert cells(head) == [
        ["活动时间", "2024年6月12日（星期三）\n14:30—16:00", "活动地点", "数学备课室"],
        ["活动内容", "研讨“解方程”"],
        ["参加人员", "林知远、周予安\n应到3人，实到2人\n缺席说明：陈小禾（公出，区里听课）\n记录人：陈小禾"],
        ["主持人", "林知远", "中心发言人", "周予安"],
    ]
    assert cells(decisions)[1] == ["1", "改写例3导入", "周予安", "6月19日", "6月18日完成：已试教"]
    said = [words(block.content) for block in blocks if isinstance(block, Paragraph)]
    assert "第一单元（简易方程）单元分析，附在最后。" in said
    assert "周予安（针对例3）：先不给数字。" in said
    assert "林知远：不同意，先给一个数。" in said


def test_record_without_unit_prints_its_reason(here: SmallSchool) -> None:
    activity = ended(here)
    meetings.set_unit_analyses(by=here.actor("leader"), activity=activity, analyses=[], no_unit_reason="本次研讨复习课", at=at(16, 5))
    activity = queries.activity_of(here.actor("leader"), activity.pk)
    queries.load_record(activity)
    assert "本次没有单元分析：本次研讨复习课。" in [words(b.content) for b in records.activity_record(activity) if isinstance(b, Paragraph)]


def test_planned_meeting_already_prints_as_the_form_with_room_to_write(here: SmallSchool) -> None:
    activity = planned(here)
    queries.load_record(activity)
    head, decisions = tables(records.activity_record(activity))
    assert cells(head)[2] == ["参加人员", "\n记录人：陈小禾"]
    assert cells(decisions)[1:] == [[""] * 5] * 2


def test_planned_meeting_counts_nobody_though_somebody_has_asked_for_leave(here: SmallSchool) -> None:
    activity = planned(here)
    attendance.ask_leave(by=here.actor("mentee"), activity=activity, reason="外出听课", at=at(8))
    activity = queries.activity_of(here.actor("leader"), activity.pk)
    queries.load_record(activity)

    head = "\n".join(
        words(paragraph) for row in tables(records.activity_record(activity))[0].rows for cell in row.cells for paragraph in cell.paragraphs
    )
    assert "外出听课" in head
    assert "应到" not in head
    last = records.attendance_sheet(activity)[-1]
    assert isinstance(last, Paragraph)
    assert words(last.content).startswith("应到　　人，实到　　人。")


def test_grid_has_the_prescribed_columns_rows_and_everyones_design(here: SmallSchool) -> None:
    row = analysis(here)
    writing.record_design(by=here.actor("teacher"), analysis=row, row=1, text=prose(f"教材先讲{HARD}"), version=0, at=IN_MEETING)
    writing.record_design(by=here.actor("mentee"), analysis=row, row=1, text=prose("从天平讲起"), version=0, at=IN_MEETING)
    settled(here, row, 1)
    view = units.unit_views([units.analysis_of(here.actor("leader"), row.pk)], members_of(here.group, TODAY))[0]
    blocks = unit_analysis(view)
    assert headings(blocks) == ["第一单元（简易方程）单元分析"]
    (grid,) = tables(blocks)
    assert (grid.header_rows, [part.breakable for part in grid.rows]) == (1, [False, True, True, True, True])
    assert cells(grid)[0] == ["序号", "内容", "个人设计", "备课组集体讨论意见"]
    assert cells(grid)[1] == ["一", "单元教材分析", f"周予安：教材先讲{HARD}\n陈小禾：从天平讲起", "第1栏的意见"]
    assert cells(grid)[4] == ["四", "单元目标达成分析", "用数据呈现是否达成单元目标", ""]


def test_single_design_stands_without_a_name(here: SmallSchool) -> None:
    row = analysis(here)
    writing.record_design(by=here.actor("teacher"), analysis=row, row=2, text=prose("会解方程"), version=0, at=IN_MEETING)
    (grid,) = tables(unit_analysis(units.unit_views([units.analysis_of(here.actor("leader"), row.pk)], [])[0]))
    assert cells(grid)[2][2] == "会解方程"


def test_fourth_row_points_to_the_numbers_and_names_the_goal_reached_least(here: SmallSchool) -> None:
    row = analysis(here)
    first, second = analyses.set_goals(by=here.actor("teacher"), analysis=row, goals=GOALS)
    analyses.set_attainment(
        by=here.actor("teacher"),
        analysis=row,
        counts={(first, here.classes[0]): (42, 40), (second, here.classes[0]): (42, 21), (second, here.classes[2]): (40, 40)},
    )
    grid, goals, rates = tables(unit_analysis(units.unit_views([units.analysis_of(here.actor("leader"), row.pk)], [])[0]))
    assert cells(grid)[4][2] == "各目标达成人数和达成率见附表。\n达成率最低的是目标2（74.4%）：会解一步方程。"
    assert cells(goals) == [["序号", "目标", "层次"], ["1", "能说出方程的含义", "理解"], ["2", "会解一步方程", "掌握"]]
    assert cells(rates) == [
        ["班级", "目标1", "目标2"],
        ["1班", "40/42\n95.2%", "21/42\n50%"],
        ["2班", "—", "—"],
        ["3班", "—", "40/40\n100%"],
        ["年级", "40/42\n95.2%", "61/82\n74.4%"],
    ]


def test_theory_note_prints_head_points_view_and_source(here: SmallSchool) -> None:
    note = paper_queries.theory_note_of(here.actor("leader"), theory_note(here, use_in=here.unit.lessons.get(number=3)).pk)
    title, table = papers.theory_note(note)
    assert title == Heading("青禾实验小学备课组理论学习摘记", level=1)
    assert isinstance(table, Table)
    assert cells(table) == [
        ["时间", "2024年6月12日（星期三）", "摘记人", "周予安"],
        ["理论学习主题", "让错误成为资源"],
        ["形式与出处", "集中导读　江一舟：《课堂里的错题》，小学数学研究，2022年，第12—14页"],
        ["摘记要点"],
        ["1. 错误里有想法\n2. 先问再改\n3. 留出比较的时间"],
        ["我的思考"],
        ["解方程时先请学生说说这一步为什么错，再让全班比较两种写法。"],
        ["拟用于", "“简易方程”解方程"],
    ]


def test_daily_talks_print_by_day_with_what_came_of_them(here: SmallSchool) -> None:
    talk(
        here,
        points=["等号是关系", "用天平说明"],
        follow_up_owner=here.people["mentee"],
        follow_up_due=date(2024, 6, 14),
        progress="五（1）班第2课时",
    )
    blocks = papers.daily_talks(paper_queries.talks_of(here.group, here.term), here.group.name, here.term.label)
    assert blocks[:2] == (Heading("每日一议", level=1), Subtitle("五年级数学备课组　2023—2024学年第二学期"))
    assert headings(blocks)[1] == "2024年6月12日（星期三）　解方程"
    assert cells(tables(blocks)[0]) == [
        ["课题", "解方程", "进度", "五（1）班第2课时"],
        ["参加人", "陈小禾、周予安", "议题类型", "学生反应"],
        ["问题", "解方程时十几个学生把等号连着写下去。"],
        ["讨论要点", "1. 等号是关系\n2. 用天平说明"],
        ["对策", "明天先比较两种写法，再让学生说哪一步还相等。"],
        ["落实", "陈小禾，6月14日"],
    ]


def test_attendance_sheet_lists_everybody_with_state_minutes_and_reason(here: SmallSchool) -> None:
    activity = planned(here)
    attendance.ask_leave(by=here.actor("mentee"), activity=activity, reason="看病", at=at(9))
    attendance.approve_leave(by=here.actor("leader"), activity=activity, person=here.people["mentee"])
    meetings.open_activity(by=here.actor("leader"), activity=activity, at=at(14, 40))
    attendance.check_in(by=here.actor("teacher"), key=activity.check_in_key, at=at(14, 46))
    queries.load_record(activity)
    blocks = records.attendance_sheet(activity)
    assert cells(tables(blocks)[0])[1:] == [
        ["1", "林知远", "", "", "", "", ""],
        ["2", "陈小禾", "请假", "", "", "看病", "林知远"],
        ["3", "周予安", "迟到", "6", "14:46", "", ""],
    ]


@pytest.mark.parametrize("kind", sorted(blanks.BLANKS))
def test_every_form_prints_blank(kind: str) -> None:
    document = blanks.blank(kind, "青禾实验小学")
    assert check(to_docx(document)) == []
    empty = [
        cell
        for table in tables(document.body)
        for row in table.rows
        for cell in row.cells
        if cell == Cell(columns=cell.columns, align=cell.align) or not any(map(words, cell.paragraphs))
    ]
    assert len(empty) >= 4


def test_blank_record_has_the_same_head_as_the_filled_one(here: SmallSchool) -> None:
    activity = recorded(here)
    queries.load_record(activity)
    filled, blank = tables(records.activity_record(activity))[0], tables(blanks.blank("record", "").body)[0]
    labels = {"活动时间", "活动地点", "活动内容", "参加人员", "主持人", "中心发言人"}
    assert [[c for c in row if c in labels] for row in cells(filled)] == [[c for c in row if c in labels] for row in cells(blank)]


def test_whole_record_with_hard_characters_keeps_the_format_rule_in_word(here: SmallSchool) -> None:
    activity = recorded(here)
    queries.load_record(activity)
    view = units.unit_views(activity.unit_analyses.all(), members_of(here.group, TODAY))
    body = (*records.activity_record(activity), *(block for each in view for block in unit_analysis(each)))
    assert check(to_docx(Document("活动记录", body))) == []


def test_a_source_named_by_chapter_and_not_by_page_is_printed_as_it_was_written(here: SmallSchool) -> None:
    note = theory_note(here, source_pages="第三章")
    assert papers.source_of(note).endswith("2022年，第三章")
    note.source_pages = "12"
    assert papers.source_of(note).endswith("2022年，第12页")
