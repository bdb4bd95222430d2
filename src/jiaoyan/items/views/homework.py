"""Homework lists of two weeks, and the school's ceiling."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.documents.blocks import Document
from jiaoyan.items.access import exercise as access
from jiaoyan.items.actions import homework as actions
from jiaoyan.items.actions.problems import ChangedMeanwhile
from jiaoyan.items.forms.homework import REQUIRED, CeilingForm, FortnightForm, days_grid, entries_grid, entries_of, minutes_missing
from jiaoyan.items.models import HomeworkList
from jiaoyan.items.printouts import homework as printouts
from jiaoyan.items.queries import homework as queries
from jiaoyan.items.queries.exercises import mathematics_minutes
from jiaoyan.items.rules.homework import WHY_NO_HOME, may_go_home
from jiaoyan.items.views.place import carried_out
from jiaoyan.schools.access import WHO_MANAGES, WHO_READS_GROUP, SchoolRequest, may_manage_school, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.queries import GroupTerm, calendar_of, prep_group_term
from jiaoyan.schools.rules.problem import RowsAtFault
from jiaoyan.schools.steps import brought_back, taken_out, to_bring_back
from jiaoyan.web.download import word
from jiaoyan.web.forms import sent
from jiaoyan.web.grid import CellProblem, GridData


@login_required
@require_http_methods(["GET", "POST"])
def lists(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The lists of the term; POST begins one."""
    place = prep_group_term(request.actor, group, term, request.today)
    allowed = may_go_home(place.group.grade or 0)
    found = queries.lists_of(place.group, place.term)
    starts = access.may_start(request.actor, group) and allowed
    form = FortnightForm(sent(request), initial={"starts": queries.next_start(place, found)})
    if form.is_bound:
        require(access.may_start(request.actor, group), access.WHO_STARTS)
        if form.is_valid() and (
            made := carried_out(form, lambda _: actions.start_list(by=request.actor, place=place, starts=form.cleaned_data["starts"]))
        ):
            return redirect("items:homework_edit", made.pk)
    context = {
        "place": place,
        "lists": found,
        "removed": to_bring_back(queries.removed_lists(request.actor, place), "items:homework_restore"),
        "form": form if starts else None,
        "why_not": "" if allowed else WHY_NO_HOME,
        "mathematics": mathematics_minutes(),
        "may_set": may_manage_school(request.actor),
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "items/homework_lists.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def homework(request: SchoolRequest, pk: int) -> HttpResponse:
    """One list as it prints, minutes against the ceilings."""
    row = queries.list_of(request.actor, pk)
    mathematics, place = mathematics_minutes(), _place(request, row)
    days = queries.days_of(row, place.calendar, mathematics)
    context = {
        "place": place,
        "homework": row,
        "over": [view for view in days if view.problem],
        "paper": Document(str(row), printouts.homework_list(row, days, mathematics)),
        "may_keep": access.may_keep_list(request.actor, row) and row.removed_at is None,
        "who_sees": [WHO_READS_GROUP],
    }
    return render(request, "items/homework.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: SchoolRequest, pk: int) -> HttpResponse:
    """The list edited in place: what is set, and what all subjects together ask."""
    row = queries.list_of(request.actor, pk)
    require(access.may_keep_list(request.actor, row), access.WHO_STARTS)
    if request.method != "POST" and row.removed_at is not None:
        messages.info(request, "这份清单已删去；需要时先恢复，再修改。")
        return redirect("items:homework", pk)
    mathematics, place = mathematics_minutes(), _place(request, row)
    exercises = queries.exercises_to_set(row.group, row.term)
    entries, days = entries_grid(row, exercises), days_grid(row, queries.days_of(row, place.calendar, mathematics))
    if request.method == "POST":
        typed, asked = entries.parse(request.POST), days.parse(request.POST)
        problems = _saved(request, row, exercises, typed, asked)
        if problems is None:
            messages.success(request, "作业清单已保存。")
            return redirect("items:homework", pk)
        entries, days = entries.bound(typed, problems[0]), days.bound(asked, problems[1])
    context = {"place": place, "homework": row, "entries": entries, "days": days, "mathematics": mathematics}
    return render(request, "items/homework_edit.html", context, status=422 if request.method == "POST" else 200)


def _saved(
    request: SchoolRequest, row: HomeworkList, exercises: Any, typed: GridData, asked: GridData
) -> tuple[list[CellProblem], list[CellProblem]] | None:
    """None once it is stored, otherwise what stands in the way in either table."""
    missing = minutes_missing(typed.rows, row, exercises)
    if not typed.ok or not asked.ok or missing:
        return missing, []
    all_minutes: dict[date, Any] = {date.fromisoformat(line.key): line.values["all_minutes"] for line in asked.rows}
    try:
        actions.save_list(
            by=request.actor,
            homework=row,
            version=int(typed.version),
            entries=entries_of(typed.rows, row, exercises),
            all_minutes=all_minutes,
        )
    except RowsAtFault as refused:
        return [CellProblem(problem.row_index, problem.column, problem.sentence) for problem in refused.problems], []
    except Refused as refused:
        return _placed(refused.problems, typed, asked)
    except ChangedMeanwhile as changed:
        return [CellProblem(None, "", str(changed))], []
    return None


def _placed(problems: Mapping[str, str], typed: GridData, asked: GridData) -> tuple[list[CellProblem], list[CellProblem]]:
    """Too much mathematics is said at the day's last required task, all subjects in the day's own row."""
    days = {line.key: n for n, line in enumerate(asked.rows)}
    tasks = {actions.of_mathematics(line.values["day"]): n for n, line in enumerate(typed.rows) if line.values["required"] == REQUIRED}  # type: ignore[arg-type]
    in_tasks = [CellProblem(tasks[key], "minutes", said) for key, said in problems.items() if key in tasks]
    in_days = [CellProblem(days.get(key), "all_minutes", said) for key, said in problems.items() if key not in tasks]
    return in_tasks, in_days


@login_required
@require_http_methods(["GET", "POST"])
def drop(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take a list out; asks once, and can be undone."""
    row = queries.list_of(request.actor, pk)
    require(access.may_keep_list(request.actor, row), access.WHO_STARTS)
    return taken_out(
        request,
        lambda: actions.drop_list(by=request.actor, homework=row, version=row.version),
        question=f"删去{row}？",
        effect="删去后不再计数；可以在清单列表下方恢复。",
        page=reverse("items:homework", args=[pk]),
        here=row.group_id,
        done="作业清单已删去。",
        undo=reverse("items:homework_restore", args=[pk]),
        gone="这份清单已经删去了。",
        back=reverse("items:homework_lists", args=[row.group_id, row.term.key]),
    )


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring a list back."""
    row = queries.list_of(request.actor, pk)
    page = reverse("items:homework", args=[pk])
    return brought_back(request, lambda: actions.restore_list(by=request.actor, homework=row), page)


@login_required
@require_GET
def docx(request: SchoolRequest, pk: int) -> HttpResponse:
    """One list as Word."""
    row = queries.list_of(request.actor, pk)
    mathematics = mathematics_minutes()
    days = queries.days_of(row, calendar_of(row.term), mathematics)
    name = f"{row.group.name}{row}"
    return word(Document(name, printouts.homework_list(row, days, mathematics)), name)


@login_required
@require_GET
def blank(_request: SchoolRequest) -> HttpResponse:
    """The empty list to be filled in by hand."""
    document = printouts.blank_list()
    return word(document, document.title)


@login_required
@require_http_methods(["GET", "POST"])
def ceiling(request: SchoolRequest) -> HttpResponse:
    """The school's daily minutes of mathematics."""
    require(may_manage_school(request.actor), WHO_MANAGES)
    form = CeilingForm(sent(request), initial={"minutes": mathematics_minutes()})
    if form.is_bound and form.is_valid():
        done = carried_out(form, lambda _: actions.set_ceiling(by=request.actor, minutes=form.cleaned_data["minutes"]))
        if done is not None:
            messages.success(request, "作业时长上限已保存。")
            return redirect("items:homework_ceiling")
    return render(request, "items/ceiling.html", {"form": form}, status=422 if form.is_bound else 200)


def _place(request: SchoolRequest, row: HomeworkList) -> GroupTerm:
    return GroupTerm(row.group, row.term, calendar_of(row.term), request.today)
