"""Checks of the group plan: members table and completeness (F01)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jiaoyan.planning.rules.plan import REQUIRED_AREAS, KeyPoint, Member, PlanDraft, check_members, check_plan

CLASSES = {51: "五（1）班", 52: "五（2）班", 53: "五（3）班"}
MEMBERS = (Member(1, "林", 42, 20, (51,)), Member(2, "苏", 26, 3, (52, 53)))
POINTS = tuple(KeyPoint(area, f"{name}要点", "每两周一次", 1, 5) for area, name in REQUIRED_AREAS.items())
PLAN = PlanDraft("以学定教", POINTS, 3, 12, 60, 16)


def test_members_table_in_order_has_no_problem() -> None:
    assert check_members(MEMBERS, CLASSES) == []


def test_class_without_teacher_is_named() -> None:
    problems = check_members(MEMBERS[:1], CLASSES)

    assert [p.message for p in problems] == ["五（2）班还没有数学教师，请在课务中补上。", "五（3）班还没有数学教师，请在课务中补上。"]


def test_class_with_two_teachers_is_named_with_both() -> None:
    doubled = (MEMBERS[0], replace(MEMBERS[1], class_ids=(51, 52, 53)))

    assert [p.message for p in check_members(doubled, CLASSES)] == ["五（1）班有2位数学教师（林、苏），请在课务中只留一位。"]


@pytest.mark.parametrize(("age", "service", "right"), [(38, 20, True), (37, 20, False), (18, 0, True), (17, 0, False)])
def test_age_is_at_least_service_plus_eighteen(age: int, service: int, right: bool) -> None:
    problems = check_members((replace(MEMBERS[0], age=age, service_years=service), MEMBERS[1]), CLASSES)

    assert (problems == []) is right
    assert right or (problems[0].row_index, problems[0].column) == (0, "service_years")


def test_unknown_age_and_service_are_asked_for_at_their_row() -> None:
    problems = check_members((MEMBERS[0], replace(MEMBERS[1], age=None, service_years=None)), CLASSES)

    assert [(p.row_index, p.column) for p in problems] == [(1, "age"), (1, "service_years")]


def test_member_without_class_of_the_grade_is_no_fault() -> None:
    assert check_members((*MEMBERS, Member(3, "顾", 30, 5)), CLASSES) == []


def test_complete_plan_has_no_problem() -> None:
    assert check_plan(PLAN, {1, 2}, last_week=19) == []


@pytest.mark.parametrize("area", list(REQUIRED_AREAS))
def test_each_of_the_four_areas_must_be_covered(area: str) -> None:
    short = replace(PLAN, key_points=tuple(point for point in POINTS if point.area != area))

    assert [p.message for p in check_plan(short, {1}, 19)] == [f"工作要点还缺“{REQUIRED_AREAS[area]}”。"]  # type: ignore[index]


def test_other_points_do_not_stand_in_for_an_area() -> None:
    others = replace(PLAN, key_points=tuple(replace(point, area="other") for point in POINTS))

    assert len(check_plan(others, {1}, 19)) == 4


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"content": " "}, "content"),
        ({"measure": ""}, "measure"),
        ({"owner": None}, "owner"),
        ({"owner": 9}, "owner"),
        ({"due_week": 0}, "due_week"),
        ({"due_week": 20}, "due_week"),
    ],
)
def test_fault_of_a_key_point_is_named_at_its_row(values: dict[str, object], column: str) -> None:
    spoilt = replace(PLAN, key_points=(POINTS[0], replace(POINTS[1], **values), *POINTS[2:]))  # type: ignore[arg-type]

    assert [(p.row_index, p.column) for p in check_plan(spoilt, {1, 2}, 19)] == [(1, column)]


def test_key_point_may_have_no_week() -> None:
    assert check_plan(replace(PLAN, key_points=tuple(replace(point, due_week=None) for point in POINTS)), {1}, 19) == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": "  "}, "请拟一个大标题"),
        ({"division_rows": 0}, "分工与合作"),
        ({"arrangement_rows": 0}, "表1"),
        ({"pacing_rows": 0}, "表2"),
        ({"authoring_rows": 0}, "表3"),
    ],
)
def test_missing_part_is_named(values: dict[str, object], said: str) -> None:
    problems = check_plan(replace(PLAN, **values), {1}, 19)  # type: ignore[arg-type]

    assert len(problems) == 1
    assert said in problems[0].message
