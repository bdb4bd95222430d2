"""Filling the progress table: the worked example of the forms, and the laws every filled table keeps."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiaoyan.pacing.rules.check import check
from jiaoyan.pacing.rules.fill import Filled, budget, fill
from jiaoyan.pacing.rules.schedule import (
    BadPeriods,
    DayLoad,
    PaceRow,
    PlannedLesson,
    PlannedUnit,
    children,
    day_loads,
    format_date,
    format_periods,
    parse_periods,
    unit_spans,
    unit_title,
)
from jiaoyan.schools.rules.calendar import Calendar, Override, Slot, TermDates
from jiaoyan.schools.rules.holidays import proposed_holidays

REVIEW_FROM = date(2024, 6, 11)
TERM = TermDates(date(2024, 2, 21), date(2024, 6, 28), exam_phase_start=REVIEW_FROM)
FOUR_A_WEEK = (Slot(0, 1), Slot(1, 2), Slot(2, 1), Slot(4, 3))
spring = Calendar(TERM, proposed_holidays(2024))
loads = day_loads(spring, FOUR_A_WEEK)

EQUATIONS = PlannedUnit(
    1,
    "简易方程",
    tuple(
        PlannedLesson(title)
        for title in (
            "认识方程",
            "等式的性质1",
            "等式的性质2",
            "解方程",
            "列方程解决实际问题1",
            "列方程解决实际问题2",
            "列方程解决实际问题3",
            "列方程解决实际问题4",
            "整理与练习1",
            "整理与练习2",
        )
    ),
    flex=1,
)
CHARTS = PlannedUnit(2, "折线统计图", tuple(PlannedLesson(title) for title in ("单式折线统计图", "复式折线统计图", "练习")))


def by_content(filled: Filled, content: str) -> PaceRow:
    return next(row for row in filled.rows if row.content == content)


def test_first_unit_reads_as_the_paper_form_does() -> None:
    head = fill([EQUATIONS], loads).rows[0]

    assert (head.row_type, head.week_no, format_date(head.date_from), head.content) == ("unit", 1, "2.21", "一、简易方程")
    assert format_periods(head.periods, head.flex) == "10+1"
    assert head.remark == "机动1课时"


def test_lessons_follow_their_unit_and_the_flexible_period_follows_the_last_of_them() -> None:
    rows = fill([EQUATIONS, CHARTS], loads).rows

    assert [row.content for row in rows[1:12]] == [*(lesson.title for lesson in EQUATIONS.lessons), "机动"]
    assert rows[11].row_type == "flex"
    assert rows[12].content == "二、折线统计图"


def test_lessons_fall_on_the_days_of_the_timetable() -> None:
    filled = fill([EQUATIONS], loads)

    assert by_content(filled, "认识方程").date_to == date(2024, 2, 21)
    assert by_content(filled, "等式的性质1").date_to == date(2024, 2, 23)
    assert by_content(filled, "等式的性质2").date_to == date(2024, 2, 26)


def test_printed_date_is_the_first_school_day_of_the_week_even_without_a_lesson_on_it() -> None:
    fridays = day_loads(spring, (Slot(4, 1),))
    row = fill([PlannedUnit(1, "单元", (PlannedLesson("一课"),))], fridays).rows[1]

    assert (row.week_no, row.date_from, row.date_to) == (1, date(2024, 2, 21), date(2024, 2, 23))


def test_lesson_of_several_periods_ends_on_the_day_of_its_last_period() -> None:
    row = fill([PlannedUnit(1, "单元", (PlannedLesson("长课", 4),))], loads).rows[1]

    assert (row.week_no, row.date_to, row.periods) == (1, date(2024, 2, 27), 4)


def test_two_periods_on_one_day_take_two_lessons() -> None:
    double = day_loads(spring, (Slot(2, 1), Slot(2, 2)))
    rows = fill([PlannedUnit(1, "单元", (PlannedLesson("甲"), PlannedLesson("乙"), PlannedLesson("丙")))], double).rows

    assert [row.date_to for row in rows[1:4]] == [date(2024, 2, 21), date(2024, 2, 21), date(2024, 2, 28)]


def test_lost_days_and_makeup_days_are_remarked_on_the_first_row_of_their_week() -> None:
    week7 = [row for row in fill([PlannedUnit(1, "长单元", (PlannedLesson("课"),) * 60)], loads).rows if row.week_no == 7]

    assert week7[0].remark == "4月4日—4月5日清明节放假；4月7日上星期五的课"
    assert {row.remark for row in week7[1:]} == {""}


def test_event_that_takes_the_lessons_is_remarked() -> None:
    sports = Calendar(TERM, (Override(date(2024, 4, 12), "event", "运动会"),))
    rows = fill([PlannedUnit(1, "长单元", (PlannedLesson("课"),) * 60)], day_loads(sports, FOUR_A_WEEK)).rows

    assert next(row for row in rows if row.week_no == 8).remark == "4月12日运动会"


def test_makeup_day_of_a_weekday_without_lessons_is_not_remarked() -> None:
    thursday_makeup = next(load for load in loads if load.day == date(2024, 4, 28))

    assert (thursday_makeup.periods, thursday_makeup.note, thursday_makeup.school) == (0, "", True)


def test_week_without_any_period_gets_its_own_row() -> None:
    off = tuple(Override(date(2024, 4, 29) + timedelta(n), "holiday", "劳动节") for n in range(5))
    rows = fill([PlannedUnit(1, "长单元", (PlannedLesson("课"),) * 60)], day_loads(Calendar(TERM, off), FOUR_A_WEEK)).rows
    place = next(n for n, row in enumerate(rows) if row.row_type == "holiday")

    assert (rows[place].week_no, rows[place].content, rows[place].periods) == (11, "劳动节放假", 0)
    assert (rows[place - 1].week_no, rows[place + 1].week_no) == (10, 12)


def test_what_is_left_of_the_term_is_review_week_by_week() -> None:
    rows = fill([EQUATIONS], loads, REVIEW_FROM).rows
    review = [row for row in rows if row.row_type == "review"]

    assert sum(row.periods for row in rows if row.row_type not in ("unit", "holiday")) == sum(load.periods for load in loads)
    assert [row.week_no for row in review] == list(range(4, 20))


def test_units_that_do_not_fit_before_review_are_laid_out_and_the_missing_periods_named() -> None:
    room = sum(load.periods for load in loads if load.day < REVIEW_FROM)
    filled = fill([PlannedUnit(1, "单元", (PlannedLesson("课", room),), flex=3)], loads, REVIEW_FROM)

    assert [problem.message for problem in filled.problems] == [
        f"还差3课时：教学内容共{room + 3}课时（含机动3课时），复习开始前可用{room}课时。可减少机动课时。"
    ]
    assert filled.rows[1].date_to < REVIEW_FROM <= filled.rows[2].date_to  # type: ignore[operator]


def test_shortage_that_flexible_periods_cannot_cover_asks_for_more() -> None:
    room = sum(load.periods for load in loads)
    problem = budget([PlannedUnit(1, "单元", (PlannedLesson("课", room),), flex=1), EQUATIONS], loads)[0]

    assert problem.message.startswith("还差12课时")
    assert "合并课时" in problem.message


def test_exactly_fitting_units_are_no_problem() -> None:
    room = sum(load.periods for load in loads if load.day < REVIEW_FROM)

    assert budget([PlannedUnit(1, "单元", (PlannedLesson("课", room),))], loads, REVIEW_FROM) == []
    assert len(budget([PlannedUnit(1, "单元", (PlannedLesson("课", room + 1),))], loads, REVIEW_FROM)) == 1


def test_what_no_longer_fits_the_term_has_neither_week_nor_date() -> None:
    room = sum(load.periods for load in loads)
    rows = fill([PlannedUnit(1, "单元", (PlannedLesson("课", room), PlannedLesson("多出的课")))], loads).rows
    last = rows[-1]

    assert (last.content, last.week_no, last.date_from, last.date_to) == ("多出的课", None, None, None)


def test_class_without_timetable_is_told_to_enter_one() -> None:
    filled = fill([EQUATIONS], day_loads(spring, ()))

    assert "请先录入课表" in filled.problems[0].message
    assert {row.week_no for row in filled.rows if row.row_type == "lesson"} == {None}


def test_week_zero_of_a_preparatory_week_is_filled_too() -> None:
    prepared = Calendar(TermDates(TERM.first_day, TERM.last_day, week1_monday=date(2024, 2, 26)), proposed_holidays(2024))

    assert fill([EQUATIONS], day_loads(prepared, FOUR_A_WEEK)).rows[0].week_no == 0


def test_unit_spans_say_first_and_last_week_and_last_day() -> None:
    first, second = unit_spans(fill([EQUATIONS, CHARTS], loads).rows)

    assert (first.number, first.title, first.first_week, first.last_week, first.last_day) == (1, "简易方程", 1, 4, date(2024, 3, 11))
    assert (second.first_week, second.last_week) == (4, 4)


def test_children_of_a_unit_leave_out_holiday_rows_and_stop_at_the_next_unit() -> None:
    rows = fill([EQUATIONS, CHARTS], loads).rows

    assert children(rows, 0) == tuple(range(1, 12))
    assert children(rows, 1) == ()


@pytest.mark.parametrize(
    ("content", "title"), [("一、简易方程", "简易方程"), ("十一、总复习", "总复习"), ("蒜叶的生长", "蒜叶的生长"), ("一一对应", "一一对应")]
)
def test_title_of_a_unit_row(content: str, title: str) -> None:
    assert unit_title(content) == title


# periods as text


@pytest.mark.parametrize(
    ("text", "value"), [("10+1", (10, 1)), ("4", (4, 0)), (" 10 + 1 ", (10, 1)), ("１０＋１", (10, 1)), ("3课时", (3, 0)), ("0", (0, 0))]
)
def test_periods_are_read_however_they_are_typed(text: str, value: tuple[int, int]) -> None:
    assert parse_periods(text) == value


@pytest.mark.parametrize("text", ["", "+1", "10+", "1.5", "-3", "十", "10+1+1", "9999"])
def test_what_gives_no_periods_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(BadPeriods, match="课时"):
        parse_periods(text)


@given(st.integers(0, 200), st.integers(0, 200))
def test_periods_survive_their_text(periods: int, flex: int) -> None:
    assert parse_periods(format_periods(periods, flex)) == (periods, flex)


def test_lesson_takes_at_least_one_period() -> None:
    with pytest.raises(BadPeriods, match="至少要1课时"):
        PlannedLesson("空课", 0)


# laws

lessons = st.builds(PlannedLesson, st.sampled_from(["甲", "乙", "丙"]), st.integers(1, 3), st.sampled_from(["lesson", "activity", "test"]))
units = st.lists(
    st.builds(PlannedUnit, st.none(), st.just("单元"), st.lists(lessons, min_size=1, max_size=6).map(tuple), st.integers(0, 2))
)
teaching = units.map(lambda found: [PlannedUnit(n, u.title, u.lessons, u.flex) for n, u in enumerate(found[:9], 1)])


@st.composite
def days(draw: st.DrawFn) -> tuple[DayLoad, ...]:
    slots = draw(st.lists(st.builds(Slot, st.integers(0, 4), st.integers(1, 6)), max_size=8))
    lost = draw(st.sets(st.integers(0, 127), max_size=20))
    off = tuple(Override(TERM.first_day + timedelta(n), "school_off", "停课") for n in lost)
    return day_loads(Calendar(TERM, proposed_holidays(2024) + off), slots)


@settings(max_examples=60, deadline=None)
@given(teaching, days())
def test_filled_table_keeps_order_periods_and_the_capacity_of_each_week(plan: list[PlannedUnit], load: tuple[DayLoad, ...]) -> None:
    rows = fill(plan, load, REVIEW_FROM).rows
    content = [(row.content, row.periods) for row in rows if row.row_type in ("lesson", "activity", "test")]
    last = [row.date_to for row in rows if row.row_type not in ("unit", "holiday") and row.date_to]
    offered = Counter[date]()
    for each in load:
        offered[each.day] += each.periods

    assert content == [(lesson.title, lesson.periods) for unit in plan for lesson in unit.lessons]
    assert last == sorted(last)
    assert all(count <= offered[day] for day, count in Counter(last).items())
    assert all(row.week_no is not None for row in rows if row.date_to)


@settings(max_examples=60, deadline=None)
@given(teaching, days())
def test_table_that_fits_has_nothing_to_check(plan: list[PlannedUnit], load: tuple[DayLoad, ...]) -> None:
    filled = fill(plan, load, REVIEW_FROM)

    if not filled.problems:
        assert check(filled.rows, load, REVIEW_FROM) == []


@settings(max_examples=60, deadline=None)
@given(teaching, days())
def test_shortage_named_is_exactly_what_would_have_to_go(plan: list[PlannedUnit], load: tuple[DayLoad, ...]) -> None:
    room = sum(each.periods for each in load if each.day < REVIEW_FROM)
    needed = sum(unit.periods + unit.flex for unit in plan)
    messages = [problem.message for problem in budget(plan, load, REVIEW_FROM)]

    if sum(each.periods for each in load) and needed > room:
        assert messages[0].startswith(f"还差{needed - room}课时")
    else:
        assert messages == [] or "录入课表" in messages[0]
