"""A training, and passing on what was learnt outside. 培训与二次培训（F37）"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiaoyan.schools.models import Group, Person, SchoolOwned, StoredFile, Term
from jiaoyan.web.prose import ProseField


class Training(SchoolOwned):
    """A training of a group, or one that some of its people went to; one outside the school is shared afterwards. 培训（F37）

    ``removed_at``: taken out, may be brought back.
    """

    class Kind(models.TextChoices):
        IN_GROUP = "in_group", "组内培训"
        EXTERNAL = "external", "外出培训"
        ONLINE = "online", "线上培训"
        TEXTBOOK = "textbook", "教材分析培训"
        SEMINAR = "seminar", "区域研讨"

    class Form(models.TextChoices):
        OBSERVATION = "observation", "观摩"
        LECTURE = "lecture", "讲座"
        DISCUSSION = "discussion", "研讨"
        DEFENCE = "defence", "答辩"
        SALON = "salon", "沙龙"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="trainings", verbose_name="组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    kind = models.CharField("类型", max_length=8, choices=Kind.choices)
    theme = models.CharField("主题", max_length=80)
    day = models.DateField("日期")
    form = models.CharField("形式", max_length=11, choices=Form.choices)
    trainers = models.ManyToManyField(Person, blank=True, related_name="+", verbose_name="主讲")
    guest = models.CharField("外请主讲", max_length=60, blank=True)
    participants = models.ManyToManyField(Person, related_name="+", verbose_name="参加人员")
    digest = ProseField("要点", default=list, blank=True)
    materials = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="资料")
    share_by = models.DateField("二次培训期限", null=True, blank=True, help_text="外出培训才有")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")
    version = models.PositiveIntegerField("版本", default=1)
    removed_at = models.DateTimeField("删去时间", null=True, blank=True)

    class Meta:
        verbose_name = "培训"
        ordering = ["day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="external", share_by__isnull=False) | (~Q(kind="external") & Q(share_by__isnull=True)),
                name="training_shared_when_external",
            ),
        ]
        indexes = [models.Index(fields=["school", "group", "term"], name="training_of_term")]

    def __str__(self) -> str:
        return self.theme


class ShareBack(SchoolOwned):
    """Those who were trained outside pass it on. 二次培训（F37）"""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="share_backs", verbose_name="培训")
    day = models.DateField("日期")
    givers = models.ManyToManyField(Person, related_name="+", verbose_name="主讲")
    audience = models.CharField("听众", max_length=60)
    materials = models.CharField("资料", max_length=120, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")
    removed_at = models.DateTimeField("删去时间", null=True, blank=True)

    class Meta:
        verbose_name = "二次培训"
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.training} 二次培训"
