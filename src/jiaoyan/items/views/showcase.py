"""Showcase homework: the term's list, one with its paper, design, exhibition and review, files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.curriculum.models import Unit
from jiaoyan.curriculum.queries import volume_for
from jiaoyan.documents.blocks import Document
from jiaoyan.items.access import showcase as access
from jiaoyan.items.actions import showcase as actions
from jiaoyan.items.actions.problems import ChangedMeanwhile
from jiaoyan.items.forms import showcase as forms
from jiaoyan.items.models import ShowcaseHomework
from jiaoyan.items.printouts import showcase as printouts
from jiaoyan.items.queries import showcase as queries
from jiaoyan.items.rules.showcase import FOR_THE_YOUNGEST, YOUNGEST_AT_HOME
from jiaoyan.items.views.place import carried_out
from jiaoyan.schools.access import WHO_READS_GROUP, SchoolRequest, require
from jiaoyan.schools.models import Person
from jiaoyan.schools.queries import GroupTerm, calendar_of, prep_group_term
from jiaoyan.schools.registers.choices import classes_here, people_of
from jiaoyan.schools.rules.problem import RowsAtFault
from jiaoyan.schools.rules.quoting import quoted
from jiaoyan.schools.steps import brought_back, taken_out
from jiaoyan.web.download import word
from jiaoyan.web.forms import sent
from jiaoyan.web.grid import CellProblem


@login_required
@require_GET
def showcases(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The showcase homework of the term: how each stands, what is missing."""
    place = prep_group_term(request.actor, group, term, request.today)
    found = queries.showcases_of(place.group, place.term)
    mine = access.may_keep(request.actor, group)
    context = {
        "place": place,
        "standings": [queries.standing_of(each, request.today) for each in found],
        "gaps": queries.showcase_gaps(place.group, place.term, request.today),
        "removed": queries.removed_showcases(place.group, place.term) if mine else [],
        "may_keep": mine,
        "for_the_youngest": FOR_THE_YOUNGEST if (place.group.grade or 0) < YOUNGEST_AT_HOME else "",
        "who_sees": [WHO_READS_GROUP, access.NAMES],
    }
    return render(request, "items/showcases.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Begin one: theme and kind."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(access.may_keep(request.actor, group), access.WHO_KEEPS)
    form = forms.StartForm(sent(request), grade=place.group.grade or 0)
    if form.is_bound and form.is_valid():
        made = carried_out(form, lambda _: actions.start_showcase(by=request.actor, place=place, **form.cleaned_data))
        if made is not None:
            return redirect("items:showcase_design", made.pk)
    context = {"place": place, "form": form, "cancel": reverse("items:showcases", args=[group, term])}
    return render(request, "items/showcase_new.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def showcase(request: SchoolRequest, pk: int) -> HttpResponse:
    """One of them as it prints, with what is missing."""
    row = queries.showcase_of(request.actor, pk)
    head = head_of(request, row, "showcase")
    context = {
        **head,
        "standing": queries.standing_of(row, request.today),
        "paper": Document(row.theme, printouts.showcase_pages(row, classes_here(head["place"]))),
    }
    return render(request, "items/showcase.html", context)


def head_of(request: SchoolRequest, row: ShowcaseHomework, at: str) -> dict[str, Any]:
    """What every page of one showcase begins with; ``at`` is the tab."""
    place = GroupTerm(row.group, row.term, calendar_of(row.term), request.today)
    mine = access.may_keep(request.actor, row.group_id)
    works = len(row.works.all())
    tabs = [
        ("showcase", "设计"),
        *([("showcase_works", "作品录入"), ("showcase_review", "展评与反思")] if mine else []),
        ("showcase_wall", "展墙"),
    ]
    counts = {"showcase_works": works, "showcase_wall": sum(work.shown for work in row.works.all())}
    return {
        "place": place,
        "showcase": row,
        "here": row.group_id,
        "may_keep": mine and row.removed_at is None,
        "tabs": [
            {"label": label, "url": reverse(f"items:{name}", args=[row.pk]), "active": name == at, "count": counts.get(name)}
            for name, label in tabs
        ],
        "who_sees": [access.WHO_READS_WORK, access.NAMES],
    }


@login_required
@require_http_methods(["GET", "POST"])
def design(request: SchoolRequest, pk: int) -> HttpResponse:
    """Theme, goals, tasks and rubric, edited on one page."""
    row = queries.showcase_of(request.actor, pk)
    require(access.may_keep(request.actor, row.group_id), access.WHO_KEEPS)
    head = head_of(request, row, "showcase")
    place: GroupTerm = head["place"]
    form = forms.DesignForm(
        sent(request), showcase=row, units=_units(place), people=_people(place, row.designers.all()), grade=place.group.grade or 0
    )
    tasks, criteria = forms.tasks_grid(row), forms.criteria_grid(row)
    if form.is_bound:
        typed, judged = tasks.parse(request.POST), criteria.parse(request.POST)
        problems: list[CellProblem] = []
        if form.is_valid() and typed.ok and judged.ok:
            try:
                saved = carried_out(
                    form,
                    lambda _: actions.save_design(
                        by=request.actor,
                        showcase=row,
                        version=int(typed.version),
                        tasks=forms.tasks_of(typed.rows),
                        criteria=forms.criteria_of(judged.rows),
                        **form.cleaned_data,
                    ),
                )
                if saved is not None:
                    return _design_saved(request, pk)
            except RowsAtFault as refused:
                problems = [CellProblem(each.row_index, each.column, each.sentence) for each in refused.problems]
            except ChangedMeanwhile as changed:
                form.add_error(None, str(changed))
        head["theirs"] = row if typed.conflict else None
        tasks = tasks.bound(typed, [CellProblem(None, "", each.message) for each in problems if each.column == "tasks"])
        criteria = criteria.bound(judged, [CellProblem(None, "", each.message) for each in problems if each.column == "criteria"])
    context = {**head, "form": form, "tasks": tasks, "criteria": criteria}
    return render(request, "items/showcase_design.html", context, status=422 if form.is_bound else 200)


def _design_saved(request: SchoolRequest, pk: int) -> HttpResponse:
    """What half a design still needs is said at once; it is stored all the same."""
    lacks = queries.standing_of(queries.showcase_of(request.actor, pk), request.today).design
    if lacks:
        messages.info(request, f"已保存。设计还缺：{'、'.join(lacks)}。")
    else:
        messages.success(request, "设计已保存，各项齐全。")
    return redirect("items:showcase", pk)


def _units(place: GroupTerm) -> list[Unit]:
    volume = volume_for(place.group, place.term)
    return list(Unit.objects.select_related("volume").filter(volume=volume)) if volume else []


def _people(place: GroupTerm, named: Sequence[Person] | Any) -> list[Person]:
    """The group's people of the term, and whoever is named already."""
    return list(dict.fromkeys([*people_of(place), *named]))


@login_required
@require_http_methods(["GET", "POST"])
def review(request: SchoolRequest, pk: int) -> HttpResponse:
    """Exhibition, counts of each class, review."""
    row = queries.showcase_of(request.actor, pk)
    require(access.may_keep(request.actor, row.group_id), access.WHO_KEEPS)
    head = head_of(request, row, "showcase_review")
    place: GroupTerm = head["place"]
    form = forms.ExhibitionForm(sent(request), showcase=row, people=_people(place, row.evaluators.all()))
    counts = forms.counts_grid(row, queries.class_lines(row, classes_here(place)))
    if form.is_bound:
        typed = counts.parse(request.POST)
        problems: list[CellProblem] = []
        if form.is_valid() and typed.ok:
            try:
                saved = carried_out(
                    form,
                    lambda _: actions.save_exhibition(
                        by=request.actor,
                        showcase=row,
                        version=int(typed.version),
                        counts=forms.counts_of(typed.rows),
                        today=request.today,
                        **form.cleaned_data,
                    ),
                )
                if saved is not None:
                    messages.success(request, "展评与反思已保存。")
                    return redirect("items:showcase", pk)
            except RowsAtFault as refused:
                problems = [CellProblem(each.row_index, each.column, each.sentence) for each in refused.problems]
            except ChangedMeanwhile as changed:
                form.add_error(None, str(changed))
        head["theirs"] = row if typed.conflict else None
        counts = counts.bound(typed, problems)
    return render(request, "items/showcase_review.html", {**head, "form": form, "counts": counts}, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: SchoolRequest, pk: int) -> HttpResponse:
    """Take one out; asks once, and can be undone."""
    row = queries.showcase_of(request.actor, pk)
    require(access.may_keep(request.actor, row.group_id), access.WHO_KEEPS)
    return taken_out(
        request,
        lambda: actions.remove_showcase(by=request.actor, showcase=row),
        question=f"删去特色作业{quoted(str(row))}？",
        effect="连同作品一起删去；删去以后可以在列表下方恢复。",
        page=reverse("items:showcase", args=[pk]),
        here=row.group_id,
        undo=reverse("items:showcase_restore", args=[pk]),
        back=reverse("items:showcases", args=[row.group_id, row.term.key]),
    )


@login_required
@require_POST
def restore(request: SchoolRequest, pk: int) -> HttpResponse:
    """Bring one back."""
    row = queries.showcase_of(request.actor, pk)
    return brought_back(request, lambda: actions.restore_showcase(by=request.actor, showcase=row), reverse("items:showcase", args=[pk]))


@login_required
@require_GET
def docx(request: SchoolRequest, pk: int) -> HttpResponse:
    """One of them as Word."""
    row = queries.showcase_of(request.actor, pk)
    place = GroupTerm(row.group, row.term, calendar_of(row.term), request.today)
    return word(Document(row.theme, printouts.showcase_pages(row, classes_here(place))), f"特色作业：{row.theme}")


@login_required
@require_GET
def blank(_request: SchoolRequest) -> HttpResponse:
    """The form to be filled in by hand."""
    document = printouts.blank()
    return word(document, document.title)
