"""The research group's summary of a term: its plan's clauses answered one by one. 教研组总结（F36）"""

from __future__ import annotations

from django.db import models

from jiaoyan.planning.models.pairs import ProblemPair
from jiaoyan.schools.models import Approvable, ApprovedEdition, Group, SchoolOwned, Term
from jiaoyan.web.prose import ProseField


class ResearchSummary(Approvable):
    """What became of the plan; its title is generated. ``frozen`` is empty while it is written: its data are counted live. 教研组总结"""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="research_summaries", verbose_name="教研组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    day = models.DateField("日期")
    opening = ProseField("概述", default=list, blank=True)
    frozen = models.JSONField("定格", default=dict, blank=True, help_text="提交时的各项数据、获奖情况；修改时清空")
    revised_on = models.DateField("改稿日期", null=True, blank=True)

    class Meta:
        verbose_name = "教研组总结"
        constraints = [models.UniqueConstraint(fields=["school", "group", "term"], name="research_summary_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.term} 总结"


class ClauseAnswer(SchoolOwned):
    """What became of one clause of the plan; ``area`` and ``text`` are kept, whatever the plan says later. 条目完成情况"""

    class Done(models.TextChoices):
        OPEN = "", "还没有填"
        YES = "yes", "完成"
        NO = "no", "未完成"

    summary = models.ForeignKey(ResearchSummary, on_delete=models.CASCADE, related_name="answers", verbose_name="总结")
    clause = models.ForeignKey(
        "planning.PlanClause", on_delete=models.SET_NULL, null=True, blank=True, related_name="answers", verbose_name="计划条目"
    )
    position = models.PositiveSmallIntegerField("序号")
    area = models.CharField("方面", max_length=40)
    text = models.TextField("计划内容", max_length=500)
    done = models.CharField("完成情况", max_length=4, choices=Done.choices, blank=True, default=Done.OPEN)
    words = models.TextField("做法与效果", max_length=1000, blank=True)

    class Meta:
        verbose_name = "条目完成情况"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["school", "summary", "position"], name="clause_answer_place")]

    def __str__(self) -> str:
        return self.text[:20]


class ResearchProblem(ProblemPair):
    """A problem of the term and the measure against it; the next plan takes it up. 教研组存在问题"""

    summary = models.ForeignKey(ResearchSummary, on_delete=models.CASCADE, related_name="problems", verbose_name="总结")

    class Meta:
        verbose_name = "存在问题"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["school", "summary", "position"], name="research_problem_place")]


class ResearchSummaryEdition(ApprovedEdition):
    """A summary as it was approved, kept as the file of that day. 通过稿"""

    summary = models.ForeignKey(ResearchSummary, on_delete=models.CASCADE, related_name="editions", verbose_name="总结")

    class Meta(ApprovedEdition.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "summary", "number"], name="research_summary_edition_once")]

    def __str__(self) -> str:
        return f"{self.summary} 第{self.number}稿"
