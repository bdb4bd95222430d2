"""A meeting of the group and what is said there. 集体备课活动（F05、F31）"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from jiaoyan.schools.models import Group, Person, Removable, SchoolOwned, Term
from jiaoyan.schools.rules.calendar import month_day
from jiaoyan.web.prose import ProseField


class Activity(SchoolOwned):
    """One meeting of a group, planned with its three fixed things: time, place, lead speaker. 活动"""

    class Level(models.TextChoices):
        PREP = "prep", "备课组"
        STAGE = "stage", "段组"
        LARGE = "large", "大组"

    class State(models.TextChoices):
        PLANNED = "planned", "待召开"
        OPEN = "open", "进行中"
        ENDED = "ended", "已结束"
        CANCELLED = "cancelled", "已取消"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="activities", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    level = models.CharField("层级", max_length=5, choices=Level.choices, default=Level.PREP)
    number = models.PositiveSmallIntegerField("序号", null=True, editable=False, help_text="按日期排，本学期第几次；取消的没有序号")
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.PLANNED)
    planned_day = models.DateField("计划日期")
    day = models.DateField("活动日期")
    moved_reason = models.CharField("改期原因", max_length=80, blank=True)
    starts = models.TimeField("开始")
    ends = models.TimeField("结束")
    place = models.CharField("活动地点", max_length=40)
    topic = models.CharField("活动内容", max_length=200)
    host = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="主持人")
    lead_speaker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="中心发言人")
    recorder = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="记录人")
    lesson_teacher = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上课教师")
    agenda = models.JSONField("议程", default=list, help_text="来自表1的各项内容")
    forms = models.JSONField("形式", default=list)
    remarks = models.JSONField("备注", default=list)
    by_plan = models.BooleanField("由表1安排", default=False, help_text="表1不再有这一行时随之取消；另行安排的活动不受表1影响")
    no_unit_reason = models.CharField("本次无单元分析的原因", max_length=80, blank=True)
    check_in_key = models.CharField("签到码", max_length=43, blank=True)
    opened_at = models.DateTimeField("开始时间", null=True, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "活动"
        ordering = ["day", "starts", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "group", "term", "level", "number"], name="activity_number_once"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="activity_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.name}"

    @property
    def name(self) -> str:
        """第3次活动; a cancelled one is called by its day."""
        return f"第{self.number}次活动" if self.number else f"{month_day(self.day)}的活动"

    @property
    def starts_at(self) -> datetime:
        """The moment it begins by the plan, in the school's time zone."""
        return timezone.make_aware(datetime.combine(self.day, self.starts))

    @property
    def ends_at(self) -> datetime:
        """The moment it ends by the plan."""
        return timezone.make_aware(datetime.combine(self.day, self.ends))

    @property
    def begun_at(self) -> datetime:
        """From when one is late: the planned start, or the real one when it was opened later."""
        return max(self.starts_at, self.opened_at or self.starts_at)

    @property
    def parts(self) -> list[ActivitySection]:
        """The written parts in the order of the paper, whichever was written first."""
        order = ActivitySection.Kind.values
        return sorted(self.sections.all(), key=lambda section: order.index(section.kind))


class ActivitySection(SchoolOwned):
    """One written part of the meeting record; ``version`` shows when two recorders meet. 活动过程"""

    class Kind(models.TextChoices):
        REVIEW = "review", "上周教学工作回顾与反思"
        UNIT_ANALYSIS = "unit_analysis", "单元分析"
        EXERCISES = "exercises", "有效练习设计"
        DISCUSSION = "discussion", "集体讨论"

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="sections", verbose_name="活动")
    kind = models.CharField("部分", max_length=14, choices=Kind.choices)
    text = ProseField("内容", default=list, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    edited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人")
    edited_at = models.DateTimeField("记录时间", null=True, blank=True)

    class Meta:
        verbose_name = "活动过程"
        constraints = [models.UniqueConstraint(fields=["school", "activity", "kind"], name="section_once")]

    def __str__(self) -> str:
        return f"{self.activity} {self.get_kind_display()}"


class Attendance(SchoolOwned):
    """Presence of one person at one activity, with a reason. 考勤（F31）"""

    class State(models.TextChoices):
        PRESENT = "present", "出席"
        LEAVE = "leave", "请假"
        DUTY = "duty", "公出"
        LATE = "late", "迟到"
        EARLY = "early", "早退"
        ABSENT = "absent", "无故缺席"

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="attendance", verbose_name="活动")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendance", verbose_name="教师")
    state = models.CharField("状态", max_length=7, choices=State.choices, blank=True, help_text="空白表示还没有签到")
    minutes = models.PositiveSmallIntegerField("迟到或早退分钟", null=True, blank=True)
    reason = models.CharField("原因", max_length=80, blank=True)
    leave_asked_at = models.DateTimeField("请假时间", null=True, blank=True)
    leave_approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="准假人")
    checked_in_at = models.DateTimeField("签到时间", null=True, blank=True)
    by_phone = models.BooleanField("扫码签到", default=False)

    class Meta:
        verbose_name = "考勤"
        constraints = [models.UniqueConstraint(fields=["school", "activity", "person"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.get_state_display()}"


class Opinion(Removable):
    """What one person said in the discussion. 讨论意见"""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="opinions", verbose_name="活动")
    speaker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="发言人")
    about = models.CharField("针对", max_length=60, blank=True)
    text = models.TextField("意见", max_length=2000)
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="记录人")
    noted_at = models.DateTimeField("记录时间")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "讨论意见"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:20]


class Decision(Removable):
    """What the meeting decided: what, who, by when; it opens the next meeting. 决定事项"""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="decisions", verbose_name="活动")
    what = models.CharField("事项", max_length=200)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="decisions", verbose_name="负责人")
    due = models.DateField("期限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_note = models.CharField("完成情况", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "决定事项"
        ordering = ["id"]
        indexes = [models.Index(fields=["school", "owner", "done_on"], name="decision_by_owner")]

    def __str__(self) -> str:
        return self.what
