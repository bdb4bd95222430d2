"""Named reads of the library, each with a fixed number of database queries."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch
from django.http import Http404

from jiaoyan.curriculum.models import TextbookAdoption, Unit
from jiaoyan.curriculum.queries import HALVES
from jiaoyan.library import access
from jiaoyan.library.models import Resource, ResourceVersion, TextbookStudy, UnitStudy
from jiaoyan.schools.access import Actor
from jiaoyan.schools.models import Group, Term


def study_of(group: Group, term: Term) -> TextbookStudy | None:
    """The textbook study with its units. Two queries."""
    return studies_among([group], term).get(group.pk)


def studies_among(groups: Sequence[Group], term: Term) -> dict[int, TextbookStudy]:
    """The same for several groups, by group key. Two queries."""
    units = Prefetch("units", UnitStudy.objects.select_related("unit", "changed_by"))
    found = TextbookStudy.objects.filter(group__in=groups, term=term).select_related("changed_by").prefetch_related(units)
    return {study.group_id: study for study in found}


def units_of(group: Group, term: Term) -> list[Unit]:
    """The units of the book the group's grade has chosen, in order. Two queries."""
    return units_among([group], term).get(group.pk, [])


def units_among(groups: Sequence[Group], term: Term) -> dict[int, list[Unit]]:
    """The same for several groups, by group key. Two queries."""
    edition = dict(TextbookAdoption.objects.filter(school_year=term.school_year_id).values_list("grade", "edition_id"))
    units = (
        Unit.objects.filter(volume__edition__in=edition.values(), volume__half=HALVES[term.number])
        .select_related("volume")
        .order_by("number")
    )
    by_book: dict[tuple[int, int], list[Unit]] = {}
    for unit in units:
        by_book.setdefault((unit.volume.edition_id, unit.volume.grade), []).append(unit)
    return {group.pk: by_book.get((edition.get(group.grade, 0), group.grade or 0), []) for group in groups}


def resources_of(group: Group, term: Term, *, removed: bool = False) -> list[Resource]:
    """The resources of a term by unit and step. One query."""
    return resources_among([group], term, removed=removed)


def resources_among(groups: Sequence[Group], term: Term, *, removed: bool = False) -> list[Resource]:
    """The same for several groups. One query."""
    found = Resource.objects.filter(group__in=groups, term=term, removed_at__isnull=not removed)
    return list(found.select_related("unit", "made_by"))


def resource_of(actor: Actor, pk: int) -> Resource:
    """One resource with group and term. One query. Raises ``Http404`` for what is not there to be read."""
    found: Resource | None = (
        Resource.objects.select_related("group", "term__school_year", "unit").filter(access.visible_to(actor), pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


def version_of(actor: Actor, pk: int) -> ResourceVersion:
    """One version with its file. One query. Raises ``Http404``."""
    found: ResourceVersion | None = (
        ResourceVersion.objects.select_related("file", "resource").filter(resource__group_id__in=actor.readable, pk=pk).first()
    )
    if found is None:
        raise Http404
    return found
