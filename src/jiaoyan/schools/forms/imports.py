"""The form that sends a workbook to be imported."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from jiaoyan.schools.forms.fields import DayField
from jiaoyan.schools.imports.known import first_day_for_changes
from jiaoyan.schools.models import Term
from jiaoyan.schools.queries import term_on
from jiaoyan.web.upload import WorkbookForm


class TermField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the checker only
    """A term of the school in scope that is running or still to come."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class ImportForm(WorkbookForm):
    """A workbook of lists. ``term``: the timetable's, and the year of the grades."""

    term = TermField(label="学期", queryset=Term.everywhere.none(), help_text="班级名称按这一学年的年级理解，课表放进这一学期。")
    on = DayField(label="从哪天起生效", help_text="换教师、转班从这一天起算，之前的记录保留。第一次导入请填学年第一天。")

    def __init__(self, *args: Any, school_id: int, today: date, **kwargs: Any) -> None:
        current = term_on(today, school_id)
        start = {"term": current, "on": first_day_for_changes(current, today=today)} if current else {}
        super().__init__(*args, **{**kwargs, "initial": start})
        first = min(today, current.first_school_day) if current else today
        choices = Term.objects.select_related("school_year").filter(last_school_day__gte=first)
        self.fields["term"].queryset = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        term, on = data.get("term"), data.get("on")
        if term and on and not term.school_year.starts <= on <= term.school_year.ends:
            self.add_error("on", f"请填 {term.school_year.key} 学年之内的一天。")
        return data
