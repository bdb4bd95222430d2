"""Lessons given for colleagues to study, with the steps of their making. 研究课、公开课（F16）"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiaoyan.activities.models import Activity
from jiaoyan.curriculum.models import LessonTopic
from jiaoyan.schools.models import Group, Person, SchoolClass, SchoolOwned, Term


class LessonType(models.TextChoices):
    """What kind of lesson it is; the same values as ``quotas.rules.kinds.LESSON_TYPES``. 课型"""

    NEW = "new", "新授课"
    PRACTICE = "practice", "练习课"
    REVIEW = "review", "复习课"
    COMMENT = "comment", "讲评课"
    INQUIRY = "inquiry", "综合与实践"


class ResearchLesson(SchoolOwned):
    """A lesson that colleagues come to see. It was held once its step 上课 is ticked. 研究课

    ``group``: the one it is prepared in. ``activity``: the meeting it belongs to, when it was planned there. ``removed_at``: called off, may be brought back.
    """

    class Type(models.TextChoices):
        PRACTICE = "practice", "青年教师练兵课"
        PUBLIC = "public", "公开课"
        DEMONSTRATION = "demonstration", "骨干展示课"
        REPORT = "report", "汇报课"
        ALLIANCE = "alliance", "联盟课"
        RESULTS = "results", "课题成果观摩课"
        SELECTION = "selection", "赛课选拔"
        RESEARCH = "research", "组内研究课"

    class Level(models.TextChoices):
        GROUP = "group", "组内"
        SCHOOL = "school", "校级"
        JOINT = "joint", "联校"
        DISTRICT = "district", "区级"
        CITY = "city", "市级"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="research_lessons", verbose_name="组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    type = models.CharField("类别", max_length=13, choices=Type.choices, default=Type.RESEARCH)
    level = models.CharField("级别", max_length=8, choices=Level.choices, default=Level.GROUP)
    teacher = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="research_lessons", verbose_name="执教")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="班级")
    topic = models.CharField("课题", max_length=80, blank=True)
    lesson_topic = models.ForeignKey(
        LessonTopic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="教材课题"
    )
    lesson_type = models.CharField("课型", max_length=8, choices=LessonType.choices, default=LessonType.NEW)
    day = models.DateField("日期")
    period_no = models.PositiveSmallIntegerField("节次", null=True, blank=True)
    place = models.CharField("地点", max_length=40, blank=True)
    activity = models.ForeignKey(
        Activity, on_delete=models.SET_NULL, null=True, blank=True, related_name="research_lessons", verbose_name="所属活动"
    )
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="安排人")
    version = models.PositiveIntegerField("版本", default=1)
    removed_at = models.DateTimeField("取消时间", null=True, blank=True)

    class Meta:
        verbose_name = "研究课"
        ordering = ["day", "period_no", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "activity", "teacher"],
                condition=Q(activity__isnull=False, removed_at__isnull=True),
                name="research_lesson_of_meeting_once",
            ),
            models.CheckConstraint(condition=Q(period_no__isnull=True) | Q(period_no__gte=1), name="research_lesson_in_a_period"),
        ]
        indexes = [models.Index(fields=["school", "term", "teacher"], name="research_lesson_by_teacher")]

    def __str__(self) -> str:
        return f"{self.teacher.name}{self.called}"

    @property
    def called(self) -> str:
        """《认识方程》, or 的研究课 while the topic is open."""
        return f"《{self.topic}》" if self.topic else "（课题待定）"


class ResearchStep(SchoolOwned):
    """One step on the way to the lesson and after it, ticked with a short text. 磨课环节"""

    class Kind(models.TextChoices):
        TOPIC = "topic", "选题"
        GOALS = "goals", "目标"
        KEY_POINTS = "key_points", "重难点"
        FIRST_DRAFT = "first_draft", "初稿"
        DISCUSSION = "discussion", "集体讨论"
        TAUGHT = "taught", "上课"
        EVALUATION = "evaluation", "评课"
        REFLECTION = "reflection", "反思"
        FINAL = "final", "定稿"

    lesson = models.ForeignKey(ResearchLesson, on_delete=models.CASCADE, related_name="steps", verbose_name="研究课")
    kind = models.CharField("环节", max_length=11, choices=Kind.choices)
    done = models.BooleanField("已完成", default=False)
    text = models.TextField("内容", max_length=600, blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="记录人")
    written_at = models.DateTimeField("记录时间")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "磨课环节"
        constraints = [models.UniqueConstraint(fields=["school", "lesson", "kind"], name="research_step_once")]

    def __str__(self) -> str:
        return f"{self.lesson} {self.get_kind_display()}"


class ExpertComment(SchoolOwned):
    """What an expert said about the lesson on the spot. 专家点评"""

    lesson = models.ForeignKey(ResearchLesson, on_delete=models.CASCADE, related_name="comments", verbose_name="研究课")
    expert = models.CharField("点评人", max_length=40)
    text = models.TextField("点评", max_length=600)
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="记录人")
    noted_at = models.DateTimeField("记录时间")
    version = models.PositiveIntegerField("版本", default=1)
    removed_at = models.DateTimeField("删去时间", null=True, blank=True)

    class Meta:
        verbose_name = "专家点评"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.expert}：{self.text[:20]}"
