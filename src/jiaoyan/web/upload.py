"""``Upload``: a form field for one file; ``WorkbookForm``: a form for one workbook. They look at the name, the size and the first bytes;
nothing is opened here.

Opening belongs to ``documents`` (in a child process with limits); a page passes further checks as ``check``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from jiaoyan.documents import preflight
from jiaoyan.web.forms import FileInput

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What a file of each kind begins with; plain text has no mark of its own and is told by the absence of NUL bytes.
SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "xlsx": (ZIP,),
    "docx": (ZIP,),
    "xls": (OLE,),
    "doc": (OLE,),
    "pdf": (b"%PDF",),
    "pptx": (ZIP,),
    "ppt": (OLE,),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
}
PICTURE = "图片（jpg、png）"
IN_WORDS = {
    **dict.fromkeys(("docx", "doc"), "Word"),
    **dict.fromkeys(("pptx", "ppt"), "PPT"),
    **dict.fromkeys(("xlsx", "xls"), "Excel"),
    "pdf": "PDF",
    **dict.fromkeys(("png", "jpg", "jpeg"), PICTURE),
}
"""What a teacher calls the kinds of files."""
TEXT = frozenset({"csv", "txt"})
MEGABYTE = 1024 * 1024

Check = Callable[["UploadedFile[bytes]"], None]


class Upload(forms.FileField):
    """One uploaded file of the given ``extensions`` (without dot), at most ``max_bytes`` (default ``settings.UPLOAD_BYTES``).

    Gives the ``UploadedFile``, read position at its start. Refusals are Chinese sentences; ``check`` may raise ``ValidationError`` for more.
    """

    def __init__(self, *, extensions: Sequence[str], max_bytes: int | None = None, check: Check | None = None, **kwargs: Any) -> None:
        self.extensions = tuple(extension.lower() for extension in extensions)
        self.max_bytes = max_bytes
        self.check = check
        widget = FileInput(accept=",".join(f".{extension}" for extension in self.extensions))
        kwargs.setdefault("error_messages", {}).update(
            required="请选择一个文件。", empty="这个文件是空的，请换一个。", invalid="没有收到文件，请再选一次。"
        )
        super().__init__(**{"widget": widget, **kwargs})
        if isinstance(self.widget, FileInput):
            self.widget.allowed = f"可以上传 {self._in_words()}，不超过 {_size(self.limit)}"

    @property
    def limit(self) -> int:
        """The largest size accepted, in bytes."""
        return self.max_bytes if self.max_bytes is not None else int(getattr(settings, "UPLOAD_BYTES", 20 * MEGABYTE))

    def _kinds(self) -> str:
        return "、".join(f".{extension}" for extension in self.extensions)

    def _in_words(self) -> str:
        return "、".join(dict.fromkeys(IN_WORDS.get(extension, f".{extension}") for extension in self.extensions))

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            self._refuse_wrong_kind(file)
            if self.check:
                self.check(file)
                file.seek(0)
        return file

    def _refuse_wrong_kind(self, file: UploadedFile[bytes]) -> None:
        name = file.name or ""
        extension = name.rpartition(".")[2].lower() if "." in name else ""
        if extension not in self.extensions:
            raise ValidationError(f"请上传 {self._kinds()} 文件；收到的是“{name}”。", code="kind")
        if (file.size or 0) > self.limit:
            raise ValidationError(f"文件“{name}”有 {_size(file.size or 0)}，超过了 {_size(self.limit)}。", code="size")
        file.seek(0)
        start = file.read(4096)
        file.seek(0)
        if problem := wrong_start(extension, start):
            raise ValidationError(f"文件“{name}”{problem}", code="content")


class WorkbookForm(forms.Form):
    """``file``: the bytes of a workbook, whose first ones are looked at here and nothing more; ``name``: what it was called."""

    file = forms.FileField(
        label="Excel 文件",
        widget=FileInput(accept=".xlsx,.xls"),
        error_messages={"required": "请选择一个文件。", "empty": "文件是空的。请确认文件已保存，再重新选择。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget: Any = self.fields["file"].widget
        widget.allowed = f"可以上传 .xlsx、.xls，不超过 {settings.UPLOAD_BYTES // MEGABYTE} MB"

    def clean_file(self) -> bytes:
        """The bytes, when they can be a workbook."""
        file: Any = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_BYTES:
            raise forms.ValidationError(f"文件超过 {settings.UPLOAD_BYTES // MEGABYTE} MB，请删去图片等无关内容后再试。")
        data: bytes = file.read()
        self.cleaned_data["name"] = file.name or ""
        try:
            preflight.kind_of(data, preflight.Limits(file_bytes=settings.UPLOAD_BYTES))
        except preflight.Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return data


def wrong_start(extension: str, start: bytes) -> str | None:
    """What is wrong with a file of this extension beginning with these bytes, as the end of a Chinese sentence; None if nothing."""
    if extension in TEXT:
        return "不是文本文件，请用 WPS 或 Excel 另存后再上传。" if b"\0" in start else None
    if any(start.startswith(signature) for signature in SIGNATURES.get(extension, (b"",))):
        return None
    if SIGNATURES[extension] == (ZIP,) and start.startswith(OLE):
        return "设有打开密码或是旧格式，请去掉密码、另存为新格式后再上传。"
    return "的内容与扩展名不符，可能已损坏。请用 WPS 或 Office 打开后另存，再上传。"


def _size(count: int) -> str:
    """A size in words: 20 MB, 3.4 MB, 12 KB."""
    if count < MEGABYTE:
        return f"{max(1, round(count / 1024))} KB"
    return f"{count / MEGABYTE:.1f}".removesuffix(".0") + " MB"
