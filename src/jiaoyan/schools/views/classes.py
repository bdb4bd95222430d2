"""The pages of classes, 课务 and timetables. 班级、课务、课表"""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiaoyan.schools.access import WHO_MANAGES, WHO_SEES_PUPILS, SchoolRequest, may_manage_school, may_see_pupils
from jiaoyan.schools.actions import classes
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.forms.classes import AssignmentForm, ClassesForm
from jiaoyan.schools.forms.people import DayForm
from jiaoyan.schools.forms.timetable import grid_of, periods_in
from jiaoyan.schools.models import SchoolClass, SchoolYear, Subject, Term
from jiaoyan.schools.queries import name_of_class, term_on
from jiaoyan.schools.registers.calendar import term_or_404, years_of_school
from jiaoyan.schools.registers.classes import (
    assignment_or_404,
    assignments_of,
    clashes,
    class_or_404,
    grades_of,
    own_teachers,
    period_of,
    slots_in,
)
from jiaoyan.schools.rules.naming import graduation_year, has_graduated
from jiaoyan.schools.steps import asked_once
from jiaoyan.schools.views.pages import (
    EVERYBODY,
    asks,
    called_now,
    class_crumb,
    class_page,
    classes_crumb,
    crumbs,
    first_year,
    form_page,
    managed,
    require_manager,
    show,
    trail_for,
)
from jiaoyan.web.forms import sent
from jiaoyan.web.grid import CONFLICT, CellProblem


@login_required
@require_GET
def class_list(request: SchoolRequest) -> HttpResponse:
    """The classes of a school year by grade, with their teachers; names of pupils open for whom they concern."""
    years = years_of_school()
    term = term_on(request.today, request.actor.school_id)
    year = next((each for each in years if each.key == request.GET.get("year")), term.school_year if term else None)
    page = {
        "grades": grades_of(year, _term_in(year, term), request.today, request.actor) if year else [],
        "year": year,
        "years": [{"label": each.label, "url": f"?year={each.key}", "active": each == year} for each in years],
        "manages": may_manage_school(request.actor),
        "crumbs": trail_for(request, ("班级与课务", "")),
    }
    return show(request, "schools/classes.html", page, who=[EVERYBODY])


@login_required
@asks
def class_new(request: SchoolRequest) -> HttpResponse:
    """Add the classes of a grade."""
    require_manager(request)
    year = first_year(request)

    def add(values: dict[str, int]) -> str:
        made = classes.add_classes(year - values["grade"] + 1, range(1, values["count"] + 1), by=request.actor)
        return f"已新增{len(made)}个班。" if made else "这些班都已经有了，没有改动。"

    return form_page(
        request,
        ClassesForm(sent(request)),
        add,
        title="新增班级",
        back=reverse("schools:classes"),
        done="",
        trail=[classes_crumb()],
    )


@login_required
@require_GET
def school_class(request: SchoolRequest, pk: int) -> HttpResponse:
    """One class: who teaches what since when, and the week's timetable."""
    found = class_or_404(pk)
    term = term_on(request.today, request.actor.school_id)
    slots = slots_in(term, found) if term else []
    subjects = list(Subject.objects.order_by("pk"))
    year, manages = first_year(request), may_manage_school(request.actor)
    graduated = has_graduated(found.entry_year, year)
    grid = grid_of([period_of(slot) for slot in slots], subjects, "课表")
    page = {
        "class": found,
        "name": name_of_class(found, year),
        "graduated": graduation_year(found.entry_year) if graduated else None,
        "assignments": assignments_of(found),
        "term": term,
        "slots": slots,
        "grid": grid,
        "clashes": clashes(term, found, request.today) if term and slots else [],
        "manages": manages,
        "may_change": manages and not graduated,
        "sees_pupils": may_see_pupils(request.actor, own_teachers(found, request.today)),
        "crumbs": trail_for(request, classes_crumb(), (name_of_class(found, year), "")),
    }
    return show(request, "schools/class.html", page, who=[EVERYBODY, f"学生名单：{WHO_SEES_PUPILS}"])


@login_required
@asks
def class_remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Remove a class added by mistake."""
    found = managed(request, class_or_404(pk))
    return asked_once(
        request,
        lambda: classes.remove_class(found, by=request.actor),
        question=f"删除{called_now(request, found)}？",
        effect="只有误加的、还没有课务和学生的班可以删除。",
        page=reverse("schools:classes"),
        button="删除",
        done="已删除。",
    )


@login_required
@asks
def assignment_new(request: SchoolRequest, pk: int) -> HttpResponse:
    """Set or change who teaches a subject in a class."""
    found = managed(request, class_or_404(pk))
    form = AssignmentForm(sent(request), school=found.school, day=_first_day(found, request))
    return form_page(
        request,
        form,
        lambda values: classes.assign_teacher(found, values["subject"], values["teacher"], starts=values["starts"], by=request.actor),
        title=f"{called_now(request, found)}任课教师",
        back=class_page(found),
        done="课务已保存。",
        trail=[classes_crumb(), class_crumb(request, found)],
    )


@login_required
@asks
def assignment_end(request: SchoolRequest, pk: int) -> HttpResponse:
    """The last day of somebody's 课务."""
    found = managed(request, assignment_or_404(pk))
    form = DayForm(sent(request), label="最后一天", day=request.today, help_text="有人接替时不用先结束，直接设置新的任课教师即可。")
    return form_page(
        request,
        form,
        lambda values: classes.end_assignment(found, on=values["on"], by=request.actor),
        title=f"结束{found.teacher.name}的课务",
        subtitle=f"{called_now(request, found.school_class)}{found.subject.name}",
        submit="结束课务",
        back=class_page(found.school_class),
        done="课务已结束。",
        trail=[classes_crumb()],
    )


@login_required
@asks
def assignment_remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Remove 课务 entered by mistake."""
    found = managed(request, assignment_or_404(pk))
    return asked_once(
        request,
        lambda: classes.remove_assignment(found, by=request.actor),
        question=f"删除{found.teacher.name}的这条课务？",
        effect="只在登记错了的时候删除；正常换人请设置新的任课教师。",
        page=class_page(found.school_class),
        button="删除",
        done="已删除。",
    )


@login_required
@asks
def timetable(request: SchoolRequest, pk: int, term: int) -> HttpResponse:
    """The weekly timetable of a class in a term, filled in like a sheet and saved at once."""
    found, of_term = managed(request, (class_or_404(pk), term_or_404(term)))
    stored = [period_of(slot) for slot in slots_in(of_term, found)]
    grid = grid_of(stored, list(Subject.objects.order_by("pk")), f"{called_now(request, found)}课表")
    status = 200
    if request.method == "POST":
        data = grid.parse(request.POST)
        problems: list[CellProblem] = []
        if data.ok:
            try:
                classes.save_timetable(of_term, found, periods_in(data), expected=stored, by=request.actor)
            except Refused:
                problems = [CellProblem(None, "", CONFLICT)]
            else:
                _say_saved(request, of_term, found)
                return redirect(class_page(found))
        grid, status = grid.bound(data, problems), 422
    page = {
        "class": found,
        "name": called_now(request, found),
        "term": of_term,
        "grid": grid,
        "who_sees": [WHO_MANAGES],
        "back": class_page(found),
        "crumbs": crumbs(classes_crumb(), class_crumb(request, found), ("课表", "")),
    }
    return render(request, "schools/timetable.html", page, status=status)


def _first_day(found: SchoolClass, request: SchoolRequest) -> date:
    """A class whose first 课务 is entered has been taught since the year began; later entries are changes of today."""
    term = term_on(request.today, request.actor.school_id)
    return term.school_year.starts if term and not assignments_of(found) else request.today


def _term_in(year: SchoolYear, present: Term | None) -> Term | None:
    """The term whose timetables a year's list counts: the present one, or the last of another year."""
    return present if present and present.school_year_id == year.pk else year.terms.order_by("number").last()


def _say_saved(request: SchoolRequest, term: Term, found: SchoolClass) -> None:
    """Saved; two lessons of one teacher at the same time are worth a word, not a refusal."""
    messages.success(request, "课表已保存。")
    for clash in clashes(term, found, request.today):
        messages.warning(request, f"请核对：{clash}。")
