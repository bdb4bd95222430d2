"""The head of a plan."""

from __future__ import annotations

from typing import Any

from django import forms

from jiaoyan.planning.models import GroupPlan
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.web.forms import DateInput
from jiaoyan.web.prose import ProseFormField


class VersionedForm(forms.Form):
    """Carries the version it was drawn with, so that two people saving at once notice each other."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class HeadForm(VersionedForm):
    """大标题、日期、情况分析"""

    title = forms.CharField(label="大标题", max_length=40, help_text="自拟一句话，说出本学期最想做好的事；副标题由系统生成。")
    plan_date = forms.DateField(label="日期", widget=DateInput())
    opening = ProseFormField(
        label="情况分析", required=False, rows=8, help_text="上学期哪里薄弱（写出数据），本学期打算怎样做得不一样。印在“工作要点”的开头。"
    )

    def __init__(self, *args: Any, place: GroupTerm, plan: GroupPlan, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": plan.version, "title": plan.title, "plan_date": plan.plan_date, "opening": plan.opening}
        super().__init__(*args, **kwargs)
        self.place = place

    def clean_plan_date(self) -> Any:
        day = self.cleaned_data["plan_date"]
        year = self.place.group.school_year
        if not year.starts <= day <= year.ends:
            raise forms.ValidationError("日期不在本学年内，请核对年份。")
        return day
