"""The form of a writing: one page, the fields of its kind."""

from __future__ import annotations

from typing import Any

from django import forms

from jiaoyan.activities.queries.units import lessons_around
from jiaoyan.growth.models import Writing
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.registers.choices import classes_here
from jiaoyan.web.fields import RowField, row_field
from jiaoyan.web.forms import ChipsRadio, DateInput
from jiaoyan.web.prose import ProseFormField

ABOUT = [choice for choice in Writing.About.choices if choice[0] != Writing.About.COMPARISON]
BODY = {
    "reflection": ("正文", "看到了什么现象，为什么会这样，下一次怎样改；长短随意，不写学生姓名"),
    "reading_note": ("体会", "读到什么，想到自己的哪一节课；长短随意"),
    "study_note": ("要点", "学到的几条，想怎样用"),
    "case_report": ("正文", "问题、两次教学、证据、分析、结论；长短随意，不写学生姓名"),
}
OF_KIND = {
    "about": ("reflection",),
    "book_title": ("reading_note",),
    "book_author": ("reading_note",),
    "form": ("study_note",),
    "source": ("study_note",),
    "lesson": ("reflection", "case_report"),
    "school_class": ("reflection", "case_report"),
}


class WritingForm(forms.Form):
    """One writing; fields of other kinds are left out."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    title = forms.CharField(label="题目", max_length=80)
    day = forms.DateField(label="日期", widget=DateInput())
    about = forms.ChoiceField(label="内容", choices=ABOUT, widget=ChipsRadio())
    book_title = forms.CharField(label="书名", max_length=80, required=False)
    book_author = forms.CharField(label="书的作者", max_length=60, required=False)
    form = forms.ChoiceField(label="形式", choices=Writing.Form.choices, widget=ChipsRadio())
    source = forms.CharField(label="主讲或来源", max_length=80, required=False, help_text="谁讲的，或哪本书刊、哪个网站")
    lesson = RowField(label="课题", help_text="与哪一课有关；没有就不选", required=False)
    school_class = RowField(label="班级", required=False)
    body = ProseFormField(label="正文", rows=12, required=False)
    shared = forms.BooleanField(label="也给本组同事看", required=False, help_text="不勾选时，只有自己和组长、教研组长、教导处能看到")

    def __init__(
        self, *args: Any, place: GroupTerm, kind: str, writing: Writing | None = None, compares: bool = False, **kwargs: Any
    ) -> None:
        if writing is not None:
            kwargs["initial"] = {name: getattr(writing, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        for name, kinds in OF_KIND.items():
            if kind not in kinds or (compares and name in ("about", "lesson", "school_class")):
                del self.fields[name]
        self.fields["body"].label, self.fields["body"].help_text = BODY[kind]
        if "lesson" in self.fields:
            self._offer(place)

    def _offer(self, place: GroupTerm) -> None:
        taught = lessons_around(place.group, place.term, place.day)
        lessons = [(each, f"{each.unit}·{each.title}") for each in (*taught.near, *taught.others)]
        for name, pairs in (("lesson", lessons), ("school_class", classes_here(place))):
            row_field(self, name).offer_labelled(pairs)

    @property
    def values(self) -> dict[str, Any]:
        """What the verbs take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
