"""Checks of the group plan 备课组计划 (F01): the members table, and whether the plan is complete enough to be submitted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from jiaoyan.schools.rules.problem import Problem, in_row, of_table

Area = Literal["textbook", "classroom", "routine", "quality", "other"]

REQUIRED_AREAS: dict[Area, str] = {
    "textbook": "教材研读",
    "classroom": "课堂教学",
    "routine": "教学常规",
    "quality": "单元质量评价与分析",
}
YOUNGEST_TEACHER = 18


@dataclass(frozen=True, slots=True)
class Member:
    """A row of the members table at the start of term; ``class_ids`` are the classes of the grade taught in the subject."""

    id: int
    name: str
    age: int | None
    service_years: int | None
    class_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """A key point of work 工作要点: what, how, who, by which week."""

    area: Area
    content: str
    measure: str
    owner: int | None
    due_week: int | None = None


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What decides whether a plan may be submitted: its texts and the number of rows of its division and three tables."""

    title: str
    key_points: tuple[KeyPoint, ...]
    division_rows: int
    arrangement_rows: int
    pacing_rows: int
    authoring_rows: int


def check_members(members: Sequence[Member], classes: Mapping[int, str], subject: str = "数学") -> list[Problem]:
    """Every class of the grade (id → name) has exactly one teacher of the subject; ages and years of service are possible."""
    return [*_ages(members), *_classes(members, classes, subject)]


def check_plan(plan: PlanDraft, member_ids: Collection[int], last_week: int) -> list[Problem]:
    """Whether a plan is complete: title, the four areas of work, owners and weeks that exist, division of work, three tables.

    The column of a problem is a field of the head or of a key point, or the part that is empty: division, arrangement, pacing, authoring.
    """
    problems = [of_table("请拟一个大标题。", "title")] if not plan.title.strip() else []
    covered = {point.area for point in plan.key_points}
    problems += [of_table(f"工作要点还缺“{name}”。", "area") for area, name in REQUIRED_AREAS.items() if area not in covered]
    for index, point in enumerate(plan.key_points):
        problems += _key_point(index, point, member_ids, last_week)
    parts = (
        ("division", "分工与合作", plan.division_rows),
        ("arrangement", "表1", plan.arrangement_rows),
        ("pacing", "表2", plan.pacing_rows),
        ("authoring", "表3", plan.authoring_rows),
    )
    return problems + [of_table(f"{name}还没有内容，请先填好。", part) for part, name, rows in parts if rows == 0]


def _ages(members: Sequence[Member]) -> Iterator[Problem]:
    for index, member in enumerate(members):
        if member.age is None:
            yield in_row(index, "age", f"{member.name}还没有出生年月，请在教职工资料中补上。")
        if member.service_years is None:
            yield in_row(index, "service_years", f"{member.name}还没有参加工作年月，请在教职工资料中补上。")
        if member.age is not None and member.service_years is not None and member.age < member.service_years + YOUNGEST_TEACHER:
            yield in_row(
                index,
                "service_years",
                f"{member.name}{member.age}岁、教龄{member.service_years}年，两项对不上，请核对出生年月和参加工作年月。",
            )


def _classes(members: Sequence[Member], classes: Mapping[int, str], subject: str) -> Iterator[Problem]:
    for class_id, name in classes.items():
        teachers = [member.name for member in members if class_id in member.class_ids]
        if not teachers:
            yield of_table(f"{name}还没有{subject}教师，请在课务中补上。", "duties")
        elif len(teachers) > 1:
            yield of_table(f"{name}有{len(teachers)}位{subject}教师（{'、'.join(teachers)}），请在课务中只留一位。", "duties")


def _key_point(index: int, point: KeyPoint, member_ids: Collection[int], last_week: int) -> Iterator[Problem]:
    if not point.content.strip():
        yield in_row(index, "content", "请填工作要点的内容。")
    if not point.measure.strip():
        yield in_row(index, "measure", "请写出措施：怎样做。")
    if point.owner is None:
        yield in_row(index, "owner", "请填负责人。")
    elif point.owner not in member_ids:
        yield in_row(index, "owner", "负责人不在本备课组，请另选。")
    if point.due_week is not None and not 1 <= point.due_week <= last_week:
        yield in_row(index, "due_week", f"完成周次请填1到{last_week}。")
