"""The review plan: its words as a form, its phases as a grid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms

from jiaoyan.planning.forms.head import VersionedForm
from jiaoyan.planning.models import ReviewPhase, ReviewPlan
from jiaoyan.planning.rules.review import PhaseLine, Words
from jiaoyan.schools.models import Person
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.web.grid import Column, Grid, Row
from jiaoyan.web.prose import ProseFormField


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class ReviewWordsForm(VersionedForm):
    """学情、目标、重难点、分层措施"""

    state = ProseFormField(label="学情", required=False, rows=6, help_text="本学期各单元哪些掌握得好，哪些还薄弱，写出数据。")
    goals = forms.CharField(
        label="复习目标", required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=1000, help_text="一行一条。"
    )
    key_points = forms.CharField(
        label="重难点", required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=1000, help_text="一行一条。"
    )
    high = forms.CharField(label="学有余力的学生", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=500)
    middle = forms.CharField(label="中等的学生", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=500)
    low = forms.CharField(
        label="有困难的学生", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=500, help_text="写做法，不写学生姓名。"
    )

    def __init__(self, *args: Any, plan: ReviewPlan, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "version": plan.version,
            "state": plan.state,
            "goals": "\n".join(plan.goals),
            "key_points": "\n".join(plan.key_points),
            "high": plan.high,
            "middle": plan.middle,
            "low": plan.low,
        }
        super().__init__(*args, **kwargs)

    def words(self) -> Words:
        """What was typed."""
        data = self.cleaned_data
        return Words(data["state"], _lines(data["goals"]), _lines(data["key_points"]), data["high"], data["middle"], data["low"])


def phases_grid(plan: ReviewPlan, place: GroupTerm, people: Sequence[Person]) -> Grid:
    """The phases, one in a row; periods are not typed, they follow from the days."""
    named = {each.owner_id: each.owner.name for each in plan.phases.all()} | {person.pk: person.name for person in people}
    span = (place.term.first_school_day, place.term.last_school_day)
    return Grid(
        columns=(
            Column("kind", "阶段", "choice", choices=list(ReviewPhase.Kind.choices), required=True, width="m"),
            Column("starts", "开始", "date", term=span, required=True, width="m"),
            Column("ends", "结束", "date", term=span, required=True, width="m"),
            Column("contents", "内容", "long", required=True, max_length=500, width="xl", help="一行写一件事"),
            Column("owner", "负责人", "choice", choices=[(str(key), name) for key, name in named.items()], required=True, width="s"),
        ),
        rows=[
            Row(
                str(each.pk),
                {
                    "kind": each.kind,
                    "starts": each.starts,
                    "ends": each.ends,
                    "contents": "\n".join(each.contents),
                    "owner": str(each.owner_id),
                },
            )
            for each in plan.phases.all()
        ],
        prefix="phases",
        caption="复习阶段",
        version=str(plan.version),
    )


def phase_lines(rows: Sequence[Row]) -> list[PhaseLine]:
    """What was typed, phase by phase."""
    return [_phase(row) for row in rows]


def _phase(row: Row) -> PhaseLine:
    starts, ends = cast(date, row.values["starts"]), cast(date, row.values["ends"])  # both are required in the grid
    return PhaseLine(str(row.values["kind"]), starts, ends, tuple(_lines(str(row.values["contents"]))), int(str(row.values["owner"])))
