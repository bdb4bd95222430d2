"""Theory notes: list, write, read, print."""

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
from jiaoyan.activities.actions import theory as actions
from jiaoyan.activities.forms.papers import TheoryForm
from jiaoyan.activities.models import TheoryNote
from jiaoyan.activities.printouts.papers import theory_note as printout
from jiaoyan.activities.queries import papers, units
from jiaoyan.activities.rules.theory import view_hint
from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Block, Document, PageBreak
from jiaoyan.schools.access import WHO_CONTRIBUTES, WHO_READS_GROUP, SchoolRequest, may_contribute, require
from jiaoyan.schools.queries import group_term
from jiaoyan.schools.rules.quoting import quoted
from jiaoyan.schools.saving import carried_out
from jiaoyan.schools.steps import brought_back, taken_out, to_bring_back
from jiaoyan.web.download import word
from jiaoyan.web.forms import sent, version_sent

FIELDS = (
    "day",
    "form",
    "theme",
    "source_title",
    "source_author",
    "source_publisher",
    "source_year",
    "source_pages",
    "key_points",
    "my_view",
    "use_in",
)


@login_required
@require_GET
def theory_notes(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The notes of the term."""
    place = group_term(request.actor, group, term, request.today)
    notes = papers.theory_notes_of(place.group, place.term)
    context = {
        "place": place,
        "notes": notes,
        "removed": to_bring_back(papers.removed_notes(request.actor, place), "activities:theory_note_restore"),
        "may_write": may_contribute(request.actor, group),
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "activities/theory_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Write a note of one's own."""
    place = group_term(request.actor, group, term, request.today)
    require(may_contribute(request.actor, group), WHO_CONTRIBUTES)
    lessons = units.lessons_around(place.group, place.term, place.day)
    form = TheoryForm(sent(request), lessons=lessons, initial={"day": place.day, "form": TheoryNote.Form.GUIDED})
    if request.method == "POST":
        made = carried_out(form, lambda data: actions.write_note(by=request.actor, group=place.group, term=place.term, **_values(data)))
        if made is not None:
            return _saved(request, made)
    context = {
        "place": place,
        "form": form,
        "title": "写理论学习摘记",
        "draft": f"theory-{group}",
        "cancel": reverse("activities:theory_notes", args=[group, term]),
    }
    return render(request, "activities/theory_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: SchoolRequest, pk: int) -> HttpResponse:
    """Correct a note."""
    note = papers.theory_note_of(request.actor, pk)
    require(access.may_change_note(request.actor, note), access.WHO_WROTE_NOTE)
    if request.method != "POST" and note.removed_at is not None:
        messages.info(request, "这篇摘记已删去；需要时先恢复，再修改。")
        return redirect("activities:theory_note", pk)
    place = group_term(request.actor, note.group_id, note.term.key, request.today)
    form = TheoryForm(
        sent(request),
        lessons=units.lessons_around(place.group, place.term, place.day),
        initial={name: getattr(note, name) for name in ("version", *FIELDS)},
    )
    if request.method == "POST" and carried_out(
        form,
        lambda data: actions.change_note(by=request.actor, theory_note=note, version=version_sent(request), **_values(data)),
        now=lambda: TheoryNote.objects.filter(pk=pk).first(),
    ):
        return _saved(request, papers.theory_note_of(request.actor, pk))
    context = {
        "place": place,
        "form": form,
        "title": "修改摘记",
        "draft": f"theory-note-{pk}",
        "cancel": reverse("activities:theory_note", args=[pk]),
    }
    return render(request, "activities/theory_form.html", context, status=422 if form.is_bound else 200)


def _values(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the verbs take of a form."""
    return {name: data[name] for name in FIELDS}


def _saved(request: SchoolRequest, note: TheoryNote) -> HttpResponse:
    hint = view_hint(len(markup.plain(note.my_view)))
    messages.success(request, "摘记已保存。" + (f"{hint}。" if hint else ""))
    return redirect("activities:theory_note", note.pk)


@login_required
@require_GET
def theory_note(request: SchoolRequest, pk: int) -> HttpResponse:
    """One note as it prints."""
    note = papers.theory_note_of(request.actor, pk)
    context: dict[str, Any] = {
        "place": group_term(request.actor, note.group_id, note.term.key, request.today),
        "note": note,
        "paper": Document(note.theme, printout(note)),
        "may_change": access.may_change_note(request.actor, note) and note.removed_at is None,
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "activities/theory_note.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a note out; asks once, and can be undone."""
    note = papers.theory_note_of(request.actor, pk)
    require(access.may_change_note(request.actor, note), access.WHO_WROTE_NOTE)
    return taken_out(
        request,
        lambda: actions.remove_note(by=request.actor, theory_note=note, version=note.version),
        question=f"删去摘记{quoted(note.theme)}？",
        effect="删去后不再计数；可以在摘记列表里恢复。",
        page=reverse("activities:theory_note", args=[pk]),
        here=note.group_id,
        done="摘记已删去。",
        undo=reverse("activities:theory_note_restore", args=[pk]),
        gone="这篇摘记已经删去了。",
        back=reverse("activities:theory_notes", args=[note.group_id, note.term.key]),
    )


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a note back."""
    note = papers.theory_note_of(request.actor, pk)
    page = reverse("activities:theory_note", args=[pk])
    return brought_back(request, lambda: actions.restore_note(by=request.actor, theory_note=note), page)


@login_required
@require_GET
def theory_docx(request: SchoolRequest, pk: int) -> HttpResponse:
    """One note as Word."""
    note = papers.theory_note_of(request.actor, pk)
    title = f"理论学习摘记{note.day:%Y%m%d}{note.note_taker}"
    return word(Document(title, printout(note)), title)


@login_required
@require_GET
def theory_all_docx(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """All notes of the term in one file, each on its page."""
    place = group_term(request.actor, group, term, request.today)
    blocks: list[Block] = []
    for note in papers.theory_notes_of(place.group, place.term):
        blocks += [PageBreak(), *printout(note)] if blocks else printout(note)
    title = f"{place.group.name}{place.term.label}理论学习摘记"
    return word(Document(title, tuple(blocks)), title)
