"""Writing a plan part by part.

Every verb takes the version it was read with and raises ``ChangedMeanwhile`` when it is no longer that one, unless all it says stands already: the
form was sent again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction

from jiaoyan.activities.queries.units import volume_of
from jiaoyan.curriculum.models import Unit
from jiaoyan.planning import access
from jiaoyan.planning.actions.problems import CannotStart
from jiaoyan.planning.actions.rows import Values, store_rows
from jiaoyan.planning.material import Material, material_of
from jiaoyan.planning.models import ArrangementRow, AuthoringRow, Division, GroupPlan, KeyPoint
from jiaoyan.planning.proposals import BEGUN, propose_arrangement, propose_authoring
from jiaoyan.planning.queries import plan_of
from jiaoyan.planning.rules import draft
from jiaoyan.planning.rules.arrangement import ArrangementLine
from jiaoyan.planning.rules.authoring import AuthoringLine
from jiaoyan.planning.rules.draft import DivisionLine
from jiaoyan.planning.rules.entries import Entry
from jiaoyan.planning.rules.plan import KeyPoint as KeyPointLine
from jiaoyan.schools.access import WHO_LEADS_GROUP, Actor, may_lead_group, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group, Term
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.approval import STATUS_LABELS, Status, may_edit
from jiaoyan.schools.rules.calendar import month_day
from jiaoyan.schools.rules.problem import Problem, RowsAtFault, in_row, of_table


def start_plan(*, by: Actor, place: GroupTerm) -> GroupPlan:
    """Begin the plan of a group and term with everything that can be proposed: key points, division, tables 1 and 3.

    Beginning it again gives the plan there is. Raises ``CannotStart`` without members or grade, ``NotAllowed``.
    """
    require(may_lead_group(by, place.group.pk), WHO_LEADS_GROUP)
    standing = plan_of(place.group, place.term)
    if standing is not None:
        return standing
    if place.group.kind != Group.Kind.PREP:
        raise CannotStart("只有备课组写这份计划")
    material = material_of(place)
    if not material.members:
        raise CannotStart("备课组里还没有教师，请先请教导处安排成员")
    with transaction.atomic():
        plan, made = GroupPlan.objects.get_or_create(
            school_id=by.school_id, group=place.group, term=place.term, defaults={"title": "", "plan_date": place.day}
        )
        if made:
            _propose_everything(plan, material)
            note(by, "start", plan, f"开始写{plan}")
    return plan  # type: ignore[no-any-return]


def _propose_everything(plan: GroupPlan, material: Material) -> None:
    points = draft.propose_key_points([person.pk for person in material.members])
    store_rows(KeyPoint, plan, [(None, _key_point_values(point)) for point in points])
    units = {number: unit.pk for number, unit in material.units.items()}
    shares = draft.propose_division(material.spans, material.teachers)
    store_rows(Division, plan, [(None, _division_values(share, units)) for share in shares])
    fresh = plan_of(plan.group, plan.term) or plan
    table1 = propose_arrangement(fresh, material)
    store_rows(ArrangementRow, plan, [(None, _arrangement_values(entry.line, units)) for entry in table1.entries])  # type: ignore[arg-type]
    table3 = propose_authoring(fresh, material)
    if not table3.problems:
        store_rows(AuthoringRow, plan, [(None, _authoring_values(entry)) for entry in table3.entries])  # type: ignore[arg-type]


def save_head(*, by: Actor, plan: GroupPlan, version: int, title: str, plan_date: date, opening: list[dict[str, Any]]) -> GroupPlan:
    """The title, the date and the analysis that opens the plan. Raises ``ChangedMeanwhile``, ``NotPossible``, ``NotAllowed``."""
    with _editing(by, plan, version) as row:
        row.title, row.plan_date, row.opening = title.strip(), plan_date, opening
        row.save(update_fields=["title", "plan_date", "opening"])
        note(by, "write", row, f"修改计划的大标题和情况分析：{row.title}")
    return row


def save_key_points(*, by: Actor, plan: GroupPlan, version: int, entries: Sequence[Entry[KeyPointLine]]) -> GroupPlan:
    """The key points in order; stored ones that are not among them go. Raises ``RowsAtFault``, and as ``save_head``."""
    _refuse([in_row(n, "owner", "请填负责人。") for n, entry in enumerate(entries) if entry.line.owner is None])
    with _editing(by, plan, version) as row:
        store_rows(KeyPoint, row, [(entry.key, _key_point_values(entry.line)) for entry in entries])
        note(by, "write", row, f"修改工作要点，共{len(entries)}条")
    return row


def save_division(*, by: Actor, plan: GroupPlan, version: int, entries: Sequence[Entry[DivisionLine]]) -> GroupPlan:
    """The division of work; the owner of a unit is its lead preparer 主备人. Raises ``RowsAtFault``, and as ``save_head``."""
    _refuse([in_row(n, "owner", "请填负责人。") for n, entry in enumerate(entries) if entry.line.owner is None])
    units = _unit_keys(plan.group, plan.term)
    with _editing(by, plan, version) as row:
        store_rows(Division, row, [(entry.key, _division_values(entry.line, units)) for entry in entries])
        note(by, "write", row, f"修改分工与合作，共{len(entries)}项")
    return row


def save_arrangement(*, by: Actor, plan: GroupPlan, version: int, entries: Sequence[Entry[ArrangementLine]]) -> GroupPlan:
    """Table 1; meetings are numbered in the order given (those without a number are cancelled ones).

    A row whose meeting has begun must stay and cannot pause; others may come and go around it. Raises ``RowsAtFault``, and as ``save_head``.
    """
    units = _unit_keys(plan.group, plan.term)
    with _editing(by, plan, version) as row:
        rows = _numbered(entries, units)
        _refuse(_begun_dropped(row, rows))
        store_rows(ArrangementRow, row, rows)
        note(by, "write", row, f"修改表1工作安排，共{len(entries)}行")
    return row


def save_authoring(*, by: Actor, plan: GroupPlan, version: int, entries: Sequence[Entry[AuthoringLine]]) -> GroupPlan:
    """Table 3, in order of weeks. Author and reviewer must be two persons (R119). Raises ``RowsAtFault``, and as ``save_head``."""
    _refuse([problem for n, entry in enumerate(entries) for problem in _authoring_faults(n, entry.line)])
    ordered = sorted(entries, key=lambda entry: entry.line.week_no)
    with _editing(by, plan, version) as row:
        store_rows(AuthoringRow, row, [(entry.key, _authoring_values(entry)) for entry in ordered])
        note(by, "write", row, f"修改表3命制安排，共{len(entries)}份")
    return row


@contextmanager
def _editing(by: Actor, plan: GroupPlan, version: int) -> Iterator[GroupPlan]:
    """The plan, locked, as long as it may be changed and still is the one that was read; its version grows by one, unless nothing was changed."""
    require(access.may_write(by, plan), WHO_LEADS_GROUP)
    with transaction.atomic():
        row = GroupPlan.objects.select_for_update(of=("self",)).select_related("group", "term__school_year").get(pk=plan.pk)
        if not may_edit(row.status):
            raise NotPossible(f"计划{STATUS_LABELS[Status(row.status)]}，现在不能改动；需要改动时，请先撤回或选“重新修改”。")
        with only_news(row, "key_points", "division", "arrangement", "authoring", stale=row.version != version):
            yield row
            row.version += 1
            row.save(update_fields=["version"])


def _unit_keys(group: Group, term: Term) -> dict[int, int]:
    """Unit number → key, in the term's book. At most three queries."""
    volume = volume_of(group, term)
    return dict(Unit.objects.filter(volume=volume).values_list("number", "pk")) if volume else {}


def _key_point_values(line: KeyPointLine) -> Values:
    return {
        "area": line.area,
        "content": line.content.strip(),
        "measure": line.measure.strip(),
        "owner_id": line.owner,
        "due_week": line.due_week,
    }


def _division_values(line: DivisionLine, units: Mapping[int, int]) -> Values:
    unit = units.get(line.unit_no) if line.unit_no is not None else None
    return {"task": line.task.strip(), "owner_id": line.owner, "scope": line.scope.strip(), "unit_id": unit}


def _arrangement_values(line: ArrangementLine, units: Mapping[int, int]) -> Values:
    return {
        "kind": line.kind,
        "week_no": line.week_no,
        "number": line.number,
        "day": line.day,
        "contents": list(line.contents),
        "forms": list(line.forms),
        "remarks": list(line.remarks),
        "lesson_teacher_id": line.lesson_teacher,
        "lead_id": line.lead,
        "unit_id": units.get(line.unit_no) if line.unit_no is not None else None,
    }


def _authoring_values(entry: Entry[AuthoringLine]) -> Values:
    line = entry.line
    return {
        "week_no": line.week_no,
        "content": line.content.strip(),
        "lesson_id": entry.lesson,
        "author_id": line.author,
        "reviewer_id": line.reviewer,
        "due": line.due,
    }


def _numbered(entries: Sequence[Entry[ArrangementLine]], units: Mapping[int, int]) -> list[tuple[int | None, Values]]:
    rows: list[tuple[int | None, Values]] = []
    number = 0
    for entry in entries:
        held = entry.line.kind == "activity" and entry.line.number is not None
        number += held
        rows.append((entry.key, {**_arrangement_values(entry.line, units), "number": number if held else None}))
    return rows


def _begun_dropped(plan: GroupPlan, rows: Sequence[tuple[int | None, Values]]) -> list[Problem]:
    """Meetings that have begun are facts: their rows stay, and none of them pauses."""
    places = {key: n for n, (key, _) in enumerate(rows) if key is not None}
    problems = []
    for stored in ArrangementRow.objects.select_related("activity").filter(plan=plan, activity__state__in=BEGUN):
        name = stored.activity.name
        if stored.pk not in places:
            problems.append(of_table(f"{name}（{month_day(stored.activity.day)}）已经开始或开过，表中要保留这一行。"))
        elif rows[places[stored.pk]][1]["number"] is None:
            problems.append(in_row(places[stored.pk], "kind", f"{name}已经开始或开过，这一行的类型要保留“活动”。"))
    return problems


def _authoring_faults(n: int, line: AuthoringLine) -> Iterator[Problem]:
    if line.author is None:
        yield in_row(n, "author", "请填命制人。")
    if line.reviewer is None:
        yield in_row(n, "reviewer", "请填审核人。")
    elif line.reviewer == line.author:
        yield in_row(n, "reviewer", "命制人和审核人不能是同一人，请换一位审核人。")
    if line.due is None:
        yield in_row(n, "due", "请填交稿日。")


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise RowsAtFault(problems)
