"""Forms of a meeting: its plan, and everything written while it runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jiaoyan.activities.models import UnitAnalysis
from jiaoyan.activities.rules.attendance import LABELS, STATES
from jiaoyan.activities.rules.record import FORMS
from jiaoyan.schools.models import Person
from jiaoyan.web.fields import LinesField, RowField, RowsField, offer
from jiaoyan.web.forms import ChipsMany, DateInput, TimeInput
from jiaoyan.web.prose import ProseFormField


class ActivityForm(forms.Form):
    """A planned meeting: three fixed things first (时间、地点、主讲人)."""

    day = forms.DateField(label="活动日期", widget=DateInput())
    starts = forms.TimeField(label="开始", widget=TimeInput())
    ends = forms.TimeField(label="结束", widget=TimeInput())
    place = forms.CharField(label="活动地点", max_length=40)
    lead_speaker = RowField(label="中心发言人（主讲人）", help_text="一般是本单元的主备人")
    topic = forms.CharField(label="活动内容", max_length=200)
    host = RowField(label="主持人")
    recorder = RowField(label="记录人")
    lesson_teacher = RowField(label="上课教师", required=False, help_text="这次有研究课时填写")
    agenda = LinesField(label="议程", required=False, help_text="一行一条，通常来自表1的“内容”")
    forms = forms.MultipleChoiceField(label="形式", required=False, choices=[(x, x) for x in FORMS], widget=ChipsMany())
    remarks = LinesField(label="备注", required=False, rows=2)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, people, "lead_speaker", "host", "recorder", "lesson_teacher")


class ChangeForm(ActivityForm):
    """A change of the plan; a new day needs its reason."""

    moved_reason = forms.CharField(label="改期原因", max_length=80, required=False, help_text="改了日期才需要写")


class ReasonForm(forms.Form):
    """Why something is cancelled, reopened, or somebody is away."""

    reason = forms.CharField(label="原因", max_length=80)


class SectionForm(forms.Form):
    """A long text with the version it began with."""

    text = ProseFormField(label="内容", required=False, rows=5)
    version = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class OwnOpinionForm(forms.Form):
    """What one thinks oneself: the speaker is whoever writes."""

    about = forms.CharField(label="针对", max_length=60, required=False, help_text="如“例3的导入”，可以不填")
    text = forms.CharField(label="意见", max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "data-autosize": True}))


class OpinionForm(OwnOpinionForm):
    """What one person said."""

    speaker = RowField(label="发言人")
    field_order = ("speaker", "about", "text")

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, people, "speaker")


class DecisionForm(forms.Form):
    """What was decided: what, who, by when."""

    what = forms.CharField(label="事项", max_length=200)
    owner = RowField(label="负责人")
    due = forms.DateField(label="期限", widget=DateInput())

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, people, "owner")


class VersionForm(forms.Form):
    """The version a short correction began with."""

    version = forms.IntegerField(widget=forms.HiddenInput(), min_value=1)


class MarkForm(forms.Form):
    """One person's attendance."""

    state = forms.ChoiceField(label="出勤", choices=[(state, LABELS[state]) for state in STATES])
    minutes = forms.IntegerField(label="几分钟", min_value=1, max_value=300, required=False)
    reason = forms.CharField(label="原因", max_length=80, required=False)


class UnitsForm(forms.Form):
    """Which unit analyses a meeting discusses, or why none."""

    analyses = RowsField(label="本次讨论的单元", named=lambda analysis: str(analysis.unit), required=False)
    no_unit_reason = forms.CharField(
        label="没有单元分析的原因", max_length=80, required=False, help_text="如“本次研讨复习课”；选了单元就不用写"
    )

    def __init__(self, *args: Any, analyses: Sequence[UnitAnalysis], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, analyses, "analyses")


class FinishForm(forms.Form):
    """How a decision was carried out."""

    done_note = forms.CharField(label="完成情况", max_length=200, required=False)
