"""What a group gathers about its book: the textbook study before term, and resources unit by unit. 教材梳理与资源链（F40）"""

from __future__ import annotations

from django.db import models

from jiaoyan.curriculum.models import Unit
from jiaoyan.library.rules import LONGEST, STEPS
from jiaoyan.schools.models import Group, Person, SchoolOwned, StoredFile, Term
from jiaoyan.web.prose import ProseField


class TextbookStudy(SchoolOwned):
    """What reading the whole book before term has shown: its structure, what came before and what follows. 教材梳理"""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="textbook_studies", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    whole_book = ProseField("通读全册", default=list, blank=True, help_text="全册的结构、与前后各册的联系；要点一条一行，前面写“- ”")
    version = models.PositiveIntegerField("版本", default=1)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="修改人")
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "教材梳理"
        constraints = [models.UniqueConstraint(fields=["school", "group", "term"], name="textbook_study_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.term} 教材梳理"


class UnitStudy(SchoolOwned):
    """What is central, hard and often wrong in one unit. ``changed_by``: who wrote it last, of a final one who finished it. 单元要点"""

    study = models.ForeignKey(TextbookStudy, on_delete=models.CASCADE, related_name="units", verbose_name="教材梳理")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="单元")
    key = models.TextField("重点", max_length=LONGEST, blank=True)
    difficulty = models.TextField("难点", max_length=LONGEST, blank=True)
    mistakes = models.TextField("易错", max_length=LONGEST, blank=True)
    final_on = models.DateField("定稿日期", null=True, blank=True)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="修改人")
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "单元要点"
        ordering = ["unit__number"]
        constraints = [models.UniqueConstraint(fields=["school", "study", "unit"], name="unit_study_once")]

    def __str__(self) -> str:
        return f"{self.unit}"


class Resource(SchoolOwned):
    """Something the group keeps for one step of a unit's resource chain, in as many versions as it took. 资源"""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="resources", verbose_name="备课组")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", verbose_name="学期")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="单元")
    step = models.CharField("环节", max_length=8, choices=STEPS)
    title = models.CharField("名称", max_length=80)
    final = models.BooleanField("定稿", default=False)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="提供人")
    made_on = models.DateField("日期")
    version = models.PositiveIntegerField("版本", default=1)
    removed_at = models.DateTimeField("删去时间", null=True, blank=True)

    class Meta:
        verbose_name = "资源"
        ordering = ["unit__number", "step", "id"]
        indexes = [models.Index(fields=["school", "group", "term"], name="resource_of_term")]

    def __str__(self) -> str:
        return self.title


class ResourceVersion(SchoolOwned):
    """One file of a resource; the last is the one in use. 版本"""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="versions", verbose_name="资源")
    number = models.PositiveSmallIntegerField("第几稿")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="文件")
    note = models.CharField("改了什么", max_length=120, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="上传人")
    day = models.DateField("日期")

    class Meta:
        verbose_name = "资源版本"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["school", "resource", "number"], name="resource_version_once")]

    def __str__(self) -> str:
        return f"{self.resource} 第{self.number}稿"
