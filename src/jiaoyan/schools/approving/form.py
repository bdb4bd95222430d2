"""The word of whoever decides."""

from __future__ import annotations

from typing import Any

from django import forms

from jiaoyan.schools.rules.approval import LONGEST_NOTE, note_too_long
from jiaoyan.web.forms import ChipsRadio

APPROVE, RETURN = "approve", "return"


class DecisionForm(forms.Form):
    """通过，或写明原因退回. Carries the version that was read. The note has no ``maxlength``: a browser would cut what is pasted."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    decision = forms.ChoiceField(label="决定", choices=[(APPROVE, "通过"), (RETURN, "退回修改")], widget=ChipsRadio())
    note = forms.CharField(
        label="审批意见",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": True}),
        help_text=f"退回时请写明要改哪里；通过时可以不写。最多{LONGEST_NOTE}字。",
    )

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"].strip()
        if said := note_too_long(note):
            raise forms.ValidationError(said)
        return note

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("decision") == RETURN and data.get("note") == "":
            self.add_error("note", "请写明退回的原因，让老师知道要改哪里。")
        return data
