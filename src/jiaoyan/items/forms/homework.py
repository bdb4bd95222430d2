"""Forms of homework lists: where one begins, its two tables, the school's ceiling."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms

from jiaoyan.items.models import Exercise, HomeworkList
from jiaoyan.items.queries.homework import DayView
from jiaoyan.items.rules.homework import Entry
from jiaoyan.schools.rules.calendar import short_day
from jiaoyan.web.forms import DateInput
from jiaoyan.web.grid import Column, Grid, Row

REQUIRED, OPTIONAL = "required", "optional"
LONGEST_TEXT = 80


class FortnightForm(forms.Form):
    """The first day of two weeks."""

    starts = forms.DateField(label="从哪天开始", widget=DateInput(), help_text="一般是星期一，一份清单两周")


class CeilingForm(forms.Form):
    """The daily minutes of mathematics."""

    minutes = forms.IntegerField(label="每天数学书面作业不超过（分钟）", help_text="三至六年级各科合计每天不超过60分钟，数学只占其中一份")


def entries_grid(homework: HomeworkList, exercises: Sequence[Exercise]) -> Grid:
    """What is set, line by line."""
    choices = [(str(each.pk), each.title) for each in exercises]
    named = {entry.exercise_id: entry.exercise for entry in homework.entries.all() if entry.exercise}
    choices += [(str(pk), each.title) for pk, each in named.items() if str(pk) not in dict(choices)]
    return Grid(
        columns=(
            Column("day", "日期", "date", required=True, term=(homework.starts, homework.ends), width="m"),
            Column("required", "必做或选做", "choice", choices=[(REQUIRED, "必做"), (OPTIONAL, "选做")], required=True, width="s"),
            Column(
                "content",
                "内容",
                "choice",
                choices=choices,
                open=True,
                required=True,
                width="xl",
                max_length=LONGEST_TEXT,
                help="选一份通过的练习，或直接写",
            ),
            Column("minutes", "分钟", "integer", required=True, minimum=1, maximum=120, width="xs"),
        ),
        rows=[
            Row(
                str(entry.pk),
                {
                    "day": entry.day,
                    "required": REQUIRED if entry.required else OPTIONAL,
                    "content": str(entry.exercise_id) if entry.exercise_id else entry.text,
                    "minutes": entry.minutes,
                },
            )
            for entry in homework.entries.all()
        ],
        prefix="entries",
        caption="作业内容",
        version=str(homework.version),
        spare=3,
    )


def days_grid(homework: HomeworkList, days: Sequence[DayView]) -> Grid:
    """What all subjects together ask, day by day."""
    return Grid(
        columns=(
            Column("day", "日期", "readonly", width="m"),
            Column("mathematics", "数学必做", "readonly", width="s"),
            Column("all_minutes", "全科分钟", "integer", width="s", maximum=600, help="不超过60"),
        ),
        rows=[
            Row(
                view.day.isoformat(),
                {"day": short_day(view.day), "mathematics": view.load.mathematics, "all_minutes": view.load.all_subjects},
            )
            for view in days
        ],
        prefix="days",
        caption="每天全科分钟数",
        version=str(homework.version),
        fixed=True,
    )


def entries_of(rows: Sequence[Row], exercises: Sequence[Exercise]) -> list[Entry]:
    """The lines as typed; ``rows`` are those of a grid without problems."""
    known = {str(each.pk) for each in exercises}
    found = []
    for row in rows:
        content, day, minutes = str(row.values["content"] or ""), row.values["day"], row.values["minutes"]
        if not isinstance(day, date) or not isinstance(minutes, int):
            raise TypeError("a row without day or minutes is a problem of the grid")
        found.append(
            Entry(
                day=day,
                required=row.values["required"] == REQUIRED,
                exercise=int(content) if content in known else None,
                text="" if content in known else content,
                minutes=minutes,
            )
        )
    return found
