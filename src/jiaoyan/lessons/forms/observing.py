"""The form of an observation: two minutes on a phone, in the order in which one sits there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jiaoyan.activities.queries.units import TaughtNow
from jiaoyan.lessons.forms.fields import PERIODS, by_grade
from jiaoyan.lessons.models import LessonType, Observation, ResearchLesson
from jiaoyan.lessons.queries.people import Seat
from jiaoyan.lessons.rules.observing import LONGEST, MOST_STEPS
from jiaoyan.schools.models import Person, SchoolClass
from jiaoyan.schools.rules.people import grade_name
from jiaoyan.web.fields import LinesField, RowField, row_field
from jiaoyan.web.forms import ChipsRadio, DateInput

FIRST_STEPS = 2
MATCHES = [("", "没有看"), ("yes", "相符"), ("no", "有出入")]
KEPT = ("teacher", "guest", "school_class", "place", "lesson_type", "day", "period_no", "way", "highlights", "suggestions")


class ObservationForm(forms.Form):
    """听课记录. Whoever is chosen as teacher tells the class; a lesson of the book tells the topic."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    teacher = RowField(label="执教", required=False)
    lesson = RowField(label="课题", help_text="只列本年级的；听别的年级，写在最下面的“其他课题”里", required=False)
    topic = forms.CharField(label="其他课题", max_length=80, required=False, help_text="上面的课题里没有，或听的是别的年级，才写在这里")
    day = forms.DateField(label="日期", widget=DateInput())
    period_no = forms.TypedChoiceField(label="节次", choices=PERIODS, coerce=int, widget=ChipsRadio())
    way = forms.ChoiceField(label="方式", choices=Observation.Way.choices, widget=ChipsRadio())
    lesson_type = forms.ChoiceField(label="课型", choices=LessonType.choices, widget=ChipsRadio())
    highlights = LinesField(label="优点", rows=2, most=10, required=False, help_text="最值得学的一点就够，一行一条")
    suggestions = LinesField(label="建议", rows=2, most=10, required=False, help_text="一行一条，可以不写；不写学生姓名")
    school_class = RowField(label="班级", help_text="不选则按课表填", required=False)
    guest = forms.CharField(label="校外执教", max_length=40, required=False, help_text="听校外教师的课时写，如“区教研活动，李老师”")
    place = forms.CharField(label="地点", max_length=40, required=False)
    plan_matches = forms.ChoiceField(label="与教案", choices=MATCHES, required=False, widget=ChipsRadio())
    homework_note = forms.CharField(label="作业抽看", max_length=120, required=False)
    feedback_on = forms.DateField(label="当面反馈", widget=DateInput(), required=False)
    research_lesson = RowField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        seats: Sequence[Seat],
        classes: Sequence[tuple[SchoolClass, str]],
        lessons: TaughtNow | None,
        grade: int | None = None,
        me: int = 0,
        row: Observation | None = None,
        research_lesson: ResearchLesson | None = None,
        **kwargs: Any,
    ) -> None:
        if row is not None:
            kwargs["initial"] = {name: getattr(row, name) for name in KEPT} | _rest(row)
        super().__init__(*args, **kwargs)
        self.grade, self.grades = grade, {seat.person.pk: seat.grade for seat in seats}
        others = [seat for seat in seats if seat.person.pk != me]
        row_field(self, "teacher").offer_groups(by_grade(others, grade))
        row_field(self, "lesson").offer_groups(lessons.by_unit if lessons else [])
        row_field(self, "school_class").offer_groups([("", classes)])
        linked = research_lesson or (row.research_lesson if row else None)
        row_field(self, "research_lesson").offer_groups([("", [(linked, str(linked))] if linked else [])])
        if linked is not None:
            self.initial.setdefault("research_lesson", linked)
        if lessons is None or not (lessons.near or lessons.others):
            del self.fields["lesson"]
            self.fields["topic"].label, self.fields["topic"].help_text = "课题", ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        lesson = data.get("lesson")
        if lesson is not None and not data.get("topic"):
            data["topic"] = lesson.title
            self._of_this_book(data.get("teacher"))
        data["lesson_topic"] = lesson if lesson is not None and data.get("topic") == lesson.title else None
        data["plan_matches"] = {"yes": True, "no": False}.get(data.get("plan_matches", ""))
        return data

    def _of_this_book(self, teacher: Person | None) -> None:
        """The lessons offered are those of one's own grade; of a teacher of another grade it would be the wrong one."""
        grade = self.grades.get(teacher.pk) if teacher else None
        if teacher is not None and grade and self.grade and grade != self.grade:
            self.add_error(
                "topic",
                f"{teacher.name}教{grade_name(grade)}，上面选的是{grade_name(self.grade)}的课题；请在这里写{grade_name(grade)}的课题。",
            )


def _rest(row: Observation) -> dict[str, Any]:
    said = {True: "yes", False: "no"}.get(row.plan_matches, "") if row.plan_matches is not None else ""
    follows = row.lesson_topic is not None and row.topic == row.lesson_topic.title
    return {
        "version": row.version,
        "lesson": row.lesson_topic,
        "topic": "" if follows else row.topic,
        "plan_matches": said,
        "homework_note": row.homework_note,
        "feedback_on": row.feedback_on,
        "research_lesson": row.research_lesson,
    }


class StepForm(forms.Form):
    """One step of the lesson."""

    time = forms.CharField(label="时间", max_length=LONGEST["time"], required=False)
    teaching = forms.CharField(
        label="教师", max_length=LONGEST["teaching"], required=False, widget=forms.Textarea(attrs={"rows": 1, "data-autosize": True})
    )
    pupils = forms.CharField(
        label="学生", max_length=LONGEST["pupils"], required=False, widget=forms.Textarea(attrs={"rows": 1, "data-autosize": True})
    )
    comment = forms.CharField(
        label="随记", max_length=LONGEST["comment"], required=False, widget=forms.Textarea(attrs={"rows": 1, "data-autosize": True})
    )


def step_forms(data: Any = None, steps: Sequence[dict[str, str]] = ()) -> list[StepForm]:
    """As many lines as an observation may hold; the page shows the first and keeps the others folded."""
    filled = [*steps, *({} for _ in range(MOST_STEPS - len(steps)))][:MOST_STEPS]
    return [StepForm(data, prefix=f"step{place}", initial=step) for place, step in enumerate(filled)]


class AnswerForm(forms.Form):
    """The observed teacher's word."""

    answer = forms.CharField(label="说一句（可以不写）", max_length=200, required=False)
