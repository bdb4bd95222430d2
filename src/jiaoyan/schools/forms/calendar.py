"""Forms about terms, days and the school's habits."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from jiaoyan.schools.forms.classes import ClassField
from jiaoyan.schools.forms.fields import DayField
from jiaoyan.schools.forms.terms import WeekendForm
from jiaoyan.schools.models import DayOverride, Parity, Person, ReschedulePolicy, School, Term, Weekday
from jiaoyan.schools.rules.calendar import Override, TermDates
from jiaoyan.schools.rules.people import GRADES, grade_name
from jiaoyan.web.forms import ChipsRadio, TimeInput

WORKING = (DayOverride.Kind.MAKEUP, DayOverride.Kind.HALF_DAY, DayOverride.Kind.EVENT)


class TermForm(WeekendForm):
    """The dates of a term, and how its weeks are counted."""

    first_day = DayField(label="第一个上课日")
    last_day = DayField(label="最后一个上课日")
    week1_monday = DayField(label="第1周的星期一", required=False, help_text="不填，则第一个上课日所在的周为第1周。")
    exam_phase_start = DayField(label="复习检测阶段开始", required=False)
    count_full_holiday_weeks = forms.BooleanField(
        label="整周放假也计周次", required=False, help_text="不勾选，国庆这样的整周不排周次，单双周会随之改变。"
    )
    week_starts_sunday = forms.BooleanField(label="一周从星期日算起", required=False)

    def __init__(self, *args: Any, term: Term | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"count_full_holiday_weeks": True}
        if term is not None:
            initial = {
                "first_day": term.first_school_day,
                "last_day": term.last_school_day,
                "week1_monday": term.week1_monday,
                "exam_phase_start": term.exam_phase_start,
                "count_full_holiday_weeks": term.count_full_holiday_weeks,
                "week_starts_sunday": term.week_starts_sunday,
            }
        super().__init__(*args, **{**kwargs, "initial": initial})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        week1, exams = data.get("week1_monday"), data.get("exam_phase_start")
        if first and last and last <= first:
            self.add_error("last_day", "最后一个上课日要在第一个上课日之后。")
        if week1 and week1.weekday() != 0:
            self.add_error("week1_monday", "这一天不是星期一。")
        elif week1 and first and abs((first - week1).days) > 27:
            self.add_error("week1_monday", "第1周离第一个上课日太远，请核对。")
        if exams and first and last and not first <= exams <= last:
            self.add_error("exam_phase_start", "复习检测阶段要在学期之内开始。")
        self.ask_about_weekends()
        return data

    def is_working(self, day: date) -> bool:
        """Also by the school's own calendar."""
        return super().is_working(day) or DayOverride.objects.filter(day=day, scope="school", kind__in=WORKING).exists()

    def dates(self) -> TermDates:
        """The term as typed."""
        return TermDates(**{name: self.cleaned_data[name] for name in self.fields if name != "weekends"})


class OverrideForm(forms.Form):
    """One day, or a run of days, that differs from its weekday."""

    day = DayField(label="日期")
    until = DayField(label="到哪天", required=False, help_text="只有一天，可以不填。")
    kind = forms.ChoiceField(label="类型", choices=DayOverride.Kind.choices, widget=ChipsRadio())
    name = forms.CharField(label="名称", max_length=30, help_text="如：端午节、秋季运动会")
    runs_weekday = forms.TypedChoiceField(
        label="执行哪天课表",
        coerce=int,
        required=False,
        empty_value=None,
        help_text="调休上课时请选择，否则这天的课排不出来。",
        choices=[("", "—"), *Weekday.choices[:5]],
    )
    scope = forms.ChoiceField(label="范围", choices=DayOverride.Scope.choices, initial=DayOverride.Scope.SCHOOL, widget=ChipsRadio())
    grade = forms.TypedChoiceField(
        label="年级",
        coerce=int,
        required=False,
        empty_value=None,
        help_text="范围为年级时选择。",
        choices=[("", "—"), *((grade, grade_name(grade)) for grade in GRADES)],
    )
    school_class = ClassField(label="班级", required=False, help_text="范围为班级时选择。")
    source = forms.ChoiceField(
        label="依据", choices=DayOverride.Source.choices, initial=DayOverride.Source.SCHOOL, help_text="同一天有几条时，学校的安排优先。"
    )
    tentative = forms.BooleanField(label="暂定", required=False)

    def __init__(self, *args: Any, first_calendar_year: int, row: DayOverride | None = None, **kwargs: Any) -> None:
        names = ("day", "kind", "name", "runs_weekday", "scope", "grade", "school_class", "source", "tentative")
        initial = {name: getattr(row, name) for name in names} if row else kwargs.pop("initial", {})
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.fields["school_class"].offer(first_calendar_year)  # type: ignore[attr-defined]
        if row is not None:
            del self.fields["until"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        scope = data.get("scope")
        for name, wanted in (("grade", DayOverride.Scope.GRADE), ("school_class", DayOverride.Scope.CLASS)):
            if scope == wanted and not data.get(name):
                self.add_error(name, f"请选择{self.fields[name].label}。")
            if scope != wanted:
                data[name] = None
        if data.get("kind") == DayOverride.Kind.MAKEUP and data.get("runs_weekday") is None:
            self.add_error("runs_weekday", "调休上课要说明执行哪天的课表。")
        return data

    def override(self) -> Override:
        """The entry as typed."""
        data = self.cleaned_data
        return Override(
            day=data["day"],
            kind=data["kind"],
            name=data["name"],
            scope=data["scope"],
            grade=data["grade"],
            class_id=data["school_class"].pk if data["school_class"] else None,
            runs_weekday=data["runs_weekday"],
            source=data["source"],
            tentative=data["tentative"],
        )


class SettingsForm(forms.Form):
    """The school's name and habits."""

    name = forms.CharField(label="学校名称", max_length=60)
    short_name = forms.CharField(label="学校简称", max_length=20)
    activity_weekday = forms.TypedChoiceField(label="备课组活动日", coerce=int, choices=Weekday.choices[:5], widget=ChipsRadio())
    activity_parity = forms.ChoiceField(label="活动周次", choices=Parity.choices, widget=ChipsRadio())
    activity_starts = forms.TimeField(label="开始时间", widget=TimeInput())
    activity_ends = forms.TimeField(label="结束时间", widget=TimeInput())
    activity_place = forms.CharField(label="活动地点", max_length=40)
    reschedule_policy = forms.ChoiceField(label="活动日遇到放假", choices=ReschedulePolicy.choices, widget=ChipsRadio())

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(school, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("activity_starts"), data.get("activity_ends")
        if starts and ends and ends <= starts:
            self.add_error("activity_ends", "结束时间要在开始时间之后。")
        return data


class HistoryFilter(forms.Form):
    """Whose lines, about what, from when to when."""

    person = forms.ModelChoiceField(label="操作人", queryset=Person.everywhere.none(), required=False, empty_label="全部")
    kind = forms.ChoiceField(label="对象", required=False)
    first = DayField(label="从", required=False)
    last = DayField(label="到", required=False)

    def __init__(self, *args: Any, persons: list[Person], kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.filter(pk__in=[person.pk for person in persons])  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", "全部"), *kinds]  # type: ignore[attr-defined]
