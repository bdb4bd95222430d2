"""The attendance of a term on paper, block by block."""

from __future__ import annotations

from datetime import date, timedelta

from jiaoyan.activities.models import Attendance
from jiaoyan.activities.printouts.attendance import ACROSS, term_attendance
from jiaoyan.activities.queries.meetings import meetings_of
from jiaoyan.documents.blocks import Block, Heading, Row, Subtitle, Table, header, label, para, text, words
from tests.activities.builders import ended
from tests.conftest import SmallSchool

ATTENDANCE: tuple[Block, ...] = (
    Heading("五年级数学备课组活动签到表"),
    Subtitle("——2023—2024学年第二学期"),
    Table(
        (1.3, 1.6, 6.7, 1.3, 1.3, 2.1),
        (
            header("次序", "日期", "活动内容", "应到", "实到", "记录人"),
            Row(
                (
                    text("1", align="center"),
                    text("6.4", align="center"),
                    text("研讨“解方程”"),
                    text("2", align="center"),
                    text("2", align="center"),
                    text("陈小禾", align="center"),
                )
            ),
            Row(
                (
                    text("2", align="center"),
                    text("6.11", align="center"),
                    text("研讨“解方程”"),
                    text("3", align="center"),
                    text("2", align="center"),
                    text("陈小禾", align="center"),
                )
            ),
        ),
        header_rows=1,
    ),
    para("", indent=False),
    Table(
        (2.3, 1.0, 1.0),
        (
            header("姓名", "1", "2"),
            Row((label("林知远"), text("√", align="center"), text("√", align="center"))),
            Row((label("陈小禾"), text("", align="center"), text("假", align="center"))),
            Row((label("周予安"), text("√", align="center"), text("迟", align="center"))),
        ),
        header_rows=1,
    ),
    para("√出席　迟 迟到　早 早退　假 请假　公 公出　缺 无故缺席　— 未记　空格为当时不是本组成员。数字为活动次序。", indent=False),
)


def test_meetings_with_their_counts_then_everybody_at_each(here: SmallSchool) -> None:
    ended(here, date(2024, 6, 4))
    second = ended(here, date(2024, 6, 11))
    for name, state in (("mentee", "leave"), ("teacher", "late")):
        Attendance.objects.filter(activity=second, person=here.people[name]).update(state=state, reason="看病", minutes=5)
    Attendance.objects.filter(activity__day=date(2024, 6, 4), person=here.people["mentee"]).delete()
    assert term_attendance(meetings_of(here.group, here.term), here.group.name, here.term.label) == ATTENDANCE


def test_a_term_without_a_meeting_has_no_page() -> None:
    assert term_attendance([], "五年级数学备课组", "2023—2024学年第二学期") == ()


def test_more_meetings_than_fit_side_by_side_go_on_in_another_table(here: SmallSchool) -> None:
    for week in range(ACROSS + 1):
        ended(here, date(2024, 3, 5) + timedelta(weeks=week))
    blocks = term_attendance(meetings_of(here.group, here.term), here.group.name, here.term.label)
    tables = [block for block in blocks if isinstance(block, Table)]
    assert [len(table.rows[0].cells) for table in tables] == [6, 1 + ACROSS, 2]
    assert words(tables[2].rows[0].cells[1].paragraphs[0]) == str(ACROSS + 1)
