"""What a plan says, part by part and row by row: kept with each approved edition, and compared with the next one before it is decided on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiaoyan.documents import markup
from jiaoyan.planning.findings import arrangement_lines
from jiaoyan.planning.models import GroupPlan, PlanEdition
from jiaoyan.planning.rules.arrangement import numbered
from jiaoyan.schools.rules.calendar import long_day, short_day
from jiaoyan.schools.rules.changes import Cells, PartChanges, changes
from jiaoyan.schools.rules.naming import unit_label, week_label

Rows = list[tuple[str, Cells]]


@dataclass(frozen=True, slots=True)
class Part:
    """One part as an edition keeps it. A row's key is the stored row's, which survives editing."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: Rows


def parts_of(plan: GroupPlan) -> tuple[Part, ...]:
    """The parts of a loaded plan. No query."""
    return (
        Part("head", "题头与情况分析", ("项目", "内容"), _head(plan)),
        Part("key_points", "工作要点", ("方面", "内容", "措施", "负责人", "完成周次"), _key_points(plan)),
        Part("division", "分工与合作", ("任务", "负责人", "范围", "主备单元"), _division(plan)),
        Part("arrangement", "表1 工作安排", ("周次", "日期", "内容", "形式", "备注", "上课教师", "主备人", "分析单元"), _arrangement(plan)),
        Part("authoring", "表3 命制安排", ("周次", "练习内容", "命制人", "审核人", "交稿日"), _authoring(plan)),
    )


def content_of(plan: GroupPlan) -> dict[str, list[Any]]:
    """The same as an edition stores it: part → rows of (key, cells)."""
    return {part.key: [[key, list(cells)] for key, cells in part.rows] for part in parts_of(plan)}


def since_last_approved(plan: GroupPlan) -> list[PartChanges] | None:
    """What a plan changes against its last approved edition, the parts that differ only; None when there is none to compare with. One query."""
    last: PlanEdition | None = plan.editions.only("content", "number", "plan").first()
    if last is None or not last.content:
        return None
    found = [_changes(part, last.content) for part in parts_of(plan)]
    return [part for part in found if not part.changes_nothing]


def _changes(part: Part, kept: Mapping[str, Sequence[Any]]) -> PartChanges:
    width = len(part.columns)
    before = [(str(key), tuple([*cells, *[""] * width][:width])) for key, cells in kept.get(part.key, ())]
    return PartChanges(part.title, part.columns, changes(before, part.rows))


def _head(plan: GroupPlan) -> Rows:
    lines = {"大标题": plan.title, "日期": long_day(plan.plan_date), "情况分析": markup.plain(plan.opening) if plan.opening else ""}
    return [(name, (name, words)) for name, words in lines.items()]


def _key_points(plan: GroupPlan) -> Rows:
    return _keyed(
        (row.pk, (row.get_area_display(), row.content, row.measure, row.owner.name, week_label(row.due_week) if row.due_week else ""))
        for row in plan.key_points.all()
    )


def _division(plan: GroupPlan) -> Rows:
    return _keyed((row.pk, (row.task, row.owner.name, row.scope, _unit(row))) for row in plan.division.all())


def _arrangement(plan: GroupPlan) -> Rows:
    rows = list(plan.arrangement.all())
    return _keyed(
        (
            row.pk,
            (
                line.label,
                short_day(row.day) if row.day else "",
                *(numbered(each) for each in (row.contents, row.forms, row.remarks)),
                *(person.name if person else "" for person in (row.lesson_teacher, row.lead)),
                _unit(row),
            ),
        )
        for row, line in zip(rows, arrangement_lines(rows), strict=True)
    )


def _authoring(plan: GroupPlan) -> Rows:
    return _keyed(
        (row.pk, (week_label(row.week_no), row.content, row.author.name, row.reviewer.name, short_day(row.due)))
        for row in plan.authoring.all()
    )


def _keyed(rows: Iterable[tuple[int, Cells]]) -> Rows:
    return [(str(key), cells) for key, cells in rows]


def _unit(row: Any) -> str:
    return f"{unit_label(row.unit.number)}《{row.unit.title}》" if row.unit else ""
