"""The list of meetings, and a meeting's plan: new, changed, cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.activities import access
from jiaoyan.activities.actions import meetings as actions
from jiaoyan.activities.forms.meetings import ActivityForm, ChangeForm, ReasonForm
from jiaoyan.activities.models import Activity
from jiaoyan.activities.queries import meetings
from jiaoyan.activities.rules.record import Missing, missing
from jiaoyan.schools.access import WHO_LEADS_GROUP, WHO_READS_GROUP, SchoolRequest, may_lead_group, require
from jiaoyan.schools.queries import GroupTerm, group_term, members_of, moment
from jiaoyan.schools.rules.gaps import counts_since
from jiaoyan.schools.saving import carried_out
from jiaoyan.schools.steps import brought_back
from jiaoyan.web.forms import sent

PLANNED_FIELDS = (
    "day",
    "starts",
    "ends",
    "place",
    "lead_speaker",
    "topic",
    "host",
    "recorder",
    "lesson_teacher",
    "agenda",
    "forms",
    "remarks",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One meeting in the list: its week, what its record lacks, and what the actor can do next.

    ``counts``: not from before the group used the system; what is missing then is nobody's fault.
    """

    activity: Activity
    week: int | None
    gaps: tuple[Missing, ...]
    overdue: bool
    counts: bool
    may_start: bool


@login_required
@require_GET
def activity_list(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Every meeting of the term, by day."""
    place = group_term(request.actor, group, term, request.today)
    lines = [_line(request, place, activity) for activity in meetings.meetings_of(place.group, place.term)]
    context = {"place": place, "lines": lines, "may_plan": may_lead_group(request.actor, group), "who_sees": [WHO_READS_GROUP]}
    return render(request, "activities/list.html", context)


def _line(request: SchoolRequest, place: GroupTerm, activity: Activity) -> Line:
    ended = activity.state == Activity.State.ENDED
    return Line(
        activity=activity,
        week=place.calendar.week_no(activity.day),
        gaps=missing(meetings.record_state(activity)) if ended else (),
        overdue=activity.state in {Activity.State.PLANNED, Activity.State.OPEN} and activity.day < request.today,
        counts=counts_since(activity.day, place.group.in_use_from),
        may_start=access.may_start(request.actor, activity) and activity.day <= request.today,
    )


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Plan one more meeting."""
    place = group_term(request.actor, group, term, request.today)
    require(may_lead_group(request.actor, group), WHO_LEADS_GROUP)
    people = list(members_of(place.group, place.day))
    form = ActivityForm(sent(request), people=people, initial=_defaults(request, place))
    if request.method == "POST":
        made = carried_out(form, lambda data: actions.plan_activity(by=request.actor, group=place.group, term=place.term, **data))
        if made is not None:
            messages.success(request, f"已安排{made.name}。")
            return redirect("activities:activity", made.pk)
    context = {"place": place, "form": form, "title": "安排一次活动"}
    return render(request, "activities/plan.html", context, status=422 if form.is_bound else 200)


def _defaults(request: SchoolRequest, place: GroupTerm) -> dict[str, Any]:
    """The habits of the group and the school: time, place, and oneself as host."""
    group, school = place.group, place.group.school
    return {
        "day": place.day,
        "starts": school.activity_starts,
        "ends": school.activity_ends,
        "place": group.activity_place or school.activity_place,
        "host": request.actor.person_id,
    }


@login_required
@require_http_methods(["GET", "POST"])
def change(request: SchoolRequest, pk: int) -> HttpResponse:
    """Change the plan of a meeting that has not begun."""
    activity = meetings.activity_of(request.actor, pk)
    require(access.may_lead(request.actor, activity), WHO_LEADS_GROUP)
    place = group_term(request.actor, activity.group_id, activity.term.key, request.today)
    initial = {name: getattr(activity, name) for name in (*PLANNED_FIELDS, "moved_reason")}
    form = ChangeForm(sent(request), people=meetings.members_at(activity), initial=initial)
    if request.method == "POST" and carried_out(form, lambda data: actions.change_activity(by=request.actor, activity=activity, **data)):
        messages.success(request, "安排已修改。")
        return redirect("activities:activity", pk)
    context = {"place": place, "form": form, "activity": activity, "title": f"修改{activity.name}的安排"}
    return render(request, "activities/plan.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def cancel(request: SchoolRequest, pk: int) -> HttpResponse:
    """Cancel a meeting, with its reason."""
    activity = meetings.activity_of(request.actor, pk)
    require(access.may_lead(request.actor, activity), WHO_LEADS_GROUP)
    form = ReasonForm(sent(request))
    if request.method == "POST" and carried_out(form, lambda data: actions.cancel_activity(by=request.actor, activity=activity, **data)):
        messages.success(request, f"{activity.name}已取消。")
        return redirect("activities:list", activity.group_id, activity.term.key)
    return _reason_page(request, activity, form, f"取消{activity.name}", "取消以后可以恢复；请假记录会保留。", "取消活动")


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Plan a cancelled meeting again."""
    activity = meetings.activity_of(request.actor, pk)
    require(access.may_lead(request.actor, activity), WHO_LEADS_GROUP)
    return brought_back(
        request, lambda: actions.restore_activity(by=request.actor, activity=activity), reverse("activities:activity", args=[pk])
    )


@login_required
@require_http_methods(["GET", "POST"])
def reopen(request: SchoolRequest, pk: int) -> HttpResponse:
    """Let the record be written for another week."""
    activity = meetings.activity_of(request.actor, pk)
    require(access.may_lead(request.actor, activity), WHO_LEADS_GROUP)
    form = ReasonForm(sent(request))
    if request.method == "POST" and carried_out(
        form, lambda data: actions.reopen_record(by=request.actor, activity=activity, at=moment(request.today), **data)
    ):
        messages.success(request, "记录已重新打开，七天内可以补写。")
        return redirect("activities:meeting", pk)
    return _reason_page(
        request, activity, form, f"重新打开{activity.name}的记录", "打开后七天内，记录人、主持人和组长可以补写。", "重新打开"
    )


def _reason_page(request: SchoolRequest, activity: Activity, form: ReasonForm, title: str, text: str, button: str) -> HttpResponse:
    context = {"activity": activity, "here": activity.group_id, "form": form, "title": title, "text": text, "button": button}
    return render(request, "activities/reason.html", context, status=422 if form.is_bound else 200)
