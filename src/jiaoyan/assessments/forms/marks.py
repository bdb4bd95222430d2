"""The marks of a class as a grid to type them in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from jiaoyan.assessments.models import ExamQuestion, ScoreSheet
from jiaoyan.assessments.rules.numbers import points
from jiaoyan.assessments.rules.score_sheet import REASONS, BadMark, Line, Seat, absence, parse_mark
from jiaoyan.web.grid import CellProblem, Column, Grid, GridData, Row


def marks_grid(questions: Sequence[ExamQuestion], seats: Sequence[Seat], sheet: ScoreSheet | None) -> Grid:
    """One row for each pupil of the class, one column for each item; nobody can be added or left out."""
    given = {row.pupil_id: row for row in sheet.marks.all()} if sheet else {}
    columns = (
        Column("seat", "序号", "readonly", width="xs"),
        Column("name", "姓名", "readonly", width="s"),
        *(
            Column(f"q{place}", f"{each.label}（{points(each.half_points)}）", max_length=8, width="xs")
            for place, each in enumerate(questions)
        ),
        Column("reason", "缺考", "choice", choices=[(each, each) for each in REASONS], width="s"),
    )
    rows = []
    for seat in seats:
        row = given.get(seat.pupil)
        marks = row.half_points if row else []
        values: dict[str, Any] = {f"q{place}": points(mark) for place, mark in enumerate(marks)}
        rows.append(Row(str(seat.pupil), {"seat": seat.number or "", "name": seat.name, "reason": row.reason if row else "", **values}))
    return Grid(columns, rows, prefix="marks", caption="各题得分", version=str(sheet.version if sheet else 0), fixed=True)


def marks_lines(data: GridData, questions: Sequence[ExamQuestion]) -> tuple[list[Line], list[CellProblem]]:
    """The rows as lines to be stored, and everything wrong with them at once."""
    lines: list[Line] = []
    problems: list[CellProblem] = []
    for place, row in enumerate(data.rows):
        texts = [str(row.values[f"q{number}"] or "") for number in range(len(questions))]
        reason = str(row.values["reason"] or "") or next((told for text in texts if (told := absence(text))), "")
        if reason:
            if any(text and not absence(text) for text in texts):
                problems.append(CellProblem(place, "reason", "选了缺考又有分数，请留一样。"))
            lines.append(Line(int(row.key), None, reason))
            continue
        found = list(_marks(place, texts, questions, problems))
        lines.append(Line(int(row.key), tuple(found)))
    return lines, problems


def _marks(place: int, texts: Sequence[str], questions: Sequence[ExamQuestion], problems: list[CellProblem]) -> Iterable[int]:
    for number, (text, question) in enumerate(zip(texts, questions, strict=True)):
        try:
            if not text:
                raise BadMark("没有填；没有做请填 0，没有参加请选缺考")
            yield parse_mark(text, question.half_points)
        except BadMark as bad:
            problems.append(CellProblem(place, f"q{number}", f"{bad}。"))
            yield 0
