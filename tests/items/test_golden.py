"""Whole printouts of one small exercise, homework list and showcase homework, block by block."""

from __future__ import annotations

from datetime import date

from jiaoyan.documents.blocks import (
    Block,
    Cell,
    Fraction,
    Heading,
    ListItem,
    Paragraph,
    Picture,
    Row,
    Run,
    Subtitle,
    Table,
    header,
    label,
    para,
    text,
)
from jiaoyan.items.actions import homework
from jiaoyan.items.printouts import exercises as printouts
from jiaoyan.items.printouts import showcase as showcase_printouts
from jiaoyan.items.printouts.homework import homework_list
from jiaoyan.items.queries.homework import days_of, lists_of
from jiaoyan.items.rules.homework import Entry
from jiaoyan.items.rules.showcase import TypedCount
from jiaoyan.schools.queries import calendar_of
from jiaoyan.schools.registers.choices import classes_here
from tests.conftest import TODAY, SmallSchool
from tests.golden import NO_PIXELS, bare
from tests.items import builders as build
from tests.items import showcase_builders

PUPILS: tuple[Block, ...] = (
    Heading("解方程周周练"),
    Paragraph(("班级：", Run("", fill=5), "　姓名：", Run("", fill=6), "　用时：", Run("", fill=3), "分钟"), indent=False),
    Heading("一、基础练习", level=2, listed=False),
    ListItem(("直接写出得数。",), "1."),
    ListItem(("0.25×4＝　　", Fraction("1", "2"), "＋", Fraction("1", "3"), "＝"), ""),
    para("", indent=False),
    para("", indent=False),
    Heading("二、拓展练习", level=2, listed=False),
    ListItem((Fraction("1", "2"), "＜", Fraction("（　）", "4")), "2."),
    para("命制人：周予安（2024年6月12日）　审核人：陈小禾（2024年6月12日）", indent=False, align="right"),
)

TEACHERS: tuple[Block, ...] = (
    Heading("解方程周周练"),
    para("命制人：周予安（2024年6月12日）　审核人：陈小禾（2024年6月12日）", indent=False, align="right"),
    Table(
        (2.2, 5.6, 2.2, 4.0),
        (
            Row((label("类型"), text("周周练"), label("使用日期"), text("2024年6月12日"))),
            Row((label("单元"), text(""), label("完成地点"), text("课内"))),
            Row((label("课时"), text(""), label("预估时长"), text("4分钟"))),
            Row((label("知识点"), text("解方程", columns=3))),
        ),
    ),
    Heading("练习目标", level=2, listed=False),
    ListItem(("会解简单的方程",), "1."),
    Heading("一、基础练习", level=2, listed=False),
    ListItem(("直接写出得数。",), "1."),
    ListItem(("0.25×4＝　　", Fraction("1", "2"), "＋", Fraction("1", "3"), "＝"), ""),
    Heading("二、拓展练习", level=2, listed=False),
    ListItem((Fraction("1", "2"), "＜", Fraction("（　）", "4")), "2."),
    Heading("答案与设计意图", level=2, listed=False),
    Table(
        (1.25, 2.1, 4.0, 1.25, 1.4, 1.25, 3.0),
        (
            header("题号", "题型", "答案与解析", "目标", "难度", "分钟", "设计意图与预设错误"),
            Row(
                (
                    text("1", align="center"),
                    text("计算", "理解", align="center"),
                    Cell((("1；", Fraction("5", "6")),)),
                    text("1", align="center"),
                    text("0.85", align="center"),
                    text("2", align="center"),
                    text("看清小数点和通分两处容易错的地方"),
                ),
                with_next=True,
            ),
            Row(
                (
                    text("2", align="center"),
                    text("填空", "理解", align="center"),
                    Cell((("3",), (Run("解析：", bold=True), "先通分"))),
                    text("1", align="center"),
                    text("0.85", align="center"),
                    text("2", align="center"),
                    Cell((("看清小数点和通分两处容易错的地方",), (Run("预设错误：", bold=True), "写成1"))),
                )
            ),
        ),
        header_rows=1,
    ),
    Heading("审核意见", level=2, listed=False),
    ListItem(("2024年6月12日　陈小禾　通过。题目清楚。（核对：答案正确、表述清楚、未超进度、时长合适、排版整齐、图形规范）",), "1."),
)

HOMEWORK: tuple[Block, ...] = (
    Heading("五年级数学备课组作业清单"),
    Subtitle("2024年6月24日—6月28日　制表人：林知远"),
    Table(
        (3.0, 5.5, 3.3, 1.1, 1.1),
        (
            header("日期", "必做", "选做", "数学分钟", "全科分钟"),
            Row((text("6月24日 周一", align="center"), Cell(()), Cell(()), text("", align="center"), text("", align="center"))),
            Row(
                (
                    text("6月25日 周二", align="center"),
                    text("口算20题"),
                    text("画一画（15分钟）"),
                    text("10", align="center"),
                    text("50", align="center"),
                )
            ),
            Row(
                (text("6月26日 周三", align="center"), text("解方程周周练"), Cell(()), text("10", align="center"), text("", align="center"))
            ),
            Row((text("6月27日 周四", align="center"), Cell(()), Cell(()), text("", align="center"), text("", align="center"))),
            Row((text("6月28日 周五", align="center"), Cell(()), Cell(()), text("", align="center"), text("", align="center"))),
        ),
        header_rows=1,
    ),
    para("各科书面作业合计每天不超过60分钟，其中数学必做不超过20分钟；选做自愿。", indent=False),
)

SHOWCASE: tuple[Block, ...] = (
    Heading("剪一剪，拼一拼"),
    Subtitle("——2023—2024学年第二学期五年级数学备课组特色作业"),
    Table(
        (2.0, 6.0, 2.0, 4.4),
        (
            Row((label("类型"), text("探究"), label("单元"), text("—"))),
            Row((label("起止"), text("2024年3月11日—4月12日"), label("设计人"), text("周予安"))),
        ),
    ),
    Heading("一、作业目标", level=2, listed=False),
    ListItem(("会把平行四边形转化成长方形",), "1."),
    Heading("二、任务与步骤", level=2, listed=False),
    Table(
        (1.2, 11.2, 2.0),
        (
            header("步骤", "任务", "分钟"),
            Row((text("1", align="center"), text("剪下一个平行四边形，想办法拼成长方形"), text("15", align="center"))),
            Row((text("2", align="center"), text("写出你的发现"), text("—", align="center"))),
        ),
        header_rows=1,
    ),
    Heading("三、评价量规", level=2, listed=False),
    Table(
        (2.6, 3.9, 3.9, 3.9),
        (
            header("评价维度", "A", "B", "C"),
            Row((label("道理说得清"), text("图和算式都说明为什么"), text("有图或算式"), text("只有结果"))),
            Row((label("数据真实"), text("记下怎样量的"), text("有数据"), text("没有数据"))),
            Row((label("表达清楚"), text("别人一看就懂"), text("大致看得懂"), text("看不懂"))),
        ),
        header_rows=1,
    ),
    Heading("四、作品展评", level=2, listed=False),
    Table(
        (2.0, 6.0, 2.0, 4.4),
        (
            Row((label("展评日期"), text("2024年5月20日"), label("形式"), text("展板"))),
            Row((label("地点"), text("三楼走廊"), label("评委"), text("陈小禾"))),
        ),
    ),
    Table(
        (7.2, 7.2),
        (
            Row(
                (
                    Cell(
                        (("《把它变成长方形》　A等",), ("五（1）班 学生",), ("评语：想法巧",)),
                        align="center",
                        picture=Picture(NO_PIXELS, "把它变成长方形（五（1）班）", 68.0),
                    ),
                    Cell(()),
                )
            ),
        ),
    ),
    Heading("五、统计", level=2, listed=False),
    Table(
        (4.8, 4.8, 4.8),
        (
            header("班级", "上交（件）", "优秀（件）"),
            Row((text("五（1）班", align="center"), text("1", align="center"), text("1", align="center")), with_next=True),
            Row((text("五（2）班", align="center"), text("40", align="center"), text("9", align="center")), with_next=True),
            Row((text("五（3）班", align="center"), text("—", align="center"), text("—", align="center")), with_next=True),
            Row((label("合计"), text("41", align="center"), text("10", align="center"))),
        ),
        header_rows=1,
    ),
    Heading("六、反思", level=2, listed=False),
    para("多数学生能说清面积为什么不变。"),
)


def test_an_exercise_for_pupils_and_for_teachers(here: SmallSchool) -> None:
    row = build.written(here)
    more = {"layer": "extension", "section": "fill", "stem": "{1/2}＜{()/4}", "answer": "3", "common_error": "写成1", "solution": "先通分"}
    build.add(here, row, **more)
    row = build.fresh(here, row)
    build.reviewing.submit(by=here.actor("teacher"), exercise=row, version=row.version, today=TODAY)
    row = build.reviewed(here, build.fresh(here, row), "pass", opinion="题目清楚。")
    assert printouts.for_pupils(row) == PUPILS
    assert printouts.with_answers(row) == TEACHERS


def test_a_homework_list(here: SmallSchool) -> None:
    tuesday, wednesday = date(2024, 6, 25), date(2024, 6, 26)
    homework.save_list(
        by=here.actor("teacher"),
        homework=build.homework_list(here, date(2024, 6, 24)),
        entries=[
            Entry(day=tuesday, required=True, exercise=None, text="口算20题", minutes=10),
            Entry(day=tuesday, required=False, exercise=None, text="画一画", minutes=15),
            Entry(day=wednesday, required=True, exercise=build.approved(here).pk, text="", minutes=10),
        ],
        version=1,
        all_minutes={tuesday: 50},
    )
    (row,) = lists_of(here.group, here.term)
    assert homework_list(row, days_of(row, calendar_of(here.term), 20), 20) == HOMEWORK


def test_showcase_homework_with_its_wall(here: SmallSchool) -> None:
    row = showcase_builders.shown(here, comment="想法巧").showcase
    counts = (TypedCount(here.classes[0].pk, all_recorded=True), TypedCount(here.classes[1].pk, False, 40, 9))
    row = showcase_builders.exhibited(here, row, counts)
    assert bare(showcase_printouts.showcase_part([row], classes_here(build.place_of(here)))) == SHOWCASE
