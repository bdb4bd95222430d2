"""A whole invented ledger of about seventy pages in blocks: every shape the paper form knows, for tests to write, check and render."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from jiaoyan.documents.blocks import (
    Block,
    Cell,
    Cover,
    Document,
    Fraction,
    Heading,
    ListItem,
    PageBreak,
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

TERM = "2023—2024学年第二学期"
UNITS = (
    (
        "一",
        "简易方程",
        "2.21",
        ("认识等式与方程", "等式的性质（一）", "等式的性质（二）", "解方程", "列方程解决一步问题", "列方程解决两步问题", "整理与练习"),
    ),
    ("二", "折线统计图", "3.6", ("单式折线统计图", "复式折线统计图", "蒜叶的生长")),
    (
        "三",
        "因数与倍数",
        "3.13",
        ("因数和倍数", "2和5的倍数的特征", "3的倍数的特征", "质数和合数", "分解质因数", "公因数", "公倍数", "整理与练习", "和与积的奇偶性"),
    ),
    (
        "四",
        "分数的意义和性质",
        "4.2",
        ("分数的意义", "单位“1”与分数单位", "分数与除法", "真分数和假分数", "带分数", "分数的基本性质", "约分", "通分", "整理与练习"),
    ),
    ("五", "分数加法和减法", "4.24", ("异分母分数加减法", "连加、连减和加减混合", "简便计算", "整理与练习")),
    ("六", "圆", "5.13", ("圆的认识", "扇形的初步认识", "圆的周长", "圆的面积", "组合图形的面积", "整理与练习")),
)
MEMBERS = (
    ("周敏喆", "女", "41", "19", "本科", "五（1）、五（2）班数学", "备课组长"),
    ("陆一舟", "男", "33", "10", "本科", "五（3）班数学", "年级体育节统筹"),
    ("韩犇", "男", "27", "4", "本科", "五（4）、五（5）班数学", "五（4）班班主任"),
    ("苏可心", "女", "24", "1", "硕士研究生", "五（6）班数学", ""),
)
ASPECTS = ("单元教材分析", "单元目标要求", "单元设计意图", "单元目标达成分析")
THOUGHT = (
    "先让学生用自己的话说出数量之间的关系，再用图把关系画出来，最后才写成式子；三步之间留出比较的时间，让说得清楚的和说不清楚的都有机会再说一遍。",
    "练习分两层：基本题人人过关，题量控制在十分钟以内；变式题只换一个条件，让学生先判断“什么变了、什么没变”，再动笔。",
    "上一轮教学中，有近三分之一的学生把检验当成走形式。这一次把检验写进解题格式，由同桌交换检验并签名，两周后再看效果。",
    "四位教师约定统一用“同时加上、同时减去”的说法，不提前出现“移项”，避免学生只记动作、不明道理。",
)


def _png(width: int, height: int) -> bytes:
    """A plain grey picture, made without any library."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + bytes(200 if (x // 20 + y // 20) % 2 else 245 for x in range(width)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PICTURE = Picture(_png(320, 160), "五年级各班口算正确率的条形图", 110.0)


def _plan() -> Iterator[Block]:
    yield Heading("让学生说清道理，让练习更有分量")
    yield Subtitle(f"——{TERM}五年级数学备课组工作计划")
    yield Heading("一、备课组成员课务及个人简介", 2)
    rows = tuple(Row(tuple(text(value, align="center") for value in member)) for member in MEMBERS)
    yield Table(
        (1.2, 0.8, 0.8, 0.8, 1.3, 2.4, 1.9), (header("姓名", "性别", "年龄", "教龄", "学历", "所任课务", "其他工作"), *rows), header_rows=1
    )
    yield Heading("二、工作要点", 2)
    for number, area in enumerate(("教材研读", "课堂教学", "教学常规", "单元质量评价与分析"), 1):
        yield Heading(f"{number}．{area}", 3)
        for thought in THOUGHT[:3]:
            yield para(thought)
    yield Heading("三、分工与合作", 2)
    for number, member in enumerate(MEMBERS, 1):
        yield ListItem(
            (Run(member[0], bold=True), f"：主备第{number}、第{number + 4}单元，负责相应单元的练习汇总与答案校对。"), f"{number}."
        )
    yield ListItem(("集体备课时间定在单周周三下午，地点为五年级办公室，请假须在前一天说明。",), "（五）")
    yield para("附表目录：", indent=False)
    for words in ("表1：备课组工作安排", "表2：教学进度表（见第三部分）", "表3：有效练习命制安排表"):
        yield para(words)
    yield para("2024年2月19日", align="right")


def _table_one() -> Iterator[Block]:
    yield PageBreak()
    yield Heading("表1：五年级数学学科备课组活动安排", 2)
    signatures = Row(
        (text("备课组长：周敏喆", columns=2), text("教研组长：", columns=2), text("分管行政：", columns=2)),
        min_height_mm=12,
        with_next=True,
    )
    columns = Row((label("周次"), label("内容", columns=2), label("形式", columns=2), label("备注")), with_next=True)
    rows = tuple(
        Row(
            (
                text(f"第{week}周", f"第{number}次活动", align="center"),
                text(f"1．观摩{MEMBERS[number % 4][0]}老师课堂", "2．每课时教学设计研讨与有效练习编制", columns=2),
                text("1．上研究课", "2．分析教学常规的落实", columns=2),
                text("1．关注学习有困难的学生", "2．积累备课与练习资料"),
            )
        )
        for number, week in enumerate(range(1, 18, 2), 1)
    )
    # Three signatures of equal width above four columns: the grid holds the edges of both.
    yield Table((1.5, 1.63, 1.77, 1.37, 0.73, 2.4), (signatures, columns, *rows), header_rows=2)


def _table_two() -> Iterator[Block]:
    yield PageBreak()
    yield Heading("五年级下册数学教学进度安排表")
    yield para("制表人：周敏喆", align="right")
    rows: list[Row] = []
    for week, (number, name, day, lessons) in enumerate(UNITS, 1):
        high = len(lessons) + 1
        unit = (text(str(week * 2 - 1), rows=high, align="center"), text(day, rows=high, align="center"))
        remark = text("机动1课时" if high > 7 else "", rows=high, align="center")
        rows.append(Row((*unit, text(f"{number}、{name}", bold=True), text(f"{high - 1}+1", align="center"), remark), with_next=True))
        for place, lesson in enumerate(lessons, 2):
            rows.append(Row((text(lesson), text("1", align="center")), with_next=place < high))
    yield Table((0.9, 1.1, 4.4, 1.1, 1.8), (header("周次", "日期", "教学内容", "课时", "备注"), *rows), header_rows=1)


def _record(number: int) -> Iterator[Block]:
    yield PageBreak()
    yield Heading(f"备课组活动记录（{'一二三四五六七八九'[number]}）")
    head = (
        Row((label("活动时间"), text("2024年3月6日 13:30—15:00", align="center"), label("活动地点"), text("五年级办公室", align="center"))),
        Row((label("活动内容"), text(f"研读“{UNITS[number % 6][1]}”单元教材，观摩研究课并评议", columns=3))),
        Row((label("参加人员"), text("、".join(member[0] for member in MEMBERS), columns=3))),
        Row((label("主持人"), text("周敏喆", align="center"), label("中心发言人"), text(MEMBERS[number % 4][0], align="center"))),
    )
    yield Table((1.5, 3.1, 1.6, 2.6), head)
    yield Heading("活动过程：", 3, listed=False)
    yield Heading("一、上周教学工作回顾与反思", 3, listed=False)
    for thought in THOUGHT * 2:
        yield para(thought)
    yield Heading("二、单元分析", 3, listed=False)
    yield para("见下一页“单元分析”表格。")
    yield Heading("三、集体讨论", 3, listed=False)
    for member, thought in zip(MEMBERS, THOUGHT, strict=True):
        yield ListItem((Run(f"{member[0]}：", bold=True), thought), "·")
    yield Paragraph(
        (
            "练习第3题改为：一根彩带长",
            Fraction("3", "4"),
            "米，用去它的",
            Fraction("1", "3"),
            "，还剩多少米？面积单位写作m",
            Run("2", superscript=True),
            "。",
        )
    )
    yield PICTURE
    yield from _analysis(number)


def _analysis(number: int) -> Iterator[Block]:
    order, name, _, lessons = UNITS[number % 6]
    yield PageBreak()
    yield Heading(f"第{order}单元（{name}）单元分析", 2)
    long = tuple((f"{place}．{lesson}：{THOUGHT[place % 4]}",) for place, lesson in enumerate(lessons, 1))
    short = tuple((thought,) for thought in THOUGHT[1:])
    rows = tuple(
        Row(
            (
                text("一二三四"[place], align="center"),
                Cell(tuple((aspect[at : at + 2],) for at in (0, 2, 4)), bold=True, align="center"),
                Cell(long),
                Cell(short),
            ),
            breakable=True,
        )
        for place, aspect in enumerate(ASPECTS)
    )
    yield Table((0.8, 1.1, 4.2, 3.4), (header("序号", "内容", "个人设计", "备课组集体讨论意见"), *rows), header_rows=1)


def _notes() -> Iterator[Block]:
    for number in range(3):
        yield PageBreak()
        yield Heading("青竹路小学备课组理论学习摘记")
        rows = (
            Row(
                (
                    label("时间"),
                    text(f"2024年{number + 3}月12日", align="center"),
                    label("摘记人"),
                    text(MEMBERS[number][0], align="center"),
                )
            ),
            Row((label("理论学习主题"), text("在对话中发展学生的推理意识", columns=3))),
            Row((label("摘记要点", columns=4),), with_next=True),
            Row((Cell(tuple((thought,) for thought in THOUGHT * 3), columns=4),), breakable=True, min_height_mm=120),
        )
        yield Table((1.7, 2.8, 1.5, 2.8), rows)
    yield PageBreak()
    yield Heading("每日一议")
    for number in range(8):
        rows = (
            Row((label("时间"), text(f"4月{number + 8}日", align="center"), label("发起人"), text(MEMBERS[number % 4][0], align="center"))),
            Row((label("议题"), text("3<5 与 a<b：学生为什么总把小于号读反？", columns=3))),
            Row((Cell((("对策：",), (THOUGHT[number % 4],)), columns=4),), breakable=True),
        )
        yield Table((1.2, 3, 1.2, 3), rows)


def _summary() -> Iterator[Block]:
    yield PageBreak()
    yield Heading("把练习做精，把道理讲透")
    yield Subtitle(f"——{TERM}五年级数学备课组工作总结")
    for part in ("一、本学期主要工作", "二、存在问题", "三、后续改进措施"):
        yield Heading(part, 2)
        for number, thought in enumerate(THOUGHT * 2, 1):
            yield ListItem((thought,), f"{number}.")
    yield Heading("附录：师生获奖情况表", 2)
    row = Row(tuple(text(value, align="center") for value in ("2024.5", "韩犇", "教师", "基本功竞赛", "区级", "二等奖")))
    yield Table((1.2, 1.2, 1, 3, 1, 1.2), (header("时间", "姓名", "类别", "项目", "级别", "等第"), *(row,) * 6), header_rows=1)
    yield Paragraph(("备课组长签名：", Run("", fill=8)), indent=False)
    yield para("2024年6月28日", align="right")


def _body() -> Iterator[Block]:
    yield from _plan()
    yield from _table_one()
    yield from _table_two()
    for number in range(9):
        yield from _record(number)
    yield from _notes()
    yield from _summary()


COVER = Cover("青竹路小学", TERM, "集体备课工作台账资料", (("备课组名称：", "五年级数学备课组"), ("备课组组长：", "周敏喆")), "2024年2月")
LEDGER = Document("五年级数学备课组台账", tuple(_body()), COVER, contents=True)
