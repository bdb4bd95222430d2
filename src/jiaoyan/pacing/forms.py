"""What people type: the table as a grid, the first proposal, a real date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jiaoyan.curriculum.models import Volume
from jiaoyan.pacing import queries
from jiaoyan.pacing.models import LONGEST, PacingRow, PacingSchedule
from jiaoyan.pacing.rules.schedule import BadPeriods, PaceRow, format_date, format_periods, parse_periods
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.web.forms import ChipsRadio, DateInput
from jiaoyan.web.grid import CellProblem, Column, Grid, GridData, Row

AS_PLANNED = "plan"


class ProposeForm(forms.Form):
    """What a first proposal needs beyond calendar and timetable; each field only where it is not known already."""

    volume = forms.ModelChoiceField(Volume.objects.none(), label="教材", empty_label="请选择", required=False)
    weekly_periods = forms.IntegerField(label="每周课时", min_value=1, max_value=12, required=False, help_text="课表录入以后，以课表为准")

    def __init__(self, *args: Any, place: GroupTerm, volume: Volume | None, has_timetable: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if volume is not None:
            del self.fields["volume"]
        else:
            self.fields["volume"].queryset = queries.volumes_of(place.group, place.term)  # type: ignore[attr-defined]
        if has_timetable:
            del self.fields["weekly_periods"]


class TaughtForm(forms.Form):
    """When a class was really taught a row."""

    day = forms.DateField(label="实际日期", widget=DateInput())
    periods = forms.IntegerField(label="实际课时", min_value=1, max_value=40)
    reason = forms.CharField(
        label="偏差原因",
        max_length=LONGEST["reason"],
        required=False,
        help_text="与计划相同时不用填",
        widget=forms.TextInput({"list": "pacing-reasons"}),
    )


class ReplanForm(forms.Form):
    """From which day on, and what counts as taught by then: the plan (``basis`` cleans to None) or one class's records (its key)."""

    day = forms.DateField(label="从哪天起重排", widget=DateInput())
    basis = forms.ChoiceField(label="之前上到哪里", widget=ChipsRadio())
    forward = forms.BooleanField(
        label="多出来的课时用来往前赶",
        required=False,
        help_text="补课、调休多了课时，或班里上得快时用；后面的内容提前，空出来的课时归复习。",
    )

    def __init__(self, *args: Any, seats: Sequence[queries.Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        classes = [(str(seat.school_class.pk), f"{seat.name}的实际进度") for seat in seats]
        self.fields["basis"].choices = [(AS_PLANNED, "都按计划上完"), *classes]  # type: ignore[attr-defined]

    def clean_basis(self) -> int | None:
        basis: str = self.cleaned_data["basis"]
        return None if basis == AS_PLANNED else int(basis)


def grid_of(schedule: PacingSchedule, place: GroupTerm) -> Grid:
    """Table 2 as a grid. The date is computed from the week; periods are written as on paper, "10+1"."""
    return Grid(
        columns=(
            Column("kind", "类型", "choice", choices=PacingRow.Kind.choices, required=True, width="s"),
            Column("week_no", "周次", "integer", width="xs", maximum=30, help="空着就接着上一行排"),
            Column("date_from", "日期", "readonly", width="xs"),
            Column("content", "教学内容", required=True, width="xl", max_length=LONGEST["content"]),
            Column("periods", "课时", width="s", help="如 1 或 10+1", max_length=12),
            Column("remark", "备注", width="m", max_length=LONGEST["remark"]),
        ),
        rows=[_grid_row(row) for row in schedule.rows.all()],
        prefix="pacing",
        caption=f"表2 教学进度安排表（{place.group.name}）",
        version=str(schedule.version),
        spare=1,
    )


def _grid_row(row: PacingRow) -> Row:
    values = {
        "kind": row.kind,
        "week_no": row.week_no,
        "date_from": format_date(row.date_from),
        "content": row.content,
        "periods": format_periods(row.periods, row.flex_periods) if row.periods or row.flex_periods else "",
        "remark": row.remark,
    }
    look = {PacingRow.Kind.UNIT: "heading", PacingRow.Kind.HOLIDAY: "muted"}.get(PacingRow.Kind(row.kind), "")
    return Row(str(row.pk), values, look=look)


def rows_of(data: GridData, schedule: PacingSchedule) -> tuple[list[PaceRow], list[CellProblem]]:
    """The rows a grid was filled with, as the rules read them, and what cannot be read as periods."""
    stored = {row.pk: row for row in schedule.rows.all()}
    rows: list[PaceRow] = []
    problems: list[CellProblem] = []
    for index, row in enumerate(data.rows):
        periods, flex = 0, 0
        try:
            typed = str(row.values["periods"] or "")
            periods, flex = parse_periods(typed) if typed else (0, 0)
        except BadPeriods as bad:
            problems.append(CellProblem(index, "periods", str(bad)))
        was = stored.get(int(row.key)) if row.key else None
        rows.append(
            PaceRow(
                row_type=row.values["kind"] or "lesson",  # type: ignore[arg-type]
                week_no=row.values["week_no"],  # type: ignore[arg-type]
                date_from=was.date_from if was else None,
                date_to=was.date_to if was else None,
                unit_no=None,
                content=str(row.values["content"] or ""),
                periods=periods,
                flex=flex,
                remark=str(row.values["remark"] or ""),
                key=was.pk if was else None,
            )
        )
    return rows, problems
