"""What the product proposes for a table, beside what stands there now; nothing is stored before the leader accepts it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from jiaoyan.activities.models import Activity
from jiaoyan.planning.findings import arrangement_lines, authoring_lines, division_lines, leads_of
from jiaoyan.planning.material import Material
from jiaoyan.planning.models import ArrangementRow, GroupPlan
from jiaoyan.planning.rules import arrangement, authoring, draft
from jiaoyan.planning.rules.arrangement import ArrangementLine, numbered
from jiaoyan.planning.rules.authoring import AuthoringLine
from jiaoyan.planning.rules.draft import DivisionLine
from jiaoyan.planning.rules.entries import Entry
from jiaoyan.schools.rules.calendar import short_day
from jiaoyan.schools.rules.changes import Cells, PartChanges, changes, fingerprint, told_apart
from jiaoyan.schools.rules.naming import unit_label

Line = TypeVar("Line")
BEGUN = (Activity.State.OPEN, Activity.State.ENDED)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One table as it would be: ``entries`` to store, ``part`` to show, and why it cannot be accepted as it is."""

    table: str
    entries: tuple[Entry[DivisionLine] | Entry[ArrangementLine] | Entry[AuthoringLine], ...]
    part: PartChanges
    problems: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """Tells whether what is accepted is what was shown."""
        return fingerprint(self.part.changes)


def propose_division(plan: GroupPlan, material: Material) -> Proposal:
    """Lead preparers and standing tasks in equal shares."""
    lines = draft.propose_division(material.spans, material.teachers)
    problems = () if lines else ("备课组里还没有教师，请先在学校管理中安排成员。",)
    rows = list(plan.division.all())
    return _proposal("division", lines, rows, division_lines(rows), material, _division_key, _division_cells, problems)


def propose_arrangement(plan: GroupPlan, material: Material) -> Proposal:
    """Table 1 from cadence, units and rotation; lead preparers as the division has them. Rows whose meeting has begun stay."""
    lines = arrangement.propose_arrangement(
        material.occurrences,
        material.teachers,
        material.spans,
        textbook_title=material.textbook,
        leads=leads_of(plan) or None,
        review_week=material.review_week,
    )
    rows = list(plan.arrangement.all())
    problems = () if material.members else ("备课组里还没有教师，请先在学校管理中安排成员。",)
    kept = _keep_begun(lines, rows)
    return _proposal("arrangement", kept, rows, arrangement_lines(rows), material, _arrangement_key, _arrangement_cells, problems)


def propose_authoring(plan: GroupPlan, material: Material) -> Proposal:
    """Table 3 in equal shares, one exercise for each week of table 2; without a table 2 there is nothing to propose."""
    topics = authoring.topics_by_week(material.rows)
    proposed = authoring.propose_authoring(topics, material.writers, material.calendar, outside=[person.pk for person in material.outside])
    problems = [problem.message for problem in proposed.problems]
    if not topics:
        problems.append("请先排好表2教学进度，再按它安排每周的练习。")
    rows = list(plan.authoring.all())
    lines = authoring_lines(rows, material)
    return _proposal("authoring", proposed.lines, rows, lines, material, _authoring_key, _authoring_cells, tuple(problems))


PROPOSALS: Mapping[str, Callable[[GroupPlan, Material], Proposal]] = {
    "division": propose_division,
    "arrangement": propose_arrangement,
    "authoring": propose_authoring,
}

TITLES = {"division": "分工与合作", "arrangement": "表1 备课组工作安排", "authoring": "表3 有效练习命制安排表"}
_COLUMNS = {
    "division": ("任务", "负责人", "范围"),
    "arrangement": ("周次", "日期", "内容", "形式", "备注", "上课教师", "主备人"),
    "authoring": ("周次", "练习内容", "命制人", "审核人", "交稿日"),
}


def _proposal(
    table: str,
    lines: Sequence[Line],
    rows: Sequence[object],
    stored: Sequence[Line],
    material: Material,
    key: Callable[[Line], Hashable],
    cells: Callable[[Line, Material], Cells],
    problems: Sequence[str],
) -> Proposal:
    """Match proposed and stored lines, so that accepting changes rows rather than replacing them."""
    before, after = told_apart(key(line) for line in stored), told_apart(key(line) for line in lines)
    keys = {name: row.pk for name, row in zip(before, rows, strict=True)}  # type: ignore[attr-defined]
    found = changes(
        [(name, cells(line, material)) for name, line in zip(before, stored, strict=True)],
        [(name, cells(line, material)) for name, line in zip(after, lines, strict=True)],
    )
    entries = tuple(Entry(line, keys.get(name), _lesson(line, material)) for name, line in zip(after, lines, strict=True))
    return Proposal(table, entries, PartChanges(TITLES[table], _COLUMNS[table], found), tuple(problems))  # type: ignore[arg-type]


def _keep_begun(lines: Sequence[ArrangementLine], rows: Sequence[ArrangementRow]) -> tuple[ArrangementLine, ...]:
    """A meeting that has begun is not planned anew: its row stands for the one proposed in its week, or else of its number."""
    kept = list(lines)
    for row, stored in zip(rows, arrangement_lines(rows), strict=True):
        if row.number and row.activity and row.activity.state in BEGUN:
            held = [(n, line) for n, line in enumerate(kept) if line.kind == "activity" and line.number]
            same_week = (n for n, line in held if line.week_no == stored.week_no)
            same_number = (n for n, line in held if line.number == stored.number)
            place = next(same_week, next(same_number, None))
            if place is not None:
                kept[place] = stored
    return tuple(kept)


def _lesson(line: object, material: Material) -> int | None:
    return material.last_lesson_of.get(line.week_no) if isinstance(line, AuthoringLine) else None


def _division_key(line: DivisionLine) -> Hashable:
    return line.unit_no or line.task


def _division_cells(line: DivisionLine, material: Material) -> Cells:
    return (line.task, _name(line.owner, material), line.scope)


def _arrangement_key(line: ArrangementLine) -> Hashable:
    return (line.kind, line.week_no)  # by week, so that a row that pauses leaves the meetings of the others alone


def _arrangement_cells(line: ArrangementLine, material: Material) -> Cells:
    day = short_day(line.day) if line.day else ""
    people = (_name(line.lesson_teacher, material), _name(line.lead, material))
    return (line.label, day, numbered(line.contents), numbered(line.forms), numbered(line.remarks), *people)


def _authoring_key(line: AuthoringLine) -> Hashable:
    return line.week_no


def _authoring_cells(line: AuthoringLine, material: Material) -> Cells:
    due = short_day(line.due) if line.due else ""
    return (f"第{line.week_no}周", line.content, _name(line.author, material), _name(line.reviewer, material), due)


def _name(person: int | None, material: Material) -> str:
    return material.names.get(person, "") if person is not None else ""


def unit_choices(material: Material) -> list[tuple[str, str]]:
    """The units of the book as (number, 第一单元《简易方程》), for a table's choice column."""
    return [(str(number), f"{unit_label(number)}《{unit.title}》") for number, unit in material.units.items()]
