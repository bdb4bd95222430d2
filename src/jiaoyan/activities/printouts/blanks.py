"""Every form of this package to be filled in by hand. 空白表"""

from __future__ import annotations

from collections.abc import Callable

from jiaoyan.activities.printouts import training
from jiaoyan.activities.printouts.papers import note_table, talk_table
from jiaoyan.activities.printouts.records import PARTS, decision_table, empty_lines, empty_rows, head_table, sheet_table
from jiaoyan.activities.printouts.units import blank_grid
from jiaoyan.documents.blocks import Block, Document, Heading, PageBreak, Subtitle, para

TALKS_A_SHEET = 2


def _record(_school: str) -> tuple[Block, ...]:
    *first, discussion = (Heading(title, level=2, listed=False) for title in PARTS.values())
    parts: list[Block] = []
    for title in first:
        parts += [title, *empty_lines(5)]
    parts += [PageBreak(), discussion, *empty_lines(12)]  # the back of the sheet
    head = (
        Heading("备课组活动记录（　　）", level=1),
        head_table({"参加人员": (("",), ("应到　　人，实到　　人。缺席说明：",), ("记录人：",))}),
    )
    return (*head, para("活动过程：", indent=False), *parts, Heading("修改意见", level=3, listed=False), decision_table(empty_rows(5, 4)))


def _attendance(_school: str) -> tuple[Block, ...]:
    rows = empty_rows(7, 12)
    return (
        Heading("备课组活动考勤表", level=1),
        Subtitle("第　　次活动　　　年　　月　　日"),
        sheet_table(rows),
        para("应到　　人，实到　　人。记录人：", indent=False),
    )


def _theory(school: str) -> tuple[Block, ...]:
    return (Heading(f"{school}备课组理论学习摘记", level=1), note_table("", "", "", "", (), (), "", roomy=True))


def _talks(_school: str) -> tuple[Block, ...]:
    forms = [
        block
        for _ in range(TALKS_A_SHEET)
        for block in (para("　　年　　月　　日", indent=False), talk_table("", "", "", "", (), (), (), (), height=9))
    ]
    return (Heading("每日一议", level=1), *forms)


BLANKS: dict[str, tuple[str, Callable[[str], tuple[Block, ...]]]] = {
    "record": ("备课组活动记录（空白）", _record),
    "unit": ("单元分析（空白）", lambda _school: blank_grid()),
    "theory": ("理论学习摘记（空白）", _theory),
    "talks": ("每日一议（空白）", _talks),
    "attendance": ("活动考勤表（空白）", _attendance),
    "training": ("培训记录（空白）", lambda _school: training.blank()),
}


def blank(kind: str, school: str) -> Document:
    """The empty form of a kind of ``BLANKS``, headed with the school's name where the form has it. Raises ``KeyError``."""
    title, build = BLANKS[kind]
    return Document(title=title, body=build(school))
