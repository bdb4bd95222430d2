"""Whether a table still fits its term."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.pacing.rules.outdated import DayChange, changed_days, offered_days, outdated
from jiaoyan.pacing.rules.schedule import DayLoad, PaceRow

MONDAY = date(2024, 3, 4)
PERIODS = st.lists(st.integers(0, 2), min_size=1, max_size=40)


def loads(*periods: int, notes: dict[int, str] | None = None) -> tuple[DayLoad, ...]:
    """One load for each weekday from a Monday on."""
    days = [MONDAY + timedelta(days=7 * (n // 5) + n % 5) for n in range(len(periods))]
    return tuple(
        DayLoad(day, 1 + n // 5, count, (notes or {}).get(n, "")) for n, (day, count) in enumerate(zip(days, periods, strict=True))
    )


def lesson(day: date, title: str = "认识方程") -> PaceRow:
    return PaceRow("lesson", 1, day, day, 1, title, 1)


@given(PERIODS)
def test_days_that_are_as_they_were_are_no_change(periods: list[int]) -> None:
    now = loads(*periods)
    assert changed_days(offered_days(now), now, MONDAY) == ()


@given(PERIODS, PERIODS)
def test_changes_tell_the_way_from_then_to_now(before: list[int], after: list[int]) -> None:
    then = offered_days(loads(*before))
    now = offered_days(loads(*after))
    for change in changed_days(then, loads(*after), MONDAY) if then else ():
        assert (then.get(change.day.isoformat(), 0), now.get(change.day.isoformat(), 0)) == (change.before, change.now)
        assert change.before != change.now


def test_nothing_is_said_about_a_table_that_kept_no_days() -> None:
    assert changed_days({}, loads(1, 1), MONDAY) == ()


def test_days_before_the_one_asked_for_are_left_alone() -> None:
    then = offered_days(loads(1, 1, 1))
    assert [change.day for change in changed_days(then, loads(0, 1, 0), MONDAY + timedelta(1))] == [MONDAY + timedelta(2)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (DayChange(date(2024, 6, 10), 1, 0, "端午节放假"), "6月10日（星期一）端午节放假，少1课时"),
        (DayChange(date(2024, 6, 15), 0, 2, ""), "6月15日（星期六）多2课时"),
    ],
)
def test_a_changed_day_says_its_reason_and_how_much(change: DayChange, words: str) -> None:
    assert change.sentence == words


def test_lost_day_with_a_lesson_on_it_makes_the_table_outdated() -> None:
    now = loads(1, 0, 1, notes={1: "停课"})
    rows = [lesson(MONDAY), lesson(MONDAY + timedelta(1), "解方程")]

    found = outdated(rows, changed_days(offered_days(loads(1, 1, 1)), now, MONDAY), now)

    assert found is not None
    assert (found.title, found.words) == ("校历有变，请重排教学进度", ("3月5日（星期二）停课，少1课时",))
    assert (found.from_day, found.moves) == (date(2024, 3, 5), 1)


def test_lost_day_that_held_no_lesson_and_a_gained_one_leave_the_table_fitting() -> None:
    rows = [lesson(MONDAY)]
    for now in (loads(1, 0, 1), loads(1, 2, 1)):
        assert outdated(rows, changed_days(offered_days(loads(1, 1, 1)), now, MONDAY), now) is None


def test_same_change_on_one_weekday_again_and_again_is_a_change_of_the_timetable() -> None:
    then, now = offered_days(loads(*[1] * 20)), loads(*[1, 1, 0, 1, 1] * 4)
    rows = [lesson(load.day, str(n)) for n, load in enumerate(loads(*[1] * 12))]

    found = outdated(rows, changed_days(then, now, MONDAY), now)

    assert found is not None
    assert found.title == "课表有变，请重排教学进度"
    assert found.words == ("3月6日起，星期三由1课时改为0课时",)
