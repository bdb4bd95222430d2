"""The plan on one page that reads like the paper, and its files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from jiaoyan.documents.blocks import Block, Document
from jiaoyan.planning import access, printouts
from jiaoyan.planning.findings import PARTS, Finding, findings_of
from jiaoyan.planning.material import material_of
from jiaoyan.planning.models import GroupPlan
from jiaoyan.planning.proposals import PROPOSALS
from jiaoyan.planning.queries import approver_of, due_day, edition_of, editions_of, plan_here, plan_of
from jiaoyan.planning.views.decide import PlanDesk
from jiaoyan.schools import files
from jiaoyan.schools.access import WHO_READS_GROUP, SchoolRequest, may_lead_group
from jiaoyan.schools.queries import GroupTerm, prep_group_term
from jiaoyan.schools.rules.naming import title_of_arrangement, title_of_authoring
from jiaoyan.web.download import download, word
from jiaoyan.web.render import blocks_html

EDITED_AT = {"head": "大标题与情况分析", "key_points": "工作要点", "division": "分工", "arrangement": "表1", "authoring": "表3"}


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One part of the paper with the links of whoever may change it."""

    key: str
    title: str
    html: SafeString
    edit_label: str
    edit_url: str
    propose_url: str
    findings: tuple[Finding, ...]


@login_required
@require_GET
def plan(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The plan as it stands, what it still lacks, and the next step."""
    place = prep_group_term(request.actor, group, term, request.today)
    found = plan_of(place.group, place.term)
    if found is None:
        context = {
            "place": place,
            "may_start": may_lead_group(request.actor, group),
            "due": due_day(place.calendar, place.term, None, place.group.in_use_from),
            "who_sees": [WHO_READS_GROUP],
        }
        return render(request, "planning/empty.html", context)
    return render(request, "planning/plan.html", _page_of(request, place, found))


def _page_of(request: SchoolRequest, place: GroupTerm, found: GroupPlan) -> dict[str, Any]:
    changes = access.may_change(request.actor, found)
    findings = findings_of(found, material_of(place)) if changes else ()
    return {
        "place": place,
        "plan": found,
        "parts": list(_shown(place, found, findings, changes=changes)),
        "annexes": printouts.annex_lines(),
        "findings": findings,
        "ready": not findings,
        "may_change": changes,
        "desk": PlanDesk(request, place, found),
        "approver": approver_of(place.group, place.day),
        "editions": editions_of(found),
        "due": due_day(place.calendar, place.term, found, place.group.in_use_from),
        "overdue": due_day(place.calendar, place.term, found, place.group.in_use_from) < place.today,
        "who_sees": [WHO_READS_GROUP],
    }


def _shown(place: GroupTerm, found: GroupPlan, findings: Sequence[Finding], *, changes: bool) -> Iterator[ShownPart]:
    for part in printouts.plan_parts(found):
        label = EDITED_AT.get(part.key, "") if changes else ""
        yield ShownPart(
            key=part.key,
            title=PARTS[part.key],
            html=blocks_html(part.blocks),
            edit_label=label,
            edit_url=_edit_url(place, part.key) if label else "",
            propose_url=reverse("planning:propose", args=[*_args(place), part.key]) if label and part.key in PROPOSALS else "",
            findings=tuple(finding for finding in findings if finding.part == part.key),
        )


def _edit_url(place: GroupTerm, part: str) -> str:
    if part == "head":
        return reverse("planning:head", args=_args(place))
    return reverse("planning:table", args=[*_args(place), part])


def _args(place: GroupTerm) -> list[Any]:
    return [place.group.pk, place.term.key]


@login_required
@require_GET
def docx(request: SchoolRequest, group: int, term: str) -> HttpResponse:
    """The whole plan as Word."""
    place = prep_group_term(request.actor, group, term, request.today)
    name = f"{place.group.name}{place.term.key}计划"
    return word(Document(name, printouts.group_plan(plan_here(place))), name)


@login_required
@require_GET
def table_docx(request: SchoolRequest, group: int, term: str, table: str) -> HttpResponse:
    """Table 1 or table 3 alone as Word."""
    place = prep_group_term(request.actor, group, term, request.today)
    found = plan_here(place)
    name, blocks = _table(found, table)
    return word(Document(name, blocks), f"{place.group.name}{place.term.key}{name}")


def _table(found: GroupPlan, table: str) -> tuple[str, tuple[Block, ...]]:
    if table == "arrangement":
        return title_of_arrangement(found.group.grade or 0, found.group.subject.name), printouts.arrangement_table(found)
    if table == "authoring":
        return title_of_authoring(), printouts.authoring_table(found)
    raise Http404


@login_required
@require_GET
def edition(request: SchoolRequest, pk: int) -> HttpResponse:
    """The plan as it was approved, byte for byte."""
    kept = edition_of(request.actor, pk)
    return download(files.read(kept.file), kept.file.name, kept.file.content_type)


@login_required
@require_GET
def blank(_request: SchoolRequest, kind: str) -> HttpResponse:
    """An empty form to be filled in by hand."""
    if kind not in printouts.BLANKS:
        raise Http404
    return word(printouts.blank(kind), printouts.BLANKS[kind][0])
