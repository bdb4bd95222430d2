"""What is written while a meeting runs: sections, the group's opinion, opinions, decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from jiaoyan.activities import access
from jiaoyan.activities.actions import meetings as meeting_actions
from jiaoyan.activities.actions import talked, writing
from jiaoyan.activities.actions.problems import ChangedMeanwhile
from jiaoyan.activities.forms.meetings import DecisionForm, FinishForm, OpinionForm, OwnOpinionForm, SectionForm, VersionForm
from jiaoyan.activities.models import Activity, ActivitySection, AnalysisRow, Opinion
from jiaoyan.activities.queries import meetings, units
from jiaoyan.activities.views import meeting as shown
from jiaoyan.activities.views.request import fragment, stored_text
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.queries import moment
from jiaoyan.schools.saving import carried_out
from jiaoyan.web.forms import sent


@login_required
@require_POST
def section(request: SchoolRequest, pk: int, kind: str) -> HttpResponse:
    """Store one part of the record; when somebody else did so first, show both texts to put together."""
    activity = shown.writable(request, pk)
    if kind not in ActivitySection.Kind.values:
        raise Http404
    meetings.load_record(activity)
    standing = meetings.section_of(activity, kind)
    label = ActivitySection.Kind(kind).label
    form = SectionForm(request.POST, label=label, auto_id=f"{kind}-%s", initial={"text": standing.text if standing else []})
    context: dict[str, Any] = {"activity": activity, "kind": kind, "label": label, "section": standing}
    stored = stored_text(
        form,
        context,
        standing,
        lambda text, version: writing.record_section(
            by=request.actor, activity=activity, kind=kind, text=text, version=version, at=moment(request.today)
        ),
    )
    if stored is not None:
        context = {"activity": activity, **shown.section_context(stored, saved=True)}
    return _piece(
        request, activity.pk, "activities/section_fields.html", context, "review" if kind == "review" else "opinions", ok=stored is not None
    )


def _piece(request: SchoolRequest, activity_pk: int | None, template: str, context: dict[str, Any], step: str, *, ok: bool) -> HttpResponse:
    """The form's own piece for htmx; a whole page otherwise."""
    status = 200 if ok else 422
    if request.htmx:
        return fragment(request, template, context, status)
    if ok and activity_pk is not None:
        return redirect(reverse("activities:meeting", args=[activity_pk]) + f"#{step}")
    return render(request, "activities/alone.html", {**context, "piece": template}, status=status)


@login_required
@require_POST
def group_opinion(request: SchoolRequest, pk: int, row: int) -> HttpResponse:
    """Store the group's opinion on one row of a unit analysis."""
    analysis = units.analysis_of(request.actor, pk)
    require(access.may_settle_unit(request.actor, analysis), access.WHO_SETTLES_UNIT)
    if row not in AnalysisRow.values:
        raise Http404
    view = units.unit_views([analysis], [])[0]
    standing = view.rows[row - 1].opinion
    form = shown.group_row_form(view, row, request.POST)
    context: dict[str, Any] = {"analysis": analysis, "row": view.rows[row - 1], "label": AnalysisRow(row).label}
    stored = stored_text(
        form,
        context,
        standing,
        lambda text, version: writing.record_group_opinion(
            by=request.actor, analysis=analysis, row=row, text=text, version=version, at=moment(request.today)
        ),
    )
    if stored is not None:
        fresh = units.unit_views([units.analysis_of(request.actor, pk)], [])[0]
        context = shown.group_row_context(fresh, row, saved=True)
    if stored is not None and not request.htmx:
        return redirect(reverse("activities:unit_analysis", args=[pk]) + f"#row-{row}")
    return _piece(request, None, "activities/group_row_fields.html", context, "", ok=stored is not None)


@login_required
@require_POST
def set_units(request: SchoolRequest, pk: int) -> HttpResponse:
    """Say which units the meeting discusses, or why none."""
    activity = shown.writable(request, pk)
    form = shown.units_form(activity, request.POST)
    done = carried_out(
        form, lambda data: meeting_actions.set_unit_analyses(by=request.actor, activity=activity, at=moment(request.today), **data)
    )
    if done is None:
        return shown.page(request, activity, 422, units_form=form)
    return shown.back(activity, "designs")


@login_required
@require_POST
def add_opinion(request: SchoolRequest, pk: int) -> HttpResponse:
    """Note what somebody said; the next one can be typed at once."""
    activity = shown.writable(request, pk)
    people = meetings.members_at(activity)
    form = OpinionForm(request.POST, people=people)
    made = carried_out(form, lambda data: talked.add_opinion(by=request.actor, activity=activity, at=moment(request.today), **data))
    if made is not None and request.htmx:
        form = OpinionForm(people=people)
    elif made is not None:
        return shown.back(activity, "opinions")
    elif not request.htmx:
        return shown.page(request, activity, 422, opinion_form=form)
    return shown.answer(request, activity, "activities/opinion_fields.html", {"opinion_form": form}, 200 if made else 422)


@login_required
@require_POST
def say(request: SchoolRequest, pk: int) -> HttpResponse:
    """Write one's own opinion on one's own phone; it stands in the record as what one said."""
    activity = meetings.activity_of(request.actor, pk)
    require(access.was_there(request.actor, activity), access.WHO_SPEAKS)
    me = next((person for person in meetings.members_at(activity) if person.pk == request.actor.person_id), None)
    form = shown.own_opinion_form(activity, request.POST)
    made = carried_out(
        form, lambda data: talked.add_opinion(by=request.actor, activity=activity, speaker=me, at=moment(request.today), **data)
    )
    if made is not None and not request.htmx:
        return shown.back(activity, "opinions")
    if not request.htmx:
        return shown.page(request, activity, 422, own_opinion_form=form, kept=True)
    context = {"own_opinion_form": shown.own_opinion_form(activity) if made else form, "kept": not made, "saved": bool(made)}
    return shown.answer(request, activity, "activities/own_opinion_fields.html", context, 200 if made else 422)


@login_required
@require_POST
def add_decision(request: SchoolRequest, pk: int) -> HttpResponse:
    """Write down a decision with owner and due date."""
    activity = shown.writable(request, pk)
    people = meetings.members_at(activity)
    form = DecisionForm(request.POST, people=people)
    made = carried_out(form, lambda data: talked.add_decision(by=request.actor, activity=activity, at=moment(request.today), **data))
    if made is not None and request.htmx:
        form = DecisionForm(people=people)
    elif made is not None:
        return shown.back(activity, "decisions")
    elif not request.htmx:
        return shown.page(request, activity, 422, decision_form=form)
    return shown.answer(request, activity, "activities/decision_fields.html", {"decision_form": form}, 200 if made else 422)


@login_required
@require_http_methods(["GET", "POST"])
def opinion(request: SchoolRequest, pk: int) -> HttpResponse:
    """Correct one opinion: the recorder anybody's, its author his own."""
    row = meetings.opinion_of(request.actor, pk)
    activity = meetings.activity_of(request.actor, row.activity_id)
    _require_opinion(request, activity, row)
    given: dict[str, Any] = {"initial": {"speaker": row.speaker_id, "about": row.about, "text": row.text}, "prefix": f"opinion{pk}"}
    keeps = access.keeps_record(request.actor, activity)
    form = OpinionForm(sent(request), people=meetings.members_at(activity), **given) if keeps else OwnOpinionForm(sent(request), **given)

    def change(data: Mapping[str, Any], version: int) -> Opinion:
        words = {"speaker": row.speaker, **data}
        return talked.change_opinion(by=request.actor, opinion=row, version=version, at=moment(request.today), **words)

    return _correct(request, activity.pk, form, row, "opinions", change)


def _require_opinion(request: SchoolRequest, activity: Activity, row: Opinion) -> None:
    may = access.keeps_record(request.actor, activity) or access.wrote(request.actor, row)
    require(may, access.WHO_WROTE_OPINION)


@login_required
@require_http_methods(["GET", "POST"])
def decision(request: SchoolRequest, pk: int) -> HttpResponse:
    """Correct one decision."""
    row = meetings.decision_of(request.actor, pk)
    activity = shown.writable(request, row.activity_id)
    initial = {"what": row.what, "owner": row.owner_id, "due": row.due}
    form = DecisionForm(sent(request), people=meetings.members_at(activity), initial=initial, prefix=f"decision{pk}")
    return _correct(
        request,
        activity.pk,
        form,
        row,
        "decisions",
        lambda data, version: talked.change_decision(by=request.actor, decision=row, version=version, at=moment(request.today), **data),
    )


def _correct(request: SchoolRequest, activity_pk: int, form: Any, row: Any, step: str, verb: Callable[[Any, int], Any]) -> HttpResponse:
    """One short correction: the form on GET, then back to the meeting; a conflict shows the words that stand."""
    context = {"activity_pk": activity_pk, "here": row.activity.group_id, "form": form, "row": row, "step": step, "version": row.version}
    status = 200
    if request.method == "POST":
        versioned, status = VersionForm(request.POST), 422
        version = versioned.cleaned_data["version"] if versioned.is_valid() else 0
        context["version"] = version
        try:
            if carried_out(form, lambda data: verb(data, version)) is not None:
                return redirect(reverse("activities:meeting", args=[activity_pk]) + f"#{step}")
        except ChangedMeanwhile as changed:
            context |= {"theirs": changed.theirs, "version": changed.theirs.version if changed.theirs else 0}
            form.add_error(None, "刚才另一位老师也改了这一处。请对照后再保存。" if changed.theirs else "这一条刚才被删去了。")
    return render(request, "activities/correct.html", context, status=status)


@login_required
@require_POST
def remove_opinion(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take an opinion out; the list below the others offers to bring it back."""
    row = meetings.opinion_of(request.actor, pk)
    activity = meetings.activity_of(request.actor, row.activity_id)
    _require_opinion(request, activity, row)
    return _done(request, activity, "opinions", lambda: talked.remove_opinion(by=request.actor, opinion=row, at=moment(request.today)))


@login_required
@require_POST
def restore_opinion(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring an opinion back."""
    row = meetings.opinion_even_removed(request.actor, pk)
    activity = meetings.activity_of(request.actor, row.activity_id)
    _require_opinion(request, activity, row)
    return _done(request, activity, "opinions", lambda: talked.restore_opinion(by=request.actor, opinion=row, at=moment(request.today)))


@login_required
@require_POST
def remove_decision(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a decision out; the list below the others offers to bring it back."""
    row = meetings.decision_of(request.actor, pk)
    activity = shown.writable(request, row.activity_id)
    return _done(request, activity, "decisions", lambda: talked.remove_decision(by=request.actor, decision=row, at=moment(request.today)))


@login_required
@require_POST
def restore_decision(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a decision back."""
    row = meetings.decision_even_removed(request.actor, pk)
    activity = shown.writable(request, row.activity_id)
    return _done(request, activity, "decisions", lambda: talked.restore_decision(by=request.actor, decision=row, at=moment(request.today)))


def _done(request: SchoolRequest, activity: Activity, step: str, verb: Callable[[], None]) -> HttpResponse:
    shown.carefully(request, verb)
    return shown.answer(request, activity, "", {}) if request.htmx else shown.back(activity, step)


@login_required
@require_POST
def finish(request: SchoolRequest, pk: int) -> HttpResponse:
    """A decision is carried out; ``again=1`` takes that back."""
    row = meetings.decision_of(request.actor, pk)
    require(access.may_finish_decision(request.actor, row), access.WHO_FINISHES)
    form = FinishForm(request.POST)
    if "again" in request.POST:
        shown.carefully(request, lambda: talked.reopen_decision(by=request.actor, decision=row))
        row = meetings.decision_even_removed(request.actor, pk)
    else:
        row = carried_out(form, lambda data: talked.finish_decision(by=request.actor, decision=row, day=request.today, **data)) or row
    if request.htmx:
        return fragment(
            request, "activities/decision_state.html", {"decision": row, "may_finish": True, "finish_form": form, "today": request.today}
        )
    if not form.is_valid():
        messages.error(request, "完成情况没有保存，请写得短一些再试。")
    return redirect("activities:activity", row.activity_id)
