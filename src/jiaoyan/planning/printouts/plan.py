"""The plan with tables 1 and 3 in the prescribed form, and the same forms blank. 备课组计划（F01）、表1（F02）、表3（F04）"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Block, Document, Heading, ListItem, PageBreak, Row, Run, Subtitle, Table, header, label, para, text
from jiaoyan.planning.findings import shown_numbers
from jiaoyan.planning.members import members_of_plan
from jiaoyan.planning.models import ArrangementRow, GroupPlan, KeyPoint
from jiaoyan.planning.queries import Signatures, signatures_of
from jiaoyan.schools.rules.calendar import long_day, month_day
from jiaoyan.schools.rules.naming import (
    ANNEXES,
    PRE_TERM,
    TERM_END,
    activity_label,
    subtitle_of_plan,
    title_of_arrangement,
    title_of_authoring,
    week_label,
)
from jiaoyan.schools.rules.numerals import bracketed

UNTITLED = "（请拟大标题）"
MEMBERS_HEADING = "一、备课组成员课务及个人简介"
POINTS_HEADING = "二、工作要点"
DIVISION_HEADING = "三、分工与合作"
ANNEX_HEADING = "附表目录："
MEMBER_COLUMNS = ("姓名", "性别", "年龄", "教龄", "学历", "所任课务", "其他工作")
MEMBER_WIDTHS = (1.8, 1.1, 1.1, 1.1, 1.3, 3.6, 4.0)
# 周次 | 内容 | 形式 | 备注 over a finer grid, so that the three signatures of the head row are equally wide
ARRANGEMENT_WIDTHS = (2.9, 2.1, 2.9, 2.1, 0.8, 4.2)
AUTHORING_COLUMNS = ("周次", "练习内容", "命制人", "审核人")
AUTHORING_WIDTHS = (1.4, 8.0, 2.3, 2.3)
NOTES = (
    "说明：1、各次活动围绕教材研读、课堂教学、教学常规、单元质量评价与分析安排，内容可在活动前按实际进度微调。",
    "2、每次活动都要交流学生学习习惯和学法指导的落实情况，重视对学习有困难学生的帮助。",
)
BLANK_MEMBERS, BLANK_WEEKS, BLANK_EXERCISES = 6, 8, 18


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One part of the plan as the page shows it: ``key`` names where it is edited."""

    key: str
    blocks: tuple[Block, ...]


def group_plan(plan: GroupPlan) -> tuple[Block, ...]:
    """The whole plan (loaded by ``queries.plan_of``): text, list of annexes, table 1 and table 3, each table on a page of its own."""
    head, members, points, division, table1, table3 = (part.blocks for part in plan_parts(plan))
    text_part = (*head, *members, *points, *division, *_annexes(plan))
    return (*text_part, PageBreak(), *table1, PageBreak(), *table3)


def plan_parts(plan: GroupPlan) -> tuple[PlanPart, ...]:
    """The same part by part, in the order of the paper: head, members, key points, division, table 1, table 3."""
    return (
        PlanPart("head", (Heading(plan.title or UNTITLED), Subtitle(_subtitle(plan)))),
        PlanPart("members", (Heading(MEMBERS_HEADING, level=2, listed=False), _members(line.cells for line in members_of_plan(plan)))),
        PlanPart("key_points", tuple(_key_points(plan))),
        PlanPart("division", tuple(_division(plan))),
        PlanPart("arrangement", arrangement_table(plan)),
        PlanPart("authoring", authoring_table(plan)),
    )


def arrangement_table(plan: GroupPlan) -> tuple[Block, ...]:
    """Table 1 with its head row of signatures and its notes."""
    numbers = shown_numbers(plan)
    rows = [_arrangement_row(*_arrangement_cells(row, numbers[row.pk])) for row in plan.arrangement.all()]
    return (
        Heading(title_of_arrangement(plan.group.grade or 0, plan.group.subject.name), level=2),
        para(f"时间：{plan.term.label}", indent=False, align="right"),
        _arrangement(signatures_of(plan), rows),
        *(para(note, indent=False) for note in NOTES),
    )


def authoring_table(plan: GroupPlan) -> tuple[Block, ...]:
    """Table 3."""
    rows = [(str(row.week_no), row.content, row.author.name, row.reviewer.name) for row in plan.authoring.all()]
    return (Heading(title_of_authoring(), level=2), _authoring(rows))


def annex_lines() -> tuple[str, ...]:
    """The three annexes; table 2 is a part of the ledger of its own."""
    first, second, third = ANNEXES
    return (first, f"{second}（见第三部分教学进度表）", third)


def _subtitle(plan: GroupPlan) -> str:
    return subtitle_of_plan(plan.term.school_year.key, plan.term.number, plan.group.grade or 0, plan.group.subject.name)


def _annexes(plan: GroupPlan) -> Iterator[Block]:
    yield Heading(ANNEX_HEADING, level=3, listed=False)
    yield from (para(line, indent=False) for line in annex_lines())
    yield para(long_day(plan.plan_date), indent=False, align="right")


def _members(rows: Iterable[Sequence[str]]) -> Table:
    lines = (Row(tuple(text(cell, align="left" if n > 4 else "center") for n, cell in enumerate(row)), min_height_mm=8) for row in rows)
    return Table(MEMBER_WIDTHS, (header(*MEMBER_COLUMNS), *lines), header_rows=1)


def _key_points(plan: GroupPlan) -> Iterator[Block]:
    yield Heading(POINTS_HEADING, level=2, listed=False)
    if plan.opening:
        yield from markup.to_blocks(plan.opening)
    points = list(plan.key_points.all())
    areas = [area for area in KeyPoint.Area if any(point.area == area for point in points)]
    for place, area in enumerate(areas, start=1):
        yield Heading(f"{bracketed(place)}{area.label}", level=3, listed=False)
        for number, point in enumerate((point for point in points if point.area == area), start=1):
            yield ListItem((point.content,), marker=f"{number}.")
            yield ListItem((Run("措施：", bold=True), _point_words(point)), marker="")


def _point_words(point: KeyPoint) -> str:
    week = f"；完成周次：第{point.due_week}周" if point.due_week else ""
    return f"{point.measure.rstrip('。；')}。负责人：{point.owner.name}{week}。"


def _division(plan: GroupPlan) -> Iterator[Block]:
    yield Heading(DIVISION_HEADING, level=2, listed=False)
    for number, share in enumerate(plan.division.all(), start=1):
        scope = f"（{share.scope}）" if share.scope else ""
        yield ListItem((f"{share.task}：{share.owner.name}{scope}",), marker=f"{number}.")


def _arrangement(names: Signatures, rows: Sequence[Row]) -> Table:
    signatures = (f"备课组长：{names.leader}", f"教研组长：{names.research_leader}", f"分管行政：{names.liaison}")
    head = Row(tuple(text(words, columns=2) for words in signatures), with_next=True, min_height_mm=9)
    columns = Row((label("周次"), label("内　容", columns=2), label("形　式", columns=2), label("备　注")), with_next=True)
    return Table(ARRANGEMENT_WIDTHS, (head, columns, *rows), header_rows=2)


def _arrangement_row(when: Sequence[str], contents: Sequence[str], forms: Sequence[str], remarks: Sequence[str], height: float = 0) -> Row:
    cells = (
        text(*when, align="center"),
        text(*contents, columns=2),
        text(*forms, columns=2),
        text(*remarks),
    )
    return Row(cells, min_height_mm=height)


def _arrangement_cells(row: ArrangementRow, number: int | None) -> tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str]]:
    if row.kind == ArrangementRow.Kind.ACTIVITY and row.number is None:  # a cancelled meeting only says why
        return (week_label(row.week_no or 0),), tuple(row.contents), (), tuple(row.remarks)
    cancelled = () if number or row.activity is None else (f"已取消：{row.activity.moved_reason}",)
    return _when(row, number), _listed(row.contents), _listed(row.forms), _listed([*row.remarks, *_unsaid_people(row), *cancelled])


def _when(row: ArrangementRow, number: int | None) -> tuple[str, ...]:
    if row.kind != ArrangementRow.Kind.ACTIVITY:
        return (PRE_TERM if row.kind == ArrangementRow.Kind.BEFORE else TERM_END,)
    day = (month_day(row.day),) if row.day else ()
    label = activity_label(row.week_no or 0, number) if number else week_label(row.week_no or 0)
    return (*label.split(" "), *day)


def _unsaid_people(row: ArrangementRow) -> Iterator[str]:
    """Whoever is named in the row but not in its words."""
    said = "".join(row.contents)
    for word, person in (("上课教师", row.lesson_teacher), ("主备人", row.lead)):
        if person is not None and person.name not in said:
            yield f"{word}：{person.name}"


def _listed(items: Sequence[str]) -> tuple[str, ...]:
    """Items as a cell prints them: 1、… 2、…"""
    return tuple(f"{number}、{item}" for number, item in enumerate(items, start=1))


def _authoring(rows: Sequence[Sequence[str]], height: float = 0) -> Table:
    lines = [
        Row(tuple(text(cell, align="left" if n == 1 else "center") for n, cell in enumerate(row)), min_height_mm=height) for row in rows
    ]
    return Table(AUTHORING_WIDTHS, (header(*AUTHORING_COLUMNS), *lines), header_rows=1)


# the forms to be filled in by hand


def _blank_plan(name: str) -> tuple[Block, ...]:
    areas = [area.label for area in KeyPoint.Area if area != KeyPoint.Area.OTHER]
    points = [
        block for n, area in enumerate(areas, start=1) for block in (Heading(f"{bracketed(n)}{area}", level=3, listed=False), *_lines(3))
    ]
    return (
        Heading("（大标题：　　　　　　　　　　　　　　）"),
        Subtitle(f"——　　　　学年第　　学期{name}工作计划"),
        Heading(MEMBERS_HEADING, level=2, listed=False),
        _members([("",) * len(MEMBER_COLUMNS)] * BLANK_MEMBERS),
        Heading(POINTS_HEADING, level=2, listed=False),
        *points,
        Heading(DIVISION_HEADING, level=2, listed=False),
        *_lines(5),
        Heading(ANNEX_HEADING, level=3, listed=False),
        *(para(line, indent=False) for line in ANNEXES),
        para("　　　　年　　月　　日", indent=False, align="right"),
    )


def _blank_arrangement(_name: str) -> tuple[Block, ...]:
    weeks = [(f"第{2 * n + 1}周", f"第{'一二三四五六七八九十'[n]}次活动") for n in range(BLANK_WEEKS)]
    rows = [_arrangement_row(when, (), (), (), height=12) for when in ((PRE_TERM,), *weeks, (TERM_END,))]
    return (
        Heading("表1：　　年级　　　学科备课组活动安排", level=2),
        para("时间：　　　　　　　　", indent=False, align="right"),
        _arrangement(Signatures("", "", ""), rows),
        *(para(note, indent=False) for note in NOTES),
    )


def _blank_authoring(_name: str) -> tuple[Block, ...]:
    return (Heading(title_of_authoring(), level=2), _authoring([("",) * len(AUTHORING_COLUMNS)] * BLANK_EXERCISES, height=11))


def _lines(count: int) -> Iterator[Block]:
    return (para("", indent=False) for _ in range(count))


BLANKS: dict[str, tuple[str, Callable[[str], tuple[Block, ...]]]] = {
    "plan": ("备课组计划（空白）", _blank_plan),
    "arrangement": ("表1备课组工作安排（空白）", _blank_arrangement),
    "authoring": ("表3有效练习命制安排表（空白）", _blank_authoring),
}


def blank(kind: str) -> Document:
    """The empty form of a kind of ``BLANKS``. Raises ``KeyError``."""
    title, build = BLANKS[kind]
    return Document(title=title, body=build("　　年级　　　备课组"))


__all__ = ["BLANKS", "PlanPart", "annex_lines", "arrangement_table", "authoring_table", "blank", "group_plan", "plan_parts"]
