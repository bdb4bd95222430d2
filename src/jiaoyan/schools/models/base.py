"""What every school-owned row shares: its school, and a manager that answers inside the school scope only."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.sql import Query

from jiaoyan.schools.rules import approval
from jiaoyan.schools.scope import current_school_id


@cache
def _of_school(model: type[models.Model], school_id: int) -> Query:
    """The question for a school's rows of a model: every query begins with it, so it is put into words once. It holds no answer."""
    return QuerySet(model).filter(school_id=school_id).query


class ScopedManager(models.Manager[Any]):
    """Rows of the school in scope; raises ``NoScope`` outside a scope."""

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        rows.query = _of_school(self.model, current_school_id()).chain()  # type: ignore[arg-type]  # a class is a key
        return rows


@cache
def _standing_of_school(model: type[models.Model], school_id: int) -> Query:
    """The same, of rows that were not taken out."""
    return QuerySet(model).filter(school_id=school_id, removed_at__isnull=True).query


class StandingManager(ScopedManager):
    """Rows of the school in scope that were not taken out; raises ``NoScope`` outside a scope."""

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        rows.query = _standing_of_school(self.model, current_school_id()).chain()  # type: ignore[arg-type]  # a class is a key
        return rows


class SchoolOwned(models.Model):
    """A row that belongs to one school. ``objects`` is scoped; ``everywhere`` is for commands that cross schools on purpose."""

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, verbose_name="学校", related_name="+", editable=False)

    objects: ClassVar[ScopedManager] = ScopedManager()
    everywhere: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True


class Removable(SchoolOwned):
    """A row that is taken out, never deleted, and may be brought back (``schools.actions.removal``). 删去与恢复

    ``objects``, and so every related name, leaves out what was taken out; ``even_removed`` has it. What was taken out still hangs on the rows
    it names, and a join that comes from another table sees it: such a join asks for ``removed_at`` itself.
    """

    removed_at = models.DateTimeField("删去时间", null=True, blank=True, editable=False)

    objects: ClassVar[ScopedManager] = StandingManager()
    even_removed: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        abstract = True


class Status(models.TextChoices):
    """Where a document stands on its way to approval: the states of ``schools.rules.approval`` as a field's choices. 状态"""

    DRAFT = approval.Status.DRAFT.value, approval.STATUS_LABELS[approval.Status.DRAFT]
    SUBMITTED = approval.Status.SUBMITTED.value, approval.STATUS_LABELS[approval.Status.SUBMITTED]
    APPROVED = approval.Status.APPROVED.value, approval.STATUS_LABELS[approval.Status.APPROVED]
    RETURNED = approval.Status.RETURNED.value, approval.STATUS_LABELS[approval.Status.RETURNED]
    ARCHIVED = approval.Status.ARCHIVED.value, approval.STATUS_LABELS[approval.Status.ARCHIVED]


class Approvable(SchoolOwned):
    """A document that is submitted and approved; ``schools.rules.approval`` says which step may follow which."""

    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    version = models.PositiveIntegerField("版本", default=1, help_text="每次保存加一，用来发现两人同时修改")
    submitted_by = models.ForeignKey(
        "schools.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提交人"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        "schools.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decision_note = models.CharField("审批意见", max_length=300, blank=True)

    class Meta:
        abstract = True


class ApprovedEdition(SchoolOwned):
    """A paper as it was approved, kept as the file of that day: taking it up again begins a new draft, this stays readable. 通过稿

    Each paper adds its own key and the constraint that its numbers are given once.
    """

    number = models.PositiveSmallIntegerField("第几稿")
    approved_on = models.DateField("通过日期")
    approved_by = models.ForeignKey("schools.Person", on_delete=models.PROTECT, related_name="+", verbose_name="审批人")
    file = models.ForeignKey("schools.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name="文件")
    content = models.JSONField("内容", default=dict, blank=True, help_text="各部分的行，供下一稿对照")

    class Meta:
        abstract = True
        verbose_name = "通过稿"
        ordering: ClassVar[list[str]] = ["-number"]


def valid_on(day: date, prefix: str = "") -> Q:
    """Rows with ``starts``/``ends`` that hold on a day."""
    return Q(**{f"{prefix}starts__lte": day}) & not_over(day, prefix)


def not_over(day: date, prefix: str = "") -> Q:
    """Rows with ``ends`` that hold on a day or begin after it."""
    return Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gte": day})
