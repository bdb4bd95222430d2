"""From table 1 to the meetings, and from the division of work to the unit analyses: what an approved plan sets in motion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction

from jiaoyan.activities.actions import analyses, meetings
from jiaoyan.activities.actions.problems import NotNow
from jiaoyan.activities.models import Activity, UnitAnalysis
from jiaoyan.pacing.queries import days_of_units
from jiaoyan.planning import access
from jiaoyan.planning.actions.problems import CannotArrange
from jiaoyan.planning.material import Material, material_of
from jiaoyan.planning.models import ArrangementRow, Division, GroupPlan
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import Person, Status
from jiaoyan.schools.queries import GroupTerm, leader_of
from jiaoyan.schools.rules.calendar import long_day

NO_LONGER_PLANNED = "计划调整后不再安排"
NEW_DAY = "按改过的计划表安排"
LONGEST_TOPIC = 200


@dataclass(frozen=True, slots=True)
class _Seats:
    """Who takes which part when table 1 does not say: the leader presides, the others keep the record in turn."""

    leader: Person
    people: Mapping[int, Person]
    kept: Counter[int]

    def recorder(self, *taken: Person) -> Person:
        """Whoever kept fewest records, neither presides nor speaks; in a group of two or less whoever kept fewest."""
        free = [person for person in self.people.values() if person not in taken] or list(self.people.values())
        chosen = min(free, key=lambda person: self.kept[person.pk])
        self.kept[chosen.pk] += 1
        return chosen


def arrange_activities(*, by: Actor, plan: GroupPlan, place: GroupTerm) -> tuple[Activity, ...]:
    """Plan a meeting for every numbered row of table 1 of an approved plan, and assign its units to their lead preparers.

    The n-th row is the n-th meeting: one that is there and has not begun is changed, but only in what changed in the row since it was last
    handed over; one that has begun or was cancelled is only linked. Meetings beyond the last row that the plan had asked for are cancelled.
    Doing it again changes nothing. Raises ``CannotArrange`` with every reason, and stores nothing then; ``NotAllowed``.
    """
    require(access.may_decide(by, plan) or access.may_write(by, plan), access.WHO_DECIDES)
    if plan.status != Status.APPROVED:
        raise CannotArrange(["计划通过后才按表1安排活动"])
    # Approval gives effect to the leader's plan: for this one the approver does what otherwise only the group's leader may.
    hand = replace(by, leads=by.leads | {plan.group_id})
    material = material_of(place)
    with transaction.atomic():
        refused: list[str] = []
        _cancel_surplus(hand, plan)
        held = _meetings(hand, plan, place, material, refused)
        _assign_units(hand, plan, held, refused)
        if refused:
            raise CannotArrange(refused)
        GroupPlan.objects.filter(pk=plan.pk).update(arranged=len(held))
    plan.arranged = len(held)
    return tuple(held.values())


def _rows(plan: GroupPlan) -> list[ArrangementRow]:
    rows = ArrangementRow.objects.select_related("lesson_teacher", "lead", "activity", "unit").filter(plan=plan)
    return list(rows.filter(kind=ArrangementRow.Kind.ACTIVITY, number__isnull=False))


def _meetings(by: Actor, plan: GroupPlan, place: GroupTerm, material: Material, refused: list[str]) -> dict[int, Activity]:
    """The meeting of every row, by number."""
    rows = _rows(plan)
    there = {row.number: row for row in Activity.objects.filter(group=plan.group, term=plan.term, level=Activity.Level.PREP)}
    leader = leader_of(plan.group, place.day) or plan.submitted_by
    if leader is None:
        raise CannotArrange(["本组还没有组长，请先请教导处安排"])
    people = {person.pk: person for person in material.members}
    seats = _Seats(leader, people or {leader.pk: leader}, Counter(meeting.recorder_id for meeting in there.values()))
    ArrangementRow.objects.filter(plan=plan).update(activity=None)  # links are unique: they are all set anew
    held: dict[int, Activity] = {}
    waiting = rows
    while waiting:  # a meeting may move to the day another one is about to leave: those refused are tried again after the others
        again: list[str] = []
        for row in waiting:
            number = row.number or 0
            made = _attempt(again, f"第{number}次活动", partial(_hand_over, by, row, there.get(number), seats, material))
            if made is not None:
                held[number] = made
        left = [row for row in waiting if row.number not in held]
        if len(left) == len(waiting):
            refused += again
            break
        waiting = left
    return dict(sorted(held.items()))


def _attempt(refused: list[str], what: str, verb: Callable[[], Any]) -> Any:
    """The answer of a verb below; its refusal is kept with the others."""
    try:
        return verb()
    except Refused as refusal:
        refused.append(f"{what}：{refusal}")
        return None


def _hand_over(by: Actor, row: ArrangementRow, meeting: Activity | None, seats: _Seats, material: Material) -> Activity:
    wanted = _wanted(row, seats, material)
    if meeting is None:
        meeting = _plan(by, row, wanted, seats)
    else:
        if meeting.state == Activity.State.CANCELLED and meeting.moved_reason == NO_LONGER_PLANNED:
            meeting = meetings.restore_activity(by=by, activity=meeting)
        if meeting.state == Activity.State.PLANNED:
            known = row.handed if row.activity_id == meeting.pk else {}
            meeting = _change(by, meeting, {name: value for name, value in wanted.items() if known.get(name) != value}, seats)
    row.activity, row.handed = meeting, wanted
    row.save(update_fields=["activity", "handed"])
    return meeting


def _wanted(row: ArrangementRow, seats: _Seats, material: Material) -> dict[str, Any]:
    """What a row says about its meeting, in values that can be kept and compared."""
    occurrence = next((each for each in material.occurrences if each.actual == row.day), None)
    return {
        "day": row.day.isoformat() if row.day else None,
        "planned_day": (occurrence.planned if occurrence else row.day).isoformat() if row.day else None,
        "moved_reason": occurrence.reason[:80] if occurrence else "",
        "topic": "；".join(row.contents)[:LONGEST_TOPIC],
        "agenda": row.contents,
        "forms": row.forms,
        "remarks": row.remarks,
        "lead_speaker": row.lead_id or seats.leader.pk,
        "lesson_teacher": row.lesson_teacher_id,
    }


def _typed(wanted: Mapping[str, Any], seats: _Seats) -> dict[str, Any]:
    """The same values as the verbs of activities take them."""
    days = {name: date.fromisoformat(wanted[name]) for name in ("day", "planned_day") if wanted.get(name)}
    people = {name: _person(wanted[name], seats) for name in ("lead_speaker", "lesson_teacher") if name in wanted}
    return {**wanted, **days, **people}


def _person(key: int | None, seats: _Seats) -> Person | None:
    if key is None:
        return None
    return seats.people.get(key) or Person.objects.get(pk=key)


def _plan(by: Actor, row: ArrangementRow, wanted: Mapping[str, Any], seats: _Seats) -> Activity:
    if row.day is None:
        raise NotNow("还没有填日期")
    group, school = row.plan.group, row.plan.group.school
    values = _typed(wanted, seats)
    return meetings.plan_activity(
        by=by,
        group=group,
        term=row.plan.term,
        starts=school.activity_starts,
        ends=school.activity_ends,
        place=group.activity_place or school.activity_place,
        host=seats.leader,
        recorder=seats.recorder(seats.leader, values["lead_speaker"]),
        number=row.number,
        **values,
    )


def _change(by: Actor, meeting: Activity, changed: Mapping[str, Any], seats: _Seats) -> Activity:
    if not changed:
        return meeting
    values = _typed(changed, seats)
    if values.get("day") not in (None, meeting.day):
        values["moved_reason"] = values.get("moved_reason") or NEW_DAY
    return meetings.change_activity(by=by, activity=meeting, **values)


def _cancel_surplus(by: Actor, plan: GroupPlan) -> None:
    """Meetings an earlier version of the plan had asked for and this one does not."""
    count = len(_rows(plan))
    surplus = Activity.objects.filter(
        group=plan.group, term=plan.term, level=Activity.Level.PREP, number__gt=count, number__lte=plan.arranged
    )
    for meeting in surplus.filter(state=Activity.State.PLANNED):
        meetings.cancel_activity(by=by, activity=meeting, reason=NO_LONGER_PLANNED)


def _assign_units(by: Actor, plan: GroupPlan, held: Mapping[int, Activity], refused: list[str]) -> None:
    """Every unit with a lead preparer, its days by table 2, and the meeting that discusses it."""
    days = days_of_units(plan.group, plan.term)
    asked = {row.unit_id: row.number for row in _rows(plan) if row.unit_id}
    standing = {each.unit_id: each for each in UnitAnalysis.objects.select_related("activity").filter(group=plan.group, term=plan.term)}
    shares = Division.objects.select_related("unit__volume", "owner").filter(plan=plan, unit__isnull=False)
    for share in shares:
        starts, ends = days.get(share.unit_id, (None, None))
        number = asked.get(share.unit_id) or _meeting_before(starts, held)
        meeting = _free_to_move(standing.get(share.unit_id), held.get(number or 0))
        assign = partial(
            analyses.assign_unit,
            by=by,
            group=plan.group,
            term=plan.term,
            unit=share.unit,
            preparer=share.owner,
            unit_starts=starts,
            unit_ends=ends,
            activity=meeting,
        )
        _attempt(refused, f"“{share.unit}”单元分析", assign)


def _meeting_before(starts: date | None, held: Mapping[int, Activity]) -> int | None:
    """The last meeting before a unit begins, the first one for what begins before any; None as long as its days are not known."""
    if starts is None or not held:
        return None
    earlier = [number for number, meeting in held.items() if meeting.day < starts]
    return max(earlier, default=min(held))


def _free_to_move(analysis: UnitAnalysis | None, wanted: Activity | None) -> Activity | None:
    """The wanted meeting, unless the unit already stands in the record of one that has begun."""
    if analysis is not None and analysis.activity is not None and analysis.activity.state in (Activity.State.OPEN, Activity.State.ENDED):
        return None
    return wanted


def arranged_words(held: tuple[Activity, ...]) -> str:
    """What was arranged, for the person who approved."""
    return f"已按表1安排{len(held)}次活动，第一次在{long_day(held[0].day)}。" if held else ""
