"""Who may do what with a group's plan and its summary.

Readers are those of the group. Its leader writes, submits, takes back and reopens it; whoever oversees the group decides on it, never on a
plan handed in by himself or by the group he leads.

The plan and summary of a research group belong to everybody who sits below it. Its leader writes; the liaison and the academic office decide.
Plans of the school, of an office and of the district are the office's to enter and everybody's to read.
"""

from __future__ import annotations

from django.db.models import Q

from jiaoyan.planning.models import GroupPlan, ResearchPlan, ResearchSummary, TermSummary
from jiaoyan.schools.access import Actor, may_approve_for_group, may_lead_group, may_read_group, of_readable_groups
from jiaoyan.schools.models import Status
from jiaoyan.schools.rules.approval import may_edit

Paper = GroupPlan | TermSummary
ResearchPaper = ResearchPlan | ResearchSummary

WHO_DECIDES = "教研组长、分管行政或教导处（不审批自己提交的计划和总结）"
WHO_SEES_WAITING = "教研组长、分管行政和教导处"
WHO_READS_RESEARCH = "本教研组全体教师，以及分管行政和教导处"
WHO_LEADS_RESEARCH = "教研组长"
WHO_DECIDES_RESEARCH = "分管行政或教导处（不审批自己提交的计划和总结）"
WHO_SEES_RESEARCH_WAITING = "教研组长、分管行政和教导处"
WHO_KEEPS_UPPER_PLANS = "教导处"
WHO_READS_UPPER_PLANS = "本校全体教师"


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


# the research group


def research_visible_to(actor: Actor) -> Q:
    """The papers of research groups an actor may read, as a filter on ``ResearchPlan`` or ``ResearchSummary``."""
    return Q(school_id=actor.school_id, group_id__in=actor.readable | actor.within)


def may_read_research(actor: Actor, group_id: int) -> bool:
    """Whoever sits in the research group or below it, and those who oversee it."""
    return group_id in actor.readable or group_id in actor.within


def may_write_research(actor: Actor, group_id: int) -> bool:
    """Its leader."""
    return group_id in actor.heads


def may_change_research(actor: Actor, paper: ResearchPaper) -> bool:
    """Its leader, as long as the paper is a draft or was returned."""
    return may_write_research(actor, paper.group_id) and may_edit(paper.status)


def may_decide_research(actor: Actor, paper: ResearchPaper) -> bool:
    """Whoever oversees the research group; never its leader, nor whoever handed the paper in."""
    own = paper.submitted_by_id == actor.person_id or may_write_research(actor, paper.group_id)
    return paper.school_id == actor.school_id and may_approve_for_group(actor, paper.group_id) and not own


def research_waiting_for(actor: Actor) -> Q:
    """The submitted papers of research groups an actor may decide on."""
    mine = Q(submitted_by_id=actor.person_id) | Q(group_id__in=actor.heads)
    return Q(school_id=actor.school_id, status=Status.SUBMITTED, group_id__in=actor.oversees) & ~mine


def may_gather_evidence(actor: Actor, group_id: int) -> bool:
    """The leader and everybody of the research group lay things into a target's folder."""
    return may_read_research(actor, group_id)


def may_sort_evidence(actor: Actor, group_id: int, entered_by: int | None) -> bool:
    """The leader says how far each thing is and takes things out; whoever laid one in does so for it."""
    return may_write_research(actor, group_id) or (may_read_research(actor, group_id) and entered_by == actor.person_id)


def may_keep_upper_plans(actor: Actor) -> bool:
    """The academic office enters what the school, an office and the district ask."""
    return actor.is_office
