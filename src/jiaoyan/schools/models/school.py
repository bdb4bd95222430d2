"""The school and its calendar. 学校、学年、学期、校历"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from jiaoyan.schools.models.base import SchoolOwned
from jiaoyan.schools.rules.people import school_year_label, term_label


class Parity(models.TextChoices):
    """Which teaching weeks. 单周、双周、每周"""

    ODD = "odd", "单周"
    EVEN = "even", "双周"
    ALL = "all", "每周"


class Weekday(models.IntegerChoices):
    """Days of the week as Python counts them: Monday is 0."""

    MONDAY = 0, "星期一"
    TUESDAY = 1, "星期二"
    WEDNESDAY = 2, "星期三"
    THURSDAY = 3, "星期四"
    FRIDAY = 4, "星期五"
    SATURDAY = 5, "星期六"
    SUNDAY = 6, "星期日"


class ReschedulePolicy(models.TextChoices):
    """What happens to an activity whose day is no school day; never silently."""

    SAME_WEEK = "same_week_nearest", "改到本周最近的上课日"
    NEXT_WEEK = "next_week_same_day", "顺延到下周同一天"
    CANCEL = "cancel_with_note", "取消并注明"


class School(models.Model):
    """One school; everything else belongs to one. Its habits are settings here, never code. 学校"""

    code = models.SlugField("学校代码", max_length=40, unique=True)
    name = models.CharField("学校名称", max_length=60)
    short_name = models.CharField("简称", max_length=20)
    activity_weekday = models.PositiveSmallIntegerField("备课组活动日", choices=Weekday.choices, default=Weekday.TUESDAY)
    activity_parity = models.CharField("活动周次", max_length=4, choices=Parity.choices, default=Parity.ODD)
    activity_starts = models.TimeField("活动开始", default="14:30")
    activity_ends = models.TimeField("活动结束", default="16:00")
    activity_place = models.CharField("活动地点", max_length=40, default="数学备课室")
    reschedule_policy = models.CharField("遇非上课日", max_length=20, choices=ReschedulePolicy.choices, default=ReschedulePolicy.SAME_WEEK)
    pinned_today = models.DateField("示例日期", null=True, blank=True, help_text="仅示例学校：系统把这一天当作今天")

    class Meta:
        verbose_name = "学校"

    def __str__(self) -> str:
        return self.name


class Subject(SchoolOwned):
    """A subject taught at the school. 学科"""

    name = models.CharField("学科", max_length=20)

    class Meta:
        verbose_name = "学科"
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="subject_once")]

    def __str__(self) -> str:
        return self.name


class SchoolYear(SchoolOwned):
    """1 September to 31 August, written 2023—2024学年, keyed 2023-2024. 学年"""

    key = models.CharField("学年", max_length=9, help_text="如 2023-2024")
    starts = models.DateField("开始")
    ends = models.DateField("结束")

    class Meta:
        verbose_name = "学年"
        ordering = ["starts"]
        constraints = [
            models.UniqueConstraint(fields=["school", "key"], name="school_year_once"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="school_year_forward"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def label(self) -> str:
        """2023—2024学年."""
        return school_year_label(self.key)

    @property
    def first_calendar_year(self) -> int:
        """The calendar year of September: 2023 for 2023-2024."""
        return self.starts.year

    def nearest(self, day: date) -> date:
        """The day, or the nearest one of the year."""
        return min(max(day, self.starts), self.ends)


class Term(SchoolOwned):
    """One of the two terms of a school year; its days are given by the bureau's calendar, never computed. 学期"""

    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="terms", verbose_name="学年")
    number = models.PositiveSmallIntegerField("学期", choices=[(1, "第一学期"), (2, "第二学期")])
    first_school_day = models.DateField("第一个上课日")
    last_school_day = models.DateField("最后一个上课日")
    week1_monday = models.DateField("第1周星期一", null=True, blank=True, help_text="不填则为第一个上课日所在的周")
    exam_phase_start = models.DateField("复习检测阶段开始", null=True, blank=True)
    count_full_holiday_weeks = models.BooleanField("整周放假也计周次", default=True)
    week_starts_sunday = models.BooleanField("一周从星期日算起", default=False)

    class Meta:
        verbose_name = "学期"
        ordering = ["first_school_day"]
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year", "number"], name="term_once"),
            models.CheckConstraint(condition=Q(first_school_day__lt=F("last_school_day")), name="term_forward"),
            models.CheckConstraint(condition=Q(number__in=[1, 2]), name="term_number_known"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """``2023-2024-1``: what commands and addresses call the term."""
        return f"{self.school_year.key}-{self.number}"

    @property
    def label(self) -> str:
        """2023—2024学年第一学期"""
        return term_label(self.school_year.key, self.number)

    def nearest(self, day: date) -> date:
        """The day, or the nearest one of the term: members and leaders of a term are looked up on it."""
        return min(max(day, self.first_school_day), self.last_school_day)


class DayOverride(SchoolOwned):
    """A day that differs from its weekday: a holiday, a make-up day, a trip of one grade. 校历调整"""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "放假"
        MAKEUP = "makeup", "调休上课"
        SCHOOL_OFF = "school_off", "学校停课"
        HALF_DAY = "half_day", "半天"
        EVENT = "event", "活动日"

    class Scope(models.TextChoices):
        SCHOOL = "school", "全校"
        GRADE = "grade", "年级"
        CLASS = "class", "班级"

    class Source(models.TextChoices):
        STATE = "state", "国务院通知"
        BUREAU = "bureau", "教育局校历"
        SCHOOL = "school", "学校"

    day = models.DateField("日期")
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    name = models.CharField("名称", max_length=30)
    scope = models.CharField("范围", max_length=6, choices=Scope.choices, default=Scope.SCHOOL)
    grade = models.PositiveSmallIntegerField("年级", null=True, blank=True)
    school_class = models.ForeignKey(
        "schools.SchoolClass", on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="班级"
    )
    runs_weekday = models.PositiveSmallIntegerField("执行哪天课表", choices=Weekday.choices, null=True, blank=True)
    source = models.CharField("依据", max_length=6, choices=Source.choices, default=Source.SCHOOL)
    tentative = models.BooleanField("暂定", default=False)

    class Meta:
        verbose_name = "校历调整"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["school", "day", "source"], condition=Q(scope="school"), name="school_override_once"),
            models.UniqueConstraint(fields=["school", "day", "source", "grade"], condition=Q(scope="grade"), name="grade_override_once"),
            models.UniqueConstraint(
                fields=["school", "day", "source", "school_class"], condition=Q(scope="class"), name="class_override_once"
            ),
            models.CheckConstraint(
                condition=(
                    Q(scope="school", grade__isnull=True, school_class__isnull=True)
                    | Q(scope="grade", grade__isnull=False, school_class__isnull=True)
                    | Q(scope="class", grade__isnull=True, school_class__isnull=False)
                ),
                name="override_scope_fits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
