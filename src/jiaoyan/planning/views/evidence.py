"""The folder of one honour or inspection: what is there, how far it is, laying in, taking out. 佐证材料"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.planning import access
from jiaoyan.planning.actions import evidence as verbs
from jiaoyan.planning.forms.research import EvidenceForm
from jiaoyan.planning.models import Evidence, Target
from jiaoyan.planning.research import evidence_in, evidence_of, target_of
from jiaoyan.schools import files
from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.web.download import download
from jiaoyan.web.forms import sent


def _to(target: int) -> HttpResponse:
    return redirect("planning:target", target)


@login_required
@require_http_methods(["GET", "POST"])
def target(request: SchoolRequest, pk: int) -> HttpResponse:
    """The folder, with a form to lay something in."""
    found = target_of(request.actor, pk)
    form = EvidenceForm(sent(request), request.FILES or None, host=request.get_host())
    if form.is_bound and form.is_valid():
        _laid_in(request, found, form)
        messages.success(request, "已放进材料夹。")
        return _to(pk)
    rows = evidence_in(found)
    group = found.plan.group_id
    context = {
        "target": found,
        "here": group,
        "home": reverse("planning:research_plan", args=[group, found.plan.term.key]),
        "rows": [(row, access.may_sort_evidence(request.actor, group, row.entered_by_id)) for row in rows if row.removed_at is None],
        "removed": [row for row in rows if row.removed_at and access.may_sort_evidence(request.actor, group, row.entered_by_id)],
        "states": Evidence.State.choices,
        "form": form,
        "who_sees": [access.WHO_READS_RESEARCH],
    }
    return render(request, "planning/target.html", context, status=422 if form.is_bound else 200)


def _laid_in(request: SchoolRequest, target: Target, form: EvidenceForm) -> None:
    data, file = form.cleaned_data, form.cleaned_data["file"]
    sent_file = {"data": file.read(), "name": file.name, "content_type": file.content_type or ""} if file else {}
    verbs.lay_in(by=request.actor, target=target, label=data["label"], state=data["state"], link=data["link"], **sent_file)


@login_required
@require_POST
def sort(request: SchoolRequest, pk: int) -> HttpResponse:
    """Say how far a thing is, take it out, or put it back (``state``: a state, "out" or "back")."""
    row = evidence_of(request.actor, pk)
    wanted = request.POST.get("state", "")
    if wanted == "out":
        verbs.take_out(by=request.actor, evidence=row)
        messages.success(request, "已移出材料夹，可以在下面放回。")
    elif wanted == "back":
        try:
            verbs.put_back(by=request.actor, evidence=row)
            messages.success(request, "已放回。")
        except Refused as refused:
            messages.error(request, str(refused))
    elif wanted in Evidence.State.values:
        verbs.set_state(by=request.actor, evidence=row, state=wanted)
        messages.success(request, "已改好。")
    else:
        verbs.require_sorter(by=request.actor, evidence=row)
    return _to(row.target_id)


@login_required
@require_GET
def file(request: SchoolRequest, pk: int) -> HttpResponse:
    """The file that was laid in."""
    row = evidence_of(request.actor, pk)
    if row.file is None:
        raise Http404
    return download(files.read(row.file), row.file.name, row.file.content_type)
