"""The form that sends a workbook to be imported."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from jiaoyan.documents import preflight
from jiaoyan.schools.forms.fields import DayField
from jiaoyan.schools.imports.known import first_day_for_changes
from jiaoyan.schools.models import Term
from jiaoyan.schools.queries import term_on
from jiaoyan.web.forms import FileInput

MEGABYTE = 1024 * 1024


class TermField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the checker only
    """A term of the school in scope that is running or still to come."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class ImportForm(forms.Form):
    """``file``: the workbook, whose first bytes are looked at here and nothing more. ``term``: the timetable's, and the year of the grades."""

    file = forms.FileField(
        label="Excel 文件",
        widget=FileInput(accept=".xlsx,.xls"),
        error_messages={"required": "请选择一个文件。", "empty": "文件是空的。请确认文件已保存，再重新选择。"},
    )
    term = TermField(label="学期", queryset=Term.everywhere.none(), help_text="班级名称按这一学年的年级理解，课表放进这一学期。")
    on = DayField(label="从哪天起生效", help_text="换教师、转班从这一天起算，之前的记录保留。第一次导入请填学年第一天。")

    def __init__(self, *args: Any, school_id: int, today: date, **kwargs: Any) -> None:
        current = term_on(today, school_id)
        start = {"term": current, "on": first_day_for_changes(current, today=today)} if current else {}
        super().__init__(*args, **{**kwargs, "initial": start})
        first = min(today, current.first_school_day) if current else today
        choices = Term.objects.select_related("school_year").filter(last_school_day__gte=first)
        self.fields["term"].queryset = choices  # type: ignore[attr-defined]
        widget: Any = self.fields["file"].widget
        widget.allowed = f"可以上传 .xlsx、.xls，不超过 {settings.UPLOAD_BYTES // MEGABYTE} MB"

    def clean_file(self) -> bytes:
        """The bytes, when they can be a workbook."""
        file: Any = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_BYTES:
            raise forms.ValidationError(f"文件超过 {settings.UPLOAD_BYTES // MEGABYTE} MB，请删去图片等无关内容后再试。")
        data: bytes = file.read()
        self.cleaned_data["name"] = file.name or ""
        try:
            preflight.kind_of(data, preflight.Limits(file_bytes=settings.UPLOAD_BYTES))
        except preflight.Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return data

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        term, on = data.get("term"), data.get("on")
        if term and on and not term.school_year.starts <= on <= term.school_year.ends:
            self.add_error("on", f"请填 {term.school_year.key} 学年之内的一天。")
        return data
