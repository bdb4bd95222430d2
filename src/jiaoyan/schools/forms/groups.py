"""Forms about groups, members, roles and the step into a new year."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from jiaoyan.schools.forms.classes import MOST_CLASSES
from jiaoyan.schools.forms.fields import DayField, PersonField, people_here
from jiaoyan.schools.forms.terms import TwoTermsForm, usual_first_day
from jiaoyan.schools.models import LEADER_OF, Group, Parity, Role, School, SchoolYear, Subject, Weekday
from jiaoyan.schools.rules.people import GRADES, grade_name
from jiaoyan.web.forms import ChipsRadio, PersonSelect


def _begun_field() -> DayField:
    """From when the group uses the system."""
    return DayField(
        label="从哪天起用本系统",
        required=False,
        help_text="学期中途才开始用的，填开始的那一天，此前的内容不计缺项；从学期初就在用的不填。新学年的组不用填。",
    )


class GroupForm(forms.Form):
    """A new group of a school year."""

    kind = forms.ChoiceField(label="类型", choices=Group.Kind.choices, initial=Group.Kind.PREP, widget=ChipsRadio())
    grade = forms.TypedChoiceField(
        label="年级",
        coerce=int,
        required=False,
        empty_value=None,
        help_text="只有备课组要选。",
        choices=[("", "—"), *((grade, grade_name(grade)) for grade in GRADES)],
        widget=PersonSelect(),
    )
    subject = forms.ModelChoiceField(label="学科", queryset=Subject.everywhere.none(), widget=PersonSelect())
    name = forms.CharField(
        label="名称", max_length=40, required=False, help_text="备课组可以不填，自动取“五年级数学备课组”这样的名称；定下后不再改。"
    )
    parent = forms.ModelChoiceField(label="上级组", queryset=Group.everywhere.none(), required=False, widget=PersonSelect())
    in_use_from = _begun_field()

    def __init__(self, *args: Any, year: SchoolYear, begun: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["in_use_from"].initial = begun
        subjects = Subject.objects.order_by("pk")
        self.fields["subject"].queryset = subjects  # type: ignore[attr-defined]
        self.fields["subject"].initial = subjects.first()
        parents = Group.objects.filter(school_year=year).exclude(kind=Group.Kind.PREP)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        self.fields["parent"].initial = parents.filter(kind=Group.Kind.RESEARCH).first()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        is_prep = data.get("kind") == Group.Kind.PREP
        if is_prep and not data.get("grade"):
            self.add_error("grade", "请选择备课组的年级。")
        if not is_prep:
            data["grade"] = None
        if not data.get("name") and is_prep and data.get("grade") and data.get("subject"):
            data["name"] = f"{grade_name(data['grade'])}{data['subject'].name}备课组"
        if not data.get("name") and not is_prep:
            self.add_error("name", "请填写组的名称。")
        return data


class GroupHabitsForm(forms.Form):
    """A group's place in the tree, its own activity habits, and since when it uses the system."""

    parent = forms.ModelChoiceField(label="上级组", queryset=Group.everywhere.none(), required=False, widget=PersonSelect())
    activity_weekday = forms.TypedChoiceField(
        label="活动日", coerce=int, required=False, empty_value=None, choices=[("", "按学校设置"), *Weekday.choices]
    )
    activity_parity = forms.ChoiceField(label="活动周次", required=False, choices=[("", "按学校设置"), *Parity.choices])
    activity_place = forms.CharField(label="活动地点", max_length=40, required=False, help_text="不填则按学校设置。")
    in_use_from = _begun_field()

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(group, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        higher = Group.objects.filter(school_year=group.school_year).exclude(kind=Group.Kind.PREP).exclude(pk=group.pk)
        self.fields["parent"].queryset = higher  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """Who joins a group, from when."""

    person = PersonField(label="教师")
    starts = DayField(label="从哪天起", help_text="新建的组填学年第一天，中途加入的填加入那天；填晚了，再填一次更早的日期即可。")

    def __init__(self, *args: Any, school: School, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].offer(people_here(school))  # type: ignore[attr-defined]
        self.fields["starts"].initial = day


class RoleForm(MemberForm):
    """Who gets which role: in the given group, or in the whole school without one."""

    kind = forms.ChoiceField(label="职务", widget=ChipsRadio())
    field_order = ["kind", "person", "starts"]

    def __init__(self, *args: Any, group: Group | None, admin: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [LEADER_OF[Group.Kind(group.kind)], Role.Kind.LIAISON] if group else [Role.Kind.OFFICE, Role.Kind.LIAISON]
        kinds += [Role.Kind.ADMIN] if admin and group is None else []
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["kind"].initial = kinds[0]
        if group is None:
            self.fields["starts"].help_text = ""


class MoveUpForm(TwoTermsForm):
    """The dates of the new year, and who goes where."""

    people = forms.ChoiceField(
        label="备课组成员",
        choices=[("classes", "随班升级：四年级组的老师到五年级组"), ("seats", "留在本年级：老师不动")],
        initial="classes",
        widget=ChipsRadio(),
    )
    first_grade = forms.IntegerField(
        label="新一年级班级数", min_value=0, max_value=MOST_CLASSES, initial=0, help_text="还没有编班，可以先填0。"
    )

    def __init__(self, *args: Any, start_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_day"].initial = usual_first_day(start_year)
