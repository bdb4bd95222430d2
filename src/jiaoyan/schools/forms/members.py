"""The form that seats the teachers of a grade."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from jiaoyan.schools.forms.fields import DayField
from jiaoyan.schools.models import Person
from jiaoyan.schools.registers.members import GradeTeacher
from jiaoyan.web.forms import Choices


class GradeMembersForm(forms.Form):
    """Which of a grade's teachers join its group, from when; all of them unless somebody is left out."""

    people = forms.TypedMultipleChoiceField(
        label="加入的老师", coerce=int, widget=Choices(), error_messages={"required": "请至少选一位老师。"}
    )
    starts = DayField(label="从哪天起", help_text="新建的组填学年第一天。")

    def __init__(self, *args: Any, teachers: Sequence[GradeTeacher], day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._persons = {each.person.pk: each.person for each in teachers}
        choices = [(each.person.pk, f"{each.person.name}（{'、'.join(each.classes)}）") for each in teachers]
        self.fields["people"].choices = choices  # type: ignore[attr-defined]
        self.fields["people"].initial = list(self._persons)
        self.fields["starts"].initial = day

    def persons(self) -> list[Person]:
        """Who was chosen, after validation."""
        return [self._persons[pk] for pk in self.cleaned_data["people"]]
