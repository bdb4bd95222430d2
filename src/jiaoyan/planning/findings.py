"""What a plan still lacks before it may be submitted, part by part; and the stored rows as the rules read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from jiaoyan.activities.models import Activity
from jiaoyan.planning.material import Material
from jiaoyan.planning.members import members_of_plan
from jiaoyan.planning.models import ArrangementRow, AuthoringRow, Division, GroupPlan
from jiaoyan.planning.models import KeyPoint as KeyPointRow
from jiaoyan.planning.rules.arrangement import NO_LONGER_PLANNED, ArrangementLine, Kind, Slot, check_arrangement, numbers_by_day
from jiaoyan.planning.rules.authoring import AuthoringLine, check_authoring
from jiaoyan.planning.rules.consistency import check_against_division, check_against_weeks
from jiaoyan.planning.rules.draft import DivisionLine, check_division
from jiaoyan.planning.rules.plan import Area, KeyPoint, PlanDraft, check_members, check_plan
from jiaoyan.schools.queries import GroupTerm, classes_of_grade
from jiaoyan.schools.rules.people import class_name
from jiaoyan.schools.rules.problem import Problem

PARTS = {
    "head": "题头与情况分析",
    "members": "成员课务",
    "key_points": "工作要点",
    "division": "分工与合作",
    "arrangement": "表1 工作安排",
    "pacing": "表2 教学进度",
    "authoring": "表3 命制安排",
}
_KEY_POINT_COLUMNS = {"area", "content", "measure", "owner", "due_week"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to be mended, in a part of ``PARTS``."""

    part: str
    message: str

    @property
    def title(self) -> str:
        """The part's name."""
        return PARTS[self.part]


def findings_of(plan: GroupPlan, material: Material) -> tuple[Finding, ...]:
    """Everything that keeps a plan (loaded by ``plan_of``) from being submitted, in the order of the paper. Four queries."""
    place = material.place
    found = [
        *_of("members", check_members([line.checked for line in members_of_plan(plan)], _classes(place), place.group.subject.name)),
        *(
            Finding(_part_of(problem), problem.message)
            for problem in check_plan(draft_of(plan, material), list(material.names), place.calendar.last_week)
        ),
        *_of("division", division_problems(plan, material)),
        *_of("arrangement", arrangement_problems(plan, material)),
        *_of("authoring", authoring_problems(plan, material)),
    ]
    order = list(PARTS)
    return tuple(sorted(found, key=lambda finding: order.index(finding.part)))


def division_problems(plan: GroupPlan, material: Material) -> list[Problem]:
    """What is wrong with the division of work."""
    return check_division(division_lines(plan.division.all()), [person.pk for person in material.people], material.spans)


def arrangement_problems(plan: GroupPlan, material: Material) -> list[Problem]:
    """What is wrong with table 1, by itself and against the division of work; nothing while it is empty."""
    lines = arrangement_lines(plan.arrangement.all())
    if not lines:
        return []
    checked = check_arrangement(
        lines, material.calendar, material.everybody, occurrences=material.occurrences, units=material.spans, busy=material.busy
    )
    return [*checked, *check_against_division(lines, leads_of(plan), material.names)]


def authoring_problems(plan: GroupPlan, material: Material) -> list[Problem]:
    """What is wrong with table 3, by itself and against table 2; nothing while it is empty."""
    lines = authoring_lines(plan.authoring.all(), material)
    if not lines:
        return []
    outside = {person.pk: person.name for person in material.outside}
    weeks = sorted(set(material.taught_in.values()))
    return [*check_authoring(lines, material.writers, material.calendar, outside=outside), *check_against_weeks(lines, weeks)]


def draft_of(plan: GroupPlan, material: Material) -> PlanDraft:
    """The plan as ``check_plan`` reads it."""
    return PlanDraft(
        title=plan.title,
        key_points=key_point_lines(plan.key_points.all()),
        division_rows=len(plan.division.all()),
        arrangement_rows=len(plan.arrangement.all()),
        pacing_rows=len(material.pacing),
        authoring_rows=len(plan.authoring.all()),
    )


def leads_of(plan: GroupPlan) -> dict[int, int]:
    """Unit number → lead preparer 主备人, by the division of work."""
    return {row.unit.number: row.owner_id for row in plan.division.all() if row.unit}


def key_point_lines(rows: Iterable[KeyPointRow]) -> tuple[KeyPoint, ...]:
    """Stored key points as the rules read them."""
    return tuple(KeyPoint(cast(Area, row.area), row.content, row.measure, row.owner_id, row.due_week) for row in rows)


def division_lines(rows: Iterable[Division]) -> tuple[DivisionLine, ...]:
    """Stored shares of the work as the rules read them."""
    return tuple(DivisionLine(row.task, row.owner_id, row.scope, row.unit.number if row.unit else None) for row in rows)


def arrangement_lines(rows: Iterable[ArrangementRow]) -> tuple[ArrangementLine, ...]:
    """Table 1 as the rules read it."""
    return tuple(
        ArrangementLine(
            kind=cast(Kind, row.kind),
            contents=tuple(row.contents),
            forms=tuple(row.forms),
            remarks=tuple(row.remarks),
            week_no=row.week_no,
            number=row.number,
            day=row.day,
            lesson_teacher=row.lesson_teacher_id,
            lead=row.lead_id,
            unit_no=row.unit.number if row.unit else None,
        )
        for row in rows
    )


def shown_numbers(plan: GroupPlan) -> dict[int, int | None]:
    """Row of table 1 → which meeting of the term it is, as list and record say it; None for a pause or a cancelled meeting.

    What is not arranged yet counts as it will be once the plan is approved. For a plan loaded by ``plan_of``; one query unless all is arranged.
    """
    rows = list(plan.arrangement.all())
    slots = [_slot(row, plan) for row in rows]
    if all(_is_arranged(row, slot) for row, slot in zip(rows, slots, strict=True)):
        return {row.pk: row.activity.number if row.activity else None for row in rows}
    linked = [row.activity_id for row, slot in zip(rows, slots, strict=True) if slot and row.activity_id]
    return {row.pk: number for row, number in zip(rows, numbers_by_day(slots, _outside(plan, linked)), strict=True)}


def _is_arranged(row: ArrangementRow, slot: Slot | None) -> bool:
    """Nothing about the row's meeting waits for the plan's approval."""
    if slot is None:
        return row.activity is None or row.activity.number is None
    return row.activity is not None and row.activity.day == slot.day


def _slot(row: ArrangementRow, plan: GroupPlan) -> Slot | None:
    """When the row's meeting is: where its people have moved it, unless the row has a new day since."""
    meeting = row.activity
    if row.number is None or (meeting and meeting.state == Activity.State.CANCELLED and meeting.moved_reason != NO_LONGER_PLANNED):
        return None
    if meeting is None:
        return Slot(row.day, plan.group.school.activity_starts)
    unmoved = row.day is None or row.handed.get("day") == row.day.isoformat() or meeting.state != Activity.State.PLANNED
    return Slot(meeting.day if unmoved else row.day, meeting.starts)


def _outside(plan: GroupPlan, linked: Collection[int]) -> list[Slot]:
    """The meetings outside table 1; those that lost their row will be cancelled, and one at the hour of a row becomes that row's."""
    school = plan.group.school
    days = {row.day for row in plan.arrangement.all() if row.number is not None and row.activity is None}
    meetings = Activity.objects.filter(group=plan.group, term=plan.term, level=Activity.Level.PREP).exclude(pk__in=linked)
    standing = meetings.exclude(state=Activity.State.CANCELLED).exclude(by_plan=True, state=Activity.State.PLANNED)
    begins = standing.values_list("day", "starts", "ends")
    return [
        Slot(day, starts)
        for day, starts, ends in begins
        if day not in days or starts >= school.activity_ends or ends <= school.activity_starts
    ]


def authoring_lines(rows: Iterable[AuthoringRow], material: Material) -> tuple[AuthoringLine, ...]:
    """Table 3 as the rules read it; the week a row's content is taught in comes from table 2."""
    return tuple(
        AuthoringLine(row.week_no, row.content, row.author_id, row.reviewer_id, row.due, material.taught_in.get(row.lesson_id or 0))
        for row in rows
    )


def _of(part: str, problems: Iterable[Problem]) -> Iterator[Finding]:
    return (Finding(part, problem.message) for problem in problems)


def _part_of(problem: Problem) -> str:
    if problem.column in PARTS:
        return problem.column
    return "key_points" if problem.column in _KEY_POINT_COLUMNS else "head"


def _classes(place: GroupTerm) -> dict[int, str]:
    if place.group.grade is None:
        return {}
    year = place.group.school_year.first_calendar_year
    return {each.pk: class_name(place.group.grade, each.number) for each in classes_of_grade(place.group.grade, year)}
