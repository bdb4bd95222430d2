"""Workbooks of marks: an empty one with the class's pupils to hand out, and an export that can be imported again unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jiaoyan.assessments.rules.figures import Question
from jiaoyan.assessments.rules.score_sheet import REASONS, Line, Seat, heading
from jiaoyan.documents.excel import Column, Sheet, Value, to_xlsx

FORM = {"form": "score-sheet", "version": "1"}


def blank(title: str, questions: Sequence[Question], seats: Sequence[Seat]) -> bytes:
    """The class's pupils by number with a column for each item."""
    return _book(title, questions, ([seat.code, seat.number, seat.name, *[None] * len(questions), None, None] for seat in seats))


def export(title: str, questions: Sequence[Question], seats: Sequence[Seat], lines: Iterable[Line]) -> bytes:
    """The same with what each pupil got; those who were absent carry the kind of reason as remark."""
    found = {line.pupil: line for line in lines}
    return _book(title, questions, (_row(seat, found.get(seat.pupil), len(questions)) for seat in seats))


def _row(seat: Seat, line: Line | None, questions: int) -> list[Value]:
    if line is None or line.marks is None:
        return [seat.code, seat.number, seat.name, *[None] * questions, None, line.reason if line else None]
    return [seat.code, seat.number, seat.name, *(mark / 2 for mark in line.marks), (line.total or 0) / 2, None]


def _book(title: str, questions: Sequence[Question], rows: Iterable[list[Value]]) -> bytes:
    columns = (
        Column("学号", width=14, text=True),
        Column("班内序号", width=9),
        Column("姓名", width=10, text=True),
        *(Column(heading(question), width=9, note=f"0—{question.full / 2:g}分，可以有半分") for question in questions),
        Column("总分", width=8, note="可以不填；填了会核对是否等于各题相加"),
        Column("备注", width=10, note=f"没有参加的写{'、'.join(REASONS)}，各题留空"),
    )
    return to_xlsx([Sheet(_title(title), columns, list(rows))], FORM)


def _title(title: str) -> str:
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31] or "成绩"
