"""Trainings: the term's list with whose turn it is, recording, one training with what was passed on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.activities import access
from jiaoyan.activities.actions import training as actions
from jiaoyan.activities.forms.training import TYPES, ShareBackForm, TrainingForm
from jiaoyan.activities.models import ShareBack, Training
from jiaoyan.activities.printouts import training as printouts
from jiaoyan.activities.queries import training as queries
from jiaoyan.documents.blocks import Document
from jiaoyan.schools import files
from jiaoyan.schools.access import WHO_READS_GROUP, SchoolRequest, may_read_group, require
from jiaoyan.schools.queries import GroupTerm, group_term
from jiaoyan.schools.rules.quoting import quoted
from jiaoyan.schools.saving import carried_out
from jiaoyan.schools.steps import brought_back, taken_out, undoable
from jiaoyan.web.download import download, word
from jiaoyan.web.forms import sent, version_sent

TURNS = 3


@login_required
@require_GET
def trainings(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The trainings of the term, what is missing, and whose turn is next."""
    place = group_term(request.actor, group, term, request.today)
    found = queries.trainings_of(place.group, place.term)
    removed = queries.removed_trainings(place.group, place.term)
    context = {
        "place": place,
        "lines": [_line(row) for row in found],
        "above": [_line(row) for row in queries.trainings_above(request.actor, place)],
        "gaps": queries.training_gaps_among(found, request.today),
        "turns": [] if place.is_past else queries.next_trainers(place)[:TURNS],
        "removed": [row for row in removed if access.may_change_training(request.actor, row)],
        "may_record": access.may_record_training(request.actor, group),
        "who_sees": [WHO_READS_GROUP, "参加培训的老师（自己参加的那几次）"],
    }
    return render(request, "activities/trainings.html", context)


def _line(row: Training) -> dict[str, Any]:
    return {"row": row, "trainers": queries.names(row.trainers.all(), row.guest), "open": queries.not_yet_shared(row)}


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Record a training, held or arranged. In the group the next in turn is proposed; ``?kind=external`` only whoever records it went."""
    place = group_term(request.actor, group, term, request.today)
    require(access.may_record_training(request.actor, group), access.WHO_TRAINS)
    turns, people = queries.next_trainers(place), queries.people_below(place)
    start: dict[str, Any] = {"kind": Training.Kind.IN_GROUP, "form": Training.Form.LECTURE, "day": place.day}
    if request.GET.get("kind") == Training.Kind.EXTERNAL:
        start |= {"kind": Training.Kind.EXTERNAL, "participants": [each for each in people if each.pk == request.actor.person_id]}
    else:
        start |= {"trainers": turns[:1], "participants": turns}
    form = TrainingForm(sent(request), request.FILES or None, people=people, initial=start)
    if request.method == "POST":

        def verb(data: Mapping[str, Any]) -> Training:
            return actions.record_training(by=request.actor, group=place.group, term=place.term, today=request.today, **_values(data))

        if made := carried_out(form, verb):
            messages.success(request, "培训已登记。")
            return redirect("activities:training", made.pk)
    context = {
        "place": place,
        "form": form,
        "title": "登记培训",
        "draft": f"training-{group}-{term}-{start['kind']}",
        "cancel": reverse("activities:trainings", args=[group, term]),
    }
    return render(request, "activities/training_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: SchoolRequest, pk: int) -> HttpResponse:
    """Correct a training, or write what it was about."""
    training = queries.training_of(request.actor, pk)
    require(access.may_change_training(request.actor, training), access.WHO_CHANGES_TRAINING)
    place = group_term(request.actor, training.group_id, training.term.key, request.today)
    if training.removed_at is not None:
        messages.info(request, "这次培训已删去；需要时先恢复，再修改。")
        return redirect("activities:trainings", training.group_id, training.term.key)
    form = TrainingForm(sent(request), request.FILES or None, people=queries.people_below(place), training=training)
    if request.method == "POST" and _changed(request, form, training):
        messages.success(request, "已保存。")
        return redirect("activities:training", pk)
    context = {
        "place": place,
        "form": form,
        "training": training,
        "title": "修改培训记录",
        "draft": f"training-{pk}",
        "cancel": reverse("activities:training", args=[pk]),
    }
    return render(request, "activities/training_form.html", context, status=422 if form.is_bound else 200)


def _changed(request: SchoolRequest, form: TrainingForm, training: Training) -> bool:
    """Whether it was stored. When somebody changed it meanwhile, what was typed stays and the next save goes over theirs."""

    def verb(data: Mapping[str, Any]) -> Training:
        values = {**_values(data), "drop_materials": bool(data.get("drop_materials"))}
        return actions.change_training(by=request.actor, training=training, version=version_sent(request), today=request.today, **values)

    changed = "刚刚有人改过这次培训的记录。您填写的都在下面，核对后请再保存一次。"
    return carried_out(form, verb, now=lambda: Training.objects.get(pk=training.pk), changed=changed) is not None


def _values(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the verbs take of a form: the file is written down first."""
    values = {name: data[name] for name in (*actions.FIELDS, "trainers", "participants")}
    file = data.get("materials")
    if file:
        kind = TYPES[file.name.rpartition(".")[2].lower()]
        values["materials"] = actions.lay_materials(file.read(), name=file.name, content_type=kind)
    return values


@login_required
@require_GET
def training(request: SchoolRequest, pk: int) -> HttpResponse:
    """One training as it prints, and what is still to be passed on."""
    row = queries.training_of(request.actor, pk)
    may_share = access.may_share_back(request.actor, row)
    context = {
        "place": _place(request, row),
        "training": row,
        "paper": Document(row.theme, printouts.training(row)),
        "open": queries.not_yet_shared(row),
        "shares": list(row.share_backs.all()) if may_share else [],
        "removed": queries.removed_shares(row) if may_share else [],
        "may_change": access.may_change_training(request.actor, row),
        "may_share": may_share and row.day <= request.today,
        "who_sees": [access.WHO_READS_TRAINING],
    }
    return render(request, "activities/training.html", context)


def _place(request: SchoolRequest, row: Training) -> GroupTerm | None:
    """The group's place for those who read its papers; others who took part see the record alone."""
    if not may_read_group(request.actor, row.group_id):
        return None
    return group_term(request.actor, row.group_id, row.term.key, request.today)


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a training out; asks once, and can be undone."""
    row = queries.training_of(request.actor, pk)
    require(access.may_change_training(request.actor, row), access.WHO_CHANGES_TRAINING)
    return taken_out(
        request,
        lambda: actions.remove_training(by=request.actor, training=row, version=row.version),
        question=f"删去培训{quoted(row.theme)}？",
        effect="删去后不再计数；可以在培训列表里恢复。",
        page=reverse("activities:training", args=[pk]),
        here=row.group_id,
        undo=reverse("activities:training_restore", args=[pk]),
        gone="这次培训已经删去了。",
        back=reverse("activities:trainings", args=[row.group_id, row.term.key]),
    )


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a training back."""
    row = queries.training_of(request.actor, pk)
    return brought_back(
        request, lambda: actions.restore_training(by=request.actor, training=row), reverse("activities:training", args=[pk])
    )


@login_required
@require_http_methods(["GET", "POST"])
def share_back(request: SchoolRequest, pk: int) -> HttpResponse:
    """Record that an outside training was passed on."""
    row = queries.training_of(request.actor, pk)
    require(access.may_share_back(request.actor, row), access.WHO_SHARES_BACK)
    went, mine = list(row.participants.all()), [person for person in row.participants.all() if person.pk == request.actor.person_id]
    start = {"day": max(row.day, request.today), "givers": mine or queries.not_yet_shared(row), "audience": row.group.name}
    form = ShareBackForm(sent(request), people=went, initial=start)
    if request.method == "POST":

        def verb(data: Mapping[str, Any]) -> ShareBack:
            return actions.share_back(by=request.actor, training=row, today=request.today, **data)

        if carried_out(form, verb):
            messages.success(request, "二次培训已登记。")
            return redirect("activities:training", pk)
    context = {
        "place": _place(request, row),
        "form": form,
        "training": row,
        "title": "登记二次培训",
        "draft": f"share-back-{pk}",
        "cancel": reverse("activities:training", args=[pk]),
    }
    return render(request, "activities/share_back_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def share_back_remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a share-back out; the answer offers to bring it back."""
    share = queries.share_back_of(request.actor, pk)
    actions.remove_share_back(by=request.actor, share=share)
    undoable(request, "二次培训已删去。", reverse("activities:share_back_restore", args=[pk]))
    return redirect("activities:training", share.training_id)


@login_required
@require_POST
def share_back_restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a share-back back."""
    share = queries.share_back_of(request.actor, pk)
    back = reverse("activities:training", args=[share.training_id])
    return brought_back(request, lambda: actions.restore_share_back(by=request.actor, share=share), back)


@login_required
@require_GET
def materials(request: SchoolRequest, pk: int) -> HttpResponse:
    """The file of a training as a download."""
    row = queries.training_of(request.actor, pk)
    if row.materials is None:
        raise Http404
    return download(files.read(row.materials), row.materials.name, row.materials.content_type)


@login_required
@require_GET
def docx(request: SchoolRequest, pk: int) -> HttpResponse:
    """One training as Word."""
    row = queries.training_of(request.actor, pk)
    name = f"{printouts.TITLE}{row.day:%Y%m%d}{row.theme}"
    return word(Document(name, printouts.training(row)), name)


@login_required
@require_GET
def all_docx(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """All trainings of the term in one file."""
    place = group_term(request.actor, group, term, request.today)
    name = f"{place.group.name}{place.term.label}{printouts.TITLE}"
    return word(Document(name, printouts.collection(queries.trainings_of(place.group, place.term))), name)
