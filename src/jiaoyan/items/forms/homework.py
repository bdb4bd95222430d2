"""Forms of homework lists: where one begins, its two tables, the school's ceiling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms

from jiaoyan.items.models import Exercise, HomeworkList
from jiaoyan.items.queries.homework import DayView
from jiaoyan.items.rules.homework import Entry
from jiaoyan.schools.rules.calendar import short_day
from jiaoyan.web.forms import DateInput
from jiaoyan.web.grid import CellProblem, Column, Grid, Row

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
    choices = [(key, each.title) for key, each in _offered(homework, exercises).items()]
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
            Column("minutes", "分钟", "integer", minimum=1, maximum=120, width="xs", help="练习里定了时长的可以空着"),
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


def minutes_missing(rows: Sequence[Row], homework: HomeworkList, exercises: Sequence[Exercise]) -> list[CellProblem]:
    """Rows whose minutes are neither typed nor known from the exercise that was chosen."""
    known = _offered(homework, exercises)
    return [
        CellProblem(n, "minutes", "请填分钟") for n, row in enumerate(rows) if _minutes(row, known) is None and not row.typed.get("minutes")
    ]


def entries_of(rows: Sequence[Row], homework: HomeworkList, exercises: Sequence[Exercise]) -> list[Entry]:
    """The lines as typed; ``rows`` are those of a grid without problems, each with its minutes."""
    known = _offered(homework, exercises)
    found = []
    for row in rows:
        content, day, minutes = str(row.values["content"] or ""), row.values["day"], _minutes(row, known)
        if not isinstance(day, date) or minutes is None:
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


def _offered(homework: HomeworkList, exercises: Sequence[Exercise]) -> dict[str, Exercise]:
    """What a line may name: the exercises offered, and those that the list names already, whatever became of them since."""
    named = [entry.exercise for entry in homework.entries.all() if entry.exercise]
    return {str(each.pk): each for each in (*exercises, *named)}


def _minutes(row: Row, known: Mapping[str, Exercise]) -> int | None:
    """As typed; otherwise the exercise's own limit, which is not typed a second time."""
    typed = row.values["minutes"]
    if isinstance(typed, int):
        return typed
    exercise = known.get(str(row.values["content"] or ""))
    limit: int | None = exercise.minutes_limit if exercise else None
    return limit
