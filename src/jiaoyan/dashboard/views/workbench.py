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
from jiaoyan.dashboard.queries.research import at_a_glance, research_card, research_lines
from jiaoyan.dashboard.queries.wanting import wanting_in
from jiaoyan.planning.access import WHO_READS_RESEARCH
from jiaoyan.planning.chain import chain_gaps, chains_of
from jiaoyan.planning.research import research_place
from jiaoyan.schools.access import WHO_READS_GROUP, SchoolRequest, may_approve_for_group, may_lead_group, require
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import GroupTerm, calendar_of, group_term, prep_group_term, term_on
from jiaoyan.schools.rules.gaps import counts_since

WHO_OVERSEES = "教研组长、年段组长、分管行政和教导处"


@login_required
@require_GET
def home(request: SchoolRequest) -> HttpResponse:
    """Which week is it, what must I do, what is my group waiting for."""
    return render(request, "dashboard/home.html", {"home": read_home(request.actor, request.today)})


@login_required
@require_GET
def group(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """One group in one term at a glance; everybody of a research group opens its page too."""
    actor = request.actor
    above = group in actor.within and group not in actor.readable
    place = (research_place if above else group_term)(actor, group, term, request.today)
    if place.group.kind != Group.Kind.PREP:
        return _group_above(request, place)
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
        "research": research_card(place),
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "dashboard/group.html", context)


def _group_above(request: SchoolRequest, place: GroupTerm) -> HttpResponse:
    """A research or stage group: this month, its papers, lessons to come, the groups below it."""
    actor, key = request.actor, place.group.pk
    context = {
        "place": place,
        "glance": at_a_glance(actor, place),
        "reads": key in actor.readable,
        "names": may_lead_group(actor, key) or may_approve_for_group(actor, key),
        "who_sees": [WHO_READS_RESEARCH if place.group.kind == Group.Kind.RESEARCH else WHO_READS_GROUP],
    }
    return render(request, "dashboard/group_above.html", context)


@login_required
@require_GET
def wanting(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The piece of a group's page that says which quotas are late or behind, in numbers; read after the page, which does not wait for it."""
    place = group_term(request.actor, group, term, request.today)
    lines, more = wanting_in(place)
    return render(request, "dashboard/wanting.html", {"place": place, "lines": lines, "more": more})


@login_required
@require_GET
def late_steps(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The piece of the leader's workbench that says how many steps of the resource chain are late; read after the page."""
    place = prep_group_term(request.actor, group, term, request.today)
    late = chain_gaps(chains_of(place.group, place.term), place.day)
    count = sum(counts_since(gap.since, place.group.in_use_from) for gap in late)
    return render(request, "dashboard/late_steps.html", {"place": place, "count": count})


@login_required
@require_GET
def groups(request: SchoolRequest) -> HttpResponse:
    """All groups the person looks after, by stage."""
    require(bool(request.actor.oversees), WHO_OVERSEES)
    term = term_on(request.today, request.actor.school_id)
    stages = read_groups(request.actor, term, request.today) if term else []
    research = research_lines(request.actor, term, calendar_of(term), request.today) if term else []
    context = {"term": term, "stages": stages, "research": research, "who_sees": [WHO_OVERSEES]}
    return render(request, "dashboard/groups.html", context)
