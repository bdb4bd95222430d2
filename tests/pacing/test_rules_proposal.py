"""The first table and the timetable it is computed from."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from jiaoyan.pacing.rules.proposal import BookUnit, first_table, planned_units
from jiaoyan.pacing.rules.schedule import DayLoad
from jiaoyan.pacing.rules.timetable import representative, spread, weekly_periods
from jiaoyan.schools.rules.calendar import Slot

MONDAY = date(2024, 2, 26)
LOADS = tuple(DayLoad(MONDAY + timedelta(7 * week + day), week + 1, 1) for week in range(4) for day in range(5))


def week_of(count: int) -> list[Slot]:
    return [Slot(n % 5, n // 5 + 1) for n in range(count)]


def test_lesson_named_like_the_units_activity_is_an_activity() -> None:
    rows = first_table([BookUnit(2, "折线统计图", (("单式折线统计图", 1), ("蒜叶的生长", 1)), "蒜叶的生长")], LOADS, None)
    assert [row.row_type for row in rows[:3]] == ["unit", "lesson", "activity"]


def test_leftover_periods_are_named_by_the_phase_they_lie_in() -> None:
    rows = first_table([BookUnit(1, "单元", (("甲", 5),))], LOADS, MONDAY + timedelta(14))
    assert [(row.week_no, row.content) for row in rows if row.row_type == "review"] == [(2, "综合练习"), (3, "期末复习"), (4, "期末复习")]


def test_units_without_listed_lessons_share_what_is_left_before_the_review_phase() -> None:
    units = [BookUnit(1, "甲", ()), BookUnit(2, "乙", ()), BookUnit(3, "丙", (("课", 3),), flex=1)]
    assert [unit.periods for unit in planned_units(units, LOADS, MONDAY + timedelta(14))] == [3, 3, 3]


def test_bare_unit_gets_at_least_one_period_however_short_the_term() -> None:
    assert planned_units([BookUnit(1, "甲", ())], LOADS[:0], None)[0].periods == 1


@pytest.mark.parametrize(("counts", "chosen"), [((5, 6, 4), 1), ((5, 4), 2), ((6, 5, 5, 4), 2), ((5,), 1)])
def test_class_with_the_median_weekly_periods_is_planned_by(counts: tuple[int, ...], chosen: int) -> None:
    timetable = representative({n: week_of(count) for n, count in enumerate(counts, 1)}, {n: f"五（{n}）班" for n in range(1, 5)})
    assert timetable.class_id == chosen
    assert timetable.weekly == counts[chosen - 1]


def test_basis_says_which_class_and_why_only_when_classes_differ() -> None:
    names = {1: "五（1）班", 2: "五（2）班", 3: "五（3）班"}
    equal = representative({1: week_of(5), 2: week_of(5)}, names)
    differ = representative({1: week_of(5), 2: week_of(6), 3: week_of(4)}, names)
    assert equal.basis == "按五（1）班的课表和校历计算，每周5课时"
    assert differ.basis == "按五（1）班的课表和校历计算，每周5课时（各班4至6课时，取居中的班）"


def test_period_of_odd_weeks_counts_half() -> None:
    assert weekly_periods([Slot(0, 1), Slot(1, 1, "odd")]) == Fraction(3, 2)
    assert representative({1: [Slot(0, 1), Slot(1, 1, "odd")]}, {1: "五（1）班"}).basis.endswith("每周1.5课时")


def test_without_timetable_the_typed_periods_are_spread_over_the_days() -> None:
    timetable = representative({}, {}, by_hand=6)
    assert [(slot.weekday, slot.period_no) for slot in timetable.slots] == [(0, 1), (1, 1), (2, 1), (3, 1), (4, 1), (0, 2)]
    assert timetable.basis == "课表还没有录入，按填写的每周6课时计算"
    assert spread(0) == ()
