"""Frozen volumes of a group's ledger. 台账卷（F00）"""

from __future__ import annotations

from django.db import models

from jiaoyan.schools.models import Group, Person, SchoolOwned, StoredFile, Term


class LedgerVolume(SchoolOwned):
    """The ledger as it stood on a day, with what was missing; its file never changes. 台账卷"""

    class Kind(models.TextChoices):
        INTERIM = "interim", "月调研卷"
        FINAL = "final", "期末卷"
        WIDER = "wider", "佐证材料卷"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="volumes", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    kind = models.CharField("卷别", max_length=7, choices=Kind.choices)
    day = models.DateField("定格日期")
    frozen_at = models.DateTimeField("定格时间")
    frozen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="定格人")
    gaps = models.JSONField("当时缺项", default=list)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="文件")

    class Meta:
        verbose_name = "台账卷"
        ordering = ["-frozen_at"]

    def __str__(self) -> str:
        return f"{self.group} {self.term} {self.get_kind_display()} {self.day}"
