"""The research group's plan on one page that reads like the paper, what stands in a month, and its files. 教研组计划（F36）"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiaoyan.documents.blocks import Document
from jiaoyan.planning import access
from jiaoyan.planning.models import ResearchPlan
from jiaoyan.planning.organisation import organisation_for
from jiaoyan.planning.printouts.research import RESEARCH_BLANKS, research_parts, research_plan
from jiaoyan.planning.research import (
    research_due,
    research_edition_of,
    research_editions_of,
    research_findings,
    research_plan_here,
    research_plan_of,
)
from jiaoyan.planning.rules.research import Finding
from jiaoyan.planning.views.research_desk import ResearchPlanDesk
from jiaoyan.planning.views.research_place import ShownPart, address, here, shared
from jiaoyan.schools import files
from jiaoyan.schools.access import SchoolRequest
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.web.download import download, word
from jiaoyan.web.render import blocks_html

EDITED = {"head": "指导思想与目标", "clauses": "主要措施", "months": "具体安排", "targets": "争创与迎检"}


@login_required
@require_GET
def plan(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The plan as it stands, what it still lacks, and the next step."""
    place = here(request, group, term)
    found = research_plan_of(place.group, place.term)
    if found is None:
        may_start = access.may_write_research(request.actor, group)
        due = research_due(place.calendar, place.term, None, place.group.in_use_from)
        return render(request, "planning/research_empty.html", shared(place, may_start=may_start, due=due))
    return render(request, "planning/research_plan.html", _page(request, place, found))


def _page(request: SchoolRequest, place: GroupTerm, found: ResearchPlan) -> dict[str, Any]:
    changes = access.may_change_research(request.actor, found)
    desk = ResearchPlanDesk(request, place, found)
    findings = research_findings(found, place) if changes or desk.may_decide else ()
    due = research_due(place.calendar, place.term, found, place.group.in_use_from)
    return shared(
        place,
        plan=found,
        parts=list(_shown(place, found, findings, changes=changes)),
        clauses=list(found.clauses.all()),
        targets=list(found.targets.all()),
        stops=[finding for finding in findings if finding.stops],
        notes=[finding for finding in findings if not finding.stops],
        may_change=changes,
        desk=desk,
        editions=research_editions_of(found),
        due=due,
        overdue=due < place.today,
    )


def _shown(place: GroupTerm, found: ResearchPlan, findings: Sequence[Finding], *, changes: bool) -> Iterator[ShownPart]:
    for part in research_parts(found, organisation_for(found, place)):
        label = EDITED.get(part.key, "") if changes else ""
        where = address("research_head", place) if part.key == "head" else address("research_table", place, part.key) if label else ""
        yield ShownPart(
            key=part.key,
            html=blocks_html(part.blocks),
            edit_label=label,
            edit_url=where if label else "",
            lacks=tuple(finding.message for finding in findings if finding.part == part.key and finding.stops),
        )


@login_required
@require_GET
def docx(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The plan as Word."""
    place = here(request, group, term)
    found = research_plan_here(place)
    name = f"{place.group.name}{place.term.key}计划"
    return word(Document(name, research_plan(found, organisation_for(found, place))), name)


@login_required
@require_GET
def edition(request: SchoolRequest, pk: int) -> HttpResponse:
    """The plan as it was approved, byte for byte."""
    kept = research_edition_of(request.actor, pk)
    return download(files.read(kept.file), kept.file.name, kept.file.content_type)


@login_required
@require_GET
def blank(_request: SchoolRequest, kind: str) -> HttpResponse:
    """An empty form to be filled in by hand."""
    if kind not in RESEARCH_BLANKS:
        raise Http404
    document = RESEARCH_BLANKS[kind]()
    return word(document, document.title)
