"""Sitting in on a lesson, and what one writes down there. 听课（F14、F19）"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiaoyan.curriculum.models import LessonTopic
from jiaoyan.lessons.models.lessons import LessonType, ResearchLesson
from jiaoyan.schools.models import Group, Person, SchoolClass, SchoolOwned, Term


class Observation(SchoolOwned):
    """One teacher sat in on one lesson. 听课

    ``group``: where it is kept, the observer's own; ``teacher_group``: the group the observed teacher sat in that day. ``guest``: a teacher from elsewhere.
    ``by_leader``: observed by somebody who oversees the teacher's group. ``steps``: {time, teaching, pupils, comment} each; nobody marks or measures any of it.
    """

    class Way(models.TextChoices):
        PEER = "peer", "随堂听课"
        MENTOR = "mentor", "听师傅的课"
        DROP_IN = "drop_in", "推门听课"
        FOLLOW_UP = "follow_up", "跟踪听课"
        OPEN = "open", "听公开课、研究课"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="observations", verbose_name="组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    observer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="observations", verbose_name="听课人")
    teacher = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="执教")
    guest = models.CharField("校外执教", max_length=40, blank=True)
    teacher_group = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="执教教师所在的组"
    )
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="班级")
    place = models.CharField("地点", max_length=40, blank=True)
    topic = models.CharField("课题", max_length=80)
    lesson_topic = models.ForeignKey(
        LessonTopic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="教材课题"
    )
    lesson_type = models.CharField("课型", max_length=8, choices=LessonType.choices, default=LessonType.NEW)
    day = models.DateField("日期")
    period_no = models.PositiveSmallIntegerField("节次")
    way = models.CharField("方式", max_length=9, choices=Way.choices, default=Way.PEER)
    by_leader = models.BooleanField("教研组或行政听课", default=False, editable=False)
    steps = models.JSONField("教学过程", default=list, blank=True)
    highlights = models.JSONField("优点", default=list, blank=True)
    suggestions = models.JSONField("建议", default=list, blank=True)
    plan_matches = models.BooleanField("与教案相符", null=True, blank=True)
    homework_note = models.CharField("作业抽看", max_length=120, blank=True)
    feedback_on = models.DateField("当面反馈", null=True, blank=True)
    answer = models.CharField("执教教师的话", max_length=200, blank=True)
    answered_at = models.DateTimeField("看过时间", null=True, blank=True)
    research_lesson = models.ForeignKey(
        ResearchLesson, on_delete=models.SET_NULL, null=True, blank=True, related_name="observations", verbose_name="研究课"
    )
    recorded_at = models.DateTimeField("记录时间")
    version = models.PositiveIntegerField("版本", default=1)
    removed_at = models.DateTimeField("删去时间", null=True, blank=True)

    class Meta:
        verbose_name = "听课记录"
        ordering = ["day", "period_no", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "observer", "day", "period_no"], condition=Q(removed_at__isnull=True), name="observation_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(teacher__isnull=False, guest="") | (Q(teacher__isnull=True, school_class__isnull=True) & ~Q(guest="")),
                name="observation_of_somebody",
            ),
            models.CheckConstraint(condition=Q(period_no__gte=1), name="observation_in_a_period"),
        ]
        indexes = [
            models.Index(fields=["school", "term", "observer"], name="observation_by_observer"),
            models.Index(fields=["school", "term", "teacher"], name="observation_by_teacher"),
        ]

    def __str__(self) -> str:
        return f"{self.taught_by}《{self.topic}》"

    @property
    def taught_by(self) -> str:
        """The observed teacher's name; a guest's as it was written."""
        return self.teacher.name if self.teacher else self.guest

    @property
    def is_visit(self) -> bool:
        """Dropped in or followed up: the paper then has room for the plan and the homework (F19)."""
        return self.way in (self.Way.DROP_IN, self.Way.FOLLOW_UP)
