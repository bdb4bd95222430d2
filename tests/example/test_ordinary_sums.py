"""The sums of the example's weekly practice: every answer is right, and none asks for what its grade has not learnt."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from jiaoyan.example.ordinary.sums import MAKERS, lower, middle, sums_of_week, upper
from jiaoyan.example.ordinary.sums.question import GAP, Sum

WEEKS = range(1, 22)
EVERY = [
    (grade, half, week, maker(week))
    for (grade, half), makers in MAKERS.items()
    for maker in dict.fromkeys(maker for pair in makers.values() for maker in pair)
    for week in WEEKS
]
EQUATION = re.compile(r"(?<![∶0-9])[（0-9][（）0-9＋－×÷]*(?:＝[（0-9][（）0-9＋－×÷]*)+")


def worth(text: str) -> Fraction:
    """The worth of something to be worked out, by the usual order."""
    signs = str.maketrans("＋－×÷（）", "+-*/()")
    return Fraction(eval(re.sub(r"(\d+)", r"Fraction(\1)", text.translate(signs)), {"Fraction": Fraction}))


def filled(told: Sum) -> str:
    """The question with its answer in the gaps; the answer alone when it stands below."""
    answers = iter(told.answer.split("；"))
    text = re.sub(re.escape(GAP), lambda _: next(answers), told.text) if GAP in told.text else told.answer
    return re.sub(r"（[^）0-9]*）", "", text)  # units


def equations(said: str) -> list[list[str]]:
    return [found.split("＝") for found in EQUATION.findall(said)]


@pytest.mark.parametrize(("grade", "half"), sorted(MAKERS))
def test_every_answer_of_every_week_is_true(grade: int, half: int) -> None:
    checked = 0
    for week, told in ((week, told) for *whose, week, told in EVERY if whose == [grade, half]):
        said = filled(told)
        if division := re.search(r"([0-9]+)÷([0-9]+)＝([0-9]+)……([0-9]+)", said):
            whole, by, quotient, rest = map(int, division.groups())
            assert (whole, rest < by) == (by * quotient + rest, True), (week, told)
            checked += 1
            continue
        for sides in equations(said):
            assert len({worth(side) for side in sides}) == 1, (week, told)
            checked += 1
    assert checked >= len(WEEKS)


def test_the_inner_and_outer_terms_of_a_proportion_give_the_same_product() -> None:
    for week in WEEKS:
        told = upper.proportion(week)
        a, b, c = (int(each) for each in re.findall(r"[0-9]+", told.text))
        assert a * Fraction(told.answer.strip("{}")) == b * c


def test_a_quotient_that_is_to_have_a_nought_in_its_middle_has_one() -> None:
    assert {middle.divide_one(week).answer[1] for week in WEEKS} == {"0"}


def test_first_graders_stories_stay_within_ten_and_third_graders_multiply_two_by_two_figures() -> None:
    assert max(int(re.findall(r"＝(\d+)", lower.story(week).answer)[0]) for week in WEEKS) <= 10
    for week in WEEKS:
        factors = re.findall(r"\d+", middle.two_by_two(week).text.split("＝")[0])
        assert [len(each) for each in factors] == [2, 2]


def test_every_sum_says_what_it_is_for() -> None:
    assert all(isinstance(told, Sum) and told.intent and 0 < told.share < 1 for *_, told in EVERY)


def test_a_practice_asks_for_what_its_unit_is_about() -> None:
    assert "千克" in str(sums_of_week(3, 1, 5, 2)[0][2])
    assert "%" in str(sums_of_week(6, 1, 11, 6)[0][2])
    assert "度" in str(sums_of_week(4, 1, 12, 8)[0][2])
    assert sums_of_week(3, 1, 6, 6) == sums_of_week(3, 1, 6, 5)  # a unit without sums of its own goes on with those before


def test_the_line_of_the_table_is_the_one_children_say() -> None:
    assert [lower.said(a, b) for a, b in ((3, 2), (4, 5), (3, 4), (5, 2), (6, 6))] == [
        "二三得六",
        "四五二十",
        "三四十二",
        "二五一十",
        "六六三十六",
    ]
