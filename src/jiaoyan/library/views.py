"""The textbook study, and one resource with its versions. 教材梳理、资源"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Document
from jiaoyan.library import access, actions, printouts, queries
from jiaoyan.library.forms import FileForm, WholeBookForm, mark, unit_words, units_grid
from jiaoyan.schools import files
from jiaoyan.schools.access import WHO_READS_GROUP, SchoolRequest, require
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.queries import group_term, prep_group_term
from jiaoyan.schools.rules.problem import RowsAtFault
from jiaoyan.schools.steps import said_and_back
from jiaoyan.web.download import download, word
from jiaoyan.web.forms import sent, version_sent
from jiaoyan.web.grid import CellProblem
from jiaoyan.web.render import to_html


@login_required
@require_GET
def study(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The study as it prints."""
    place = prep_group_term(request.actor, group, term, request.today)
    found, units = queries.study_of(place.group, place.term), queries.units_of(place.group, place.term)
    context = {
        "place": place,
        "study": found,
        "units": units,
        "html": to_html(printouts.textbook_study(place.group, place.term, found, units)) if found else "",
        "may_write": access.may_write(request.actor, group),
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "library/study.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def study_edit(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The study written on one page: the whole book, and every unit in a row."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(access.may_write(request.actor, group), access.WHO_WRITES)
    found, units = queries.study_of(place.group, place.term), queries.units_of(place.group, place.term)
    words = found.whole_book if found else []
    form = WholeBookForm(sent(request), initial={"whole_book": words, "seen": mark(words)})
    grid, standing = units_grid(units, found), ""
    if request.method == "POST":
        data = grid.parse(request.POST)
        problems: list[CellProblem] = []
        if form.is_valid() and data.ok:
            try:
                actions.save_study(
                    by=request.actor,
                    group=place.group,
                    term=place.term,
                    version=int(data.version or 0),
                    day=place.day,
                    whole_book=form.cleaned_data["whole_book"],
                    units=unit_words(data.rows),
                    allowed=units,
                )
            except RowsAtFault as refused:
                problems = [CellProblem(each.row_index, each.column, each.sentence) for each in refused.problems]
            except ChangedMeanwhile as changed:
                problems = [] if data.conflict else [CellProblem(None, "", f"{changed}")]
            else:
                messages.success(request, "教材梳理已保存。")
                return redirect("library:study", group, term)
        if data.conflict and form.is_valid():
            form, standing = _caught_up(form, words)
        grid = grid.bound(data, problems)
    context = {"place": place, "form": form, "grid": grid, "standing": standing}
    return render(request, "library/study_edit.html", context, status=422 if request.method == "POST" else 200)


def _caught_up(form: WholeBookForm, words: list[dict[str, Any]]) -> tuple[WholeBookForm, str]:
    """The form after somebody else stored the study: words one left alone are theirs now; where both wrote, theirs are shown beside one's own."""
    typed = {**{name: form.data[name] for name in form.data}, "seen": mark(words)}
    if form.untouched:
        typed["whole_book"] = markup.source(words)
    both = not form.untouched and form.cleaned_data["seen"] != mark(words) and mark(form.cleaned_data["whole_book"]) != mark(words)
    again = WholeBookForm(typed)
    if both:
        again.add_error("whole_book", "刚刚有人也改过“通读全册”，现有的内容列在下面。请把要留下的并进来，再保存一次。")
    return again, markup.source(words) if both else ""


@login_required
@require_GET
def study_docx(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The study as a Word file."""
    place = prep_group_term(request.actor, group, term, request.today)
    found, units = queries.study_of(place.group, place.term), queries.units_of(place.group, place.term)
    body = printouts.textbook_study(place.group, place.term, found, units)
    return word(Document("教材梳理", body), f"{place.group.name}教材梳理 {place.term.key}")


@login_required
@require_GET
def study_blank(_request: SchoolRequest) -> HttpResponse:
    """The blank form."""
    return word(printouts.blank(), "教材梳理（空白表）")


@login_required
@require_http_methods(["GET", "POST"])
def resource(request: SchoolRequest, pk: int) -> HttpResponse:
    """One resource: its versions, and a newer one."""
    found = queries.resource_of(request.actor, pk)
    place = group_term(request.actor, found.group_id, found.term.key, request.today)
    form = FileForm(sent(request), request.FILES or None)
    if request.method == "POST":
        require(access.may_write(request.actor, found.group_id), access.WHO_WRITES)
        if found.removed_at is None and form.is_valid():
            try:
                actions.give_version(
                    by=request.actor,
                    resource=found,
                    version=version_sent(request),
                    given=actions.lay_file(form.cleaned_data["file"].read(), str(form.cleaned_data["file"].name)),
                    words=form.cleaned_data["words"],
                    day=place.day,
                    final=form.cleaned_data["final"],
                )
            except ChangedMeanwhile as changed:
                form.add_error(None, f"{changed}文件请再选一次。")
            else:
                messages.success(request, "新的一稿已上传，以前各稿仍可打开。")
                return redirect("library:resource", pk)
    context = {
        "place": place,
        "resource": found,
        "versions": found.versions.select_related("file", "by").order_by("-number"),
        "form": form,
        "may_write": access.may_write(request.actor, found.group_id) and found.removed_at is None,
        "may_change": access.may_change(request.actor, found),
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "library/resource.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def resource_state(request: SchoolRequest, pk: int, state: str) -> HttpResponse:
    """Declare it final or open it again, take it out or bring it back."""
    found = queries.resource_of(request.actor, pk)
    verb, done = _STEPS[state]
    undo = reverse("library:resource_state", args=[pk, "restore"]) if state == "remove" else ""
    return said_and_back(request, lambda: verb(request, found), done=done, page=reverse("library:resource", args=[pk]), undo=undo)


def _final(request: SchoolRequest, found: Any) -> None:
    actions.set_final(by=request.actor, resource=found, version=version_sent(request), final=True)


def _open(request: SchoolRequest, found: Any) -> None:
    actions.set_final(by=request.actor, resource=found, version=version_sent(request), final=False)


def _remove(request: SchoolRequest, found: Any) -> None:
    actions.remove_resource(by=request.actor, resource=found, version=version_sent(request))


def _restore(request: SchoolRequest, found: Any) -> None:
    actions.restore_resource(by=request.actor, resource=found)


_STEPS = {
    "final": (_final, "已定稿。"),
    "open": (_open, "已改回进行中，改好再定稿。"),
    "remove": (_remove, "已删去。"),
    "restore": (_restore, "已恢复。"),
}


@login_required
@require_GET
def version(request: SchoolRequest, pk: int) -> HttpResponse:
    """One version's file, always as a download."""
    found = queries.version_of(request.actor, pk)
    return download(files.read(found.file), found.file.name, found.file.content_type)
