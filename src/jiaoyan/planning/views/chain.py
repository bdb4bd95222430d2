"""The resource chain: every unit with its seven steps, and one step with its files. 资源链"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from jiaoyan.library import access, actions
from jiaoyan.library.queries import resources_of, units_of
from jiaoyan.library.rules import FILE_STEPS, STEPS
from jiaoyan.planning.chain import KIND_OF_STEP, chains_of
from jiaoyan.planning.forms.chain import ResourceForm
from jiaoyan.schools.access import WHO_READS_GROUP, SchoolRequest, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.queries import prep_group_term
from jiaoyan.web.forms import put_beside, sent


@login_required
@require_GET
def chain(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Units beside steps."""
    place = prep_group_term(request.actor, group, term, request.today)
    chains = chains_of(place.group, place.term)
    context = {
        "place": place,
        "chains": chains,
        "steps": [name for _, name in STEPS],
        "complete": sum(each.final == len(STEPS) for each in chains),
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "planning/chain.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def step(request: SchoolRequest, group: int, term: str, unit: int, step: str) -> HttpResponse:
    """One step of one unit: its records, and a file more."""
    place = prep_group_term(request.actor, group, term, request.today)
    found = next((each for each in chains_of(place.group, place.term) if each.unit == unit), None)
    if found is None or step not in dict(FILE_STEPS):
        raise Http404
    here = next(each for each in found.steps if each.slug == step)
    form = ResourceForm(sent(request), request.FILES or None, initial={"title": f"{found.title.partition('、')[2]} {here.name}"})
    if request.method == "POST":
        require(access.may_write(request.actor, group), access.WHO_WRITES)
        if form.is_valid():
            try:
                actions.give_resource(
                    by=request.actor,
                    group=place.group,
                    term=place.term,
                    unit=next(each for each in units_of(place.group, place.term) if each.pk == unit),
                    step=step,
                    title=form.cleaned_data["title"],
                    day=place.day,
                    given=actions.lay_file(form.cleaned_data["file"].read(), str(form.cleaned_data["file"].name)),
                    final=form.cleaned_data["final"],
                )
            except Refused as refused:
                put_beside(form, refused.problems)
            else:
                messages.success(request, "已上传。")
                return redirect("planning:chain_step", group, term, unit, step)
    removed = resources_of(place.group, place.term, removed=True)
    context = {
        "place": place,
        "chain": found,
        "step": here,
        "form": form,
        "kind": KIND_OF_STEP.get(step, ""),
        "removed": [each for each in removed if (each.unit_id, each.step) == (unit, step) and access.may_change(request.actor, each)],
        "may_write": access.may_write(request.actor, group),
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "planning/chain_step.html", context, status=422 if request.method == "POST" else 200)
