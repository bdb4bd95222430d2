"""Forms of a research lesson: arranging it, one step, the expert's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jiaoyan.activities.queries.units import TaughtNow
from jiaoyan.lessons.forms.fields import PERIODS, by_grade
from jiaoyan.lessons.models import LessonFile, LessonType, ResearchLesson
from jiaoyan.lessons.queries.people import Seat
from jiaoyan.library.rules import CONTENT_TYPES
from jiaoyan.schools.models import SchoolClass
from jiaoyan.web.fields import RowField, row_field
from jiaoyan.web.forms import ChipsRadio, DateInput
from jiaoyan.web.upload import Upload

KEPT = ("type", "level", "teacher", "school_class", "lesson_type", "day", "period_no", "place", "version")


class LessonForm(forms.Form):
    """研究课. The topic may stay open until it is chosen together."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    type = forms.ChoiceField(label="类别", choices=ResearchLesson.Type.choices, widget=ChipsRadio())
    level = forms.ChoiceField(label="级别", choices=ResearchLesson.Level.choices, widget=ChipsRadio())
    teacher = RowField(label="执教")
    lesson = RowField(label="课题", required=False)
    topic = forms.CharField(label="其他课题", max_length=80, required=False, help_text="上面没有时才写；还没选好可以空着")
    lesson_type = forms.ChoiceField(label="课型", choices=LessonType.choices, widget=ChipsRadio())
    day = forms.DateField(label="日期", widget=DateInput())
    period_no = forms.TypedChoiceField(
        label="节次", choices=[("", "未定"), *PERIODS], coerce=int, empty_value=None, required=False, widget=ChipsRadio()
    )
    school_class = RowField(label="班级", required=False)
    place = forms.CharField(label="地点", max_length=40, required=False)

    def __init__(
        self,
        *args: Any,
        seats: Sequence[Seat],
        classes: Sequence[tuple[SchoolClass, str]],
        lessons: TaughtNow | None,
        grade: int | None = None,
        row: ResearchLesson | None = None,
        **kwargs: Any,
    ) -> None:
        if row is not None:
            follows = row.lesson_topic is not None and row.topic == row.lesson_topic.title
            kwargs["initial"] = {name: getattr(row, name) for name in KEPT} | {
                "lesson": row.lesson_topic,
                "topic": "" if follows else row.topic,
            }
        super().__init__(*args, **kwargs)
        for name, groups in (
            ("teacher", by_grade(seats, grade)),
            ("lesson", lessons.by_unit if lessons else []),
            ("school_class", [("", list(classes))]),
        ):
            row_field(self, name).offer_groups(groups)
        if lessons is None or not (lessons.near or lessons.others):
            del self.fields["lesson"]
            self.fields["topic"].label = "课题"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        lesson = data.get("lesson")
        if lesson is not None and not data.get("topic"):
            data["topic"] = lesson.title
        data["lesson_topic"] = lesson if lesson is not None and data.get("topic") == lesson.title else None
        return data


class StepTextForm(forms.Form):
    """One of the nine steps."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    text = forms.CharField(
        label="内容",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "data-autosize": True}),
        help_text="几句话就好：定下了什么，为什么这样定",
    )
    done = forms.BooleanField(label="这一步已完成", required=False)


class CommentForm(forms.Form):
    """What an expert said."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    expert = forms.CharField(label="点评人", max_length=40, help_text="如“区教研员王老师”")
    text = forms.CharField(label="点评", max_length=600, widget=forms.Textarea(attrs={"rows": 4, "data-autosize": True}))


class LessonFileForm(forms.Form):
    """教案、课件, a file at a time."""

    kind = forms.ChoiceField(label="种类", choices=LessonFile.Kind.choices, widget=ChipsRadio())
    file = Upload(label="文件", extensions=tuple(CONTENT_TYPES))
    words = forms.CharField(label="说明", max_length=60, required=False, help_text="如“第二稿，改了导入”；可以不写")
