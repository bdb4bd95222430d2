"""Checking in by phone, marking by the recorder, leave."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from jiaoyan.activities import access
from jiaoyan.activities.actions import attendance as actions
from jiaoyan.activities.actions.problems import CheckInClosed
from jiaoyan.activities.forms.meetings import MarkForm, ReasonForm
from jiaoyan.activities.models import Activity
from jiaoyan.activities.queries import meetings
from jiaoyan.activities.rules.attendance import WAS_THERE, check_in_is_open
from jiaoyan.activities.views import meeting as shown
from jiaoyan.schools.access import WHO_LEADS_GROUP, SchoolRequest, require
from jiaoyan.schools.models import Person
from jiaoyan.schools.queries import moment
from jiaoyan.schools.saving import carried_out
from jiaoyan.schools.steps import said_and_back
from jiaoyan.web.forms import sent


@login_required
@require_http_methods(["GET", "POST"])
def check_in(request: SchoolRequest, key: str) -> HttpResponse:
    """One tap on the phone after scanning the code; who is not signed in signs in first and comes back."""
    found: Activity | None = Activity.objects.select_related("group").filter(check_in_key=key).first()
    if found is None:
        raise Http404
    activity = meetings.activity_of(request.actor, found.pk)
    require(access.may_attend(request.actor, activity), access.WHO_ATTENDS)
    context = {"activity": activity, "closed": "", "mine": None}
    status = 200
    if request.method == "POST":
        try:
            actions.check_in(by=request.actor, key=key, at=moment(request.today))
            return redirect("activities:check_in", key)
        except CheckInClosed as closed:
            context["closed"], status = str(closed), 422
    meetings.load_record(activity)
    mine = next((line for line in activity.attendance.all() if line.person_id == request.actor.person_id), None)
    if mine is not None and mine.state in WAS_THERE:
        context["mine"] = mine
    elif not check_in_is_open(activity.state, activity.starts_at, activity.ends_at, moment(request.today)):
        context["closed"] = context["closed"] or "现在不能签到：开始前30分钟起到会议结束前，扫码有效。"
    return render(request, "activities/check_in.html", context, status=status)


@login_required
@require_POST
def mark(request: SchoolRequest, pk: int, person: int) -> HttpResponse:
    """Mark one person; states that need minutes or a reason ask for them below the list."""
    activity = shown.writable(request, pk)
    somebody = _person(activity, person)
    form = MarkForm(request.POST)
    done = carried_out(
        form, lambda data: actions.mark_attendance(by=request.actor, activity=activity, person=somebody, at=moment(request.today), **data)
    )
    if not request.htmx:
        if done is None:
            messages.error(request, "；".join(str(error) for errors in form.errors.values() for error in errors))
        return shown.back(activity, "attendance")
    if done is None:
        return shown.answer(request, activity, "activities/mark_fields.html", {"mark_form": form, "person": somebody}, 422)
    return shown.answer(request, activity, "", {})


def _person(activity: Activity, pk: int) -> Person:
    line = activity.attendance.select_related("person").filter(person_id=pk).first()
    if line is None:
        raise Http404
    person: Person = line.person
    return person


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: SchoolRequest, pk: int) -> HttpResponse:
    """Ask for leave."""
    activity = meetings.activity_of(request.actor, pk)
    require(access.may_attend(request.actor, activity), access.WHO_ATTENDS)
    late = moment(request.today) >= activity.starts_at
    form = ReasonForm(sent(request))
    if request.method == "POST" and carried_out(
        form, lambda data: actions.ask_leave(by=request.actor, activity=activity, at=moment(request.today), **data)
    ):
        messages.success(request, "请假已报给备课组长。" if not late else "已记下。会议已经开始，先记为无故缺席，请组长更正。")
        return redirect("activities:activity", pk)
    text = "会议已经开始：现在请假先记为无故缺席，由组长决定是否准假。" if late else "会议开始前请假有效，组长会看到原因。"
    context = {
        "activity": activity,
        "here": activity.group_id,
        "form": form,
        "title": f"{activity.name}请假",
        "text": text,
        "button": "请假",
    }
    return render(request, "activities/reason.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def withdraw(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take one's leave back."""
    activity = meetings.activity_of(request.actor, pk)
    require(access.may_attend(request.actor, activity), access.WHO_ATTENDS)
    return said_and_back(
        request,
        lambda: actions.withdraw_leave(by=request.actor, activity=activity, at=moment(request.today)),
        done="请假已撤回。",
        page=reverse("activities:activity", args=[pk]),
    )


@login_required
@require_POST
def approve(request: SchoolRequest, pk: int, person: int) -> HttpResponse:
    """Grant a leave that was asked for."""
    activity = meetings.activity_of(request.actor, pk)
    require(access.may_lead(request.actor, activity), WHO_LEADS_GROUP)
    somebody = _person(activity, person)
    shown.carefully(request, lambda: actions.approve_leave(by=request.actor, activity=activity, person=somebody))
    if request.htmx:
        return shown.answer(request, activity, "", {})
    return redirect(reverse("activities:activity", args=[pk]))
