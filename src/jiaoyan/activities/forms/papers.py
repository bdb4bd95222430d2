"""Forms of theory notes and daily talks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from jiaoyan.activities.models import DailyTalk, TheoryNote
from jiaoyan.activities.queries.units import TaughtNow
from jiaoyan.activities.rules.theory import points_of
from jiaoyan.curriculum.models import LessonTopic
from jiaoyan.schools.models import Person
from jiaoyan.web.fields import LinesField, RowField, RowsField, offer
from jiaoyan.web.forms import ChipsRadio, DateInput
from jiaoyan.web.prose import ProseFormField


class LessonField(RowField):
    """A lesson of the term's book, in groups by unit: those taught about now first, then the others."""

    def offer_lessons(self, lessons: TaughtNow) -> None:
        """Say what there is to choose from, in groups."""
        self.offer_groups(lessons.by_unit)
        titles = Counter(lesson.title for lesson in self.rows.values())
        self.repeated = frozenset(title for title, count in titles.items() if count > 1)

    def named(self, lesson: LessonTopic) -> str:
        """The lesson as it is printed alone: with its unit when other units have one of that name, such as 整理与练习."""
        return f"{lesson.unit}·{lesson.title}" if lesson.title in self.repeated else lesson.title


class TheoryForm(forms.Form):
    """A theory note; the order follows the paper."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    day = forms.DateField(label="时间", widget=DateInput())
    form = forms.ChoiceField(label="形式", choices=TheoryNote.Form.choices, widget=ChipsRadio())
    theme = forms.CharField(label="理论学习主题", max_length=80)
    source_title = forms.CharField(label="题名", max_length=80)
    source_author = forms.CharField(label="作者", max_length=40)
    source_publisher = forms.CharField(label="书刊", max_length=60, help_text="出版社或期刊名")
    source_year = forms.IntegerField(label="年份", min_value=1900, max_value=2100)
    source_pages = forms.CharField(label="页码", max_length=20, help_text="如 23—25")
    key_points = LinesField(label="摘记要点", rows=6, longest=500, help_text="一行一条，3至8条")
    my_view = ProseFormField(label="我的思考", rows=4, help_text="50字左右，最好落到一节课上")
    use_in = LessonField(label="拟用于", required=False, help_text="准备在哪一课里试一试")

    def __init__(self, *args: Any, lessons: TaughtNow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["use_in"]
        if isinstance(field, LessonField):
            field.offer_lessons(lessons)

    def clean_key_points(self) -> list[str]:
        return points_of("\n".join(self.cleaned_data["key_points"]))


class TalkForm(forms.Form):
    """A daily talk: a minute on the phone, so most of it is chosen already."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    lesson = LessonField(label="课题", required=False)
    lesson_title = forms.CharField(label="其他课题", max_length=60, required=False, help_text="上面没有时才写")
    kind = forms.ChoiceField(label="议题类型", choices=DailyTalk.Kind.choices, widget=ChipsRadio())
    speakers = RowsField(label="参加人", help_text="至少两位")
    issue = forms.CharField(
        label="问题",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "data-autosize": True}),
        help_text="学生怎么说、怎么错，一两句就好",
    )
    points = LinesField(label="讨论要点", required=False, rows=2, help_text="一行一条，可以不写")
    response = forms.CharField(label="对策", max_length=300, widget=forms.Textarea(attrs={"rows": 2, "data-autosize": True}))
    day = forms.DateField(label="日期", widget=DateInput())
    progress = forms.CharField(label="进度", max_length=80, required=False, help_text="如“五（1）班第2课时”")
    follow_up_owner = RowField(label="落实人", required=False)
    follow_up_due = forms.DateField(label="落实时间", widget=DateInput(), required=False)
    minutes = forms.IntegerField(label="用时（分钟）", min_value=1, max_value=120, required=False)

    def __init__(self, *args: Any, people: Sequence[Person], lessons: TaughtNow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, people, "speakers", "follow_up_owner")
        field = self.fields["lesson"]
        assert isinstance(field, LessonField)  # noqa: S101 - for the type checker
        field.offer_lessons(lessons)
        self.lessons = field
        chosen = self.initial.get("lesson")
        if chosen and self.initial.get("lesson_title") in (chosen.title, field.named(chosen)):
            self.initial["lesson_title"] = ""  # follows the lesson, also when another one is chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("lesson") and not cleaned.get("lesson_title"):
            cleaned["lesson_title"] = self.lessons.named(cleaned["lesson"])
        return cleaned


class FollowUpForm(forms.Form):
    """What came of a talk."""

    follow_up_note = forms.CharField(label="落实情况", max_length=200, widget=forms.Textarea(attrs={"rows": 2, "data-autosize": True}))


def talk_defaults(day: date, me: Person | None, lessons: TaughtNow) -> dict[str, Any]:
    """Today, the lesson taught now, and oneself among the speakers."""
    return {"day": day, "lesson": lessons.current, "speakers": [me] if me else [], "kind": DailyTalk.Kind.REACTION}
