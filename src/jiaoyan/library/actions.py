"""Writing the textbook study, giving resources and new versions of them, declaring them final, taking them out. 教材梳理、资源"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiaoyan.curriculum.models import Unit
from jiaoyan.documents import markup
from jiaoyan.library import access
from jiaoyan.library.models import Resource, ResourceVersion, TextbookStudy, UnitStudy
from jiaoyan.library.rules import CONTENT_TYPES, STEP_NAMES, UnitWords, unfinished
from jiaoyan.schools import files
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group, StoredFile, Term
from jiaoyan.schools.rules.problem import Problem, RowsAtFault, in_row

WORDS = ("key", "difficulty", "mistakes")


class CannotKeep(Refused):
    """A resource that cannot be kept as it is."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file that lies on disk already, for the verb that gives it to its resource."""

    laid: files.Laid
    name: str
    content_type: str

    def registered(self, by: Actor) -> StoredFile:
        """Its row."""
        return files.register(self.laid, name=self.name, content_type=self.content_type, by=by)


def lay_file(data: bytes, name: str) -> Given:
    """Write an uploaded file down: to be done before the verb. ``name`` may come with a folder of the sender's. Raises ``OSError`` when the disk refuses."""
    own = name.replace("\\", "/").rpartition("/")[2]
    return Given(files.lay_down(data), own, CONTENT_TYPES[own.rpartition(".")[2].lower()])


def save_study(
    *,
    by: Actor,
    group: Group,
    term: Term,
    version: int,
    day: date,
    whole_book: list[dict[str, Any]],
    units: Sequence[UnitWords],
    allowed: Sequence[Unit],
) -> TextbookStudy:
    """The whole study as it stands on its page; ``version`` 0 begins it. Only what was changed is stored and named in the history; the same sent again changes nothing.

    ``allowed``: the units of the book. Raises ``RowsAtFault`` (a unit declared final that lacks something), ``ChangedMeanwhile``, ``NotAllowed``.
    """
    require(access.may_write(by, group.pk), access.WHO_WRITES)
    _refuse_unfinished(units)
    with transaction.atomic():
        study = _opened(by, group, term)
        changed = _changed_units(study, units, {unit.pk: unit for unit in allowed})
        whole = markup.source(study.whole_book) != markup.source(whole_book)
        if not changed and not whole:
            return study
        if study.version != version:
            raise ChangedMeanwhile
        written = [*(["通读全册"] if whole else []), *(f"“{unit}”{'定稿' if words.final else ''}" for unit, words in changed)]
        study.whole_book = whole_book
        study.version, study.changed_by_id, study.changed_at = study.version + 1, by.person_id, timezone.now()
        study.save()
        _save_units(by, study, day, [words for _, words in changed])
        note(by, "study", study, f"修改{study}：{'、'.join(written)}")
    return study


def _refuse_unfinished(units: Sequence[UnitWords]) -> None:
    problems: list[Problem] = []
    for place, words in enumerate(units):
        lacking = unfinished(words.key, words.difficulty, words.mistakes) if words.final else ()
        if lacking:
            problems.append(in_row(place, "final", f"定稿以前请写好{'、'.join(lacking)}。"))
    if problems:
        raise RowsAtFault(problems)


def _opened(by: Actor, group: Group, term: Term) -> TextbookStudy:
    """The group's study under lock; one that nobody has begun is not stored yet and has version 0."""
    Group.objects.select_for_update().get(pk=group.pk)  # two people beginning it at once begin one
    study: TextbookStudy | None = TextbookStudy.objects.filter(group=group, term=term).first()
    return study or TextbookStudy(school_id=by.school_id, group=group, term=term, version=0)


def _changed_units(study: TextbookStudy, units: Sequence[UnitWords], allowed: Mapping[int, Unit]) -> list[tuple[Unit, UnitWords]]:
    """The units of the book of which something else is said than stands there."""
    there = {each.unit_id: (*(getattr(each, name) for name in WORDS), each.final_on is not None) for each in _standing_units(study)}
    empty = (*("" for _ in WORDS), False)
    said = {words.unit: (*(getattr(words, name).strip() for name in WORDS), words.final) for words in units}
    return [(allowed[words.unit], words) for words in units if words.unit in allowed and said[words.unit] != there.get(words.unit, empty)]


def _standing_units(study: TextbookStudy) -> list[UnitStudy]:
    return list(study.units.all()) if study.pk else []


def _save_units(by: Actor, study: TextbookStudy, day: date, units: Sequence[UnitWords]) -> None:
    there = {each.unit_id: each for each in _standing_units(study)}
    for words in units:
        row = there.get(words.unit) or UnitStudy(school_id=by.school_id, study=study, unit_id=words.unit)
        for name in WORDS:
            setattr(row, name, getattr(words, name).strip())
        if not (words.final and row.final_on):  # a final one that is corrected stays the work of whoever finished it
            row.final_on, row.changed_by_id, row.changed_at = day if words.final else None, by.person_id, timezone.now()
        row.save()


def give_resource(
    *, by: Actor, group: Group, term: Term, unit: Unit, step: str, title: str, day: date, given: Given, final: bool = False
) -> Resource:
    """Give a file for one step of a unit's chain; the same one sent again is one. Raises ``CannotKeep``, ``NotAllowed``."""
    require(access.may_write(by, group.pk), access.WHO_WRITES)
    if not title.strip():
        raise CannotKeep("请写名称，如“分数加减法 电子教案”。", "title")
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=group.pk)  # the same form sent twice at once is one resource
        told = {
            "group": group,
            "term": term,
            "unit": unit,
            "step": step,
            "title": title.strip(),
            "final": final,
            "made_by_id": by.person_id,
        }
        same = Resource.objects.filter(**told, removed_at__isnull=True, versions__file__sha256=given.laid.sha256)
        again: Resource | None = same.exclude(versions__number__gt=1).first()
        if again is not None:
            return again
        resource: Resource = Resource.objects.create(
            school_id=by.school_id,
            made_on=day,
            **told,
        )
        _add(by, resource, given, 1, "", day)
        note(by, "resource", resource, f"上传“{unit}”{STEP_NAMES[step]}：{resource.title}{'（定稿）' if final else ''}")
    return resource


def give_version(*, by: Actor, resource: Resource, version: int, given: Given, words: str, day: date, final: bool) -> Resource:
    """Give a newer file; former ones stay readable. The same one sent again is one version. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_write(by, resource.group_id), access.WHO_WRITES)
    with transaction.atomic():
        row = _locked(resource)
        if _is_last(by, row, given, words, final=final):
            return row
        if row.version != version:
            raise ChangedMeanwhile
        number = row.versions.count() + 1
        _add(by, row, given, number, words, day)
        _store(row, final=final)
        note(by, "version", row, f"上传“{row.unit}”{row.get_step_display()}“{row.title}”第{number}稿{'（定稿）' if final else ''}")
    return row


def set_final(*, by: Actor, resource: Resource, version: int, final: bool) -> Resource:
    """Declare the last version final, or open it again; twice changes nothing. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_write(by, resource.group_id), access.WHO_WRITES)
    with transaction.atomic():
        row = _locked(resource)
        if row.final != final:
            if row.version != version:
                raise ChangedMeanwhile
            _store(row, final=final)
            note(by, "final", row, f"“{row.unit}”{row.get_step_display()}“{row.title}”{'定稿' if final else '重新修改'}")
    return row


def remove_resource(*, by: Actor, resource: Resource, version: int) -> None:
    """Take a resource out; ``restore_resource`` brings it back. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change(by, resource), access.WHO_CHANGES)
    with transaction.atomic():
        row = _seen(resource, version)
        row.removed_at = timezone.now()
        _store(row, final=row.final)
        note(by, "resource_out", row, f"删去“{row.unit}”{row.get_step_display()}：{row.title}")


def restore_resource(*, by: Actor, resource: Resource) -> None:
    """Bring it back; doing it twice changes nothing. Raises ``CannotKeep`` when the same was given again meanwhile, ``NotAllowed``."""
    require(access.may_change(by, resource), access.WHO_CHANGES)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=resource.group_id)
        row: Resource = Resource.objects.select_for_update(of=("self",)).select_related("unit").get(pk=resource.pk)
        if row.removed_at is None:
            return
        if _given_again(row):
            raise CannotKeep("同样的资源已经重新上传，不用再恢复。")
        row.removed_at = None
        _store(row, final=row.final)
        note(by, "resource_back", row, f"恢复“{row.unit}”{row.get_step_display()}：{row.title}")


def _given_again(row: Resource) -> bool:
    """Whether another one that stands has the same name in the same place and the same last file."""
    last = row.versions.select_related("file").order_by("number").last()
    same = Resource.objects.filter(group_id=row.group_id, term_id=row.term_id, unit_id=row.unit_id, step=row.step, title=row.title)
    here = same.filter(removed_at__isnull=True).exclude(pk=row.pk).prefetch_related("versions__file")
    files_here = {list(each.versions.all())[-1].file.sha256 for each in here}
    return last is not None and last.file.sha256 in files_here


def _locked(resource: Resource) -> Resource:
    row: Resource = Resource.objects.select_for_update(of=("self",)).select_related("unit").get(pk=resource.pk)
    if row.removed_at is not None:
        raise ChangedMeanwhile
    return row


def _seen(resource: Resource, version: int) -> Resource:
    row = _locked(resource)
    if row.version != version:
        raise ChangedMeanwhile
    return row


def _is_last(by: Actor, row: Resource, given: Given, words: str, *, final: bool) -> bool:
    """Whether the person's newer version stands there already as the last one: a first version says nothing was changed."""
    last = row.versions.select_related("file").order_by("number").last()
    told = (given.laid.sha256, words.strip(), final, by.person_id)
    return last is not None and last.number > 1 and told == (last.file.sha256, last.note, row.final, last.by_id)


def _store(row: Resource, *, final: bool) -> None:
    row.final = final
    row.version += 1
    row.save()


def _add(by: Actor, resource: Resource, given: Given, number: int, words: str, day: date) -> None:
    ResourceVersion.objects.create(
        school_id=by.school_id, resource=resource, number=number, file=given.registered(by), note=words.strip(), by_id=by.person_id, day=day
    )
