"""What counts of plans and summaries: those that were approved, by the day they were handed in. 计划、总结"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Count, Min, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from jiaoyan.pacing.models import PacingSchedule
from jiaoyan.planning.models import GroupPlan, ResearchPlan, ResearchPlanEdition, ResearchSummary, ReviewPlan, TermSummary
from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.rules.fact import Fact, Subject, Value

_PAGES = {
    "group_plan": "planning:plan",
    "group_summary": "planning:summary",
    "research_plan": "planning:research_plan",
    "research_summary": "planning:research_summary",
}


def facts(extent: Extent) -> Iterator[Fact]:
    """Group plans (R115) with their tables, group summaries, review plans, the research group's plan (R045, R046) and summary. Six queries.

    A paper taken up again still counts as first approved: what was approved stays readable.
    """
    yield from _group_plans(extent)
    yield from _group_summaries(extent)
    yield from _review_plans(extent)
    yield from _research_plans(extent)
    yield from _research_summaries(extent)


def _group_plans(extent: Extent) -> Iterator[Fact]:
    rows = GroupPlan.objects.filter(group_id__in=extent.groups, term=extent.term, editions__isnull=False).select_related("group")
    counted = rows.annotate(
        approved_on=Min("editions__approved_on"), rows1=Count("arrangement", distinct=True), rows3=Count("authoring", distinct=True)
    )
    paced = set(
        PacingSchedule.objects.filter(group_id__in=extent.groups, term=extent.term, rows__isnull=False).values_list("group_id", flat=True)
    )
    for row in counted:
        tables = bool(row.rows1) + bool(row.rows3) + (row.group_id in paced)
        yield from _fact("group_plan", row, row.approved_on, extent, {"tables": tables})


def _group_summaries(extent: Extent) -> Iterator[Fact]:
    """The award table is part of every summary, as it is printed and kept."""
    rows = TermSummary.objects.filter(group_id__in=extent.groups, term=extent.term, editions__isnull=False).select_related("group")
    for row in rows.annotate(approved_on=Min("editions__approved_on")):
        yield from _fact("group_summary", row, row.approved_on, extent, {"awards": True})


def _review_plans(extent: Extent) -> Iterator[Fact]:
    """Those handed in; nobody has to approve them."""
    rows = ReviewPlan.objects.filter(group_id__in=extent.groups, term=extent.term, handed_in__lte=extent.day).select_related("group")
    for row in rows:
        url = reverse("planning:review", args=[row.group_id, extent.term.key])
        yield Fact(
            "review_plan",
            f"planning.reviewplan:{row.pk}",
            row.handed_in,
            frozenset({Subject("group", row.group_id)}),
            f"{row.group.name}复习计划",
            url,
        )


def _research_plans(extent: Extent) -> Iterator[Fact]:
    """With how many stage groups and preparation groups have a leader, as last approved."""
    rows = ResearchPlan.objects.filter(group_id__in=extent.groups, term=extent.term, editions__isnull=False).select_related("group")
    last = ResearchPlanEdition.objects.filter(plan=OuterRef("pk")).order_by("-number").values("content")[:1]
    for row in rows.annotate(approved_on=Min("editions__approved_on"), kept=Subquery(last)):
        led = [kind for kind, (*_, leader) in row.kept.get("organisation", ()) if leader]
        yield from _fact("research_plan", row, row.approved_on, extent, {"stages": led.count("stage"), "leaders": led.count("prep")})


def _research_summaries(extent: Extent) -> Iterator[Fact]:
    rows = ResearchSummary.objects.filter(group_id__in=extent.groups, term=extent.term, editions__isnull=False).select_related("group")
    for row in rows.annotate(approved_on=Min("editions__approved_on")):
        yield from _fact("research_summary", row, row.approved_on, extent, {})


def _fact(
    kind: str, row: GroupPlan | TermSummary | ResearchPlan | ResearchSummary, approved_on: date, extent: Extent, told: Mapping[str, Value]
) -> Iterator[Fact]:
    """Handed in on time counts on time, even when it was decided on later."""
    day = min(approved_on, timezone.localdate(row.submitted_at)) if row.submitted_at else approved_on
    if day <= extent.day:
        url = reverse(_PAGES[kind], args=[row.group_id, extent.term.key])
        yield Fact(
            kind,
            f"{row._meta.label_lower}:{row.pk}",
            day,
            frozenset({Subject("group", row.group_id)}),
            f"{row.group.name}{row._meta.verbose_name}",
            url,
            told,
        )
