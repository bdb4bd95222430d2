"""Observations on paper: one record, the list of a term, the blank form. 听课记录（F14、F19）"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jiaoyan.documents.blocks import Block, Cell, Heading, Row, Table, header, label, para, text
from jiaoyan.lessons.models import Observation
from jiaoyan.lessons.queries.observations import class_label, class_word
from jiaoyan.schools.rules.calendar import long_day, month_day

TITLE = "听课记录"
HEAD_WIDTHS = (1.5, 3.9, 1.7, 2.4, 1.5, 3.0)
STEP_WIDTHS = (2.4, 4.4, 4.2, 3.0)
LIST_COLUMNS = ("序号", "日期", "节次", "班级", "执教", "课题", "课型", "方式", "最值得学的一点")
LIST_WIDTHS = (0.8, 1.0, 0.8, 1.1, 1.2, 2.6, 1.3, 2.3, 3.9)
BLANK_STEPS = 6
BLANK_LINES = 20


def _many(lines: Iterable[str]) -> Cell:
    found = list(lines)
    numbered = [f"{n}. {line}" for n, line in enumerate(found, start=1)] if len(found) > 1 else found
    return Cell(tuple((line,) for line in numbered) or (("",),), columns=3)


def observation(row: Observation) -> tuple[Block, ...]:
    """The form filled in; expects what ``queries.observations.loaded`` loads."""
    where = row.place or class_label(row)
    head = Table(
        HEAD_WIDTHS,
        (
            Row(
                (
                    label("时间"),
                    text(long_day(row.day)),
                    label("节次"),
                    text(f"第{row.period_no}节"),
                    label("班级"),
                    text(class_label(row) or ("校外" if row.guest else "")),
                )
            ),
            Row((label("执教"), text(row.taught_by), label("听课人"), text(row.observer.name), label("地点"), text(where))),
            Row(
                (
                    label("课题"),
                    text(row.topic),
                    label("课型"),
                    text(row.get_lesson_type_display()),
                    label("方式"),
                    text(row.get_way_display()),
                )
            ),
        ),
    )
    steps = [tuple(step.get(name, "") for name in ("time", "teaching", "pupils", "comment")) for step in row.steps]
    return (Heading(TITLE), head, _steps(steps or [("", "", "", "")]), _words(row))


def _steps(rows: Iterable[Sequence[str]], height: float = 9) -> Table:
    lines = (
        Row((text(time, align="center"), text(teaching), text(pupils), text(comment)), breakable=True, min_height_mm=height)
        for time, teaching, pupils, comment in rows
    )
    return Table(STEP_WIDTHS, (header("时间", "教师", "学生", "随记"), *lines), header_rows=1)


def _words(row: Observation) -> Table:
    rows = [
        Row((label("优点"), _many(row.highlights)), breakable=True, min_height_mm=12),
        Row((label("建议"), _many(row.suggestions)), breakable=True, min_height_mm=12),
    ]
    if row.is_visit:
        said = "" if row.plan_matches is None else "相符" if row.plan_matches else "有出入"
        feedback = month_day(row.feedback_on) if row.feedback_on else ""
        rows.append(Row((label("与教案"), text(said), label("当面反馈"), text(feedback))))
        rows.append(Row((label("作业抽看"), text(row.homework_note, columns=3))))
    if row.answer:
        rows.append(Row((label("执教教师"), text(row.answer, columns=3))))
    return Table((1.9, 5.1, 1.9, 5.1), tuple(rows))


def observation_list(rows: Sequence[Observation], observer: str, term: str) -> tuple[Block, ...]:
    """All observations of somebody in a term, one line each."""
    lines = (
        (
            str(number),
            f"{row.day.month}.{row.day.day}",
            str(row.period_no),
            class_word(row),
            row.taught_by,
            row.topic,
            row.get_lesson_type_display(),
            row.get_way_display(),
            next(iter(row.highlights or row.suggestions), ""),
        )
        for number, row in enumerate(rows, start=1)
    )
    return (Heading("听课一览"), para(f"{term}　{observer}　共{len(rows)}节", indent=False, align="center"), _list(lines))


def _list(lines: Iterable[Sequence[str]], height: float = 8) -> Table:
    left = (5, 8)
    rows = (
        Row(tuple(text(cell, align="left" if n in left else "center") for n, cell in enumerate(line)), min_height_mm=height)
        for line in lines
    )
    return Table(LIST_WIDTHS, (header(*LIST_COLUMNS), *rows), header_rows=1)


def blank_observation(_school: str) -> tuple[Block, ...]:
    """The form to be filled in by hand, F19's lines included."""
    head = Table(
        HEAD_WIDTHS,
        tuple(
            Row(tuple(cell for name in names for cell in (label(name), text(""))), min_height_mm=9)
            for names in (("时间", "节次", "班级"), ("执教", "听课人", "地点"), ("课题", "课型", "方式"))
        ),
    )
    words = Table(
        (1.9, 5.1, 1.9, 5.1),
        (
            Row((label("优点"), text("", columns=3)), min_height_mm=24),
            Row((label("建议"), text("", columns=3)), min_height_mm=24),
            Row((label("与教案"), text(""), label("当面反馈"), text("")), min_height_mm=9),
            Row((label("作业抽看"), text("", columns=3)), min_height_mm=9),
        ),
    )
    return (Heading(TITLE), head, _steps([("",) * 4] * BLANK_STEPS, 18), words)


def blank_list(_school: str) -> tuple[Block, ...]:
    """The list to be filled in by hand."""
    head = para("　　　　学年第　　学期　　听课人：　　　　　共　　节", indent=False, align="center")
    return (Heading("听课一览"), head, _list([("",) * len(LIST_COLUMNS)] * BLANK_LINES, 10))
