"""Forms of a unit analysis: who prepares which unit, goals, and the counts behind the fourth row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from jiaoyan.activities.models import GoalAttainment, UnitAnalysis, UnitGoal
from jiaoyan.activities.queries.units import counts_seen, goals_seen
from jiaoyan.activities.rules.analysis import MOST_GOALS
from jiaoyan.curriculum.models import Unit
from jiaoyan.schools.models import Person, SchoolClass
from jiaoyan.web.fields import RowField
from jiaoyan.web.grid import CellProblem, Column, Grid, GridData, Row

SPARE_GOALS = 3
LEAST_ROWS = 7
MOST_PUPILS = 200
TESTED = "tested"
Counts = dict[tuple[UnitGoal, SchoolClass], tuple[int, int] | None]
LEVELS = [("", "层次"), *UnitGoal._meta.get_field("level").flatchoices]


class PreparersForm(forms.Form):
    """One select per unit of the book."""

    def __init__(
        self, *args: Any, units: Sequence[Unit], analyses: Sequence[UnitAnalysis], people: Sequence[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.units = {f"unit-{unit.pk}": unit for unit in units}
        standing = {analysis.unit_id: analysis.preparer for analysis in analyses}
        for name, unit in self.units.items():
            self.fields[name] = RowField(people, label=unit.numbered_title, required=False, initial=standing.get(unit.pk))

    def chosen(self) -> list[tuple[Unit, Person]]:
        """The units for which somebody was chosen."""
        return [(unit, self.cleaned_data[name]) for name, unit in self.units.items() if self.cleaned_data.get(name)]


class SeenForm(forms.Form):
    """Carries what stood there when it was drawn, so that two people saving at once notice each other."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class GoalsForm(SeenForm):
    """Goals line by line, each with its level; an empty line is no goal."""

    def __init__(self, *args: Any, goals: Sequence[UnitGoal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = goals_seen(goals)
        self.count = min(MOST_GOALS, max(LEAST_ROWS, len(goals) + SPARE_GOALS))
        for number in range(self.count):
            goal = goals[number] if number < len(goals) else None
            label = f"目标{number + 1}"
            self.fields[f"text-{number}"] = forms.CharField(label=label, max_length=120, required=False, initial=goal.text if goal else "")
            self.fields[f"level-{number}"] = forms.ChoiceField(
                label=f"{label}的层次", choices=LEVELS, required=False, initial=goal.level if goal else ""
            )

    def lines(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """Text and level of each line."""
        return ((self[f"text-{number}"], self[f"level-{number}"]) for number in range(self.count))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(self.count):
            if cleaned.get(f"text-{number}") and not cleaned.get(f"level-{number}"):
                self.add_error(f"level-{number}", "请选层次")
        return cleaned

    def goals(self) -> list[tuple[str, str]]:
        """The goals as (text, level)."""
        pairs = ((self.cleaned_data[f"text-{n}"].strip(), self.cleaned_data[f"level-{n}"]) for n in range(self.count))
        return [(text, level) for text, level in pairs if text]


def attainment_grid(goals: Sequence[UnitGoal], classes: Sequence[tuple[SchoolClass, str]]) -> Grid:
    """How many of each class were tested, typed once, and below it how many reached each goal. Rates are computed, never typed.

    Expects ``attainment`` of the goals loaded. An empty cell: not counted (yet).
    """
    counts = {(goal.pk, count.school_class_id): count for goal in goals for count in goal.attainment.all()}
    tested = {school_class.pk: _tested([counts.get((goal.pk, school_class.pk)) for goal in goals]) for school_class, _ in classes}
    rows = [Row(TESTED, {"goal": "检测人数", **{_column(c): tested[c.pk] for c, _ in classes}}, look="heading")]
    for goal in goals:
        reached = {_column(c): counts[goal.pk, c.pk].reached for c, _ in classes if (goal.pk, c.pk) in counts}
        rows.append(Row(str(goal.pk), {"goal": f"{goal.number}. {goal.text}", **reached}))
    return Grid(
        columns=(
            Column("goal", "目标", "readonly", width="l"),
            *(Column(_column(c), name, "integer", maximum=MOST_PUPILS, width="xs") for c, name in classes),
        ),
        rows=rows,
        prefix="attainment",
        caption="各班检测人数和各目标达成人数",
        version=counts_seen(goals),
        fixed=True,
    )


def counted(data: GridData, goals: Sequence[UnitGoal], classes: Sequence[tuple[SchoolClass, str]]) -> tuple[Counts, list[CellProblem]]:
    """What to store of a filled grid (None takes a count out), and the cells that make no sense together.

    A count nobody touched stays as it is stored: one taken from a test may have another number of pupils than the class's others.
    """
    head, *lines = data.rows
    counts: Counts = {}
    problems: list[CellProblem] = []
    for school_class, name in classes:
        column = _column(school_class)
        stored = [_stored(goal, school_class) for goal in goals]
        tested = _number(head, column)
        was_tested = _tested(stored)
        filled = [row for row in lines if row.typed[column]]
        if tested is not None and not filled:
            problems.append(CellProblem(0, column, f"{name}各目标的达成人数还没有填"))
        if not head.typed[column] and filled:
            problems.append(CellProblem(0, column, f"请填{name}的检测人数"))
        for index, (goal, row, count) in enumerate(zip(goals, lines, stored, strict=True), start=1):
            reached = _number(row, column)
            if count and (tested, reached) == (was_tested, count.reached):
                counts[goal, school_class] = (count.tested, count.reached)
                continue
            if tested is not None and reached is not None and reached > tested:
                problems.append(CellProblem(index, column, f"不能多于检测人数{tested}"))
            counts[goal, school_class] = None if tested is None or reached is None else (tested, reached)
    return counts, problems


def _stored(goal: UnitGoal, school_class: SchoolClass) -> GoalAttainment | None:
    return next((count for count in goal.attainment.all() if count.school_class_id == school_class.pk), None)


def _tested(counts: Sequence[GoalAttainment | None]) -> int | None:
    return max((count.tested for count in counts if count), default=None)


def _column(school_class: SchoolClass) -> str:
    return f"c{school_class.pk}"


def _number(row: Row, column: str) -> int | None:
    value = row.values[column]
    return value if isinstance(value, int) else None
