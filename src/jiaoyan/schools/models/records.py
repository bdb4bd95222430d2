"""What the school keeps about its own doings: history lines and stored files. 历史与文件"""

from __future__ import annotations

from django.db import models

from jiaoyan.schools.models.base import SchoolOwned
from jiaoyan.schools.models.people import Person


class HistoryLine(SchoolOwned):
    """One write: who did what to which thing, when, in the names of that day. Append-only and chained. 历史"""

    number = models.PositiveBigIntegerField("序号")
    at = models.DateTimeField("时间")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="教职工")
    person_name = models.CharField("姓名", max_length=40)
    verb = models.CharField("动作", max_length=30)
    kind = models.CharField("对象", max_length=60)
    object_id = models.BigIntegerField("对象编号", null=True, blank=True)
    text = models.CharField("内容", max_length=300)
    previous = models.CharField("上一行摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "历史"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="history_number_once")]
        indexes = [models.Index(fields=["school", "kind", "object_id"], name="history_by_object")]

    def __str__(self) -> str:
        return f"{self.number} {self.person_name}{self.text}"


class HistoryHead(models.Model):
    """The end of a school's chain: locked while a line is added, so numbers have no gaps and no forks."""

    school = models.OneToOneField("schools.School", on_delete=models.PROTECT, related_name="history_head", verbose_name="学校")
    number = models.PositiveBigIntegerField("序号", default=0)
    digest = models.CharField("摘要", max_length=64, default="0" * 64)

    class Meta:
        verbose_name = "历史末行"

    def __str__(self) -> str:
        return f"{self.school} {self.number}"


class StoredFile(SchoolOwned):
    """A file on disk under a random name; access is decided by the row that owns it. 文件"""

    key = models.CharField("存放名", max_length=64, unique=True)
    name = models.CharField("文件名", max_length=120)
    sha256 = models.CharField("摘要", max_length=64)
    size = models.PositiveBigIntegerField("大小")
    content_type = models.CharField("类型", max_length=100)
    stored_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上传人")
    stored_at = models.DateTimeField("存入时间")

    class Meta:
        verbose_name = "文件"
        indexes = [models.Index(fields=["school", "sha256"], name="file_by_hash")]

    def __str__(self) -> str:
        return self.name


class DoneOnce(SchoolOwned):
    """An idempotency key that was used: repeating the same import or form changes nothing. 已办"""

    key = models.CharField("键", max_length=80)
    at = models.DateTimeField("时间")
    answer = models.CharField("结果", max_length=300)

    class Meta:
        verbose_name = "已办"
        constraints = [models.UniqueConstraint(fields=["school", "key"], name="done_once")]

    def __str__(self) -> str:
        return self.key
