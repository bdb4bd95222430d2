"""What keeps an exercise from being handed in, and what is only a hint."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from jiaoyan.items.rules.checks import ExerciseState, ItemState, figures_of, findings, limit_of, said, whole_percent
from jiaoyan.items.rules.feedback import count_problem, is_low, low_items, rate
from jiaoyan.items.rules.homework import WHY_NO_HOME, DayLoad, minutes_by_day, problems_of_day
from tests.conftest import TODAY

ITEM = ItemState(1, "basic", "fill", "1＋1＝{()}", "2", 1, "own", "", "看会不会", Decimal("0.9"), Decimal(2))
WHOLE = ExerciseState(
    grade=5,
    kind="weekly",
    place="lesson",
    has_unit=True,
    has_use_date=True,
    knowledge_points=1,
    author_solved=True,
    minutes_limit=None,
    mathematics=20,
    objectives=(1,),
    items=(ITEM, replace(ITEM, number=2), replace(ITEM, number=3, layer="extension")),
)


def messages(state: ExerciseState, *, stops: bool) -> list[str]:
    return [finding.message for finding in findings(state) if finding.stops is stops]


def test_a_whole_exercise_may_be_handed_in_without_a_word() -> None:
    assert findings(WHOLE) == ()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"has_use_date": False}, "使用日期"),
        ({"knowledge_points": 0}, "知识点"),
        ({"objectives": ()}, "练习目标"),
        ({"items": ()}, "还没有题目"),
        ({"author_solved": False}, "先做一遍"),
        ({"kind": "lesson", "has_unit": False}, "单元"),
        ({"grade": 2, "place": "home"}, "一、二年级不布置家庭书面作业"),
        ({"objectives": (1, 2)}, "目标2还没有对应的题"),
    ],
)
def test_what_the_whole_lacks_stops_it(changes: dict[str, object], says: str) -> None:
    assert any(says in message for message in messages(replace(WHOLE, **changes), stops=True))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"answer": " "}, "第1题还缺答案"),
        ({"stem": ""}, "第1题还缺题目"),
        ({"intent": ""}, "设计意图"),
        ({"objective": None}, "对应目标"),
        ({"minutes": None}, "预估分钟"),
        ({"difficulty": None}, "预估难度"),
        ({"source": "textbook"}, "来源说明"),
        ({"section": "calculate", "stem": "0.25×4＝", "answer": "10"}, "应得1"),
    ],
)
def test_what_an_item_lacks_stops_the_exercise_and_names_the_item(changes: dict[str, object], says: str) -> None:
    state = replace(WHOLE, items=(replace(ITEM, **changes), *WHOLE.items[1:]))
    found = [finding for finding in findings(state) if finding.stops and finding.item == 1]
    assert any(says in finding.message for finding in found)


def test_at_home_more_than_the_schools_minutes_stops_at_school_it_is_a_hint() -> None:
    long = replace(WHOLE, items=(replace(ITEM, minutes=Decimal(21)), *WHOLE.items[1:]))
    assert any("上限" in message for message in messages(replace(long, place="home"), stops=True))
    assert messages(long, stops=True) == []
    assert any("太多" in message for message in messages(replace(long, minutes_limit=10), stops=False))


def test_exactly_the_ceiling_is_allowed_at_home_but_leaves_no_slack() -> None:
    full = replace(WHOLE, place="home", items=tuple(replace(item, minutes=Decimal(5)) for item in (*WHOLE.items, replace(ITEM, number=4))))
    assert messages(full, stops=True) == []
    assert any("余地" in message for message in messages(full, stops=False))


def test_a_limit_of_ones_own_cannot_lift_the_ceiling_at_home() -> None:
    assert limit_of(replace(WHOLE, place="home", minutes_limit=50)) == 20
    assert limit_of(replace(WHOLE, place="home", minutes_limit=10)) == 10
    assert limit_of(WHOLE) == 40


def test_challenge_items_are_optional_and_count_apart() -> None:
    figures = figures_of((ITEM, replace(ITEM, layer="challenge", minutes=Decimal(9))))
    assert (figures.minutes, figures.challenge_minutes) == (Decimal(2), Decimal(9))


@pytest.mark.parametrize(("basic", "others", "hinted"), [(3, 2, False), (4, 1, False), (2, 2, True), (9, 1, True)])
def test_the_share_of_basic_items_is_a_hint_outside_of_60_to_80_percent(basic: int, others: int, hinted: bool) -> None:
    items = (ITEM,) * basic + (replace(ITEM, layer="extension"),) * others
    assert any("基础题占" in message for message in messages(replace(WHOLE, items=items), stops=False)) is hinted


def test_lessons_not_taught_by_then_are_said_but_do_not_stop() -> None:
    state = replace(WHOLE, untaught=("解方程",))
    assert messages(state, stops=True) == []
    assert messages(state, stops=False) == ["“解方程”按进度表在使用日期之后才教，请改日期或换题。"]


def test_figures_of_no_items_are_unknown_not_nought() -> None:
    assert figures_of(()).basic_share is None
    assert figures_of(()).difficulty is None


def test_numbers_are_rounded_half_up_once() -> None:
    assert whole_percent(Fraction(1, 8)) == "13%"
    assert said(Decimal("2.50")) == "2.5"
    assert said(Decimal(12)) == "12"
    assert figures_of((replace(ITEM, difficulty=Decimal("0.85")), replace(ITEM, difficulty=Decimal("0.90")))).difficulty == Decimal("0.88")


def test_rates_are_exact_and_unknown_without_a_sample() -> None:
    assert rate(2, 3) == Fraction(2, 3)
    assert rate(0, 0) is None
    assert rate(None, 3) is None
    assert is_low(Fraction(59, 100))
    assert not is_low(Fraction(60, 100))
    assert low_items({1: 10, 2: 30, 3: None}, 40) == [1]


def test_more_right_than_handed_in_cannot_be() -> None:
    assert count_problem(41, 40) == "正确41人，上交只有40人。"
    assert count_problem(40, 40) == ""
    assert count_problem(1, None) == "请先填上交人数。"
    assert count_problem(None, None) == ""


def test_a_day_of_homework_keeps_both_ceilings() -> None:
    assert problems_of_day(DayLoad(TODAY, 20, 60), 20) == ""
    assert "超过每天20分钟" in problems_of_day(DayLoad(TODAY, 21, None), 20)
    assert "国家规定" in problems_of_day(DayLoad(TODAY, 20, 61), 20)
    assert "还少" in problems_of_day(DayLoad(TODAY, 20, 10), 20)
    assert minutes_by_day([(TODAY, True, 5), (TODAY, False, 9), (TODAY, True, 7)]) == {TODAY: 12}
    assert "一、二年级" in WHY_NO_HOME
