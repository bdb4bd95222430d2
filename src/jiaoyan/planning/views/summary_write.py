"""Beginning a summary and writing it part by part, with the first text that records give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from jiaoyan.documents import markup
from jiaoyan.planning import access
from jiaoyan.planning.actions import summarising
from jiaoyan.planning.actions.problems import CannotStart
from jiaoyan.planning.actions.summarising import Pair
from jiaoyan.planning.figures import live
from jiaoyan.planning.forms.summary import SummaryHeadForm, TopicForm, problems_grid
from jiaoyan.planning.models import SummaryTopic, TermSummary
from jiaoyan.planning.rules.promises import problems_of
from jiaoyan.planning.rules.summary import AREAS
from jiaoyan.planning.summaries import head_seen, summary_here, topic_seen, topics_of
from jiaoyan.planning.views.summary import figure_url, listed_apart, with_links
from jiaoyan.schools.access import WHO_LEADS_GROUP, SchoolRequest, may_lead_group, require
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible
from jiaoyan.schools.queries import GroupTerm, prep_group_term
from jiaoyan.web.forms import sent, typed_again
from jiaoyan.web.grid import CellProblem, Grid, GridData, Row
from jiaoyan.web.prose import to_html


def to_summary(place: GroupTerm, part: str = "") -> HttpResponse:
    """Back to the summary's page, at one of its parts."""
    return redirect(reverse("planning:summary", args=[place.group.pk, place.term.key]) + (f"#{part}" if part else ""))


@login_required
@require_POST
def start(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Begin the summary."""
    place = prep_group_term(request.actor, group, term, request.today)
    try:
        summarising.start_summary(by=request.actor, place=place)
        messages.success(request, "已列出七个方面。可以先看看按记录起草的初稿，再逐条修改。")
    except CannotStart as refused:
        messages.error(request, f"{refused}。")
    return to_summary(place)


def _open(request: SchoolRequest, group: int, term: str) -> tuple[GroupTerm, TermSummary]:
    """The summary for its leader to change; others are told who could."""
    place = prep_group_term(request.actor, group, term, request.today)
    require(may_lead_group(request.actor, group), WHO_LEADS_GROUP)
    return place, summary_here(place)


def _closed(request: SchoolRequest, place: GroupTerm) -> HttpResponse:
    messages.info(request, "总结已提交或已通过，现在不能改动；需要改动时，请先撤回或选“重新修改”。")
    return to_summary(place)


@login_required
@require_http_methods(["GET", "POST"])
def head(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """Title and date."""
    place, summary = _open(request, group, term)
    if not access.may_change(request.actor, summary):
        return _closed(request, place)
    form = SummaryHeadForm(sent(request), place=place, summary=summary)
    if request.method == "POST" and form.is_valid():
        try:
            summarising.save_summary_head(by=request.actor, summary=summary, **form.cleaned_data)
        except ChangedMeanwhile:
            now = summary_here(place)
            form = SummaryHeadForm(typed_again(form.data, seen=head_seen(now)), place=place, summary=now)
            form.add_error(None, f"刚刚有人把大标题改成“{now.title}”。您填写的在下面，核对后请再保存一次。")
        except NotPossible:
            return _closed(request, place)
        else:
            messages.success(request, "已保存。")
            return to_summary(place)
    context = {"place": place, "summary": summary, "form": form}
    return render(request, "planning/summary_head.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def topic(request: SchoolRequest, group: int, term: str, area: str) -> HttpResponse:
    """One topic, beside the figures to insert and the first text from records. ``then=draft`` puts that text below what was typed."""
    place, summary = _open(request, group, term)
    if area not in AREAS:
        raise Http404
    if not access.may_change(request.actor, summary):
        return _closed(request, place)
    found = topics_of(summary)[area]
    form = TopicForm(sent(request), topic=found)
    context: dict[str, Any] = {"place": place, "summary": summary, "area": area, "title": AREAS[area], "form": form}
    read = live(place.group, place.term)
    context["draft"] = summarising.drafts_from(read)[area]
    if request.method == "POST" and "then" in request.POST:
        context["form"] = _with_draft(form, found, context["draft"])
    elif form.is_bound and form.is_valid():
        try:
            summarising.save_topic(by=request.actor, summary=summary, area=area, **form.cleaned_data)
        except ChangedMeanwhile:
            theirs = topics_of(summary_here(place))[area]
            context["form"] = TopicForm(typed_again(form.data, seen=topic_seen(theirs)), topic=theirs)
            context["theirs"] = theirs
        except NotPossible:
            return _closed(request, place)
        else:
            messages.success(request, f"“{AREAS[area]}”已保存。")
            return to_summary(place, area)
    context |= listed_apart(place, read.figures)
    return render(request, "planning/summary_topic.html", context, status=422 if form.is_bound and "then" not in request.POST else 200)


def _with_draft(form: TopicForm, found: SummaryTopic, draft: str) -> TopicForm:
    """The form as it was typed, with the first text below: nothing is stored yet."""
    typed = typed_again(form.data)
    typed["did"] = markup.source(summarising.with_draft(markup.parse(typed.get("did", "")), draft))
    return TopicForm(typed, topic=found)


@login_required
@require_http_methods(["GET", "POST"])
def problems(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The problems, each with its measure."""
    place, summary = _open(request, group, term)
    if not access.may_change(request.actor, summary):
        return _closed(request, place)
    grid = problems_grid(summary)
    offers = dict(problems_of(live(place.group, place.term).promises)) if request.method == "GET" or "take" in request.POST else {}
    if "take" in request.POST:
        grid = with_offer(grid.bound(grid.parse(request.POST)), offers.get(_number(request.POST["take"])))
    elif request.method == "POST":
        data = grid.parse(request.POST)
        refused = _saved(request, summary, data)
        if refused is None:
            messages.success(request, "存在问题与改进措施已保存。")
            return to_summary(place, "problems")
        grid = grid.bound(data, refused)
    written = {_text(row, "problem") for row in grid.rows}
    context = {
        "place": place,
        "summary": summary,
        "grid": grid,
        "offers": [(quota, words) for quota, words in offers.items() if words not in written],
    }
    refused_status = request.method == "POST" and "take" not in request.POST
    return render(request, "planning/summary_problems.html", context, status=422 if refused_status else 200)


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() else 0


def with_offer(grid: Grid, words: str | None) -> Grid:
    """The table as it was typed with one more problem in its last row, which nobody has stored yet."""
    if words is None:
        return grid
    return replace(
        grid, rows=(*grid.rows, Row("", {"problem": words}, len(grid.rows), typed={"problem": words, "measure": "", "when": ""}))
    )


def _saved(request: SchoolRequest, summary: TermSummary, data: GridData) -> list[CellProblem] | None:
    """None once the rows are stored, otherwise what stands in the way besides ``data.problems``."""
    if not data.ok:
        return []
    try:
        summarising.save_problems(by=request.actor, summary=summary, seen=data.version, pairs=pairs_of(data.rows))
    except NotPossible as refused:
        return [CellProblem(None, "", str(refused))]
    return None


def pairs_of(rows: Sequence[Row]) -> list[Pair]:
    """The rows of a grid of problems, as the verbs take them."""
    return [
        Pair(_text(row, "problem"), _text(row, "measure"), _text(row, "when"), int(row.key) if row.key.isdecimal() else None)
        for row in rows
    ]


def _text(row: Row, column: str) -> str:
    return str(row.values.get(column) or "")


@login_required
@require_http_methods(["GET", "POST"])
def drafts(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The first text of every topic beside what is written; each is accepted by itself, and only added."""
    place, summary = _open(request, group, term)
    if not access.may_change(request.actor, summary):
        return _closed(request, place)
    if request.method == "POST":
        return _accepted(request, place, summary)
    read = live(place.group, place.term)
    figures, texts = read.figures, summarising.drafts_from(read)
    lines = [
        {
            "area": area,
            "title": AREAS[area],
            "seen": topic_seen(found),
            "written": with_links(to_html(found.did), figures, figure_url(place)),
            "draft": with_links(to_html(markup.parse(texts[area])), figures, figure_url(place)),
            "adds": summarising.with_draft(found.did or [], texts[area]) != (found.did or []),
        }
        for area, found in topics_of(summary).items()
    ]
    return render(request, "planning/summary_drafts.html", {"place": place, "summary": summary, "lines": lines})


def _accepted(request: SchoolRequest, place: GroupTerm, summary: TermSummary) -> HttpResponse:
    area = request.POST.get("area", "")
    if area in AREAS:
        try:
            summarising.accept_draft(by=request.actor, summary=summary, area=area, seen=request.POST.get("seen", ""))
            messages.success(request, f"“{AREAS[area]}”的初稿已放在正文里，可以再改。")
        except NotPossible as refused:
            messages.error(request, str(refused))
    return redirect(reverse("planning:summary_drafts", args=[place.group.pk, place.term.key]) + f"#{area}" * (area in AREAS))
