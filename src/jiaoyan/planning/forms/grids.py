"""The four tables of a plan as grids: stored rows in, lines for the rules out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from jiaoyan.activities.rules.record import FORMS
from jiaoyan.planning.material import Material
from jiaoyan.planning.models import ArrangementRow, AuthoringRow, Division, GroupPlan, KeyPoint
from jiaoyan.planning.proposals import unit_choices
from jiaoyan.planning.rules.arrangement import ArrangementLine, Kind, split_numbered
from jiaoyan.planning.rules.authoring import AuthoringLine, due_day
from jiaoyan.planning.rules.draft import DivisionLine
from jiaoyan.planning.rules.entries import Entry
from jiaoyan.planning.rules.plan import Area
from jiaoyan.planning.rules.plan import KeyPoint as KeyPointLine
from jiaoyan.schools.rules.calendar import PREPARATION, Calendar
from jiaoyan.schools.rules.naming import unit_label
from jiaoyan.web.grid import CellProblem, Column, Grid, Row, Value

PAUSED = "paused"
Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TableForm:
    """One table of the plan: its title, what to know before editing, how its grid is drawn and read."""

    title: str
    hint: str
    grid: Callable[[GroupPlan, Material], Grid]
    entries: Callable[[Sequence[Row], Material], tuple[Entry[Any], ...]]
    faults: Callable[[Sequence[Row]], list[CellProblem]]


def people_choices(material: Material, named: Iterable[Any] = ()) -> Choices:
    """Everybody of the term's group, and whoever a stored row already names."""
    people = {person.pk: person.name for person in material.people} | {person.pk: person.name for person in named if person is not None}
    return [(str(key), name) for key, name in people.items()]


def _key_point_grid(plan: GroupPlan, material: Material) -> Grid:
    rows = list(plan.key_points.all())
    return Grid(
        columns=(
            Column("area", "方面", "choice", choices=list(KeyPoint.Area.choices), required=True, width="l"),
            Column("content", "内容", "long", required=True, max_length=500, width="xl"),
            Column("measure", "措施", "long", required=True, max_length=500, width="xl", help="怎样做、怎样看出做到了"),
            Column("owner", "负责人", "choice", choices=people_choices(material, (row.owner for row in rows)), required=True, width="s"),
            Column("due_week", "完成周次", "integer", minimum=1, maximum=material.place.calendar.last_week, width="s"),
        ),
        rows=[Row(str(row.pk), _values(row, "area", "content", "measure", "due_week") | {"owner": str(row.owner_id)}) for row in rows],
        prefix="key_points",
        caption="工作要点",
        version=str(plan.version),
    )


def _key_point_entries(rows: Sequence[Row], _material: Material) -> tuple[Entry[KeyPointLine], ...]:
    return tuple(
        Entry(
            KeyPointLine(
                cast(Area, row.values["area"]),
                _text(row, "content"),
                _text(row, "measure"),
                _key(row.values["owner"]),
                _number(row, "due_week"),
            ),
            _key(row.key),
        )
        for row in rows
    )


def _division_grid(plan: GroupPlan, material: Material) -> Grid:
    rows = list(plan.division.all())
    return Grid(
        columns=(
            Column("task", "任务", required=True, max_length=80, width="l"),
            Column("owner", "负责人", "choice", choices=people_choices(material, (row.owner for row in rows)), required=True, width="s"),
            Column("scope", "范围", max_length=80, width="l"),
            Column("unit", "主备单元", "choice", choices=unit_choices(material), width="l", help="选了单元，负责人就是这个单元的主备人"),
        ),
        rows=[Row(str(row.pk), _values(row, "task", "scope") | {"owner": str(row.owner_id), "unit": _unit(row)}) for row in rows],
        prefix="division",
        caption="分工与合作",
        version=str(plan.version),
    )


def _division_entries(rows: Sequence[Row], _material: Material) -> tuple[Entry[DivisionLine], ...]:
    return tuple(
        Entry(DivisionLine(_text(row, "task"), _key(row.values["owner"]), _text(row, "scope"), _key(row.values["unit"])), _key(row.key))
        for row in rows
    )


def _arrangement_grid(plan: GroupPlan, material: Material) -> Grid:
    rows = list(plan.arrangement.all())
    people = people_choices(material, (person for row in rows for person in (row.lesson_teacher, row.lead)))
    kinds = [("before", "开学前准备"), ("activity", "活动"), (PAUSED, "本次暂停"), ("end", "期末")]
    term = material.place.term
    return Grid(
        columns=(
            Column("kind", "类型", "choice", choices=kinds, required=True, width="s", help="第几次自动编号"),
            Column("week_no", "周次", "integer", minimum=1, maximum=material.place.calendar.last_week, width="xs", help="填了日期可以空着"),
            Column("day", "日期", "date", term=(term.first_school_day, term.last_school_day), width="m"),
            Column("contents", "内容", "long", required=True, width="xl", help="一行写一件事，不用写序号"),
            Column("forms", "形式", "long", max_length=200, width="l", help="一行一项"),
            Column("remarks", "备注", "long", width="l", help="一行写一件事"),
            Column("lesson_teacher", "上课教师", "choice", choices=people, width="s"),
            Column("lead", "主备人", "choice", choices=people, width="s"),
            Column("unit", "分析单元", "choice", choices=unit_choices(material), width="l"),
        ),
        rows=[_arrangement_row(row) for row in rows],
        prefix="arrangement",
        caption="表1 备课组工作安排",
        version=str(plan.version),
    )


def _arrangement_row(row: ArrangementRow) -> Row:
    paused = row.kind == ArrangementRow.Kind.ACTIVITY and row.number is None
    lists = {name: "\n".join(getattr(row, name)) for name in ("contents", "forms", "remarks")}
    people = {"lesson_teacher": _chosen(row.lesson_teacher_id), "lead": _chosen(row.lead_id)}
    return Row(str(row.pk), _values(row, "week_no", "day") | lists | people | {"kind": PAUSED if paused else row.kind, "unit": _unit(row)})


def _arrangement_entries(rows: Sequence[Row], material: Material) -> tuple[Entry[ArrangementLine], ...]:
    entries, number = [], 0
    for row in rows:
        number += row.values["kind"] == "activity"
        line = _arrangement_line(row, number if row.values["kind"] == "activity" else None, material.calendar)
        entries.append(Entry(line, _key(row.key)))
    return tuple(entries)


def _arrangement_line(row: Row, number: int | None, calendar: Calendar) -> ArrangementLine:
    day = _day(row, "day")
    held = row.values["kind"] in ("activity", PAUSED)
    kind = "activity" if row.values["kind"] == PAUSED else row.values["kind"]
    return ArrangementLine(
        kind=cast(Kind, kind),
        contents=split_numbered(_text(row, "contents")),
        forms=split_numbered(_text(row, "forms")),
        remarks=split_numbered(_text(row, "remarks")),
        week_no=calendar.week_no(day) if held and day and row.values["week_no"] is None else _number(row, "week_no"),
        number=number,
        day=day,
        lesson_teacher=_key(row.values["lesson_teacher"]),
        lead=_key(row.values["lead"]),
        unit_no=_key(row.values["unit"]),
    )


def _arrangement_faults(rows: Sequence[Row]) -> list[CellProblem]:
    """Without its week a meeting has no place on paper; its day says the week."""
    held = [(n, row) for n, row in enumerate(rows) if row.values["kind"] in ("activity", PAUSED)]
    untold = [(n, row) for n, row in held if row.values["week_no"] is None and not row.typed.get("week_no")]
    return [CellProblem(n, "week_no", "请填周次或日期") for n, row in untold if row.values["day"] is None and not row.typed.get("day")]


def _authoring_grid(plan: GroupPlan, material: Material) -> Grid:
    rows = list(plan.authoring.all())
    term = material.place.term
    authors = people_choices(material, (row.author for row in rows))
    reviewers = dict([*people_choices(material, (row.reviewer for row in rows)), *((str(each.pk), each.name) for each in material.outside)])
    lessons = [
        (str(lesson.pk), f"{unit_label(branch.unit.number)} {lesson.title}") for branch in material.branches for lesson in branch.lessons
    ]
    return Grid(
        columns=(
            Column("week_no", "周次", "integer", required=True, minimum=1, maximum=material.place.calendar.last_week, width="xs"),
            Column("content", "练习内容", required=True, max_length=80, width="xl"),
            Column("author", "命制人", "choice", choices=authors, required=True, width="s"),
            Column("reviewer", "审核人", "choice", choices=list(reviewers.items()), required=True, width="s", help="不能与命制人相同"),
            Column(
                "due",
                "交稿日",
                "date",
                term=(term.first_school_day - PREPARATION, term.last_school_day),
                width="m",
                help="不填则为使用前两个上课日",
            ),
            Column("lesson", "练到课题", "choice", choices=lessons, width="l", help="练习用到的最后一个课题，用来核对是否已教"),
        ),
        rows=[
            Row(
                str(row.pk),
                _values(row, "week_no", "content", "due")
                | {"author": str(row.author_id), "reviewer": str(row.reviewer_id), "lesson": _chosen(row.lesson_id)},
            )
            for row in rows
        ],
        prefix="authoring",
        caption="表3 有效练习命制安排表",
        version=str(plan.version),
        ordered=False,
    )


def _authoring_entries(rows: Sequence[Row], material: Material) -> tuple[Entry[AuthoringLine], ...]:
    return tuple(_authoring_entry(row, material) for row in rows)


def _authoring_entry(row: Row, material: Material) -> Entry[AuthoringLine]:
    week, lesson = _number(row, "week_no") or 0, _key(row.values["lesson"])
    due = _day(row, "due") or due_day(week, material.calendar)
    line = AuthoringLine(
        week, _text(row, "content"), _key(row.values["author"]), _key(row.values["reviewer"]), due, material.taught_in.get(lesson or 0)
    )
    return Entry(line, _key(row.key), lesson)


def _no_faults(_rows: Sequence[Row]) -> list[CellProblem]:
    return []


TABLES: Mapping[str, TableForm] = {
    "key_points": TableForm(
        "工作要点",
        "四个方面都要写到：教材研读、课堂教学、教学常规、单元质量评价与分析。每条写清怎样做、谁负责、哪一周完成。",
        _key_point_grid,
        _key_point_entries,
        _no_faults,
    ),
    "division": TableForm(
        "分工与合作",
        "每个单元定一位主备人；计划通过后，单元分析就由他先写。其余任务按本组习惯分工。",
        _division_grid,
        _division_entries,
        _no_faults,
    ),
    "arrangement": TableForm(
        "表1 备课组工作安排",
        f"计划通过后，每一行“活动”就是一次已经约好的活动，内容即议程；形式如{'、'.join(FORMS)}。已经开过的活动，这一行要保留。",
        _arrangement_grid,
        _arrangement_entries,
        _arrangement_faults,
    ),
    "authoring": TableForm(
        "表3 有效练习命制安排表",
        "命制和审核各人份数相差不超过一份；练习不超前于教学。保存后按周次排好。",
        _authoring_grid,
        _authoring_entries,
        _no_faults,
    ),
}


def _values(row: KeyPoint | Division | ArrangementRow | AuthoringRow, *names: str) -> dict[str, Value]:
    return {name: getattr(row, name) for name in names}


def _unit(row: Division | ArrangementRow) -> str:
    return str(row.unit.number) if row.unit else ""


def _chosen(key: int | None) -> str:
    return "" if key is None else str(key)


def _text(row: Row, name: str) -> str:
    return str(row.values[name] or "")


def _key(value: Value) -> int | None:
    return int(str(value)) if value else None


def _number(row: Row, name: str) -> int | None:
    value = row.values[name]
    return value if isinstance(value, int) else None


def _day(row: Row, name: str) -> date | None:
    value = row.values[name]
    return value if isinstance(value, date) else None
