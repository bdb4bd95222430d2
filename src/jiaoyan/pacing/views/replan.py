"""Replanning after lost days: first a preview of what would change, then one button."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from jiaoyan.pacing import actions, queries
from jiaoyan.pacing.access import may_make
from jiaoyan.pacing.forms import AS_PLANNED, ReplanForm
from jiaoyan.pacing.rules.replan import Difference
from jiaoyan.pacing.rules.schedule import PaceRow
from jiaoyan.pacing.views.place import address_of, table_of
from jiaoyan.schools.access import WHO_LEADS_GROUP, SchoolRequest, require
from jiaoyan.schools.models import Status
from jiaoyan.schools.queries import GroupTerm, prep_group_term
from jiaoyan.schools.rules.calendar import month_day
from jiaoyan.schools.steps import said_and_back
from jiaoyan.web.forms import version_sent


@login_required
@require_http_methods(["GET", "POST"])
def replan(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """GET shows the table as it would become from a day on, POST accepts it."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(may_make(request.actor, group), WHO_LEADS_GROUP)
    table = table_of(place)
    seats = queries.seats_of(place)
    form = ReplanForm(_asked(request, place), seats=seats)
    if not form.is_valid():
        return render(request, "pacing/replan.html", {"place": place, "schedule": table, "form": form}, status=422)
    from_day, class_id = place.term.nearest(form.cleaned_data["day"]), form.cleaned_data["basis"]
    forward = form.cleaned_data["forward"]
    if request.method == "POST":
        version = version_sent(request)
        return said_and_back(
            request,
            lambda: actions.replan(
                by=request.actor, place=place, schedule=table, from_day=from_day, class_id=class_id, version=version, forward=forward
            ),
            done="已按重排后的进度保存。" + ("改动后请再提交一次审批。" if table.status == Status.APPROVED else ""),
            page=address_of(place),
        )
    new = queries.replanned(place, table, from_day, class_id, forward=forward)
    offered = queries.loads(place, table.weekly_periods)
    context = {
        "place": place,
        "schedule": table,
        "form": form,
        "from_day": from_day,
        "basis": form["basis"].value(),
        "changes": [_change(difference) for difference in new.differences],
        "problems": new.problems,
        "forward": forward,
        "outdated": queries.outdated_of(table, place.today, offered),
        "gained": queries.gained_of(table, place.today, offered),
    }
    return render(request, "pacing/replan.html", context)


def _asked(request: SchoolRequest, place: GroupTerm) -> dict[str, str]:
    """What was asked for, from today and as planned unless said otherwise."""
    sent = request.POST if request.method == "POST" else request.GET
    return {"day": sent.get("day") or place.day.isoformat(), "basis": sent.get("basis") or AS_PLANNED, "forward": sent.get("forward", "")}


def _change(difference: Difference) -> tuple[str, str, str]:
    """Content, before, after."""
    now = _place(difference.now) if difference.now else "让出"
    return difference.was.content, _place(difference.was), now


def _place(row: PaceRow) -> str:
    if row.week_no is None or row.date_to is None:
        return f"排不下（{row.periods}课时）"
    return f"第{row.week_no}周 {month_day(row.date_to)} {row.periods}课时"
