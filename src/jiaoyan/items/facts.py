"""What counts of exercises, homework lists and showcase homework. 事实（F08、F10）

An exercise counts once its reviewer has passed it, on the day it was handed in; the unit's own answers the unit. A homework list counts from its first day,
showcase homework from its first day on, until it was taken out.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from jiaoyan.items.models import Exercise, HomeworkEntry, HomeworkList, ShowcaseHomework
from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.schools.models import Status
from jiaoyan.web.addresses import addresses

PASSED = (Status.APPROVED, Status.ARCHIVED)


def facts(extent: Extent) -> Iterator[Fact]:
    """The facts of this package within an extent. At most three queries, however much there is."""
    return extent.read({"exercise": _exercises, "homework_list": _lists, "showcase": _showcases})


def _exercises(extent: Extent) -> Iterator[Fact]:
    rows = Exercise.objects.filter(term=extent.term, group__in=extent.groups, author__in=extent.people, status__in=PASSED)
    told = ("made_on", "reviewed_on", "author_id", "group_id", "title", "kind", "decided_by_id", "unit_id")
    page = addresses("items:exercise")
    for row in rows.only(*told).order_by():
        day = row.made_on or row.reviewed_on
        if day is None or day > extent.day:
            continue
        yield Fact(
            "exercise",
            f"items.exercise:{row.pk}",
            day,
            frozenset({Subject("person", row.author_id)}) | extent.upward(row.group_id),
            row.title,
            page(row.pk),
            {"type": row.kind, "reviewed": row.decided_by_id is not None and row.decided_by_id != row.author_id},
            frozenset({f"curriculum.unit:{row.unit_id}@{row.group_id}"}) if row.unit_id and row.kind == "unit" else frozenset(),
        )


def _lists(extent: Extent) -> Iterator[Fact]:
    filled = Exists(HomeworkEntry.objects.filter(homework=OuterRef("pk")))
    rows = HomeworkList.objects.filter(filled, term=extent.term, group__in=extent.groups, starts__lte=extent.day)
    page = addresses("items:homework")
    for row in rows.only("starts", "ends", "group_id").order_by():
        yield Fact(
            "homework_list",
            f"items.homeworklist:{row.pk}",
            row.starts,
            frozenset({Subject("group", row.group_id)}),
            str(row),
            page(row.pk),
        )


def _showcases(extent: Extent) -> Iterator[Fact]:
    rows = ShowcaseHomework.objects.filter(term=extent.term, group__in=extent.groups, removed_at__isnull=True, starts__lte=extent.day)
    page = addresses("items:showcase")
    for row in rows.only("starts", "group_id", "theme", "exhibition_day").order_by():
        yield Fact(
            "showcase",
            f"items.showcasehomework:{row.pk}",
            row.starts,
            frozenset({Subject("group", row.group_id)}),
            f"“{row.theme}”",
            page(row.pk),
            {"shown": row.exhibition_day is not None and row.exhibition_day <= extent.day},
        )
