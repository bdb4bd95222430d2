"""Forms of a pair, of a mentee's lesson, and of the mentor's line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from jiaoyan.growth.models import MenteeLesson, Mentorship
from jiaoyan.lessons.models import Observation
from jiaoyan.schools.models import Person
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.registers.choices import classes_here
from jiaoyan.schools.rules.calendar import month_day
from jiaoyan.web.fields import LinesField, RowField, offer, row_field
from jiaoyan.web.forms import DateInput

MENTOR_DUTIES = ["每周开放自己的课", "课前看徒弟的教案，课后当面说", "每周写一句意见"]
MENTEE_DUTIES = ["每周听师傅的课，听后跟上一节", "及时写对照比较", "每学期上一节汇报课"]


class PairForm(forms.Form):
    """What the two agree on."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    mentor = RowField(label="师傅", required=False)
    mentee = RowField(label="徒弟", required=False)
    starts = forms.DateField(label="开始", widget=DateInput())
    ends = forms.DateField(label="结束", widget=DateInput())
    goals = LinesField(longest=2000, max_length=2000, label="培养目标", rows=4, required=False, help_text="一行一条")
    mentor_duties = LinesField(longest=2000, max_length=2000, label="师傅职责", required=False, help_text="一行一条")
    mentee_duties = LinesField(longest=2000, max_length=2000, label="徒弟职责", required=False, help_text="一行一条")
    observe_per_week = forms.IntegerField(label="每周听师傅的课（节）", min_value=0, max_value=10)

    def __init__(
        self, *args: Any, mentors: Sequence[Person], mentees: Sequence[Person], pair: Mentorship | None = None, **kwargs: Any
    ) -> None:
        if pair is not None:
            kwargs["initial"] = {name: getattr(pair, name) for name in self.base_fields}
            mentors, mentees = [*dict.fromkeys([*mentors, pair.mentor])], [*dict.fromkeys([*mentees, pair.mentee])]
        super().__init__(*args, **kwargs)
        for name, people in (("mentor", mentors), ("mentee", mentees)):
            offer(self, people, name)


class MenteeLessonForm(forms.Form):
    """A lesson taught after observing; a minute on the phone."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    observation = RowField(label="听的哪一节", help_text="先听师傅，再自己上；没有对应的可以不选", required=False)
    topic = forms.CharField(label="课题", max_length=60)
    day = forms.DateField(label="日期", widget=DateInput())
    school_class = RowField(label="班级", required=False)
    line = forms.CharField(
        label="一句话",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-autosize": True}),
        help_text="照师傅的做法改了什么，效果怎样",
    )
    mentor_present = forms.BooleanField(label="师傅到场听了", required=False)

    def __init__(
        self, *args: Any, place: GroupTerm, observed: Iterable[Observation], lesson: MenteeLesson | None = None, **kwargs: Any
    ) -> None:
        if lesson is not None:
            kwargs["initial"] = {name: getattr(lesson, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        seen = [(each, f"{month_day(each.day)}《{each.topic}》") for each in observed]
        for name, pairs in (("observation", seen), ("school_class", classes_here(place))):
            row_field(self, name).offer_labelled(pairs)

    @property
    def values(self) -> dict[str, Any]:
        """What the verbs take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class LineForm(forms.Form):
    """The mentor's line of a week; ``seen``: what stood there when the page was drawn."""

    text = forms.CharField(
        label="本周意见", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2, "data-autosize": True})
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
