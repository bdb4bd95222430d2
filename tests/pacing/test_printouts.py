"""Table 2 on paper: the five columns, week and date once for the rows of a week within a unit."""

from __future__ import annotations

from datetime import date

from jiaoyan.documents.blocks import Heading, Row, Table, header, para, text
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.pacing import actions, printouts
from jiaoyan.pacing.models import ApprovedPacing, PacingRow, PacingSchedule
from jiaoyan.pacing.printouts import Line
from jiaoyan.schools.queries import GroupTerm
from tests.conftest import SmallSchool
from tests.pacing.conftest import reloaded


def line(content: str, week: int | None, unit: int | None, *, is_unit: bool = False) -> Line:
    return Line(week, date(2024, 2, 26), content, "1", "", unit, is_unit)


def middle(words: str, rows: int = 1):
    return text(words, align="center", rows=rows)


def test_small_table_prints_exactly_like_the_form(schedule: PacingSchedule) -> None:
    title, maker, table = printouts.schedule(schedule)
    assert title == Heading("表2：苏教版五年级下册数学教学进度安排表", level=1, listed=True)
    assert maker == para("制表人：林知远", indent=False)
    assert isinstance(table, Table)
    assert (table.header_rows, table.rows[0]) == (1, header("周次", "日期", "教学内容", "课时", "备注"))
    assert table.rows[1:10] == (
        Row(
            (middle("1", 4), middle("2.21", 4), text("一、简易方程", bold=True), middle("3+1"), text("机动1课时")),
            with_next=True,
        ),
        Row((text("认识方程"), middle("1"), text("")), with_next=True),
        Row((text("等式的性质"), middle("1"), text("")), with_next=True),
        Row((text("解方程"), middle("1"), text(""))),
        Row((middle("2"), middle("2.26"), text("机动"), middle("1"), text(""))),
        Row((middle("2", 4), middle("2.26", 4), text("二、折线统计图", bold=True), middle("2+1"), text("机动1课时")), with_next=True),
        Row((text("单式折线统计图"), middle("1"), text("")), with_next=True),
        Row((text("复式折线统计图"), middle("1"), text("")), with_next=True),
        Row((text("机动"), middle("1"), text(""))),
    )


def test_week_is_printed_again_where_another_unit_begins_in_it() -> None:
    lines = [line("一", 1, 7, is_unit=True), line("甲", 1, 7), line("二", 1, 8, is_unit=True), line("乙", 1, 8), line("乙二", 2, 8)]
    assert [[each.content for each in run] for run in printouts.merged(lines)] == [["一", "甲"], ["二", "乙"], ["乙二"]]


def test_units_of_the_groups_own_are_told_apart_by_their_heads() -> None:
    lines = [line("数学周", 1, None, is_unit=True), line("闯关", 1, None), line("期末复习", 1, None)]
    assert [len(run) for run in printouts.merged(lines)] == [1, 1, 1]


def test_rows_without_a_place_in_the_term_are_never_merged() -> None:
    lines = [line("甲", None, 7), line("乙", None, 7)]
    assert [len(run) for run in printouts.merged(lines)] == [1, 1]


def test_approved_copy_prints_what_was_approved(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    before = printouts.schedule(schedule)
    actions.submit(schedule, by=here.actor("leader"))
    actions.approve(schedule, by=here.actor("head"))
    PacingRow.objects.filter(schedule=schedule).update(content="改过了")
    copy = ApprovedPacing.objects.get()
    copy.schedule = reloaded(place)
    assert printouts.approved(copy) == before
    assert printouts.schedule(reloaded(place)) != before


def test_signs_and_rare_characters_survive_and_the_form_is_kept(place: GroupTerm, schedule: PacingSchedule) -> None:
    row = schedule.rows.all()[1]
    PacingRow.objects.filter(pk=row.pk).update(content="3<5 & a<b 😀 喆犇", remark='"引号"')
    table = reloaded(place)
    assert any(cell.paragraphs == (("3<5 & a<b 😀 喆犇",),) for each in printouts.schedule(table)[2].rows for cell in each.cells)
    assert check(to_docx(printouts.document(table))) == []


def test_blank_form_has_every_column_and_room_to_write() -> None:
    blank = printouts.blank("表2：教学进度安排表")
    table = blank.body[-1]
    assert isinstance(table, Table)
    assert table.rows[0] == header("周次", "日期", "教学内容", "课时", "备注")
    assert len(table.rows) == printouts.BLANK_ROWS + 1
    assert check(to_docx(blank)) == []
