"""What is written down between meetings. 理论学习摘记（F07）、每日一议（F09）"""

from __future__ import annotations

from django.db import models

from jiaoyan.activities.models.meeting import Activity
from jiaoyan.curriculum.models import LessonTopic
from jiaoyan.schools.models import Group, Person, Removable, Term
from jiaoyan.web.prose import ProseField


class TheoryNote(Removable):
    """An excerpt note of theory study. 理论学习摘记（F07）"""

    class Form(models.TextChoices):
        GUIDED = "guided", "集中导读"
        EXTERNAL = "external", "外出培训"
        OWN = "own", "个人学习"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="theory_notes", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    day = models.DateField("时间")
    note_taker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="theory_notes", verbose_name="摘记人")
    theme = models.CharField("理论学习主题", max_length=80)
    form = models.CharField("形式", max_length=8, choices=Form.choices)
    source_title = models.CharField("题名", max_length=80)
    source_author = models.CharField("作者", max_length=40)
    source_publisher = models.CharField("书刊", max_length=60)
    source_year = models.PositiveSmallIntegerField("年份")
    source_pages = models.CharField("页码", max_length=20)
    key_points = models.JSONField("摘记要点", default=list)
    my_view = ProseField("我的思考", default=list)
    use_in = models.ForeignKey(LessonTopic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="拟用于")
    activity = models.ForeignKey(
        Activity, on_delete=models.SET_NULL, null=True, blank=True, related_name="theory_notes", verbose_name="所属活动"
    )
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "理论学习摘记"
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return self.theme


class DailyTalk(Removable):
    """A short exchange between lessons. 每日一议（F09）"""

    class Kind(models.TextChoices):
        KEY_POINT = "key_point", "重点突破"
        DIFFICULTY = "difficulty", "难点突破"
        REACTION = "reaction", "学生反应"
        ERROR = "error", "错例"
        IDEA = "idea", "好点子"
        EXERCISE = "exercise", "习题商讨"
        ROUTINE = "routine", "常规习惯"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="daily_talks", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    day = models.DateField("日期")
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="daily_talks", verbose_name="记录人")
    speakers = models.ManyToManyField(Person, related_name="+", verbose_name="参加人")
    lesson = models.ForeignKey(LessonTopic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="课题")
    lesson_title = models.CharField("课题", max_length=60)
    progress = models.CharField("进度", max_length=80, blank=True)
    kind = models.CharField("议题类型", max_length=10, choices=Kind.choices)
    issue = models.TextField("问题", max_length=300)
    points = models.JSONField("讨论要点", default=list)
    response = models.TextField("对策", max_length=300)
    follow_up_owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="落实人")
    follow_up_due = models.DateField("落实时间", null=True, blank=True)
    follow_up_note = models.CharField("落实情况", max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField("用时", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "每日一议"
        ordering = ["day", "id"]
        indexes = [models.Index(fields=["school", "group", "day"], name="talk_by_day")]

    def __str__(self) -> str:
        return self.issue[:20]
