"""The parts of a research group's summary, and the plans above it, as forms and grids."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from jiaoyan.planning.forms.head import VersionedForm
from jiaoyan.planning.forms.research import FILES, in_school_year
from jiaoyan.planning.forms.summary import pair_columns, pair_rows
from jiaoyan.planning.models import ClauseAnswer, ResearchSummary, UpperPlan
from jiaoyan.planning.research_summaries import Data
from jiaoyan.planning.rules.upper import clauses_of
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.web.forms import ChipsRadio, DateInput
from jiaoyan.web.grid import Column, Grid, Row
from jiaoyan.web.prose import ProseFormField
from jiaoyan.web.upload import Upload

LONGEST = 500


class OpeningForm(VersionedForm):
    """概述、日期"""

    opening = ProseFormField(
        label="概述", required=False, rows=7, help_text="这学期围绕什么、做成了什么；每条做得怎样写在下面的完成情况里。"
    )
    day = forms.DateField(label="日期", widget=DateInput())

    def __init__(self, *args: Any, place: GroupTerm, summary: ResearchSummary, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": summary.version, "opening": summary.opening or [], "day": summary.day}
        super().__init__(*args, **kwargs)
        self.place = place

    def clean_day(self) -> date:
        return in_school_year(self.place, self.cleaned_data["day"])


def answers_grid(summary: ResearchSummary, data: Data) -> Grid:
    """The clauses with their counts beside; only what became of them is written here."""
    done = [(value, label) for value, label in ClauseAnswer.Done.choices if value]
    rows = [
        Row(
            str(row.pk),
            {
                "text": f"{row.area}：{row.text}",
                "data": "；".join(each.text for each in data.get(row.pk, ())),
                "done": row.done,
                "words": row.words,
            },
        )
        for row in summary.answers.all()
    ]
    return Grid(
        columns=(
            Column("text", "计划内容", "readonly", width="xl"),
            Column("data", "数据", "readonly", width="l"),
            Column("done", "完成情况", "choice", choices=done, width="s"),
            Column("words", "做法与效果", "long", max_length=1000, width="xl", help="没有完成的，写一句原因或打算"),
        ),
        rows=rows,
        prefix="answers",
        caption="计划完成情况",
        version=str(summary.version),
        fixed=True,
    )


def answers_of(rows: Sequence[Row]) -> dict[int, tuple[str, str]]:
    """What came back: answer → (done, words)."""
    return {int(row.key): (str(row.values["done"] or ""), str(row.values["words"] or "")) for row in rows}


def research_problems_grid(summary: ResearchSummary) -> Grid:
    """The problems and measures of a loaded summary."""
    return Grid(
        columns=pair_columns(),
        rows=pair_rows(summary.problems.all()),
        prefix="problems",
        caption="存在问题与改进措施",
        version=str(summary.version),
    )


class UpperPlanForm(VersionedForm):
    """谁的计划、标题、条目、原文件"""

    whose = forms.ChoiceField(label="谁的计划", choices=UpperPlan.Whose.choices, widget=ChipsRadio())
    title = forms.CharField(label="标题", max_length=80, help_text="如“2023—2024学年第二学期教导处工作计划”")
    clauses = forms.CharField(
        label="要教研组落实的条目",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10, "data-autosize": True}),
        help_text="可以整段粘贴，一行一条，序号会自动去掉；与教研组无关的不用放进来。",
    )
    file = Upload(label="原文件", required=False, extensions=FILES, help_text="可以不传。")

    def __init__(self, *args: Any, plan: UpperPlan | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": 1}
        if plan is not None:
            clauses = "\n".join(row.text.replace("\n", " ") for row in plan.clauses.all())
            kwargs["initial"] = {"version": plan.version, "whose": plan.whose, "title": plan.title, "clauses": clauses}
        super().__init__(*args, **kwargs)

    def clean_clauses(self) -> tuple[str, ...]:
        found = clauses_of(self.cleaned_data["clauses"])
        if not found:
            raise forms.ValidationError("请写下要落实的条目，一行一条。")
        for number, clause in enumerate(found, start=1):
            if len(clause) > LONGEST:
                raise forms.ValidationError(f"第{number}条有{len(clause)}字，最多{LONGEST}字，请分成几条。")
        return found
