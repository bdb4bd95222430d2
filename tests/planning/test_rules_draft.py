"""What a new plan begins with, and the checks of the division of work."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.pacing.rules.schedule import UnitSpan
from jiaoyan.planning.rules.arrangement import Teacher
from jiaoyan.planning.rules.draft import DivisionLine, check_division, lead_task, propose_division, propose_key_points
from jiaoyan.planning.rules.plan import REQUIRED_AREAS

UNITS = tuple(UnitSpan(number, title, None, None, None) for number, title in ((1, "简易方程"), (2, "折线统计图"), (3, "因数与倍数")))
TEACHERS = (Teacher(1, "林"), Teacher(2, "苏"))


def test_key_points_cover_the_four_areas_with_owners_in_turn() -> None:
    points = propose_key_points([7, 8])

    assert {point.area for point in points} == set(REQUIRED_AREAS)
    assert [point.owner for point in points] == [7, 8, 7, 8]
    assert all(point.content and point.measure for point in points)


def test_nothing_is_proposed_without_members() -> None:
    assert propose_key_points([]) == ()
    assert propose_division(UNITS, ()) == ()


def test_every_unit_has_a_lead_preparer_then_the_standing_tasks_follow() -> None:
    lines = propose_division(UNITS, TEACHERS)

    assert [(line.task, line.owner, line.unit_no) for line in lines[:3]] == [
        ("主备第一单元《简易方程》", 1, 1),
        ("主备第二单元《折线统计图》", 2, 2),
        ("主备第三单元《因数与倍数》", 1, 3),
    ]
    assert len(lines) == 7
    assert all(line.unit_no is None for line in lines[3:])


@given(st.integers(1, 9), st.integers(0, 12))
def test_shares_of_the_proposed_division_differ_by_one_at_most(people: int, units: int) -> None:
    teachers = [Teacher(n, str(n)) for n in range(people)]
    spans = [UnitSpan(n + 1, f"单元{n}", None, None, None) for n in range(units)]

    shares = Counter(dict.fromkeys(range(people), 0))
    shares.update(line.owner for line in propose_division(spans, teachers) if line.owner is not None)

    assert max(shares.values()) - min(shares.values()) <= 1


def test_proposed_division_passes_its_own_check() -> None:
    assert check_division(propose_division(UNITS, TEACHERS), [1, 2], UNITS) == []


def test_units_without_lead_preparer_are_named_together() -> None:
    problems = check_division([DivisionLine(lead_task(2, "折线统计图"), 1, "", 2)], [1], UNITS)

    assert [problem.message for problem in problems] == ["第一单元、第三单元还没有主备人，请在分工中补上。"]


def test_second_lead_preparer_of_a_unit_and_a_stranger_are_named_at_their_rows() -> None:
    lines = [DivisionLine("甲", 1, "", 1), DivisionLine("乙", 9, "", 1)]

    problems = check_division(lines, [1, 2], UNITS[:1])

    assert [(problem.row_index, problem.column) for problem in problems] == [(1, "owner"), (1, "unit")]


def test_empty_division_is_left_to_the_check_of_the_plan() -> None:
    assert check_division([], [1], UNITS) == []
