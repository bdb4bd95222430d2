"""The research group's summary: read like the paper, written part by part, every number a link to its records. 教研组总结（F36）"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaoyan.documents.blocks import Document
from jiaoyan.planning import access
from jiaoyan.planning.actions import research_summarising as verbs
from jiaoyan.planning.actions.problems import CannotStart
from jiaoyan.planning.figures import Record
from jiaoyan.planning.forms.research_summary import OpeningForm, answers_grid, answers_of, research_problems_grid
from jiaoyan.planning.models import ResearchSummary
from jiaoyan.planning.printouts.research import research_summary, summary_parts
from jiaoyan.planning.research import research_plan_of
from jiaoyan.planning.research_summaries import (
    Data,
    clauses_left_out,
    counts_of,
    data_for,
    live_data,
    lost_since,
    research_award_rows,
    research_summary_due,
    research_summary_edition_of,
    research_summary_editions_of,
    research_summary_here,
    research_summary_of,
    research_summary_problems,
    sentences,
    turned_since,
    whose_records,
)
from jiaoyan.planning.rules.progress import is_personal
from jiaoyan.planning.views.progress import may_see_names
from jiaoyan.planning.views.research_desk import ResearchSummaryDesk
from jiaoyan.planning.views.research_place import (
    ShownPart,
    address,
    here,
    refused_rows,
    shared,
    summary_closed,
    summary_for_leader,
    to_summary,
)
from jiaoyan.planning.views.saving import saved
from jiaoyan.planning.views.summary_write import pairs_of
from jiaoyan.schools import files
from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.approval import may_edit
from jiaoyan.schools.rules.problem import Problem
from jiaoyan.web.download import download, word
from jiaoyan.web.forms import sent
from jiaoyan.web.grid import Grid, GridData
from jiaoyan.web.render import blocks_html

EDITED = {
    "head": ("概述", "research_summary_opening"),
    "answers": ("完成情况", "research_answers"),
    "problems": ("问题与措施", "research_problems"),
}


@login_required
@require_GET
def summary(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The summary as it stands, what it still lacks, and the next step."""
    place = here(request, group, term)
    found = research_summary_of(place.group, place.term)
    if found is None:
        context = shared(
            place,
            may_start=access.may_write_research(request.actor, group),
            due=research_summary_due(place.calendar, place.term),
            plan=research_plan_of(place.group, place.term),
        )
        return render(request, "planning/research_summary_empty.html", context)
    return render(request, "planning/research_summary.html", _page(request, place, found))


def _page(request: SchoolRequest, place: GroupTerm, found: ResearchSummary) -> dict[str, Any]:
    changes = access.may_change_research(request.actor, found)
    problems = research_summary_problems(found) if changes else []
    live = live_data(found, counts_of(place), place.counting_day)
    data = data_for(found, place) if found.frozen else live
    return shared(
        place,
        summary=found,
        parts=list(_shown(place, found, data, problems, changes=changes)),
        data=[(answer, data[answer.pk]) for answer in found.answers.all() if data.get(answer.pk)],
        problems=problems,
        may_change=changes,
        news=clauses_left_out(found) if changes else 0,
        turned=turned_since(found, live) if changes else (),
        desk=ResearchSummaryDesk(request, place, found),
        lost=[each for each in lost_since(data, live) if _may_be_told(request, place, each[1])] if found.frozen else [],
        editions=research_summary_editions_of(found),
        due=research_summary_due(place.calendar, place.term, found),
    )


def _shown(place: GroupTerm, found: ResearchSummary, data: Data, problems: list[Problem], *, changes: bool) -> Iterator[ShownPart]:
    for part in summary_parts(found, sentences(data), research_award_rows(found)):
        label, page = EDITED.get(part.key, ("", "")) if changes else ("", "")
        yield ShownPart(
            part.key,
            blocks_html(part.blocks),
            label,
            address(page, place) if page else "",
            tuple(problem.message for problem in problems if problem.column == part.key),
        )


@login_required
@require_GET
def answer(request: SchoolRequest, group: int, term: str, answer: int) -> HttpResponse:
    """What one clause comes to, with exactly the records that count."""
    place = here(request, group, term)
    found = research_summary_here(place)
    row = next((each for each in found.answers.all() if each.pk == answer), None)
    if row is None:
        raise Http404
    rows = data_for(found, place).get(answer, ())
    whose = whose_records([record for each in rows for record in each.records])
    data = [(each, [(record, whose[record]) for record in each.records if _may_be_told(request, place, record)]) for each in rows]
    return render(request, "planning/research_answer.html", shared(place, summary=found, answer=row, data=data, kept=bool(found.frozen)))


def _may_be_told(request: SchoolRequest, place: GroupTerm, record: Record) -> bool:
    """Everybody below reads the summary; what single persons did is told record by record to those who see names, to others as a number."""
    group = place.group.pk
    names = access.may_write_research(request.actor, group) or may_see_names(request.actor, group)
    return names or not is_personal(record.key)


@login_required
@require_POST
def start(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Begin the summary from the plan's clauses, or add those that are new."""
    place = here(request, group, term)
    try:
        verbs.start_research_summary(by=request.actor, place=place, progress=counts_of(place))
        messages.success(request, "已按计划列出条目；有指标的，完成情况已按数据填好，可以改。")
    except CannotStart as refused:
        messages.error(request, f"{refused}。")
    return to_summary(place)


@login_required
@require_http_methods(["GET", "POST"])
def opening(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """What the summary begins with, and its date."""
    place, found = summary_for_leader(request, group, term)
    if not may_edit(found.status):
        return summary_closed(request, place)
    form = OpeningForm(sent(request), place=place, summary=found)
    answer = saved(
        request,
        form,
        lambda data: verbs.save_summary_opening(by=request.actor, summary=found, **data),
        now=lambda: research_summary_here(place),
        to=lambda: to_summary(place, "head"),
        closed=lambda: summary_closed(request, place),
    )
    if answer:
        return answer
    context = shared(place, summary=found, form=form)
    return render(request, "planning/research_summary_opening.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def answers(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Done or not, and how, clause by clause."""
    place, found = summary_for_leader(request, group, term)
    if not may_edit(found.status):
        return summary_closed(request, place)
    grid = answers_grid(found, data_for(found, place))

    def save(data: GridData) -> None:
        verbs.save_answers(by=request.actor, summary=found, version=int(data.version), answers=answers_of(data.rows))

    return _grid_page(request, place, found, grid, save, title="计划完成情况", part="answers")


@login_required
@require_http_methods(["GET", "POST"])
def problems(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The problems, each with its measure."""
    place, found = summary_for_leader(request, group, term)
    if not may_edit(found.status):
        return summary_closed(request, place)

    def save(data: GridData) -> None:
        verbs.save_research_problems(by=request.actor, summary=found, version=int(data.version), pairs=pairs_of(data.rows))

    return _grid_page(request, place, found, research_problems_grid(found), save, title="存在问题与改进措施", part="problems")


HINTS = {
    "answers": "数据是数出来的，不用填；完成情况已按数据填好的，可以改。没有完成的，请写一句原因或打算。",
    "problems": "一行写一个问题和针对它的措施。下学期写教研组计划时，这里的问题会列出来，接着做。",
}


def _grid_page(
    request: SchoolRequest, place: GroupTerm, found: ResearchSummary, grid: Grid, save: Callable[[GridData], None], *, title: str, part: str
) -> HttpResponse:
    if request.method == "POST":
        data = grid.parse(request.POST)
        refusals = []
        if data.ok:
            try:
                save(data)
            except NotPossible as refused:
                refusals = refused_rows(refused)
            else:
                messages.success(request, f"{title}已保存。")
                return to_summary(place, part)
        grid = grid.bound(data, refusals)
    context = shared(place, summary=found, title=title, part=part, hint=HINTS[part], grid=grid)
    return render(request, "planning/research_summary_table.html", context, status=422 if grid.is_bound else 200)


@login_required
@require_GET
def docx(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The summary as Word."""
    place = here(request, group, term)
    found = research_summary_here(place)
    name = f"{place.group.name}{place.term.key}总结"
    return word(Document(name, research_summary(found, sentences(data_for(found, place)), research_award_rows(found))), name)


@login_required
@require_GET
def edition(request: SchoolRequest, pk: int) -> HttpResponse:
    """The summary as it was approved, byte for byte."""
    kept = research_summary_edition_of(request.actor, pk)
    return download(files.read(kept.file), kept.file.name, kept.file.content_type)
