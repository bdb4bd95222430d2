"""The term summary of a group. 备课组总结（F13）"""

from __future__ import annotations

from django.db import models

from jiaoyan.planning.models.pairs import ProblemPair
from jiaoyan.schools.models import Approvable, ApprovedEdition, Group, SchoolOwned, Term
from jiaoyan.web.prose import ProseField


class TermSummary(Approvable):
    """What a group did in a term, what went wrong, and what it will do about it; the subtitle is generated. 备课组总结

    ``frozen`` is empty while the summary is written: its figures are counted live. Submitting keeps figures and award table as they stand.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="summaries", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    title = models.CharField("大标题", max_length=40, blank=True, help_text="自拟一句话，如“数据说话，一课一得”")
    day = models.DateField("日期")
    frozen = models.JSONField("定格", default=dict, blank=True, help_text="提交时的各项数字及其记录、获奖情况；修改时清空")
    revised_on = models.DateField("改稿日期", null=True, blank=True, help_text="通过以后重新修改的那一天：再提交的期限由此算起")

    class Meta:
        verbose_name = "备课组总结"
        constraints = [models.UniqueConstraint(fields=["school", "group", "term"], name="term_summary_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.term} 总结"


class SummaryTopic(SchoolOwned):
    """One of the seven topics of the term's work. 本学期主要工作"""

    class Area(models.TextChoices):
        PREPARATION = "preparation", "集体备课"
        LESSONS = "lessons", "研究课"
        ROUTINE = "routine", "常规培养"
        HOMEWORK = "homework", "作业设计"
        SURVEY = "survey", "调研情况"
        AWARDS = "awards", "学生获奖"
        RESOURCES = "resources", "资源建设"

    summary = models.ForeignKey(TermSummary, on_delete=models.CASCADE, related_name="topics", verbose_name="总结")
    area = models.CharField("方面", max_length=12, choices=Area.choices)
    did = ProseField("做法")
    highlight = ProseField("亮点")

    class Meta:
        verbose_name = "主要工作"
        constraints = [models.UniqueConstraint(fields=["school", "summary", "area"], name="summary_topic_once")]

    def __str__(self) -> str:
        return str(self.get_area_display())


class SummaryProblem(ProblemPair):
    """A problem of the group's term with the measure against it. 存在问题与改进措施"""

    summary = models.ForeignKey(TermSummary, on_delete=models.CASCADE, related_name="problems", verbose_name="总结")

    class Meta:
        verbose_name = "存在问题"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["school", "summary", "position"], name="summary_problem_place")]


class SummaryEdition(ApprovedEdition):
    """A summary as it was approved, kept as the file of that day. 通过稿"""

    summary = models.ForeignKey(TermSummary, on_delete=models.CASCADE, related_name="editions", verbose_name="总结")

    class Meta(ApprovedEdition.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "summary", "number"], name="summary_edition_once")]

    def __str__(self) -> str:
        return f"{self.summary} 第{self.number}稿"
