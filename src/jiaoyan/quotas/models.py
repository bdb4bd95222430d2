"""Nouns of quotas: what a research group asks, since when, and why something was not done. 指标、说明"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any, cast

from django.db import models
from django.db.models import Q

from jiaoyan.quotas.rules import demand as rules
from jiaoyan.quotas.rules.fact import Subject, SubjectKind
from jiaoyan.quotas.rules.periods import span_label
from jiaoyan.quotas.rules.stored import demand_from
from jiaoyan.schools.models import Group, Person, SchoolOwned, Term


class Area(models.TextChoices):
    """What part of the work a quota belongs to: the headings of every list. 分类"""

    MEETING = "meeting", "集体备课与活动"
    LESSON = "lesson", "研究课"
    OBSERVATION = "observation", "听课与师徒"
    PRACTICE = "practice", "练习与作业"
    QUALITY = "quality", "单元与质量"
    GROWTH = "growth", "学习与写作"
    TRAINING = "training", "培训"
    PAPERS = "papers", "计划、总结与台账"
    SCHOOL = "school", "校内常规"


def rule_of(code: str) -> str:
    """The rule a line of a preset came from: "R047" for "R047.1"."""
    return code.partition(".")[0]


class Quota(SchoolOwned):
    """One thing asked again and again, of the people, groups or classes of a research group for a school year. 指标

    ``group`` is the topmost group of the tree. ``code``: the line of the preset it came from ("R053", "R047.1"), empty for the school's own.
    National rules are no rows: ``queries.quotas_of`` adds them from the product's own data.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="quotas", verbose_name="教研组")
    name = models.CharField("名称", max_length=30)
    unit = models.CharField("量词", max_length=6)
    area = models.CharField("分类", max_length=12, choices=Area.choices)
    position = models.PositiveIntegerField("顺序", default=0)
    code = models.CharField("模板条目", max_length=12, blank=True)
    preset = models.CharField("来自模板", max_length=20, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "指标"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["school", "group", "code"], condition=~Q(code=""), name="quota_of_preset_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(unit=""), name="quota_has_name_and_unit"),
            models.CheckConstraint(condition=Q(code="", preset="") | (~Q(code="") & ~Q(preset="")), name="quota_code_with_preset"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> str:
        """The rule it came from."""
        return rule_of(self.code)

    @cached_property
    def value(self) -> rules.Quota:
        """The same as the counting engine takes it; reads the editions (prefetch them)."""
        told = sorted(self.editions.all(), key=lambda each: each.begins)
        return rules.Quota(self.pk, self.name, self.unit, tuple(each.value for each in told), self.rule)


class QuotaEdition(SchoolOwned):
    """What a quota asks from a day on. ``withdrawn``: nothing any more; ``demand`` then is what was asked last, to be brought back. 指标的一版"""

    quota = models.ForeignKey(Quota, on_delete=models.CASCADE, related_name="editions", verbose_name="指标")
    begins = models.DateField("从哪天起")
    demand: models.JSONField[Any, Any] = models.JSONField("要求")
    withdrawn = models.BooleanField("停用", default=False)
    why = models.CharField("原因", max_length=200, blank=True)
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁定的")
    set_at = models.DateTimeField("什么时候定的")
    set_on = models.DateField("哪天定的", help_text="当天可以改正")

    class Meta:
        verbose_name = "指标的一版"
        ordering = ["begins"]
        constraints = [models.UniqueConstraint(fields=["school", "quota", "begins"], name="quota_edition_once")]

    def __str__(self) -> str:
        return f"{self.quota_id} {self.begins}"

    @cached_property
    def value(self) -> rules.Edition:
        """The same as the counting engine takes it."""
        return rules.Edition(self.begins, None if self.withdrawn else self.asked)

    @cached_property
    def asked(self) -> rules.Demand:
        """The demand, also of what is withdrawn."""
        return demand_from(self.demand)

    def may_be_replaced(self, today: date) -> bool:
        """Nothing was counted by it yet: it has not begun, or was set today and may be put right."""
        return self.begins > today or self.set_on == today


class Excuse(SchoolOwned):
    """Why something was not done in one period of one quota, and what those who oversee say to it. 未完成说明

    ``amount`` null: everything that is missing there. It counts once accepted; ``talk``: they will talk about it.
    """

    class Reason(models.TextChoices):
        ILL = "ill", "病假"
        TRAINING = "training", "外出培训"
        CLASH = "clash", "学校活动冲突"
        DUTIES = "duties", "课务调整"
        OTHER = "other", "其他"

    class State(models.TextChoices):
        OPEN = "open", "待答复"
        ACCEPTED = "accepted", "已认可"
        TALK = "talk", "约谈"

    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="excuses", verbose_name="指标")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    subject_kind = models.CharField(
        "谁的",
        max_length=6,
        choices=[("person", "教师"), ("group", "组"), ("class", "班级"), ("grade", "年级"), ("school", "学校")],
    )
    subject_key = models.PositiveIntegerField("谁的（编号）")
    span = models.CharField("哪一段", max_length=80)
    about = models.CharField("哪一件事", max_length=60, blank=True, help_text="由一件事引起的，写是哪一件")
    amount = models.PositiveSmallIntegerField("缺多少", null=True, blank=True)
    reason = models.CharField("原因", max_length=8, choices=Reason.choices)
    words = models.CharField("补充说明", max_length=200, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="说明人")
    given_at = models.DateTimeField("说明时间")
    state = models.CharField("答复", max_length=8, choices=State.choices, default=State.OPEN)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer = models.CharField("答复的话", max_length=200, blank=True)
    removed_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        verbose_name = "未完成说明"
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "quota", "term", "subject_kind", "subject_key", "span"],
                condition=Q(removed_at__isnull=True),
                name="excuse_once",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(state="open") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="excuse_answered_by_somebody",
            ),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gt=0), name="excuse_of_something"),
            models.CheckConstraint(condition=~Q(reason="other") | ~Q(words=""), name="excuse_other_says_what"),
        ]
        indexes = [models.Index(fields=["school", "term"], name="excuse_by_term")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.span}"

    @property
    def subject(self) -> Subject:
        """Whose it is."""
        return Subject(cast(SubjectKind, self.subject_kind), self.subject_key)

    @property
    def span_label(self) -> str:
        """第5周, 3月, or the event's name."""
        return span_label(self.span, self.about)

    @property
    def said(self) -> str:
        """The reason as it is read: 外出培训（参加区里的教材分析）."""
        chosen = self.get_reason_display()
        if self.reason == self.Reason.OTHER:
            return self.words
        return f"{chosen}（{self.words}）" if self.words else chosen
