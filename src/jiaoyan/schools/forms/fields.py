"""Fields the school's forms share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet

from jiaoyan.schools.models import Person
from jiaoyan.schools.queries import today
from jiaoyan.schools.registers.people import here_on
from jiaoyan.web.forms import DateInput, PersonSelect

EARLIEST, LATEST = date(1930, 1, 1), date(2099, 12, 31)


class DayField(forms.DateField):
    """A day a school can mean: not before 1930, not after 2099."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DateInput())
        kwargs.setdefault("error_messages", {"invalid": "请填一个日期，如 2024-09-01。"})
        super().__init__(**kwargs)
        self.validators += [
            MinValueValidator(EARLIEST, "日期太早了，请检查年份。"),
            MaxValueValidator(LATEST, "日期太晚了，请检查年份。"),
        ]


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the checker only
    """Somebody of the school in scope who works here today."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", PersonSelect())
        super().__init__(queryset=Person.everywhere.none(), **kwargs)

    def offer(self, persons: QuerySet[Person]) -> None:
        """Which persons may be chosen."""
        self.queryset = persons

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.staff_code}）"


def people_here(school: Any) -> QuerySet[Person]:
    """Whom a form may offer: the people who work at the school today, by pinyin."""
    persons: QuerySet[Person] = Person.objects.filter(here_on(today(school)))
    return persons
