"""The Friday collection of a group, and a person's own calendar feed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiaoyan.dashboard.feed import account_for, feed_of, token_of
from jiaoyan.dashboard.queries.collection import collection_of
from jiaoyan.dashboard.rules.reminding import for_one, for_the_group
from jiaoyan.schools.access import SchoolRequest, may_approve_for_group, may_lead_group, require
from jiaoyan.schools.queries import group_term, today
from jiaoyan.schools.scope import school_scope

WHO_COLLECTS = "组长，以及教研组长、分管行政和教导处"
WHO_SEES_FEED = "知道这个地址的人；请不要转发"


@login_required
@require_GET
def collection(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """What is missing from whom, with messages to copy."""
    place = group_term(request.actor, group, term, request.today)
    require(may_lead_group(request.actor, group) or may_approve_for_group(request.actor, group), WHO_COLLECTS)
    found, me = collection_of(place), request.actor.name
    context = {
        "place": place,
        "collection": found,
        "lines": [
            (owing, for_one(found.week, owing, me) if owing.person and owing.person != request.actor.person_id else "")
            for owing in found.owing
        ],
        "named": for_the_group(found.week, found.owing, me, names=True),
        "unnamed": for_the_group(found.week, found.owing, me, names=False),
        "who_sees": [WHO_COLLECTS],
    }
    return render(request, "dashboard/collection.html", context)


@login_required
@require_GET
def subscribe(request: SchoolRequest) -> HttpResponse:
    """The address of one's own feed, and how to use it."""
    address = request.build_absolute_uri(reverse("dashboard:feed", args=[token_of(request.user)]))
    return render(request, "dashboard/subscribe.html", {"address": address, "who_sees": [WHO_SEES_FEED]})


@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed itself, for whoever holds its address; 404 for any other."""
    account = account_for(token)
    if account is None or account.person.has_left_by(today(account.school)):
        raise Http404
    with school_scope(account.school_id):
        data = feed_of(account, request.build_absolute_uri("/").rstrip("/"))
    return HttpResponse(data, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, no-store"})
