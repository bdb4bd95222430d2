"""The dates of one or two terms, as the first-run page and the step into a new year ask for them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms

from jiaoyan.schools.forms.fields import DayField
from jiaoyan.schools.rules.calendar import TermDates, full_day
from jiaoyan.schools.rules.holidays import state_makeup

WEEKEND_BEGINS = 5


def usual_first_day(start_year: int) -> date:
    """1 September, or the Monday after when that is a weekend: a proposal, no more."""
    first = date(start_year, 9, 1)
    return first + timedelta(days=7 - first.weekday()) if first.weekday() >= WEEKEND_BEGINS else first


class WeekendForm(forms.Form):
    """Asks back when a term is said to begin or end on a weekend that nobody declared a working day."""

    weekends = forms.BooleanField(
        label="周末的这一天确实上课（调休）",
        required=False,
        widget=forms.HiddenInput,
        help_text="勾选后在校历里登记为调休上课；执行哪天的课表，请随后在校历里选。",
    )
    ENDS: ClassVar[tuple[str, ...]] = ("first_day", "last_day")

    def is_working(self, day: date) -> bool:
        """Whether the day is known as a working day though it is a weekend."""
        return state_makeup(day) is not None

    def ask_about_weekends(self) -> None:
        """Beside each date on a weekend, once; the tick that answers stays on the page as long as there is such a date."""
        for name in self.ENDS:
            day = self.cleaned_data.get(name)
            if day is None or day.weekday() < WEEKEND_BEGINS or self.is_working(day):
                continue
            self.fields["weekends"].widget = forms.CheckboxInput()
            if not self.cleaned_data.get("weekends"):
                self.add_error(name, f"{full_day(day)}一般不上课，请核对；确实调休上课的，请勾选“周末的这一天确实上课”，再提交一次。")


class TwoTermsForm(WeekendForm):
    """First and last school day of the first term, and of the second one when it is known."""

    ENDS = ("first_day", "last_day", "second_first_day", "second_last_day")

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
        self.ask_about_weekends()
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
