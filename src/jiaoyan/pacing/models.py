"""The teaching-progress table of a group and what each class was really taught. 教学进度（表2，F03）"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiaoyan.curriculum.models import LessonTopic, Unit, Volume
from jiaoyan.schools.models import Approvable, Group, Person, SchoolClass, SchoolOwned, Term

LONGEST = {"content": 80, "remark": 60, "reason": 60}


class PacingSchedule(Approvable):
    """Table 2 of one group and term. 教学进度安排表"""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="pacing_schedules", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    volume = models.ForeignKey(Volume, on_delete=models.PROTECT, related_name="+", verbose_name="教材")
    maker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="制表人")
    weekly_periods = models.PositiveSmallIntegerField("周课时", default=0, help_text="由课表算出，没有课表时可填")
    days = models.JSONField("排表时的课时", default=dict, blank=True, help_text="日期和课时：校历、课表后来有变，由此看出")
    revised_on = models.DateField("改稿日期", null=True, blank=True, help_text="通过以后又改动的那一天：再提交的期限由此算起")

    class Meta:
        verbose_name = "教学进度表"
        constraints = [models.UniqueConstraint(fields=["school", "group", "term"], name="pacing_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.term} 教学进度"


class PacingRow(SchoolOwned):
    """One line of table 2. 进度行

    ``date_from`` is what column 日期 prints, the first school day of the week; ``date_to`` the day of its last period. Both and the week are
    empty for what finds no place in the term.
    """

    class Kind(models.TextChoices):
        UNIT = "unit", "单元"
        LESSON = "lesson", "课题"
        ACTIVITY = "activity", "综合与实践"
        TEST = "test", "练习检测"
        FLEX = "flex", "机动"
        REVIEW = "review", "复习"
        HOLIDAY = "holiday", "放假"

    schedule = models.ForeignKey(PacingSchedule, on_delete=models.CASCADE, related_name="rows", verbose_name="进度表")
    position = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("类型", max_length=8, choices=Kind.choices)
    week_no = models.PositiveSmallIntegerField("周次", null=True, blank=True)
    date_from = models.DateField("日期", null=True, blank=True)
    date_to = models.DateField("至", null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单元")
    lesson = models.ForeignKey(LessonTopic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="课题")
    content = models.CharField("教学内容", max_length=LONGEST["content"])
    periods = models.PositiveSmallIntegerField("课时", default=0)
    flex_periods = models.PositiveSmallIntegerField("机动", default=0)
    remark = models.CharField("备注", max_length=LONGEST["remark"], blank=True)

    class Meta:
        verbose_name = "进度行"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["school", "schedule", "position"], name="pacing_row_place")]

    def __str__(self) -> str:
        return self.content


class TaughtLesson(SchoolOwned):
    """A class was taught a line of table 2: when, and why it differs from the plan. 实际进度"""

    row = models.ForeignKey(PacingRow, on_delete=models.CASCADE, related_name="taught", verbose_name="进度行")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+", verbose_name="班级")
    taught_on = models.DateField("实际日期")
    periods = models.PositiveSmallIntegerField("实际课时", default=1)
    reason = models.CharField("偏差原因", max_length=LONGEST["reason"], blank=True)

    class Meta:
        verbose_name = "实际进度"
        constraints = [
            models.UniqueConstraint(fields=["school", "row", "school_class"], name="taught_once"),
            models.CheckConstraint(condition=Q(periods__gte=1), name="taught_something"),
        ]

    def __str__(self) -> str:
        return f"{self.school_class} {self.row}"


class ApprovedPacing(SchoolOwned):
    """Table 2 as it was approved: what was approved stays readable when the table is revised. 已通过的进度表"""

    schedule = models.ForeignKey(PacingSchedule, on_delete=models.CASCADE, related_name="approved", verbose_name="进度表")
    number = models.PositiveSmallIntegerField("稿次")
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="审批人")
    approved_at = models.DateTimeField("审批时间")
    rows = models.JSONField("内容", help_text="一行一项：周次、日期、教学内容、课时、备注、类型")

    class Meta:
        verbose_name = "已通过的进度表"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["school", "schedule", "number"], name="approved_pacing_once")]

    def __str__(self) -> str:
        return f"{self.schedule}第{self.number}稿"
