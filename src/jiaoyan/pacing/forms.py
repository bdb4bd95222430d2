"""What people type: the table as a grid, the first proposal, a real date, a decision."""

from __future__ import annotations

from typing import Any

from django import forms

from jiaoyan.curriculum.models import Volume
from jiaoyan.pacing import queries
from jiaoyan.pacing.models import PacingRow, PacingSchedule
from jiaoyan.pacing.rules.schedule import BadPeriods, PaceRow, format_date, format_periods, parse_periods
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.web.forms import DateInput
from jiaoyan.web.grid import CellProblem, Column, Grid, GridData, Row

CONTENT, REMARK = 80, 60


class VolumeChoice(forms.ModelChoiceField):
    """Shows a book as 苏教版五年级下册."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class ProposeForm(forms.Form):
    """What a first proposal needs beyond calendar and timetable; each field only where it is not known already."""

    volume = VolumeChoice(Volume.objects.none(), label="教材", empty_label="请选择", required=False)
    weekly_periods = forms.IntegerField(label="每周课时", min_value=1, max_value=12, required=False, help_text="课表录入以后，以课表为准")

    def __init__(self, *args: Any, place: GroupTerm, volume: Volume | None, has_timetable: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if volume is not None:
            del self.fields["volume"]
        else:
            books = Volume.objects.select_related("edition").filter(grade=place.group.grade, half=queries.HALVES[place.term.number])
            self.fields["volume"].queryset = books  # type: ignore[attr-defined]
        if has_timetable:
            del self.fields["weekly_periods"]


class TaughtForm(forms.Form):
    """When a class was really taught a row."""

    day = forms.DateField(label="实际日期", widget=DateInput())
    periods = forms.IntegerField(label="实际课时", min_value=1, max_value=40)
    reason = forms.CharField(label="偏差原因", max_length=60, required=False, help_text="与计划相同时不用填")


class SendBackForm(forms.Form):
    """Why a table goes back."""

    note = forms.CharField(label="审批意见", max_length=300, required=False, widget=forms.Textarea({"rows": 2}), help_text="退回时请写明要改哪里；通过时可以不写")


def grid_of(schedule: PacingSchedule, place: GroupTerm) -> Grid:
    """Table 2 as a grid. The date is computed from the week; periods are written as on paper, "10+1"."""
    return Grid(
        columns=(
            Column("kind", "类型", "choice", choices=PacingRow.Kind.choices, required=True, width="s"),
            Column("week_no", "周次", "integer", width="xs", maximum=30, help="空着就接着上一行排"),
            Column("date_from", "日期", "readonly", width="xs"),
            Column("content", "教学内容", required=True, width="xl", max_length=CONTENT),
            Column("periods", "课时", width="s", help="如 1 或 10+1", max_length=12),
            Column("remark", "备注", width="m", max_length=REMARK),
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
