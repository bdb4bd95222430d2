"""Who may do what with table 2 and with what was really taught.

Readers are those of the group. Its leader makes, edits and replans the table and hands it in; those who oversee the group decide, never on
a table of their own. What a class was taught is written by the class's own teacher (by 课务) or, for all classes, by the leader.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from jiaoyan.pacing.models import PacingSchedule
from jiaoyan.schools.access import Actor, may_approve_for_group, may_lead_group, may_read_group, of_readable_groups
from jiaoyan.schools.models import Status, valid_on

WHO_RECORDS = "本班的任课教师或备课组长"
WHO_DECIDES = "教研组长、分管行政或教导处（不审批自己的进度表）"

REPLANNED = (Status.DRAFT, Status.RETURNED, Status.APPROVED)
"""The states of a table in which its rows may be laid out anew; an approved one becomes a new draft."""


def may_read(actor: Actor, schedule: PacingSchedule) -> bool:
    """Asked on one table: the same answer as ``visible_to``."""
    return schedule.school_id == actor.school_id and may_read_group(actor, schedule.group_id)


def visible_to(actor: Actor) -> Q:
    """The tables an actor may read, as a filter."""
    return of_readable_groups(actor)


def may_make(actor: Actor, group_id: int) -> bool:
    """Makes, edits, replans, hands in, takes back."""
    return may_lead_group(actor, group_id)


def may_decide(actor: Actor, group_id: int) -> bool:
    """Approves or returns tables of the group: whoever oversees it, but not its own leader."""
    return may_approve_for_group(actor, group_id) and not may_lead_group(actor, group_id)


def may_decide_on(actor: Actor, schedule: PacingSchedule) -> bool:
    """The same for one table: never who made it or handed it in (``actions.approve`` refuses that, too)."""
    return may_decide(actor, schedule.group_id) and actor.person_id not in (schedule.maker_id, schedule.submitted_by_id)


def may_record(actor: Actor, group_id: int, own_teachers: Collection[int]) -> bool:
    """Writes what a class was taught; ``own_teachers`` are the persons who teach the class the subject on the day."""
    return may_lead_group(actor, group_id) or (actor.person_id in own_teachers and may_read_group(actor, group_id))


def recordable_by(actor: Actor, group_id: int, subject_id: int, day: date) -> Q:
    """The same as a filter on ``SchoolClass`` among the classes of the group's grade (give it ``distinct``)."""
    everyone = Q(school_id=actor.school_id)
    if may_lead_group(actor, group_id):
        return everyone
    if not may_read_group(actor, group_id):
        return Q(pk__in=[])
    return everyone & valid_on(day, "assignments__") & Q(assignments__teacher_id=actor.person_id, assignments__subject_id=subject_id)
