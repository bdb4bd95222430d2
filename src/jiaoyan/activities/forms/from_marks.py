"""Which items of the unit's practice ask about each goal."""

from __future__ import annotations

from typing import Any

from django import forms

from jiaoyan.activities.queries.from_marks import Offer
from jiaoyan.assessments.models import ExamQuestion
from jiaoyan.web.forms import ChipsMany


class ItemsForm(forms.Form):
    """One row of chips for each goal; a chip is an item."""

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions: dict[str, ExamQuestion] = {str(q.pk): q for exam in offer.exams for q in exam.questions.all()}
        several = len(offer.exams) > 1
        choices = [
            (str(q.pk), f"{f'{exam}：' if several else ''}第{q.label}题 {q.knowledge}".strip())
            for exam in offer.exams
            for q in exam.questions.all()
        ]
        self.goals = {f"goal-{goal.goal.pk}": goal.goal for goal in offer.goals}
        for name, goal in self.goals.items():
            self.fields[name] = forms.MultipleChoiceField(
                label=f"目标{goal.number}：{goal.text}",
                required=False,
                choices=choices,
                widget=ChipsMany(),
                initial=[str(question.pk) for question in goal.questions.all()],
            )

    def links(self) -> dict[int, list[ExamQuestion]]:
        """Goal key → the items chosen."""
        return {goal.pk: [self.questions[key] for key in self.cleaned_data[name]] for name, goal in self.goals.items()}
