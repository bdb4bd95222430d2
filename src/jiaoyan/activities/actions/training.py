"""Trainings and what those who went pass on. 培训与二次培训（F37）"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiaoyan.activities import access
from jiaoyan.activities.actions.problems import CannotTrain
from jiaoyan.activities.models import ShareBack, Training
from jiaoyan.activities.rules import training as rules
from jiaoyan.documents import markup
from jiaoyan.schools import files
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.refusal import refuse
from jiaoyan.schools.actions.removal import bring_back, removed, standing, take_out
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group, Person, StoredFile, Term
from jiaoyan.schools.queries import calendar_of
from jiaoyan.schools.rules.calendar import PREPARATION

FIELDS = ("kind", "theme", "day", "form", "guest", "digest", "share_by")
HOLIDAYS = timedelta(days=60)  # trainings go on in the holidays after a term


@dataclass(frozen=True, slots=True)
class Materials:
    """A file that lies on disk already, for the verb that gives it to its training."""

    laid: files.Laid
    name: str
    content_type: str


def lay_materials(data: bytes, *, name: str, content_type: str) -> Materials:
    """Write a file down: to be done before the verb. Raises ``OSError`` when the disk refuses."""
    return Materials(files.lay_down(data), name, content_type)


def record_training(
    *,
    by: Actor,
    group: Group,
    term: Term,
    today: date,
    trainers: Collection[Person],
    participants: Collection[Person],
    materials: Materials | None = None,
    **fields: Any,
) -> Training:
    """Record a training, held or arranged; ``fields`` are ``FIELDS``. The same one sent again is one.

    Raises ``CannotTrain`` by field, ``NotAllowed``.
    """
    require(access.may_record_training(by, group.pk), access.WHO_TRAINS)
    row = Training(school_id=by.school_id, group=group, term=term, recorded_by_id=by.person_id, recorded_at=timezone.now())
    _fill(row, fields)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=group.pk)
        again = _recorded(row)
        if again is not None and _alike(again, row, trainers, participants, materials):
            return again
        refuse(_problems(row, trainers, participants, today) | _taken(again), CannotTrain)
        row.materials = _registered(materials, by)
        row.save(force_insert=True)
        row.trainers.set(trainers)
        row.participants.set(participants)
        note(by, "training", row, f"登记{row.get_kind_display()}“{row.theme}”")
    return row


def change_training(
    *,
    by: Actor,
    training: Training,
    version: int,
    today: date,
    trainers: Collection[Person],
    participants: Collection[Person],
    materials: Materials | None = None,
    drop_materials: bool = False,
    **fields: Any,
) -> Training:
    """Correct a training or write what it was about; the same sent again changes nothing. Raises ``CannotTrain``, ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change_training(by, training), access.WHO_CHANGES_TRAINING)
    with transaction.atomic():
        row = _locked(training)
        fresh = materials if materials is not None and not _holds(row, materials) else None
        with only_news(row, stale=row.version != version):
            _fill(row, fields)
            refuse(_problems(row, trainers, participants, today), CannotTrain)
            old = row.materials_id if fresh is not None or (drop_materials and materials is None) else None
            if old is not None or fresh is not None:
                row.materials = _registered(fresh, by)
            row.version += 1
            row.save()
            row.trainers.set(trainers)
            row.participants.set(participants)
            StoredFile.objects.filter(pk=old).delete()  # its bytes are swept away; nobody else points to it
            note(by, "training_again", row, f"修改{row.get_kind_display()}“{row.theme}”")
    return row


def _holds(training: Training, materials: Materials) -> bool:
    """Whether this is the file it has."""
    return training.materials is not None and training.materials.sha256 == materials.laid.sha256


def remove_training(*, by: Actor, training: Training, version: int) -> None:
    """Take a training out; ``restore_training`` brings it back. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change_training(by, training), access.WHO_CHANGES_TRAINING)
    with transaction.atomic():
        row = _locked(training, version)
        take_out(by, row, "training_out", f"删去{row.get_kind_display()}“{row.theme}”")


def restore_training(*, by: Actor, training: Training) -> None:
    """Bring it back; doing it twice changes nothing. Raises ``CannotTrain`` when the same was recorded again meanwhile, ``NotAllowed``."""
    require(access.may_change_training(by, training), access.WHO_CHANGES_TRAINING)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=training.group_id)
        row = removed(Training, training.pk)
        if row is None:
            return
        refuse({"": "同样的培训已经重新登记，不用再恢复。"} if _recorded(row) is not None else {}, CannotTrain)
        bring_back(by, row, "training_back", f"恢复{row.get_kind_display()}“{row.theme}”")


def share_back(
    *, by: Actor, training: Training, today: date, day: date, givers: Collection[Person], audience: str, materials: str = ""
) -> ShareBack:
    """Record that an outside training was passed on. The same one sent again is one. Raises ``CannotTrain`` by field, ``NotAllowed``."""
    require(access.may_share_back(by, training), access.WHO_SHARES_BACK)
    with transaction.atomic():
        whole: Training = Training.objects.select_for_update().get(pk=training.pk)
        again = _passed_on(whole, day, audience)
        if again is not None and again.materials == materials and set(again.givers.all()) == set(givers):
            return again
        if again is not None:
            raise CannotTrain("这一天给同样对象的二次培训已经登记过了；要更正，请先删去那一条。", "day")
        if whole.removed_at is not None:
            refuse({"": "这次培训已删去，请先恢复。"}, CannotTrain)
        went = set(whole.participants.values_list("pk", flat=True))
        draft = rules.ShareBackDraft(day, [person.pk for person in givers], audience)
        refuse(rules.share_back_problems(draft, trained_on=whole.day, went=went, today=today), CannotTrain)
        row = ShareBack(
            school_id=by.school_id,
            training=whole,
            day=day,
            audience=audience,
            materials=materials,
            recorded_by_id=by.person_id,
            recorded_at=timezone.now(),
        )
        row.save(force_insert=True)
        row.givers.set(givers)
        note(by, "share_back", row, f"登记二次培训：“{whole.theme}”")
    return row


def remove_share_back(*, by: Actor, share: ShareBack) -> None:
    """Take a share-back out. Raises ``NotAllowed``."""
    _switch(by, share, out=True)


def restore_share_back(*, by: Actor, share: ShareBack) -> None:
    """Bring it back. Raises ``CannotTrain`` when the same was recorded again meanwhile, ``NotAllowed``."""
    _switch(by, share, out=False)


def _switch(by: Actor, share: ShareBack, *, out: bool) -> None:
    require(access.may_share_back(by, share.training), access.WHO_SHARES_BACK)
    with transaction.atomic():
        whole: Training = Training.objects.select_for_update().get(pk=share.training_id)
        row: ShareBack = ShareBack.objects.select_for_update().get(pk=share.pk)
        if (row.removed_at is not None) == out:
            return
        if not out and _passed_on(whole, row.day, row.audience) is not None:
            raise CannotTrain("同样的二次培训已经重新登记，不用再恢复。")
        ShareBack.objects.filter(pk=row.pk).update(removed_at=timezone.now() if out else None)
        verb, word = ("share_back_out", "删去") if out else ("share_back_back", "恢复")
        note(by, verb, row, f"{word}二次培训：“{share.training.theme}”")


def _recorded(row: Training) -> Training | None:
    """Another that the same person recorded of the same thing."""
    same = Training.objects.filter(
        group_id=row.group_id, kind=row.kind, theme=row.theme, day=row.day, recorded_by_id=row.recorded_by_id, removed_at__isnull=True
    )
    found: Training | None = same.exclude(pk=row.pk).first()
    return found


def _alike(
    one: Training, other: Training, trainers: Collection[Person], participants: Collection[Person], materials: Materials | None
) -> bool:
    """Whether the form says what stands there: anything else in it would be lost if it were taken for a repeat."""
    people = set(one.trainers.all()) == set(trainers) and set(one.participants.all()) == set(participants)
    file = one.materials is None if materials is None else _holds(one, materials)
    return people and file and all(getattr(one, name) == getattr(other, name) for name in FIELDS)


def _taken(again: Training | None) -> dict[str, str]:
    return {"theme": "这一天的这次培训您已经登记过了；要补充，请到那一条里修改。"} if again is not None else {}


def _passed_on(training: Training, day: date, audience: str) -> ShareBack | None:
    """What was passed on that day to the same people."""
    found: ShareBack | None = training.share_backs.filter(day=day, audience=audience, removed_at__isnull=True).first()
    return found


def _fill(row: Training, fields: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(row, name, fields[name])
    row.share_by = rules.share_by(row.kind, row.day, row.share_by, calendar_of(row.term))


def _registered(materials: Materials | None, by: Actor) -> StoredFile | None:
    if materials is None:
        return None
    return files.register(materials.laid, name=materials.name, content_type=materials.content_type, by=by)


def _locked(training: Training, version: int | None = None) -> Training:
    """The training under lock, if it stands and, with ``version``, is still as the person saw it."""
    return standing(Training, training.pk, version, along=("term", "materials"))


def _problems(row: Training, trainers: Collection[Person], participants: Collection[Person], today: date) -> dict[str, str]:
    draft = rules.TrainingDraft(
        row.kind, row.theme, row.day, len(trainers) + bool(row.guest.strip()), len(participants), markup.plain(row.digest), row.share_by
    )
    term = row.term
    return rules.training_problems(draft, first=term.first_school_day - PREPARATION, last=term.last_school_day + HOLIDAYS, today=today)
