"""Classes, who teaches them, their timetable and pupils over time. 班级、课务、课表、学生"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jiaoyan.schools.models.base import SchoolOwned
from jiaoyan.schools.models.people import Person
from jiaoyan.schools.models.school import Parity, Subject, Term, Weekday


class SchoolClass(SchoolOwned):
    """A class keeps its entry year and number; its grade follows from the school year. 班级"""

    entry_year = models.PositiveSmallIntegerField("入学年份")
    number = models.PositiveSmallIntegerField("班号")

    class Meta:
        verbose_name = "班级"
        ordering = ["-entry_year", "number"]
        constraints = [models.UniqueConstraint(fields=["school", "entry_year", "number"], name="class_once")]

    def __str__(self) -> str:
        return f"{self.entry_year}级{self.number}班"


class TeachingAssignment(SchoolOwned):
    """Who teaches which subject to which class, from when to when: it defines a pupil's own teachers. 课务"""

    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="assignments", verbose_name="班级")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", verbose_name="学科")
    teacher = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments", verbose_name="教师")
    starts = models.DateField("开始")
    ends = models.DateField("结束", null=True, blank=True)

    class Meta:
        verbose_name = "课务"
        constraints = [
            models.UniqueConstraint(fields=["school", "school_class", "subject", "starts"], name="assignment_once"),
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(starts__lte=F("ends")), name="assignment_forward"),
        ]
        indexes = [models.Index(fields=["school", "teacher"], name="assignment_by_teacher")]

    def __str__(self) -> str:
        return f"{self.school_class} {self.subject} {self.teacher}"


class TimetableSlot(SchoolOwned):
    """One period of a class's weekly timetable in a term. 课表"""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="slots", verbose_name="学期")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="slots", verbose_name="班级")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", verbose_name="学科")
    weekday = models.PositiveSmallIntegerField("星期", choices=Weekday.choices)
    period_no = models.PositiveSmallIntegerField("节次")
    parity = models.CharField("单双周", max_length=4, choices=Parity.choices, default=Parity.ALL)

    class Meta:
        verbose_name = "课表"
        ordering = ["weekday", "period_no"]
        constraints = [
            models.UniqueConstraint(fields=["school", "term", "school_class", "weekday", "period_no", "parity"], name="slot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.school_class} {self.get_weekday_display()}第{self.period_no}节"


class Pupil(SchoolOwned):
    """A pupil, known to documents by code. 学生"""

    code = models.CharField("学号", max_length=30)
    name = models.CharField("姓名", max_length=40)
    gender = models.CharField("性别", max_length=1, choices=Person.Gender.choices, blank=True)

    class Meta:
        verbose_name = "学生"
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["school", "code"], name="pupil_code_once")]

    def __str__(self) -> str:
        return self.code


class Enrolment(SchoolOwned):
    """A pupil sits in a class from one day to another. 学籍"""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="enrolments", verbose_name="学生")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="enrolments", verbose_name="班级")
    seat_no = models.PositiveSmallIntegerField("班内序号", null=True, blank=True)
    starts = models.DateField("开始")
    ends = models.DateField("结束", null=True, blank=True)

    class Meta:
        verbose_name = "学籍"
        constraints = [
            models.UniqueConstraint(fields=["school", "pupil", "starts"], name="enrolment_once"),
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(starts__lte=F("ends")), name="enrolment_forward"),
        ]
        indexes = [models.Index(fields=["school", "school_class"], name="enrolment_by_class")]

    def __str__(self) -> str:
        return f"{self.pupil} {self.school_class}"
