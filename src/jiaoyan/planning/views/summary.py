"""The term summary on one page that reads like the paper, its figures with their records, and its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from jiaoyan.documents.blocks import Document
from jiaoyan.planning import access, printouts
from jiaoyan.planning.figures import Figure, Figures, Record, figures_for, figures_of, lost_since
from jiaoyan.planning.models import TermSummary
from jiaoyan.planning.queries import approver_of
from jiaoyan.planning.rules.summary import AREAS, MARK
from jiaoyan.planning.summaries import (
    summary_due,
    summary_edition_of,
    summary_editions_of,
    summary_here,
    summary_of,
    summary_problems,
)
from jiaoyan.planning.views.progress import WHO_SEES_GROUP, may_see_names
from jiaoyan.planning.views.summary_desk import SummaryDesk
from jiaoyan.schools import files
from jiaoyan.schools.access import WHO_READS_GROUP, SchoolRequest, may_lead_group
from jiaoyan.schools.queries import GroupTerm, prep_group_term
from jiaoyan.schools.rules.problem import Problem
from jiaoyan.web.download import download, word
from jiaoyan.web.render import blocks_html, joined


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One part of the paper with the link of whoever may change it and what it lacks."""

    key: str
    title: str
    html: SafeString
    edit_url: str
    problems: tuple[Problem, ...]
    unwritten: bool


@login_required
@require_GET
def summary(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The summary as it stands, every figure a link to its records; what it still lacks, and the next step."""
    place = prep_group_term(request.actor, group, term, request.today)
    found = summary_of(place.group, place.term)
    if found is None:
        figures = figures_of(place.group, place.term)
        context = {
            "place": place,
            "may_start": may_lead_group(request.actor, group),
            "due": summary_due(place.calendar, place.term),
            **listed_apart(place, figures),
            "who_sees": [WHO_READS_GROUP],
        }
        return render(request, "planning/summary_empty.html", context)
    return render(request, "planning/summary.html", _page(request, place, found))


def _page(request: SchoolRequest, place: GroupTerm, found: TermSummary) -> dict[str, Any]:
    changes = access.may_change(request.actor, found)
    figures = figures_for(found)
    problems = summary_problems(found, figures.keys()) if changes else []
    return {
        "place": place,
        "summary": found,
        "parts": list(_shown(place, found, figures, problems, changes=changes)),
        "problems": problems,
        "ready": not problems,
        "may_change": changes,
        "desk": SummaryDesk(request, place, found),
        "approver": approver_of(place.group, place.day),
        **listed_apart(place, figures),
        "lost": [each for each in lost_since(found) if _sees(request, place, each.figure, each.record)],
        "editions": summary_editions_of(found),
        "due": summary_due(place.calendar, place.term, found),
        "who_sees": [WHO_READS_GROUP],
    }


def _shown(place: GroupTerm, found: TermSummary, figures: Figures, problems: list[Problem], *, changes: bool) -> Iterator[ShownPart]:
    for part in printouts.summary_parts(found, {}):
        yield ShownPart(
            key=part.key,
            title=AREAS.get(part.key, ""),
            html=with_links(blocks_html(part.blocks), figures, figure_url(place)),
            edit_url=_edit_url(place, part.key) if changes else "",
            problems=tuple(problem for problem in problems if problem.column == part.key),
            unwritten=part.key in AREAS and len(part.blocks) == 1,  # its heading only
        )


def with_links(html: SafeString, figures: Figures, url: Callable[[Figure], str]) -> SafeString:
    """Rendered text with every mark replaced by its figure, a link to the records; a mark nobody knows is shown as such.

    Marks stand in text only, never in an attribute, and what stands between them is escaped already.
    """
    pieces: list[SafeString] = []
    end = 0
    for found in MARK.finditer(html):
        if "<" in found[1]:  # a tag: the two brackets stand in different pieces of text
            continue
        pieces.append(SafeString(html[end : found.start()]))
        figure = figures.get(unescape(found[1]))
        if figure is None:
            pieces.append(format_html('<mark class="figure-unknown">{}</mark>', SafeString(found[0])))
        else:
            pieces.append(format_html('<a class="figure" href="{}" title="{}">{}</a>', url(figure), figure.name, figure.text))
        end = found.end()
    return joined([*pieces, SafeString(html[end:])])


def figure_url(place: GroupTerm) -> Callable[[Figure], str]:
    return lambda figure: reverse("planning:summary_figure", args=[place.group.pk, place.term.key, figure.slug])


def listed_apart(place: GroupTerm, figures: Figures) -> dict[str, list[tuple[Figure, str]]]:
    """Each figure with its address: those every school has, and those that quotas count."""
    url = figure_url(place)
    pairs = [(figure, url(figure)) for figure in figures.values()]
    return {"figures": [pair for pair in pairs if not pair[0].promised], "promised": [pair for pair in pairs if pair[0].promised]}


def _edit_url(place: GroupTerm, part: str) -> str:
    args = [place.group.pk, place.term.key]
    if part in AREAS:
        return reverse("planning:summary_topic", args=[*args, part])
    pages = {"head": "summary_head", "problems": "summary_problems"}
    if part == "award-table":
        return reverse("growth:awards", args=args)
    return reverse(f"planning:{pages[part]}", args=args) if part in pages else ""


@login_required
@require_GET
def figure(request: SchoolRequest, group: int, term: str, figure: str) -> HttpResponse:
    """One figure with exactly the records it counts: kept ones once the summary was handed in."""
    place = prep_group_term(request.actor, group, term, request.today)
    found = summary_of(place.group, place.term)
    figures = figures_for(found) if found else figures_of(place.group, place.term)
    shown = next((each for each in figures.values() if each.slug == figure), None)
    if shown is None:
        raise Http404
    lost = {each.record.key: each for each in (lost_since(found) if found else ()) if each.figure.slug == figure}
    seen = [record for record in shown.records if _sees(request, place, shown, record)]
    context = {
        "place": place,
        "summary": found,
        "figure": shown,
        "lines": [(record, lost.get(record.key)) for record in seen],
        "hidden": len(shown.records) - len(seen),
        "kept": bool(found and found.frozen),
        "lost": lost,
        "who_sees": [WHO_SEES_GROUP if shown.personal else WHO_READS_GROUP],
    }
    return render(request, "planning/summary_figure.html", context)


def _sees(request: SchoolRequest, place: GroupTerm, figure: Figure, record: Record) -> bool:
    """What one person has done is read by that person, and by those who see names; the number by everybody."""
    return not figure.personal or request.actor.person_id in record.people or may_see_names(request.actor, place.group.pk)


@login_required
@require_GET
def docx(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The summary as Word, figures in the place of marks."""
    place = prep_group_term(request.actor, group, term, request.today)
    name = f"{place.group.name}{place.term.key}总结"
    return word(Document(name, printouts.group_summary(summary_here(place))), name)


@login_required
@require_GET
def edition(request: SchoolRequest, pk: int) -> HttpResponse:
    """The summary as it was approved, byte for byte."""
    kept = summary_edition_of(request.actor, pk)
    return download(files.read(kept.file), kept.file.name, kept.file.content_type)


@login_required
@require_GET
def blank(_request: SchoolRequest) -> HttpResponse:
    """The form to be filled in by hand."""
    document = printouts.blank_summary()
    return word(document, document.title)
