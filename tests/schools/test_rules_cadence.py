"""Cadences and counted weeks and months: which meetings a term holds and which of its parts carry quotas."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.schools.rules.calendar import Calendar, Occurrence, Override, SchoolMonth, TermDates
from jiaoyan.schools.rules.holidays import proposed_holidays

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
SPRING = TermDates(date(2024, 2, 21), date(2024, 6, 28))
spring = Calendar(SPRING, proposed_holidays(2024))
autumn = Calendar(TermDates(date(2023, 9, 1), date(2024, 1, 26)), proposed_holidays(2023) + proposed_holidays(2024))


def spring_with(*overrides: Override, **dates: object) -> Calendar:
    return Calendar(TermDates(SPRING.first_day, SPRING.last_day, **dates), proposed_holidays(2024) + overrides)  # type: ignore[arg-type]


# cadences


def test_odd_tuesdays_of_spring_2024() -> None:
    meetings = spring.occurrences(TUE, "odd")

    assert [(m.week_no, m.actual) for m in meetings[1:]] == [
        (3, date(2024, 3, 5)),
        (5, date(2024, 3, 19)),
        (7, date(2024, 4, 2)),
        (9, date(2024, 4, 16)),
        (11, date(2024, 4, 30)),
        (13, date(2024, 5, 14)),
        (15, date(2024, 5, 28)),
        (17, date(2024, 6, 11)),
        (19, date(2024, 6, 25)),
    ]
    assert all(m.planned == m.actual and m.reason == "" for m in meetings[1:])


def test_odd_tuesday_before_the_first_school_day_moves_into_the_term_and_says_why() -> None:
    assert spring.occurrences(TUE, "odd")[0] == Occurrence(
        1, date(2024, 2, 20), date(2024, 2, 21), "原定2月20日（星期二），尚未开学，改在2月21日（星期三）"
    )


def test_holiday_meeting_moves_to_the_nearest_school_day_of_its_week() -> None:
    thursday = next(m for m in spring.occurrences(THU, "odd") if m.week_no == 7)

    assert (thursday.planned, thursday.actual) == (date(2024, 4, 4), date(2024, 4, 3))
    assert "清明节放假" in thursday.reason


def test_of_two_equally_near_days_the_later_one_is_taken() -> None:
    calendar = spring_with(Override(date(2024, 3, 6), "school_off", "停课"))

    assert calendar.occurrences(WED, "odd")[1].actual == date(2024, 3, 7)


def test_meeting_of_a_full_holiday_week_goes_to_the_same_day_of_the_next_week() -> None:
    off = tuple(Override(date(2024, 4, 29) + timedelta(n), "holiday", "劳动节") for n in range(5))
    meeting = next(m for m in Calendar(SPRING, off).occurrences(TUE, "odd") if m.week_no == 11)

    assert (meeting.planned, meeting.actual) == (date(2024, 4, 30), date(2024, 5, 7))


def test_weekly_meeting_of_a_full_holiday_week_is_cancelled_rather_than_doubled() -> None:
    off = tuple(Override(date(2024, 4, 29) + timedelta(n), "holiday", "劳动节") for n in range(5))
    meeting = next(m for m in Calendar(SPRING, off).occurrences(TUE) if m.week_no == 11)

    assert meeting.actual is None
    assert "暂停" in meeting.reason


def test_policies_choose_where_the_chain_begins() -> None:
    def seventh(policy: str) -> Occurrence:
        return next(m for m in spring.occurrences(THU, "odd", policy) if m.week_no == 7)  # type: ignore[arg-type]

    assert seventh("same_week_nearest").actual == date(2024, 4, 3)
    assert seventh("next_week_same_day").actual == date(2024, 4, 11)
    assert seventh("cancel_with_note").actual is None


def test_meeting_planned_after_the_last_day_of_term_stays_inside_the_term() -> None:
    short = Calendar(TermDates(date(2024, 2, 21), date(2024, 6, 24)), proposed_holidays(2024))

    assert short.occurrences(TUE, "odd")[-1].actual == date(2024, 6, 24)
    assert short.occurrences(TUE, "odd", "next_week_same_day")[-1].actual is None


@given(
    st.integers(0, 6),
    st.sampled_from(["all", "odd", "even"]),
    st.sampled_from(["same_week_nearest", "next_week_same_day", "cancel_with_note"]),
    st.sets(st.integers(0, 127), max_size=60),
    st.booleans(),
)
def test_meetings_fall_on_school_days_once_and_never_move_silently(
    weekday: int, parity: str, policy: str, lost: set[int], sunday: bool
) -> None:
    off = tuple(Override(SPRING.first_day + timedelta(n), "school_off", "停课") for n in lost)
    calendar = spring_with(*off, week_starts_sunday=sunday)
    meetings = calendar.occurrences(weekday, parity, policy)  # type: ignore[arg-type]
    held = [m.actual for m in meetings if m.actual]

    assert all(calendar.is_school_day(day) for day in held)
    assert len(set(held)) == len(held)
    assert all(bool(m.reason) == (m.actual != m.planned) for m in meetings)
    assert all(m.planned.weekday() == weekday for m in meetings)
    assert all(parity == "all" or (m.week_no % 2 == 1) == (parity == "odd") for m in meetings)


# counted periods of quotas


def test_months_with_ten_school_days_count_and_february_does_not() -> None:
    assert spring.counted_months() == (
        SchoolMonth(2024, 3, 21),
        SchoolMonth(2024, 4, 22),
        SchoolMonth(2024, 5, 21),
        SchoolMonth(2024, 6, 19),
    )
    assert [m.month for m in spring.counted_months(minimum=7)] == [2, 3, 4, 5, 6]


def test_a_last_week_overlapping_july_brings_no_quota_of_july() -> None:
    longer = Calendar(TermDates(date(2024, 2, 21), date(2024, 7, 2)), proposed_holidays(2024))

    assert longer.week(20).days == (date(2024, 7, 1), date(2024, 7, 2))
    assert 7 not in [month.month for month in longer.counted_months()]
    assert 20 not in [week.no for week in longer.counted_weeks()]


def test_half_months_need_five_school_days() -> None:
    halves = spring.counted_half_months()

    assert halves[0] == SchoolMonth(2024, 2, 7, 2)
    assert len(halves) == 9
    assert sum(half.school_days for half in halves) == 90


def test_weeks_with_fewer_than_three_school_days_are_optional() -> None:
    labour_day_week = spring.week(11)

    assert len(labour_day_week.days) == 2
    assert 11 not in [week.no for week in spring.counted_weeks()]
    assert len(spring.counted_weeks()) == 18


@pytest.mark.parametrize(("week", "month"), [(2, (2024, 2)), (6, (2024, 3)), (7, (2024, 4)), (11, (2024, 5))])
def test_week_across_two_months_is_listed_under_the_month_of_its_thursday(week: int, month: tuple[int, int]) -> None:
    assert spring.month_of_week(week) == month


def test_week_across_new_year_is_listed_under_its_thursday() -> None:
    assert autumn.month_of_week(autumn.week_no(date(2024, 1, 1)) or 0) == (2024, 1)
