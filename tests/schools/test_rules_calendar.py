"""The school calendar: the worked vectors of the calendar notes and each of its pitfalls."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.schools.rules.calendar import (
    Calendar,
    NoSuchWeek,
    Override,
    Slot,
    TermDates,
    short_day,
)
from jiaoyan.schools.rules.holidays import proposed_holidays

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
SPRING = TermDates(date(2024, 2, 21), date(2024, 6, 28))
AUTUMN = TermDates(date(2023, 9, 1), date(2024, 1, 26))
spring = Calendar(SPRING, proposed_holidays(2024))
autumn = Calendar(AUTUMN, proposed_holidays(2023) + proposed_holidays(2024))
DAILY = tuple(Slot(weekday, 1) for weekday in range(5))


def spring_with(*overrides: Override, **dates: object) -> Calendar:
    return Calendar(TermDates(SPRING.first_day, SPRING.last_day, **dates), proposed_holidays(2024) + overrides)  # type: ignore[arg-type]


# length of the term


def test_spring_2024_has_ninety_school_days_month_by_month() -> None:
    days = spring.school_days()

    assert len(days) == 90
    assert Counter(day.month for day in days) == {2: 7, 3: 21, 4: 22, 5: 21, 6: 19}


def test_school_days_between_includes_both_ends_and_is_empty_backwards() -> None:
    assert spring.school_days_between(date(2024, 4, 3), date(2024, 4, 8)) == (date(2024, 4, 3), date(2024, 4, 7), date(2024, 4, 8))
    assert spring.school_days_between(date(2024, 4, 8), date(2024, 4, 3)) == ()


@pytest.mark.parametrize(
    "dates",
    [
        {"first_day": date(2024, 6, 28), "last_day": date(2024, 2, 21)},
        {"first_day": date(2024, 2, 21), "last_day": date(2024, 6, 28), "week1_monday": date(2024, 2, 20)},
        {"first_day": date(2024, 2, 21), "last_day": date(2024, 6, 28), "exam_phase_start": date(2024, 7, 1)},
    ],
    ids=["ends before it begins", "week 1 begins on a Tuesday", "review after the term"],
)
def test_dates_that_contradict_each_other_are_refused(dates: dict[str, date]) -> None:
    with pytest.raises(ValueError, match=r"[一-鿿]"):
        TermDates(**dates)  # type: ignore[arg-type]


# week numbers


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2024, 2, 19), 0),
        (date(2024, 2, 20), 0),
        (date(2024, 2, 21), 1),
        (date(2024, 2, 25), 1),
        (date(2024, 2, 26), 2),
        (date(2024, 4, 7), 7),
        (date(2024, 4, 28), 10),
        (date(2024, 5, 11), 12),
        (date(2024, 6, 28), 19),
        (date(2024, 6, 29), None),
    ],
)
def test_teaching_week_of_a_day_in_spring_2024(day: date, week: int | None) -> None:
    assert spring.week_no(day) == week


def test_first_week_may_be_short_and_prints_its_first_school_day_not_its_monday() -> None:
    week = spring.week(1)

    assert week.monday == date(2024, 2, 19)
    assert week.days == (date(2024, 2, 21), date(2024, 2, 22), date(2024, 2, 23))
    assert spring.first_school_day_of_week(1) == date(2024, 2, 21)


def test_parity_is_that_of_teaching_weeks_and_opposite_to_iso_weeks_here() -> None:
    assert date(2024, 2, 21).isocalendar().week == 8
    assert spring.week_no(date(2024, 2, 21)) == 1


def test_makeup_sunday_belongs_to_the_week_that_is_ending() -> None:
    assert spring.is_school_day(date(2024, 4, 7))
    assert spring.week(7).days == (date(2024, 4, 1), date(2024, 4, 2), date(2024, 4, 3), date(2024, 4, 7))


def test_makeup_sunday_opens_the_next_week_where_weeks_start_on_sunday() -> None:
    printed = spring_with(week_starts_sunday=True)

    assert printed.week_no(date(2024, 4, 7)) == 8
    assert (printed.week(8).start, printed.week(8).end) == (date(2024, 4, 7), date(2024, 4, 13))
    assert (printed.week(8).sunday, printed.week(8).monday) == (date(2024, 4, 7), date(2024, 4, 8))
    assert printed.week_no(date(2024, 4, 6)) == 7


def test_whole_holiday_week_is_counted_by_default() -> None:
    assert autumn.week_no(date(2023, 9, 29)) == 5
    assert [week.no for week in autumn.weeks()] == list(range(1, 23))


def test_skipped_holiday_week_gets_no_number_and_flips_parity_afterwards() -> None:
    off = tuple(Override(date(2024, 4, 29) + timedelta(n), "school_off", "春假") for n in range(7))
    counted, skipped = Calendar(SPRING, off), Calendar(TermDates(SPRING.first_day, SPRING.last_day, count_full_holiday_weeks=False), off)

    assert counted.week_no(date(2024, 5, 6)) == 12
    assert skipped.week_no(date(2024, 5, 6)) == 11
    assert skipped.week_no(date(2024, 4, 28)) == 10
    assert skipped.week_no(date(2024, 5, 1)) == 11
    assert counted.week(11).days == ()
    assert [week.no for week in skipped.weeks()] == list(range(1, 19))
    assert skipped.week(11).start == date(2024, 5, 6)
    assert skipped.last_week == 18


def test_holiday_week_with_makeup_days_at_its_end_keeps_its_number() -> None:
    skipping = Calendar(TermDates(AUTUMN.first_day, AUTUMN.last_day, count_full_holiday_weeks=False), autumn.overrides)

    assert skipping.week(6).days == (date(2023, 10, 7), date(2023, 10, 8))
    assert skipping.week_no(date(2023, 10, 9)) == 7


def test_a_grade_on_a_week_long_trip_does_not_change_week_numbers() -> None:
    trip = tuple(Override(date(2024, 3, 11) + timedelta(n), "school_off", "研学", scope="grade", grade=5) for n in range(5))
    skipping = spring_with(*trip, count_full_holiday_weeks=False)

    assert skipping.for_grade(5).week_no(date(2024, 3, 18)) == 5
    assert skipping.for_grade(5).week(4).days == ()


def test_preparatory_week_is_week_zero_when_the_school_numbers_from_the_next_monday() -> None:
    prepared = spring_with(week1_monday=date(2024, 2, 26))

    assert prepared.week_no(date(2024, 2, 21)) == 0
    assert prepared.week_no(date(2024, 2, 26)) == 1
    assert [week.no for week in prepared.weeks()][:3] == [0, 1, 2]
    assert prepared.week(0).days == (date(2024, 2, 21), date(2024, 2, 22), date(2024, 2, 23))
    assert prepared.occurrences(TUE, "even")[0].week_no == 2


def test_examination_phase_keeps_running_numbers() -> None:
    assert spring_with(exam_phase_start=date(2024, 6, 17)).week_no(date(2024, 6, 24)) == 19


def test_asking_for_a_week_the_term_does_not_have_says_so() -> None:
    with pytest.raises(NoSuchWeek, match="没有第20周"):
        spring.week(20)


@given(st.dates(date(2024, 2, 21), date(2024, 6, 28)), st.booleans(), st.booleans())
def test_each_day_of_the_term_lies_in_the_week_of_its_number(day: date, sunday: bool, counted: bool) -> None:
    calendar = spring_with(week_starts_sunday=sunday, count_full_holiday_weeks=counted)
    week = calendar.week(calendar.week_no(day) or 0)

    assert week.start <= day <= week.end
    assert (day in week.days) == calendar.is_school_day(day)


def test_weeks_share_out_all_school_days() -> None:
    assert tuple(day for week in spring.weeks() for day in week.days) == spring.school_days()


# captions


@pytest.mark.parametrize(
    ("day", "caption"),
    [
        (date(2024, 3, 5), "2024年3月5日 星期二 第3周"),
        (date(2024, 2, 20), "2024年2月20日 星期二 开学前"),
        (date(2024, 7, 1), "2024年7月1日 星期一 学期结束后"),
    ],
)
def test_caption_names_day_weekday_and_week(day: date, caption: str) -> None:
    assert spring.caption(day) == caption


def test_caption_of_a_school_day_in_the_preparatory_week_does_not_say_before_term() -> None:
    assert spring_with(week1_monday=date(2024, 2, 26)).caption(date(2024, 2, 22)) == "2024年2月22日 星期四 预备周"


# overrides


def test_half_day_and_event_are_school_days_even_on_a_saturday() -> None:
    calendar = spring_with(Override(date(2024, 3, 9), "event", "运动会"), Override(date(2024, 3, 8), "half_day", "家长会"))

    assert calendar.is_school_day(date(2024, 3, 9))
    assert calendar.is_school_day(date(2024, 3, 8))


def test_an_override_outside_the_term_makes_no_school_day() -> None:
    assert not spring_with(Override(date(2024, 2, 18), "makeup", runs_weekday=MON)).is_school_day(date(2024, 2, 18))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_school_outranks_bureau_and_bureau_outranks_state_whatever_the_order(order: tuple[int, int, int]) -> None:
    day = date(2024, 3, 7)
    rivals = (
        Override(day, "holiday", "国家", source="state"),
        Override(day, "school_off", "区", source="bureau"),
        Override(day, "event", "校", source="school"),
    )

    chosen = Calendar(SPRING, tuple(rivals[n] for n in order)).override(day)

    assert chosen is not None
    assert chosen.name == "校"


def test_narrower_scope_decides_among_entries_of_one_source() -> None:
    day = date(2024, 3, 7)
    calendar = Calendar(
        SPRING,
        (
            Override(day, "school_off", "一班停课", scope="class", class_id=51),
            Override(day, "event", "五年级秋游", scope="grade", grade=5),
            Override(day, "half_day", "全校半天"),
        ),
    )

    assert [c.override(day).name for c in (calendar, calendar.for_grade(5), calendar.for_class(51, 5))] == [  # type: ignore[union-attr]
        "全校半天",
        "五年级秋游",
        "一班停课",
    ]
    assert calendar.for_class(52, 5).override(day).name == "五年级秋游"  # type: ignore[union-attr]
    assert calendar.for_grade(4).override(day).name == "全校半天"  # type: ignore[union-attr]


def test_a_trip_takes_the_lessons_of_one_grade_only() -> None:
    day = date(2024, 4, 18)
    calendar = spring_with(Override(day, "event", "秋游", scope="grade", grade=5))

    assert calendar.for_class(51, 5).periods_on(day, DAILY) == 0
    assert calendar.for_class(41, 4).periods_on(day, DAILY) == 1
    assert calendar.for_grade(5).is_school_day(day)


# periods


def test_makeup_day_runs_the_timetable_of_the_weekday_it_was_given() -> None:
    fridays = (Slot(FRI, 2), Slot(FRI, 5))

    assert spring.effective_weekday(date(2024, 4, 7)) == FRI
    assert spring.periods_on(date(2024, 4, 7), fridays) == 2
    assert spring.periods_on(date(2024, 4, 28), (Slot(THU, 1),)) == 1
    assert spring.effective_weekday(date(2024, 5, 11)) == FRI


def test_makeup_day_without_timetable_is_reported_and_holds_no_lesson() -> None:
    calendar = Calendar(SPRING, (Override(date(2024, 4, 7), "makeup", "调休"),))

    assert calendar.makeup_days_without_timetable() == (date(2024, 4, 7),)
    assert calendar.periods_on(date(2024, 4, 7), DAILY) == 0
    assert spring.makeup_days_without_timetable() == ()


def test_odd_week_lessons_run_in_odd_weeks_only_and_add_up_with_the_even_ones() -> None:
    odd, even, both = (Slot(WED, 3, "odd"),), (Slot(WED, 3, "even"),), (Slot(WED, 3),)

    assert spring.periods_on(date(2024, 2, 21), odd) == 1
    assert spring.periods_on(date(2024, 2, 28), odd) == 0
    assert spring.periods_on(date(2024, 2, 28), even) == 1
    assert spring.periods(odd) + spring.periods(even) == spring.periods(both)


def test_half_day_runs_the_morning_only() -> None:
    slots = (Slot(FRI, 2), Slot(FRI, 4), Slot(FRI, 5))
    half = Override(date(2024, 3, 8), "half_day", "家长会")

    assert spring_with(half).periods_on(date(2024, 3, 8), slots) == 2
    assert spring_with(half, morning_periods=3).periods_on(date(2024, 3, 8), slots) == 1


def test_event_with_a_named_timetable_keeps_its_lessons() -> None:
    open_day = Override(date(2024, 3, 8), "event", "家长开放日", runs_weekday=FRI)

    assert spring_with(open_day).periods_on(date(2024, 3, 8), DAILY) == 1


def test_one_period_on_each_weekday_makes_as_many_periods_as_school_days() -> None:
    assert spring.periods(DAILY) == 90


# deadlines


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2024, 3, 26), date(2024, 3, 26)),
        (date(2024, 3, 31), date(2024, 3, 29)),
        (date(2024, 4, 6), date(2024, 4, 3)),
        (date(2024, 7, 5), date(2024, 6, 28)),
        (date(2024, 2, 10), date(2024, 2, 10)),
    ],
    ids=["school day", "Sunday", "holiday", "after the term", "before the term"],
)
def test_deadline_moves_to_the_previous_school_day(day: date, moved: date) -> None:
    assert spring.deadline(day) == moved


@pytest.mark.parametrize(
    ("day", "count", "before"),
    [
        (date(2024, 3, 6), 2, date(2024, 3, 4)),
        (date(2024, 4, 8), 2, date(2024, 4, 3)),
        (date(2024, 2, 21), 2, date(2024, 2, 19)),
        (date(2024, 2, 21), 0, date(2024, 2, 21)),
        (date(2024, 7, 3), 1, date(2024, 6, 28)),
    ],
    ids=["plain", "over make-up day and holiday", "before the term", "zero", "from after the term"],
)
def test_so_many_school_days_before(day: date, count: int, before: date) -> None:
    assert spring.school_day_before(day, count) == before


# other


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2024, 2, 20), "尚未开学"),
        (date(2024, 7, 1), "学期已结束"),
        (date(2024, 3, 9), "周末"),
        (date(2024, 4, 5), "清明节放假"),
        (date(2024, 3, 5), ""),
    ],
)
def test_reason_for_no_school(day: date, why: str) -> None:
    assert spring.why_no_school(day) == why


def test_short_day_names_the_weekday() -> None:
    assert short_day(date(2024, 4, 2)) == "4月2日（星期二）"


def test_calendars_of_equal_content_are_equal_and_usable_as_keys() -> None:
    assert {spring: 1}[Calendar(SPRING, proposed_holidays(2024))] == 1


@pytest.mark.parametrize(
    ("day", "count", "after"),
    [
        (date(2024, 3, 4), 3, date(2024, 3, 7)),
        (date(2024, 3, 8), 1, date(2024, 3, 11)),  # a weekend between
        (date(2024, 4, 3), 1, date(2024, 4, 7)),  # a holiday, then the Sunday that pays for it
        (date(2024, 6, 28), 2, date(2024, 7, 2)),  # beyond the term
        (date(2024, 3, 4), 0, date(2024, 3, 4)),
    ],
)
def test_working_days_are_counted_on_from_a_day(day: date, count: int, after: date) -> None:
    calendar = Calendar(TermDates(date(2024, 2, 21), date(2024, 6, 28)), proposed_holidays(2024))
    assert calendar.working_day_after(day, count) == after
