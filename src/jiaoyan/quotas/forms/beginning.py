"""From which day a quota is asked: what the forms offer, and the sentence that explains the choice."""

from __future__ import annotations

from datetime import date, timedelta

HELP = "从这一天起要求：以前的周和月不追算；按学期数的，这学期已经做了的也算在内。"


def offered_day(first: date, last: date, today: date) -> date:
    """The day that puts nobody in arrears at once: the term's first school day when it is to come, else the next Monday, or today near the end of the term.

    ``first``, ``last``: the school days that bound the term.
    """
    if today <= first:
        return first
    monday = today + timedelta(-today.weekday() % 7)
    return monday if monday <= last else today
