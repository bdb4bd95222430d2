"""The form of an award."""

from __future__ import annotations

from typing import Any

from django import forms

from jiaoyan.documents.pictures_in import CleanPicture, NotAPicture, clean
from jiaoyan.growth.models import Award
from jiaoyan.growth.queries.awards import pupils_called
from jiaoyan.schools.access import Actor, may_see_pupils
from jiaoyan.schools.models import Pupil, SchoolClass
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.registers.choices import classes_here, people_of
from jiaoyan.schools.registers.classes import own_teachers
from jiaoyan.web.fields import RowField, row_field
from jiaoyan.web.forms import ChipsRadio, DateInput
from jiaoyan.web.upload import Upload

PDF = "application/pdf"


class AwardForm(forms.Form):
    """获奖. A pupil is written down by code; by name only in a class whose names the writer may know."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    person_kind = forms.ChoiceField(label="身份", choices=Award.PersonKind.choices, widget=ChipsRadio())
    person = RowField(label="获奖教师", required=False)
    school_class = RowField(label="班级", required=False)
    pupil = forms.CharField(label="学生", required=False, max_length=40, help_text="学号；自己任教的班也可以写姓名")
    name_consent = forms.BooleanField(
        label="监护人已同意公开姓名", required=False, help_text="由本班任课教师勾选；没有勾选时，各处只写学号，不写姓名。"
    )
    coach = RowField(label="指导教师", required=False)
    event = forms.CharField(label="项目", max_length=80, help_text="如“小学生数学小论文评比”")
    level = forms.ChoiceField(label="级别", choices=Award.Level.choices, widget=ChipsRadio())
    prize = forms.CharField(label="等第", max_length=20, help_text="如“一等奖”")
    issuer = forms.CharField(label="颁奖单位", max_length=60)
    day = forms.DateField(label="获奖日期", widget=DateInput())
    certificate = Upload(
        label="证书", required=False, extensions=("pdf", "jpg", "jpeg", "png"), help_text="可以不传。图片会去掉拍摄地点等信息后保存。"
    )
    drop_certificate = forms.BooleanField(label="去掉现在的证书", required=False)

    def __init__(self, *args: Any, place: GroupTerm, actor: Actor, award: Award | None = None, **kwargs: Any) -> None:
        if award is not None:
            names = (
                "person_kind",
                "person",
                "name_consent",
                "school_class",
                "coach",
                "event",
                "level",
                "prize",
                "issuer",
                "day",
                "version",
            )
            kwargs["initial"] = {name: getattr(award, name) for name in names} | {"pupil": award.pupil.code if award.pupil else ""}
        super().__init__(*args, **kwargs)
        self.place, self.actor = place, actor
        self.picture: CleanPicture | None = None
        people = [(person, person.name) for person in people_of(place)]
        for name, pairs in (("person", people), ("coach", people), ("school_class", classes_here(place))):
            row_field(self, name).offer_labelled(pairs)
        if award is None or award.certificate is None:
            del self.fields["drop_certificate"]

    def clean_certificate(self) -> Any:
        """A picture is written anew; a PDF is kept as it is and only ever handed out as a download."""
        file = self.cleaned_data["certificate"]
        if file and not (file.name or "").lower().endswith(".pdf"):
            try:
                self.picture = clean(file.read())
            except NotAPicture as refused:
                raise forms.ValidationError(str(refused)) from refused
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("person_kind") == Award.PersonKind.PUPIL:
            self._find_pupil(data)
        else:
            data["pupil"] = None
        return data

    def _find_pupil(self, data: dict[str, Any]) -> None:
        said, school_class = (data.get("pupil") or "").strip(), data.get("school_class")
        data["pupil"] = None
        for name, missing, sentence in (("pupil", not said, "请写学生的学号或姓名。"), ("school_class", not school_class, "请选班级。")):
            if missing:
                self.add_error(name, sentence)
        if said and school_class:
            data["pupil"] = self._pupil(said, school_class)

    def _pupil(self, said: str, school_class: SchoolClass) -> Pupil | None:
        by_name = may_see_pupils(self.actor, own_teachers(school_class, self.place.day))
        found = pupils_called(self.place, school_class, said, by_name=by_name)
        if len(found) == 1:
            return found[0]
        if found:
            self.add_error("pupil", f"这个班有{len(found)}名学生同名，请写学号。")
        else:
            self.add_error("pupil", "这个班没有这名学生，请核对。" if by_name else "这个班没有这个学号；不是您任教的班，请写学号。")
        return None

    @property
    def file(self) -> tuple[bytes, str, str] | None:
        """What to keep of the certificate: bytes, extension, type."""
        if self.picture is not None:
            return self.picture.data, self.picture.extension, self.picture.content_type
        sent = self.cleaned_data.get("certificate")
        return (sent.read(), "pdf", PDF) if sent else None
