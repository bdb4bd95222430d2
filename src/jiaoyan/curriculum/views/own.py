"""The pages of a school's own catalogue: its editions, the books of each, and Excel in and out. 本校目录"""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.curriculum import actions, workbook
from jiaoyan.curriculum.forms import CatalogueImportForm, EditionForm, NewEditionForm, grid_of, lines_in, refuse_silent_replacing
from jiaoyan.curriculum.models import TextbookEdition
from jiaoyan.curriculum.queries import own_edition_or_404, own_volume_or_404, volumes_in, written_units
from jiaoyan.curriculum.rules import units_of
from jiaoyan.documents.preflight import Refused as FileRefused
from jiaoyan.documents.sandbox import ChildFailed
from jiaoyan.schools.access import WHO_MANAGES, SchoolRequest, may_manage_school, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.rules.quoting import quoted
from jiaoyan.schools.saving import carried_out
from jiaoyan.schools.steps import said_and_back, taken_out
from jiaoyan.web.download import download
from jiaoyan.web.forms import sent
from jiaoyan.web.grid import CellProblem

Done = TypeVar("Done")
asks = require_http_methods(["GET", "POST"])


@login_required
@asks
def new(request: SchoolRequest) -> HttpResponse:
    """A new edition, empty or copied."""
    require(may_manage_school(request.actor), WHO_MANAGES)
    form = NewEditionForm(sent(request))
    made = carried_out(form, lambda _: actions.add_edition(**form.cleaned_data, by=request.actor))
    if made is not None:
        messages.success(request, "已建立。接着写各册的单元和课题，再到“教材”中为年级选用。")
        return redirect("curriculum:own", made.pk)
    return _form_page(request, form, "建立本校目录", reverse("curriculum:textbooks"))


@login_required
@require_GET
def edition(request: SchoolRequest, pk: int) -> HttpResponse:
    """The twelve books of an own edition, and what is written in each."""
    found = _own(request, pk)
    return _page(request, "curriculum/own.html", {"edition": found, "books": volumes_in(found), "crumbs": _crumbs((found.called, ""))})


@login_required
@asks
def edit(request: SchoolRequest, pk: int) -> HttpResponse:
    """What it is called."""
    found = _own(request, pk)
    form = EditionForm(sent(request), edition=found)
    if carried_out(form, lambda _: actions.change_edition(found, **form.cleaned_data, by=request.actor)) is not None:
        messages.success(request, "已保存。")
        return redirect("curriculum:own", pk)
    return _form_page(request, form, "修改名称", _to(found), found)


@login_required
@asks
def remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take it out; asks once, and can be undone."""
    found = _own(request, pk, even_removed=True)
    return taken_out(
        request,
        lambda: actions.remove_edition(found, by=request.actor),
        question=f"删去{quoted(found.called)}？",
        effect="各册的单元和课题一起删去；可以在“教材”页下方恢复。已有年级选用或已有记录的目录不能删去。",
        page=_to(found),
        undo=reverse("curriculum:own_restore", args=[pk]),
        gone="这个目录已经删去了。",
        back=reverse("curriculum:textbooks"),
    )


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring it back with its books."""
    found = _own(request, pk, even_removed=True)
    page = reverse("curriculum:textbooks")
    return said_and_back(request, lambda: actions.restore_edition(found, by=request.actor), done="已恢复。", page=page, back=_to(found))


@login_required
@asks
def book(request: SchoolRequest, pk: int, volume: int) -> HttpResponse:
    """The units and lessons of one book, filled in like a sheet and saved at once."""
    found = own_volume_or_404(pk, volume)
    require(may_manage_school(request.actor), WHO_MANAGES)
    stored = written_units(found)
    grid = grid_of(found, stored, hashlib.sha256(repr(stored).encode()).hexdigest()[:16])
    if request.method == "POST":
        data = grid.parse(request.POST)
        units, wrong = units_of(lines_in(data))
        problems = [CellProblem(each.row, each.column, each.message) for each in wrong]
        if data.ok and not problems:
            try:
                actions.write_volume(found, units, expected=stored, by=request.actor)
            except Refused as refused:
                problems = [CellProblem(None, "", str(refused))]
            else:
                messages.success(request, f"{found.title}目录已保存。已经排好的教学进度表不变，新排的按新目录。")
                return redirect("curriculum:own", pk)
        grid = grid.bound(data, problems)
    page = {"volume": found, "grid": grid, "crumbs": _crumbs((found.edition.called, _to(found.edition)), (found.title, ""))}
    return _page(request, "curriculum/book.html", page, status=422 if grid.is_bound else 200)


@login_required
@asks
def send(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a filled table: all its problems at once, or all its books."""
    found = _own(request, pk)
    reading: workbook.Reading | None = None
    form = CatalogueImportForm(sent(request), request.FILES if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            reading = workbook.read(form.cleaned_data["file"].read())
        except (FileRefused, ChildFailed) as error:
            form.add_error("file", str(error))
        else:
            if not reading.problems:
                refuse_silent_replacing(form, found, reading.books)
    if reading is not None and not reading.problems:
        books = reading.books
        said = carried_out(form, lambda _: actions.write_volumes(found, books, by=request.actor))
        if said is not None:
            messages.success(request, f"已导入：{said}。")
            return redirect("curriculum:own", pk)
    page = {
        "edition": found,
        "form": form,
        "plan": reading if reading and reading.problems else None,
        "back": _to(found),
        "crumbs": _crumbs((found.called, _to(found)), ("从 Excel 导入", "")),
    }
    return _page(request, "curriculum/import.html", page, status=422 if form.is_bound else 200)


@login_required
@require_GET
def blank(request: SchoolRequest, pk: int) -> HttpResponse:
    """The empty table to fill in."""
    _own(request, pk)
    return download(workbook.blank(), "教材目录空白表.xlsx", workbook.CONTENT_TYPE)


@login_required
@require_GET
def export(request: SchoolRequest, pk: int) -> HttpResponse:
    """What stands in the catalogue, in the table that the import takes back."""
    found = _own(request, pk)
    books = [(line.volume, written_units(line.volume)) for line in volumes_in(found) if line.units]
    return download(workbook.export(books), f"{found.name}教材目录.xlsx", workbook.CONTENT_TYPE)


def _own(request: SchoolRequest, pk: int, *, even_removed: bool = False) -> TextbookEdition:
    """Looked up first, so that another school's stays unknown."""
    found = own_edition_or_404(pk, even_removed=even_removed)
    require(may_manage_school(request.actor), WHO_MANAGES)
    return found


def _form_page(request: SchoolRequest, form: forms.Form, title: str, back: str, found: TextbookEdition | None = None) -> HttpResponse:
    above = ((found.called, _to(found)),) if found else ()
    page = {"form": form, "title": title, "back": back, "crumbs": _crumbs(*above, (title, ""))}
    return _page(request, "curriculum/edition.html", page, status=422 if form.is_bound else 200)


def _page(request: SchoolRequest, template: str, page: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, template, {"who_sees": [WHO_MANAGES], **page}, status=status)


def _crumbs(*items: tuple[str, str]) -> list[dict[str, str]]:
    above = (("学校管理", reverse("schools:manage")), ("教材", reverse("curriculum:textbooks")))
    return [{"label": label, "url": url} for label, url in (*above, *items)]


def _to(found: TextbookEdition) -> str:
    return reverse("curriculum:own", args=[found.pk])
