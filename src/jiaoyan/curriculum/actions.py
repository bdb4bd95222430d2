"""Writes of the curriculum: the catalogue that every school shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.db import models, transaction

from jiaoyan.curriculum import catalogue
from jiaoyan.curriculum.catalogue import CatalogueUnit, CatalogueVolume
from jiaoyan.curriculum.models import Competency, LessonTopic, TextbookAdoption, TextbookEdition, Unit, Volume
from jiaoyan.schools import history
from jiaoyan.schools.access import WHO_MANAGES, Actor, may_manage_school, require
from jiaoyan.schools.models import SchoolYear

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def load_catalogue() -> None:
    """Bring editions, volumes, units, lessons and competencies in line with the files that come with the product.

    Repeating it changes nothing, and keys stay as they are; lessons a catalogue no longer lists go, units never do (records hang on them).
    It belongs to the installation and to no school, so there is no ``by`` and no history line. A fixed number of queries.
    """
    named = [Competency(number=place, name=name) for place, name in enumerate(catalogue.competencies(), 1)]
    _upsert(Competency.objects, ["number"], ["name"], named)
    editions = [TextbookEdition(code=e.code, name=e.name, publisher=e.publisher, printing=e.printing) for e in catalogue.editions()]
    _upsert(TextbookEdition.objects, ["code"], ["name", "publisher", "printing"], editions)
    volumes = _load_volumes(catalogue.volumes())
    _load_lessons(_load_units(volumes))


def _load_volumes(volumes: Sequence[CatalogueVolume]) -> list[tuple[int, CatalogueVolume]]:
    editions = dict(TextbookEdition.objects.values_list("code", "pk"))
    rows = [Volume(edition_id=editions[each.edition], grade=each.grade, half=each.half) for each in volumes]
    Volume.objects.bulk_create(rows, ignore_conflicts=True)
    stored = {(code, grade, half): pk for code, grade, half, pk in Volume.objects.values_list("edition__code", "grade", "half", "pk")}
    return [(stored[each.edition, each.grade, each.half], each) for each in volumes]


def _load_units(volumes: Sequence[tuple[int, CatalogueVolume]]) -> list[tuple[int, CatalogueUnit]]:
    listed = [((volume, place), unit) for volume, book in volumes for place, unit in enumerate(book.units, 1)]
    rows = [
        Unit(volume_id=volume, number=place, title=unit.title, strand=unit.strand, activity=unit.activity, flex_periods=unit.flex)
        for (volume, place), unit in listed
    ]
    _upsert(Unit.objects, ["volume", "number"], ["title", "strand", "activity", "flex_periods"], rows)
    stored = {(volume, number): pk for volume, number, pk in Unit.objects.values_list("volume_id", "number", "pk")}
    return [(stored[key], unit) for key, unit in listed]


def _load_lessons(units: Sequence[tuple[int, CatalogueUnit]]) -> None:
    rows = [
        LessonTopic(unit_id=pk, number=place, title=lesson.title, periods=lesson.periods)
        for pk, unit in units
        for place, lesson in enumerate(unit.lessons, 1)
    ]
    _upsert(LessonTopic.objects, ["unit", "number"], ["title", "periods"], rows)
    listed = {(row.unit_id, row.number) for row in rows}
    stored = LessonTopic.objects.filter(unit__in={unit for unit, _ in listed}).values_list("pk", "unit_id", "number")
    gone = [pk for pk, unit, number in stored if (unit, number) not in listed]
    LessonTopic.objects.filter(pk__in=gone).delete()


def _upsert(table: models.Manager[Row], unique: list[str], update: list[str], rows: Sequence[Row]) -> None:
    table.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=update, batch_size=200)


def adopt(year: SchoolYear, editions: Mapping[int, TextbookEdition | None], *, by: Actor) -> None:
    """Say which edition each grade (1–6) uses in a school year; None takes the choice back. One transaction, one history line when anything changed.

    Schedules that already stand keep the book they were made from. Raises ``NotAllowed``.
    """
    require(may_manage_school(by), WHO_MANAGES)
    with transaction.atomic():
        stood = {row.grade: row.edition_id for row in TextbookAdoption.objects.select_for_update().filter(school_year=year)}
        wanted = {grade: edition.pk for grade, edition in editions.items() if edition is not None}
        if stood == wanted:
            return
        TextbookAdoption.objects.filter(school_year=year).exclude(grade__in=wanted).delete()
        for grade, edition in wanted.items():
            TextbookAdoption.objects.update_or_create(
                school_id=by.school_id, school_year=year, grade=grade, defaults={"edition_id": edition}
            )
        history.note(by, "adopt", year, f"选定了{year.key}学年各年级的教材")
