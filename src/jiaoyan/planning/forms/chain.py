"""A file for one step of a unit's resource chain."""

from __future__ import annotations

from django import forms

from jiaoyan.library.rules import CONTENT_TYPES
from jiaoyan.web.upload import Upload


class ResourceForm(forms.Form):
    """A new resource: its name, its first file, and whether that one is final."""

    title = forms.CharField(label="名称", max_length=80, help_text="如“分数加减法 电子教案”。")
    file = Upload(label="文件", extensions=tuple(CONTENT_TYPES))
    final = forms.BooleanField(label="这一稿定稿", required=False)
