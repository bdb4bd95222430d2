"""The workbench: a home per role, one group at a glance, all groups one looks after."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiaoyan.dashboard.queries.duties import waiting_in
from jiaoyan.dashboard.queries.groups import cells_of, last_held, meeting_of, seats_of, terms_of
from jiaoyan.dashboard.queries.home import read_groups, read_home, sums_of
from jiaoyan.dashboard.queries.papers import papers_of
from jiaoyan.schools.access import WHO_READS_GROUP, SchoolRequest, may_approve_for_group, may_lead_group, require
from jiaoyan.schools.queries import group_term, term_on

WHO_OVERSEES = "教研组长、年段组长、分管行政和教导处"


@login_required
@require_GET
def home(request: SchoolRequest) -> HttpResponse:
    """Which week is it, what must I do, what is my group waiting for."""
    return render(request, "dashboard/home.html", {"home": read_home(request.actor, request.today)})


@login_required
@require_GET
def group(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """One group in one term at a glance."""
    place = group_term(request.actor, group, term, request.today)
    actor = request.actor
    [papers] = papers_of([place.group], place.term, place.calendar, request.today)
    names = may_lead_group(actor, group) or may_approve_for_group(actor, group)
    context = {
        "place": place,
        "papers": papers,
        "cells": cells_of(papers),
        "members": seats_of(place, papers.leader),
        "meeting": meeting_of(actor, papers),
        "last": last_held(papers, request.today),
        "waiting": waiting_in(papers) if names else [],
        "names": names,
        "sums": sums_of(papers),
        "terms": terms_of(actor, place),
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "dashboard/group.html", context)


@login_required
@require_GET
def groups(request: SchoolRequest) -> HttpResponse:
    """All groups the person looks after, by stage."""
    require(bool(request.actor.oversees), WHO_OVERSEES)
    term = term_on(request.today, request.actor.school_id)
    stages = read_groups(request.actor, term, request.today) if term else []
    return render(request, "dashboard/groups.html", {"term": term, "stages": stages, "who_sees": [WHO_OVERSEES]})
