"""Forms about what is held about a person."""

from __future__ import annotations

from typing import Any

from django import forms

from jiaoyan.schools.rules.retention import REASONS_TO_ERASE, REASONS_TO_GIVE
from jiaoyan.web.forms import ChipsRadio

WORD, JSON = "word", "json"


class SearchForm(forms.Form):
    """Find a pupil or a colleague, gone ones too."""

    text = forms.CharField(label="姓名，或完整的学号、工号", max_length=40, required=False)


class GiveOutForm(forms.Form):
    """Why, and in which form."""

    reason = forms.ChoiceField(label="事由", choices=[(each, each) for each in REASONS_TO_GIVE], widget=ChipsRadio())
    form = forms.ChoiceField(
        label="文件", choices=[(WORD, "查阅单（Word）"), (JSON, "数据文件（JSON，全部内容）")], widget=ChipsRadio(), initial=WORD
    )


class EraseForm(forms.Form):
    """Why, and the code once more, so that nobody is erased by a slip."""

    reason = forms.ChoiceField(label="事由", choices=[(each, each) for each in REASONS_TO_ERASE], widget=ChipsRadio())
    code = forms.CharField(label="再填一次学号或工号", max_length=20, help_text="抹除后不能恢复，请核对。")

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._code = code

    def clean_code(self) -> str:
        """The code of the person on the page."""
        typed: str = self.cleaned_data["code"].strip()
        if typed != self._code:
            raise forms.ValidationError("与这一页的人不符，请核对。")
        return typed
