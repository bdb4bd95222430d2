"""Fields shared by the forms of this package: a row out of a list that was read once, lines of text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jiaoyan.activities.queries.units import TaughtNow
from jiaoyan.curriculum.models import LessonTopic
from jiaoyan.lessons.queries.people import Seat
from jiaoyan.schools.rules.people import grade_name
from jiaoyan.web.forms import PersonSelect

PERIODS = [(str(number), f"第{number}节") for number in range(1, 9)]


class OneOf(forms.ChoiceField):
    """One row out of groups of (row, label) pairs; gives the row or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": PersonSelect(), "required": False, **kwargs})
        self.rows: dict[str, Any] = {}

    def offer(self, groups: Iterable[tuple[str, Iterable[tuple[Any, str]]]]) -> None:
        """Say what there is to choose from, by heading; an empty heading stands without one."""
        choices: list[Any] = [("", "请选择")]
        for heading, pairs in groups:
            found = list(pairs)
            self.rows |= {str(row.pk): row for row, _ in found}
            options = [(str(row.pk), label) for row, label in found]
            choices += [(heading, options)] if heading and options else options
        self.choices = choices

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "pk", value)


class LinesField(forms.CharField):
    """One entry a line; gives a list without empty lines. ``longest`` limits an entry, ``most`` their number."""

    def __init__(self, *, rows: int = 2, longest: int = 200, most: int = 10, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": rows, "data-autosize": True}), "max_length": 4000, **kwargs})
        self.longest, self.most = longest, most

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def run_validators(self, value: Any) -> None:
        super().run_validators("\n".join(value))
        if len(value) > self.most:
            raise ValidationError(f"最多{self.most}条。")
        if any(len(line) > self.longest for line in value):
            raise ValidationError(f"每条不超过{self.longest}字。")

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


def by_grade(seats: Iterable[Seat], first: int | None) -> list[tuple[str, list[tuple[Any, str]]]]:
    """People by the grade they sit with, the grade ``first`` before the others."""
    groups: dict[int, list[tuple[Any, str]]] = {}
    for seat in seats:
        groups.setdefault(seat.grade or 0, []).append((seat.person, seat.person.name))
    order = sorted(groups, key=lambda grade: (grade != first, grade))
    return [(grade_name(grade) if grade else "其他", groups[grade]) for grade in order]


def by_unit(lessons: TaughtNow | None) -> list[tuple[str, list[tuple[LessonTopic, str]]]]:
    """The lessons of the book by unit, those taught about now first."""
    groups: dict[str, list[tuple[LessonTopic, str]]] = {}
    for heading, found in (("近两周：", lessons.near), ("", lessons.others)) if lessons else ():
        for lesson in found:
            groups.setdefault(f"{heading}{lesson.unit.numbered_title}", []).append((lesson, lesson.title))
    return list(groups.items())
