"""Submitting a plan and deciding on it (审批). All raise ``ChangedMeanwhile``, ``NotPossible`` and ``NotAllowed``."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiaoyan.activities.models import Activity
from jiaoyan.documents.blocks import Document
from jiaoyan.documents.docx import to_docx
from jiaoyan.planning import access
from jiaoyan.planning.actions.arranging import arrange_activities
from jiaoyan.planning.actions.assigning import assign_exercises
from jiaoyan.planning.actions.problems import Incomplete
from jiaoyan.planning.editions import content_of
from jiaoyan.planning.findings import findings_of
from jiaoyan.planning.material import material_of
from jiaoyan.planning.members import frozen, members_of_plan
from jiaoyan.planning.models import GroupPlan, PlanEdition
from jiaoyan.planning.printouts import group_plan
from jiaoyan.planning.queries import plan_of
from jiaoyan.schools import files
from jiaoyan.schools.access import WHO_LEADS_GROUP, Actor, require
from jiaoyan.schools.actions import approval
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.editions import keep_edition
from jiaoyan.schools.queries import GroupTerm, leader_of
from jiaoyan.schools.rules.approval import Event, next_status


def submit(*, by: Actor, plan: GroupPlan, place: GroupTerm, version: int, at: datetime) -> None:
    """Hand the plan in; the members table is frozen as it stands. Raises ``Incomplete`` with everything that is missing."""
    require(access.may_write(by, plan), WHO_LEADS_GROUP)
    fresh = _as_seen(plan, version)
    next_status(fresh.status, Event.SUBMIT)
    found = findings_of(fresh, material_of(place))
    if found:
        raise Incomplete(found)
    with transaction.atomic():
        approval.submit(fresh, by=by, now=at)
        _keep_members(fresh, fixed=True)


def withdraw(*, by: Actor, plan: GroupPlan, version: int) -> None:
    """Take the plan back before anybody has decided on it."""
    require(access.may_write(by, plan), WHO_LEADS_GROUP)
    fresh = _as_seen(plan, version)
    with transaction.atomic():
        approval.withdraw(fresh, by=by)
        _keep_members(fresh, fixed=False)


def approve(*, by: Actor, plan: GroupPlan, place: GroupTerm, version: int, at: datetime, note: str = "") -> tuple[Activity, ...]:
    """Approve the plan: it is kept as the file of this day, table 1 becomes meetings, table 3 exercises. Gives the meetings.

    Raises ``CannotArrange`` when a meeting cannot be planned as table 1 has it; nothing is decided then.
    """
    require(access.may_decide(by, plan), access.WHO_DECIDES)
    fresh = _as_seen(plan, version)
    next_status(fresh.status, Event.APPROVE)
    authors = _authors(fresh, place)
    name = f"{fresh.group.name}{fresh.term.key}计划"
    laid = files.lay_down(to_docx(Document(name, group_plan(fresh))))
    with transaction.atomic():
        approval.approve(fresh, by=by, note=note, authors=authors, now=at)
        held = arrange_activities(by=by, plan=fresh, place=place)
        assign_exercises(by=by, plan=fresh, place=place)
        keep_edition(PlanEdition, of={"plan": fresh}, laid=laid, name=name, content=content_of(fresh), by=by, day=place.today)
    return held


def send_back(*, by: Actor, plan: GroupPlan, place: GroupTerm, version: int, at: datetime, note: str) -> None:
    """Return the plan with a word on what to change. Raises ``NoteMissing`` without one."""
    require(access.may_decide(by, plan), access.WHO_DECIDES)
    fresh = _as_seen(plan, version)
    with transaction.atomic():
        approval.send_back(fresh, by=by, note=note, authors=_authors(fresh, place), now=at)
        _keep_members(fresh, fixed=False)


def reopen(*, by: Actor, plan: GroupPlan, place: GroupTerm, version: int) -> None:
    """Begin a new draft of an approved plan; its meetings stay, and what was approved stays readable as its edition."""
    require(access.may_write(by, plan), WHO_LEADS_GROUP)
    fresh = _as_seen(plan, version)
    with transaction.atomic():
        approval.reopen(fresh, by=by)
        _keep_members(fresh, fixed=False)
        GroupPlan.objects.filter(pk=fresh.pk).update(revised_on=place.today)


def _as_seen(plan: GroupPlan, version: int) -> GroupPlan:
    """The plan as it stands, if it is still the version the person saw."""
    fresh = plan_of(plan.group, plan.term)
    if fresh is None or fresh.version != version:
        raise ChangedMeanwhile
    return fresh


def _keep_members(plan: GroupPlan, *, fixed: bool) -> None:
    """Fix the members table as it stands, or let it follow people again."""
    plan.members = []
    if fixed:
        plan.members = frozen(members_of_plan(plan))
    GroupPlan.objects.filter(pk=plan.pk).update(members=plan.members)


def _authors(plan: GroupPlan, place: GroupTerm) -> list[int]:
    """The group's leader is an author, whoever pressed the button."""
    leader = leader_of(plan.group, place.day)
    return [leader.pk] if leader else []
