"""Entering what stands above the research groups' plans. 学校、教导处、区教研计划"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from jiaoyan.planning import access
from jiaoyan.planning.actions.rows import store_rows
from jiaoyan.planning.models import UpperClause, UpperPlan
from jiaoyan.schools import files
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Term

LONGEST_CLAUSE = 500


@dataclass(frozen=True, slots=True)
class UpperWords:
    """Such a plan as it comes from a person: ``clauses`` are (text, key of the stored row or None)."""

    whose: str
    title: str
    clauses: Sequence[tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that came with it."""

    name: str
    content_type: str
    data: bytes


def add_upper_plan(*, by: Actor, term: Term, words: UpperWords, sent: Sent | None = None) -> UpperPlan:
    """Enter a plan with its clauses. The same plan sent again (whose, title, same clauses) is the one there is. Raises ``NotAllowed``."""
    require(access.may_keep_upper_plans(by), access.WHO_KEEPS_UPPER_PLANS)
    laid = files.lay_down(sent.data) if sent else None
    with transaction.atomic():
        plan: UpperPlan
        standing = UpperPlan.objects.filter(term=term, whose=words.whose, title=words.title.strip(), removed_at__isnull=True)
        for plan in standing.prefetch_related("clauses"):
            if [row.text for row in plan.clauses.all()] == [text.strip() for text, _ in words.clauses]:
                return plan
        plan = UpperPlan.objects.create(
            school_id=by.school_id,
            term=term,
            whose=words.whose,
            title=words.title.strip(),
            entered_by_id=by.person_id or None,
            file=files.register(laid, name=sent.name, content_type=sent.content_type, by=by) if laid and sent else None,
        )
        store_rows(UpperClause, plan, [(None, {"text": text.strip()[:LONGEST_CLAUSE]}) for text, _ in words.clauses])
        note(by, "create", plan, f"录入{plan.get_whose_display()}“{plan}”，共{len(words.clauses)}条")
    return plan


def change_upper_plan(*, by: Actor, plan: UpperPlan, version: int, words: UpperWords, sent: Sent | None = None) -> None:
    """Change it; clauses keep their rows by their keys, so that what took them up still knows. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_keep_upper_plans(by), access.WHO_KEEPS_UPPER_PLANS)
    laid = files.lay_down(sent.data) if sent else None
    with transaction.atomic():
        row = _locked(plan, version)
        row.whose, row.title, row.version = words.whose, words.title.strip(), row.version + 1
        if laid and sent:
            row.file = files.register(laid, name=sent.name, content_type=sent.content_type, by=by)
        row.save(update_fields=["whose", "title", "version", "file"])
        store_rows(UpperClause, row, [(key, {"text": text.strip()[:LONGEST_CLAUSE]}) for text, key in words.clauses])
        note(by, "write", row, f"修改{row.get_whose_display()}“{row}”，共{len(words.clauses)}条")


def remove_upper_plan(*, by: Actor, plan: UpperPlan) -> None:
    """Take it out; it can be brought back. What took up its clauses keeps its words."""
    _set_removed(by, plan, removed=True)


def restore_upper_plan(*, by: Actor, plan: UpperPlan) -> None:
    """Bring it back."""
    _set_removed(by, plan, removed=False)


def _set_removed(by: Actor, plan: UpperPlan, *, removed: bool) -> None:
    require(access.may_keep_upper_plans(by), access.WHO_KEEPS_UPPER_PLANS)
    with transaction.atomic():
        row = UpperPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        if (row.removed_at is not None) == removed:
            return
        row.removed_at = timezone.now() if removed else None
        row.save(update_fields=["removed_at"])
        note(by, "remove" if removed else "restore", row, f"{'移去' if removed else '恢复'}{row.get_whose_display()}“{row}”")


def _locked(plan: UpperPlan, version: int) -> UpperPlan:
    row: UpperPlan = UpperPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if row.version != version or row.removed_at is not None:
        raise ChangedMeanwhile
    return row
