"""Forms about classes, 课务 and pupils."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from jiaoyan.schools.forms.fields import DayField, PersonField, people_here
from jiaoyan.schools.models import Enrolment, Person, Pupil, School, SchoolClass, Subject
from jiaoyan.schools.queries import name_of_class
from jiaoyan.schools.rules.people import GRADES, grade_name
from jiaoyan.web.forms import ChipsRadio, PersonSelect

MOST_CLASSES = 30


class ClassesForm(forms.Form):
    """The classes of one grade, from 1 to so many; those already there stay as they are."""

    grade = forms.TypedChoiceField(label="年级", coerce=int, choices=[(grade, grade_name(grade)) for grade in GRADES], widget=ChipsRadio())
    count = forms.IntegerField(label="共有几个班", min_value=1, max_value=MOST_CLASSES, help_text="从1班排起；已有的班不变，只补上缺少的。")


class AssignmentForm(forms.Form):
    """Who takes which subject in a class, from when."""

    subject = forms.ModelChoiceField(label="学科", queryset=Subject.everywhere.none(), widget=PersonSelect())
    teacher = PersonField(label="任课教师")
    starts = DayField(label="从哪天起", help_text="第一次登记填学年第一天；换人时，原来的任课教师自动到前一天为止。")

    def __init__(self, *args: Any, school: School, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subjects = Subject.objects.order_by("pk")
        self.fields["subject"].queryset = subjects  # type: ignore[attr-defined]
        self.fields["subject"].initial = subjects.first()
        self.fields["starts"].initial = day
        self.fields["teacher"].offer(people_here(school))  # type: ignore[attr-defined]


class PupilForm(forms.Form):
    """A pupil: code, name, gender, seat; nothing else is asked."""

    code = forms.CharField(label="学号", max_length=30, help_text="学校自编的号码，不要用身份证号或手机号。")
    name = forms.CharField(label="姓名", max_length=40)
    gender = forms.ChoiceField(label="性别", required=False, choices=[*Person.Gender.choices, ("", "不填")], widget=ChipsRadio())
    seat_no = forms.IntegerField(label="班内序号", min_value=1, max_value=200, required=False)

    def __init__(self, *args: Any, enrolment: Enrolment | None = None, pupil: Pupil | None = None, **kwargs: Any) -> None:
        initial = {name: getattr(pupil, name) for name in ("code", "name", "gender")} if pupil else {}
        kwargs["initial"] = {**initial, "seat_no": enrolment.seat_no if enrolment else None}
        super().__init__(*args, **kwargs)


class NewPupilForm(PupilForm):
    """A pupil who comes into the class."""

    starts = DayField(label="进班日期")

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts"].initial = day


class ClassField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the checker only
    """A class of the present school year, by its name of that year."""

    def __init__(self, **kwargs: Any) -> None:
        self.first_calendar_year = 0
        kwargs.setdefault("widget", PersonSelect())
        super().__init__(queryset=SchoolClass.everywhere.none(), **kwargs)

    def offer(self, first_calendar_year: int) -> None:
        """The classes of the school year beginning in that calendar year."""
        self.first_calendar_year = first_calendar_year
        self.queryset = SchoolClass.objects.filter(entry_year__range=(first_calendar_year - GRADES[-1] + 1, first_calendar_year)).order_by(
            "-entry_year", "number"
        )

    def label_from_instance(self, obj: Any) -> str:
        return name_of_class(obj, self.first_calendar_year)


class MovePupilForm(forms.Form):
    """To which class, from when."""

    school_class = ClassField(label="转到")
    on = DayField(label="从哪天起")

    def __init__(self, *args: Any, first_calendar_year: int, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = day
        self.fields["school_class"].offer(first_calendar_year)  # type: ignore[attr-defined]
