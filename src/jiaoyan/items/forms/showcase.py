"""Forms of showcase homework: beginning one, its design with tasks and rubric, exhibition and counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jiaoyan.curriculum.models import Unit
from jiaoyan.items.forms.fields import lines
from jiaoyan.items.models import ShowcaseHomework
from jiaoyan.items.queries.showcase import ClassLine
from jiaoyan.items.rules.showcase import (
    EXHIBITIONS,
    FEWEST_CRITERIA,
    FOR_THE_YOUNGEST,
    KINDS,
    MOST_CRITERIA,
    YOUNGEST_AT_HOME,
    Criterion,
    Task,
    TypedCount,
)
from jiaoyan.schools.models import Person
from jiaoyan.web.fields import RowField, RowsField
from jiaoyan.web.forms import ChipsRadio, Choices, DateInput
from jiaoyan.web.grid import Column, Grid, Row

COUNTED, TYPED = "counted", "typed"
MOST_GOALS = 6


class StartForm(forms.Form):
    """A theme and a kind."""

    theme = forms.CharField(label="主题", max_length=60, help_text="如“剪一剪、拼一拼：面积公式是怎样来的”")
    kind = forms.ChoiceField(label="类型", choices=KINDS, widget=ChipsRadio(), initial="inquiry")

    def __init__(self, *args: Any, grade: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if grade < YOUNGEST_AT_HOME:
            self.fields["kind"].help_text = FOR_THE_YOUNGEST
            self.initial.setdefault("kind", "oral")


class DesignForm(forms.Form):
    """The head of a design; tasks and rubric stand in grids below."""

    theme = forms.CharField(label="主题", max_length=60)
    kind = forms.ChoiceField(label="类型", choices=KINDS, widget=ChipsRadio())
    goals = forms.CharField(
        label="作业目标",
        max_length=900,
        required=False,
        widget=lines(4),
        help_text="一行写一条：做完以后学生会什么、作品要看得出什么思考",
    )
    starts = forms.DateField(label="开始", widget=DateInput(), required=False)
    ends = forms.DateField(label="结束", widget=DateInput(), required=False)

    def __init__(
        self, *args: Any, showcase: ShowcaseHomework, units: Sequence[Unit], people: Sequence[Person], grade: int, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {
            "theme": showcase.theme,
            "kind": showcase.kind,
            "goals": "\n".join(showcase.goals),
            "starts": showcase.starts,
            "ends": showcase.ends,
            "unit": showcase.unit,
            "designers": list(showcase.designers.all()),
        }
        super().__init__(*args, **kwargs)
        self.fields["unit"] = RowField(units, label="单元", named=lambda unit: unit.numbered_title, required=False)
        self.fields["designers"] = RowsField(people, label="设计人", required=False, widget=Choices())
        if grade < YOUNGEST_AT_HOME:
            self.fields["kind"].help_text = FOR_THE_YOUNGEST

    def clean_goals(self) -> list[str]:
        """One goal a line."""
        goals = [line.strip() for line in self.cleaned_data["goals"].splitlines() if line.strip()]
        if len(goals) > MOST_GOALS:
            raise forms.ValidationError(f"目标最多{MOST_GOALS}条，现在有{len(goals)}条，请合并几条。")
        if long := next((goal for goal in goals if len(goal) > 150), None):
            raise forms.ValidationError(f"“{long[:12]}…”这一条超过150字，请写短一些。")
        return goals


def tasks_grid(showcase: ShowcaseHomework) -> Grid:
    """The steps of the task."""
    return Grid(
        columns=(
            Column("text", "任务", "long", required=True, width="xl", max_length=200, help="一行一步：学生做什么、交什么"),
            Column("minutes", "分钟", "integer", width="xs", minimum=1, maximum=600),
        ),
        rows=[Row(str(task.step), {"text": task.text, "minutes": task.minutes}) for task in showcase.tasks.all()],
        prefix="tasks",
        caption="任务步骤",
        version=str(showcase.version),
        spare=1 if showcase.tasks.all() else 3,
    )


def criteria_grid(showcase: ShowcaseHomework) -> Grid:
    """The rubric."""
    levels = [Column(f"level_{name}", name.upper(), "long", width="l", max_length=120) for name in "abc"]
    return Grid(
        columns=(Column("name", "评价维度", required=True, width="m", max_length=40, help="如“道理说得清”"), *levels),
        rows=[
            Row(str(each.number), {"name": each.name, "level_a": each.level_a, "level_b": each.level_b, "level_c": each.level_c})
            for each in showcase.criteria.all()
        ],
        prefix="criteria",
        caption=f"评价量规（{FEWEST_CRITERIA}至{MOST_CRITERIA}条）",
        version=str(showcase.version),
        spare=1 if showcase.criteria.all() else FEWEST_CRITERIA,
    )


def tasks_of(rows: Sequence[Row]) -> list[Task]:
    """The steps as typed, of a grid without problems."""
    return [Task(str(row.values["text"]), _whole(row.values["minutes"])) for row in rows]


def criteria_of(rows: Sequence[Row]) -> list[Criterion]:
    """The rubric as typed, of a grid without problems."""
    return [Criterion(*(str(row.values[name] or "").strip() for name in ("name", "level_a", "level_b", "level_c"))) for row in rows]


class ExhibitionForm(forms.Form):
    """Where and when the works were shown and judged, and what was learnt."""

    exhibition_day = forms.DateField(label="展评日期", widget=DateInput(), required=False)
    exhibition_place = forms.CharField(label="展评地点", max_length=40, required=False, help_text="如“三楼走廊”“班级群相册”")
    exhibition_form = forms.ChoiceField(label="展评形式", choices=EXHIBITIONS, widget=ChipsRadio())
    review = forms.CharField(
        label="反思",
        max_length=3000,
        required=False,
        widget=lines(6),
        help_text="作品里看到了哪些思考，哪里普遍想不到，下次怎样改。不写学生姓名。",
    )

    def __init__(self, *args: Any, showcase: ShowcaseHomework, people: Sequence[Person], **kwargs: Any) -> None:
        names = ("exhibition_day", "exhibition_place", "exhibition_form", "review")
        kwargs["initial"] = {name: getattr(showcase, name) for name in names} | {"evaluators": list(showcase.evaluators.all())}
        super().__init__(*args, **kwargs)
        self.fields["evaluators"] = RowsField(people, label="评委", required=False, widget=Choices())


def counts_grid(showcase: ShowcaseHomework, class_lines: Sequence[ClassLine]) -> Grid:
    """How many works each class handed in: counted from the works, or typed once."""
    typed = {row.school_class_id: row for row in showcase.counts.all()}
    rows = []
    for line in class_lines:
        row = typed.get(line.school_class.pk)
        values = {
            "name": line.name,
            "recorded": f"{line.recorded}件，A等{line.level_a}件",
            "way": COUNTED if row and row.all_recorded else TYPED,
            "handed_in": row.handed_in if row else None,
            "excellent": row.excellent if row else None,
        }
        rows.append(Row(str(line.school_class.pk), values))
    return Grid(
        columns=(
            Column("name", "班级", "readonly", width="s"),
            Column("recorded", "已录入", "readonly", width="m"),
            Column("way", "怎样统计", "choice", choices=[(TYPED, "直接填数"), (COUNTED, "全部已录入，按作品数")], required=True, width="m"),
            Column("handed_in", "上交件数", "integer", width="s", maximum=200),
            Column("excellent", "优秀件数", "integer", width="s", maximum=200),
        ),
        rows=rows,
        prefix="counts",
        caption="各班上交与优秀",
        version=str(showcase.version),
        fixed=True,
    )


def counts_of(rows: Sequence[Row]) -> list[TypedCount]:
    """The counts as typed, of a grid without problems."""
    return [
        TypedCount(int(row.key), row.values["way"] == COUNTED, _whole(row.values["handed_in"]), _whole(row.values["excellent"]))
        for row in rows
    ]


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
