"""State holidays as a proposal: the checked table of the calendar notes, and the pairing of make-up days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jiaoyan.schools.rules.holidays import CHECKED_YEARS, pair_makeup_days, proposed_holidays


def off(year: int) -> set[date]:
    return {o.day for o in proposed_holidays(year) if o.kind == "holiday"}


def work(year: int) -> dict[date, int | None]:
    return {o.day: o.runs_weekday for o in proposed_holidays(year) if o.kind == "makeup"}


def span(year: int, first: tuple[int, int], last: tuple[int, int]) -> set[date]:
    start, end = date(year, *first), date(year, *last)
    return {start + timedelta(n) for n in range((end - start).days + 1)}


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [
        (2021, (4, 3), (4, 5)),
        (2021, (5, 1), (5, 5)),
        (2021, (6, 12), (6, 14)),
        (2021, (9, 19), (9, 21)),
        (2021, (10, 1), (10, 7)),
        (2023, (4, 5), (4, 5)),
        (2023, (4, 29), (5, 3)),
        (2023, (6, 22), (6, 24)),
        (2023, (9, 29), (10, 6)),
        (2024, (4, 4), (4, 6)),
        (2024, (5, 1), (5, 5)),
        (2024, (6, 8), (6, 10)),
        (2024, (9, 15), (9, 17)),
        (2024, (10, 1), (10, 7)),
        (2025, (4, 4), (4, 6)),
        (2025, (5, 1), (5, 5)),
        (2025, (5, 31), (6, 2)),
        (2025, (10, 1), (10, 8)),
        (2026, (1, 1), (1, 3)),
        (2026, (4, 4), (4, 6)),
        (2026, (5, 1), (5, 5)),
        (2026, (6, 19), (6, 21)),
        (2026, (9, 25), (9, 27)),
        (2026, (10, 1), (10, 7)),
    ],
)
def test_days_off_of_the_checked_table(year: int, first: tuple[int, int], last: tuple[int, int]) -> None:
    days = span(year, first, last)

    assert days <= off(year)
    assert min(days) - timedelta(1) not in off(year)
    assert max(days) + timedelta(1) not in off(year)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2021, [(4, 25), (5, 8), (9, 18), (9, 26), (10, 9)]),
        (2023, [(4, 23), (5, 6), (6, 25), (10, 7), (10, 8)]),
        (2024, [(4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)]),
        (2025, [(4, 27), (9, 28), (10, 11)]),
        (2026, [(1, 4), (5, 9), (9, 20), (10, 10)]),
    ],
)
def test_makeup_days_of_the_checked_table(year: int, days: list[tuple[int, int]]) -> None:
    assert list(work(year)) == [date(year, *day) for day in days]


def test_makeup_days_of_2024_run_the_timetables_of_the_days_they_pay_for() -> None:
    thursday, friday, monday = 3, 4, 0

    assert work(2024) == {
        date(2024, 4, 7): friday,
        date(2024, 4, 28): thursday,
        date(2024, 5, 11): friday,
        date(2024, 9, 14): monday,
        date(2024, 9, 29): friday,
        date(2024, 10, 12): monday,
    }


@pytest.mark.parametrize("year", CHECKED_YEARS)
def test_each_makeup_day_is_a_weekend_day_with_a_school_weekday_to_run(year: int) -> None:
    assert all(day.weekday() >= 5 for day in work(year))
    assert all(runs in range(5) for runs in work(year).values())


@pytest.mark.parametrize("year", CHECKED_YEARS)
def test_proposal_is_dated_in_its_year_in_order_without_doubles(year: int) -> None:
    days = [o.day for o in proposed_holidays(year)]

    assert days == sorted(set(days))
    assert {day.year for day in days} == {year}
    assert {o.source for o in proposed_holidays(year)} == {"state"}


def test_a_year_without_data_proposes_nothing() -> None:
    assert proposed_holidays(2019) == ()


def test_pairing_is_in_date_order_and_leaves_the_surplus_to_the_school() -> None:
    paired = pair_makeup_days([date(2024, 5, 11), date(2024, 4, 28), date(2024, 5, 12)], [date(2024, 5, 3), date(2024, 5, 2)])

    assert paired == {date(2024, 4, 28): 3, date(2024, 5, 11): 4}
