"""State holidays and make-up days as an editable proposal; a school's own table always decides.

Dates are those of the State Council's yearly notices (calendar notes section 5, compared with a public transcription of the notices).
They are read, never computed. The Spring Festival is left out: it lies in the winter holiday. For a year without data the proposal is
empty and the school enters its calendar by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jiaoyan.schools.rules.calendar import Override, TermDates


@dataclass(frozen=True, slots=True)
class _Holiday:
    """Days off from ``first`` to ``last``, the working weekends that pay for them, and which days off they pay for (month, day)."""

    name: str
    first: tuple[int, int]
    last: tuple[int, int]
    makeup: tuple[tuple[int, int], ...] = ()
    in_lieu: tuple[tuple[int, int], ...] = ()


_YEARS: dict[int, tuple[_Holiday, ...]] = {
    2021: (
        _Holiday("元旦", (1, 1), (1, 3)),
        _Holiday("清明节", (4, 3), (4, 5)),
        _Holiday("劳动节", (5, 1), (5, 5), ((4, 25), (5, 8)), ((5, 4), (5, 5))),
        _Holiday("端午节", (6, 12), (6, 14)),
        _Holiday("中秋节", (9, 19), (9, 21), ((9, 18),), ((9, 20),)),
        _Holiday("国庆节", (10, 1), (10, 7), ((9, 26), (10, 9)), ((10, 6), (10, 7))),
    ),
    2022: (
        _Holiday("元旦", (1, 1), (1, 3)),
        _Holiday("清明节", (4, 3), (4, 5), ((4, 2),), ((4, 4),)),
        _Holiday("劳动节", (4, 30), (5, 4), ((4, 24), (5, 7)), ((5, 3), (5, 4))),
        _Holiday("端午节", (6, 3), (6, 5)),
        _Holiday("中秋节", (9, 10), (9, 12)),
        _Holiday("国庆节", (10, 1), (10, 7), ((10, 8), (10, 9)), ((10, 6), (10, 7))),
    ),
    2023: (
        _Holiday("元旦", (1, 1), (1, 2)),
        _Holiday("清明节", (4, 5), (4, 5)),
        _Holiday("劳动节", (4, 29), (5, 3), ((4, 23), (5, 6)), ((5, 2), (5, 3))),
        _Holiday("端午节", (6, 22), (6, 24), ((6, 25),), ((6, 23),)),
        _Holiday("中秋节、国庆节", (9, 29), (10, 6), ((10, 7), (10, 8)), ((10, 5), (10, 6))),
    ),
    2024: (
        _Holiday("元旦", (1, 1), (1, 1)),
        _Holiday("清明节", (4, 4), (4, 6), ((4, 7),), ((4, 5),)),
        _Holiday("劳动节", (5, 1), (5, 5), ((4, 28), (5, 11)), ((5, 2), (5, 3))),
        _Holiday("端午节", (6, 8), (6, 10)),
        _Holiday("中秋节", (9, 15), (9, 17), ((9, 14),), ((9, 16),)),
        _Holiday("国庆节", (10, 1), (10, 7), ((9, 29), (10, 12)), ((10, 4), (10, 7))),
    ),
    2025: (
        _Holiday("元旦", (1, 1), (1, 1)),
        _Holiday("清明节", (4, 4), (4, 6)),
        _Holiday("劳动节", (5, 1), (5, 5), ((4, 27),), ((5, 5),)),
        _Holiday("端午节", (5, 31), (6, 2)),
        _Holiday("国庆节、中秋节", (10, 1), (10, 8), ((9, 28), (10, 11)), ((10, 7), (10, 8))),
    ),
    2026: (
        _Holiday("元旦", (1, 1), (1, 3), ((1, 4),), ((1, 2),)),
        _Holiday("清明节", (4, 4), (4, 6)),
        _Holiday("劳动节", (5, 1), (5, 5), ((5, 9),), ((5, 5),)),
        _Holiday("端午节", (6, 19), (6, 21)),
        _Holiday("中秋节", (9, 25), (9, 27)),
        _Holiday("国庆节", (10, 1), (10, 7), ((9, 20), (10, 10)), ((10, 6), (10, 7))),
    ),
}

CHECKED_YEARS = tuple(_YEARS)


def proposed_holidays(year: int) -> tuple[Override, ...]:
    """The holidays and make-up days of a calendar year for the school to edit, by day; empty when the year is not in ``CHECKED_YEARS``."""
    proposals = [override for holiday in _YEARS.get(year, ()) for override in _overrides(year, holiday)]
    return tuple(sorted(proposals, key=lambda override: override.day))


def state_holidays(terms: Sequence[TermDates]) -> tuple[Override, ...]:
    """The state's holidays and make-up days that fall into these terms, as far as their years are known."""
    years = sorted({year for dates in terms for year in (dates.first_day.year, dates.last_day.year)})
    days = [override for year in years for override in proposed_holidays(year)]
    return tuple(each for each in days if any(dates.first_day <= each.day <= dates.last_day for dates in terms))


def state_makeup(day: date) -> Override | None:
    """What the state's table says of a weekend on which people work; None for every other day."""
    return next((each for each in proposed_holidays(day.year) if each.day == day and each.kind == "makeup"), None)


def pair_makeup_days(makeup_days: Iterable[date], in_lieu_days: Iterable[date]) -> dict[date, int]:
    """Which weekday's timetable each make-up day runs: pairs both kinds of days in date order (7 Apr 2024 runs Friday's).

    Make-up days beyond the number of days in lieu are left out; the school must say what they run.
    """
    return {makeup: off.weekday() for makeup, off in zip(sorted(makeup_days), sorted(in_lieu_days), strict=False)}


def _overrides(year: int, holiday: _Holiday) -> list[Override]:
    first, last = date(year, *holiday.first), date(year, *holiday.last)
    days_off = [first + timedelta(n) for n in range((last - first).days + 1)]
    makeup = [date(year, *day) for day in holiday.makeup]
    runs = pair_makeup_days(makeup, (date(year, *day) for day in holiday.in_lieu))
    return [Override(day, "holiday", holiday.name, source="state") for day in days_off] + [
        Override(day, "makeup", f"{holiday.name}调休", source="state", runs_weekday=runs.get(day)) for day in makeup
    ]
