"""Taught and replanned: flexible periods absorb first, then the plan shifts; the past stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jiaoyan.pacing.rules.check import check
from jiaoyan.pacing.rules.fill import fill
from jiaoyan.pacing.rules.replan import Taught, behind_on, finished_units, replan, taught_by
from jiaoyan.pacing.rules.schedule import DayLoad, PaceRow, PlannedLesson, PlannedUnit, day_loads
from jiaoyan.schools.rules.calendar import Calendar, Override, Slot, TermDates
from jiaoyan.schools.rules.holidays import proposed_holidays

TERM = TermDates(date(2024, 2, 21), date(2024, 6, 28))
DAILY = tuple(Slot(weekday, 1) for weekday in range(5))
HOLIDAYS = proposed_holidays(2024)


@cache
def spring(*lost: date, slots: tuple[Slot, ...] = DAILY) -> tuple[DayLoad, ...]:
    return day_loads(Calendar(TERM, HOLIDAYS + tuple(Override(day, "school_off", "停课") for day in lost)), slots)


def unit(number: int, lessons: int, flex: int = 0) -> PlannedUnit:
    return PlannedUnit(number, f"单元{number}", tuple(PlannedLesson(f"{number}-{n}") for n in range(1, lessons + 1)), flex)


PLAN = [unit(1, 5, flex=1), unit(2, 6, flex=2), unit(3, 4)]
rows = fill(PLAN, spring()).rows
INDEX = {row.content: n for n, row in enumerate(rows)}


def days_of(table: tuple[PaceRow, ...]) -> dict[str, date | None]:
    return {row.content: row.date_to for row in table if row.row_type == "lesson"}


def test_nothing_lost_changes_nothing() -> None:
    again = replan(rows, None, spring(), date(2024, 3, 6))

    assert again.rows == rows
    assert again.differences == ()
    assert again.problems == ()


def test_flexible_period_of_the_unit_absorbs_a_lost_day_and_the_next_unit_stays() -> None:
    lost = date(2024, 2, 23)
    new = replan(rows, None, spring(lost), lost)
    before, after = days_of(rows), days_of(new.rows)

    assert after["1-3"] == date(2024, 2, 26)
    assert after["1-5"] == date(2024, 2, 28)
    assert {name: day for name, day in after.items() if not name.startswith("1-")} == {
        name: day for name, day in before.items() if not name.startswith("1-")
    }
    assert [row.unit_no for row in new.rows if row.row_type == "flex"] == [2]


def test_unit_row_says_that_its_flexible_period_is_used() -> None:
    lost = date(2024, 2, 23)
    head = replan(rows, None, spring(lost), lost).rows[0]

    assert (head.periods, head.flex) == (5, 0)
    assert head.remark == "机动已用；2月23日停课"
    assert head.date_to == date(2024, 2, 28)


def test_more_days_lost_than_flexible_periods_shift_the_next_unit_by_the_rest() -> None:
    lost = (date(2024, 2, 23), date(2024, 2, 26))
    new = days_of(replan(rows, None, spring(*lost), lost[0]).rows)

    assert days_of(rows)["2-1"] == date(2024, 2, 29)
    assert new["2-1"] == date(2024, 3, 1)
    assert new["3-1"] == days_of(rows)["3-1"]


def test_differences_tell_in_chinese_what_moved_and_what_was_given_up() -> None:
    lost = date(2024, 2, 23)
    texts = [difference.text for difference in replan(rows, None, spring(lost), lost).differences]

    assert "“1-3”由第1周改到第2周" in texts
    assert "“1-4”由2月26日改到2月27日" in texts
    assert "第2周“机动”1课时已让出" in texts


def test_new_lost_day_is_remarked_on_the_first_open_row_of_its_week() -> None:
    lost = date(2024, 3, 6)
    new = replan(rows, None, spring(lost), lost).rows

    assert [row.remark for row in new if "3月6日停课" in row.remark] == ["3月6日停课"]
    assert [row.remark for row in new if row.date_to and row.date_to < lost] == [
        row.remark for row in rows if row.date_to and row.date_to < lost
    ]


def test_a_teachers_own_remark_survives() -> None:
    lost = date(2024, 2, 23)
    own = tuple(replace(row, remark="用学具；分组") if row.content == "1-4" else row for row in rows)

    assert next(row.remark for row in replan(own, None, spring(lost), lost).rows if row.content == "1-4") == "用学具；分组"


def test_lesson_owed_from_the_past_is_taught_first_and_taught_ones_stay() -> None:
    taught = [Taught(INDEX["1-1"], date(2024, 2, 21)), Taught(INDEX["1-3"], date(2024, 2, 23))]
    new = replan(rows, taught, spring(), date(2024, 2, 26)).rows

    assert [row.content for row in new[1:6]] == ["1-1", "1-3", "1-2", "1-4", "1-5"]
    assert days_of(new)["1-2"] == date(2024, 2, 26)
    assert days_of(new)["1-5"] == date(2024, 2, 28)
    assert new[1] == rows[INDEX["1-1"]]
    assert days_of(new)["2-1"] == days_of(rows)["2-1"]


def test_flexible_period_whose_day_passed_while_lessons_were_owed_is_given_up() -> None:
    taught = [Taught(INDEX[f"1-{n}"], date(2024, 2, 29)) for n in (1, 2, 3, 4)]
    new = replan(rows, taught, spring(), date(2024, 2, 29)).rows

    assert [row for row in new if row.row_type == "flex" and row.unit_no == 1] == []


def test_half_taught_lesson_keeps_its_place_and_ends_later() -> None:
    long = fill([PlannedUnit(1, "单元", (PlannedLesson("长课", 3), PlannedLesson("下一课")))], spring()).rows
    new = replan(long, [Taught(1, date(2024, 2, 21))], spring(date(2024, 2, 22)), date(2024, 2, 22)).rows

    assert (new[1].week_no, new[1].date_from, new[1].date_to) == (1, date(2024, 2, 21), date(2024, 2, 26))
    assert new[2].date_to == date(2024, 2, 27)


def test_record_dated_on_the_first_open_day_is_not_the_past_yet() -> None:
    taught = [Taught(INDEX["1-1"], date(2024, 2, 21)), Taught(INDEX["1-4"], date(2024, 2, 22))]

    assert replan(rows, taught, spring(), date(2024, 2, 22)).rows == rows


def test_flexible_period_sharing_its_day_with_the_next_lesson_absorbs_too() -> None:
    slots = (Slot(0, 1), Slot(2, 1), Slot(2, 2))
    table = fill([unit(1, 4, flex=1), unit(2, 2)], spring(slots=slots)).rows
    lost = date(2024, 2, 26)
    new = replan(table, None, spring(lost, slots=slots), lost).rows

    assert next(row.date_to for row in table if row.row_type == "flex") == days_of(table)["1-4"] == date(2024, 2, 28)
    assert days_of(new)["2-1"] == days_of(table)["2-1"] == date(2024, 3, 4)
    later = fill([unit(1, 3, flex=1), unit(2, 2)], spring(slots=slots)).rows
    after = replan(later, None, spring(lost, slots=slots), lost).rows
    assert days_of(later)["1-3"] == date(2024, 2, 26)
    assert days_of(after)["1-3"] == days_of(after)["2-1"] == days_of(later)["2-1"] == date(2024, 2, 28)
    assert [row for row in after if row.row_type == "flex"] == []


@pytest.mark.parametrize("from_day", [date(2024, 2, 23), date(2024, 2, 26)], ids=["told in time", "told on the day"])
def test_flexible_periods_lose_the_day_that_is_lost_and_keep_the_other(from_day: date) -> None:
    table = fill([unit(1, 1), unit(2, 1, flex=2), unit(3, 1)], spring()).rows
    lost = date(2024, 2, 26)
    new = replan(table, None, spring(lost), from_day).rows

    assert [(row.periods, row.date_to) for row in table if row.row_type == "flex"] == [(2, lost)]
    assert [row.periods for row in new if row.row_type == "flex"] == [1]
    assert days_of(new)["3-1"] == days_of(table)["3-1"] == date(2024, 2, 27)


def test_review_gives_way_to_content_and_says_so() -> None:
    lost = tuple(date(2024, 3, 25) + timedelta(n) for n in range(5))
    shifted = replan(rows, None, spring(*lost), date(2024, 3, 18))

    assert (
        sum(row.periods for row in shifted.rows if row.row_type == "review") == sum(r.periods for r in rows if r.row_type == "review") - 5
    )
    assert any("期末复习" in difference.text for difference in shifted.differences)


def test_week_lost_altogether_gets_its_own_row() -> None:
    lost = tuple(date(2024, 3, 11) + timedelta(n) for n in range(5))
    new = replan(rows, None, spring(*lost), date(2024, 3, 4)).rows

    assert [(row.week_no, row.content) for row in new if row.row_type == "holiday"] == [(4, "停课")]
    assert check(new, spring(*lost)) == []


def test_content_pushed_into_review_or_out_of_the_term_is_a_problem_with_its_size() -> None:
    room = sum(load.periods for load in spring())
    full = fill([PlannedUnit(1, "满", (PlannedLesson("课"),) * room)], spring()).rows
    lost = date(2024, 6, 3)

    assert "本学期还差1课时" in replan(full, None, spring(lost), lost).problems[0].message
    assert replan(full, None, spring(lost), lost).rows[-1].week_no is None
    assert "复习开始前还差" in replan(rows, None, spring(), date(2024, 2, 21), reserve_from=date(2024, 3, 1)).problems[0].message


# progress


def test_progress_counts_content_only_and_compares_with_the_plan() -> None:
    taught = [Taught(INDEX["1-1"], date(2024, 2, 21)), Taught(INDEX["1-2"], date(2024, 2, 26)), Taught(INDEX["1-3"], date(2024, 3, 1))]
    progress = taught_by(rows, taught, date(2024, 2, 28))

    assert progress.done == (INDEX["1-1"], INDEX["1-2"])
    assert (progress.taught_periods, progress.planned_periods, progress.behind) == (2, 5, 3)


def test_lesson_of_two_periods_is_begun_after_the_first_and_done_after_the_second() -> None:
    long = fill([PlannedUnit(1, "单元", (PlannedLesson("长课", 2),))], spring()).rows
    taught = [Taught(1, date(2024, 2, 21)), Taught(1, date(2024, 2, 22))]

    assert taught_by(long, taught, date(2024, 2, 21)).begun == (1,)
    assert taught_by(long, taught, date(2024, 2, 22)).done == (1,)


def test_being_ahead_is_a_negative_debt() -> None:
    assert taught_by(rows, [Taught(INDEX["1-1"], date(2024, 2, 20))], date(2024, 2, 20)).behind == -1


@given(st.lists(st.tuples(st.integers(0, len(rows) - 1), st.integers(0, 60), st.integers(1, 2)), max_size=30))
def test_being_behind_on_many_days_is_what_each_day_says(ticks: list[tuple[int, int, int]]) -> None:
    first = date(2024, 2, 19)
    taught = [Taught(row, first + timedelta(after), periods) for row, after, periods in ticks]
    days = [first + timedelta(after) for after in range(0, 70, 5)]
    assert behind_on(rows, taught, days) == [taught_by(rows, taught, day).behind for day in days]


def test_unit_is_finished_on_the_day_of_its_last_lesson_whatever_became_of_its_flexible_period() -> None:
    taught = [Taught(INDEX[f"1-{n}"], date(2024, 2, 20) + timedelta(n)) for n in range(1, 6)]

    assert finished_units(rows, taught, date(2024, 2, 24)) == {}
    assert finished_units(rows, taught, date(2024, 3, 1)) == {1: date(2024, 2, 25)}


# laws

sizes = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 2)), min_size=1, max_size=6)
offsets = st.integers(0, 127)
timetables = st.lists(st.builds(Slot, st.integers(0, 4), st.integers(1, 2)), min_size=1, max_size=7, unique=True).map(tuple)
uneven = st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=5), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(uneven, timetables, offsets)
def test_replanning_an_undisturbed_table_is_idle_on_any_day(lengths: list[list[int]], slots: tuple[Slot, ...], offset: int) -> None:
    plan = [PlannedUnit(n, "单元", tuple(PlannedLesson("课", k) for k in unit), n % 3) for n, unit in enumerate(lengths, 1)]
    load = spring(slots=slots)
    filled = fill(plan, load)
    assume(not filled.problems)
    table = filled.rows

    assert replan(table, None, load, TERM.first_day + timedelta(offset)).rows == table


@settings(max_examples=60, deadline=None)
@given(sizes, timetables, offsets, st.sets(offsets, max_size=12))
def test_replanning_keeps_the_past_the_order_and_all_content_within_the_days_there_are(
    shape: list[tuple[int, int]], slots: tuple[Slot, ...], offset: int, lost: set[int]
) -> None:
    from_day = TERM.first_day + timedelta(offset)
    plan = [unit(n, lessons, flex) for n, (lessons, flex) in enumerate(shape, 1)]
    table = fill(plan, spring(slots=slots)).rows
    load = spring(*(day for n in lost if (day := TERM.first_day + timedelta(n)) >= from_day), slots=slots)
    new = replan(table, None, load, from_day)

    assert [r.content for r in new.rows if r.row_type == "lesson"] == [r.content for r in table if r.row_type == "lesson"]
    past = [r for r in table if r.date_to and r.date_to < from_day and r.row_type != "unit"]
    assert [r for r in new.rows if r.date_to and r.date_to < from_day and r.row_type != "unit"] == past
    assert new.problems or check(new.rows, load) == []


@settings(max_examples=60, deadline=None)
@given(sizes, offsets, st.data())
def test_no_unit_moves_while_the_flexible_periods_of_the_disturbed_one_suffice(
    shape: list[tuple[int, int]], offset: int, data: st.DataObject
) -> None:
    plan = [unit(n, lessons, flex) for n, (lessons, flex) in enumerate(shape, 1)]
    table = fill(plan, spring()).rows
    struck = data.draw(st.sampled_from(plan))
    inside = [r.date_to for r in table if r.unit_no == struck.number and r.row_type in ("lesson", "flex") and r.date_to]
    lost = data.draw(st.sets(st.sampled_from(inside), max_size=struck.flex))
    new = replan(table, None, spring(*lost), min(inside))

    before, after = days_of(table), days_of(new.rows)
    assert {k: v for k, v in after.items() if not k.startswith(f"{struck.number}-")} == {
        k: v for k, v in before.items() if not k.startswith(f"{struck.number}-")
    }


@settings(max_examples=60, deadline=None)
@given(sizes, offsets, st.sets(offsets, max_size=8))
def test_no_lesson_is_pulled_forward(shape: list[tuple[int, int]], offset: int, lost: set[int]) -> None:
    from_day = TERM.first_day + timedelta(offset)
    table = fill([unit(n, *each) for n, each in enumerate(shape, 1)], spring()).rows
    load = spring(*(day for n in lost if (day := TERM.first_day + timedelta(n)) >= from_day))
    before, after = days_of(table), days_of(replan(table, None, load, from_day).rows)

    assert all(after[name] >= day for name, day in before.items() if day and after[name])  # type: ignore[operator]


def added(*days: date, lost: tuple[date, ...] = (), slots: tuple[Slot, ...] = DAILY) -> tuple[DayLoad, ...]:
    """The term with Saturdays on which Monday's timetable runs, put into the calendar after the table was laid out."""
    extra = tuple(Override(day, "makeup", "补课", runs_weekday=0) for day in days)
    off = tuple(Override(day, "school_off", "停课") for day in lost)
    return day_loads(Calendar(TERM, HOLIDAYS + extra + off), slots)


SATURDAYS = [day for n in range(128) if (day := TERM.first_day + timedelta(n)).weekday() == 5 and day not in {o.day for o in HOLIDAYS}]
saturdays = st.sets(st.sampled_from(SATURDAYS), max_size=3)


def content_of(table: tuple[PaceRow, ...]) -> list[tuple[str, int]]:
    return [(row.content, row.periods) for row in table if row.row_type == "lesson"]


def elastic(table: tuple[PaceRow, ...]) -> int:
    return sum(row.periods for row in table if row.row_type in ("flex", "review"))


def test_day_added_late_moves_nothing_unless_the_leader_asks_for_it() -> None:
    makeup = date(2024, 3, 2)
    now = added(makeup)
    assert replan(rows, None, now, date(2024, 2, 26)).differences == ()

    new = replan(rows, None, now, date(2024, 2, 26), forward=True)
    before, after = days_of(rows), days_of(new.rows)
    assert (before["2-3"], after["2-3"]) == (date(2024, 3, 4), makeup)
    assert elastic(new.rows) == elastic(rows) + 1
    assert check(new.rows, now) == []


def test_class_that_is_ahead_goes_on_earlier_only_when_the_leader_asks_for_it() -> None:
    taught = [Taught(INDEX[f"1-{n}"], date(2024, 2, 21)) for n in range(1, 6)]
    assert days_of(replan(rows, taught, spring(), date(2024, 2, 22)).rows)["2-1"] == days_of(rows)["2-1"]
    assert days_of(replan(rows, taught, spring(), date(2024, 2, 22), forward=True).rows)["2-1"] == date(2024, 2, 23)


@settings(max_examples=60, deadline=None)
@given(sizes, timetables, offsets)
def test_going_forward_in_an_undisturbed_table_changes_nothing(shape: list[tuple[int, int]], slots: tuple[Slot, ...], offset: int) -> None:
    filled = fill([unit(n, *each) for n, each in enumerate(shape, 1)], spring(slots=slots))
    assume(not filled.problems)
    day = TERM.first_day + timedelta(offset)
    assert replan(filled.rows, None, spring(slots=slots), day, forward=True).rows == filled.rows


@settings(max_examples=80, deadline=None)
@given(sizes, offsets, saturdays, st.booleans())
def test_added_days_keep_past_order_and_content_and_what_they_give_goes_to_review(
    shape: list[tuple[int, int]], offset: int, days: set[date], forward: bool
) -> None:
    from_day = TERM.first_day + timedelta(offset)
    table = fill([unit(n, *each) for n, each in enumerate(shape, 1)], spring()).rows
    gained = {day for day in days if day >= from_day}
    now = added(*gained)
    new = replan(table, None, now, from_day, forward=forward)

    assert content_of(new.rows) == content_of(table)
    past = [row for row in table if row.date_to and row.date_to < from_day and row.row_type != "unit"]
    assert [row for row in new.rows if row.date_to and row.date_to < from_day and row.row_type != "unit"] == past
    before, after = days_of(table), days_of(new.rows)
    assert all(after[name] <= day if forward else after[name] == day for name, day in before.items() if day and after[name])  # type: ignore[operator]
    last = max((row.date_to for row in table if row.row_type == "review" and row.date_to), default=None)
    used = sum(day <= last for day in gained) if last else 0
    assert elastic(new.rows) == elastic(table) + (used if forward else 0)


@settings(max_examples=80, deadline=None)
@given(sizes, offsets, st.sets(offsets, max_size=8))
def test_lost_days_cost_flexible_periods_and_review_and_never_content(shape: list[tuple[int, int]], offset: int, lost: set[int]) -> None:
    from_day = TERM.first_day + timedelta(offset)
    table = fill([unit(n, *each) for n, each in enumerate(shape, 1)], spring()).rows
    struck = [day for n in lost if from_day <= (day := TERM.first_day + timedelta(n)) <= TERM.last_day]
    now = spring(*struck)
    new = replan(table, None, now, from_day)
    room = sum(load.periods for load in spring()) - sum(load.periods for load in now)

    assert content_of(new.rows) == content_of(table)
    assert elastic(table) - elastic(new.rows) <= room
    if not new.problems:
        assert elastic(new.rows) + sum(periods for _, periods in content_of(new.rows)) <= sum(load.periods for load in now)
