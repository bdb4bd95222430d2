"""The parts of a quality report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jiaoyan.assessments.models import ExamQuestion, QualityReport, TypicalError
from jiaoyan.assessments.rules.lines import MeasureLine
from jiaoyan.documents.pictures_in import BYTES, CleanPicture, NotAPicture, clean
from jiaoyan.schools.models import Person
from jiaoyan.web.fields import RowField, offer
from jiaoyan.web.forms import ChipsRadio, DateInput
from jiaoyan.web.grid import Column, Grid, GridData, Row
from jiaoyan.web.prose import ProseFormField
from jiaoyan.web.upload import Upload

LONGEST_LINE = 300
MOST_LINES = 20


class TextForm(forms.Form):
    """Strengths one a line, and the look back."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    strengths = forms.CharField(
        label="主要成绩",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "data-autosize": True}),
        help_text="一行写一条，用数据说话，如“小数除法竖式得分率92.4%，比上学期单元练习高6个百分点”。",
    )
    last_measures = ProseFormField(
        label="上次措施回顾", required=False, rows=6, help_text="上一次定的措施做了没有、有没有效果、还要不要继续。"
    )
    written_on = forms.DateField(label="日期", widget=DateInput())

    def __init__(self, *args: Any, report: QualityReport, **kwargs: Any) -> None:
        start = {
            "version": report.version,
            "strengths": "\n".join(report.strengths),
            "last_measures": report.last_measures,
            "written_on": report.written_on,
        }
        super().__init__(*args, **{**kwargs, "initial": start})

    def clean_strengths(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["strengths"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
            raise forms.ValidationError(f"最多{MOST_LINES}条，每条不超过{LONGEST_LINE}字。")
        return lines


def _called(question: ExamQuestion) -> str:
    return f"第{question.label}题 {question.knowledge}".strip()


class ErrorForm(forms.Form):
    """A typical error. A picture is cleaned in the limited child process."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    question = RowField(label="题目", named=_called)
    kind = forms.ChoiceField(label="类型", choices=TypicalError.Kind.choices, widget=ChipsRadio())
    sample = forms.CharField(
        label="错例",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": True}),
        help_text="照孩子的写法抄下来，不写姓名。",
    )
    picture = Upload(
        label="错例照片",
        required=False,
        extensions=("jpg", "jpeg", "png"),
        max_bytes=BYTES,
        help_text="可以不传。请先遮住姓名、学号；位置等信息会自动去掉。",
    )
    drop_picture = forms.BooleanField(label="去掉现在的照片", required=False)
    pupils = forms.IntegerField(label="人数", min_value=1, max_value=2000, help_text="全年级有多少人这样错。")
    cause = forms.CharField(label="成因", max_length=500, widget=forms.Textarea(attrs={"rows": 3, "data-autosize": True}))

    def __init__(self, *args: Any, questions: Sequence[ExamQuestion], error: TypicalError | None = None, **kwargs: Any) -> None:
        start: dict[str, Any] = {"version": 0}
        if error is not None:
            start = {name: getattr(error, name) for name in ("version", "kind", "sample", "pupils", "cause")}
            start["question"] = error.question_id
        super().__init__(*args, **{**kwargs, "initial": start})
        offer(self, questions, "question")
        if error is None or error.picture_id is None:
            del self.fields["drop_picture"]

    def clean_picture(self) -> CleanPicture | None:
        """The picture written anew, or None."""
        file: Any = self.cleaned_data["picture"]
        if not file:
            return None
        try:
            return clean(file.read())
        except NotAPicture as refused:
            raise forms.ValidationError(str(refused)) from refused


def problem_grid(report: QualityReport, people: Sequence[Person], term: tuple[Any, Any]) -> Grid:
    """Problems with their measures, a line each; a further measure of the same problem leaves the problem empty."""
    rows = []
    for problem in report.problems.all():
        measures = list(problem.measures.all())
        for place, measure in enumerate(measures or [None]):
            values: dict[str, Any] = {"problem": problem.text if place == 0 else ""}
            if measure is not None:
                values |= {
                    "action": measure.action,
                    "owner": str(measure.owner_id),
                    "start": measure.start,
                    "check_by": measure.check_by,
                    "evidence": measure.evidence,
                }
            rows.append(Row(f"{problem.pk}-{place}", values))
    named = {person.pk: person.name for person in people}
    named |= {measure.owner_id: measure.owner.name for problem in report.problems.all() for measure in problem.measures.all()}
    return Grid(
        columns=(
            Column("problem", "问题", "long", max_length=300, width="xl", help="同一问题的第二项措施，这一格留空"),
            Column("action", "改进措施", "long", max_length=300, width="xl"),
            Column("owner", "负责人", "choice", choices=[(str(key), name) for key, name in named.items()], width="s"),
            Column("start", "开始", "date", term=term, width="m"),
            Column("check_by", "检查", "date", term=term, width="m"),
            Column("evidence", "怎样看出效果", max_length=120, width="l"),
        ),
        rows=rows,
        prefix="problems",
        caption="主要问题与改进措施",
        version=str(report.version),
        max_rows=60,
        spare=2 if rows else 4,
    )


def measure_lines(data: GridData) -> list[MeasureLine]:
    """The rows as lines to be stored."""
    return [
        MeasureLine(
            problem=str(row.values["problem"] or "").strip(),
            action=str(row.values["action"] or "").strip(),
            owner=int(str(row.values["owner"])) if row.values["owner"] else None,
            start=row.values["start"],  # type: ignore[arg-type]  # a date column gives a date or None
            check_by=row.values["check_by"],  # type: ignore[arg-type]
            evidence=str(row.values["evidence"] or "").strip(),
        )
        for row in data.rows
    ]
