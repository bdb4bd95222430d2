"""From table 1 to the meetings, and from the division of work to the unit analyses: what an approved plan sets in motion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from jiaoyan.activities.actions import analyses, meetings
from jiaoyan.activities.actions.problems import NotNow
from jiaoyan.activities.models import Activity, UnitAnalysis
from jiaoyan.pacing.queries import days_of_units
from jiaoyan.planning import access
from jiaoyan.planning.actions.problems import CannotArrange
from jiaoyan.planning.material import Material, material_of
from jiaoyan.planning.models import ArrangementRow, Division, GroupPlan
from jiaoyan.planning.rules.arrangement import NO_LONGER_PLANNED
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Person, Status
from jiaoyan.schools.queries import GroupTerm, leader_of, members_of
from jiaoyan.schools.rules.calendar import long_day, month_day
from jiaoyan.schools.rules.naming import week_label

NEW_DAY = "按改过的计划表安排"
LONGEST_TOPIC = 200
DAYS = ("day", "planned_day", "moved_reason")
WORDS = ("topic", "agenda", "forms", "remarks")


@dataclass(frozen=True, slots=True)
class _Seats:
    """Who takes which part when table 1 does not say: the leader presides, the others keep the record in turn."""

    leader: Person
    people: Mapping[int, Person]
    kept: Counter[int]

    def recorder(self, there: Collection[int], *taken: Person) -> Person:
        """Whoever of those ``there`` kept fewest records, neither presides nor speaks; in a group of two or less whoever kept fewest."""
        members = [person for person in self.people.values() if person.pk in there] or list(self.people.values())
        free = [person for person in members if person not in taken] or members
        chosen = min(free, key=lambda person: self.kept[person.pk])
        self.kept[chosen.pk] += 1
        return chosen


def arrange_activities(*, by: Actor, plan: GroupPlan, place: GroupTerm) -> tuple[Activity, ...]:
    """Plan a meeting for every numbered row of table 1 of an approved plan, and assign its units to their lead preparers.

    A row keeps the meeting it has: one that has not begun is changed, but only in what changed in the row since it was last handed over, and
    never in words its own people have written since. A row without one takes the meeting that the group has at that hour already, as it is,
    or asks for a new one. Meetings that table 1 had asked for and no row has any more are cancelled. Doing it again changes nothing.
    Raises ``CannotArrange`` with every reason, and stores nothing then; ``NotAllowed``.
    """
    require(access.may_decide(by, plan) or access.may_write(by, plan), access.WHO_DECIDES)
    if plan.status != Status.APPROVED:
        raise CannotArrange("计划通过后才按表1安排活动")
    # Approval gives effect to the leader's plan: for this one the approver does what otherwise only the group's leader may.
    hand = replace(by, leads=by.leads | {plan.group_id})
    material = material_of(place)
    with transaction.atomic():
        refused: list[str] = []
        _cancel_surplus(hand, plan)
        held = _meetings(hand, plan, place, material, refused)
        _assign_units(hand, plan, held, refused)
        if refused:
            raise CannotArrange(*refused)
        GroupPlan.objects.filter(pk=plan.pk).update(arranged=len(held))
    plan.arranged = len(held)
    return tuple(held.values())


def _rows(plan: GroupPlan) -> list[ArrangementRow]:
    rows = ArrangementRow.objects.select_related("lesson_teacher", "lead", "activity__group", "activity__term", "unit").filter(plan=plan)
    return list(rows.filter(kind=ArrangementRow.Kind.ACTIVITY, number__isnull=False))


def _theirs(plan: GroupPlan) -> QuerySet[Activity]:
    """The group's meetings of the term, whoever planned them."""
    meetings: QuerySet[Activity] = Activity.objects.filter(group=plan.group, term=plan.term, level=Activity.Level.PREP)
    return meetings


def _meetings(by: Actor, plan: GroupPlan, place: GroupTerm, material: Material, refused: list[str]) -> dict[int, Activity]:
    """The meeting of every row, by the row's key, in the order of the table."""
    rows = _rows(plan)
    leader = leader_of(plan.group, place.day) or plan.submitted_by
    if leader is None:
        raise CannotArrange("本组还没有组长，请先请教导处安排")
    people = {person.pk: person for person in material.members}
    seats = _Seats(leader, people or {leader.pk: leader}, Counter(_theirs(plan).values_list("recorder_id", flat=True)))
    leaving = {row.activity_id for row in rows if row.activity_id and _moves(row)}
    made = {row.pk: _attempt(refused, _called(row), partial(_hand_over, by, row, seats, material, leaving)) for row in rows}
    return {key: meeting for key, meeting in made.items() if meeting is not None}


def _moves(row: ArrangementRow) -> bool:
    """The row's meeting leaves its day: another one may take that, also one whose own day it takes."""
    meeting = row.activity
    if meeting is None or meeting.state != Activity.State.PLANNED or row.day is None:
        return False
    return row.handed.get("day") != row.day.isoformat() and row.day != meeting.day


def _called(row: ArrangementRow) -> str:
    return f"{week_label(row.week_no or 0)}的活动"


def _attempt(refused: list[str], what: str, verb: Callable[[], Any]) -> Any:
    """The answer of a verb below; its refusal is kept with the others."""
    try:
        return verb()
    except Refused as refusal:
        refused.append(f"{what}：{refusal}")
        return None


def _hand_over(by: Actor, row: ArrangementRow, seats: _Seats, material: Material, leaving: Collection[int]) -> Activity:
    wanted = _wanted(row, seats, material)
    meeting = row.activity
    if meeting is None:
        meeting = _already_there(by, row) or _plan(by, row, wanted, seats, leaving)
    elif meeting.state == Activity.State.CANCELLED and meeting.moved_reason == NO_LONGER_PLANNED:
        asked = {**_news(row, meeting, wanted), **{name: wanted[name] for name in DAYS}}
        values = _typed(asked, seats)
        values |= _in_place_of_who_left(row, meeting, values, seats)
        meeting = meetings.restore_activity(by=by, activity=meeting, leaving=leaving, **values)
    elif meeting.state == Activity.State.PLANNED:
        meeting = _change(by, meeting, _news(row, meeting, wanted), seats, leaving)
    if (row.activity, row.handed) != (meeting, wanted):
        row.activity, row.handed = meeting, wanted
        row.save(update_fields=["activity", "handed"])
    return meeting


def _there(row: ArrangementRow, day: date) -> set[int]:
    """Who sits in the group on a meeting's day."""
    return set(members_of(row.plan.group, max(day, row.plan.term.first_school_day)).values_list("pk", flat=True))


def _in_place_of_who_left(row: ArrangementRow, meeting: Activity, values: Mapping[str, Any], seats: _Seats) -> dict[str, Person]:
    """For a meeting that comes back: table 1 does not say who presides and records, so nobody else could replace those who have left."""
    there = _there(row, values["day"])
    speaker = values.get("lead_speaker") or meeting.lead_speaker
    found = {}
    if meeting.host_id not in there:
        found["host"] = seats.leader
    if meeting.recorder_id not in there:
        found["recorder"] = seats.recorder(there, seats.leader, speaker)
    return found


def _already_there(by: Actor, row: ArrangementRow) -> Activity | None:
    """The meeting the group has planned by hand at that hour: it is this row's from now on, and nothing in it is changed."""
    if row.day is None:
        return None
    school = row.plan.group.school
    taken = ArrangementRow.objects.filter(plan=row.plan, activity__isnull=False).values("activity")
    that_hour = _theirs(row.plan).filter(day=row.day, starts__lt=school.activity_ends, ends__gt=school.activity_starts)
    found: Activity | None = that_hour.exclude(state=Activity.State.CANCELLED).exclude(pk__in=taken).first()
    if found is not None:
        note(by, "link", found, f"与表1{_called(row)}对上，内容不变")
    return found


def _news(row: ArrangementRow, meeting: Activity, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What changed in the row since it was handed over, save words that its people have meanwhile put in their own way.

    Planned day and reason come from the calendar: they go with a new day only, whatever the calendar says by now.
    """
    changed = {name: value for name, value in wanted.items() if row.handed.get(name) != value}
    theirs = {name for name in WORDS if getattr(meeting, name) != row.handed.get(name)} | (set() if "day" in changed else set(DAYS))
    return {name: value for name, value in changed.items() if name not in theirs}


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


def _plan(by: Actor, row: ArrangementRow, wanted: Mapping[str, Any], seats: _Seats, leaving: Collection[int]) -> Activity:
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
        recorder=seats.recorder(_there(row, row.day), seats.leader, values["lead_speaker"]),
        by_plan=True,
        leaving=leaving,
        **values,
    )


def _change(by: Actor, meeting: Activity, changed: Mapping[str, Any], seats: _Seats, leaving: Collection[int]) -> Activity:
    if not changed:
        return meeting
    values = _typed(changed, seats)
    if values.get("day") not in (None, meeting.day):
        values["moved_reason"] = values.get("moved_reason") or NEW_DAY
    return meetings.change_activity(by=by, activity=meeting, leaving=leaving, **values)


def _cancel_surplus(by: Actor, plan: GroupPlan) -> None:
    """Meetings an earlier version of table 1 had asked for and no row of this one has; what was planned by hand is nobody's surplus."""
    wanted = [row.activity_id for row in _rows(plan) if row.activity_id]
    for meeting in _theirs(plan).filter(by_plan=True, state=Activity.State.PLANNED).exclude(pk__in=wanted):
        meetings.cancel_activity(by=by, activity=meeting, reason=NO_LONGER_PLANNED)


def _assign_units(by: Actor, plan: GroupPlan, held: Mapping[int, Activity], refused: list[str]) -> None:
    """Every unit with a lead preparer, its days by table 2, and the meeting that discusses it."""
    days = days_of_units(plan.group, plan.term)
    asked = {row.unit_id: held.get(row.pk) for row in _rows(plan) if row.unit_id}
    standing = {each.unit_id: each for each in UnitAnalysis.objects.select_related("activity").filter(group=plan.group, term=plan.term)}
    shares = Division.objects.select_related("unit__volume", "owner").filter(plan=plan, unit__isnull=False)
    for share in shares:
        starts, ends = days.get(share.unit_id, (None, None))
        meeting = _free_to_move(standing.get(share.unit_id), asked.get(share.unit_id) or _meeting_before(starts, held.values()))
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


def _meeting_before(starts: date | None, held: Collection[Activity]) -> Activity | None:
    """The last meeting before a unit begins, the first one for what begins before any; None as long as its days are not known."""
    if starts is None or not held:
        return None
    by_day = sorted(held, key=lambda meeting: meeting.day)
    return next((meeting for meeting in reversed(by_day) if meeting.day < starts), by_day[0])


def _free_to_move(analysis: UnitAnalysis | None, wanted: Activity | None) -> Activity | None:
    """The wanted meeting, unless the unit already stands in the record of one that has begun."""
    if analysis is not None and analysis.activity is not None and analysis.activity.state in (Activity.State.OPEN, Activity.State.ENDED):
        return None
    return wanted


def arranged_words(held: tuple[Activity, ...]) -> str:
    """What was arranged, for the person who approved; meetings planned by hand before are named, since they stay as they were."""
    if not held:
        return ""
    earlier = "、".join(month_day(meeting.day) for meeting in held if not meeting.by_plan)
    kept = f"其中{earlier}的活动此前已另行安排，与表1对上，内容照旧。" if earlier else ""
    return f"已按表1安排{len(held)}次活动，第一次在{long_day(held[0].day)}。{kept}"
