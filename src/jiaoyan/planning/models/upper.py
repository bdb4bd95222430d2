"""What stands above a research group's plan: plans of the school, of an office, of the district. 学校、教导处、区教研计划"""

from __future__ import annotations

from django.db import models

from jiaoyan.schools.models import Person, SchoolOwned, StoredFile, Term


class UpperPlan(SchoolOwned):
    """A plan that others have to follow, as far as they need it: its clauses, and the file it came as. 上级计划"""

    class Whose(models.TextChoices):
        SCHOOL = "school", "学校计划"
        OFFICE = "office", "教导处计划"
        DISTRICT = "district", "区教研计划"

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    whose = models.CharField("谁的计划", max_length=8, choices=Whose.choices)
    title = models.CharField("标题", max_length=80)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原文件")
    version = models.PositiveIntegerField("版本", default=1)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="录入人")
    removed_at = models.DateTimeField("移去时间", null=True, blank=True)

    class Meta:
        verbose_name = "上级计划"
        ordering = ["term", "whose", "id"]

    def __str__(self) -> str:
        return self.title


class UpperClause(SchoolOwned):
    """One thing such a plan asks for. Its row survives editing, so that a group's clause still knows where it comes from. 上级计划条目"""

    plan = models.ForeignKey(UpperPlan, on_delete=models.CASCADE, related_name="clauses", verbose_name="上级计划")
    position = models.PositiveSmallIntegerField("序号")
    text = models.TextField("内容", max_length=500)

    class Meta:
        verbose_name = "上级计划条目"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["school", "plan", "position"], name="upper_clause_place")]

    def __str__(self) -> str:
        return self.text[:20]
