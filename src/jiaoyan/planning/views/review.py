"""The review plan on one page, and writing it in two parts. 复习计划"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.documents.blocks import Document
from jiaoyan.planning.actions import review as actions
from jiaoyan.planning.forms.review import ReviewWordsForm, phase_lines, phases_grid
from jiaoyan.planning.models import ReviewPlan
from jiaoyan.planning.printouts.review import blank_review_plan, review_plan
from jiaoyan.planning.reviewing import exercises_in, hints_for, lacking_in, review_due, review_plan_of, shown_phases, window_of
from jiaoyan.schools.access import WHO_LEADS_GROUP, WHO_READS_GROUP, SchoolRequest, may_lead_group, require
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible
from jiaoyan.schools.queries import GroupTerm, members_of, prep_group_term
from jiaoyan.schools.rules.problem import RowsAtFault
from jiaoyan.web.download import word
from jiaoyan.web.forms import sent, typed_again, version_sent
from jiaoyan.web.grid import CellProblem
from jiaoyan.web.render import to_html


@login_required
@require_GET
def review(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The plan as it prints, what it lacks, what is worth a second look."""
    place = prep_group_term(request.actor, group, term, request.today)
    plan, window = review_plan_of(place.group, place.term), window_of(place)
    leads = may_lead_group(request.actor, group)
    context: dict[str, Any] = {
        "place": place,
        "plan": plan,
        "window": window,
        "offered": window.offered(window.first, window.last),
        "due": review_due(place.calendar),
        "may_write": leads,
        "who_sees": [WHO_READS_GROUP],
    }
    if plan is not None:
        exercises = exercises_in(place, window)
        context |= {
            "html": to_html(review_plan(plan, shown_phases(plan, window, exercises))),
            "problems": lacking_in(plan) if leads and not plan.handed_in else [],
            "hints": hints_for(plan, window, exercises) if leads else [],
        }
    return render(request, "planning/review.html", context)


def _for_leader(request: SchoolRequest, group: int, term: str) -> tuple[GroupTerm, ReviewPlan]:
    place = prep_group_term(request.actor, group, term, request.today)
    require(may_lead_group(request.actor, group), WHO_LEADS_GROUP)
    plan = review_plan_of(place.group, place.term)
    if plan is None:
        raise Http404
    return place, plan


@login_required
@require_POST
def review_start(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Begin with phases that fill the days there are."""
    place = prep_group_term(request.actor, group, term, request.today)
    actions.start_review_plan(by=request.actor, place=place)
    messages.success(request, "已按校历和课表排出复习阶段，都可以改。")
    return redirect("planning:review", group, term)


@login_required
@require_http_methods(["GET", "POST"])
def review_words(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """学情、目标、重难点、分层措施"""
    place, plan = _for_leader(request, group, term)
    form = ReviewWordsForm(sent(request), plan=plan)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.save_review_words(by=request.actor, plan=plan, version=version, words=form.words())
        except NotPossible as refused:  # handed in meanwhile, or changed by somebody else: what was typed stays
            form.data = typed_again(form.data, version=str(plan.version))
            form.add_error(None, f"{refused}您填写的内容都在下面。")
        else:
            messages.success(request, "已保存。")
            return redirect("planning:review", group, term)
    context = {"place": place, "plan": plan, "form": form}
    return render(request, "planning/review_words.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_http_methods(["GET", "POST"])
def review_phases(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The phases, edited in place."""
    place, plan = _for_leader(request, group, term)
    grid = phases_grid(plan, place, list(members_of(place.group, place.day)))
    if request.method == "POST":
        data = grid.parse(request.POST)
        problems: list[CellProblem] = []
        if data.ok:
            try:
                lines = phase_lines(data.rows)
                actions.save_review_phases(by=request.actor, plan=plan, place=place, version=int(data.version), phases=lines)
            except RowsAtFault as refused:
                problems = [CellProblem(each.row_index, each.column, each.sentence) for each in refused.problems]
            except NotPossible as refused:
                problems = [CellProblem(None, "", str(refused))]
            else:
                messages.success(request, "复习阶段已保存。")
                return redirect("planning:review", group, term)
        grid = grid.bound(data, problems)
    context = {"place": place, "plan": plan, "grid": grid}
    return render(request, "planning/review_phases.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def review_hand_in(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Hand it in."""
    place, plan = _for_leader(request, group, term)
    return _stepped(
        request,
        place,
        lambda version: actions.hand_in_review_plan(by=request.actor, plan=plan, place=place, version=version),
        "复习计划已提交。",
    )


@login_required
@require_POST
def review_take_back(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Open it for changes again."""
    place, plan = _for_leader(request, group, term)
    return _stepped(
        request, place, lambda version: actions.take_back_review_plan(by=request.actor, plan=plan, version=version), "已取回，改好再提交。"
    )


def _stepped(request: SchoolRequest, place: GroupTerm, verb: Callable[[int], ReviewPlan], done: str) -> HttpResponse:
    try:
        verb(version_sent(request))
        messages.success(request, done)
    except actions.NotComplete as refused:
        messages.error(request, "还不能提交：" + "".join(refused.sentences))
    except ChangedMeanwhile as changed:
        messages.error(request, str(changed))
    except NotPossible as refused:
        messages.error(request, str(refused))
    return redirect("planning:review", place.group.pk, place.term.key)


@login_required
@require_GET
def review_docx(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The plan as a Word file."""
    place = prep_group_term(request.actor, group, term, request.today)
    plan = review_plan_of(place.group, place.term)
    if plan is None:
        raise Http404
    window = window_of(place)
    body = review_plan(plan, shown_phases(plan, window, exercises_in(place, window)))
    return word(Document("期末复习计划", body), f"{place.group.name}复习计划 {place.term.key}")


@login_required
@require_GET
def review_blank(_request: SchoolRequest) -> HttpResponse:
    """The blank form."""
    return word(blank_review_plan(), "期末复习计划（空白表）")
