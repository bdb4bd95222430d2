"""Forms of a unit analysis: who prepares which unit, goals, and the counts behind the fourth row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from jiaoyan.activities.forms.fields import RowField
from jiaoyan.activities.models import UnitAnalysis, UnitGoal
from jiaoyan.activities.queries.units import counts_seen, goals_seen
from jiaoyan.activities.rules.analysis import MOST_GOALS
from jiaoyan.curriculum.models import Unit
from jiaoyan.schools.models import Person, SchoolClass

SPARE_GOALS = 3
LEAST_ROWS = 7
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


class AttainmentForm(SeenForm):
    """Tested and reached for every goal and class; both empty: not counted (yet)."""

    def __init__(self, *args: Any, goals: Sequence[UnitGoal], classes: Sequence[tuple[SchoolClass, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals, self.classes = list(goals), list(classes)
        self.fields["seen"].initial = counts_seen(self.goals)
        for goal in self.goals:
            counts = {count.school_class_id: count for count in goal.attainment.all()}
            for school_class, name in self.classes:
                count = counts.get(school_class.pk)
                for field, word, value in (("tested", "检测", count and count.tested), ("reached", "达成", count and count.reached)):
                    self.fields[f"{field}-{goal.pk}-{school_class.pk}"] = forms.IntegerField(
                        label=f"目标{goal.number} {name}{word}人数", min_value=0, max_value=200, required=False, initial=value
                    )

    def rows(self) -> Iterator[tuple[UnitGoal, list[tuple[str, forms.BoundField, forms.BoundField]]]]:
        """Each goal with (class, tested, reached) for each class."""
        for goal in self.goals:
            yield goal, [(name, self[f"tested-{goal.pk}-{c.pk}"], self[f"reached-{goal.pk}-{c.pk}"]) for c, name in self.classes]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for goal in self.goals:
            for school_class, _ in self.classes:
                key = f"{goal.pk}-{school_class.pk}"
                tested, reached = cleaned.get(f"tested-{key}"), cleaned.get(f"reached-{key}")
                if (tested is None) != (reached is None) and not {f"tested-{key}", f"reached-{key}"} & set(self.errors):
                    self.add_error(f"reached-{key}" if reached is None else f"tested-{key}", "两个人数都要填")
                elif tested is not None and reached is not None and reached > tested:
                    self.add_error(f"reached-{key}", "不能多于检测人数")
        return cleaned

    def counts(self) -> dict[tuple[UnitGoal, SchoolClass], tuple[int, int] | None]:
        """What to store; None takes a count out."""
        found: dict[tuple[UnitGoal, SchoolClass], tuple[int, int] | None] = {}
        for goal in self.goals:
            for school_class, _ in self.classes:
                tested = self.cleaned_data[f"tested-{goal.pk}-{school_class.pk}"]
                found[goal, school_class] = None if tested is None else (tested, self.cleaned_data[f"reached-{goal.pk}-{school_class.pk}"])
        return found
