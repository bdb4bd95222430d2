"""Forms about the people who work here and their accounts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from jiaoyan.schools.forms.entry import username_validator
from jiaoyan.schools.forms.fields import DayField
from jiaoyan.schools.models import Person
from jiaoyan.schools.rules.people import age_on
from jiaoyan.web.forms import ChipsRadio

YOUNGEST, OLDEST = 16, 80


class PersonForm(forms.Form):
    """A person's own data; age and years of service are computed from it, never typed."""

    name = forms.CharField(label="姓名", max_length=40)
    staff_code = forms.CharField(label="工号", max_length=20)
    gender = forms.ChoiceField(label="性别", choices=Person.Gender.choices, widget=ChipsRadio())
    born_on = DayField(label="出生日期", required=False)
    service_from = DayField(label="参加工作日期", required=False, help_text="用来计算教龄。")
    joined_on = DayField(label="到校日期", required=False)
    education = forms.CharField(label="学历", max_length=20, required=False, help_text="如：本科")
    title = forms.CharField(label="职称与称号", max_length=40, required=False, help_text="如：一级教师、区骨干教师")
    other_work = forms.CharField(label="其他工作", max_length=60, required=False, help_text="如：五（2）班班主任")

    def __init__(self, *args: Any, person: Person | None = None, on: date, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(person, name) for name in self.base_fields} if person else {}
        super().__init__(*args, **kwargs)
        self._on = on

    def clean_born_on(self) -> date | None:
        """Somebody who works here is grown up."""
        born: date | None = self.cleaned_data["born_on"]
        if born and not YOUNGEST <= age_on(born, self._on) <= OLDEST:
            raise forms.ValidationError("请核对出生日期：算出来的年龄不像在职教师。")
        return born

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        born, service, joined = data.get("born_on"), data.get("service_from"), data.get("joined_on")
        if born and service and age_on(born, service) < YOUNGEST:
            self.add_error("service_from", f"参加工作时不满{YOUNGEST}岁，请核对两个日期。")
        if service and joined and joined < service:
            self.add_error("joined_on", "到校日期不能早于参加工作日期。")
        return data


class StaffFilter(forms.Form):
    """Find somebody by name or initials."""

    text = forms.CharField(label="姓名或拼音首字母", max_length=40, required=False)
    left = forms.ChoiceField(label="范围", choices=[("", "在校"), ("1", "已离校")], required=False)


class DayForm(forms.Form):
    """One day: the last one in a seat, or of leaving."""

    on = DayField(label="日期")

    def __init__(self, *args: Any, label: str, help_text: str = "", day: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": day}
        super().__init__(*args, **kwargs)
        self.fields["on"].label = label
        self.fields["on"].help_text = help_text


class AccountForm(forms.Form):
    """The sign-in name of a new account."""

    username = forms.CharField(
        label="登录名",
        max_length=40,
        validators=[username_validator],
        help_text="老师登录时填写，建议用姓名的拼音。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
