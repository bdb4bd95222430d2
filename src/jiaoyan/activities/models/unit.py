"""The analysis of a unit: designs, opinions, goals and who reached them. 单元分析（F06）"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jiaoyan.activities.models.meeting import Activity
from jiaoyan.assessments.models import ExamQuestion
from jiaoyan.curriculum.models import Unit
from jiaoyan.schools.models import Group, Person, SchoolClass, SchoolOwned, Term
from jiaoyan.web.prose import ProseField


class UnitAnalysis(SchoolOwned):
    """The four-row analysis of a unit; rows 1–3 before the unit, row 4 within a week after it. 单元分析（F06）"""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="unit_analyses", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="单元")
    preparer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="主备人")
    activity = models.ForeignKey(
        Activity, on_delete=models.SET_NULL, null=True, blank=True, related_name="unit_analyses", verbose_name="讨论活动"
    )
    unit_starts = models.DateField("单元开始", null=True, blank=True)
    unit_ends = models.DateField("单元结束", null=True, blank=True)

    class Meta:
        verbose_name = "单元分析"
        ordering = ["term", "unit"]
        constraints = [models.UniqueConstraint(fields=["school", "group", "term", "unit"], name="unit_analysis_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.unit}"


class AnalysisRow(models.IntegerChoices):
    """The four rows of the grid."""

    TEXTBOOK = 1, "单元教材分析"
    GOALS = 2, "单元目标要求"
    INTENT = 3, "单元设计意图"
    ATTAINMENT = 4, "单元目标达成分析"


class PersonalDesign(SchoolOwned):
    """What one member thought about a row before the meeting. 个人设计"""

    analysis = models.ForeignKey(UnitAnalysis, on_delete=models.CASCADE, related_name="designs", verbose_name="单元分析")
    row = models.PositiveSmallIntegerField("栏目", choices=AnalysisRow.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="设计人")
    text = ProseField("个人设计", default=list, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    edited_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "个人设计"
        constraints = [models.UniqueConstraint(fields=["school", "analysis", "row", "person"], name="design_once")]

    def __str__(self) -> str:
        return f"{self.analysis} {self.get_row_display()} {self.person}"


class GroupOpinion(SchoolOwned):
    """What the group agreed on for a row. 备课组集体讨论意见"""

    analysis = models.ForeignKey(UnitAnalysis, on_delete=models.CASCADE, related_name="opinions", verbose_name="单元分析")
    row = models.PositiveSmallIntegerField("栏目", choices=AnalysisRow.choices)
    text = ProseField("集体讨论意见", default=list, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    edited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="记录人")
    edited_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "集体讨论意见"
        constraints = [models.UniqueConstraint(fields=["school", "analysis", "row"], name="group_opinion_once")]

    def __str__(self) -> str:
        return f"{self.analysis} {self.get_row_display()}"


class UnitGoal(SchoolOwned):
    """An observable goal the group set for the unit, counted per class afterwards. 单元目标"""

    analysis = models.ForeignKey(UnitAnalysis, on_delete=models.CASCADE, related_name="goals", verbose_name="单元分析")
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("目标", max_length=120)
    level = models.CharField("层次", max_length=2, choices=[(x, x) for x in ("了解", "理解", "掌握", "运用")])
    questions = models.ManyToManyField(
        ExamQuestion, blank=True, related_name="+", verbose_name="考查的题目", help_text="单元练习里考查这条目标的题，人数由得分算出"
    )

    class Meta:
        verbose_name = "单元目标"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["school", "analysis", "number"], name="goal_once")]

    def __str__(self) -> str:
        return self.text


class GoalAttainment(SchoolOwned):
    """How many pupils of a class were tested on a goal and reached it; rates are computed. 目标达成"""

    goal = models.ForeignKey(UnitGoal, on_delete=models.CASCADE, related_name="attainment", verbose_name="目标")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+", verbose_name="班级")
    tested = models.PositiveSmallIntegerField("检测人数")
    reached = models.PositiveSmallIntegerField("达成人数")
    source = models.CharField("数据来源", max_length=80, blank=True, help_text="由哪次练习的得分算出；手填的为空")

    class Meta:
        verbose_name = "目标达成"
        constraints = [
            models.UniqueConstraint(fields=["school", "goal", "school_class"], name="attainment_once"),
            models.CheckConstraint(condition=Q(reached__lte=F("tested")), name="attainment_possible"),
        ]

    def __str__(self) -> str:
        return f"{self.goal} {self.school_class} {self.reached}/{self.tested}"
