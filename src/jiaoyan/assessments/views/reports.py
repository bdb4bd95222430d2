"""The quality report of a test: the page that reads like the paper, its parts, its files."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.assessments import access
from jiaoyan.assessments.actions import reports as actions
from jiaoyan.assessments.forms.reports import ErrorForm, TextForm, measure_lines, problem_grid
from jiaoyan.assessments.models import QualityReport, TypicalError
from jiaoyan.assessments.printouts import blanks
from jiaoyan.assessments.printouts.report import public_report, quality_report, title_of
from jiaoyan.assessments.queries import reports as queries
from jiaoyan.assessments.queries.exams import questions_of
from jiaoyan.assessments.rules.report import findings, report_due
from jiaoyan.assessments.rules.sentences import sentences
from jiaoyan.assessments.rules.small import as_seen
from jiaoyan.assessments.views.desk import ReportDesk
from jiaoyan.assessments.views.exams import opened
from jiaoyan.assessments.views.stored import in_the_way
from jiaoyan.documents.blocks import Document
from jiaoyan.schools import files
from jiaoyan.schools.access import WHO_READS_GROUP, SchoolRequest, require
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.queries import GroupTerm, group_term, members_of
from jiaoyan.schools.rules.approval import may_edit
from jiaoyan.schools.steps import brought_back, said_and_back, taken_out, to_bring_back
from jiaoyan.web.download import download, word
from jiaoyan.web.forms import put_beside, sent, typed_again
from jiaoyan.web.grid import CellProblem, GridData
from jiaoyan.web.render import blocks_html

CLOSED = "报告已提交或已通过，现在不能改动；需要改动时，请先撤回或选“重新修改”。"


@login_required
@require_GET
def report(request: SchoolRequest, pk: int) -> HttpResponse:
    """The report as it stands, what it still lacks, and the next step."""
    exam, place = opened(request, pk)
    found = queries.report_of(exam)
    if found is None:
        context = {"place": place, "exam": exam, "may_start": access.may_write_report(request.actor, exam), "who_sees": [WHO_READS_GROUP]}
        return render(request, "assessments/report_empty.html", context)
    changes = access.may_change_report(request.actor, found)
    before = queries.report_before(exam) if changes else None
    snapshot = queries.figures_of(found)
    lacking = findings(queries.draft_of(found, snapshot, before)) if changes else ()
    context = {
        "place": place,
        "exam": exam,
        "report": found,
        "desk": ReportDesk(request, found),
        "title": title_of(exam),
        "paper": blocks_html(quality_report(found)),
        "findings": lacking,
        "may_change": changes,
        "removed": to_bring_back(queries.removed_errors(found), "assessments:error_restore", _error_words) if changes else [],
        "approver": queries.approver_of(place.group, place.day),
        "due": report_due(place.calendar, exam.day),
        "editions": queries.editions_of(found),
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "assessments/report.html", context)


def _error_words(error: TypicalError) -> str:
    return f"第{error.question.label}题的错例　{error.sample or '见照片'}"


@login_required
@require_POST
def start(request: SchoolRequest, pk: int) -> HttpResponse:
    """Begin the report."""
    exam, place = opened(request, pk)
    require(access.may_write_report(request.actor, exam), access.WHO_WRITES)
    return said_and_back(
        request,
        lambda: actions.start_report(by=request.actor, exam=exam, day=place.day),
        page=reverse("assessments:exam", args=[pk]),
        back=reverse("assessments:report", args=[pk]),
    )


def _to_write(request: SchoolRequest, pk: int) -> tuple[QualityReport, GroupTerm]:
    """The report for its leader to change; others are told who could."""
    found = queries.report_here(request.actor, pk)
    require(access.may_write_report(request.actor, found.exam), access.WHO_WRITES)
    return found, group_term(request.actor, found.exam.group_id, found.exam.term.key, request.today)


def _closed(request: SchoolRequest, exam_pk: int) -> HttpResponse:
    messages.info(request, CLOSED)
    return redirect("assessments:report", exam_pk)


@login_required
@require_http_methods(["GET", "POST"])
def text(request: SchoolRequest, pk: int) -> HttpResponse:
    """Strengths and the look back, beside what the figures say and what was promised last time."""
    found, place = _to_write(request, pk)
    if not may_edit(found.status):
        return _closed(request, pk)
    form = TextForm(sent(request), report=found)
    if form.is_bound and form.is_valid():
        try:
            actions.save_text(by=request.actor, report=found, **form.cleaned_data)
        except NotPossible as refused:
            form.data = typed_again(form.data, version=str(found.version))
            form.add_error(None, f"{refused}您填写的内容都在下面，核对后请再保存一次。")
        else:
            messages.success(request, "已保存。")
            return redirect("assessments:report", pk)
    before = queries.report_before(found.exam)
    context = {
        "place": place,
        "exam": found.exam,
        "report": found,
        "form": form,
        "sentences": sentences(as_seen(queries.figures_of(found)), final=found.exam.is_final),
        "before": before,
        "last_measures": queries.measures_of(before),
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "assessments/report_text.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def problems(request: SchoolRequest, pk: int) -> HttpResponse:
    """Problems paired with measures, edited in place."""
    found, place = _to_write(request, pk)
    if not may_edit(found.status):
        return _closed(request, pk)
    people = list(members_of(place.group, place.day))
    grid = problem_grid(found, people, (place.term.first_school_day, place.group.school_year.ends))
    if request.method == "POST":
        data = grid.parse(request.POST)
        refused = _problems_refused(request, found, data) if data.ok else []
        if data.ok and not refused:
            messages.success(request, "问题与措施已保存。")
            return redirect("assessments:report", pk)
        grid = grid.bound(data, refused)
    context = {
        "place": place,
        "exam": found.exam,
        "report": found,
        "grid": grid,
        "sentences": sentences(as_seen(queries.figures_of(found)), final=found.exam.is_final),
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "assessments/report_problems.html", context, status=422 if grid.is_bound else 200)


def _problems_refused(request: SchoolRequest, found: QualityReport, data: GridData) -> list[CellProblem]:
    lines = measure_lines(data)
    return in_the_way(lambda: actions.save_problems(by=request.actor, report=found, version=int(data.version), lines=lines))


@login_required
@require_http_methods(["GET", "POST"])
def error_new(request: SchoolRequest, pk: int) -> HttpResponse:
    """Add a typical error."""
    found, place = _to_write(request, pk)
    if not may_edit(found.status):
        return _closed(request, pk)
    return _error_page(request, found, place, None)


@login_required
@require_http_methods(["GET", "POST"])
def error_edit(request: SchoolRequest, pk: int) -> HttpResponse:
    """Change a typical error."""
    error = queries.error_of(request.actor, pk)
    found, place = _to_write(request, error.report.exam_id)
    if not may_edit(found.status):
        return _closed(request, found.exam_id)
    return _error_page(request, found, place, error)


def _error_page(request: SchoolRequest, found: QualityReport, place: GroupTerm, error: TypicalError | None) -> HttpResponse:
    posted = request.method == "POST"
    files_sent = {"data": request.POST, "files": request.FILES} if posted else {}
    form = ErrorForm(**files_sent, questions=questions_of(found.exam), error=error)
    if posted and form.is_valid() and _error_saved(request, found, error, form):
        messages.success(request, "错例已保存。")
        return redirect(reverse("assessments:report", args=[found.exam_id]) + "#errors")
    context = {"place": place, "exam": found.exam, "report": found, "form": form, "error": error, "who_sees": [WHO_READS_GROUP]}
    return render(request, "assessments/error.html", context, status=422 if form.is_bound else 200)


def _error_saved(request: SchoolRequest, found: QualityReport, error: TypicalError | None, form: ErrorForm) -> bool:
    data = form.cleaned_data
    try:
        actions.save_error(
            by=request.actor,
            report=found,
            error=error,
            question=data["question"],
            values=data,
            picture=data.get("picture"),
            drop_picture=bool(data.get("drop_picture")),
            version=data["version"],
        )
    except Refused as refused:
        put_beside(form, refused.problems)
        return False
    except NotPossible as refused:
        if error is not None:
            form.data = typed_again(form.data, version=str(error.version))
        form.add_error(None, str(refused))
        return False
    return True


@login_required
@require_http_methods(["GET", "POST"])
def error_remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a typical error out; asks once, and can be undone."""
    error = queries.error_of(request.actor, pk)
    require(access.may_write_report(request.actor, error.report.exam), access.WHO_WRITES)
    return taken_out(
        request,
        lambda: actions.remove_error(by=request.actor, error=error),
        question=f"删去第{error.question.label}题的这个错例？",
        effect="照片也一并删去；报告提交以前，可以在报告页恢复。",
        page=reverse("assessments:report", args=[error.report.exam_id]) + "#errors",
        here=error.report.exam.group_id,
        undo=reverse("assessments:error_restore", args=[pk]),
        gone="这个错例已经删去了。",
    )


@login_required
@require_POST
def error_restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a typical error back with its picture."""
    error = queries.error_of(request.actor, pk)
    page = reverse("assessments:report", args=[error.report.exam_id]) + "#errors"
    return brought_back(request, lambda: actions.restore_error(by=request.actor, error=error), page)


@login_required
@require_GET
def docx(request: SchoolRequest, pk: int) -> HttpResponse:
    """The whole report as Word."""
    found = queries.report_here(request.actor, pk)
    name = title_of(found.exam)
    return word(Document(name, quality_report(found)), name)


@login_required
@require_GET
def public_docx(request: SchoolRequest, pk: int) -> HttpResponse:
    """The public version as Word."""
    found = queries.report_here(request.actor, pk)
    name = f"{title_of(found.exam)}（公开版）"
    return word(Document(name, public_report(found)), name)


@login_required
@require_GET
def edition(request: SchoolRequest, pk: int) -> HttpResponse:
    """The report as it was approved, byte for byte."""
    kept = queries.edition_of(request.actor, pk)
    return download(files.read(kept.file), kept.file.name, kept.file.content_type)


@login_required
@require_GET
def blank(_request: SchoolRequest, kind: str) -> HttpResponse:
    """An empty form to be filled in by hand."""
    if kind not in blanks.BLANKS:
        raise Http404
    return word(blanks.blank(kind), blanks.BLANKS[kind][0])
