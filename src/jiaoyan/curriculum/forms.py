"""The form of the textbook page."""

from __future__ import annotations

from typing import Any

from django import forms

from jiaoyan.curriculum.models import TextbookEdition
from jiaoyan.schools.rules.people import grade_name

GRADES = range(1, 7)


class AdoptionForm(forms.Form):
    """One edition for each grade."""

    def __init__(self, *args: Any, chosen: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for grade in GRADES:
            self.fields[f"grade{grade}"] = forms.ModelChoiceField(
                TextbookEdition.objects.all(), label=grade_name(grade), required=False, empty_label="还没有选", initial=chosen.get(grade)
            )
            self.fields[f"grade{grade}"].label_from_instance = lambda edition: f"{edition.name}（{edition.printing}）"  # type: ignore[attr-defined]

    def editions(self) -> dict[int, TextbookEdition | None]:
        """Grade → edition, after validation."""
        return {grade: self.cleaned_data[f"grade{grade}"] for grade in GRADES}
