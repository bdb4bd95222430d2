"""One whole summary, block by block."""

from __future__ import annotations

from jiaoyan.documents.blocks import Block, Cell, Heading, ListItem, Row, Subtitle, Table, label, para, text
from jiaoyan.planning.actions import summarising
from jiaoyan.planning.printouts import group_summary
from tests.conftest import SmallSchool
from tests.growth import builders as growth
from tests.planning.summaries import complete, write
from tests.planning.test_summary_promises import meetings_asked, read_twice

SUMMARY: tuple[Block, ...] = (
    Heading("一课一得，步步扎实"),
    Subtitle("——2023—2024学年第二学期五年级数学备课组工作总结"),
    Heading("一、本学期主要工作", level=2, listed=False),
    Heading("（一）集体备课", level=3, listed=False),
    para("全组集体备课—，出席率—。"),
    Heading("（二）研究课", level=3, listed=False),
    para("研究课的做法。"),
    Heading("（三）常规培养", level=3, listed=False),
    para("常规培养的做法。"),
    Heading("（四）作业设计", level=3, listed=False),
    para("作业设计的做法。"),
    Heading("（五）调研情况", level=3, listed=False),
    para("调研情况的做法。"),
    Heading("（六）学生获奖", level=3, listed=False),
    para("学生获奖的做法。"),
    Heading("（七）资源建设", level=3, listed=False),
    para("资源建设的做法。"),
    Heading("二、存在问题", level=2, listed=False),
    ListItem(("解方程检验的习惯不稳",), "1."),
    Heading("三、后续改进措施", level=2, listed=False),
    ListItem(("针对问题1：每节课留两分钟检验（下学期第3周前）。",), "1."),
    para("2024年6月12日", indent=False, align="right"),
    Heading("附：师生获奖情况表", level=2, listed=False),
    Table(
        (2.3, 1.8, 3.9, 1.8, 2.6, 1.6, 1.8),
        (
            Row(
                (
                    label("姓名"),
                    Cell((("身份",), ("班级",)), bold=True, align="center"),
                    label("项目"),
                    Cell((("级别",), ("等第",)), bold=True, align="center"),
                    label("颁奖单位"),
                    label("日期"),
                    Cell((("指导",), ("教师",)), bold=True, align="center"),
                ),
                with_next=True,
            ),
            Row(
                (
                    text("50217", align="center"),
                    text("学生", "五2班", align="center"),
                    text("小学生数学小论文评比"),
                    text("区级", "一等奖", align="center"),
                    text("区教师发展中心"),
                    text("5.20", align="center"),
                    text("周予安", align="center"),
                ),
                min_height_mm=8.0,
            ),
        ),
        header_rows=1,
    ),
)


def test_a_whole_summary(here: SmallSchool) -> None:
    growth.recorded(here)
    assert group_summary(complete(here)) == SUMMARY


WITH_PROMISES: tuple[Block, ...] = tuple(
    para("撰写理论学习摘记3篇，主题有“主题0”、“主题1”、“主题2”。")
    if block == para("资源建设的做法。")
    else para("集体备课：应完成8次，已完成—。")
    if block == para("全组集体备课—，出席率—。")
    else block
    for block in SUMMARY
)


def test_a_whole_summary_with_what_was_promised(here: SmallSchool) -> None:
    growth.recorded(here)
    read_twice(here)
    meetings_asked(here)
    complete(here)
    write(here, "preparation", "集体备课：应完成〔集体备课应完成数〕，已完成〔集体备课完成数〕。")
    summary = write(here, "resources", summarising.drafts_of(complete(here))["resources"])
    at = WITH_PROMISES.index(para("撰写理论学习摘记3篇，主题有“主题0”、“主题1”、“主题2”。")) + 1
    promised = para("理论学习摘记：3人中1人达到每人2篇，全组共3篇。")
    assert group_summary(summary) == (*WITH_PROMISES[:at], promised, *WITH_PROMISES[at:])
