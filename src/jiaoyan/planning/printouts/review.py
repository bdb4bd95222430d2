"""The review plan as it prints, filled and blank. 复习计划（F35）"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Block, Document, Heading, ListItem, Paragraph, Row, Run, Subtitle, Table, header, para, text
from jiaoyan.planning.models import ReviewPlan
from jiaoyan.planning.reviewing import ShownPhase
from jiaoyan.schools.rules.calendar import long_day, month_day

WIDTHS = (2.4, 3.4, 1.2, 6.0, 3.2, 2.0)
HEAD = ("阶段", "时间", "课时", "内容", "练习", "负责人")
LAYERS = ("学有余力的学生", "中等的学生", "有困难的学生")


def review_plan(plan: ReviewPlan, phases: Sequence[ShownPhase]) -> tuple[Block, ...]:
    """The whole plan (loaded by ``reviewing.review_plan_of``) with what follows from its days."""
    return (
        Heading("期末复习计划"),
        Subtitle(f"——{plan.term.label}{plan.group.name}"),
        Heading("一、学情", level=2),
        *(markup.to_blocks(plan.state) or (para(""),)),
        Heading("二、复习目标", level=2),
        *_listed(plan.goals),
        Heading("三、重难点", level=2),
        *_listed(plan.key_points),
        Heading("四、复习安排", level=2),
        phases_table([_cells(each) for each in phases]),
        Heading("五、分层措施", level=2),
        *(Paragraph((Run(f"{name}：", bold=True), words)) for name, words in zip(LAYERS, (plan.high, plan.middle, plan.low), strict=True)),
        *([para(long_day(plan.handed_in), indent=False, align="right")] if plan.handed_in else []),
    )


def _listed(lines: Sequence[str]) -> Iterator[Block]:
    for number, line in enumerate(lines, start=1):
        yield ListItem((line,), marker=f"{number}.")


def _cells(shown: ShownPhase) -> tuple[tuple[str, ...], ...]:
    phase = shown.phase
    return (
        (phase.get_kind_display(),),
        (_days(phase.starts, phase.ends),),
        (str(shown.periods),),
        tuple(f"{number}. {line}" for number, line in enumerate(phase.contents, start=1)),
        tuple(each.title for each in shown.exercises) or ("—",),
        (phase.owner.name,),
    )


def _days(first: date, last: date) -> str:
    """6月18日—24日; 5月31日—6月3日; 6月18日."""
    if first == last:
        return month_day(first)
    return f"{month_day(first)}—{last.day}日" if first.month == last.month else f"{month_day(first)}—{month_day(last)}"


def phases_table(rows: Sequence[tuple[tuple[str, ...], ...]], *, height: float = 9.0) -> Table:
    """Phase, days, periods, contents, exercises, who answers for it."""
    lines = (
        Row(tuple(text(*cell, align="center" if place in {0, 1, 2, 5} else "left") for place, cell in enumerate(row)), min_height_mm=height)
        for row in rows
    )
    return Table(WIDTHS, (header(*HEAD), *lines), header_rows=1)


def blank_review_plan() -> Document:
    """The form to be filled in by hand."""
    names = ("单元梳理", "专项分类", "综合练习", "查漏补缺")
    rows = [((name,), ("",), ("",), ("",), ("",), ("",)) for name in names]
    body: list[Block] = [Heading("期末复习计划"), para("年级：　　　　学科：　　　　备课组长：　　　　日期：　　　　", indent=False)]
    for title in ("一、学情", "二、复习目标", "三、重难点"):
        body += [Heading(title, level=2), *(para("") for _ in range(4))]
    body += [Heading("四、复习安排", level=2), phases_table(rows, height=24.0), Heading("五、分层措施", level=2)]
    for name in LAYERS:
        body += [Paragraph((Run(f"{name}：", bold=True),)), para("")]
    return Document("期末复习计划", tuple(body))
