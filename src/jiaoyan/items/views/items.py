"""Writing the items of an exercise one after another, with the printed stem beside the text."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.documents.pictures_in import CleanPicture, NotAPicture, clean
from jiaoyan.items.access import exercise as access
from jiaoyan.items.actions import items as actions
from jiaoyan.items.actions.exercises import closed
from jiaoyan.items.actions.problems import ChangedMeanwhile
from jiaoyan.items.forms.exercises import ItemForm, tidied
from jiaoyan.items.models import Exercise, ExerciseItem
from jiaoyan.items.queries import exercises as queries
from jiaoyan.items.rules.checks import key_problem
from jiaoyan.items.views.place import carried_out, head_of, to_exercise
from jiaoyan.schools import files
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.steps import brought_back, said_and_back, taken_out
from jiaoyan.web.download import download
from jiaoyan.web.forms import typed_again

LONGEST_SIDE = 1200
LONGEST_PREVIEW = 5000


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SchoolRequest, pk: int) -> HttpResponse:
    """Write the next item."""
    row = queries.exercise_of(request.actor, pk)
    return _write(request, row, None)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: SchoolRequest, pk: int) -> HttpResponse:
    """Change an item."""
    row, item = queries.item_of(request.actor, pk)
    if request.method == "GET" and item.removed_at is not None:
        messages.info(request, "这一题已删去；需要时先恢复，再修改。")
        return to_exercise(row.pk)
    return _write(request, row, item)


def _write(request: SchoolRequest, row: Exercise, item: ExerciseItem | None) -> HttpResponse:
    require(access.may_write(request.actor, row), access.WHO_WRITES)
    if not access.may_change(request.actor, row):
        messages.info(request, closed(row))
        return to_exercise(row.pk)
    if request.method == "GET":
        return _page(request, row, item, ItemForm(exercise=row, item=item))
    if "tidy" in request.POST:  # only puts what was pasted in order; nothing is stored yet
        return _page(request, row, item, ItemForm(tidied(request.POST), exercise=row, item=item), tidy=True)
    form = ItemForm(request.POST, request.FILES, exercise=row, item=item)
    if not form.is_valid():
        return _page(request, row, item, form, status=422)
    try:
        kept = carried_out(form, lambda _: _stored(request, row, item, form))
    except ChangedMeanwhile as changed:
        return _conflict(request, row, changed)
    except NotAPicture as refused:
        form.add_error("figure", str(refused))
        kept = None
    if kept is None:
        return _page(request, row, item, form, status=422)
    if problem := key_problem(kept.section, kept.stem, kept.answer):
        messages.warning(request, f"第{kept.number}题已保存，但答案可能不对：{problem}")
        return redirect("items:exercise_item", kept.pk)
    messages.success(request, f"第{kept.number}题已保存。")
    return redirect("items:exercise_item_new", row.pk) if "next" in request.POST else to_exercise(row.pk)


def _stored(request: SchoolRequest, row: Exercise, item: ExerciseItem | None, form: ItemForm) -> ExerciseItem:
    values = form.values() | _figure(form)
    if item is None:
        return actions.add_item(by=request.actor, exercise=row, number=form.cleaned_data["number"], **values)
    return actions.save_item(by=request.actor, exercise=row, item=item, version=form.cleaned_data["version"], **values)


def _figure(form: ItemForm) -> dict[str, CleanPicture | None]:
    """A new figure, written anew; None when the old one goes; nothing when it stays. Raises ``NotAPicture``."""
    upload = form.cleaned_data.get("figure")
    if upload is not None:
        return {"picture": clean(upload.read(), longest_side=LONGEST_SIDE)}
    return {"figure": None} if form.cleaned_data.get("no_figure") else {}


def _conflict(request: SchoolRequest, row: Exercise, changed: ChangedMeanwhile) -> HttpResponse:
    """Mine stays in the form, theirs stands beside it; saving again goes over theirs. An item that is gone becomes a new one."""
    theirs: ExerciseItem | None = changed.theirs
    data = typed_again(request.POST, version=str(theirs.version if theirs else 0))
    form = ItemForm(data, exercise=row, item=theirs)
    said = str(changed) if theirs else "这一题刚被别人删去，您填写的内容都在；再保存一次，会作为新的一题加在最后。"
    form.add_error(None, said)
    return _page(request, row, theirs, form, theirs=theirs, status=409)


def _page(
    request: SchoolRequest, row: Exercise, item: ExerciseItem | None, form: ItemForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    stem = str(form["stem"].value() or "")
    where = reverse("items:exercise_item", args=[item.pk]) if item else reverse("items:exercise_item_new", args=[row.pk])
    context = {
        **head_of(request, row),
        **more,
        "item": item,
        "form": form,
        "number": item.number if item else len(row.items.all()) + 1,
        "preview": stem,
        "action": where,
        "problem": key_problem(str(form["section"].value()), stem, str(form["answer"].value() or "")),
        "draft": f"item-{item.pk}" if item else f"item-new-{row.pk}",
    }
    return render(request, "items/item.html", context, status=status)


@login_required
@require_POST
def move(request: SchoolRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    row, item = queries.item_of(request.actor, pk)
    up = request.POST.get("to") == "up"
    return said_and_back(
        request,
        lambda: actions.move_item(by=request.actor, exercise=row, item=item, up=up),
        done="已调整顺序。",
        page=f"{reverse('items:exercise', args=[row.pk])}#items",
    )


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take an item out; asks once, and can be undone."""
    row, item = queries.item_of(request.actor, pk)
    require(access.may_write(request.actor, row), access.WHO_WRITES)
    return taken_out(
        request,
        lambda: actions.remove_item(by=request.actor, exercise=row, item=item),
        question=f"删去第{item.number}题？",
        effect="后面的题号会往前移；练习送审以前，可以在题目下方恢复。",
        page=reverse("items:exercise", args=[row.pk]),
        here=row.group_id,
        done=f"第{item.number}题已删去。",
        undo=reverse("items:exercise_item_restore", args=[pk]),
        gone="这一题已经删去了。",
    )


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Put an item back where it stood."""
    row, item = queries.item_of(request.actor, pk)
    page = f"{reverse('items:exercise', args=[row.pk])}#items"
    return brought_back(request, lambda: actions.restore_item(by=request.actor, exercise=row, item=item), page)


@login_required
@require_POST
def preview(request: SchoolRequest) -> HttpResponse:
    """The printed look of what is being typed, and whether the key of a calculation is right. Nothing is stored."""
    stem, answer = request.POST.get("stem", "")[:LONGEST_PREVIEW], request.POST.get("answer", "")[:LONGEST_PREVIEW]
    problem = key_problem(request.POST.get("section", ""), stem, answer)
    return render(request, "items/preview.html", {"preview": stem, "problem": problem})


@login_required
@require_GET
def figure(request: SchoolRequest, pk: int) -> HttpResponse:
    """The figure of an item: a picture written by ourselves."""
    _, item = queries.item_of(request.actor, pk)
    if item.figure is None:
        raise Http404
    return download(files.read(item.figure), item.figure.name, item.figure.content_type)
