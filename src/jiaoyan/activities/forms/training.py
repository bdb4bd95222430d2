"""Forms of trainings and share-backs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jiaoyan.activities.models import Training
from jiaoyan.schools.models import Person
from jiaoyan.web.fields import RowsField, offer
from jiaoyan.web.forms import ChipsRadio, DateInput
from jiaoyan.web.prose import ProseFormField
from jiaoyan.web.upload import Upload

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class TrainingForm(forms.Form):
    """A training; the order follows the paper."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    kind = forms.ChoiceField(label="类型", choices=Training.Kind.choices, widget=ChipsRadio())
    theme = forms.CharField(label="主题", max_length=80)
    day = forms.DateField(label="日期", widget=DateInput(), help_text="还没有开的也可以先登记，开过以后再写要点")
    form = forms.ChoiceField(label="形式", choices=Training.Form.choices, widget=ChipsRadio())
    trainers = RowsField(label="主讲", required=False)
    guest = forms.CharField(label="外请主讲", max_length=60, required=False, help_text="单位和姓名；没有就不写")
    participants = RowsField(label="参加人员", required=False, help_text="外出培训只选去的人，回来由他们讲给组里听")
    digest = ProseFormField(label="要点", rows=6, required=False, help_text="讲了什么，准备在教学里怎样用；几条就好")
    share_by = forms.DateField(
        label="二次培训期限", widget=DateInput(), required=False, help_text="外出培训才需要；不填按两周算，学校另有要求的改这里"
    )
    materials = Upload(label="资料", required=False, extensions=tuple(TYPES), help_text="可以不传")
    drop_materials = forms.BooleanField(label="去掉现在的资料", required=False)

    def __init__(self, *args: Any, people: Sequence[Person], training: Training | None = None, **kwargs: Any) -> None:
        if training is not None:
            names = ("version", "kind", "theme", "day", "form", "guest", "digest", "share_by")
            kwargs["initial"] = {name: getattr(training, name) for name in names} | {
                "trainers": list(training.trainers.all()),
                "participants": list(training.participants.all()),
            }
            known = {person.pk for person in people}
            gone = [each for each in (*training.trainers.all(), *training.participants.all()) if each.pk not in known]
            people = [*people, *dict.fromkeys(gone)]
        super().__init__(*args, **kwargs)
        offer(self, people, "trainers", "participants")
        if training is None or training.materials is None:
            del self.fields["drop_materials"]


class ShareBackForm(forms.Form):
    """That an outside training was passed on."""

    day = forms.DateField(label="日期", widget=DateInput())
    givers = RowsField(label="主讲", required=False)
    audience = forms.CharField(label="听众", max_length=60, help_text="如“五年级数学备课组”")
    materials = forms.CharField(label="资料", max_length=120, required=False, help_text="讲义、课件的名称；没有就不写")

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, people, "givers")
