"""Handing in, taking back, reviewing, taking up again."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.documents.blocks import Document
from jiaoyan.items.access import exercise as access
from jiaoyan.items.actions import reviewing as actions
from jiaoyan.items.forms.exercises import ChangeForm, ReviewForm
from jiaoyan.items.models import Exercise
from jiaoyan.items.printouts.exercises import with_answers
from jiaoyan.items.queries import exercises as queries
from jiaoyan.items.views.exercises import shown
from jiaoyan.items.views.place import carried_out, head_of, to_exercise
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.actions.approval import once
from jiaoyan.schools.models import Status
from jiaoyan.schools.queries import moment
from jiaoyan.schools.rules.approval import Event
from jiaoyan.schools.steps import asked_once, said_and_back
from jiaoyan.web.forms import sent, version_sent

SAID = {"pass": "已通过，练习可以使用了。", "change": "意见已送给命制人，改好后会再送来看一次。", "redo": "已请命制人重做，意见已写明。"}


@login_required
@require_POST
def submit(request: SchoolRequest, pk: int) -> HttpResponse:
    """Hand the exercise to its reviewer."""
    row = queries.exercise_of(request.actor, pk)
    require(access.may_write(request.actor, row), access.WHO_WRITES)
    form = ChangeForm(request.POST)
    words = form.cleaned_data["change"] if form.is_valid() else ""
    version = version_sent(request)
    verb = partial(actions.submit, by=request.actor, exercise=row, version=version, change=words, today=request.today)
    done = carried_out(
        form,
        lambda _: once(lambda: verb(now=moment(request.today)), row, Event.SUBMIT, by=request.actor, version=version),
    )
    if done is None:
        fresh = queries.exercise_of(request.actor, pk)
        said = "；".join(str(sentence) for sentence in form.non_field_errors())
        return shown(request, fresh, form if queries.needs_change_line(fresh) else None, said, status=422)
    messages.success(request, f"已送{row.reviewer}审核。")
    return to_exercise(pk)


@login_required
@require_POST
def withdraw(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take it back before it was reviewed."""
    row = queries.exercise_of(request.actor, pk)
    version = version_sent(request)
    return said_and_back(
        request,
        lambda: once(
            lambda: actions.withdraw(by=request.actor, exercise=row, version=version),
            row,
            Event.WITHDRAW,
            by=request.actor,
            version=version,
        ),
        done="已撤回，可以继续修改。",
        page=reverse("items:exercise", args=[pk]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def reopen(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take an approved exercise up again; asks once."""
    row = queries.exercise_of(request.actor, pk)
    require(access.may_write(request.actor, row), access.WHO_WRITES)
    return asked_once(
        request,
        lambda: once(lambda: actions.reopen(by=request.actor, exercise=row, version=row.version), row, Event.REOPEN, by=request.actor),
        question="重新修改这份练习？",
        effect="已通过的一稿会原样保留，随时可以查看；改好以后请再送审一次。",
        button="重新修改",
        variant="primary",
        page=reverse("items:exercise", args=[pk]),
        here=row.group_id,
        done="可以修改了，改好请再送审。",
    )


@login_required
@require_http_methods(["GET", "POST"])
def review(request: SchoolRequest, pk: int) -> HttpResponse:
    """The exercise as it will be printed, and the reviewer's checklist, opinion and verdict."""
    row = queries.exercise_of(request.actor, pk)
    require(access.may_review(request.actor, row), access.WHO_REVIEWS)
    form = ReviewForm(sent(request), initial={"version": row.version})
    if form.is_bound and form.is_valid() and _reviewed(request, row, form):
        verdict = form.cleaned_data["verdict"]
        messages.success(request, SAID[verdict])
        return redirect("items:exercise_waiting") if verdict != "pass" else to_exercise(pk)
    if row.status != Status.SUBMITTED:
        typed = form.data.get("opinion", "").strip() if form.is_bound else ""
        back = f"没有再记审核；您写的意见是：“{typed}”" if typed else ""
        messages.info(request, f"这份练习现在是“{row.get_status_display()}”，不在等待审核。{back}")
        return to_exercise(pk)
    fresh = queries.exercise_of(request.actor, pk)
    context = {
        **head_of(request, fresh),
        "form": form,
        "standing": queries.standing_of(fresh),
        "paper": Document(fresh.title, with_answers(fresh)),
        "who_sees": [access.WHO_READS],
    }
    return render(request, "items/review.html", context, status=422 if form.is_bound else 200)


def _reviewed(request: SchoolRequest, row: Exercise, form: ReviewForm) -> bool:
    """The reviewer's word is stored, or stood there already when the form was sent again."""
    data = form.cleaned_data
    event = Event.APPROVE if data["verdict"] == "pass" else Event.RETURN
    verb = partial(actions.review, by=request.actor, exercise=row, today=request.today, now=moment(request.today), **data)

    def stands() -> bool:
        last = row.reviews.order_by("-round").values_list("verdict", "checklist").first()
        return last is not None and (last[0], set(last[1])) == (data["verdict"], set(data["checklist"]))

    done = carried_out(
        form, lambda _: once(verb, row, event, by=request.actor, version=data["version"], note=data["opinion"], besides=stands)
    )
    return done is not None


@login_required
@require_GET
def waiting(request: SchoolRequest) -> HttpResponse:
    """The exercises that wait for one's own review."""
    return render(request, "items/waiting.html", {"exercises": queries.waiting_exercises(request.actor)})
