"""Writes of the curriculum: the catalogue that every school shares, a school's own editions, and which edition a grade uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from jiaoyan.curriculum import catalogue
from jiaoyan.curriculum.catalogue import CatalogueUnit, CatalogueVolume
from jiaoyan.curriculum.models import Competency, LessonTopic, TextbookAdoption, TextbookEdition, Unit, Volume
from jiaoyan.curriculum.queries import own_editions, written_units
from jiaoyan.curriculum.rules import matched
from jiaoyan.schools import history
from jiaoyan.schools.access import WHO_MANAGES, Actor, NotAllowed, may_manage_school, require
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import SchoolYear
from jiaoyan.schools.rules.people import GRADES

Row = TypeVar("Row", bound=models.Model)
OUT_OF_THE_WAY = 1000  # numbers are unique, so they are moved away before they are given anew
CHANGED = "这一册刚刚被别人改过，请核对后再保存一次。"


class EditionTaken(Refused):
    """The school has an edition of this name and printing."""

    def __init__(self) -> None:
        super().__init__("本校已经有同名、同印次的目录。", "printing")


class UnitInUse(Refused):
    """Records hang on a unit that should go."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(f"单元“{unit.title}”已有教学进度、单元分析等记录，不能删去；可以改它的名称和课题。")


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

    Schedules that already stand keep the book they were made from. Raises ``Refused`` for an edition that was taken out, ``NotAllowed``.
    """
    require(may_manage_school(by), WHO_MANAGES)
    with transaction.atomic():
        stood = {row.grade: row.edition_id for row in TextbookAdoption.objects.select_for_update().filter(school_year=year)}
        wanted = {grade: edition.pk for grade, edition in editions.items() if edition is not None}
        if stood == wanted:
            return
        chosen = TextbookEdition.objects.select_for_update(of=("self",)).filter(pk__in=wanted.values())
        if any(each.removed_at is not None for each in chosen):
            raise Refused("选的目录刚刚被删去了，请重新选择。")
        TextbookAdoption.objects.filter(school_year=year).exclude(grade__in=wanted).delete()
        for grade, edition in wanted.items():
            TextbookAdoption.objects.update_or_create(
                school_id=by.school_id, school_year=year, grade=grade, defaults={"edition_id": edition}
            )
        history.note(by, "adopt", year, f"选定了{year.label}各年级的教材")


def add_edition(*, name: str, publisher: str, printing: str, copied: TextbookEdition | None = None, by: Actor) -> TextbookEdition:
    """An edition that the school keeps itself, with its twelve volumes: empty, or with the units and lessons of another. Raises ``EditionTaken``."""
    require(may_manage_school(by), WHO_MANAGES)
    with transaction.atomic():
        _refuse_taken(name, printing)
        edition = TextbookEdition.objects.create(
            code=_free_code(by.school_id), name=name, publisher=publisher, printing=printing, school_id=by.school_id
        )
        Volume.objects.bulk_create(Volume(edition=edition, grade=grade, half=half) for grade in GRADES for half in "AB")
        if copied is not None:
            books = {(each.grade, each.half): each for each in Volume.objects.filter(edition=copied)}
            for volume in Volume.objects.filter(edition=edition):
                if book := books.get((volume.grade, volume.half)):
                    _write(volume, written_units(book))
        source = f"，抄自{copied.called}" if copied else ""
        history.note(by, "create", edition, f"建立教材目录“{edition.called}”{source}")
    return edition


def change_edition(edition: TextbookEdition, *, name: str, publisher: str, printing: str, by: Actor) -> TextbookEdition:
    """Correct what an own edition is called. Raises ``EditionTaken``, ``NotAllowed``."""
    _require_own(edition, by)
    with transaction.atomic():
        _refuse_taken(name, printing, but=edition.pk)
        TextbookEdition.objects.filter(pk=edition.pk).update(name=name, publisher=publisher, printing=printing)
        edition.refresh_from_db()
        history.note(by, "change", edition, f"修改教材目录“{edition.called}”")
    return edition


def remove_edition(edition: TextbookEdition, *, by: Actor) -> None:
    """Take out an own edition nothing uses; ``restore_edition`` brings it back with its books.

    Raises ``Refused`` when a grade has chosen it or records hang on it, ``ChangedMeanwhile`` when somebody was first, ``NotAllowed``.
    """
    _require_own(edition, by)
    with transaction.atomic():
        if _locked(edition).removed_at is not None:
            raise ChangedMeanwhile
        if _in_use(edition):
            raise Refused("有年级选用了这个目录，或已有教学进度等记录，不能删去。")
        TextbookEdition.objects.filter(pk=edition.pk).update(removed_at=timezone.now())
        history.note(by, "delete", edition, f"删去教材目录“{edition.called}”")


def restore_edition(edition: TextbookEdition, *, by: Actor) -> None:
    """Bring it back; twice changes nothing. Raises ``EditionTaken`` when another of its name stands meanwhile, ``NotAllowed``."""
    _require_own(edition, by)
    with transaction.atomic():
        row = _locked(edition)
        if row.removed_at is None:
            return
        _refuse_taken(row.name, row.printing)
        TextbookEdition.objects.filter(pk=row.pk).update(removed_at=None)
        history.note(by, "restore", row, f"恢复教材目录“{row.called}”")


def _locked(edition: TextbookEdition) -> TextbookEdition:
    return TextbookEdition.objects.select_for_update(of=("self",)).get(pk=edition.pk)


class _TakenBack(Exception):
    """Ends a deletion that was only tried."""


def _in_use(edition: TextbookEdition) -> bool:
    """Whether a grade has chosen it or records hang on its units: what they are, packages above know; so deleting is tried, and taken back."""
    try:
        with transaction.atomic():
            Unit.objects.filter(volume__edition=edition).delete()
            Volume.objects.filter(edition=edition).delete()
            TextbookEdition.objects.filter(pk=edition.pk).delete()
            raise _TakenBack
    except IntegrityError:  # ProtectedError is one
        return True
    except _TakenBack:
        return False


def write_volume(volume: Volume, units: Sequence[CatalogueUnit], *, expected: Sequence[CatalogueUnit], by: Actor) -> None:
    """Make an own volume's units and lessons exactly ``units``. Units and lessons that go on keep their keys, and so their records.

    The same sent again changes nothing. Raises ``Refused`` when the volume is no longer as ``expected``, ``UnitInUse``, ``NotAllowed``.
    """
    _require_own(volume.edition, by)
    with transaction.atomic():
        Volume.objects.select_for_update().get(pk=volume.pk)
        standing = written_units(volume)
        if standing == tuple(units):
            return
        if standing != tuple(expected):
            raise Refused(CHANGED)
        _write(volume, units)
        history.note(by, "change", volume, f"修改教材目录“{volume.edition.called}”{volume.title}：{_counted(units)}")


def write_volumes(edition: TextbookEdition, books: Mapping[tuple[int, str], Sequence[CatalogueUnit]], *, by: Actor) -> str:
    """The same for several volumes at once, by (grade, half), whatever they held; all or none. Says in words what was written."""
    _require_own(edition, by)
    with transaction.atomic():
        volumes = {(each.grade, each.half): each for each in Volume.objects.select_for_update().filter(edition=edition)}
        for key, units in books.items():
            _write(volumes[key], units)
        said = f"{len(books)}册，{_counted([unit for units in books.values() for unit in units])}"
        history.note(by, "import", edition, f"导入教材目录“{edition.called}”：{said}")
    return said


def _write(volume: Volume, units: Sequence[CatalogueUnit]) -> None:
    there = list(Unit.objects.filter(volume=volume).order_by("number"))
    going_on = [
        None if place is None else there[place] for place in matched([each.title for each in there], [each.title for each in units])
    ]
    kept = {unit.pk for unit in going_on if unit is not None}
    for gone in there:
        if gone.pk not in kept:
            _remove_unit(gone)
    Unit.objects.filter(volume=volume).update(number=F("number") + OUT_OF_THE_WAY)
    for number, (unit, wanted) in enumerate(zip(going_on, units, strict=True), 1):
        row = unit or Unit(volume=volume)
        row.number, row.title, row.strand, row.activity, row.flex_periods = (
            number,
            wanted.title,
            wanted.strand,
            wanted.activity,
            wanted.flex,
        )
        row.save()
        _write_lessons(row, wanted)


def _write_lessons(unit: Unit, wanted: CatalogueUnit) -> None:
    there = list(LessonTopic.objects.filter(unit=unit).order_by("number"))
    places = matched([each.title for each in there], [each.title for each in wanted.lessons])
    kept = {there[place].pk for place in places if place is not None}
    LessonTopic.objects.filter(unit=unit).exclude(pk__in=kept).delete()
    LessonTopic.objects.filter(unit=unit).update(number=F("number") + OUT_OF_THE_WAY)
    rows = [LessonTopic(unit=unit) if place is None else there[place] for place in places]
    for number, (row, lesson) in enumerate(zip(rows, wanted.lessons, strict=True), 1):
        row.number, row.title, row.periods = number, lesson.title, lesson.periods
    LessonTopic.objects.bulk_update([row for row in rows if row.pk], ["number", "title", "periods"])
    LessonTopic.objects.bulk_create([row for row in rows if not row.pk])


def _remove_unit(unit: Unit) -> None:
    try:
        with transaction.atomic():
            unit.delete()
    except IntegrityError as used:  # ProtectedError is one
        raise UnitInUse(unit) from used


def _require_own(edition: TextbookEdition, by: Actor) -> None:
    """Those who keep the school, and no catalogue but the school's own."""
    require(may_manage_school(by), WHO_MANAGES)
    if edition.school_id != by.school_id:
        raise NotAllowed("随系统提供的目录由各校共用，不能修改；可以抄一份作为本校目录")


def _refuse_taken(name: str, printing: str, but: int | None = None) -> None:
    same = own_editions().filter(name=name, printing=printing)
    if any(each.pk != but for each in same):
        raise EditionTaken


def _free_code(school_id: int) -> str:
    """own-3-1: unique in the installation, shown to nobody."""
    taken = set(TextbookEdition.objects.filter(school_id=school_id).values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := f"own-{school_id}-{number}") not in taken)


def _counted(units: Sequence[CatalogueUnit]) -> str:
    return f"{len(units)}个单元，{sum(len(unit.lessons) for unit in units)}个课题"
