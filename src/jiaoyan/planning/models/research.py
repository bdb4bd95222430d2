"""The research group's plan of a term. 教研组计划（F36）"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiaoyan.planning.models.research_summary import ResearchProblem
from jiaoyan.planning.models.summary import SummaryProblem
from jiaoyan.planning.models.upper import UpperClause
from jiaoyan.quotas.models import Quota
from jiaoyan.schools.models import Approvable, ApprovedEdition, Group, Person, SchoolOwned, StoredFile, Term
from jiaoyan.web.prose import ProseField


class ResearchPlan(Approvable):
    """What the research group is out for in a term; its title is generated, its organisation follows groups and roles until it is handed in. 教研组计划"""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="research_plans", verbose_name="教研组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    plan_date = models.DateField("日期")
    guiding = ProseField("指导思想", default=list, blank=True)
    goals = models.JSONField("工作目标", default=list, blank=True, help_text="一行一条")
    organisation = models.JSONField("组织", default=dict, blank=True, help_text="提交时按组和职务定格，重新修改时清空")
    revised_on = models.DateField("改稿日期", null=True, blank=True)

    class Meta:
        verbose_name = "教研组计划"
        constraints = [models.UniqueConstraint(fields=["school", "group", "term"], name="research_plan_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.term} 计划"


class PlanClause(SchoolOwned):
    """One clause of the measures. Its numbers are those of the quotas it names, never typed again. 计划条目

    ``origin`` keeps in words what the clause was taken up from, when that row is changed or gone. ``uncounted`` says why there is nothing to count.
    """

    plan = models.ForeignKey(ResearchPlan, on_delete=models.CASCADE, related_name="clauses", verbose_name="计划")
    position = models.PositiveSmallIntegerField("序号")
    area = models.CharField("方面", max_length=40)
    text = models.TextField("内容", max_length=500)
    upper = models.ForeignKey(
        UpperClause, on_delete=models.SET_NULL, null=True, blank=True, related_name="taken_up", verbose_name="承接的条目"
    )
    group_problem = models.ForeignKey(
        SummaryProblem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="承接的备课组问题"
    )
    own_problem = models.ForeignKey(
        ResearchProblem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="承接的教研组问题"
    )
    origin = models.CharField("依据", max_length=600, blank=True)
    quotas = models.ManyToManyField(Quota, related_name="+", blank=True, verbose_name="指标")
    uncounted = models.CharField("不计数的原因", max_length=60, blank=True)

    class Meta:
        verbose_name = "计划条目"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["school", "plan", "position"], name="plan_clause_place")]

    def __str__(self) -> str:
        return self.text[:20]


class MonthItem(SchoolOwned):
    """One thing of the month schedule: on a day, by a day, in a part of the month, or some time in it. 月安排"""

    class Kind(models.TextChoices):
        REGION = "region", "区市活动"
        OWN = "own", "教研活动"
        TEST = "test", "检测"
        CHECK = "check", "检查"
        TRAINING = "training", "培训"

    class Timing(models.TextChoices):
        ON = "on", "当天"
        BY = "by", "截止"
        EARLY = "early", "上旬"
        MIDDLE = "middle", "中旬"
        LATE = "late", "下旬"
        END = "end", "月底"
        MONTH = "month", "当月"

    plan = models.ForeignKey(ResearchPlan, on_delete=models.CASCADE, related_name="months", verbose_name="计划")
    position = models.PositiveSmallIntegerField("序号")
    month = models.PositiveSmallIntegerField("月份")
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    text = models.TextField("内容", max_length=300)
    timing = models.CharField("时间", max_length=6, choices=Timing.choices, default=Timing.MONTH)
    day = models.DateField("日期", null=True, blank=True)
    tentative = models.BooleanField("暂定", default=False)
    participants = models.CharField("参加人员", max_length=80, blank=True)
    place = models.CharField("地点", max_length=40, blank=True)

    class Meta:
        verbose_name = "月安排"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["school", "plan", "position"], name="month_item_place"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="month_item_month"),
            models.CheckConstraint(condition=Q(timing__in=["on", "by"]) | Q(day__isnull=True), name="month_item_day_fits"),
        ]

    def __str__(self) -> str:
        return self.text[:20]


class Target(SchoolOwned):
    """An honour the group works for, or an inspection it gets ready for; its evidence is gathered all term long. 争创与迎检"""

    class Kind(models.TextChoices):
        HONOUR = "honour", "争创"
        INSPECTION = "inspection", "迎检"

    plan = models.ForeignKey(ResearchPlan, on_delete=models.CASCADE, related_name="targets", verbose_name="计划")
    position = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    what = models.CharField("内容", max_length=120)
    due = models.DateField("时间", null=True, blank=True)

    class Meta:
        verbose_name = "争创与迎检"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["school", "plan", "position"], name="target_place")]

    def __str__(self) -> str:
        return self.what[:20]


class Evidence(SchoolOwned):
    """One thing in a target's folder: a record of this system, a file, or something still to be found. 佐证材料"""

    class State(models.TextChoices):
        WANTED = "wanted", "待收集"
        PARTIAL = "partial", "收集中"
        READY = "ready", "已备好"

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="evidence", verbose_name="争创与迎检")
    label = models.CharField("材料", max_length=80)
    link = models.CharField("系统内的页面", max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WANTED)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="录入人")
    removed_at = models.DateTimeField("移去时间", null=True, blank=True)

    class Meta:
        verbose_name = "佐证材料"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.label


class ResearchPlanEdition(ApprovedEdition):
    """A plan as it was approved, kept as the file of that day. 通过稿"""

    plan = models.ForeignKey(ResearchPlan, on_delete=models.CASCADE, related_name="editions", verbose_name="计划")

    class Meta(ApprovedEdition.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "plan", "number"], name="research_edition_once")]

    def __str__(self) -> str:
        return f"{self.plan} 第{self.number}稿"
