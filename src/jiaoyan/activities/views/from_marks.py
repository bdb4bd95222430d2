"""The fourth row of an analysis from the marks of the unit's practice: choose the items, look, take over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jiaoyan.activities import access
from jiaoyan.activities.actions import from_marks as actions
from jiaoyan.activities.forms.from_marks import ItemsForm
from jiaoyan.activities.models import UnitAnalysis
from jiaoyan.activities.queries import units
from jiaoyan.activities.queries.from_marks import Offer, offer_of, why_few
from jiaoyan.activities.queries.units import counts_seen
from jiaoyan.activities.rules.analysis import rate
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.queries import group_term
from jiaoyan.schools.rules.numerals import percent
from jiaoyan.web.forms import put_beside, sent

WHO_SEES = "本组成员和教研组长等；这里只有各班的人数，没有姓名和得分"


@login_required
@require_http_methods(["GET", "POST"])
def from_marks(request: SchoolRequest, pk: int) -> HttpResponse:
    """Which items ask about which goal, and the counts that follow; ``take`` stores them."""
    analysis = units.analysis_of(request.actor, pk)
    require(access.may_settle_unit(request.actor, analysis), access.WHO_SETTLES_UNIT)
    if request.method == "POST" and "take" in request.POST:
        return _taken(request, analysis)
    offer = offer_of(analysis)
    form = ItemsForm(sent(request), offer=offer)
    if form.is_bound and form.is_valid():
        try:
            actions.link_questions(by=request.actor, analysis=analysis, links=form.links())
        except Refused as refused:
            put_beside(form, refused.problems)
        else:
            messages.success(request, "题目已选定，下面是算出的人数，核对后可以采用。")
            return redirect("activities:from_marks", pk)
    return _page(request, analysis, offer, form)


def _taken(request: SchoolRequest, analysis: UnitAnalysis) -> HttpResponse:
    """Take the counts over; what stands in the way is said on the page one comes back to."""
    try:
        began = {name: request.POST.get(name) or "-" for name in ("seen", "shown")}
        count = actions.take_counts(by=request.actor, analysis=analysis, **began)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("activities:from_marks", analysis.pk)
    messages.success(request, f"已采用{count}条目标的人数，达成率已算好。")
    return redirect(reverse("activities:unit_analysis", args=[analysis.pk]) + "#goals")


def _page(request: SchoolRequest, analysis: UnitAnalysis, offer: Offer, form: ItemsForm) -> HttpResponse:
    context: dict[str, Any] = {
        "place": group_term(request.actor, analysis.group_id, analysis.term.key, request.today),
        "analysis": analysis,
        "offer": offer,
        "form": form,
        "rows": [_row(offer, number) for number in range(len(offer.goals))],
        "seen": counts_seen(goal.goal for goal in offer.goals),
        "why_few": why_few() if offer.few else "",
        "who_sees": [WHO_SEES],
    }
    return render(request, "activities/from_marks.html", context, status=422 if form.is_bound else 200)


def _row(offer: Offer, number: int) -> dict[str, Any]:
    """One goal: each class's count, and what stands there now when it differs."""
    goal = offer.goals[number]
    standing = {count.school_class_id: (count.tested, count.reached) for count in goal.goal.attainment.all()}
    cells = []
    for school_class, name in offer.classes:
        count, now = goal.counts.get(school_class.pk), standing.get(school_class.pk)
        cells.append({"name": name, "count": count, "now": now if count and now and now != count else None})
    tested, reached = (sum(count[n] for count in goal.counts.values()) for n in (0, 1))
    return {"goal": goal.goal, "source": goal.source, "cells": cells, "percent": percent(rate(tested, reached))}
