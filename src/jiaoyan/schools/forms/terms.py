"""The dates of one or two terms, as the first-run page and the step into a new year ask for them."""

from __future__ import annotations

from typing import Any

from django import forms

from jiaoyan.schools.forms.fields import DayField
from jiaoyan.schools.rules.calendar import TermDates


class TwoTermsForm(forms.Form):
    """First and last school day of the first term, and of the second one when it is known."""

    first_day = DayField(label="第一学期第一个上课日")
    last_day = DayField(label="第一学期最后一个上课日")
    second_first_day = DayField(label="第二学期第一个上课日", required=False, help_text="校历还没有公布，可以先空着。")
    second_last_day = DayField(label="第二学期最后一个上课日", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for first, last in (("first_day", "last_day"), ("second_first_day", "second_last_day")):
            if data.get(first) and data.get(last) and data[last] <= data[first]:
                self.add_error(last, "最后一个上课日要在第一个上课日之后。")
        if bool(data.get("second_first_day")) != bool(data.get("second_last_day")) and not self._wrong(
            "second_first_day", "second_last_day"
        ):
            self.add_error("second_last_day" if data.get("second_first_day") else "second_first_day", "第二学期的两个日期要一起填。")
        return data

    def _wrong(self, *names: str) -> bool:
        return any(name in self.errors for name in names)

    def terms(self) -> list[TermDates]:
        """The one or two terms typed; only after validation."""
        data = self.cleaned_data
        terms = [TermDates(data["first_day"], data["last_day"])]
        if data["second_first_day"]:
            terms.append(TermDates(data["second_first_day"], data["second_last_day"]))
        return terms
