"""What the pages of a research group share: where they stand, whose they are, ways back, refusals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString

from jiaoyan.planning import access
from jiaoyan.planning.models import ResearchPlan, ResearchSummary
from jiaoyan.planning.research import research_place, research_plan_here
from jiaoyan.planning.research_summaries import research_summary_here
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.web.grid import CellProblem


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One part of a paper with the link of whoever may change it and what it lacks."""

    key: str
    html: SafeString
    edit_label: str
    edit_url: str
    lacks: tuple[str, ...]


def here(request: SchoolRequest, group: int, term: str) -> GroupTerm:
    """Where the page stands. Raises ``Http404``, ``NotAllowed``."""
    return research_place(request.actor, group, term, request.today)


def plan_for_leader(request: SchoolRequest, group: int, term: str) -> tuple[GroupTerm, ResearchPlan]:
    """The plan for its leader to change; others are told who could."""
    place = here(request, group, term)
    require(access.may_write_research(request.actor, group), access.WHO_LEADS_RESEARCH)
    return place, research_plan_here(place)


def summary_for_leader(request: SchoolRequest, group: int, term: str) -> tuple[GroupTerm, ResearchSummary]:
    """The same for the summary."""
    place = here(request, group, term)
    require(access.may_write_research(request.actor, group), access.WHO_LEADS_RESEARCH)
    return place, research_summary_here(place)


def address(name: str, place: GroupTerm, *more: object, part: str = "") -> str:
    """The address of a page of the group, at one of its parts."""
    return reverse(f"planning:{name}", args=[place.group.pk, place.term.key, *more]) + (f"#{part}" if part else "")


def to_plan(place: GroupTerm, part: str = "") -> HttpResponse:
    """Back to the plan's page."""
    return redirect(address("research_plan", place, part=part))


def to_summary(place: GroupTerm, part: str = "") -> HttpResponse:
    """Back to the summary's page."""
    return redirect(address("research_summary", place, part=part))


def plan_closed(request: SchoolRequest, place: GroupTerm) -> HttpResponse:
    """Back, saying that the plan is not open for changes now."""
    messages.info(request, "计划已提交或已通过，现在不能改动；需要改动时，请先撤回或选“重新修改”。")
    return to_plan(place)


def summary_closed(request: SchoolRequest, place: GroupTerm) -> HttpResponse:
    """The same for the summary."""
    messages.info(request, "总结已提交或已通过，现在不能改动；需要改动时，请先撤回或选“重新修改”。")
    return to_summary(place)


def refused_rows(refused: Exception) -> list[CellProblem]:
    """What a verb refused, as a grid shows it."""
    return [CellProblem(None, "", str(refused))]


def shared(place: GroupTerm, **more: Any) -> dict[str, Any]:
    """The context of every page of a research group; ``here`` marks its entry in the navigation."""
    return {"place": place, "here": place.group.pk, "who_sees": [access.WHO_READS_RESEARCH], **more}
