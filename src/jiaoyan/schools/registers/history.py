"""Reads for the page of history. 历史"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from jiaoyan.schools.models import Approvable, HistoryLine, Person
from jiaoyan.schools.rules.approval import Event

DAY = timedelta(days=1)


def lines(*, person_id: int | None = None, kind: str = "", first: date | None = None, last: date | None = None) -> QuerySet[HistoryLine]:
    """History, newest first, of one person, one kind of thing, from ``first`` to ``last``. One query when read."""
    found: QuerySet[HistoryLine] = HistoryLine.objects.order_by("-number")
    if person_id is not None:
        found = found.filter(person_id=person_id)
    if kind:
        found = found.filter(kind=kind)
    if first is not None:
        found = found.filter(at__gte=_midnight(first))
    if last is not None:
        found = found.filter(at__lt=_midnight(last + DAY))
    return found


def steps_of(paper: Approvable) -> QuerySet[HistoryLine]:
    """The steps of approval a paper has taken, oldest first, in the words of their day. One query when read."""
    kind = paper._meta.label_lower
    found: QuerySet[HistoryLine] = HistoryLine.objects.filter(kind=kind, object_id=paper.pk, verb__in=[event.value for event in Event])
    return found.order_by("number")


def kinds() -> list[tuple[str, str]]:
    """The kinds of things that occur, with their Chinese names. One query."""
    found = HistoryLine.objects.order_by("kind").values_list("kind", flat=True).distinct()
    return sorted(((kind, kind_called(kind)) for kind in found if kind), key=lambda pair: pair[1])


def writers() -> list[Person]:
    """Everybody who ever wrote a line. One query."""
    return list(Person.objects.filter(pk__in=HistoryLine.objects.order_by().values("person_id")))


def kind_called(kind: str) -> str:
    """schools.person → 教职工; unknown names stay as they are."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
