"""Submitting a research group's plan and deciding on it. All raise ``ChangedMeanwhile``, ``NotPossible`` and ``NotAllowed``."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiaoyan.documents.blocks import Document
from jiaoyan.documents.docx import to_docx
from jiaoyan.planning import access
from jiaoyan.planning.actions.problems import ResearchIncomplete
from jiaoyan.planning.models import ResearchPlan, ResearchPlanEdition
from jiaoyan.planning.organisation import freeze, organisation_for, organisation_of
from jiaoyan.planning.printouts.research import research_plan
from jiaoyan.planning.research import research_findings, research_plan_of
from jiaoyan.planning.research_editions import plan_content
from jiaoyan.schools import files
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions import approval
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.editions import keep_edition
from jiaoyan.schools.queries import GroupTerm, leader_of
from jiaoyan.schools.rules.approval import Event, next_status


def submit(*, by: Actor, plan: ResearchPlan, place: GroupTerm, version: int, at: datetime) -> None:
    """Hand the plan in; who leads what is fixed as it stands. Raises ``ResearchIncomplete`` with everything that stops it."""
    require(access.may_write_research(by, plan.group_id), access.WHO_LEADS_RESEARCH)
    fresh = _as_seen(plan, version)
    next_status(fresh.status, Event.SUBMIT)
    if found := [finding.message for finding in research_findings(fresh, place) if finding.stops]:
        raise ResearchIncomplete(found)
    with transaction.atomic():
        approval.submit(fresh, by=by, now=at)
        _keep_organisation(fresh, place, fixed=True)


def withdraw(*, by: Actor, plan: ResearchPlan, place: GroupTerm, version: int) -> None:
    """Take the plan back before anybody has decided on it."""
    require(access.may_write_research(by, plan.group_id), access.WHO_LEADS_RESEARCH)
    fresh = _as_seen(plan, version)
    with transaction.atomic():
        approval.withdraw(fresh, by=by)
        _keep_organisation(fresh, place, fixed=False)


def approve(*, by: Actor, plan: ResearchPlan, place: GroupTerm, version: int, at: datetime, note: str = "") -> None:
    """Approve the plan: it is kept as the file of this day, and its month schedule is everybody's."""
    require(access.may_decide_research(by, plan), access.WHO_DECIDES_RESEARCH)
    fresh = _as_seen(plan, version)
    next_status(fresh.status, Event.APPROVE)
    name = f"{fresh.group.name}{fresh.term.key}计划"
    laid = files.lay_down(to_docx(Document(name, research_plan(fresh, organisation_for(fresh, place)))))
    with transaction.atomic():
        approval.approve(fresh, by=by, note=note, authors=_authors(fresh, place), now=at)
        keep_edition(ResearchPlanEdition, of={"plan": fresh}, laid=laid, name=name, content=plan_content(fresh), by=by, day=place.today)


def send_back(*, by: Actor, plan: ResearchPlan, place: GroupTerm, version: int, at: datetime, note: str) -> None:
    """Return the plan with a word on what to change. Raises ``NoteMissing`` without one."""
    require(access.may_decide_research(by, plan), access.WHO_DECIDES_RESEARCH)
    fresh = _as_seen(plan, version)
    with transaction.atomic():
        approval.send_back(fresh, by=by, note=note, authors=_authors(fresh, place), now=at)
        _keep_organisation(fresh, place, fixed=False)


def reopen(*, by: Actor, plan: ResearchPlan, place: GroupTerm, version: int) -> None:
    """Begin a new draft of an approved plan; what was approved stays readable as its edition."""
    require(access.may_write_research(by, plan.group_id), access.WHO_LEADS_RESEARCH)
    fresh = _as_seen(plan, version)
    with transaction.atomic():
        approval.reopen(fresh, by=by)
        _keep_organisation(fresh, place, fixed=False)
        ResearchPlan.objects.filter(pk=fresh.pk).update(revised_on=place.today)


def _as_seen(plan: ResearchPlan, version: int) -> ResearchPlan:
    """The plan as it stands, if it is still the version the person saw."""
    fresh = research_plan_of(plan.group, plan.term)
    if fresh is None or fresh.version != version:
        raise ChangedMeanwhile
    return fresh


def _keep_organisation(plan: ResearchPlan, place: GroupTerm, *, fixed: bool) -> None:
    """Fix who leads what as it stands, or let it follow groups and roles again."""
    plan.organisation = freeze(organisation_of(place)) if fixed else {}
    ResearchPlan.objects.filter(pk=plan.pk).update(organisation=plan.organisation)


def _authors(plan: ResearchPlan, place: GroupTerm) -> list[int]:
    """The group's leader is an author, whoever pressed the button."""
    leader = leader_of(plan.group, place.day)
    return [leader.pk] if leader else []
