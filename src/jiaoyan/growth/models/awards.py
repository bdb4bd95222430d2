"""What a teacher or pupil of a group has earned. 专业成长（F13 师生获奖情况表）"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiaoyan.schools.models import Group, Person, Pupil, SchoolClass, SchoolOwned, StoredFile, Term


class Award(SchoolOwned):
    """One award of a teacher or a pupil, with its certificate. 获奖

    A pupil is named only where the guardian agreed to it; otherwise documents show the code. ``removed_at``: taken out, may be brought back.
    """

    class PersonKind(models.TextChoices):
        TEACHER = "teacher", "教师"
        PUPIL = "pupil", "学生"

    class Level(models.TextChoices):
        NATIONAL = "national", "国家"
        PROVINCE = "province", "省"
        CITY = "city", "市"
        DISTRICT = "district", "区"
        SCHOOL = "school", "校"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="awards", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    person_kind = models.CharField("身份", max_length=7, choices=PersonKind.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="awards", verbose_name="教师")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, null=True, blank=True, related_name="awards", verbose_name="学生")
    name = models.CharField("姓名", max_length=40, blank=True, help_text="获奖当时的姓名；学生须监护人同意公开才写")
    name_consent = models.BooleanField("监护人同意公开姓名", default=False)
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="班级")
    event = models.CharField("项目", max_length=80)
    level = models.CharField("级别", max_length=8, choices=Level.choices)
    prize = models.CharField("等第", max_length=20)
    issuer = models.CharField("颁奖单位", max_length=60)
    day = models.DateField("获奖日期")
    coach = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="指导教师")
    certificate = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="证书")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")
    version = models.PositiveIntegerField("版本", default=1)
    removed_at = models.DateTimeField("删去时间", null=True, blank=True)

    class Meta:
        verbose_name = "获奖"
        ordering = ["day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person_kind="teacher", person__isnull=False, pupil__isnull=True)
                | Q(person_kind="pupil", person__isnull=True, pupil__isnull=False, school_class__isnull=False, coach__isnull=False),
                name="award_has_its_person",
            ),
            models.CheckConstraint(condition=Q(person_kind="teacher") | Q(name_consent=True) | Q(name=""), name="award_names_with_consent"),
        ]
        indexes = [models.Index(fields=["school", "group", "term"], name="award_by_group")]

    def __str__(self) -> str:
        return f"{self.event} {self.prize}"

    @property
    def shown_name(self) -> str:
        """The name where it may stand, otherwise the pupil's code."""
        return self.name or self.kept_name

    @property
    def kept_name(self) -> str:
        """What other papers may keep for good: a teacher's name, of a pupil the code, which says nothing once the pupil's data is gone."""
        return str(self.pupil) if self.pupil else self.name
