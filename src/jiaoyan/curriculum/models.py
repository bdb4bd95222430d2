"""Textbooks as catalogues: editions, volumes, units and lesson topics, and which edition a grade uses. 教材

The catalogues that come with the product are shared by all schools and never changed by one. A school whose book is not among them keeps an
edition of its own (``TextbookEdition.school``).
"""

from __future__ import annotations

from django.db import models

from jiaoyan.schools.models import School, SchoolOwned, SchoolYear
from jiaoyan.schools.rules.numerals import chinese_number
from jiaoyan.schools.rules.people import grade_name


class TextbookEdition(models.Model):
    """An edition with its printing: the same skill sits in different grades by edition. 教材版本

    ``school`` keeps an edition of its own, which no other school sees; a shared catalogue has none. ``removed_at``: an own one that was taken out.
    """

    code = models.SlugField("代码", max_length=30, unique=True)
    name = models.CharField("版本", max_length=20, help_text="如 苏教版")
    publisher = models.CharField("出版社", max_length=40)
    printing = models.CharField("印次", max_length=20, help_text="如 2022年及以前")
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="学校", editable=False
    )
    removed_at = models.DateTimeField("删去时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "教材版本"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_own(self) -> bool:
        """A school keeps it itself."""
        return self.school_id is not None

    @property
    def called(self) -> str:
        """苏教版（2023年及以前）, 苏教版（2024年秋，本校目录）"""
        return f"{self.name}（{'，'.join(filter(None, (self.printing, '本校目录' if self.is_own else '')))}）"


class Volume(models.Model):
    """One book: grade and half of the year. 册"""

    edition = models.ForeignKey(TextbookEdition, on_delete=models.PROTECT, related_name="volumes", verbose_name="版本")
    grade = models.PositiveSmallIntegerField("年级")
    half = models.CharField("册次", max_length=1, choices=[("A", "上册"), ("B", "下册")])

    class Meta:
        verbose_name = "册"
        ordering = ["edition", "grade", "half"]
        constraints = [models.UniqueConstraint(fields=["edition", "grade", "half"], name="volume_once")]

    def __str__(self) -> str:
        return f"{self.edition}{self.title}"

    @property
    def title(self) -> str:
        """五年级下册"""
        return f"{grade_name(self.grade)}{self.get_half_display()}"


class Unit(models.Model):
    """A unit of a volume with its usual periods. 单元"""

    class Strand(models.TextChoices):
        NUMBER = "NA", "数与代数"
        SHAPE = "GE", "图形与几何"
        DATA = "SP", "统计与概率"
        PRACTICE = "CP", "综合与实践"
        REVIEW = "RV", "复习"
        STRATEGY = "MX", "解决问题的策略"

    volume = models.ForeignKey(Volume, on_delete=models.PROTECT, related_name="units", verbose_name="册")
    number = models.PositiveSmallIntegerField("单元序号")
    title = models.CharField("单元名称", max_length=40)
    strand = models.CharField("领域", max_length=2, choices=Strand.choices)
    activity = models.CharField("综合与实践", max_length=40, blank=True)
    flex_periods = models.PositiveSmallIntegerField("机动课时", default=0)

    class Meta:
        verbose_name = "单元"
        ordering = ["volume", "number"]
        constraints = [models.UniqueConstraint(fields=["volume", "number"], name="unit_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def numbered_title(self) -> str:
        """一、简易方程"""
        return f"{chinese_number(self.number)}、{self.title}"


class LessonTopic(models.Model):
    """One lesson topic of a unit and how many periods it usually takes. 课题"""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="lessons", verbose_name="单元")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("课题", max_length=60)
    periods = models.PositiveSmallIntegerField("课时", default=1)

    class Meta:
        verbose_name = "课题"
        ordering = ["unit", "number"]
        constraints = [models.UniqueConstraint(fields=["unit", "number"], name="lesson_topic_once")]

    def __str__(self) -> str:
        return self.title


class Competency(models.Model):
    """One of the core competencies of the 2022 standard for primary school. 核心素养"""

    number = models.PositiveSmallIntegerField("序号", unique=True)
    name = models.CharField("名称", max_length=10)

    class Meta:
        verbose_name = "核心素养"
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class TextbookAdoption(SchoolOwned):
    """Which edition a grade uses in a school year. 教材选用"""

    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+", verbose_name="学年")
    grade = models.PositiveSmallIntegerField("年级")
    edition = models.ForeignKey(TextbookEdition, on_delete=models.PROTECT, related_name="+", verbose_name="版本")

    class Meta:
        verbose_name = "教材选用"
        constraints = [models.UniqueConstraint(fields=["school", "school_year", "grade"], name="adoption_once")]

    def __str__(self) -> str:
        return f"{self.school_year} {self.grade} {self.edition}"
