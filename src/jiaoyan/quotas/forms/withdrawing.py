"""From when a quota is asked no longer, and why."""

from __future__ import annotations

from django import forms

from jiaoyan.quotas.rules.limits import WHY_LENGTH
from jiaoyan.web.forms import DateInput


class WithdrawForm(forms.Form):
    """停用."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    begins = forms.DateField(label="从哪天起不再要求", widget=DateInput())
    why = forms.CharField(label="为什么", required=False, max_length=WHY_LENGTH, help_text="可以不写")
