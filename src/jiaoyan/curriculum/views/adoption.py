"""Which textbook each grade uses. 教材选用"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from jiaoyan.curriculum.actions import adopt
from jiaoyan.curriculum.forms import AdoptionForm
from jiaoyan.curriculum.queries import adopted, own_editions, own_even_removed, proposed
from jiaoyan.schools.access import WHO_MANAGES, SchoolRequest, may_manage_school, require
from jiaoyan.schools.models import SchoolYear
from jiaoyan.schools.queries import taken_out_last, term_on
from jiaoyan.schools.rules.people import school_year_label
from jiaoyan.schools.steps import said_and_back, to_bring_back


@login_required
@require_GET
def current(request: SchoolRequest) -> HttpResponse:
    """On to the school year of today."""
    require(may_manage_school(request.actor), WHO_MANAGES)
    term = term_on(request.today, request.actor.school_id)
    if term is None:
        messages.info(request, "请先建立学年和学期，再选教材。")
        return redirect("schools:manage")
    return redirect("curriculum:adoption", term.school_year.key)


@login_required
@require_http_methods(["GET", "POST"])
def adoption(request: SchoolRequest, year: str) -> HttpResponse:
    """Choose the edition of every grade for one school year; last year's choice is proposed."""
    require(may_manage_school(request.actor), WHO_MANAGES)
    school_year = get_object_or_404(SchoolYear, key=year)
    chosen = adopted(school_year)
    form = AdoptionForm(request.POST if request.method == "POST" else None, chosen=chosen or proposed(school_year))
    if request.method == "POST" and form.is_valid():
        here = reverse("curriculum:adoption", args=[year])
        done = "已保存。新排的教学进度表按选定的教材，已经排好的不变。"
        return said_and_back(request, lambda: adopt(school_year, form.editions(), by=request.actor), done=done, page=here)
    page = {
        "form": form,
        "own": own_editions(),
        "removed": to_bring_back(taken_out_last(own_even_removed()), "curriculum:own_restore", lambda edition: edition.called),
        "subtitle": school_year_label(year),
        "proposed": not chosen and bool(proposed(school_year)),
        "years": [
            {"label": school_year_label(each.key), "url": reverse("curriculum:adoption", args=[each.key]), "active": each.key == year}
            for each in SchoolYear.objects.all()
        ],
        "crumbs": [{"label": "学校管理", "url": reverse("schools:manage")}, {"label": "教材", "url": ""}],
        "who_sees": [WHO_MANAGES],
    }
    return render(request, "curriculum/adoption.html", page, status=422 if form.is_bound and not form.is_valid() else 200)
