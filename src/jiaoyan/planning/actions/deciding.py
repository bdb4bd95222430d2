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
from jiaoyan.planning.actions.rounds import Round, authors_of
from jiaoyan.planning.editions import content_of
from jiaoyan.planning.findings import findings_of
from jiaoyan.planning.material import material_of
from jiaoyan.planning.members import frozen, members_of_plan
from jiaoyan.planning.models import GroupPlan, PlanEdition
from jiaoyan.planning.printouts import group_plan
from jiaoyan.planning.queries import plan_of
from jiaoyan.schools import files
from jiaoyan.schools.access import WHO_LEADS_GROUP, Actor
from jiaoyan.schools.actions import approval
from jiaoyan.schools.actions.editions import keep_edition
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.approval import Event


def _keep_members(plan: GroupPlan, *, fixed: bool = False) -> None:
    """Fix the members table as it stands, or let it follow people again."""
    plan.members = frozen(members_of_plan(plan)) if fixed else []
    GroupPlan.objects.filter(pk=plan.pk).update(members=plan.members)


ROUND = Round(plan_of, access.may_write, WHO_LEADS_GROUP, access.may_decide, access.WHO_DECIDES, let_go=_keep_members)


def submit(*, by: Actor, plan: GroupPlan, place: GroupTerm, version: int, at: datetime) -> None:
    """Hand the plan in; the members table is frozen as it stands. Raises ``Incomplete`` with everything that is missing."""
    fresh = ROUND.for_writer(by, plan, version, Event.SUBMIT)
    found = findings_of(fresh, material_of(place))
    if found:
        raise Incomplete(found)
    with transaction.atomic():
        approval.submit(fresh, by=by, now=at)
        _keep_members(fresh, fixed=True)


def withdraw(*, by: Actor, plan: GroupPlan, version: int) -> None:
    """Take the plan back before anybody has decided on it."""
    ROUND.withdraw(by, plan, version)


def approve(*, by: Actor, plan: GroupPlan, place: GroupTerm, version: int, at: datetime, note: str = "") -> tuple[Activity, ...]:
    """Approve the plan: it is kept as the file of this day, table 1 becomes meetings, table 3 exercises. Gives the meetings.

    Raises ``CannotArrange`` when a meeting cannot be planned as table 1 has it; nothing is decided then.
    """
    fresh = ROUND.for_decision(by, plan, version, Event.APPROVE)
    name = f"{fresh.group.name}{fresh.term.key}计划"
    laid = files.lay_down(to_docx(Document(name, group_plan(fresh))))
    with transaction.atomic():
        Group.objects.select_for_update().get(
            pk=fresh.group_id
        )  # before the chain of history, as every verb that arranges something takes them
        approval.approve(fresh, by=by, note=note, authors=authors_of(fresh, place), now=at)
        held = arrange_activities(by=by, plan=fresh, place=place)
        assign_exercises(by=by, plan=fresh, place=place)
        keep_edition(PlanEdition, of={"plan": fresh}, laid=laid, name=name, content=content_of(fresh), by=by, day=place.today)
    return held


def send_back(*, by: Actor, plan: GroupPlan, place: GroupTerm, version: int, at: datetime, note: str) -> None:
    """Return the plan with a word on what to change. Raises ``NoteMissing`` without one."""
    ROUND.send_back(by, plan, version, place=place, at=at, note=note)


def reopen(*, by: Actor, plan: GroupPlan, place: GroupTerm, version: int) -> None:
    """Begin a new draft of an approved plan; its meetings stay, and what was approved stays readable as its edition."""
    ROUND.reopen(by, plan, version, place=place)
