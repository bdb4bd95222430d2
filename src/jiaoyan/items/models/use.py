"""An exercise set to a class, and how it went. 使用与反馈（F08）"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiaoyan.items.models.exercise import Exercise, ExerciseItem
from jiaoyan.schools.models import Person, Removable, SchoolClass, SchoolOwned


class ExerciseUse(Removable):
    """A class was set an exercise; figures only, no pupil's name. 使用反馈"""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="uses", verbose_name="练习")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+", verbose_name="班级")
    day = models.DateField("使用日期")
    chosen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="选用人")
    submitted = models.PositiveSmallIntegerField("上交人数", null=True, blank=True)
    minutes_actual = models.DecimalField("实际分钟", max_digits=4, decimal_places=1, null=True, blank=True)
    adjust = models.TextField("调整", max_length=500, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "使用反馈"
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "exercise", "school_class"], condition=Q(removed_at__isnull=True), name="exercise_used_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.exercise} {self.school_class}"


class ItemFeedback(SchoolOwned):
    """How many of a class solved an item; the rate is computed. 逐题反馈"""

    use = models.ForeignKey(ExerciseUse, on_delete=models.CASCADE, related_name="feedback", verbose_name="使用")
    item = models.ForeignKey(ExerciseItem, on_delete=models.PROTECT, related_name="feedback", verbose_name="题")
    correct = models.PositiveSmallIntegerField("正确人数")

    class Meta:
        verbose_name = "逐题反馈"
        ordering = ["item__number"]
        constraints = [models.UniqueConstraint(fields=["school", "use", "item"], name="item_feedback_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.correct}"
