"""Handing a plan in, taking it back, reopening it; deciding on it, and the plans that wait."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.planning import access
from jiaoyan.planning.actions import deciding
from jiaoyan.planning.actions.arranging import arranged_words
from jiaoyan.planning.actions.problems import CannotArrange, Incomplete
from jiaoyan.planning.forms.head import APPROVE, DecisionForm
from jiaoyan.planning.models import GroupPlan
from jiaoyan.planning.printouts import group_plan
from jiaoyan.planning.queries import plan_here, waiting_plans
from jiaoyan.planning.views.place import to_plan
from jiaoyan.planning.views.plan import page_of
from jiaoyan.schools.access import WHO_LEADS_GROUP, SchoolRequest, may_lead_group, require
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.models import Status
from jiaoyan.schools.queries import GroupTerm, moment, prep_group_term
from jiaoyan.web.forms import version_sent


@login_required
@require_POST
def submit(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Hand the plan in; what is missing is said on its page."""
    place, plan = _own_plan(request, group, term)
    try:
        deciding.submit(by=request.actor, plan=plan, place=place, version=version_sent(request), at=moment(request.today))
    except Incomplete as lacking:
        messages.error(request, f"还不能提交：有{len(lacking.findings)}处要补上，都列在下面。")
        return render(request, "planning/plan.html", page_of(request, place, plan, lacking.findings), status=422)
    except NotPossible as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "计划已提交，等待审批。")
    return to_plan(place)


def _own_plan(request: SchoolRequest, group: int, term: str) -> tuple[GroupTerm, GroupPlan]:
    place = prep_group_term(request.actor, group, term, request.today)
    require(may_lead_group(request.actor, group), WHO_LEADS_GROUP)
    return place, plan_here(place)


def _step(request: SchoolRequest, place: GroupTerm, done: str, verb: Callable[[], object]) -> HttpResponse:
    try:
        verb()
    except NotPossible as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return to_plan(place)


@login_required
@require_POST
def withdraw(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Take the plan back."""
    place, plan = _own_plan(request, group, term)
    return _step(
        request, place, "已撤回，可以继续修改。", lambda: deciding.withdraw(by=request.actor, plan=plan, version=version_sent(request))
    )


@login_required
@require_http_methods(["GET", "POST"])
def reopen(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Begin a new draft of an approved plan; asks once."""
    place, plan = _own_plan(request, group, term)
    if request.method == "GET":
        context = {
            "title": "重新修改计划？",
            "text": "已通过的一稿会原样保留，已经开过的活动不受影响；改好以后请再提交一次审批，通过后还没开的活动按新的表1更新。",
            "button": "重新修改",
            "variant": "primary",
            "cancel_url": reverse("planning:plan", args=[group, term]),
        }
        return render(request, "web/confirm.html", context)
    return _step(
        request,
        place,
        "可以修改了，改好请再提交。",
        lambda: deciding.reopen(by=request.actor, plan=plan, place=place, version=plan.version),
    )


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The plan as it will be printed, with the two decisions beside it."""
    place = prep_group_term(request.actor, group, term, request.today)
    plan = plan_here(place)
    require(access.may_decide(request.actor, plan), access.WHO_DECIDES)
    if plan.status != Status.SUBMITTED:
        messages.info(request, f"这份计划现在是“{plan.get_status_display()}”，不在等待审批。")
        return to_plan(place)
    form = DecisionForm(request.POST or None, initial={"version": plan.version, "decision": APPROVE})
    if request.method == "POST" and form.is_valid() and _decided(request, place, plan, form):
        return to_plan(place)
    context = {"place": place, "plan": plan, "form": form, "document": group_plan(plan)}
    return render(request, "planning/decide.html", context, status=422 if request.method == "POST" else 200)


def _decided(request: SchoolRequest, place: GroupTerm, plan: GroupPlan, form: DecisionForm) -> bool:
    data = form.cleaned_data
    given = {
        "by": request.actor,
        "plan": plan,
        "place": place,
        "version": data["version"],
        "at": moment(request.today),
        "note": data["note"],
    }
    try:
        if data["decision"] == APPROVE:
            held = deciding.approve(**given)
            messages.success(request, f"计划已通过。{arranged_words(held)}")
        else:
            deciding.send_back(**given)
            messages.success(request, "计划已退回，意见已写明。")
    except CannotArrange as refused:
        for message in refused.messages:
            form.add_error(None, message)
        return False
    except NotPossible as refused:
        form.add_error(None, str(refused))
        return False
    return True


@login_required
@require_GET
def waiting(request: SchoolRequest) -> HttpResponse:
    """The plans that wait for the reader's decision."""
    require(bool(request.actor.oversees), access.WHO_SEES_WAITING)
    context = {"plans": waiting_plans(request.actor), "who_sees": [access.WHO_SEES_WAITING]}
    return render(request, "planning/waiting.html", context)
