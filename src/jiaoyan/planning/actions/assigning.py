"""From table 3 to the exercises: what an approved plan asks its authors and reviewers for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from jiaoyan.items.actions.exercises import reassign, start_exercise, unassign
from jiaoyan.items.models import Exercise
from jiaoyan.items.queries.exercises import is_begun
from jiaoyan.planning import access
from jiaoyan.planning.models import AuthoringRow, GroupPlan
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.approval import may_edit
from jiaoyan.schools.rules.calendar import Calendar, NoSuchWeek

STILL_OPEN = ("reviewer_id", "due")
"""What may still change once somebody has begun to write."""
KIND = "weekly"


def assign_exercises(*, by: Actor, plan: GroupPlan, place: GroupTerm) -> tuple[Exercise, ...]:
    """An exercise for every row of table 3 of an approved plan, bound to its row.

    One that nobody has begun takes over what changed in its row since it was last handed over; once begun, only reviewer and due day, and
    nothing while it is reviewed or after. Exercises whose row is gone go, too, unless they are begun. Doing it again changes nothing.
    Raises ``NotAllowed``.
    """
    require(access.may_decide(by, plan) or access.may_write(by, plan), access.WHO_DECIDES)
    hand = replace(by, leads=by.leads | {plan.group_id})  # approval gives effect to the leader's plan
    rows = list(AuthoringRow.objects.select_related("author", "reviewer", "lesson", "exercise").filter(plan=plan))
    with transaction.atomic():
        _drop_surplus(hand, plan, {row.exercise_id for row in rows if row.exercise_id})
        return tuple(_handed_over(hand, plan, row, place.calendar) for row in rows)


def _handed_over(by: Actor, plan: GroupPlan, row: AuthoringRow, calendar: Calendar) -> Exercise:
    wanted = _wanted(row)
    exercise: Exercise | None = row.exercise if row.exercise and row.exercise.removed_at is None else None
    if exercise is None:
        exercise = start_exercise(
            by=by,
            group=plan.group,
            term=plan.term,
            title=row.content,
            author=row.author,
            reviewer=row.reviewer,
            kind=KIND,
            due=row.due,
            week_no=row.week_no,
            use_date=_used_on(row.week_no, calendar),
            lessons=[row.lesson] if row.lesson else [],
            unit_id=row.lesson.unit_id if row.lesson else None,
            assigned=True,
        )
    else:
        changed = {name: value for name, value in wanted.items() if row.handed.get(name) != value}
        values = _allowed(exercise, _typed(changed, row, calendar))
        if values:
            exercise = reassign(by=by, exercise=exercise, values=values)
    row.exercise, row.handed = exercise, wanted
    row.save(update_fields=["exercise", "handed"])
    return exercise


def _wanted(row: AuthoringRow) -> dict[str, Any]:
    """What a row says, in values that can be kept and compared."""
    return {
        "title": row.content,
        "author_id": row.author_id,
        "reviewer_id": row.reviewer_id,
        "due": row.due.isoformat(),
        "week_no": row.week_no,
        "lesson_id": row.lesson_id,
    }


def _typed(changed: Mapping[str, Any], row: AuthoringRow, calendar: Calendar) -> dict[str, Any]:
    """The same values as fields of the exercise."""
    values = dict(changed)
    if "due" in values:
        values["due"] = row.due
    if "week_no" in values:
        values["use_date"] = _used_on(row.week_no, calendar)
    if "lesson_id" in values:
        values["unit_id"] = row.lesson.unit_id if row.lesson else None
    return values


def _allowed(exercise: Exercise, values: dict[str, Any]) -> dict[str, Any]:
    """What may be carried over, as far as the exercise has come; author and reviewer stay two persons."""
    if is_begun(exercise):
        values = {name: value for name, value in values.items() if name in STILL_OPEN and may_edit(exercise.status)}
    if values.get("reviewer_id", exercise.reviewer_id) == values.get("author_id", exercise.author_id):
        values.pop("reviewer_id", None)
    return values


def _drop_surplus(by: Actor, plan: GroupPlan, kept: set[int]) -> None:
    """Exercises an earlier version of table 3 had asked for, as long as nobody has begun them."""
    surplus = Exercise.objects.filter(group=plan.group, term=plan.term, assigned=True).exclude(pk__in=kept)
    for exercise in surplus.prefetch_related("items", "reviews"):
        if not is_begun(exercise):
            unassign(by=by, exercise=exercise)


def _used_on(week_no: int, calendar: Calendar) -> date | None:
    """The last school day of the week: by then its content has been taught."""
    try:
        days = calendar.week(week_no).days
    except NoSuchWeek:
        return None
    return days[-1] if days else None
