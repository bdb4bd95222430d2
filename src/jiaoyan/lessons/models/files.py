"""What belongs to a research lesson as files: the plan, the slides, the pupils' sheet. 研究课的教案、课件"""

from __future__ import annotations

from django.db import models

from jiaoyan.lessons.models.lessons import ResearchLesson
from jiaoyan.schools.models import Person, Removable, StoredFile


class LessonFile(Removable):
    """One file of a research lesson; of a plan that was worked over each draft is one, and none replaces another. 教案、课件"""

    class Kind(models.TextChoices):
        PLAN = "plan", "教案"
        SLIDES = "slides", "课件"
        SHEET = "sheet", "学习单"
        BOARD = "board", "板书"
        OTHER = "other", "其他"

    lesson = models.ForeignKey(ResearchLesson, on_delete=models.CASCADE, related_name="files", verbose_name="研究课")
    kind = models.CharField("种类", max_length=6, choices=Kind.choices, default=Kind.PLAN)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="文件")
    note = models.CharField("说明", max_length=60, blank=True)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="上传人")
    given_on = models.DateField("日期")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "研究课文件"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}“{self.file.name}”"
