"""The term plan of a group with table 1 and table 3. 备课组计划（F01、F02、F04）"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jiaoyan.activities.models import Activity
from jiaoyan.curriculum.models import LessonTopic, Unit
from jiaoyan.items.models import Exercise
from jiaoyan.schools.models import Approvable, ApprovedEdition, Group, Person, SchoolOwned, Term
from jiaoyan.web.prose import ProseField


class GroupPlan(Approvable):
    """The plan of one group for one term; subtitle and table titles are generated. 备课组计划"""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="plans", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    title = models.CharField("大标题", max_length=40, help_text="自拟一句话，如“以学定教，夯实计算”")
    plan_date = models.DateField("日期")
    opening = ProseField("情况分析", default=list, blank=True, help_text="上学期的薄弱点（写出数据）与本学期的不同做法")
    members = models.JSONField("成员表", default=list, blank=True, help_text="提交时按教职工资料定格，重新修改时清空")
    revised_on = models.DateField("改稿日期", null=True, blank=True, help_text="通过以后重新修改的那一天：再提交的期限由此算起")
    arranged = models.PositiveSmallIntegerField("已排活动次数", default=0, help_text="上一次通过时按表1排了几次活动")

    class Meta:
        verbose_name = "备课组计划"
        constraints = [models.UniqueConstraint(fields=["school", "group", "term"], name="group_plan_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.term} 计划"


class KeyPoint(SchoolOwned):
    """One key point of work: what, how, who, by which week. 工作要点"""

    class Area(models.TextChoices):
        TEXTBOOK = "textbook", "教材研读"
        CLASSROOM = "classroom", "课堂教学"
        ROUTINE = "routine", "教学常规"
        QUALITY = "quality", "单元质量评价与分析"
        OTHER = "other", "其他"

    plan = models.ForeignKey(GroupPlan, on_delete=models.CASCADE, related_name="key_points", verbose_name="计划")
    position = models.PositiveSmallIntegerField("序号")
    area = models.CharField("方面", max_length=10, choices=Area.choices)
    content = models.TextField("内容", max_length=500)
    measure = models.TextField("措施", max_length=500)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="负责人")
    due_week = models.PositiveSmallIntegerField("完成周次", null=True, blank=True)

    class Meta:
        verbose_name = "工作要点"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["school", "plan", "position"], name="key_point_place")]

    def __str__(self) -> str:
        return self.content[:20]


class Division(SchoolOwned):
    """One share of the work. 分工与合作"""

    plan = models.ForeignKey(GroupPlan, on_delete=models.CASCADE, related_name="division", verbose_name="计划")
    position = models.PositiveSmallIntegerField("序号")
    task = models.CharField("任务", max_length=80)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="负责人")
    scope = models.CharField("范围", max_length=80, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主备单元")

    class Meta:
        verbose_name = "分工"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["school", "plan", "position"], name="division_place")]

    def __str__(self) -> str:
        return self.task


class ArrangementRow(SchoolOwned):
    """One line of table 1. 备课组工作安排（表1）"""

    class Kind(models.TextChoices):
        BEFORE = "before", "开学前准备"
        ACTIVITY = "activity", "活动"
        END = "end", "期末"

    plan = models.ForeignKey(GroupPlan, on_delete=models.CASCADE, related_name="arrangement", verbose_name="计划")
    position = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("类型", max_length=8, choices=Kind.choices)
    week_no = models.PositiveSmallIntegerField("周次", null=True, blank=True)
    number = models.PositiveSmallIntegerField("第几次活动", null=True, blank=True)
    day = models.DateField("日期", null=True, blank=True)
    contents = models.JSONField("内容", default=list)
    forms = models.JSONField("形式", default=list)
    remarks = models.JSONField("备注", default=list)
    lesson_teacher = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上课教师")
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主备人")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="分析单元")
    activity = models.OneToOneField(Activity, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="活动")
    handed = models.JSONField("已交给活动的内容", default=dict, blank=True, help_text="只有改动过的内容才再交给活动一次")

    class Meta:
        verbose_name = "工作安排"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["school", "plan", "position"], name="arrangement_place")]

    def __str__(self) -> str:
        return f"{self.plan} {self.position}"


class AuthoringRow(SchoolOwned):
    """One line of table 3: who writes an exercise and who reviews it. 有效练习命制安排（表3）"""

    plan = models.ForeignKey(GroupPlan, on_delete=models.CASCADE, related_name="authoring", verbose_name="计划")
    position = models.PositiveSmallIntegerField("序号")
    week_no = models.PositiveSmallIntegerField("周次")
    content = models.CharField("练习内容", max_length=80)
    lesson = models.ForeignKey(LessonTopic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="课题")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="命制人")
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="审核人")
    due = models.DateField("交稿日")
    exercise = models.OneToOneField(Exercise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="练习")
    handed = models.JSONField("已交给练习的内容", default=dict, blank=True, help_text="只有改动过的内容才再交给练习一次")

    class Meta:
        verbose_name = "命制安排"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["school", "plan", "position"], name="authoring_place"),
            models.CheckConstraint(condition=~Q(author=F("reviewer")), name="author_is_not_reviewer"),
        ]

    def __str__(self) -> str:
        return self.content


class PlanEdition(ApprovedEdition):
    """A plan as it was approved, kept as the file of that day: reopening begins a new draft, this stays readable. 通过稿"""

    plan = models.ForeignKey(GroupPlan, on_delete=models.CASCADE, related_name="editions", verbose_name="计划")

    class Meta(ApprovedEdition.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "plan", "number"], name="plan_edition_once")]

    def __str__(self) -> str:
        return f"{self.plan} 第{self.number}稿"
