"""Who may do what with a group's plan and its summary.

Readers are those of the group. Its leader writes, submits, takes back and reopens it; whoever oversees the group decides on it, never on a
plan handed in by himself or by the group he leads.
"""

from __future__ import annotations

from django.db.models import Q

from jiaoyan.planning.models import GroupPlan, TermSummary
from jiaoyan.schools.access import Actor, may_approve_for_group, may_lead_group, may_read_group, of_readable_groups
from jiaoyan.schools.models import Status
from jiaoyan.schools.rules.approval import may_edit

Paper = GroupPlan | TermSummary

WHO_DECIDES = "教研组长、分管行政或教导处（不审批自己提交的计划和总结）"
WHO_SEES_WAITING = "教研组长、分管行政和教导处"


def visible_to(actor: Actor) -> Q:
    """The plans an actor may read, as a filter on ``GroupPlan`` or ``TermSummary``."""
    return of_readable_groups(actor)


def may_read(actor: Actor, plan: Paper) -> bool:
    """The same for one plan."""
    return plan.school_id == actor.school_id and may_read_group(actor, plan.group_id)


def may_write(actor: Actor, plan: Paper) -> bool:
    """The group's leader, whatever the plan's state."""
    return plan.school_id == actor.school_id and may_lead_group(actor, plan.group_id)


def may_change(actor: Actor, plan: Paper) -> bool:
    """The leader, as long as the plan is a draft or was returned."""
    return may_write(actor, plan) and may_edit(plan.status)


def may_decide(actor: Actor, plan: Paper) -> bool:
    """Whoever oversees the group; never the author, who is the one who submitted it, or the group's leader."""
    author = plan.submitted_by_id == actor.person_id or may_lead_group(actor, plan.group_id)
    return plan.school_id == actor.school_id and may_approve_for_group(actor, plan.group_id) and not author


def waiting_for(actor: Actor) -> Q:
    """The submitted plans an actor may decide on, as a filter on ``GroupPlan`` or ``TermSummary``."""
    mine = Q(submitted_by_id=actor.person_id) | Q(group_id__in=actor.leads)
    return Q(school_id=actor.school_id, status=Status.SUBMITTED, group_id__in=actor.oversees) & ~mine
