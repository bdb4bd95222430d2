"""Beginning a research group's plan and writing it part by part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from jiaoyan.planning.actions import research as writing
from jiaoyan.planning.actions.problems import CannotStart
from jiaoyan.planning.forms.research import RESEARCH_TABLES, ClauseForm, OffersForm, ResearchHeadForm
from jiaoyan.planning.models import ResearchPlan
from jiaoyan.planning.research import offers_for, quotas_to_name, research_findings, research_plan_here
from jiaoyan.planning.rules.entries import Entry
from jiaoyan.planning.views.research_place import (
    here,
    plan_closed,
    plan_for_leader,
    refused_rows,
    shared,
    to_plan,
)
from jiaoyan.planning.views.saving import saved
from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.approval import may_edit
from jiaoyan.schools.rules.problem import RowsAtFault
from jiaoyan.web.forms import sent
from jiaoyan.web.grid import CellProblem


@login_required
@require_POST
def start(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Begin the plan."""
    place = here(request, group, term)
    try:
        writing.start_research_plan(by=request.actor, place=place)
        messages.success(request, "可以写了：先写指导思想与目标，再看看有哪些条目要承接。")
    except CannotStart as refused:
        messages.error(request, f"{refused}。")
    return to_plan(place)


@login_required
@require_http_methods(["GET", "POST"])
def head(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Guiding ideas, goals, date."""
    place, plan = plan_for_leader(request, group, term)
    if not may_edit(plan.status):
        return plan_closed(request, place)
    form = ResearchHeadForm(sent(request), place=place, plan=plan)
    if answer := _saved(request, place, form, lambda data: writing.save_research_head(by=request.actor, plan=plan, **data), "head"):
        return answer
    return render(request, "planning/research_head_form.html", shared(place, plan=plan, form=form), status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def table(request: SchoolRequest, group: int, term: str, table: str) -> HttpResponse:
    """One of the tables, edited in place."""
    place, plan = plan_for_leader(request, group, term)
    if table not in RESEARCH_TABLES:
        raise Http404
    if not may_edit(plan.status):
        return plan_closed(request, place)
    form = RESEARCH_TABLES[table]
    grid = form.grid(plan, place)
    if request.method == "POST":
        data = grid.parse(request.POST)
        problems = []
        if data.ok:
            try:
                _save(request, plan, place, table, int(data.version), form.entries(data.rows))
            except RowsAtFault as refused:
                problems = [CellProblem(each.row_index, each.column, each.sentence) for each in refused.problems]
            except NotPossible as refused:
                problems = refused_rows(refused)
            else:
                messages.success(request, f"{form.title}已保存。")
                return to_plan(place, table)
        grid = grid.bound(data, problems)
    found = [] if grid.is_bound else [finding for finding in research_findings(plan, place) if finding.part == table]
    context = shared(place, plan=plan, table=table, title=form.title, hint=form.hint, grid=grid, findings=found)
    context["kind"] = "attention" if any(finding.stops for finding in found) else "info"
    return render(request, "planning/research_table.html", context, status=422 if grid.is_bound else 200)


def _save(request: SchoolRequest, plan: ResearchPlan, place: GroupTerm, table: str, version: int, entries: Sequence[Entry[Any]]) -> None:
    given: Mapping[str, Any] = {"by": request.actor, "plan": plan, "version": version, "entries": entries}
    if table == "clauses":
        writing.save_clauses(**given)
    elif table == "months":
        writing.save_months(**given, calendar=place.calendar)
    else:
        writing.save_targets(**given)


@login_required
@require_http_methods(["GET", "POST"])
def clause(request: SchoolRequest, group: int, term: str, clause: int) -> HttpResponse:
    """One clause with the quotas it names; ``?quota=`` is one that was added for it just now."""
    place, plan = plan_for_leader(request, group, term)
    found = next((row for row in plan.clauses.all() if row.pk == clause), None)
    if found is None:
        raise Http404
    if not may_edit(plan.status):
        return plan_closed(request, place)
    quotas = quotas_to_name(place.group)
    form = ClauseForm(sent(request), clause=found, plan=plan, quotas=quotas, new=request.GET.get("quota", ""))

    def verb(data: dict[str, Any]) -> None:
        writing.save_clause(by=request.actor, plan=plan, clause=clause, **{**data, "quotas": [int(key) for key in data["quotas"]]})

    if answer := _saved(request, place, form, verb, "clauses"):
        return answer
    context = shared(place, plan=plan, clause=found, form=form)
    return render(request, "planning/research_clause.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def offers(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """What higher plans ask and the last term left behind, to be taken up as clauses."""
    place, plan = plan_for_leader(request, group, term)
    if not may_edit(plan.status):
        return plan_closed(request, place)
    offered = offers_for(plan)
    form = OffersForm(sent(request), plan=plan, offers=offered)

    def verb(data: dict[str, Any]) -> str:
        return f"已承接{writing.take_up(by=request.actor, plan=plan, **data)}条，放在主要措施的最后，可以再改。"

    if answer := _saved(request, place, form, verb, "clauses"):
        return answer
    context = shared(
        place, plan=plan, form=form, taken=[offer for offer in offered if offer.taken], open=any(not each.taken for each in offered)
    )
    return render(request, "planning/research_offers.html", context, status=422 if form.is_bound else 200)


def _saved(
    request: SchoolRequest, place: GroupTerm, form: forms.Form, verb: Callable[[dict[str, Any]], object], part: str
) -> HttpResponse | None:
    return saved(
        request,
        form,
        verb,
        now=lambda: research_plan_here(place),
        to=lambda: to_plan(place, part),
        closed=lambda: plan_closed(request, place),
    )
