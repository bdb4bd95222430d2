"""The meeting page (一键开会): one page for phone and projector, and the pieces of it that are refreshed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from jiaoyan.activities import access
from jiaoyan.activities.actions import meetings as actions
from jiaoyan.activities.forms.meetings import DecisionForm, OpinionForm, OwnOpinionForm, SectionForm, UnitsForm
from jiaoyan.activities.models import Activity, ActivitySection, AnalysisRow, UnitAnalysis
from jiaoyan.activities.queries import meetings, units
from jiaoyan.activities.queries.meetings import Agenda
from jiaoyan.activities.queries.units import UnitView
from jiaoyan.activities.rules.attendance import LABELS, STATES
from jiaoyan.activities.rules.record import missing, speakers_needed
from jiaoyan.activities.views.request import fragment
from jiaoyan.schools.access import LOCAL_HOSTS, WHO_READS_GROUP, SchoolRequest, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.queries import calendar_of, moment
from jiaoyan.schools.steps import said_and_back

STEPS = (
    ("attendance", "签到"),
    ("last", "上次决定"),
    ("review", "教学回顾"),
    ("designs", "个人设计"),
    ("opinion", "集体意见"),
    ("opinions", "讨论意见"),
    ("decisions", "决定"),
    ("end", "结束"),
)
CHIPS = [(state, {"absent": "缺席"}.get(state, LABELS[state])) for state in STATES]


@login_required
@require_GET
def meeting(request: SchoolRequest, pk: int) -> HttpResponse:
    """The page; ``?view=projector`` shows the same in large type without forms."""
    activity = meetings.activity_of(request.actor, pk)
    return page(request, activity)


def page(request: SchoolRequest, activity: Activity, status: int = 200, **forms: Any) -> HttpResponse:
    """The whole page; ``forms`` replaces empty forms by those that came back with errors."""
    context = live_context(request, activity)
    members = context["members"]
    context |= {
        "here": activity.group_id,
        "week": calendar_of(activity.term).week_no(activity.day),
        "qr": qr_code(check_in_address(request, activity)) if context["check_in_shown"] else "",
        "own_opinion_form": own_opinion_form(activity),
        "check_in_address": check_in_address(request, activity),
        "address_is_local": request.get_host().startswith(LOCAL_HOSTS),
        "may_start": access.may_start(request.actor, activity),
        "may_lead": access.may_lead(request.actor, activity),
        "attends": access.may_attend(request.actor, activity),
        "mine": next((line for line in context["lines"] if line.person_id == request.actor.person_id), None),
        "who_sees": [WHO_READS_GROUP],
    }
    if context["records"]:
        context |= {
            "sections": [section_context(section) for section in activity.sections.all()],
            "opinion_form": OpinionForm(people=members),
            "decision_form": DecisionForm(people=members),
            "units_form": units_form(activity),
            "unit_rows": [
                group_row_context(view, row)
                for view in context["agenda"].units
                for row in AnalysisRow.values
                if view.rows[row - 1].is_timely
            ],
        }
        context["section_by_kind"] = {section["kind"]: section for section in context["sections"]}
    template = "activities/projector.html" if context["projector"] else "activities/meeting.html"
    return render(request, template, context | forms, status=status)


def live_context(request: SchoolRequest, activity: Activity) -> dict[str, Any]:
    """What the refreshed pieces show. A fixed number of queries."""
    meetings.load_record(activity)
    projector = request.GET.get("view") == "projector"
    at = moment(request.today)
    members = meetings.members_at(activity)
    agenda = meetings.agenda_of(activity, members)
    opinions, count = list(activity.opinions.all()), meetings.count_of(activity)
    records = access.may_record(request.actor, activity, at) and not projector
    speaks = access.may_speak(request.actor, activity) and not projector
    planned_now = activity.state == Activity.State.PLANNED and activity.day == request.today
    return {
        "activity": activity,
        "projector": projector,
        "today": request.today,
        "records": records,
        "speaks": speaks and not records,  # who keeps the record has the form with the speaker in it
        "own_opinions": {opinion.pk for opinion in opinions if speaks and access.wrote(request.actor, opinion)},
        "joins": access.may_attend(request.actor, activity) and not projector and not records,
        "keeps": access.keeps_record(request.actor, activity),
        "grants": access.may_lead(request.actor, activity) and not projector,
        "lines": meetings.lines_of(activity),
        "count": count,
        "speakers_needed": speakers_needed(count.present),
        "opinions": opinions,
        "removed_opinions": meetings.removed_opinions(request.actor, activity) if records or speaks else [],
        "decisions": list(activity.decisions.all()),
        "removed_decisions": meetings.removed_decisions(activity) if records else [],
        "gaps": missing(meetings.record_state(activity)) if activity.state != Activity.State.PLANNED else (),
        "pulse": meetings.pulse(activity),
        "members": members,
        "agenda": agenda,
        "last_decisions": [(each, access.may_finish_decision(request.actor, each)) for each in agenda.decisions],
        "steps": _steps(activity, agenda),
        "chips": CHIPS,
        "check_in_shown": activity.state == Activity.State.OPEN or planned_now,
    }


@login_required
@require_GET
def live(request: SchoolRequest, pk: int) -> HttpResponse:
    """What changed since history line ``?seen=``: nothing (204, three queries), or the refreshed pieces.

    ``?box=0``: the page has no box for one's own opinion yet; it comes with them once one is there.
    """
    activity = meetings.activity_of(request.actor, pk)
    if request.GET.get("seen") == str(meetings.pulse(activity)):
        return HttpResponse(status=204)
    context = live_context(request, activity)
    if request.GET.get("box") == "0" and context["speaks"]:
        context["own_opinion_form"] = own_opinion_form(activity)
    return fragment(request, "activities/live.html", context)


def answer(request: SchoolRequest, activity: Activity, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The answer to a deed on the page: its own piece, and the refreshed ones with it."""
    fresh = meetings.activity_of(request.actor, activity.pk)
    return fragment(request, "activities/answer.html", {**live_context(request, fresh), **context, "piece": template}, status)


def writable(request: SchoolRequest, pk: int) -> Activity:
    """The meeting, for somebody who keeps its record. Raises ``Http404``, ``NotAllowed``."""
    activity = meetings.activity_of(request.actor, pk)
    require(access.keeps_record(request.actor, activity), access.WHO_RECORDS)
    return activity


def back(activity: Activity, step: str) -> HttpResponse:
    """To a step of the page, for browsers without script."""
    return redirect(reverse("activities:meeting", args=[activity.pk]) + f"#{step}")


@login_required
@require_POST
def open_meeting(request: SchoolRequest, pk: int) -> HttpResponse:
    """Begin."""
    activity = writable(request, pk)
    return said_and_back(
        request,
        lambda: actions.open_activity(by=request.actor, activity=activity, at=moment(request.today)),
        page=reverse("activities:activity", args=[pk]),
        back=reverse("activities:meeting", args=[pk]),
    )


@login_required
@require_POST
def end(request: SchoolRequest, pk: int) -> HttpResponse:
    """Close the meeting; the record is there at once."""
    activity = writable(request, pk)
    try:
        ended = actions.end_activity(by=request.actor, activity=activity, at=moment(request.today))
    except Refused as refused:
        messages.error(request, str(refused))
        return back(activity, "attendance")
    gaps = meetings.missing_in(ended)
    messages.success(request, "会议已结束，记录已经成稿。" + (f"还有{len(gaps)}处可以补写，见下方。" if gaps else ""))
    return redirect("activities:activity", pk)


def section_context(section: ActivitySection, **more: Any) -> dict[str, Any]:
    """One part of the record as its form shows it."""
    initial = {"text": section.text, "version": section.version}
    form = SectionForm(label=section.get_kind_display(), initial=initial, auto_id=f"{section.kind}-%s")
    return {"kind": section.kind, "label": section.get_kind_display(), "section": section, "form": form, **more}


def group_row_context(view: UnitView, row: int, **more: Any) -> dict[str, Any]:
    """The group's opinion on one row as its form shows it."""
    return {"analysis": view.analysis, "view": view, "row": view.rows[row - 1], "form": group_row_form(view, row), **more}


def group_row_form(view: UnitView, row: int, data: Any = None) -> SectionForm:
    """The form of the group's opinion on one row."""
    standing = view.rows[row - 1].opinion
    initial = {"text": standing.text if standing else [], "version": standing.version if standing else 0}
    label = f"集体讨论意见：{view.rows[row - 1].label}（{view.analysis.unit}）"
    return SectionForm(data, label=label, initial=initial, auto_id=f"unit{view.analysis.pk}-row{row}-%s")


def own_opinion_form(activity: Activity, data: Any = None) -> OwnOpinionForm:
    """The box for one's own opinion."""
    return OwnOpinionForm(data, auto_id=f"own{activity.pk}-%s")


def units_form(activity: Activity, data: Any = None) -> UnitsForm:
    """Which analyses the meeting discusses: those of the group that belong to no other meeting."""
    free = [a for a in units.analyses_of(activity.group, activity.term) if a.activity_id in (None, activity.pk)]
    chosen: list[UnitAnalysis] = [analysis for analysis in free if analysis.activity_id == activity.pk]
    return UnitsForm(data, analyses=free, initial={"analyses": chosen, "no_unit_reason": activity.no_unit_reason})


def _steps(activity: Activity, agenda: Agenda) -> list[dict[str, str]]:
    """The steps with those done ticked, judged by what stands in the record."""
    lacking = {gap.step for gap in missing(meetings.record_state(activity))}
    opened = activity.state != Activity.State.PLANNED
    done = {step for step, _ in STEPS if step not in lacking} - {"end", "last", "designs", "opinion"} if opened else set()
    if opened and all(decision.done_on for decision in agenda.decisions):
        done.add("last")
    if opened and agenda.units:
        done |= {"designs"} if all(any(d for _, d in row.designs) for view in agenda.units for row in view.rows[:3]) else set()
        done |= {"opinion"} if all(row.opinion and row.opinion.text for view in agenda.units for row in view.rows[:3]) else set()
    if activity.state == Activity.State.ENDED:
        done.add("end")
    return [{"label": label, "url": f"#{step}", "state": "done" if step in done else "todo"} for step, label in STEPS]


def check_in_address(request: SchoolRequest, activity: Activity) -> str:
    """What the code on the wall says."""
    return request.build_absolute_uri(reverse("activities:check_in", args=[activity.check_in_key])) if activity.check_in_key else ""


def qr_code(address: str) -> SafeString:
    """A QR code as inline SVG: paths and classes only, no style attribute. The markup is made by segno from our own address, so it is safe."""
    code = segno.make(address, error="m")
    return SafeString(code.svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None))


def carefully(request: SchoolRequest, verb: Callable[[], object]) -> None:
    """Do it; what it refuses is said at the top of the page."""
    try:
        verb()
    except Refused as refused:
        messages.error(request, str(refused))
