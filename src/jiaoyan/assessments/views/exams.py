"""The tests of a term: list, registering, items, and the page of figures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.assessments import access, charts
from jiaoyan.assessments.actions import exams as actions
from jiaoyan.assessments.forms.exams import ExamForm, question_grid, question_lines
from jiaoyan.assessments.models import Exam, ScoreSheet
from jiaoyan.assessments.printouts import figures
from jiaoyan.assessments.queries import exams as queries
from jiaoyan.assessments.queries.reports import final_exam
from jiaoyan.assessments.rules.figures import Snapshot
from jiaoyan.assessments.rules.kinds import NOT_IN_THIS_GRADE, has_written_tests
from jiaoyan.assessments.rules.numbers import points
from jiaoyan.assessments.rules.report import marks_due, report_due
from jiaoyan.assessments.rules.sentences import sentences
from jiaoyan.assessments.views.stored import in_the_way
from jiaoyan.curriculum.models import Unit
from jiaoyan.curriculum.queries import volume_for
from jiaoyan.documents.chart import svg_address
from jiaoyan.schools.access import WHO_READS_GROUP, SchoolRequest, may_lead_group, require
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.queries import GroupTerm, group_term, prep_group_term
from jiaoyan.schools.rules.calendar import month_day
from jiaoyan.schools.rules.quoting import quoted
from jiaoyan.schools.steps import brought_back, taken_out, to_bring_back
from jiaoyan.web.forms import put_beside, sent, typed_again
from jiaoyan.web.render import blocks_html

WHO_SEES = [WHO_READS_GROUP, "各题得分和姓名只有本班任课教师能看，这里只有人数和比率；人数少的班级不单列"]


@login_required
@require_GET
def exam_list(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The tests of the term; grades 1 and 2 are told why there are none."""
    place = prep_group_term(request.actor, group, term, request.today)
    tested = has_written_tests(place.group.grade)
    final = final_exam(place.group, place.term) if tested else None
    context = {
        "place": place,
        "lines": queries.exams_of(place.group, place.term) if tested else [],
        "why_none": "" if tested else NOT_IN_THIS_GRADE,
        "may_make": tested and access.may_make(request.actor, group, Exam.Kind.UNIT),
        "removed": to_bring_back(
            queries.removed_exams(request.actor, place), "assessments:exam_restore", lambda exam: f"{month_day(exam.day)}　{exam}"
        ),
        "final": final,
        "due": report_due(place.calendar, final.day if final else None),
        "who_sees": WHO_SEES,
    }
    return render(request, "assessments/exams.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def exam_new(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Register a test."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(access.may_make(request.actor, group, Exam.Kind.UNIT), access.WHO_MAKES)
    if not has_written_tests(place.group.grade):
        messages.info(request, NOT_IN_THIS_GRADE)
        return redirect("assessments:exams", group, term)
    form = ExamForm(sent(request), units=_units(place), initial={"day": place.day})
    if form.is_bound and form.is_valid():
        try:
            exam = actions.make_exam(by=request.actor, place=place, values=form.cleaned_data)
        except Refused as refused:
            put_beside(form, refused.problems)
        else:
            messages.success(request, "已登记。请填写题目，各班就可以录入成绩了。")
            return redirect("assessments:questions" if not exam.questions.exists() else "assessments:exam", exam.pk)
    back = reverse("assessments:exams", args=[group, term])
    return _head_page(request, place, form, "登记练习或检测", back)


@login_required
@require_http_methods(["GET", "POST"])
def exam_edit(request: SchoolRequest, pk: int) -> HttpResponse:
    """Change the head and the lines."""
    exam, place = opened(request, pk, even_removed=True)
    require(access.may_change(request.actor, exam), access.WHO_CHANGES)
    if request.method == "GET" and exam.removed_at is not None:
        return _restore_first(request, exam)
    form = ExamForm(sent(request), units=_units(place), exam=exam)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            actions.change_exam(by=request.actor, exam=exam, place=place, values=values, version=values["version"])
        except Refused as refused:
            put_beside(form, refused.problems)
        except NotPossible as refused:
            form.data = typed_again(form.data, version=str(exam.version))
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已保存。")
            return redirect("assessments:exam", pk)
    return _head_page(request, place, form, f"修改“{exam}”", reverse("assessments:exam", args=[pk]))


def _head_page(request: SchoolRequest, place: GroupTerm, form: ExamForm, title: str, back: str) -> HttpResponse:
    context = {"place": place, "form": form, "title": title, "back": back, "who_sees": WHO_SEES}
    return render(request, "assessments/exam_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def questions(request: SchoolRequest, pk: int) -> HttpResponse:
    """The items, edited in place."""
    exam, place = opened(request, pk, even_removed=True)
    require(access.may_change(request.actor, exam), access.WHO_CHANGES)
    if request.method == "GET" and exam.removed_at is not None:
        return _restore_first(request, exam)
    has_marks = queries.has_marks(exam)
    grid = question_grid(exam, queries.questions_of(exam), _units(place), fixed=has_marks)
    if request.method == "POST":
        data = grid.parse(request.POST)
        lines, wrong = question_lines(data)
        refused = wrong
        if data.ok and not wrong:
            refused = in_the_way(lambda: actions.save_questions(by=request.actor, exam=exam, version=int(data.version), lines=lines))
            if not refused:
                messages.success(request, f"题目已保存，共{len(lines)}题、{points(sum(line.half_points for line in lines))}分。")
                return redirect("assessments:exam", pk)
        grid = grid.bound(data, refused)
    context = {"place": place, "exam": exam, "grid": grid, "has_marks": has_marks, "who_sees": WHO_SEES}
    return render(request, "assessments/questions.html", context, status=422 if grid.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def exam_remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take out a test registered by mistake; asks once, and can be undone."""
    exam, place = opened(request, pk, even_removed=True)
    require(access.may_change(request.actor, exam), access.WHO_CHANGES)
    return taken_out(
        request,
        lambda: actions.remove_exam(by=request.actor, exam=exam, version=exam.version),
        question=f"删去{quoted(str(exam))}？",
        effect="题目也一并删去；可以在列表下方恢复。已经有成绩的不能删去。",
        page=reverse("assessments:exam", args=[pk]),
        here=place.group.pk,
        undo=reverse("assessments:exam_restore", args=[pk]),
        gone=f"“{exam}”已经删去了。",
        back=reverse("assessments:exams", args=[place.group.pk, place.term.key]),
    )


@login_required
@require_POST
def exam_restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a test back with its items."""
    exam, _ = opened(request, pk, even_removed=True)
    page = reverse("assessments:exam", args=[pk])
    return brought_back(request, lambda: actions.restore_exam(by=request.actor, exam=exam), page)


def _restore_first(request: SchoolRequest, exam: Exam) -> HttpResponse:
    messages.info(request, "已经删去了；需要时先恢复，再修改。")
    return redirect("assessments:exam", exam.pk)


@login_required
@require_GET
def exam(request: SchoolRequest, pk: int) -> HttpResponse:
    """The figures of a test, class beside grade, and where each class stands with its marks."""
    found, place = opened(request, pk, even_removed=True)
    stands = found.removed_at is None
    items = queries.questions_of(found)
    teachers = queries.own_teachers_of(found, request.today)
    snapshot = queries.seen_by(request.actor, found, request.today, queries.snapshot_of(found, items))
    context: dict[str, Any] = {
        "place": place,
        "exam": found,
        "questions": items,
        "marks_sum": points(sum(item.half_points for item in items)),
        "classes": _class_lines(request, found, teachers),
        "marks_due": marks_due(place.calendar, found.day),
        "may_change": stands and access.may_change(request.actor, found),
        "leads": stands and may_lead_group(request.actor, found.group_id),
        "report": getattr(found, "report", None),
        "who_sees": WHO_SEES,
        **_figures(snapshot, final=found.is_final),
    }
    return render(request, "assessments/exam.html", context)


def _class_lines(request: SchoolRequest, found: Exam, teachers: dict[int, Any]) -> list[dict[str, Any]]:
    """Every class of the grade with its teachers and its sheet."""
    sheets = {sheet.school_class_id: sheet for sheet in ScoreSheet.objects.select_related("imported_by").filter(exam=found)}
    return [
        {
            "school_class": each,
            "name": queries.class_name_in(found, each),
            "teachers": "、".join(person.name for person in teachers.get(each.pk, ())),
            "sheet": sheets.get(each.pk),
            "mine": found.removed_at is None
            and access.may_see_marks(request.actor, found, queries.teacher_keys(teachers.get(each.pk, ()))),
        }
        for each in queries.classes_of_group(found.group)
    ]


def _figures(snapshot: Snapshot, *, final: bool) -> dict[str, Any]:
    """Tables and charts of a page; nothing before there is a figure."""
    if not snapshot.grade.tested:
        return {"has_figures": False}
    band_spec, band_alt = charts.bands(snapshot)
    item_spec, item_alt = charts.items(snapshot)
    drawn = (
        {}
        if snapshot.hidden
        else {
            "band_chart": svg_address(band_spec),
            "band_alt": band_alt,
            "item_chart": svg_address(item_spec),
            "item_alt": item_alt,
        }
    )
    return {
        "has_figures": True,
        "sentences": sentences(snapshot, final=final),
        "overview": blocks_html([figures.overview(snapshot)]),
        "bands": blocks_html([figures.bands(snapshot)]),
        "items": blocks_html([figures.items(snapshot)]),
        "knowledge": blocks_html([figures.knowledge(snapshot)]),
        "notes": list(figures.notes(snapshot)),
        **drawn,
    }


def opened(request: SchoolRequest, pk: int, *, even_removed: bool = False) -> tuple[Exam, GroupTerm]:
    """A test and where its page stands. Four queries. Raises ``Http404``, ``NotAllowed``."""
    found = (queries.exam_even_removed if even_removed else queries.exam_of)(request.actor, pk)
    return found, group_term(request.actor, found.group_id, found.term.key, request.today)


def _units(place: GroupTerm) -> list[Unit]:
    """The units of the term's book."""
    volume = volume_for(place.group, place.term)
    return list(Unit.objects.filter(volume=volume).order_by("number")) if volume else []
