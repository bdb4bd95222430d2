"""What counts of plans and summaries: those that were approved, by the day they were handed in. 计划、总结"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from jiaoyan.pacing.models import PacingRow
from jiaoyan.planning.models import (
    ArrangementRow,
    AuthoringRow,
    GroupPlan,
    PlanEdition,
    ResearchPlan,
    ResearchPlanEdition,
    ResearchSummary,
    ResearchSummaryEdition,
    ReviewPlan,
    SummaryEdition,
    TermSummary,
)
from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.rules.fact import NOTHING, Fact, Subject, Value


def facts(extent: Extent) -> Iterator[Fact]:
    """Group plans (R115) with their tables, group summaries, review plans, the research group's plan (R045, R046) and summary. One query each.

    A paper taken up again still counts as first approved: what was approved stays readable.
    """
    return extent.read(
        {
            "group_plan": _group_plans,
            "group_summary": _group_summaries,
            "review_plan": _review_plans,
            "research_plan": _research_plans,
            "research_summary": _research_summaries,
        }
    )


@dataclass(frozen=True, slots=True)
class _Paper:
    """A paper with the day it was first approved on; ``more``: what else was asked of its last edition."""

    key: int
    group: int
    group_name: str
    day: date
    more: tuple[Any, ...] = ()


def _approved(editions: QuerySet[Any], paper: str, extent: Extent, *more: str) -> Iterator[_Paper]:
    """The papers of these approved editions. Handed in on time counts on time, even when it was decided on later."""
    told = [f"{paper}__{name}" for name in ("pk", "group_id", "group__name", "submitted_at")]
    here = editions.filter(**{f"{paper}__group_id__in": extent.groups, f"{paper}__term": extent.term}).order_by("number")
    first: dict[int, date] = {}
    last: dict[int, tuple[Any, ...]] = {}
    for pk, *row in here.values_list(*told, "approved_on", *more):
        first[pk] = min(first.get(pk, row[3]), row[3])
        last[pk] = tuple(row)
    for pk, (group, name, submitted_at, _, *asked) in last.items():
        day = min(first[pk], localdate(submitted_at)) if submitted_at else first[pk]
        if day <= extent.day:
            yield _Paper(pk, group, name, day, tuple(asked))


def _group_plans(extent: Extent) -> Iterator[Fact]:
    """With how many of tables 1 to 3 have rows."""
    of_plan = {"plan": OuterRef("plan")}
    tables = {
        "table1": Exists(ArrangementRow.objects.filter(**of_plan)),
        "table2": Exists(PacingRow.objects.filter(schedule__group=OuterRef("plan__group"), schedule__term=extent.term)),
        "table3": Exists(AuthoringRow.objects.filter(**of_plan)),
    }
    for paper in _approved(PlanEdition.objects.annotate(**tables), "plan", extent, *tables):
        yield _fact("group_plan", GroupPlan, "planning:plan", paper, extent, {"tables": sum(paper.more)})


def _group_summaries(extent: Extent) -> Iterator[Fact]:
    """The award table is part of every summary, as it is printed and kept."""
    for paper in _approved(SummaryEdition.objects.all(), "summary", extent):
        yield _fact("group_summary", TermSummary, "planning:summary", paper, extent, {"awards": True})


def _review_plans(extent: Extent) -> Iterator[Fact]:
    """Those handed in; nobody has to approve them."""
    rows = ReviewPlan.objects.filter(group_id__in=extent.groups, term=extent.term, handed_in__lte=extent.day).order_by()
    for pk, group, name, day in rows.values_list("pk", "group_id", "group__name", "handed_in"):
        yield _fact("review_plan", ReviewPlan, "planning:review", _Paper(pk, group, name, day), extent)


def _research_plans(extent: Extent) -> Iterator[Fact]:
    """With how many stage groups and preparation groups have a leader, as last approved."""
    for paper in _approved(ResearchPlanEdition.objects.all(), "plan", extent, "content"):
        led = [kind for kind, (*_, leader) in paper.more[0].get("organisation", ()) if leader]
        told = {"stages": led.count("stage"), "leaders": led.count("prep")}
        yield _fact("research_plan", ResearchPlan, "planning:research_plan", paper, extent, told)


def _research_summaries(extent: Extent) -> Iterator[Fact]:
    for paper in _approved(ResearchSummaryEdition.objects.all(), "summary", extent):
        yield _fact("research_summary", ResearchSummary, "planning:research_summary", paper, extent)


def _fact(
    kind: str,
    model: type[GroupPlan | TermSummary | ReviewPlan | ResearchPlan | ResearchSummary],
    page: str,
    paper: _Paper,
    extent: Extent,
    told: Mapping[str, Value] = NOTHING,
) -> Fact:
    return Fact(
        kind,
        f"{model._meta.label_lower}:{paper.key}",
        paper.day,
        frozenset({Subject("group", paper.group)}),
        f"{paper.group_name}{model._meta.verbose_name}",
        reverse(page, args=[paper.group, extent.term.key]),
        told,
    )
