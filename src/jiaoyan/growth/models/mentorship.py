"""A mentor and a mentee: what they agreed on, lessons taught after observing, a line a week. 师徒结对（F18）"""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from jiaoyan.curriculum.models import LessonTopic
from jiaoyan.lessons.models import Observation
from jiaoyan.schools.models import Group, Person, SchoolClass, SchoolOwned, SchoolYear, Term


class Mentorship(SchoolOwned):
    """A mentor and a mentee in a school year; ``group`` is the mentee's. 师徒结对

    ``removed_at``: taken out, may be brought back.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="mentorships", verbose_name="徒弟所在的组")
    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="+", verbose_name="学年")
    mentor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mentees", verbose_name="师傅")
    mentee = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mentors", verbose_name="徒弟")
    starts = models.DateField("开始")
    ends = models.DateField("结束")
    goals = models.JSONField("培养目标", default=list)
    mentor_duties = models.JSONField("师傅职责", default=list, blank=True)
    mentee_duties = models.JSONField("徒弟职责", default=list, blank=True)
    observe_per_week = models.PositiveSmallIntegerField("每周听师傅的课", default=2, validators=[MaxValueValidator(10)])
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")
    version = models.PositiveIntegerField("版本", default=1)
    removed_at = models.DateTimeField("删去时间", null=True, blank=True)

    class Meta:
        verbose_name = "师徒结对"
        ordering = ["starts", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "mentor", "mentee"], condition=Q(removed_at__isnull=True), name="mentorship_once"
            ),
            models.CheckConstraint(condition=~Q(mentor=F("mentee")), name="mentorship_of_two"),
            models.CheckConstraint(condition=Q(starts__lte=F("ends")), name="mentorship_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.mentor}—{self.mentee}"


class MenteeLesson(SchoolOwned):
    """A lesson the mentee taught after observing the mentor. 听一堂，上一堂"""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.PROTECT, related_name="lessons", verbose_name="师徒")
    observation = models.ForeignKey(
        Observation, on_delete=models.SET_NULL, null=True, blank=True, related_name="followed_by", verbose_name="听的哪一节"
    )
    day = models.DateField("日期")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="班级")
    lesson = models.ForeignKey(LessonTopic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="教材课题")
    topic = models.CharField("课题", max_length=60)
    line = models.CharField("一句话", max_length=200, blank=True, help_text="照师傅的做法改了什么，效果怎样")
    mentor_present = models.BooleanField("师傅到场", default=False)
    recorded_at = models.DateTimeField("登记时间")
    version = models.PositiveIntegerField("版本", default=1)
    removed_at = models.DateTimeField("删去时间", null=True, blank=True)

    class Meta:
        verbose_name = "跟上课"
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return self.topic


class MentorLine(SchoolOwned):
    """What the mentor says of a week, in a line. 师傅意见"""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="lines", verbose_name="师徒")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    week_no = models.PositiveSmallIntegerField("周次")
    text = models.CharField("师傅意见", max_length=200)
    written_at = models.DateTimeField("写下时间")

    class Meta:
        verbose_name = "师傅意见"
        ordering = ["term", "week_no"]
        constraints = [models.UniqueConstraint(fields=["school", "mentorship", "term", "week_no"], name="mentor_line_once")]

    def __str__(self) -> str:
        return self.text
