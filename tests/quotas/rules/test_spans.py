"""Weeks, months, deadlines of the spring of 2024 as a teacher can check them on a wall calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given

from jiaoyan.quotas.rules.demand import Counted, Due, Per, Window
from jiaoyan.quotas.rules.periods import span_begins
from jiaoyan.quotas.rules.spans import Span, closing, opening, spans_of, why_none
from jiaoyan.schools.rules.calendar import Calendar, Override, TermDates
from tests.quotas.rules.worlds import FIRST, LAST, SPRING, World, asks, fact, worlds


def spans(per: Per, window: Window | None = None, calendar: Calendar = SPRING) -> tuple[Span, ...]:
    return spans_of(asks(per, 1, window=window), calendar)


def counted(per: Per) -> list[str]:
    return [span.key for span in spans(per) if not span.short]


def test_february_with_seven_school_days_is_no_counted_month() -> None:
    assert [(span.key, span.label, len(span.days), span.short) for span in spans(Per.MONTH)] == [
        ("2024-02", "2月", 7, True),
        ("2024-03", "3月", 21, False),
        ("2024-04", "4月", 22, False),
        ("2024-05", "5月", 21, False),
        ("2024-06", "6月", 19, False),
    ]


def test_weeks_need_three_school_days_and_the_labour_day_week_has_two() -> None:
    assert counted(Per.WEEK) == [f"w{number}" for number in range(1, 20) if number != 11]


def test_odd_weeks_are_cadences_so_the_week_of_30_april_is_asked() -> None:
    assert counted(Per.ODD_WEEK) == [f"w{number}" for number in range(1, 20, 2)]
    assert counted(Per.EVEN_WEEK) == [f"w{number}" for number in range(2, 20, 2)]


def test_an_odd_week_that_lost_a_weekday_is_due_in_the_next_week() -> None:
    due = {span.key: span.due for span in spans(Per.ODD_WEEK)}

    assert due["w5"] == date(2024, 3, 22)
    assert due["w7"] == date(2024, 4, 12)  # 4 and 5 April are off
    assert due["w19"] == LAST


def test_fortnights_begin_with_an_odd_week() -> None:
    third = spans(Per.FORTNIGHT)[2]

    assert (third.key, third.label, third.first, third.due) == ("f3", "第5、6周", date(2024, 3, 18), date(2024, 3, 29))


def test_half_months_need_five_school_days() -> None:
    assert counted(Per.HALF_MONTH) == ["2024-02-2", *(f"2024-0{month}-{half}" for month in (3, 4, 5, 6) for half in (1, 2))]
    assert [span.label for span in spans(Per.HALF_MONTH)][:2] == ["2月下半月", "3月上半月"]


def test_school_days_are_ninety() -> None:
    assert len(spans(Per.SCHOOL_DAY)) == 90
    assert spans(Per.SCHOOL_DAY)[0].key == "2024-02-21"


@pytest.mark.parametrize(
    ("window", "due"),
    [
        (Window(), LAST),
        (Window(by=Due.TERM_END), LAST),
        (Window(by=Due.TERM_START), FIRST),
        (Window(by=Due.TERM_START, weeks=2), date(2024, 3, 1)),
        (Window(by=Due.REVIEW_START), date(2024, 6, 11)),
        (Window(on=date(2024, 5, 18)), date(2024, 5, 17)),  # a Saturday
        (Window(months=(4,), part="late"), date(2024, 4, 30)),
        (Window(months=(2,)), date(2024, 2, 29)),
    ],
)
def test_deadlines_of_the_term_lie_on_school_days(window: Window, due: date) -> None:
    (span,) = spans(Per.TERM, window)

    assert (span.key, span.due) == ("term", due)


def test_without_a_review_phase_its_deadline_is_the_end_of_term_and_says_so() -> None:
    (span,) = spans(Per.TERM, Window(by=Due.REVIEW_START), Calendar(TermDates(FIRST, LAST), SPRING.overrides))

    assert (span.due, span.note) == (LAST, "校历没有填复习开始日，按学期末计")


def test_late_april_is_its_last_seven_days() -> None:
    (span,) = spans(Per.TERM, Window(months=(4,), part="late"))

    assert span.ranges == ((date(2024, 4, 24), date(2024, 4, 30)),)


def test_points_are_one_stretch_each() -> None:
    assert [(span.key, span.label, span.due) for span in spans(Per.TERM, Window(points=("mid_term", "final")))] == [
        ("mid_term", "期中", date(2024, 4, 30)),  # week 11
        ("final", "期末", LAST),
    ]


def test_an_event_is_due_after_its_days_on_a_school_day_and_never_after_the_term() -> None:
    demand = asks(Per.EVENT, 1, event=Counted("training"), window=Window(within_days=7))
    events = [fact(date(2024, 3, 16), "a", "training"), fact(date(2024, 6, 27), "b", "training")]

    assert [(span.key, span.due) for span in spans_of(demand, SPRING, events)] == [
        ("event:a", date(2024, 3, 22)),
        ("event:b", LAST),
    ]


def test_an_event_on_a_saturday_is_not_due_before_itself() -> None:
    demand = asks(Per.EVENT, 1, event=Counted("training"), window=Window(within_days=1))

    assert spans_of(demand, SPRING, [fact(date(2024, 3, 16), "a", "training")])[0].due == date(2024, 3, 16)


def test_months_and_parts_narrow_periods() -> None:
    assert [span.key for span in spans(Per.MONTH, Window(months=(3, 4)))] == ["2024-03", "2024-04"]
    assert [span.key for span in spans(Per.WEEK, Window(months=(6,)))] == ["w16", "w17", "w18", "w19"]
    assert spans(Per.MONTH, Window(months=(4,), part="early"))[0].due == date(2024, 4, 10)


def test_periods_until_the_review_phase() -> None:
    last = spans(Per.WEEK, Window(by=Due.REVIEW_START))[-1]

    assert (last.key, last.due) == ("w17", date(2024, 6, 11))


@pytest.mark.parametrize(
    ("per", "window", "why"),
    [
        (Per.TERM, Window(on=date(2021, 5, 21)), "要求的日期2021年5月21日不在本学期"),
        (Per.TERM, Window(months=(10,)), "本学期没有10月"),
    ],
)
def test_windows_outside_the_term_have_no_stretch_and_say_why(per: Per, window: Window, why: str) -> None:
    assert spans(per, window) == ()
    assert why_none(asks(per, 1, window=window), SPRING) == why


def test_a_term_without_school_days_has_no_stretch() -> None:
    closed = Calendar(TermDates(FIRST, FIRST + timedelta(1)), tuple(Override(FIRST + timedelta(n), "school_off", "停课") for n in (0, 1)))

    assert spans(Per.WEEK, calendar=closed) == ()
    assert why_none(asks(Per.WEEK, 1), closed) == "本学期没有教学日，请先核对校历"


def test_a_term_of_one_week_has_no_even_week() -> None:
    short = Calendar(TermDates(FIRST, FIRST + timedelta(2)))

    assert why_none(asks(Per.EVEN_WEEK, 1), short) == "本学期没有双周"
    assert spans(Per.EVEN_WEEK, calendar=short) == ()


@given(worlds())
def test_every_day_of_term_and_preparation_lies_in_one_week_fortnight_half_month_and_month(world: World) -> None:
    calendar = world.calendar
    days = (calendar.dates.last_day - opening(calendar)).days + 1
    weeks = any(week.no > 0 for week in calendar.weeks())
    for per in [Per.MONTH, Per.HALF_MONTH, *([Per.WEEK, Per.FORTNIGHT] if weeks else [])]:
        found = spans(per, calendar=calendar)
        for number in range(days):
            day = opening(calendar) + timedelta(number)
            assert sum(first <= day <= last for span in found for first, last in span.ranges) == 1, (per, day)
        assert [day for span in found for day in span.days] == list(calendar.school_days())
        assert len({span.key for span in found}) == len(found)


@pytest.mark.parametrize("per", [Per.SCHOOL_DAY, Per.WEEK, Per.ODD_WEEK, Per.EVEN_WEEK, Per.FORTNIGHT, Per.HALF_MONTH, Per.MONTH])
def test_the_key_of_a_period_tells_its_first_school_day(per: Per) -> None:
    for span in spans(per):
        assert span_begins(span.key, SPRING) == span.days[0]


@pytest.mark.parametrize("key", ["term", "mid_term", "event:activities.training:7", "w20", "f11", "2024-09", "2024-03-09", "w"])
def test_what_is_no_period_of_the_term_has_no_first_day(key: str) -> None:
    assert span_begins(key, SPRING) is None


def test_facts_of_a_term_reach_a_week_beyond_it_and_those_of_weeks_do_not() -> None:
    [term] = spans(Per.TERM)

    assert (opening(SPRING), closing(SPRING)) == (FIRST - timedelta(21), LAST + timedelta(7))
    assert (term.ranges, term.due) == (((opening(SPRING), closing(SPRING)),), LAST)
    assert spans(Per.WEEK)[-1].ranges[-1][1] == spans(Per.MONTH)[-1].ranges[-1][1] == LAST
