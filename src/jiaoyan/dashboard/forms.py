"""The one form of the workbench."""

from __future__ import annotations

from django import forms

from jiaoyan.dashboard.rules.reminding import MOST_CHARACTERS


class ReminderForm(forms.Form):
    """The message as whoever sends it has changed it."""

    text = forms.CharField(
        label="提醒",
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "提醒是空的，请写上内容。", "max_length": f"提醒太长，请减到{MOST_CHARACTERS}字以内。"},
    )
