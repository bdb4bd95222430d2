"""Beginning a plan and editing it part by part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from jiaoyan.planning.actions import writing
from jiaoyan.planning.actions.problems import CannotStart
from jiaoyan.planning.findings import arrangement_problems, authoring_problems, division_problems
from jiaoyan.planning.forms.grids import TABLES, TableForm
from jiaoyan.planning.forms.head import HeadForm
from jiaoyan.planning.material import Material, material_of
from jiaoyan.planning.models import GroupPlan
from jiaoyan.planning.proposals import PROPOSALS
from jiaoyan.planning.queries import carried_over, plan_here
from jiaoyan.planning.summaries import left_over
from jiaoyan.planning.views.place import closed, to_plan
from jiaoyan.planning.views.saving import saved
from jiaoyan.schools.access import WHO_LEADS_GROUP, SchoolRequest, may_lead_group, require
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.queries import GroupTerm, prep_group_term
from jiaoyan.schools.rules.approval import may_edit
from jiaoyan.schools.rules.problem import Problem, RowsAtFault
from jiaoyan.web.forms import sent
from jiaoyan.web.grid import CellProblem, Grid, GridData

SAVES: Mapping[str, Callable[..., GroupPlan]] = {
    "key_points": writing.save_key_points,
    "division": writing.save_division,
    "arrangement": writing.save_arrangement,
    "authoring": writing.save_authoring,
}
CHECKS: Mapping[str, Callable[[GroupPlan, Material], list[Problem]]] = {
    "division": division_problems,
    "arrangement": arrangement_problems,
    "authoring": authoring_problems,
}


@login_required
@require_POST
def start(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Begin the plan with what can be proposed."""
    place = prep_group_term(request.actor, group, term, request.today)
    try:
        writing.start_plan(by=request.actor, place=place)
        messages.success(request, "已列出一份初稿：工作要点、分工、表1和表3都可以改。请先拟一个大标题。")
    except CannotStart as refused:
        messages.error(request, f"{refused}。")
    return to_plan(place)


def _open_plan(request: SchoolRequest, group: int, term: str) -> tuple[GroupTerm, GroupPlan]:
    """The plan for its leader to change; others are told who could."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(may_lead_group(request.actor, group), WHO_LEADS_GROUP)
    return place, plan_here(place)


@login_required
@require_http_methods(["GET", "POST"])
def head(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Title, date and the analysis that opens the plan, beside what earlier terms left behind."""
    place, plan = _open_plan(request, group, term)
    if not may_edit(plan.status):
        return closed(request, place)
    form = HeadForm(sent(request), place=place, plan=plan)
    answer = saved(
        request,
        form,
        lambda data: writing.save_head(by=request.actor, plan=plan, **data),
        now=lambda: plan_here(place),
        to=lambda: to_plan(place),
        closed=lambda: closed(request, place),
    )
    if answer:
        return answer
    context = {"place": place, "plan": plan, "form": form, "carried": carried_over(place), "left": left_over(place)}
    return render(request, "planning/head.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_http_methods(["GET", "POST"])
def table(request: SchoolRequest, group: int, term: str, table: str) -> HttpResponse:
    """One of the tables, edited in place."""
    place, plan = _open_plan(request, group, term)
    if table not in TABLES:
        raise Http404
    if not may_edit(plan.status):
        return closed(request, place)
    material = material_of(place)
    form = TABLES[table]
    grid = form.grid(plan, material)
    if request.method == "POST":
        data = grid.parse(request.POST)
        refused = _saved(request, plan, table, form, data, material)
        if refused is None:
            messages.success(request, f"{form.title}已保存。")
            return to_plan(place)
        grid = grid.bound(data, refused)
    status = 422 if request.method == "POST" else 200
    return render(request, "planning/table.html", _table_page(place, plan, table, form, grid, material), status=status)


def _saved(
    request: SchoolRequest, plan: GroupPlan, name: str, form: TableForm, data: GridData, material: Material
) -> list[CellProblem] | None:
    """None once the table is stored, otherwise what stands in the way besides ``data.problems``."""
    faults = form.faults(data.rows)
    if not data.ok or faults:
        return faults
    try:
        SAVES[name](by=request.actor, plan=plan, version=int(data.version), entries=form.entries(data.rows, material))
    except RowsAtFault as refused:
        return [CellProblem(problem.row_index, problem.column, problem.sentence) for problem in refused.problems]
    except NotPossible as refused:
        return [CellProblem(None, "", str(refused))]
    return None


def _table_page(place: GroupTerm, plan: GroupPlan, name: str, form: TableForm, grid: Grid, material: Material) -> dict[str, Any]:
    check = CHECKS.get(name)
    return {
        "place": place,
        "plan": plan,
        "table": name,
        "title": form.title,
        "hint": form.hint,
        "grid": grid,
        "problems": check(plan, material) if check and not grid.is_bound else (),
        "may_propose": name in PROPOSALS,
    }
