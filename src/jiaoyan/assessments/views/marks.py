"""The marks of one class, for its own teacher: look, import from Excel, type, hand out and export. Every look leaves a line of history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from jiaoyan.assessments import access, workbooks
from jiaoyan.assessments.actions import marks as actions
from jiaoyan.assessments.forms.marks import marks_grid, marks_lines
from jiaoyan.assessments.models import Exam, ExamQuestion, ScoreSheet
from jiaoyan.assessments.queries import exams as queries
from jiaoyan.assessments.rules.figures import tally
from jiaoyan.assessments.rules.numbers import points
from jiaoyan.assessments.rules.score_sheet import Line, Reading, Seat, columns, read
from jiaoyan.assessments.views.exams import opened
from jiaoyan.documents.preflight import Limits, Refused
from jiaoyan.documents.sandbox import ChildFailed
from jiaoyan.documents.sheets import ReadLimits, read_table
from jiaoyan.schools.access import SchoolRequest, require
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.actions.refusal import Refused as VerbRefused
from jiaoyan.schools.imports import waiting
from jiaoyan.schools.models import SchoolClass
from jiaoyan.schools.queries import GroupTerm, moment
from jiaoyan.schools.steps import asked_once
from jiaoyan.web.download import download
from jiaoyan.web.grid import CellProblem
from jiaoyan.web.upload import WorkbookForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Desk:
    """One class in one test, as its own teacher opened it."""

    exam: Exam
    place: GroupTerm
    school_class: SchoolClass
    name: str
    own_teachers: set[int]
    questions: list[ExamQuestion]
    seats: tuple[Seat, ...]

    @property
    def args(self) -> list[int]:
        """Of the addresses of its pages."""
        return [self.exam.pk, self.school_class.pk]

    @property
    def url(self) -> str:
        """The page of its marks."""
        return reverse("assessments:marks", args=self.args)

    def context(self, **more: Any) -> dict[str, Any]:
        """What every page shows."""
        return {
            "place": self.place,
            "exam": self.exam,
            "school_class": self.school_class,
            "name": self.name,
            "who_sees": [access.WHO_SEES_MARKS],
            **more,
        }


def _desk(request: SchoolRequest, pk: int, class_pk: int) -> Desk:
    """Only the class's own teachers of the subject go on. Raises ``Http404``, ``NotAllowed``."""
    exam, place = opened(request, pk)
    school_class = queries.class_of(exam, class_pk)
    teachers = queries.teacher_keys(queries.own_teachers_of(exam, request.today).get(class_pk, ()))
    require(access.may_see_marks(request.actor, exam, teachers), access.WHO_SEES_MARKS)
    return Desk(
        exam,
        place,
        school_class,
        queries.class_name_in(exam, school_class),
        teachers,
        queries.questions_of(exam),
        queries.seats_of(exam, school_class),
    )


def _seen(request: SchoolRequest, desk: Desk, *, exported: bool = False) -> None:
    actions.note_marks_seen(by=request.actor, exam=desk.exam, school_class=desk.school_class, count=len(desk.seats), exported=exported)


@never_cache
@login_required
@require_GET
def marks(request: SchoolRequest, pk: int, school_class: int) -> HttpResponse:
    """What each pupil got; or how to bring the marks in."""
    desk = _desk(request, pk, school_class)
    sheet = queries.sheet_of(desk.exam, desk.school_class)
    lines = _lines(sheet)
    if sheet is not None:
        _seen(request, desk)
    context = desk.context(sheet=sheet, **_table(desk, lines))
    return render(request, "assessments/marks.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def marks_edit(request: SchoolRequest, pk: int, school_class: int) -> HttpResponse:
    """Type the marks in a table, for a small class or to correct a few."""
    desk = _desk(request, pk, school_class)
    if not desk.questions:
        messages.info(request, "还没有填写题目，请先填写题目。")
        return redirect("assessments:exam", pk)
    grid = marks_grid(desk.questions, desk.seats, queries.sheet_of(desk.exam, desk.school_class))
    if request.method == "POST":
        data = grid.parse(request.POST)
        lines, wrong = marks_lines(data, desk.questions)
        if data.ok and not wrong:
            try:
                said = actions.save_marks(
                    by=request.actor,
                    exam=desk.exam,
                    school_class=desk.school_class,
                    own_teachers=desk.own_teachers,
                    lines=lines,
                    version=int(data.version),
                    at=moment(request.today),
                )
            except (VerbRefused, NotPossible) as refused:
                wrong = [CellProblem(None, "", str(refused))]
            else:
                messages.success(request, f"{said}。")
                return redirect(desk.url)
        grid = grid.bound(data, wrong)
    else:
        _seen(request, desk)
    return render(request, "assessments/marks_edit.html", desk.context(grid=grid), status=422 if grid.is_bound else 200)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def marks_send(request: SchoolRequest, pk: int, school_class: int) -> HttpResponse:
    """Choose a workbook; its problems all at once, or on to the review."""
    desk = _desk(request, pk, school_class)
    posted = request.method == "POST"
    form = WorkbookForm(request.POST, request.FILES) if posted else WorkbookForm()
    if not posted or not form.is_valid():
        return _send_page(request, desk, form)
    data, name = form.cleaned_data["file"], form.cleaned_data["name"]
    try:
        reading = _read(desk, data)
    except (Refused, ChildFailed) as refused:
        form.add_error("file", str(refused))
        return _send_page(request, desk, form)
    if reading.problem_count:
        return _send_page(request, desk, form, reading)
    token = waiting.put(data, name=f"{_belongs(desk)}{name}", term_id=desk.exam.term_id, on=desk.exam.day, by=request.actor)
    return redirect("assessments:marks_review", *desk.args, token)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def marks_review(request: SchoolRequest, pk: int, school_class: int, token: str) -> HttpResponse:
    """What was read, pupil by pupil; confirmed, it is stored once."""
    desk = _desk(request, pk, school_class)
    found = waiting.get(token, by=request.actor)
    if found is None or not found.name.startswith(_belongs(desk)):
        messages.info(request, "这份成绩表已经录入，或等待超过一小时已清除。需要时请重新选择文件。")
        return redirect(desk.url)
    try:
        reading = _read(desk, found.data)
    except (Refused, ChildFailed) as refused:  # the same file was read a moment ago, so the machine is busy
        messages.error(request, str(refused))
        return redirect("assessments:marks_send", *desk.args)
    source = found.name.removeprefix(_belongs(desk))
    sheet, said = queries.sheet_of(desk.exam, desk.school_class), ""
    if request.method == "POST":
        try:
            answer = actions.import_scores(
                by=request.actor,
                exam=desk.exam,
                school_class=desk.school_class,
                own_teachers=desk.own_teachers,
                reading=reading,
                source=source,
                key=found.key,
                version=_number(request.POST.get("version", "")),
                at=moment(request.today),
            )
        except (VerbRefused, NotPossible) as refused:
            said = str(refused)
        else:
            waiting.drop(token)
            messages.success(request, f"{answer}。")
            return redirect(desk.url)
    _seen(request, desk) if request.method == "GET" else None
    context = desk.context(
        token=token,
        reading=reading,
        source=source,
        sheet=sheet,
        version=sheet.version if sheet else 0,
        said=said,
        **_table(desk, reading.lines),
    )
    return render(request, "assessments/marks_review.html", context, status=409 if said else 200)


@login_required
@require_GET
def marks_blank(request: SchoolRequest, pk: int, school_class: int) -> HttpResponse:
    """A workbook with the class's pupils and a column for each item, to be filled in."""
    desk = _desk(request, pk, school_class)
    _seen(request, desk, exported=True)
    data = workbooks.blank(desk.name, [queries.as_rule(each) for each in desk.questions], desk.seats)
    return _workbook(data, f"{desk.name}{desk.exam}成绩表.xlsx")


@login_required
@require_GET
def marks_export(request: SchoolRequest, pk: int, school_class: int) -> HttpResponse:
    """The marks as a workbook that can be imported again."""
    desk = _desk(request, pk, school_class)
    _seen(request, desk, exported=True)
    lines = _lines(queries.sheet_of(desk.exam, desk.school_class))
    data = workbooks.export(desk.name, [queries.as_rule(each) for each in desk.questions], desk.seats, lines)
    return _workbook(data, f"{desk.name}{desk.exam}各题得分.xlsx")


@login_required
@require_http_methods(["GET", "POST"])
def marks_clear(request: SchoolRequest, pk: int, school_class: int) -> HttpResponse:
    """Take the marks out again; asks once."""
    desk = _desk(request, pk, school_class)
    return asked_once(
        request,
        lambda: actions.clear_marks(by=request.actor, exam=desk.exam, school_class=desk.school_class, own_teachers=desk.own_teachers),
        question=f"清除{desk.name}的成绩？",
        effect="清除以后不能恢复，可以重新导入。请先导出一份留底。",
        button="清除",
        page=desk.url,
        here=desk.exam.group_id,
        done="已清除。",
    )


def _read(desk: Desk, data: bytes) -> Reading:
    """The workbook against the class, read in the child process. Raises ``Refused``, ``ChildFailed``."""
    rules = [queries.as_rule(each) for each in desk.questions]
    limits = ReadLimits(rows=ROWS, file=Limits(file_bytes=settings.UPLOAD_BYTES))
    table = read_table(data, columns(rules), limits=limits)
    key = desk.school_class.entry_year, desk.school_class.number
    return read(table, rules, desk.seats, key, desk.exam.term.school_year.first_calendar_year)


def _send_page(request: SchoolRequest, desk: Desk, form: WorkbookForm, reading: Reading | None = None) -> HttpResponse:
    context = desk.context(form=form, plan=reading, questions=desk.questions)
    return render(request, "assessments/marks_send.html", context, status=422 if form.is_bound else 200)


def _belongs(desk: Desk) -> str:
    """What the name of a waiting file begins with, so that it is not taken for another class's or another test's."""
    return f"scores/{desk.exam.pk}/{desk.school_class.pk}/"


def _lines(sheet: ScoreSheet | None) -> list[Line]:
    rows = sheet.marks.all() if sheet else []
    return [Line(row.pupil_id, None if row.reason else tuple(row.half_points), row.reason) for row in rows]


def _table(desk: Desk, lines: Sequence[Line]) -> dict[str, Any]:
    """Pupils by number with their marks, and the class's own figures below."""
    found, policy = {line.pupil: line for line in lines}, queries.policy_of(desk.exam)
    rows = [
        {
            "seat": seat,
            "marks": [points(mark) for mark in line.marks] if line.marks is not None else [],
            "total": points(line.total),
            "reason": line.reason,
            "low": line.total is not None and not policy.reaches(line.total, policy.low_percent),
        }
        for seat in desk.seats
        if (line := found.get(seat.pupil)) is not None
    ]
    counted = tally([line.marks for line in lines if line.marks is not None], policy, len(desk.questions), enrolled=len(desk.seats))
    return {
        "questions": desk.questions,
        "rows": rows,
        "counted": counted,
        "shown": counted.shown,
        "low_line": points(policy.line(policy.low_percent)),
    }


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 9 else -1


def _workbook(data: bytes, name: str) -> HttpResponse:
    response = download(data, name, XLSX)
    response["Cache-Control"] = "no-store"
    return response
