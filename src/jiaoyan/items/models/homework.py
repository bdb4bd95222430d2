"""The homework of two weeks on one page, and the school's ceiling for it. 作业清单（F08）"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from jiaoyan.items.models.exercise import Exercise
from jiaoyan.items.rules.homework import ALL_SUBJECTS, MATHEMATICS
from jiaoyan.schools.models import Group, Person, Removable, SchoolOwned, Term


class HomeworkCeiling(SchoolOwned):
    """How many of the daily minutes the school gives to mathematics. 数学作业时长上限"""

    minutes = models.PositiveSmallIntegerField(
        "每天数学书面作业不超过", default=MATHEMATICS, validators=[MinValueValidator(5), MaxValueValidator(ALL_SUBJECTS)]
    )

    class Meta:
        verbose_name = "作业时长上限"
        constraints = [models.UniqueConstraint(fields=["school"], name="homework_ceiling_once")]

    def __str__(self) -> str:
        return f"每天{self.minutes}分钟"


class HomeworkList(Removable):
    """What a group sets in two weeks. 作业清单"""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    starts = models.DateField("开始")
    ends = models.DateField("结束")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="制表人")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "作业清单"
        ordering = ["starts"]
        constraints = [
            models.UniqueConstraint(fields=["school", "group", "starts"], condition=Q(removed_at__isnull=True), name="homework_list_once")
        ]

    def __str__(self) -> str:
        return f"{self.starts.month}月{self.starts.day}日—{self.ends.month}月{self.ends.day}日作业清单"


class HomeworkDay(SchoolOwned):
    """What all subjects together ask of a pupil on a day. 全科分钟"""

    homework = models.ForeignKey(HomeworkList, on_delete=models.CASCADE, related_name="days", verbose_name="清单")
    day = models.DateField("日期")
    all_minutes = models.PositiveSmallIntegerField("全科分钟", null=True, blank=True)

    class Meta:
        verbose_name = "作业日"
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["school", "homework", "day"], name="homework_day_once")]

    def __str__(self) -> str:
        return f"{self.day}"


class HomeworkEntry(SchoolOwned):
    """One task of a day: an exercise, or a few words. 作业"""

    homework = models.ForeignKey(HomeworkList, on_delete=models.CASCADE, related_name="entries", verbose_name="清单")
    position = models.PositiveSmallIntegerField("序号")
    day = models.DateField("日期")
    required = models.BooleanField("必做", default=True)
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="练习")
    text = models.CharField("内容", max_length=80, blank=True)
    minutes = models.PositiveSmallIntegerField("分钟")

    class Meta:
        verbose_name = "作业"
        ordering = ["day", "position"]
        constraints = [models.UniqueConstraint(fields=["school", "homework", "position"], name="homework_entry_place")]

    def __str__(self) -> str:
        return self.exercise.title if self.exercise else self.text
