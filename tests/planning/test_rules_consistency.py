"""Whether the parts of a plan agree with each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from jiaoyan.planning.rules.arrangement import ArrangementLine
from jiaoyan.planning.rules.authoring import AuthoringLine
from jiaoyan.planning.rules.consistency import check_against_division, check_against_weeks

NAMES = {1: "林", 2: "苏"}
MEETING = ArrangementLine(
    "activity", ("听林老师的研究课", "重点分析第二单元"), week_no=3, number=1, day=date(2024, 3, 5), lesson_teacher=1, lead=2, unit_no=2
)


def test_meeting_that_agrees_with_the_division_is_no_fault() -> None:
    assert check_against_division([MEETING], {2: 2}, NAMES) == []


def test_lead_of_a_unit_must_be_its_preparer_of_the_division() -> None:
    problems = check_against_division([MEETING], {2: 1}, NAMES)

    assert [(problem.row_index, problem.column) for problem in problems] == [(0, "lead")]
    assert "由林主备" in problems[0].message


def test_unit_nobody_prepares_and_row_without_lead_are_left_alone() -> None:
    assert check_against_division([MEETING], {}, NAMES) == []
    assert check_against_division([replace(MEETING, lead=None)], {2: 1}, NAMES) == []


def test_meeting_without_day_is_named_but_not_a_cancelled_one() -> None:
    problems = check_against_division([replace(MEETING, day=None), replace(MEETING, day=None, number=None)], {2: 2}, NAMES)

    assert [(problem.row_index, problem.column) for problem in problems] == [(0, "day")]


def test_name_in_the_words_must_be_the_one_in_the_column() -> None:
    problems = check_against_division([replace(MEETING, lesson_teacher=2)], {2: 2}, NAMES)

    assert [(problem.row_index, problem.column) for problem in problems] == [(0, "contents")]


def test_words_without_any_name_are_no_fault() -> None:
    assert check_against_division([replace(MEETING, contents=("听一节研究课",), lesson_teacher=2)], {2: 2}, NAMES) == []


def test_weeks_with_new_lessons_need_an_exercise() -> None:
    line = AuthoringLine(1, "认识方程", 1, 2, date(2024, 2, 19))

    assert [problem.message for problem in check_against_weeks([line], [1, 2, 4])] == ["第2、4周有新课，还没有安排有效练习。"]
    assert check_against_weeks([line], [1]) == []
    assert check_against_weeks([], [1]) == []
