"""What a teacher writes about the work: reflections, reading and study notes, case reports. 专业成长文字（F21–F24）"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiaoyan.curriculum.models import LessonTopic
from jiaoyan.growth.models.mentorship import MenteeLesson
from jiaoyan.lessons.models import Observation
from jiaoyan.schools.models import Group, Person, SchoolClass, SchoolOwned, Term
from jiaoyan.web.prose import ProseField


class Writing(SchoolOwned):
    """One text of one teacher: a draft is one's own; once handed in it counts, however long it is. 反思、札记、笔记、课例

    ``shared``: colleagues of the group read it too. A comparison answers the observation and the lesson taught after it.
    ``removed_at``: taken out, may be brought back.
    """

    class Kind(models.TextChoices):
        REFLECTION = "reflection", "教学反思"
        READING_NOTE = "reading_note", "读书札记"
        STUDY_NOTE = "study_note", "业务学习笔记"
        CASE_REPORT = "case_report", "课例报告"

    class About(models.TextChoices):
        GENERAL = "general", "一般反思"
        PROJECT = "project", "与课题有关"
        COMPARISON = "comparison", "听课对照比较"

    class Form(models.TextChoices):
        LECTURE = "lecture", "讲座"
        DISCUSSION = "discussion", "研讨"
        OWN = "own", "自学"
        ONLINE = "online", "线上"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="writings", verbose_name="组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="writings", verbose_name="作者")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    about = models.CharField("内容", max_length=10, choices=About.choices, blank=True)
    title = models.CharField("题目", max_length=80)
    day = models.DateField("日期")
    book_title = models.CharField("书名", max_length=80, blank=True)
    book_author = models.CharField("书的作者", max_length=60, blank=True)
    form = models.CharField("形式", max_length=10, choices=Form.choices, blank=True)
    source = models.CharField("主讲或来源", max_length=80, blank=True)
    lesson = models.ForeignKey(LessonTopic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="课题")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="班级")
    body = ProseField("正文", default=list, blank=True)
    answers = models.ForeignKey(
        Observation, on_delete=models.SET_NULL, null=True, blank=True, related_name="comparisons", verbose_name="对照的听课"
    )
    pair = models.ForeignKey(
        MenteeLesson, on_delete=models.SET_NULL, null=True, blank=True, related_name="comparisons", verbose_name="对照的上课"
    )
    shared = models.BooleanField("也给本组同事看", default=False)
    submitted_at = models.DateTimeField("交稿时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    removed_at = models.DateTimeField("删去时间", null=True, blank=True)

    class Meta:
        verbose_name = "专业成长文字"
        ordering = ["day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="reflection") & ~Q(about="")) | (~Q(kind="reflection") & Q(about="")), name="writing_about_of_reflections"
            ),
        ]
        indexes = [
            models.Index(fields=["school", "term", "author"], name="writing_by_author"),
            models.Index(fields=["school", "term", "group"], name="writing_by_group"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        """Not handed in yet: nobody else knows of it."""
        return self.submitted_at is None
