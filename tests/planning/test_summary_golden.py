"""One whole summary, block by block."""

from __future__ import annotations

from jiaoyan.documents.blocks import Block, Heading, ListItem, Row, Subtitle, Table, header, para, text
from jiaoyan.planning.printouts import group_summary
from tests.conftest import SmallSchool
from tests.growth import builders as growth
from tests.planning.summaries import complete

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
        (2.1, 0.95, 1.75, 2.6, 0.95, 1.75, 2.0, 1.6, 1.7),
        (
            header("姓名", "身份", "班级", "项目", "级别", "等第", "颁奖单位", "日期", "指导教师"),
            Row(
                (
                    text("50217", align="center"),
                    text("生", align="center"),
                    text("五2班", align="center"),
                    text("小学生数学小论文评比"),
                    text("区", align="center"),
                    text("一等奖", align="center"),
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
