"""A test's head and lines, and its items as a grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jiaoyan.assessments.models import Exam, ExamQuestion
from jiaoyan.assessments.rules.lines import MOST_QUESTIONS, QuestionLine
from jiaoyan.assessments.rules.numbers import points
from jiaoyan.assessments.rules.score_sheet import BadMark, parse_mark
from jiaoyan.curriculum.models import Unit
from jiaoyan.web.fields import RowField, offer
from jiaoyan.web.forms import ChipsRadio, DateInput
from jiaoyan.web.grid import CellProblem, Column, Grid, GridData, Row

LARGEST_ITEM = 400  # half-points: nothing on a paper is worth more than its largest full mark


class ExamForm(forms.Form):
    """The head of a test. ``version`` is that of the test somebody opened, 0 for a new one."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    kind = forms.ChoiceField(label="类型", choices=Exam.Kind.choices, widget=ChipsRadio(), help_text="只有期末是检测，其他都是练习或调研。")
    title = forms.CharField(label="名称", max_length=40, required=False, help_text="不填就用类型和单元作名称。")
    unit = RowField(label="单元", named=lambda unit: unit.numbered_title, empty="不限于一个单元", required=False, widget=forms.Select())
    day = forms.DateField(label="日期", widget=DateInput())
    minutes = forms.IntegerField(label="时长（分钟）", min_value=5, max_value=120)
    full_mark = forms.IntegerField(label="满分", min_value=1, max_value=200)
    excellent_percent = forms.IntegerField(label="优秀线（%）", min_value=1, max_value=100)
    good_percent = forms.IntegerField(label="良好线（%）", min_value=1, max_value=100)
    pass_percent = forms.IntegerField(label="合格线（%）", min_value=1, max_value=100)
    low_percent = forms.IntegerField(label="低分线（%）", min_value=1, max_value=100, help_text="低于这条线的人数单独列出。")
    goal_percent = forms.IntegerField(
        label="目标达成线（%）", min_value=1, max_value=100, help_text="一名学生在一条单元目标的题目上得到这么多，算达成。"
    )

    def __init__(self, *args: Any, units: Sequence[Unit], exam: Exam | None = None, **kwargs: Any) -> None:
        start = {"version": 0, "kind": Exam.Kind.UNIT, "minutes": 40, **_lines(exam or Exam()), **kwargs.pop("initial", {})}
        if exam is not None:
            start |= {name: getattr(exam, name) for name in ("version", "kind", "title", "day", "minutes")} | {"unit": exam.unit_id}
        super().__init__(*args, **{**kwargs, "initial": start})
        offer(self, units, "unit")


def _lines(exam: Exam) -> dict[str, Any]:
    names = ("full_mark", "excellent_percent", "good_percent", "pass_percent", "low_percent", "goal_percent")
    return {name: getattr(exam, name) for name in names}


def question_grid(exam: Exam, questions: Sequence[ExamQuestion], units: Sequence[Unit], *, fixed: bool = False) -> Grid:
    """The items as a table edited in place; ``fixed`` once a class has marks."""
    return Grid(
        columns=(
            Column("label", "题号", required=True, max_length=8, width="xs"),
            Column("section", "大题", max_length=20, width="m"),
            Column("marks", "分值", required=True, max_length=8, width="xs", help="可以有半分"),
            Column("knowledge", "知识点", max_length=40, width="xl"),
            Column("unit", "单元", "choice", choices=[(str(unit.pk), unit.numbered_title) for unit in units], width="l"),
            Column("cognitive", "水平", "choice", choices=ExamQuestion.Cognitive.choices, width="s"),
            Column("expected", "预期得分率", "integer", minimum=1, maximum=100, width="s", help="百分数"),
        ),
        rows=[
            Row(
                str(question.pk),
                {
                    "label": question.label,
                    "section": question.section,
                    "marks": points(question.half_points),
                    "knowledge": question.knowledge,
                    "unit": str(question.unit_id or ""),
                    "cognitive": question.cognitive,
                    "expected": question.expected,
                },
            )
            for question in questions
        ],
        prefix="questions",
        caption=f"{exam}的题目",
        version=str(exam.version),
        max_rows=MOST_QUESTIONS,
        spare=2 if questions else 12,
        fixed=fixed,
    )


def question_lines(data: GridData) -> tuple[list[QuestionLine], list[CellProblem]]:
    """The rows as lines to be stored, and what is wrong with their marks."""
    lines, problems = [], []
    for place, row in enumerate(data.rows):
        half_points = 0
        try:
            half_points = parse_mark(str(row.values["marks"] or ""), LARGEST_ITEM)
            if not half_points:
                raise BadMark("分值要大于 0")
        except BadMark as bad:
            if row.values["marks"]:
                problems.append(CellProblem(place, "marks", str(bad)))
        unit, expected = row.values["unit"], row.values["expected"]
        lines.append(
            QuestionLine(
                label=str(row.values["label"] or ""),
                half_points=half_points,
                section=str(row.values["section"] or ""),
                knowledge=str(row.values["knowledge"] or ""),
                unit_id=int(str(unit)) if unit else None,
                cognitive=str(row.values["cognitive"] or ""),
                expected=expected if isinstance(expected, int) else None,
                key=int(row.key) if row.key else None,
            )
        )
    return lines, problems
