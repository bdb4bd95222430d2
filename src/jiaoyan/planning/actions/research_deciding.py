"""Submitting a research group's plan and deciding on it. All raise ``ChangedMeanwhile``, ``NotPossible`` and ``NotAllowed``."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiaoyan.documents.blocks import Document
from jiaoyan.documents.docx import to_docx
from jiaoyan.planning import access
from jiaoyan.planning.actions.problems import ResearchIncomplete
from jiaoyan.planning.actions.rounds import Round, authors_of
from jiaoyan.planning.models import ResearchPlan, ResearchPlanEdition
from jiaoyan.planning.organisation import freeze, organisation_for, organisation_of
from jiaoyan.planning.printouts.research import research_plan
from jiaoyan.planning.research import research_findings, research_plan_of
from jiaoyan.planning.research_editions import plan_content
from jiaoyan.schools import files
from jiaoyan.schools.access import Actor
from jiaoyan.schools.actions import approval
from jiaoyan.schools.actions.editions import keep_edition
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.approval import Event


def _may_write(by: Actor, plan: ResearchPlan) -> bool:
    return access.may_write_research(by, plan.group_id)


def _keep_organisation(plan: ResearchPlan, place: GroupTerm | None = None) -> None:
    """Fix who leads what as it stands at a place, or let it follow groups and roles again."""
    plan.organisation = freeze(organisation_of(place)) if place else {}
    ResearchPlan.objects.filter(pk=plan.pk).update(organisation=plan.organisation)


ROUND = Round(
    research_plan_of,
    _may_write,
    access.WHO_LEADS_RESEARCH,
    access.may_decide_research,
    access.WHO_DECIDES_RESEARCH,
    let_go=_keep_organisation,
)


def submit(*, by: Actor, plan: ResearchPlan, place: GroupTerm, version: int, at: datetime) -> None:
    """Hand the plan in; who leads what is fixed as it stands. Raises ``ResearchIncomplete`` with everything that stops it."""
    fresh = ROUND.for_writer(by, plan, version, Event.SUBMIT)
    if found := [finding.message for finding in research_findings(fresh, place) if finding.stops]:
        raise ResearchIncomplete(found)
    with transaction.atomic():
        approval.submit(fresh, by=by, now=at)
        _keep_organisation(fresh, place)


def withdraw(*, by: Actor, plan: ResearchPlan, version: int) -> None:
    """Take the plan back before anybody has decided on it."""
    ROUND.withdraw(by, plan, version)


def approve(*, by: Actor, plan: ResearchPlan, place: GroupTerm, version: int, at: datetime, note: str = "") -> None:
    """Approve the plan: it is kept as the file of this day, and its month schedule is everybody's."""
    fresh = ROUND.for_decision(by, plan, version, Event.APPROVE)
    name = f"{fresh.group.name}{fresh.term.key}计划"
    laid = files.lay_down(to_docx(Document(name, research_plan(fresh, organisation_for(fresh, place)))))
    with transaction.atomic():
        approval.approve(fresh, by=by, note=note, authors=authors_of(fresh, place), now=at)
        keep_edition(ResearchPlanEdition, of={"plan": fresh}, laid=laid, name=name, content=plan_content(fresh), by=by, day=place.today)


def send_back(*, by: Actor, plan: ResearchPlan, place: GroupTerm, version: int, at: datetime, note: str) -> None:
    """Return the plan with a word on what to change. Raises ``NoteMissing`` without one."""
    ROUND.send_back(by, plan, version, place=place, at=at, note=note)


def reopen(*, by: Actor, plan: ResearchPlan, place: GroupTerm, version: int) -> None:
    """Begin a new draft of an approved plan; what was approved stays readable as its edition."""
    ROUND.reopen(by, plan, version, place=place)
