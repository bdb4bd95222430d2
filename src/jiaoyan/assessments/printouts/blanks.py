"""The report to be filled in by hand. 空白表"""

from __future__ import annotations

from jiaoyan.assessments.printouts.report import ERROR_WIDTHS, PROBLEM_WIDTHS
from jiaoyan.assessments.rules.figures import LEVELS
from jiaoyan.documents.blocks import Block, Document, Heading, ListItem, Row, Subtitle, Table, header, label, para, text

CLASSES = 6
ITEMS = 24
FIGURES = ("应考", "实考", "总分", "均分", "标准差", "最高分", "最低分", "合格率", "优秀率", "低分率", *LEVELS)
BANDS = ("100", "90—99.5", "80—89.5", "70—79.5", "60—69.5", "60以下")


def quality_report() -> tuple[Block, ...]:
    """The empty form of F11, for a grade of up to six classes and a paper of 100 marks."""
    classes = [f"{number}班" for number in range(1, CLASSES + 1)]
    return (
        Heading("　　年级数学期末学业质量检测报告", level=1),
        Subtitle("——　　　　—　　　　学年第　　学期　　年级数学备课组"),
        Heading("一、检测概况", level=2, listed=False),
        Table(
            (2.2, 5.6, 2.2, 4.3),
            (
                Row((label("检测名称"), text(""), label("检测日期"), text("　　　年　　月　　日"))),
                Row((label("满分"), text("　　　分"), label("时长"), text("　　　分钟"))),
            ),
        ),
        para("", indent=False),
        _grid("", FIGURES, classes),
        para("缺考原因：", indent=False),
        Heading("二、分数段分布", level=2, listed=False),
        _grid("分数段", BANDS, classes),
        Heading("三、各题得分率（%）", level=2, listed=False),
        Table(
            (1.1, 1.1, *[1.4] * (CLASSES + 1), 1.3),
            (header("题号", "分值", *classes, "年级", "预期"), *(_empty(CLASSES + 4) for _ in range(ITEMS))),
            header_rows=1,
        ),
        Heading("四、知识点与水平", level=2, listed=False),
        Table(
            (5.2, 1.6, 3.6, 1.5, 2.4),
            (header("知识点", "水平", "题号", "分值", "得分率"), *(_empty(5) for _ in range(7))),
            header_rows=1,
        ),
        Heading("五、主要成绩", level=2, listed=False),
        *(ListItem(("",), marker=f"{number}.") for number in (1, 2, 3)),
        Heading("六、典型错例", level=2, listed=False),
        Table(ERROR_WIDTHS, (header("题号", "错例", "类型", "人数", "成因"), *(_empty(5, 22) for _ in range(3))), header_rows=1),
        Heading("七、主要问题与改进措施", level=2, listed=False),
        Table(
            PROBLEM_WIDTHS,
            (header("序号", "问题", "改进措施", "负责人", "起止", "怎样看出效果"), *(_empty(6, 24) for _ in range(3))),
            header_rows=1,
        ),
        Heading("八、上次措施回顾", level=2, listed=False),
        *(para("", indent=False) for _ in range(4)),
    )


def _grid(corner: str, names: tuple[str, ...], classes: list[str]) -> Table:
    width = (14.3 - 2.6) / (len(classes) + 1)
    rows = (Row((label(name), *(text("") for _ in range(len(classes) + 1)))) for name in names)
    return Table((2.6, *[width] * (len(classes) + 1)), (header(corner, *classes, "年级"), *rows), header_rows=1)


def _empty(columns: int, height: float = 0) -> Row:
    return Row(tuple(text("") for _ in range(columns)), min_height_mm=height)


BLANKS = {"quality-report": ("期末学业质量检测报告（空白）", quality_report)}


def blank(kind: str) -> Document:
    """The empty form of a kind of ``BLANKS``. Raises ``KeyError``."""
    title, build = BLANKS[kind]
    return Document(title=title, body=build())
