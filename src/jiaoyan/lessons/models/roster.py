"""Who gives a practice lesson in which half month. 练兵课安排（F36）"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiaoyan.lessons.models.lessons import ResearchLesson
from jiaoyan.schools.models import Group, Person, SchoolClass, SchoolOwned, Term


class PracticeRoster(SchoolOwned):
    """The roster of a research group in a term; published, it is everybody's to see and each line is a planned lesson. 练兵课安排"""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="practice_rosters", verbose_name="教研组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公布人")
    first_published_on = models.DateField("首次公布日期", null=True, blank=True, help_text="重新打开改一行，不改变这一天")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "练兵课安排"
        constraints = [
            models.UniqueConstraint(fields=["school", "group", "term"], name="practice_roster_once"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="practice_roster_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}练兵课安排"


class RosterSlot(SchoolOwned):
    """One lesson of the roster, in one of the teacher's own periods. ``lesson``: the planned lesson it became. 一节练兵课"""

    roster = models.ForeignKey(PracticeRoster, on_delete=models.CASCADE, related_name="slots", verbose_name="练兵课安排")
    teacher = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="教师")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+", verbose_name="班级")
    day = models.DateField("日期")
    period_no = models.PositiveSmallIntegerField("节次")
    topic = models.CharField("课题", max_length=80, blank=True)
    lesson = models.OneToOneField(
        ResearchLesson, on_delete=models.SET_NULL, null=True, blank=True, related_name="slot", verbose_name="研究课"
    )

    class Meta:
        verbose_name = "练兵课"
        ordering = ["day", "period_no", "id"]
        constraints = [models.CheckConstraint(condition=Q(period_no__gte=1), name="roster_slot_in_a_period")]

    def __str__(self) -> str:
        return f"{self.day} {self.teacher}"

    @property
    def topic_now(self) -> str:
        """The topic of the lesson it became, which is its teacher's to word; the roster's own as long as that has none."""
        return (self.lesson.topic if self.lesson is not None else "") or self.topic
