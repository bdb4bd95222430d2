"""A problem with the measure against it, the same in every summary. 存在问题与改进措施"""

from __future__ import annotations

from django.db import models

from jiaoyan.schools.models import SchoolOwned


class ProblemPair(SchoolOwned):
    """The two stand in one row, so that neither is forgotten; each summary adds the key of its own."""

    position = models.PositiveSmallIntegerField("序号")
    problem = models.TextField("存在问题", max_length=500)
    measure = models.TextField("改进措施", max_length=500, blank=True)
    when = models.CharField("落实时间", max_length=40, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.problem[:20]
