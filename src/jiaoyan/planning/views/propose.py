"""A proposal for a table, shown beside what stands there before anything is stored."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from jiaoyan.planning.forms.grids import TABLES
from jiaoyan.planning.material import material_of
from jiaoyan.planning.proposals import PROPOSALS
from jiaoyan.planning.queries import plan_here
from jiaoyan.planning.views.edit import SAVES
from jiaoyan.planning.views.place import closed, to_plan
from jiaoyan.schools.access import WHO_LEADS_GROUP, SchoolRequest, may_lead_group, require
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.queries import prep_group_term
from jiaoyan.schools.rules.approval import may_edit
from jiaoyan.schools.rules.problem import RowsAtFault
from jiaoyan.web.forms import version_sent


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: SchoolRequest, group: int, term: str, table: str) -> HttpResponse:
    """GET shows what would change, POST accepts exactly that."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(may_lead_group(request.actor, group), WHO_LEADS_GROUP)
    plan = plan_here(place)
    if table not in PROPOSALS:
        raise Http404
    if not may_edit(plan.status):
        return closed(request, place)
    proposal = PROPOSALS[table](plan, material_of(place))
    refusal = ""
    if request.method == "POST":
        if request.POST.get("shown") != proposal.fingerprint or proposal.problems:
            refusal = "建议的内容与刚才看到的不同了，请再看一遍。" if not proposal.problems else ""
        else:
            try:
                SAVES[table](by=request.actor, plan=plan, version=version_sent(request), entries=proposal.entries)
            except (RowsAtFault, NotPossible) as refused:
                refusal = str(refused)
            else:
                messages.success(request, f"已采用建议的{TABLES[table].title}。")
                return to_plan(place)
    context = {
        "place": place,
        "plan": plan,
        "table": table,
        "title": TABLES[table].title,
        "proposal": proposal,
        "part": proposal.part,
        "refusal": refusal,
        "can_accept": not proposal.problems and not proposal.part.changes_nothing,
    }
    return render(request, "planning/propose.html", context, status=422 if request.method == "POST" else 200)
