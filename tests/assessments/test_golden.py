"""Whole printouts of one small test: the report, its public version, the bare figures of a practice."""

from __future__ import annotations

from jiaoyan.assessments.printouts.report import practice_figures, public_report, quality_report
from jiaoyan.assessments.queries.exams import snapshot_of
from jiaoyan.documents.blocks import Block, Heading, ListItem, Picture, Row, Subtitle, Table, header, label, para, text
from tests.assessments import builders
from tests.conftest import SmallSchool
from tests.golden import NO_PIXELS, bare, line

ITEMS = Table(
    (1.1, 1.1, 1.3, 1.3, 1.3, 1.3, 1.2),
    (
        header("题号", "分值", "1班", "2班", "3班", "年级", "预期"),
        line("1", "5", "94.5", "95.0", "95.0", "94.9", "90"),
        line("2", "5", "79.1", "80.0", "80.0", "79.7", "90"),
        line("3", "5", "43.6", "45.0", "45.0", "44.6", "90"),
        line("4", "5", "94.5", "92.5", "92.5", "93.1", "90"),
    ),
    header_rows=1,
)

OVERVIEW = Table(
    (2.6, *[(14.3 - 2.6) / 4] * 4),
    (
        header("", "1班", "2班", "3班", "年级"),
        line("应考", "12", "12", "12", "36"),
        line("实考", "11", "12", "12", "35"),
        line("总分", "171.5", "187.5", "187.5", "546.5"),
        line("均分", "15.59", "15.63", "15.63", "15.61"),
        line("标准差", "0.95", "0.92", "0.92", "0.93"),
        line("最高分", "17", "17", "17", "17"),
        line("最低分", "14", "14", "14", "14"),
        line("合格率", "100%/11人", "100%/12人", "100%/12人", "100%/35人"),
        line("优秀率", "9.1%/1人", "8.3%/1人", "8.3%/1人", "8.6%/3人"),
        line("低分率", "0%/0人", "0%/0人", "0%/0人", "0%/0人"),
        line("优秀", "1人", "1人", "1人", "3人"),
        line("良好", "7人", "8人", "8人", "23人"),
        line("合格", "3人", "3人", "3人", "9人"),
        line("待提高", "0人", "0人", "0人", "0人"),
    ),
    header_rows=1,
)

REPORT: tuple[Block, ...] = (
    Heading("五年级数学期末学业质量检测报告"),
    Subtitle("2023—2024学年第二学期五年级数学备课组"),
    Heading("一、检测概况", level=2, listed=False),
    Table(
        (2.2, 5.6, 2.2, 4.3),
        (
            Row((label("检测名称"), text("期末学业质量检测"), label("检测日期"), text("2024年6月11日"))),
            Row((label("满分"), text("20分"), label("时长"), text("60分钟"))),
        ),
    ),
    para("", indent=False),
    OVERVIEW,
    para(
        "数据说明：合格≥12分，良好≥15分，优秀≥17分，低分<8分。均分、各项比率按实考人数计算；标准差按全体（除以n）计算；比率四舍五入到0.1%。"
    ),
    para("缺考：五（1）班病假1人。"),
    para("全年级应考36人，实考35人，缺考1人。均分15.61分，合格率100%（35/35），优秀率8.6%（3/35），低分率0%（0/35）。"),
    Heading("二、分数段分布", level=2, listed=False),
    Table(
        (2.6, *[(14.3 - 2.6) / 4] * 4),
        (
            header("分数段", "1班", "2班", "3班", "年级"),
            line("20", "0", "0", "0", "0"),
            line("18—19.5", "0", "0", "0", "0"),
            line("16—17.5", "5", "6", "6", "17"),
            line("14—15.5", "6", "6", "6", "18"),
            line("12—13.5", "0", "0", "0", "0"),
            line("12以下", "0", "0", "0", "0"),
        ),
        header_rows=1,
    ),
    para("", indent=False),
    Picture(NO_PIXELS, "年级各分数段人数：12以下分0人，12—13.5分0人，14—15.5分18人，16—17.5分17人，18—19.5分0人，20分0人", 140.0),
    para("图1　年级分数段分布", indent=False, align="center"),
    Heading("三、各题得分率（%）", level=2, listed=False),
    ITEMS,
    para("", indent=False),
    Picture(NO_PIXELS, "各题得分率：第1题94.9%，第2题79.7%，第3题44.6%，第4题93.1%", 140.0),
    para("图2　年级各题得分率", indent=False, align="center"),
    para("全卷得分率78.1%，比一般期末卷（80%—88%）偏难，看数据时请考虑试卷的难度。"),
    para("得分率较低的是第3题（44.6%），考查的是知识点3。"),
    para("第2题比预期低10.3个百分点（预期90%，实际79.7%）。"),
    para("第3题比预期低45.4个百分点（预期90%，实际44.6%）。"),
    Heading("四、知识点与水平", level=2, listed=False),
    Table(
        (5.2, 1.6, 3.6, 1.5, 2.4),
        (
            header("知识点", "水平", "题号", "分值", "得分率"),
            Row(
                (
                    text("知识点1"),
                    text("掌握", align="center"),
                    text("1", align="center"),
                    text("5", align="center"),
                    text("94.9%", align="center"),
                )
            ),
            Row(
                (
                    text("知识点2"),
                    text("掌握", align="center"),
                    text("2", align="center"),
                    text("5", align="center"),
                    text("79.7%", align="center"),
                )
            ),
            Row(
                (
                    text("知识点3"),
                    text("掌握", align="center"),
                    text("3", align="center"),
                    text("5", align="center"),
                    text("44.6%", align="center"),
                )
            ),
            Row(
                (
                    text("知识点4"),
                    text("掌握", align="center"),
                    text("4", align="center"),
                    text("5", align="center"),
                    text("93.1%", align="center"),
                )
            ),
        ),
        header_rows=1,
    ),
    Heading("五、主要成绩", level=2, listed=False),
    ListItem(("口算得分率九成以上。",), "1."),
    Heading("六、典型错例", level=2, listed=False),
    Table(
        (1.2, 4.6, 1.3, 2.4, 4.8),
        (
            header("题号", "错例", "类型", "人数", "成因"),
            Row(
                (
                    text("3", align="center"),
                    text("3.6÷0.4=0.9"),
                    text("方法", align="center"),
                    text("6人", "17.1%", align="center"),
                    text("除数变成整数时，被除数没有跟着变。"),
                )
            ),
        ),
        header_rows=1,
    ),
    Heading("七、主要问题与改进措施", level=2, listed=False),
    Table(
        (1.25, 3.0, 3.6, 1.7, 1.9, 2.85),
        (
            header("序号", "问题", "改进措施", "负责人", "起止", "怎样看出效果"),
            Row(
                (
                    text("1", rows=2, align="center"),
                    text("小数除法移位出错多", rows=2),
                    text("每周两次口算，先说怎样移位"),
                    text("林知远", align="center"),
                    text("6.13起", "6.26查", align="center"),
                    text("再测同类题，错误率不超过一成"),
                ),
                with_next=True,
            ),
            Row((text("错题分层面批"), text("林知远", align="center"), text("6.13起", "6.20查", align="center"), text("面批记录"))),
        ),
        header_rows=1,
    ),
    Heading("八、上次措施回顾", level=2, listed=False),
    para("上次的口算练习坚持下来了。"),
    para("2024年6月12日（星期三）", indent=False, align="right"),
)

PUBLIC: tuple[Block, ...] = (
    Heading("五年级数学期末学业质量检测报告"),
    Subtitle("2023—2024学年第二学期五年级数学备课组（公开版）"),
    Heading("一、总体情况", level=2, listed=False),
    para("期末学业质量检测于2024年6月11日进行，时长60分钟。结果用等级反馈，不排名次。"),
    Table(
        (3.5, 6.0, 4.8),
        (
            header("等级", "标准", "占参加人数"),
            Row((label("优秀"), text("17分及以上", align="center"), text("8.6%", align="center"))),
            Row((label("良好"), text("15分及以上，不到17分", align="center"), text("65.7%", align="center"))),
            Row((label("合格"), text("12分及以上，不到15分", align="center"), text("25.7%", align="center"))),
            Row((label("待提高"), text("不到12分", align="center"), text("0%", align="center"))),
        ),
        header_rows=1,
    ),
    para("", indent=False),
    Table(
        (2.0, 8.3, 4.0),
        (
            header("题号", "考查内容", "得分率"),
            Row((text("1", align="center"), text("知识点1"), text("94.9%", align="center"))),
            Row((text("2", align="center"), text("知识点2"), text("79.7%", align="center"))),
            Row((text("3", align="center"), text("知识点3"), text("44.6%", align="center"))),
            Row((text("4", align="center"), text("知识点4"), text("93.1%", align="center"))),
        ),
        header_rows=1,
    ),
    Heading("二、主要成绩", level=2, listed=False),
    ListItem(("口算得分率九成以上。",), "1."),
    Heading("三、努力方向", level=2, listed=False),
    ListItem(("小数除法移位出错多。",), "1."),
    Heading("四、我们的做法", level=2, listed=False),
    ListItem(("每周两次口算，先说怎样移位。",), "1."),
    ListItem(("错题分层面批。",), "2."),
)

PRACTICE: tuple[Block, ...] = (
    Heading("五年级数学简易方程练习质量分析"),
    Subtitle("2023—2024学年第二学期五年级数学备课组"),
    Table(
        (2.2, 5.6, 2.2, 4.3),
        (
            Row((label("检测名称"), text("简易方程练习"), label("检测日期"), text("2024年6月11日"))),
            Row((label("满分"), text("20分"), label("时长"), text("60分钟"))),
        ),
    ),
    para("", indent=False),
    OVERVIEW,
    para(
        "数据说明：合格≥12分，良好≥15分，优秀≥17分，低分<8分。均分、各项比率按实考人数计算；标准差按全体（除以n）计算；比率四舍五入到0.1%。"
    ),
    para("缺考：五（1）班病假1人。"),
    Heading("各题得分率（%）", level=2, listed=False),
    ITEMS,
    para("全年级应考36人，实考35人，缺考1人。均分15.61分，合格率100%（35/35），优秀率8.6%（3/35），低分率0%（0/35）。"),
    para("得分率较低的是第3题（44.6%），考查的是知识点3。"),
    para("第2题比预期低10.3个百分点（预期90%，实际79.7%）。"),
    para("第3题比预期低45.4个百分点（预期90%，实际44.6%）。"),
)


def test_the_report_and_its_public_version(here: SmallSchool) -> None:
    report = builders.complete(here)
    assert bare(quality_report(report)) == REPORT
    assert public_report(report) == PUBLIC


def test_the_bare_figures_of_a_practice(here: SmallSchool) -> None:
    exam = builders.marked(here, kind="unit", title="简易方程练习")
    assert bare(practice_figures(exam, snapshot_of(exam))) == PRACTICE
