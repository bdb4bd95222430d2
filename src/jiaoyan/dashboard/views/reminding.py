"""The Friday collection of a group, and a person's own calendar feed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from jiaoyan.dashboard.actions import SentAlready, renew_feed, send_reminder
from jiaoyan.dashboard.feed import account_for, feed_of, token_of
from jiaoyan.dashboard.forms import ReminderForm
from jiaoyan.dashboard.queries.collection import channels_of, collection_of
from jiaoyan.dashboard.rules.reminding import for_one, for_the_group
from jiaoyan.dashboard.sending import NotSent
from jiaoyan.schools.access import SchoolRequest, may_approve_for_group, may_lead_group, require
from jiaoyan.schools.queries import GroupTerm, group_term, today
from jiaoyan.schools.scope import school_scope
from jiaoyan.web.download import download

WHO_COLLECTS = "组长，以及教研组长、分管行政和教导处"
WHO_SEES_FEED = "知道这个地址的人；请不要转发"


def _collected(request: SchoolRequest, group: int, term: str) -> GroupTerm:
    place = group_term(request.actor, group, term, request.today)
    require(may_lead_group(request.actor, group) or may_approve_for_group(request.actor, group), WHO_COLLECTS)
    return place


@login_required
@require_GET
def collection(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """What is missing from whom, with messages to copy."""
    place = _collected(request, group, term)
    found, me = collection_of(place), request.actor.name
    context = {
        "place": place,
        "collection": found,
        "no_days": not place.calendar.school_days(),
        "not_begun": request.today < place.term.first_school_day,
        "lines": [
            (owing, for_one(found.week, owing, me) if owing.person and owing.person != request.actor.person_id else "")
            for owing in found.owing
        ],
        "named": for_the_group(found.week, found.owing, me, names=True),
        "unnamed": for_the_group(found.week, found.owing, me, names=False),
        "channels": channels_of(place.group.school),
        "who_sees": [WHO_COLLECTS],
    }
    return render(request, "dashboard/collection.html", context)


@login_required
@require_POST
def send(request: SchoolRequest, group: int, term: str, channel: str) -> HttpResponse:
    """The first press shows the message once more with where it goes, the second sends it."""
    place = _collected(request, group, term)
    way = next((each for each in channels_of(place.group.school) if each.key == channel), None)
    if way is None:
        raise Http404
    form = ReminderForm(request.POST)
    said = ""
    if form.is_valid() and "confirmed" in request.POST:
        try:
            send_reminder(by=request.actor, place=place, channel=way, text=form.cleaned_data["text"])
        except NotSent as failed:
            said = str(failed)
        except SentAlready:
            messages.info(request, "刚刚已经发过，没有再发。")
            return redirect("dashboard:collection", group, term)
        else:
            messages.success(request, f"已{way.label}。")
            return redirect("dashboard:collection", group, term)
    context = {"place": place, "form": form, "channel": way, "not_sent": said, "who_sees": [WHO_COLLECTS]}
    return render(request, "dashboard/send.html", context, status=422 if said or not form.is_valid() else 200)


@login_required
@require_GET
def subscribe(request: SchoolRequest) -> HttpResponse:
    """The address of one's own feed, and how to use it."""
    token = token_of(request.user)
    address = request.build_absolute_uri(reverse("dashboard:feed", args=[token]))
    return render(request, "dashboard/subscribe.html", {"address": address, "token": token, "who_sees": [WHO_SEES_FEED]})


@login_required
@require_POST
def renew(request: SchoolRequest) -> HttpResponse:
    """Another address for one's own feed; ``seen`` names the one that stood on the page."""
    renew_feed(by=request.actor, account=request.user, seen=request.POST.get("seen", ""))
    messages.success(request, "已换了新的地址，旧地址不能再用。请在手机和电脑的日历里删去旧的订阅，再用新地址订阅一次。")
    return redirect("dashboard:subscribe")


@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed itself, for whoever holds its address; 404 for any other."""
    account = account_for(token)
    if account is None or account.person.has_left_by(today(account.school)):
        raise Http404
    with school_scope(account.school_id):
        data = feed_of(account, request.build_absolute_uri("/").rstrip("/"))
    answer = download(data, "教研台账.ics", "text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer
