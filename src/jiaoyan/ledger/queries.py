"""What was approved in a term, and the frozen volumes of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from jiaoyan.assessments.models import ReportEdition
from jiaoyan.items.models import ExerciseEdition
from jiaoyan.ledger.models import LedgerVolume
from jiaoyan.planning.models import PlanEdition, SummaryEdition
from jiaoyan.schools.models import Group, Term
from jiaoyan.schools.queries import GroupTerm


@dataclass(frozen=True, slots=True)
class Edition:
    """One approved edition: what of, which one, when and by whom it was approved."""

    day: date
    what: str
    number: int
    by: str


def editions_of(group: Group, term: Term) -> list[Edition]:
    """Plan, summary, exercises and quality reports as they were approved, by day. Four queries."""
    plans = PlanEdition.objects.select_related("approved_by").filter(plan__group=group, plan__term=term)
    summaries = SummaryEdition.objects.select_related("approved_by").filter(summary__group=group, summary__term=term)
    exercises = ExerciseEdition.objects.select_related("exercise__reviewer").filter(exercise__group=group, exercise__term=term)
    reports = ReportEdition.objects.select_related("approved_by", "report__exam").filter(report__exam__group=group, report__exam__term=term)
    found = [
        *(Edition(each.approved_on, "备课组计划", each.number, each.approved_by.name) for each in plans),
        *(Edition(each.approved_on, "备课组总结", each.number, each.approved_by.name) for each in summaries),
        *(Edition(each.approved_on, f"有效练习“{each.exercise}”", each.number, each.exercise.reviewer.name) for each in exercises),
        *(Edition(each.approved_on, f"“{each.report.exam}”质量报告", each.number, each.approved_by.name) for each in reports),
    ]
    return sorted(found, key=lambda each: (each.day, each.what, each.number))


def volumes_of(place: GroupTerm) -> QuerySet[LedgerVolume]:
    """The frozen volumes of the group and term, newest first. One query when read."""
    volumes: QuerySet[LedgerVolume] = LedgerVolume.objects.select_related("frozen_by", "file").filter(group=place.group, term=place.term)
    return volumes
