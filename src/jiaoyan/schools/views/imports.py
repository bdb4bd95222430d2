"""Import of the school's data from Excel: send, mend, review, confirm; blank workbooks and exports. 导入导出"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from jiaoyan.documents.preflight import Limits, Refused
from jiaoyan.documents.sandbox import ChildFailed
from jiaoyan.documents.sheets import ReadLimits, WorkbookResult
from jiaoyan.schools.access import SchoolRequest, may_manage_school
from jiaoyan.schools.forms.imports import ImportForm
from jiaoyan.schools.imports import actions, waiting, workbooks
from jiaoyan.schools.imports.columns import CLASSES, DUTIES, PUPILS, SHEETS, STAFF, TIMETABLE
from jiaoyan.schools.imports.known import known
from jiaoyan.schools.imports.plan import Plan, make_plan, read
from jiaoyan.schools.imports.state import Known
from jiaoyan.schools.models import Term
from jiaoyan.schools.queries import term_on
from jiaoyan.schools.views.pages import asks, crumbs, require_manager, show
from jiaoyan.web.download import download

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHICH = {
    "staff": (STAFF,),
    "classes": (CLASSES,),
    "pupils": (PUPILS,),
    "duties": (DUTIES,),
    "timetable": (TIMETABLE,),
    "all": tuple(SHEETS),
}


@login_required
@asks
def send(request: SchoolRequest) -> HttpResponse:
    """Choose a workbook; its problems all at once, or on to the review."""
    require_manager(request)
    sent = request.method == "POST"
    files = {"data": request.POST, "files": request.FILES} if sent else {}
    form = ImportForm(**files, school_id=request.actor.school_id, today=request.today)
    if not sent or not form.is_valid():
        return _start_page(request, form)
    values = form.cleaned_data
    try:
        plan = make_plan(_read(values["file"]), known(values["term"], today=request.today, on=values["on"]))
    except (Refused, ChildFailed) as error:
        form.add_error("file", str(error))
        return _start_page(request, form)
    if plan.problems:
        return _start_page(request, form, plan)
    token = waiting.put(values["file"], name=values["name"], term_id=values["term"].pk, on=values["on"], by=request.actor)
    return redirect("schools:import_review", token)


@never_cache
@login_required
@asks
def review(request: SchoolRequest, token: str) -> HttpResponse:
    """What would change, line by line; confirmed, it is done once."""
    found = waiting.get(token, by=request.actor)
    if found is None:
        return _gone(request)
    require_manager(request)
    term = get_object_or_404(Term.objects.select_related("school_year"), pk=found.term_id)
    try:
        book = _read(found.data)
    except (Refused, ChildFailed) as error:  # the same file was read a moment ago, so the machine is busy
        messages.error(request, str(error))
        return redirect("schools:import")
    if request.method == "POST":
        try:
            answer = actions.carry_out(
                book, term, today=request.today, on=found.on, reviewed=request.POST.get("reviewed", ""), key=found.key, by=request.actor
            )
        except actions.ReviewOutdated as outdated:
            return _review_page(request, found, term, book, status=409, said=str(outdated))
        waiting.drop(token)
        messages.success(request, f"已导入：{answer}。")
        return redirect("schools:import")
    return _review_page(request, found, term, book)


@login_required
@require_GET
def blank(request: SchoolRequest, which: str) -> HttpResponse:
    """An empty workbook to fill in."""
    require_manager(request)
    titles = _titles(which)
    name = "学校资料" if which == "all" else titles[0]
    return _workbook(workbooks.blank(titles, _present(request)), f"{name}空白表.xlsx")


@login_required
@require_GET
def export(request: SchoolRequest, which: str) -> HttpResponse:
    """What the school holds, as a workbook that can be imported again; one line of history."""
    require_manager(request)
    titles = _titles(which)
    filled = workbooks.export(titles, _present(request))
    actions.note_export("、".join(titles), filled.rows, by=request.actor)
    name = "学校资料" if which == "all" else titles[0]
    return _workbook(filled.data, f"{name}{request.today:%Y%m%d}.xlsx")


def _start_page(request: SchoolRequest, form: ImportForm, plan: Plan | None = None) -> HttpResponse:
    files = [{"slug": slug, "title": "全部五张表" if slug == "all" else titles[0]} for slug, titles in WHICH.items()]
    page = {"form": form, "files": files, "plan": plan, "crumbs": crumbs(("导入导出", ""))}
    response = show(request, "schools/import.html", page)
    response.status_code = 422 if form.is_bound else 200
    return response


def _review_page(
    request: SchoolRequest, found: waiting.Waiting, term: Term, book: WorkbookResult, *, status: int = 200, said: str = ""
) -> HttpResponse:
    plan = make_plan(book, known(term, today=request.today, on=found.on))
    page = {
        "plan": plan,
        "file": found,
        "term": term,
        "said": said,
        "summary": actions.summary(plan),
        "crumbs": crumbs(("导入导出", reverse("schools:import")), ("核对", "")),
    }
    response = show(request, "schools/import_review.html", page)
    response.status_code = status
    return response


def _gone(request: SchoolRequest) -> HttpResponse:
    """Done already, too old, or another school's: only those who keep this school are told which page to go to."""
    if not may_manage_school(request.actor):
        raise Http404
    messages.info(request, "这份文件已经导入，或等待超过一小时已清除。需要时请重新选择文件。")
    return redirect("schools:import")


def _read(data: bytes) -> WorkbookResult:
    return read(data, ReadLimits(file=Limits(file_bytes=settings.UPLOAD_BYTES)))


def _present(request: SchoolRequest) -> Known:
    day: date = request.today
    term = term_on(day, request.actor.school_id)
    if term is None:
        raise Http404
    return known(term, today=day, on=day)


def _titles(which: str) -> tuple[str, ...]:
    if which not in WHICH:
        raise Http404
    return WHICH[which]


def _workbook(data: bytes, name: str) -> HttpResponse:
    response = download(data, name, XLSX)
    response["Cache-Control"] = "no-store"
    return response
