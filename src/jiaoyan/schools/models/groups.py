"""Groups as seats per school year, who sits in them and who leads. 教研组、年段、备课组"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from tree_queries.fields import TreeNodeForeignKey

from jiaoyan.schools.models.base import SchoolOwned
from jiaoyan.schools.models.people import Person
from jiaoyan.schools.models.school import Parity, SchoolYear, Subject, Term, Weekday


class Group(SchoolOwned):
    """A group of one school year: never renamed, and next year's group follows it. 组"""

    class Kind(models.TextChoices):
        RESEARCH = "research", "教研组"
        STAGE = "stage", "年段组"
        PREP = "prep", "备课组"

    kind = models.CharField("类型", max_length=8, choices=Kind.choices)
    name = models.CharField("名称", max_length=40, help_text="如 五年级数学备课组")
    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="groups", verbose_name="学年")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", verbose_name="学科")
    grade = models.PositiveSmallIntegerField("年级", null=True, blank=True)
    parent = TreeNodeForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级组")
    follows = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followed_by", verbose_name="承接上一年"
    )
    activity_weekday = models.PositiveSmallIntegerField(
        "活动日", choices=Weekday.choices, null=True, blank=True, help_text="不填则按学校设置"
    )
    activity_parity = models.CharField("活动周次", max_length=4, choices=Parity.choices, blank=True, help_text="不填则按学校设置")
    activity_place = models.CharField("活动地点", max_length=40, blank=True, help_text="不填则按学校设置")
    in_use_from = models.DateField(
        "从哪天起用本系统", null=True, blank=True, help_text="学期中途才开始用的填这一天，此前的内容不计缺项；从学期初就在用的不填"
    )

    class Meta:
        verbose_name = "组"
        ordering = ["school_year", "kind", "grade", "id"]
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year", "name"], name="group_once"),
            models.CheckConstraint(
                condition=Q(kind="prep", grade__isnull=False) | (~Q(kind="prep") & Q(grade__isnull=True)), name="group_grade_fits"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def begun_within(self, term: Term) -> date | None:
        """The day from which the term counts, when the group came to the system after the term had begun; otherwise None."""
        day: date | None = self.in_use_from
        return day if day is not None and day > term.first_school_day else None


class Membership(SchoolOwned):
    """A person sits in a group from one day to another. 成员"""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships", verbose_name="组")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", verbose_name="成员")
    starts = models.DateField("开始")
    ends = models.DateField("结束", null=True, blank=True)

    class Meta:
        verbose_name = "成员"
        constraints = [
            models.UniqueConstraint(fields=["school", "group", "person", "starts"], name="membership_once"),
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(starts__lte=F("ends")), name="membership_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.person}"


class Role(SchoolOwned):
    """A standing role, in a group or in the school, from one day to another. 职务

    Roles on one document (主持人, 记录人, 审核人 …) are fields of that document.
    """

    class Kind(models.TextChoices):
        GROUP_LEADER = "group_leader", "备课组长"
        STAGE_LEADER = "stage_leader", "年段组长"
        RESEARCH_LEADER = "research_group_leader", "教研组长"
        LIAISON = "liaison_leader", "分管行政"
        OFFICE = "academic_office", "教导处"
        ADMIN = "admin", "系统管理员"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles", verbose_name="教职工")
    kind = models.CharField("职务", max_length=24, choices=Kind.choices)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, blank=True, related_name="roles", verbose_name="组")
    starts = models.DateField("开始")
    ends = models.DateField("结束", null=True, blank=True)

    class Meta:
        verbose_name = "职务"
        constraints = [
            models.UniqueConstraint(fields=["school", "person", "kind", "group", "starts"], name="role_in_group_once"),
            models.UniqueConstraint(
                fields=["school", "person", "kind", "starts"], condition=Q(group__isnull=True), name="role_in_school_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["group_leader", "stage_leader", "research_group_leader"], group__isnull=False)
                | Q(kind__in=["academic_office", "admin"], group__isnull=True)
                | Q(kind="liaison_leader"),
                name="role_place_fits",
            ),
        ]
        indexes = [models.Index(fields=["school", "person"], name="role_by_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()}"


LEADER_OF = {
    Group.Kind.PREP: Role.Kind.GROUP_LEADER,
    Group.Kind.STAGE: Role.Kind.STAGE_LEADER,
    Group.Kind.RESEARCH: Role.Kind.RESEARCH_LEADER,
}
LEADERS = frozenset(LEADER_OF.values())
