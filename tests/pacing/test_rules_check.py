"""Checks of a progress table edited by hand (F03)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from jiaoyan.pacing.rules.check import check
from jiaoyan.pacing.rules.fill import fill
from jiaoyan.pacing.rules.schedule import PaceRow, PlannedLesson, PlannedUnit, day_loads
from jiaoyan.schools.rules.calendar import Calendar, Slot, TermDates
from jiaoyan.schools.rules.holidays import proposed_holidays

REVIEW_FROM = date(2024, 6, 11)
calendar = Calendar(TermDates(date(2024, 2, 21), date(2024, 6, 28)), proposed_holidays(2024))
loads = day_loads(calendar, [Slot(weekday, 1) for weekday in (0, 1, 2, 4)])
units = [
    PlannedUnit(1, "简易方程", tuple(PlannedLesson(f"方程{n}") for n in range(5)), flex=1),
    PlannedUnit(2, "折线统计图", tuple(PlannedLesson(f"统计{n}") for n in range(3))),
]
rows = list(fill(units, loads, REVIEW_FROM).rows)


def changed(index: int, **values: object) -> list[PaceRow]:
    return [replace(row, **values) if n == index else row for n, row in enumerate(rows)]  # type: ignore[arg-type]


def test_table_as_computed_is_right() -> None:
    assert check(rows, loads, REVIEW_FROM) == []


@pytest.mark.parametrize(
    ("table", "index", "column", "words"),
    [
        (changed(0, periods=6), 0, "periods", "下面各课合计5课时"),
        (changed(0, flex=2), 0, "periods", "下面的机动合计1课时"),
        (changed(2, content="  "), 2, "content", "请填教学内容"),
        (changed(2, periods=0), 2, "periods", "1或更大"),
        (changed(2, flex=1), 2, "periods", "机动课时写在单元行"),
        (changed(1, date_from=date(2024, 2, 19)), 1, "date_from", "2.21"),
        (changed(3, week_no=40), 3, "week_no", "没有第40周"),
        (changed(3, week_no=1), 3, "week_no", "已经排满"),
        (changed(7, week_no=1), 7, "week_no", "不能早于"),
        (changed(4, week_no=None), 4, "week_no", "也请填周次"),
    ],
    ids=[
        "unit sum",
        "flexible sum",
        "no content",
        "no periods",
        "flexible period on a lesson",
        "Monday before term printed",
        "week that does not exist",
        "week over-full",
        "week going back",
        "date without week",
    ],
)
def test_each_fault_is_reported_at_its_row_and_says_what_to_do(table: list[PaceRow], index: int, column: str, words: str) -> None:
    problems = [problem for problem in check(table, loads, REVIEW_FROM) if words in problem.message]

    assert [problem.row_index for problem in problems] == [index]
    assert problems[0].message.startswith(f"第{index + 1}行：")
    assert problems[0].column == column or words == "已经排满"


def test_paper_style_table_with_week_and_date_on_the_unit_row_only_is_right() -> None:
    bare = [replace(row, week_no=None, date_from=None) if row.row_type == "lesson" else row for row in rows]
    without_flex_row = [row for row in bare if row.row_type != "flex"]

    assert check(without_flex_row, loads, REVIEW_FROM) == []


def test_unit_planned_as_a_whole_needs_no_lesson_rows() -> None:
    whole = [PaceRow("unit", 1, date(2024, 2, 21), None, 1, "一、简易方程", 10, 1)]

    assert check(whole, loads) == []


def test_over_full_week_is_reported_once_however_many_rows_crowd_it() -> None:
    crowd = [PaceRow("lesson", 2, date(2024, 2, 26), None, None, f"课{n}", 1) for n in range(9)]
    problems = check(crowd, loads)

    assert [(problem.row_index, problem.column) for problem in problems] == [(4, "periods")]
    assert "第2周只有4课时" in problems[0].message


def test_lesson_running_over_into_the_next_week_is_no_fault() -> None:
    spilling = [
        PaceRow("lesson", 2, None, None, None, "前", 3),
        PaceRow("lesson", 2, None, None, None, "跨周", 3),
        PaceRow("lesson", 3, None, None, None, "后", 2),
    ]

    assert check(spilling, loads) == []


def test_new_content_in_the_review_phase_is_reported_at_the_first_such_row() -> None:
    late = [PaceRow("lesson", 17, None, None, None, "新课1", 3), PaceRow("lesson", 18, None, None, None, "新课2", 1)]

    assert [(p.row_index, p.column) for p in check(late, loads, REVIEW_FROM)] == [(0, "week_no")]
    assert check(late, loads) == []


def test_table_longer_than_the_term_says_by_how_much() -> None:
    room = sum(load.periods for load in loads)
    problems = check([PaceRow("lesson", None, None, None, None, "课", room + 2)], loads)

    assert [(p.row_index, p.message) for p in problems] == [(None, f"全学期可用{room}课时，表中超出2课时，请减少或合并课时。")]


def test_problems_come_in_row_order() -> None:
    spoilt = [replace(row, content="") for row in changed(0, periods=9)]
    indexes = [p.row_index for p in check(spoilt, loads)]

    assert indexes == sorted(indexes)  # type: ignore[type-var]


@pytest.mark.parametrize("spoil", [lambda row: replace(row, week_no=None), lambda row: replace(row, content="x" * 500)])
def test_odd_but_possible_rows_do_not_break_the_check(spoil: Callable[[PaceRow], PaceRow]) -> None:
    assert isinstance(check([spoil(row) for row in rows], loads, REVIEW_FROM), list)


def test_empty_table_has_nothing_wrong() -> None:
    assert check([], loads, REVIEW_FROM) == []
