"""Forms of works: several pictures at once, what is said about one, a colleague's comment."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from jiaoyan.documents.pictures_in import BYTES, CleanPicture, NotAPicture, clean
from jiaoyan.items.forms.fields import lines
from jiaoyan.items.queries.showcase import WorkCard, pupils_of
from jiaoyan.items.rules.showcase import FORMS, LEVELS, LONGEST_SIDE, SMALL_SIDE
from jiaoyan.schools.models import Pupil, SchoolClass
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.registers.choices import roll_of
from jiaoyan.web.fields import RowField
from jiaoyan.web.forms import ChipsRadio, FileInput

AT_ONCE = 9
BETWEEN = re.compile(r"[、，,；;\s]+")
PICTURES = ("image/jpeg", "image/png")
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
HOW_TO_SEND = (
    "是苹果手机的HEIC格式，这里读不了。请在手机“设置—相机—格式”里选“兼容性最佳”后重拍，或把照片发到微信文件传输助手、存成JPG后再上传。"
)
MEGABYTE = 1024 * 1024
Cleaned = tuple[CleanPicture, CleanPicture, str]


class PicturesInput(FileInput):
    """Several pictures; a phone offers its camera and its gallery, and an iPhone turns HEIC into JPG when asked for JPG."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Gives the uploaded files; nothing is opened here."""

    def __init__(self, **kwargs: Any) -> None:
        widget = PicturesInput(accept=",".join(PICTURES), attrs={"multiple": True})
        widget.allowed = f"JPG或PNG，一次最多{AT_ONCE}张，每张不超过{BYTES // MEGABYTE} MB；拍摄地点等信息会自动去掉"
        messages = {"required": "请选择图片。", "invalid": "没有收到图片，请再选一次。"}
        super().__init__(**{"widget": widget, "error_messages": messages, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:  # noqa: ARG002 - Django's signature
        files = [file for file in data or [] if file]
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > AT_ONCE:
            raise forms.ValidationError(f"一次最多{AT_ONCE}张，这次选了{len(files)}张，请分几次上传。", code="many")
        return files


class AddForm(forms.Form):
    """A class and its pictures. What cannot be read is said by name in ``refused``; the others are kept all the same."""

    pictures = PicturesField(label="作品照片")

    def __init__(self, *args: Any, classes: Sequence[tuple[SchoolClass, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {each.pk: name for each, name in classes}
        picked = RowField([each for each, _ in classes], label="班级", named=lambda each: names[each.pk])
        self.fields = {"school_class": picked, **self.fields}
        self.cleaned: list[Cleaned] = []
        self.refused: list[str] = []

    def clean_pictures(self) -> list[UploadedFile[bytes]]:
        """Each picture written anew by the limited child."""
        files: list[UploadedFile[bytes]] = self.cleaned_data["pictures"]
        if not self.cleaned_data.get("school_class"):
            return files
        for file in files:
            try:
                self.cleaned.append(_cleaned(file))
            except NotAPicture as refused:
                self.refused.append(f"“{file.name}”{refused}")
        if not self.cleaned:
            raise forms.ValidationError(self.refused)
        return files


def _cleaned(file: UploadedFile[bytes]) -> Cleaned:
    if (file.size or 0) > BYTES:
        raise NotAPicture(f"有{(file.size or 0) / MEGABYTE:.0f} MB，超过了{BYTES // MEGABYTE} MB，请先压缩再上传。")
    data = file.read()
    if (file.name or "").lower().endswith((".heic", ".heif")) or (data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS):
        raise NotAPicture(HOW_TO_SEND)
    large = clean(data, longest_side=LONGEST_SIDE, photo=True)
    return large, clean(large.data, longest_side=SMALL_SIDE, photo=True), hashlib.sha256(data).hexdigest()


class WorkForm(forms.Form):
    """One work. Pupils stand in it only for whoever may know them: by code, in an own class also by name."""

    title = forms.CharField(label="作品名", max_length=40, required=False)
    pupils = forms.CharField(label="学生", max_length=120, required=False, help_text="学号；自己任教的班也可写姓名；几人用“、”隔开")
    form = forms.ChoiceField(label="形式", choices=FORMS, widget=ChipsRadio())
    level = forms.ChoiceField(label="等级", choices=[("", "未评"), *LEVELS], widget=ChipsRadio(), required=False)
    comment = forms.CharField(label="评语", max_length=200, required=False, widget=lines(2), help_text="先说作品里的思考，再给一条建议")
    shown = forms.BooleanField(label="展出", required=False)
    consent = forms.BooleanField(label="监护人已同意公开姓名", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Any, *, card: WorkCard, place: GroupTerm, classes: Sequence[tuple[SchoolClass, str]]) -> None:
        work = card.work
        names = {each.pk: name for each, name in classes}
        fields = ("title", "form", "level", "comment", "shown", "consent", "version", "school_class")
        initial = {name: getattr(work, name) for name in fields} | {"pupils": "、".join(each.code for each in pupils_of(work))}
        super().__init__(data, prefix=f"w{work.pk}", initial=initial)
        self.card, self.place = card, place
        self.fields["school_class"] = RowField([each for each, _ in classes], label="班级", named=lambda each: names[each.pk])
        for name, field in self.fields.items():
            field.show_hidden_initial = name != "version"  # so that only what was changed on this page is stored
        if not card.own:  # somebody else's class: its pupils are neither shown nor changed, and nobody agrees for them
            del self.fields["consent"]
            if pupils_of(work):
                del self.fields["pupils"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        work = self.card.work
        if "consent" not in self.fields:
            data["consent"] = work.consent and "pupils" not in self.fields
        if "pupils" not in self.fields:
            data["pupils"] = pupils_of(work)
            return data
        words = [word for word in BETWEEN.split(data.get("pupils") or "") if word]
        school_class = data.get("school_class")
        data["pupils"] = self._called(words, school_class) if words and school_class else []
        return data

    def _called(self, words: list[str], school_class: SchoolClass) -> list[Pupil]:
        known = {each.pk: each for each in pupils_of(self.card.work)} if school_class == self.card.work.school_class else {}
        pupils = {each.pk: each for each in roll_of(self.place, school_class)} | known
        by_code_only = not self.card.own or school_class != self.card.work.school_class  # names only in the class one knows
        found: dict[int, Pupil] = {}
        for word in words:
            named = [each for each in pupils.values() if word == each.code or (not by_code_only and word == each.name)]
            if len(named) == 1:
                found[named[0].pk] = named[0]
            elif named:
                self.add_error("pupils", f"这个班有{len(named)}名“{word}”，请写学号。")
            else:
                self.add_error("pupils", f"这个班没有学号“{word}”，请核对。" if by_code_only else f"这个班没有“{word}”，请核对学号或姓名。")
        return list(found.values())

    @property
    def touched(self) -> bool:
        """Something was changed on the page."""
        return bool(set(self.changed_data) - {"version"})

    def told(self) -> dict[str, Any]:
        """What a valid form says, by the fields of ``actions.showcase_works.Told``."""
        names = ("title", "school_class", "pupils", "form", "level", "comment", "shown", "consent")
        return {name: self.cleaned_data[name] for name in names}


class CommentForm(forms.Form):
    """A colleague's word on a work."""

    text = forms.CharField(label="点评", max_length=200, widget=lines(2))
