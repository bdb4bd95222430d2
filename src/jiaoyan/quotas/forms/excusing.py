"""Saying why something is not done, and answering it: a tap for the reason, a word if wanted."""

from __future__ import annotations

from typing import Any

from django import forms

from jiaoyan.quotas.models import Excuse
from jiaoyan.quotas.rules.limits import WORDS_LENGTH
from jiaoyan.web.forms import ChipsRadio


class ExcuseForm(forms.Form):
    """未完成说明."""

    reason = forms.ChoiceField(label="原因", choices=Excuse.Reason.choices, widget=ChipsRadio())
    words = forms.CharField(
        label="补充一句", required=False, max_length=WORDS_LENGTH, help_text="可以不写；选“其他”时请写一句。请不要写学生姓名。"
    )
    amount = forms.IntegerField(label="说明其中几次", required=False, min_value=1, max_value=999, help_text="不填就是缺的都在内")
    about = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def clean(self) -> dict[str, Any]:
        """其他 needs a word."""
        data = super().clean() or self.cleaned_data
        if data.get("reason") == Excuse.Reason.OTHER and not data.get("words"):
            self.add_error("words", "请写一句原因。")
        return data


class AnswerForm(forms.Form):
    """答复: 认可 or 约谈, with a word if wanted."""

    answer = forms.ChoiceField(label="答复", choices=[("accepted", "认可"), ("talk", "约谈")])
    words = forms.CharField(label="说一句", required=False, max_length=WORDS_LENGTH)
