"""Unit analyses: the units of the book with their preparers, and one analysis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.activities import access
from jiaoyan.activities.actions import analyses as actions
from jiaoyan.activities.actions import writing
from jiaoyan.activities.forms.meetings import SectionForm
from jiaoyan.activities.forms.units import GoalsForm, PreparersForm, SeenForm, attainment_grid, counted
from jiaoyan.activities.models import AnalysisRow, PersonalDesign, UnitAnalysis
from jiaoyan.activities.printouts.units import unit_analysis as printout
from jiaoyan.activities.queries import units
from jiaoyan.activities.queries.from_marks import has_practice
from jiaoyan.activities.queries.units import RowView, UnitView
from jiaoyan.activities.rules.analysis import ATTAINMENT_ROW, goals_hint, own_word
from jiaoyan.activities.views.meeting import group_row_context
from jiaoyan.activities.views.request import fragment, stored_text
from jiaoyan.documents.blocks import Document
from jiaoyan.pacing.queries import days_of_units
from jiaoyan.schools.access import WHO_CONTRIBUTES, WHO_LEADS_GROUP, WHO_READS_GROUP, SchoolRequest, may_lead_group, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import Person
from jiaoyan.schools.queries import GroupTerm, group_term, members_of, moment
from jiaoyan.schools.rules.gaps import counts_since
from jiaoyan.schools.rules.naming import title_of_unit_analysis
from jiaoyan.schools.saving import carried_out
from jiaoyan.web.download import word
from jiaoyan.web.forms import sent, typed_again
from jiaoyan.web.grid import CellProblem


@login_required
@require_GET
def unit_analyses(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The units of the term's book: who prepares, which rows stand, what is due."""
    place = group_term(request.actor, group, term, request.today)
    views = {view.analysis.unit_id: view for view in units.unit_views(units.analyses_of(place.group, place.term), [])}
    book = units.units_of(place.group, place.term)
    known = {unit.pk for unit in book}
    rows = [(unit, views.get(unit.pk)) for unit in book] + [(view.analysis.unit, view) for key, view in views.items() if key not in known]
    context = {
        "place": place,
        "rows": [(unit, view, *_late(view, place)) for unit, view in rows],
        "may_lead": may_lead_group(request.actor, group),
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "activities/units.html", context)


def _late(view: UnitView | None, place: GroupTerm) -> tuple[list[RowView], bool]:
    """The rows of an analysis that are overdue; and whether all that is not there was due before the group used the system."""
    left = [row for row in view.rows if not row.due.done] if view else []
    missing = [row for row in left if row.due.is_missing(place.today)]
    late = [row for row in missing if row.due.due and counts_since(row.due.due, place.group.in_use_from)]
    return late, bool(left) and not late and missing == left


@login_required
@require_http_methods(["GET", "POST"])
def preparers(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The leader says who prepares which unit."""
    place = group_term(request.actor, group, term, request.today)
    require(may_lead_group(request.actor, group), WHO_LEADS_GROUP)
    people = list(members_of(place.group, place.day))
    book = units.units_of(place.group, place.term)
    form = PreparersForm(sent(request), units=book, analyses=units.analyses_of(place.group, place.term), people=people)
    if request.method == "POST":
        days = days_of_units(place.group, place.term)
        done = carried_out(
            form,
            lambda _data: actions.assign_units(by=request.actor, group=place.group, term=place.term, preparers=form.chosen(), days=days),
        )
        if done is not None:
            messages.success(request, "主备人已保存。")
            return redirect("activities:unit_analyses", group, term)
    return render(request, "activities/preparers.html", {"place": place, "form": form}, status=422 if request.method == "POST" else 200)


@login_required
@require_GET
def unit_analysis(request: SchoolRequest, pk: int) -> HttpResponse:
    """One analysis: own designs, everyone's, the group's opinion, goals and their counts."""
    return _page(request, units.analysis_of(request.actor, pk))


def _page(request: SchoolRequest, analysis: UnitAnalysis, status: int = 200, **forms: Any) -> HttpResponse:
    place = group_term(request.actor, analysis.group_id, analysis.term.key, request.today)
    members = list(members_of(place.group, place.day))
    view = units.unit_views([analysis], members)[0]
    settles = access.may_settle_unit(request.actor, analysis)
    writes = access.may_write_design(request.actor, analysis)
    goals = [goal.goal for goal in view.goals]
    context: dict[str, Any] = {
        "place": place,
        "view": view,
        "analysis": analysis,
        "settles": settles,
        "writes": writes,
        "rows": [_row(view, row, request.actor.person_id, settles=settles, writes=writes) for row in AnalysisRow.values],
        "goals_form": GoalsForm(goals=goals) if settles else None,
        "attainment_grid": attainment_grid(goals, units.classes_of(analysis)) if settles and goals else None,
        "may_take_marks": settles and bool(goals) and has_practice(analysis),
        "sources": sorted({count.source for goal in goals for count in goal.attainment.all() if count.source}),
        "is_counted": any(goal.grade.tested for goal in view.goals),
        "goals_hint": goals_hint(len(goals)),
        "unit_is_over": analysis.unit_ends is not None and analysis.unit_ends <= place.today,
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "activities/unit.html", context | forms, status=status)


def _row(view: UnitView, row: int, person_id: int, *, settles: bool, writes: bool) -> dict[str, Any]:
    """One row with its two forms, as far as the actor may write."""
    shown = view.rows[row - 1]
    context = group_row_context(view, row) if settles else {"row": shown, "analysis": view.analysis}
    return {**context, "design": _design(view, row, person_id) if writes else None, "is_last": row == ATTAINMENT_ROW}


def _design(view: UnitView, row: int, person_id: int, **more: Any) -> dict[str, Any]:
    """One's own design of a row as its form shows it."""
    mine = next((d for d in view.analysis.designs.all() if d.row == row and d.person_id == person_id), None)
    return {
        "form": _design_form(view, row, mine),
        "design": mine,
        "label": AnalysisRow(row).label,
        "own": own_word(row),
        "analysis": view.analysis,
        **more,
    }


def _design_form(view: UnitView, row: int, mine: PersonalDesign | None, data: Any = None) -> SectionForm:
    initial = {"text": mine.text if mine else [], "version": mine.version if mine else 0}
    return SectionForm(
        data, label=f"{own_word(row)}：{AnalysisRow(row).label}", initial=initial, auto_id=f"design{view.analysis.pk}-{row}-%s"
    )


@login_required
@require_POST
def design(request: SchoolRequest, pk: int, row: int) -> HttpResponse:
    """Store one's own design of a row."""
    analysis = units.analysis_of(request.actor, pk)
    require(access.may_write_design(request.actor, analysis), WHO_CONTRIBUTES)
    if row not in AnalysisRow.values:
        raise Http404
    view = units.unit_views([analysis], [])[0]
    context = _design(view, row, request.actor.person_id)
    mine = context["design"]
    stored = stored_text(
        _design_form(view, row, mine, request.POST),
        context,
        mine,
        lambda text, version: writing.record_design(
            by=request.actor, analysis=analysis, row=row, text=text, version=version, at=moment(request.today)
        ),
    )
    if stored is not None and not request.htmx:
        return redirect(reverse("activities:unit_analysis", args=[pk]) + f"#row-{row}")
    if stored is not None:
        context = _design(units.unit_views([units.analysis_of(request.actor, pk)], [])[0], row, request.actor.person_id, saved=True)
    status = 200 if stored is not None else 422
    if request.htmx:
        return fragment(request, "activities/design_fields.html", context, status)
    return render(request, "activities/alone.html", {**context, "piece": "activities/design_fields.html"}, status=status)


@login_required
@require_POST
def goals(request: SchoolRequest, pk: int) -> HttpResponse:
    """Store the goals."""
    analysis = units.analysis_of(request.actor, pk)
    require(access.may_settle_unit(request.actor, analysis), access.WHO_SETTLES_UNIT)
    form = GoalsForm(request.POST, goals=list(analysis.goals.all()))
    if (
        carried_out(form, lambda data: actions.set_goals(by=request.actor, analysis=analysis, goals=form.goals(), seen=data["seen"]))
        is None
    ):
        _saw_it(form)
        return _page(request, analysis, 422, goals_form=form)
    messages.success(request, "目标已保存。")
    return _to_goals(pk)


def _to_goals(pk: int) -> HttpResponse:
    return redirect(reverse("activities:unit_analysis", args=[pk]) + "#goals")


def _saw_it(form: SeenForm) -> None:
    """The page that comes back shows what stands there now: saving once more goes over it."""
    form.data = typed_again(form.data, seen=form.fields["seen"].initial)


@login_required
@require_POST
def attainment(request: SchoolRequest, pk: int) -> HttpResponse:
    """Store how many reached each goal in each class."""
    analysis = units.analysis_of(request.actor, pk)
    require(access.may_settle_unit(request.actor, analysis), access.WHO_SETTLES_UNIT)
    goals, classes = list(analysis.goals.prefetch_related("attainment")), units.classes_of(analysis)
    if not goals:
        messages.error(request, "请先写好目标，再填达成人数。")
        return _to_goals(pk)
    grid = attainment_grid(goals, classes)
    data = grid.parse(request.POST)
    counts, problems = counted(data, goals, classes)
    if data.ok and not problems:
        problems = _refused(lambda: actions.set_attainment(by=request.actor, analysis=analysis, counts=counts, seen=data.version))
    if not data.ok or problems:
        return _page(request, analysis, 422, attainment_grid=grid.bound(data, problems))
    messages.success(request, "达成数据已保存，达成率已算好。")
    return _to_goals(pk)


def _refused(verb: Callable[[], None]) -> list[CellProblem]:
    """Carry a verb out; what it refused concerns the table as a whole."""
    try:
        verb()
    except Refused as refused:
        return [CellProblem(None, "", sentence) for sentence in refused.problems.values()]
    return []


@login_required
@require_GET
def unit_docx(request: SchoolRequest, pk: int) -> HttpResponse:
    """One analysis as Word."""
    analysis = units.analysis_of(request.actor, pk)
    view = units.unit_views([analysis], _members(analysis))[0]
    title = title_of_unit_analysis(analysis.unit.number, analysis.unit.title)
    return word(Document(title, printout(view)), f"{analysis.group.name}{title}")


def _members(analysis: UnitAnalysis) -> list[Person]:
    return list(members_of(analysis.group, analysis.unit_starts or analysis.term.first_school_day))
