"""Recording awards, correcting them, taking them out and bringing them back. 获奖"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiaoyan.growth.access import awards as access
from jiaoyan.growth.models import Award
from jiaoyan.growth.queries.awards import own_teachers_of
from jiaoyan.growth.rules.awards import AwardDraft, award_problems
from jiaoyan.schools import files
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.refusal import Refused, refuse
from jiaoyan.schools.actions.removal import bring_back, removed, standing, take_out
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group, StoredFile, Term

FIELDS = ("person_kind", "person", "pupil", "name_consent", "school_class", "event", "level", "prize", "issuer", "day", "coach")


class CannotRecord(Refused):
    """An award that is not complete, or stands there already."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that lies on disk already, for the verb that gives it to its award. ``name`` says nothing about the person."""

    laid: files.Laid
    name: str
    content_type: str


def lay_certificate(data: bytes, *, day: date, extension: str, content_type: str) -> Certificate:
    """Write a certificate down: to be done before the verb. Raises ``OSError`` when the disk refuses."""
    return Certificate(files.lay_down(data), f"获奖证书{day:%Y%m%d}.{extension}", content_type)


def _registered(certificate: Certificate | None, by: Actor) -> StoredFile | None:
    if certificate is None:
        return None
    return files.register(certificate.laid, name=certificate.name, content_type=certificate.content_type, by=by)


def record_award(*, by: Actor, group: Group, term: Term, today: date, certificate: Certificate | None = None, **values: Any) -> Award:
    """Record an award; ``values`` are ``FIELDS``. The same sent again by the same person is one. Raises ``CannotRecord`` by field, ``NotAllowed``."""
    require(access.may_record(by, group.pk), access.WHO_RECORDS)
    award = Award(
        school_id=by.school_id,
        group=group,
        term=term,
        recorded_by_id=by.person_id,
        recorded_at=timezone.now(),
        **_fitting(values),
    )
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=group.pk)  # the same award sent twice at once is recorded once
        again = _recorded(award)
        if again is not None and again.recorded_by_id == by.person_id and _alike(again, award) and _holds(again, certificate):
            return again
        refuse(_problems(award, today) | _consented(by, award, today), CannotRecord)
        award.certificate = _registered(certificate, by)
        award.save(force_insert=True)
        note(by, "award", award, f"登记获奖：{_told(award)}")
    return award


def change_award(
    *,
    by: Actor,
    award: Award,
    version: int,
    today: date,
    certificate: Certificate | None = None,
    drop_certificate: bool = False,
    **values: Any,
) -> Award:
    """Correct an award; a new ``certificate`` takes the place of the old one; the same sent again changes nothing.

    Raises ``CannotRecord``, ``ChangedMeanwhile``, ``NotAllowed``.
    """
    require(access.may_correct(by, award, own_teachers_of(award, today)), access.WHO_CORRECTS)
    with transaction.atomic():
        row = _locked(award)
        fresh = certificate if certificate is not None and not _holds(row, certificate) else None
        with only_news(row, stale=row.version != version):
            agreed = row.pupil_id if row.name_consent else None
            for name, value in _fitting(values).items():
                setattr(row, name, value)
            refuse(_problems(row, today) | _consented(by, row, today, agreed), CannotRecord)
            old = row.certificate_id if fresh is not None or (drop_certificate and certificate is None) else None
            if old is not None or fresh is not None:
                row.certificate = _registered(fresh, by)
            row.version += 1
            row.save()
            StoredFile.objects.filter(pk=old).delete()  # its bytes are swept away; nobody else points to it
            note(by, "award_again", row, f"修改获奖：{_told(row)}")
    return row


def remove_award(*, by: Actor, award: Award, version: int) -> None:
    """Take an award out; ``restore_award`` brings it back. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change(by, award), access.WHO_CHANGES)
    with transaction.atomic():
        row = _locked(award, version)
        take_out(by, row, "award_out", f"删去获奖：{_told(row)}")


def restore_award(*, by: Actor, award: Award) -> None:
    """Bring it back; doing it twice changes nothing. Raises ``CannotRecord`` when the same was recorded again meanwhile, ``NotAllowed``."""
    require(access.may_change(by, award), access.WHO_CHANGES)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=award.group_id)
        row = removed(Award, award.pk, along=("pupil",))
        if row is None:
            return
        refuse(_twice(row), CannotRecord)
        bring_back(by, row, "award_back", f"恢复获奖：{_told(row)}")


def _locked(award: Award, version: int | None = None) -> Award:
    """The award under lock, if it stands and, with ``version``, is still as the person saw it."""
    return standing(
        Award,
        award.pk,
        version,
        along=(
            "group__school_year",
            "term",
            "pupil",
            "person",
            "certificate",
        ),
    )


def _alike(one: Award, other: Award) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in (*FIELDS, "name"))


def _holds(award: Award, certificate: Certificate | None) -> bool:
    """Whether this is the certificate it has."""
    here = award.certificate.sha256 if award.certificate else None
    return here == (certificate.laid.sha256 if certificate else None)


def _fitting(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without what does not belong to a teacher or a pupil, and the name of the day where it may stand."""
    kept = {name: values.get(name) for name in FIELDS}
    kept["name_consent"] = bool(kept["name_consent"])
    if kept["person_kind"] == Award.PersonKind.TEACHER:
        person = kept["person"]
        return {**kept, "pupil": None, "school_class": None, "coach": None, "name_consent": False, "name": person.name if person else ""}
    pupil = kept["pupil"]
    return {**kept, "person": None, "name": pupil.name if pupil and kept["name_consent"] else ""}


def _problems(award: Award, today: date) -> dict[str, str]:
    draft = AwardDraft(
        award.person_kind,
        award.person_id,
        award.pupil_id,
        award.school_class_id,
        award.coach_id,
        award.event,
        award.prize,
        award.issuer,
        award.day,
    )
    year = award.group.school_year
    return award_problems(draft, first=year.starts, last=year.ends, today=today) or _twice(award)


def _consented(by: Actor, award: Award, today: date, agreed: int | None = None) -> dict[str, str]:
    """Consent is said by those who know the name; what was said of the pupil before (``agreed``) stands, and anybody may take it back."""
    if not award.name_consent or award.pupil_id == agreed or access.may_consent(by, own_teachers_of(award, today)):
        return {}
    return {"name_consent": f"{access.WHO_CONSENTS}请先不勾选，按学号登记。"}


def _twice(award: Award) -> dict[str, str]:
    return {"event": "这项获奖已经登记过了。"} if _recorded(award) is not None else {}


def _recorded(award: Award) -> Award | None:
    """Another of the same person for the same."""
    same = Award.objects.filter(
        group_id=award.group_id,
        person_id=award.person_id,
        pupil_id=award.pupil_id,
        event=award.event,
        prize=award.prize,
        day=award.day,
        removed_at__isnull=True,
    )
    found: Award | None = same.exclude(pk=award.pk).first()
    return found


def _told(award: Award) -> str:
    """History outlives the pupil's data: a pupil stands by code, whatever was agreed."""
    who = f"学生（学号{award.pupil}）" if award.pupil_id else award.name
    return f"{who}，{award.event}{award.prize}"
