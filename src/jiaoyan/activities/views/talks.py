"""Daily talks: a minute on the phone, a list by week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.activities import access
from jiaoyan.activities.actions import talks as actions
from jiaoyan.activities.forms.papers import FollowUpForm, TalkForm, talk_defaults
from jiaoyan.activities.models import DailyTalk
from jiaoyan.activities.printouts.papers import daily_talks as printout
from jiaoyan.activities.queries import papers, units
from jiaoyan.documents.blocks import Document
from jiaoyan.schools.access import WHO_CONTRIBUTES, WHO_READS_GROUP, SchoolRequest, may_contribute, require
from jiaoyan.schools.queries import group_term, members_of
from jiaoyan.schools.rules.calendar import month_day
from jiaoyan.schools.saving import carried_out
from jiaoyan.schools.steps import brought_back, taken_out, to_bring_back
from jiaoyan.web.download import word
from jiaoyan.web.forms import sent, version_sent

FIELDS = (
    "lesson",
    "lesson_title",
    "kind",
    "issue",
    "points",
    "response",
    "day",
    "progress",
    "follow_up_owner",
    "follow_up_due",
    "minutes",
)


@login_required
@require_GET
def daily_talks(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The talks by week, the latest first."""
    place = group_term(request.actor, group, term, request.today)
    talks = papers.talks_of(place.group, place.term)
    context = {
        "place": place,
        "weeks": papers.talk_weeks(place, talks),
        "talks": talks,
        "coverage": papers.talk_coverage(place, talks),
        "removed": to_bring_back(
            papers.removed_talks(request.actor, place),
            "activities:talk_restore",
            lambda talk: f"{month_day(talk.day)}　{talk.lesson_title}：{talk}",
        ),
        "may_write": may_contribute(request.actor, group),
        "me": request.actor.person_id,
        "leads": group in request.actor.leads,
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "activities/talks.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Write a talk down."""
    place = group_term(request.actor, group, term, request.today)
    require(may_contribute(request.actor, group), WHO_CONTRIBUTES)
    people = list(members_of(place.group, place.day))
    lessons = units.lessons_around(place.group, place.term, place.day)
    me = next((person for person in people if person.pk == request.actor.person_id), None)
    form = TalkForm(sent(request), people=people, lessons=lessons, initial=talk_defaults(place.day, me, lessons))
    if request.method == "POST":
        made = carried_out(form, lambda data: actions.write_talk(by=request.actor, group=place.group, term=place.term, **_values(data)))
        if made is not None:
            return _saved(request, made)
    context = {
        "place": place,
        "form": form,
        "title": "记一议",
        "draft": f"talk-{group}",
        "cancel": reverse("activities:daily_talks", args=[group, term]),
    }
    return render(request, "activities/talk_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: SchoolRequest, pk: int) -> HttpResponse:
    """Correct a talk."""
    talk = papers.talk_of(request.actor, pk)
    require(access.may_change_talk(request.actor, talk), access.WHO_WROTE_TALK)
    if request.method != "POST" and talk.removed_at is not None:
        messages.info(request, "这一议已删去；需要时先恢复，再修改。")
        return redirect("activities:daily_talks", talk.group_id, talk.term.key)
    place = group_term(request.actor, talk.group_id, talk.term.key, request.today)
    initial: dict[str, Any] = {name: getattr(talk, name) for name in ("version", *FIELDS)} | {"speakers": list(talk.speakers.all())}
    form = TalkForm(
        sent(request),
        people=list(members_of(place.group, talk.day)),
        lessons=units.lessons_around(place.group, place.term, talk.day),
        initial=initial,
    )
    if request.method == "POST" and carried_out(
        form,
        lambda data: actions.change_talk(by=request.actor, talk=talk, version=version_sent(request), **_values(data)),
        now=lambda: DailyTalk.objects.filter(pk=pk).first(),
    ):
        return _saved(request, papers.talk_of(request.actor, pk))
    cancel = reverse("activities:daily_talks", args=[talk.group_id, talk.term.key])
    context = {"place": place, "form": form, "title": "修改一议", "draft": f"talk-change-{pk}", "cancel": cancel}
    return render(request, "activities/talk_form.html", context, status=422 if form.is_bound else 200)


def _values(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the verbs take of a form."""
    return {name: data[name] for name in (*FIELDS, "speakers")}


def _saved(request: SchoolRequest, talk: DailyTalk) -> HttpResponse:
    """Back to the list; a talk much like an earlier one is mentioned, never refused."""
    messages.success(request, "已记下。")
    alike = papers.talk_like(talk.group, talk.term, talk.issue, talk.response, before=talk.day, but=talk.pk)
    if alike is not None:
        messages.warning(request, f"和{month_day(alike.day)}的一议很像（{alike.issue[:20]}）。如果是同一件事，可以在那一条里补落实情况。")
    return redirect(reverse("activities:daily_talks", args=[talk.group_id, talk.term.key]) + f"#talk-{talk.pk}")


@login_required
@require_http_methods(["GET", "POST"])
def follow_up(request: SchoolRequest, pk: int) -> HttpResponse:
    """Say what came of a talk."""
    talk = papers.talk_of(request.actor, pk)
    require(access.may_follow_up(request.actor, talk), access.WHO_FOLLOWS_UP)
    form = FollowUpForm(sent(request), initial={"follow_up_note": talk.follow_up_note})
    verb = (
        carried_out(form, lambda data: actions.follow_up(by=request.actor, talk=talk, text=data["follow_up_note"]))
        if request.method == "POST"
        else None
    )
    if verb is not None:
        messages.success(request, "落实情况已补上。")
        return redirect(reverse("activities:daily_talks", args=[talk.group_id, talk.term.key]) + f"#talk-{pk}")
    context = {"talk": talk, "here": talk.group_id, "form": form}
    return render(request, "activities/talk_follow_up.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a talk out; asks once, and can be undone."""
    talk = papers.talk_of(request.actor, pk)
    require(access.may_change_talk(request.actor, talk), access.WHO_WROTE_TALK)
    return taken_out(
        request,
        lambda: actions.remove_talk(by=request.actor, talk=talk, version=talk.version),
        question="删去这一议？",
        effect=f"{month_day(talk.day)}　{talk.issue}。删去后不再计数；可以在列表下方恢复。",
        page=reverse("activities:daily_talks", args=[talk.group_id, talk.term.key]),
        here=talk.group_id,
        done="这一议已删去。",
        undo=reverse("activities:talk_restore", args=[pk]),
        gone="这一议已经删去了。",
    )


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a talk back."""
    talk = papers.talk_of(request.actor, pk)
    page = reverse("activities:daily_talks", args=[talk.group_id, talk.term.key])
    return brought_back(request, lambda: actions.restore_talk(by=request.actor, talk=talk), page)


@login_required
@require_GET
def talks_docx(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """All talks of the term as Word."""
    place = group_term(request.actor, group, term, request.today)
    title = f"{place.group.name}{place.term.label}每日一议"
    blocks = printout(papers.talks_of(place.group, place.term), place.group.name, place.term.label)
    return word(Document(title, blocks), title)
