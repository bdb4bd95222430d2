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
from jiaoyan.schools.actions.refusal import Refused
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
    """Enter a plan with its clauses. The same plan sent again (whose, title, clauses, file) is the one there is; a file that comes later is put to it. Raises ``NotAllowed``."""
    require(access.may_keep_upper_plans(by), access.WHO_KEEPS_UPPER_PLANS)
    laid = files.lay_down(sent.data) if sent else None
    with transaction.atomic():
        Term.objects.select_for_update().get(pk=term.pk)  # the same form sent twice at once is one plan
        standing = _alike(term, words, laid)
        if standing is not None:
            if laid and sent and standing.file is None:
                standing.file = files.register(laid, name=sent.name, content_type=sent.content_type, by=by)
                standing.version += 1
                standing.save(update_fields=["file", "version"])
                note(by, "write", standing, f"补上{standing.get_whose_display()}“{standing}”的原文件")
            return standing
        plan: UpperPlan = UpperPlan.objects.create(
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


def _alike(term: Term, words: UpperWords, laid: files.Laid | None) -> UpperPlan | None:
    """The plan that stands and says the same: with the same file, or without one on either side."""
    rows = UpperPlan.objects.filter(term=term, whose=words.whose, title=words.title.strip(), removed_at__isnull=True)
    texts = [text.strip()[:LONGEST_CLAUSE] for text, _ in words.clauses]
    same = [plan for plan in rows.select_related("file").prefetch_related("clauses") if [row.text for row in plan.clauses.all()] == texts]
    fitting = [plan for plan in same if laid is None or plan.file is None or plan.file.sha256 == laid.sha256]
    return max(fitting, key=lambda plan: plan.file is not None, default=None)


def _entered_again(row: UpperPlan) -> bool:
    """Whether another that stands says all that this one says, its file too."""
    words = UpperWords(row.whose, row.title, [(text, None) for text in row.clauses.values_list("text", flat=True)])
    laid = files.Laid(row.file.key, row.file.sha256, row.file.size) if row.file else None
    other = _alike(row.term, words, laid)
    return other is not None and (laid is None or other.file is not None)


def change_upper_plan(*, by: Actor, plan: UpperPlan, version: int, words: UpperWords, sent: Sent | None = None) -> None:
    """Change it; clauses keep their rows by their keys, so that what took them up still knows; the same sent again is stored once.

    Raises ``ChangedMeanwhile``, ``NotAllowed``.
    """
    require(access.may_keep_upper_plans(by), access.WHO_KEEPS_UPPER_PLANS)
    laid = files.lay_down(sent.data) if sent else None
    with transaction.atomic():
        row = _locked(plan)
        if _says(row, words, laid):
            return
        if row.version != version:
            raise ChangedMeanwhile
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
    """Bring it back; twice changes nothing. Raises ``Refused`` when the same was entered again meanwhile."""
    _set_removed(by, plan, removed=False)


def _set_removed(by: Actor, plan: UpperPlan, *, removed: bool) -> None:
    require(access.may_keep_upper_plans(by), access.WHO_KEEPS_UPPER_PLANS)
    with transaction.atomic():
        Term.objects.select_for_update().get(pk=plan.term_id)
        row: UpperPlan = UpperPlan.objects.select_for_update(of=("self",)).select_related("file", "term").get(pk=plan.pk)
        if (row.removed_at is not None) == removed:
            return
        if not removed and _entered_again(row):
            raise Refused("同样的计划已经重新录入，不用再恢复。")
        row.removed_at = timezone.now() if removed else None
        row.save(update_fields=["removed_at"])
        note(by, "remove" if removed else "restore", row, f"{'移去' if removed else '恢复'}{row.get_whose_display()}“{row}”")


def _says(row: UpperPlan, words: UpperWords, laid: files.Laid | None) -> bool:
    """Whether it says this already, file and all."""
    told = (words.whose, words.title.strip(), [text.strip()[:LONGEST_CLAUSE] for text, _ in words.clauses])
    same_file = laid is None or (row.file is not None and row.file.sha256 == laid.sha256)
    return same_file and told == (row.whose, row.title, list(row.clauses.values_list("text", flat=True)))


def _locked(plan: UpperPlan) -> UpperPlan:
    row: UpperPlan = UpperPlan.objects.select_for_update(of=("self",)).select_related("file").get(pk=plan.pk)
    if row.removed_at is not None:
        raise ChangedMeanwhile
    return row
