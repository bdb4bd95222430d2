"""Writings: one's own and what colleagues share, writing on one page, reading, printing singly or together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.documents.blocks import Document
from jiaoyan.growth.access import mentorship as pairs_access
from jiaoyan.growth.access import writings as access
from jiaoyan.growth.actions import writings as actions
from jiaoyan.growth.forms.writings import WritingForm
from jiaoyan.growth.models import MenteeLesson, Writing
from jiaoyan.growth.printouts import writings as printouts
from jiaoyan.growth.queries import mentorship as pairs
from jiaoyan.growth.queries import writings as queries
from jiaoyan.schools.access import SchoolRequest, may_read_group, require
from jiaoyan.schools.models import Term
from jiaoyan.schools.queries import GroupTerm, calendar_of, group_term, term_on
from jiaoyan.schools.rules.quoting import quoted
from jiaoyan.schools.saving import carried_out
from jiaoyan.schools.steps import brought_back, taken_out
from jiaoyan.web.download import word
from jiaoyan.web.forms import sent, version_sent

DRAFT = "draft"


@login_required
@require_GET
def writings(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """One's own by kind, then what others of the group handed in, as far as one may read it."""
    place = group_term(request.actor, group, term, request.today)
    writes = access.may_write(request.actor, group)
    mine = [row for row in queries.mine(request.actor, place.term) if row.group_id == group] if writes else []
    others = queries.of_others(request.actor, place)
    context = {
        "place": place,
        "heaps": queries.heaps(mine) if writes else [],
        "others": [heap for heap in queries.heaps(others) if heap.rows],
        "removed": [row for row in queries.removed_by(request.actor, place.term) if row.group_id == group] if writes else [],
        "leads": access.leads(request.actor, group),
        "who_sees": [access.WHO_READS],
    }
    return render(request, "growth/writings.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SchoolRequest, group: int, term: str, kind: str) -> HttpResponse:
    """Write one of a kind."""
    if kind not in Writing.Kind.values:
        raise Http404
    place = group_term(request.actor, group, term, request.today)
    require(access.may_write(request.actor, group), access.WHO_WRITES)
    start = {"day": place.day, "about": Writing.About.GENERAL, "form": Writing.Form.OWN}
    form = WritingForm(sent(request), place=place, kind=kind, initial=start)
    return _begun(request, place, form, kind, back=reverse("growth:writings", args=[group, term]))


@login_required
@require_http_methods(["GET", "POST"])
def compare(request: SchoolRequest, pk: int) -> HttpResponse:
    """The mentee compares a lesson of his own with the one observed before it."""
    lesson = pairs.lesson_of(request.actor, pk)
    require(pairs_access.may_teach(request.actor, lesson.mentorship), pairs_access.WHO_TEACHES)
    place = _place(request, lesson)
    start = {"day": place.day, "title": f"“{lesson.topic}”对照比较"}
    form = WritingForm(sent(request), place=place, kind=Writing.Kind.REFLECTION, compares=True, initial=start)
    back = reverse("growth:pair", args=[lesson.mentorship_id, place.term.key])
    return _begun(request, place, form, Writing.Kind.REFLECTION, back=back, pair=lesson)


def _place(request: SchoolRequest, lesson: MenteeLesson) -> GroupTerm:
    """The mentee's group in the term of a lesson."""
    term: Term | None = term_on(lesson.day, request.actor.school_id)
    if term is None:
        raise Http404
    return GroupTerm(lesson.mentorship.group, term, calendar_of(term), request.today)


def _begun(
    request: SchoolRequest, place: GroupTerm, form: WritingForm, kind: str, *, back: str, pair: MenteeLesson | None = None
) -> HttpResponse:
    if request.method == "POST":
        made = carried_out(
            form,
            lambda _: actions.write(
                by=request.actor,
                group=place.group,
                term=place.term,
                kind=kind,
                today=request.today,
                pair=pair,
                hand_in=request.POST.get("then") != DRAFT,
                **form.values,
            ),
        )
        if made is not None:
            messages.success(request, "草稿已存，只有您自己看得到。" if made.is_draft else "已交。")
            return redirect(back if pair is not None and not made.is_draft else reverse("growth:writing", args=[made.pk]))
    label = "对照比较" if pair is not None else Writing.Kind(kind).label
    context = {
        "place": place,
        "form": form,
        "title": f"写{label}",
        "pair": pair,
        "is_draft": True,
        "draft": f"writing-{kind}-{place.group.pk}-{pair.pk if pair else ''}",
        "cancel": back,
    }
    return render(request, "growth/writing_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: SchoolRequest, pk: int) -> HttpResponse:
    """Go on writing, hand in, or correct."""
    writing = queries.writing_of(request.actor, pk)
    require(access.may_change(request.actor, writing), access.WHO_CHANGES)
    if writing.removed_at is not None:
        messages.info(request, "这一篇已删去；需要时先恢复，再修改。")
        return redirect("growth:writing", pk)
    place = GroupTerm(writing.group, writing.term, calendar_of(writing.term), request.today)
    form = WritingForm(sent(request), place=place, kind=writing.kind, writing=writing, compares=writing.pair_id is not None)
    if request.method == "POST" and _changed(request, form, writing):
        messages.success(request, "已保存。")
        return redirect("growth:writing", pk)
    context = {
        "place": place,
        "form": form,
        "title": f"修改{writing.get_kind_display()}",
        "pair": writing.pair,
        "is_draft": writing.is_draft,
        "draft": f"writing-{pk}",
        "cancel": reverse("growth:writing", args=[pk]),
    }
    return render(request, "growth/writing_form.html", context, status=422 if form.is_bound else 200)


def _changed(request: SchoolRequest, form: WritingForm, writing: Writing) -> bool:
    """Whether it was stored. The same person in two windows: what was typed stays, and the next save goes over the other."""

    def verb(_: dict[str, Any]) -> Writing:
        hand_in = request.POST.get("then") != DRAFT
        return actions.change(
            by=request.actor, writing=writing, version=version_sent(request), today=request.today, hand_in=hand_in, **form.values
        )

    changed = "这一篇刚刚在别的窗口里改过。您填写的都在下面，核对后请再保存一次。"
    return carried_out(form, verb, now=lambda: Writing.objects.get(pk=writing.pk), changed=changed) is not None


@login_required
@require_GET
def writing(request: SchoolRequest, pk: int) -> HttpResponse:
    """One writing as it prints."""
    row = queries.writing_of(request.actor, pk)
    place = GroupTerm(row.group, row.term, calendar_of(row.term), request.today) if may_read_group(request.actor, row.group_id) else None
    context = {
        "place": place,
        "writing": row,
        "paper": Document(row.title, printouts.writing(row)),
        "may_change": access.may_change(request.actor, row),
        "who_sees": [access.WHO_READS] if not row.is_draft else ["作者本人（还是草稿）"],
    }
    return render(request, "growth/writing.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a writing out; asks once, and can be undone."""
    row = queries.writing_of(request.actor, pk)
    require(access.may_change(request.actor, row), access.WHO_CHANGES)
    return taken_out(
        request,
        lambda: actions.remove(by=request.actor, writing=row, version=row.version),
        question=f"删去{quoted(row.title)}？",
        effect="删去后不再计数；可以恢复。",
        page=reverse("growth:writing", args=[pk]),
        here=row.group_id,
        undo=reverse("growth:writing_restore", args=[pk]),
        gone="这一篇已经删去了。",
    )


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a writing back."""
    row = queries.writing_of(request.actor, pk)
    return brought_back(request, lambda: actions.restore(by=request.actor, writing=row), reverse("growth:writing", args=[pk]))


@login_required
@require_GET
def docx(request: SchoolRequest, pk: int) -> HttpResponse:
    """One writing as Word."""
    row = queries.writing_of(request.actor, pk)
    name = f"{row.get_kind_display()}{row.day:%Y%m%d}{row.author.name}"
    return word(Document(name, printouts.writing(row)), name)


@login_required
@require_GET
def collection(request: SchoolRequest, group: int, term: str, whose: str, kind: str) -> HttpResponse:
    """All of a kind in a term in one file: one's own, or all of the group's that one may read."""
    if kind not in Writing.Kind.values or whose not in ("mine", "all"):
        raise Http404
    place = group_term(request.actor, group, term, request.today)
    rows = [row for row in queries.mine(request.actor, place.term) if row.group_id == group]
    rows += queries.of_others(request.actor, place) if whose == "all" else []
    owner = request.actor.name if whose == "mine" else place.group.name
    name = f"{owner}{place.term.label}{Writing.Kind(kind).label}"
    return word(Document(name, printouts.collection(queries.in_order(rows, kind))), name)


@login_required
@require_GET
def blank(_request: SchoolRequest, kind: str) -> HttpResponse:
    """The form of a kind to be filled in by hand."""
    try:
        form = printouts.blank(kind)
    except KeyError:
        raise Http404 from None
    return word(form, form.title)
