"""The plan for the review phase at the end of a term. 复习计划（F35）"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jiaoyan.schools.models import Group, Person, SchoolOwned, Term
from jiaoyan.web.prose import ProseField


class ReviewPlan(SchoolOwned):
    """Where pupils stand, what review is to reach, in which phases, for whom differently. It counts once handed in; nobody has to approve it. 复习计划"""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="review_plans", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    state = ProseField("学情", default=list, blank=True, help_text="哪些掌握得好，哪些还薄弱，写出数据")
    goals = models.JSONField("复习目标", default=list, blank=True)
    key_points = models.JSONField("重难点", default=list, blank=True)
    high = models.TextField("学有余力的学生", max_length=500, blank=True)
    middle = models.TextField("中等的学生", max_length=500, blank=True)
    low = models.TextField("有困难的学生", max_length=500, blank=True)
    handed_in = models.DateField("提交日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="修改人")
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "复习计划"
        constraints = [models.UniqueConstraint(fields=["school", "group", "term"], name="review_plan_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.term} 复习计划"


class ReviewPhase(SchoolOwned):
    """One stretch of the review; its periods follow from timetable and calendar, its exercises from their days. 复习阶段"""

    class Kind(models.TextChoices):
        UNITS = "units", "单元梳理"
        TOPICS = "topics", "专项分类"
        WHOLE = "whole", "综合练习"
        GAPS = "gaps", "查漏补缺"

    plan = models.ForeignKey(ReviewPlan, on_delete=models.CASCADE, related_name="phases", verbose_name="复习计划")
    position = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("阶段", max_length=6, choices=Kind.choices)
    starts = models.DateField("开始")
    ends = models.DateField("结束")
    contents = models.JSONField("内容", default=list)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="负责人")

    class Meta:
        verbose_name = "复习阶段"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["school", "plan", "position"], name="review_phase_place"),
            models.CheckConstraint(condition=Q(starts__lte=F("ends")), name="review_phase_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"
