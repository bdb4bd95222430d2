"""What counts of the library: units studied to the end, and resources given. 教材梳理、资源"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from jiaoyan.library.models import Resource, UnitStudy
from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.rules.fact import Fact


def facts(extent: Extent) -> Iterator[Fact]:
    """Studies declared final and resources that stand. At most two queries."""
    return extent.read({"textbook_study": _studies, "resource": _resources})


def _studies(extent: Extent) -> Iterator[Fact]:
    """Whose it is: who finished the unit, whoever corrected it since."""
    found = UnitStudy.objects.filter(study__term=extent.term, study__group_id__in=extent.groups, final_on__isnull=False)
    pages = {group: reverse("library:study", args=[group, extent.term.key]) for group in extent.groups}
    for each in found.select_related("unit", "study"):
        group = each.study.group_id
        yield Fact(
            "textbook_study",
            f"library.unitstudy:{each.pk}",
            each.final_on,
            extent.upward(group) | extent.of_people([each.changed_by_id]),
            f"“{each.unit}”教材梳理",
            pages[group],
        )


def _resources(extent: Extent) -> Iterator[Fact]:
    found = Resource.objects.filter(term=extent.term, group_id__in=extent.groups, removed_at__isnull=True)
    for each in found.select_related("unit"):
        yield Fact(
            "resource",
            f"library.resource:{each.pk}",
            each.made_on,
            extent.upward(each.group_id) | extent.of_people([each.made_by_id]),
            f"“{each.unit}”{each.get_step_display()}：{each.title}",
            reverse("library:resource", args=[each.pk]),
        )
