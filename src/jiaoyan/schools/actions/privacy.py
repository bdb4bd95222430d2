"""Giving out what is held about a person, and erasing it as the packages declare. 个人信息的查阅与抹除

What a person wrote and signed as work stays with the school under their name; everything else goes (see ``schools.privacy``).
History names a pupil by code, so that it can outlive the pupil's data; reasons are chosen, never typed, for the same reason.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone

from jiaoyan.database.scrub import overwrite_what_is_deleted
from jiaoyan.schools import files, history
from jiaoyan.schools.access import WHO_KEEPS_PRIVACY, Actor, may_keep_privacy, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import DoneOnce, Person, Pupil, StoredFile
from jiaoyan.schools.privacy import Data, Erasure
from jiaoyan.schools.registers.personal import (
    Kind,
    Subject,
    accounts_of,
    anything_to_erase,
    called,
    every,
    has_left,
    held,
    overdue,
    personal_fields,
    rows_about,
    sessions_of,
    whose,
)
from jiaoyan.schools.rules.retention import REASONS_TO_ERASE, REASONS_TO_GIVE

KEYS_KEPT = timedelta(days=90)
AT_ONCE = 200


class StillHere(Refused):
    """The school needs the data of those who are still here."""

    def __init__(self) -> None:
        super().__init__("还在校，不能抹除。请先登记离校。")


class NothingLeft(Refused):
    """Erased before."""

    def __init__(self) -> None:
        super().__init__("已经抹除过，没有可抹除的内容。")


@dataclass(frozen=True, slots=True)
class Purged:
    """How many people's data a purge erased."""

    pupils: int
    staff: int

    def __bool__(self) -> bool:
        return bool(self.pupils or self.staff)


def note_looked_up(pupils: int, *, by: Actor) -> None:
    """The line of history for a search that showed so many pupils by name; none for a search that showed none."""
    if pupils:
        with transaction.atomic():
            history.note(by, "view", None, f"在个人信息中查到{pupils}名学生的姓名")


def give_out(subject: Subject, *, reason: str, by: Actor) -> tuple[Kind, ...]:
    """Everything held about a person, with the line of history that says who took it out and why. ``reason``: of ``REASONS_TO_GIVE``."""
    _require(by, reason, REASONS_TO_GIVE)
    with transaction.atomic():
        history.note(by, "give_out", subject, f"导出{_called(subject)}的个人信息：{reason}")
    return held(subject)


def erase(subject: Subject, *, reason: str, on: date, by: Actor) -> None:
    """Erase a person's data as declared. ``reason``: of ``REASONS_TO_ERASE``. Raises ``StillHere``, ``NothingLeft``."""
    _require(by, reason, REASONS_TO_ERASE)
    with transaction.atomic():
        locked: Subject | None = type(subject).objects.select_for_update().filter(pk=subject.pk).first()
        if locked is None or (isinstance(locked, Person) and not anything_to_erase(locked)):
            raise NothingLeft
        if not has_left(locked, on):
            raise StillHere
        _erase(type(locked), [locked.pk])
        history.note(by, "erase", subject, f"抹除{_called(locked)}的个人信息：{reason}")


def purge(*, on: date, by: Actor) -> Purged:
    """Erase the data of everybody whose time of keeping is over on a day, and what else is past its time; nothing twice."""
    _require(by, REASONS_TO_ERASE[-1], REASONS_TO_ERASE)
    _forget_the_transient()
    due = overdue(on)
    done = Purged(len(due.pupils), len(due.staff))
    for kind, people in ((Pupil, due.pupils), (Person, due.staff)):
        for first in range(0, len(people), AT_ONCE):
            some = people[first : first + AT_ONCE]
            with transaction.atomic():
                _erase(kind, [each.pk for each in some])
                history.note(by, "erase", None, f"按保存期限抹除{len(some)}名{_CALLED[kind]}的个人信息")
    return done


_CALLED: dict[type[Subject], str] = {Pupil: "已离校学生", Person: "离校教职工"}


def _require(by: Actor, reason: str, known: Sequence[str]) -> None:
    require(may_keep_privacy(by), WHO_KEEPS_PRIVACY)
    if reason not in known:
        raise Refused("请选择事由。", "reason")


def _called(subject: Subject) -> str:
    return f"学生（学号{subject.code}）" if isinstance(subject, Pupil) else called(subject)


def _erase(kind: type[Subject], keys: Collection[int]) -> None:
    """Delete rows and blank fields as declared, the last table first; stored files that went with a row go too."""
    overwrite_what_is_deleted()
    if kind is Person:
        Session.objects.filter(session_key__in=sessions_of(accounts_of(keys))).delete()
    for model, rows in reversed(rows_about(kind, keys, own=True).items()):
        declared = personal_fields(model, whose(kind))
        found = list(rows.values_list("pk", flat=True))
        theirs = every(model).filter(pk__in=found)
        if any(data.erasure is Erasure.DELETE_ROW for data in declared.values()):
            attached = _attached(model, declared, found)
            theirs.delete()
            _delete_files(attached)
        elif blanks := _blanks(model, declared):
            theirs.update(**blanks)


def _blanks(model: type[models.Model], declared: dict[str, Data]) -> dict[str, object]:
    """What each field that is to be emptied holds when it is empty."""
    fields = [model._meta.get_field(name) for name, data in declared.items() if data.erasure is Erasure.BLANK]
    return {field.name: None if field.null else "" for field in fields if isinstance(field, models.Field)}


def _attached(model: type[models.Model], declared: dict[str, Data], keys: Collection[int]) -> list[int]:
    """Stored files that belong to rows about to be deleted."""
    found: list[int] = []
    for name in declared:
        field = model._meta.get_field(name)
        if isinstance(field, models.ForeignKey) and field.remote_field.model is StoredFile:
            found += every(model).filter(pk__in=keys, **{f"{name}__isnull": False}).values_list(f"{name}_id", flat=True)
    return found


def _delete_files(keys: Collection[int]) -> None:
    """The rows now, the bytes once that is certain; a crash in between leaves strays, which the sweep at start removes."""
    rows = every(StoredFile).filter(pk__in=keys)
    paths = [files.path_of(key) for key in rows.values_list("key", flat=True)]
    rows.delete()
    for path in paths:
        transaction.on_commit(partial(path.unlink, missing_ok=True), robust=True)


def _forget_the_transient() -> None:
    """Sessions that are over, and keys of sendings nobody will repeat."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    DoneOnce.objects.filter(at__lt=now - KEYS_KEPT).delete()
