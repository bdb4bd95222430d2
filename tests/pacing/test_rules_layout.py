"""Completing an edited table: sums, weeks, days, and the review phase."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.pacing.rules.check import crowded, faults
from jiaoyan.pacing.rules.layout import Balance, balance, laid_out, late_content, with_sums
from jiaoyan.pacing.rules.schedule import DayLoad, PaceRow

MONDAY = date(2024, 2, 26)


def days(weeks: int, periods: int = 1) -> tuple[DayLoad, ...]:
    return tuple(DayLoad(MONDAY + timedelta(7 * week + day), week + 1, periods) for week in range(weeks) for day in range(5))


def lesson(content: str, week: int | None = None, periods: int = 1, unit: int | None = 1) -> PaceRow:
    return PaceRow("lesson", week, None, None, unit, content, periods)


def unit(periods: int = 0, flex: int = 0, number: int | None = 1, remark: str = "") -> PaceRow:
    return PaceRow("unit", None, None, None, number, "一、单元", periods, flex, remark)


def flexible(periods: int = 1) -> PaceRow:
    return PaceRow("flex", None, None, None, 1, "机动", periods)


def test_rows_without_a_week_follow_on_and_a_named_week_leaves_the_rest_of_the_week_before_free() -> None:
    rows = laid_out([lesson("甲"), lesson("乙"), lesson("丙", week=2), lesson("丁")], days(3), keep_weeks=True)
    assert [row.week_no for row in rows] == [1, 1, 2, 2]
    assert [row.date_to for row in rows] == [MONDAY + timedelta(n) for n in (0, 1, 7, 8)]
    assert [row.date_from for row in rows] == [MONDAY, MONDAY, MONDAY + timedelta(7), MONDAY + timedelta(7)]


def test_laying_out_anew_forgets_named_weeks() -> None:
    rows = laid_out([lesson("甲"), lesson("丙", week=3)], days(3), keep_weeks=False)
    assert [row.week_no for row in rows] == [1, 1]


def review(periods: int) -> PaceRow:
    return PaceRow("review", None, None, None, None, "期末复习", periods)


def test_laying_out_anew_shortens_review_from_its_end() -> None:
    rows = laid_out([*[lesson(str(n)) for n in range(5)], review(2), review(5)], days(2), keep_weeks=False)
    assert [row.periods for row in rows[5:]] == [2, 3]
    rows = laid_out([*[lesson(str(n)) for n in range(9)], review(2), review(5)], days(2), keep_weeks=False)
    assert [row.periods for row in rows[9:]] == [1]


def test_laying_out_anew_puts_the_rows_of_idle_weeks_and_remarks_in_their_place() -> None:
    loads = tuple(replace(load, periods=0, note="国庆节放假", school=False) if load.week_no == 2 else load for load in days(3))
    old = PaceRow("holiday", 2, None, None, None, "国庆节放假", 0)
    rows = laid_out([old, *[lesson(str(n)) for n in range(6)]], loads, keep_weeks=False)
    assert [(row.row_type, row.week_no) for row in rows[4:]] == [("lesson", 1), ("holiday", 2), ("lesson", 3)]


def test_unit_takes_week_and_last_day_from_its_lessons() -> None:
    rows = laid_out([unit(6), *[lesson(str(n)) for n in range(6)]], days(3), keep_weeks=True)
    assert (rows[0].week_no, rows[0].date_from, rows[0].date_to) == (1, MONDAY, MONDAY + timedelta(7))


def test_what_finds_no_place_has_no_week_and_no_dates() -> None:
    rows = laid_out([lesson(str(n)) for n in range(6)], days(1), keep_weeks=True)
    assert (rows[5].week_no, rows[5].date_from, rows[5].date_to) == (None, None, None)
    assert [problem.message for problem in crowded(rows, days(1))] == ["全学期可用5课时，表中超出1课时，请减少或合并课时。"]


def test_full_week_is_reported_but_no_fault() -> None:
    rows = laid_out([lesson(str(n), week=1) for n in range(6)], days(2), keep_weeks=True)
    assert faults(rows, days(2)) == []
    assert len(crowded(rows, days(2))) == 1


@given(sizes=st.lists(st.integers(1, 4), min_size=1, max_size=20))
def test_laid_out_days_never_go_back_and_every_period_has_its_own(sizes: list[int]) -> None:
    table = laid_out([lesson(str(n), periods=size) for n, size in enumerate(sizes)], days(20), keep_weeks=False)
    ends = [row.date_to for row in table if row.date_to]
    assert ends == sorted(ends)
    assert len(ends) == len(sizes)
    loads = days(20)
    assert [load.day for load in loads].index(ends[-1]) + 1 == sum(sizes)


def test_sum_of_a_unit_counts_flexible_rows_apart_and_mends_its_remark() -> None:
    rows = with_sums([unit(9, 2, remark="机动2课时；重点"), lesson("甲", periods=3), flexible()], {0})
    assert (rows[0].periods, rows[0].flex, rows[0].remark) == (3, 1, "机动1课时；重点")


def test_sum_somebody_typed_is_left_alone() -> None:
    assert with_sums([unit(9), lesson("甲")], set())[0].periods == 9


def test_unit_planned_as_a_whole_keeps_its_periods() -> None:
    assert with_sums([unit(8, 1)], {0})[0] == unit(8, 1)


def test_balance_counts_lessons_once_and_flexible_periods_apart() -> None:
    rows = [unit(3, 1), lesson("甲", periods=3), flexible(), unit(4, 2, number=2), PaceRow("review", None, None, None, None, "复习", 5)]
    assert balance(rows, days(4)) == Balance(total=20, content=7, flex=3, review=5)
    assert balance(rows, days(4)).left == 5


def test_new_content_in_the_review_phase_is_one_problem_with_its_periods() -> None:
    rows = laid_out([lesson(str(n)) for n in range(7)], days(2), keep_weeks=True)
    problems = late_content(rows, (), MONDAY + timedelta(7))
    assert [problem.message for problem in problems] == [
        "3月4日起是复习阶段，从“5”起还有2课时的教学内容排在复习阶段里。可减少机动、合并课时，或推迟复习。"
    ]


def test_the_books_own_review_unit_may_lie_in_the_review_phase() -> None:
    rows = laid_out([lesson(str(n)) for n in range(7)], days(2), keep_weeks=True)
    assert late_content(rows, {1}, MONDAY + timedelta(7)) == []
    assert late_content(rows, (), None) == []
