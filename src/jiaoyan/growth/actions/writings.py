"""Writing, handing in, correcting, taking out and bringing back. 反思、札记、笔记、课例（F21–F24）"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiaoyan.documents import markup
from jiaoyan.growth.access import writings as access
from jiaoyan.growth.models import MenteeLesson, Writing
from jiaoyan.growth.rules import writings as rules
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.refusal import Refused, refuse
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group, Term
from jiaoyan.schools.rules.calendar import PREPARATION

FIELDS = ("about", "title", "day", "book_title", "book_author", "form", "source", "lesson", "school_class", "body", "shared")
HOLIDAYS = timedelta(days=60)  # what belongs to a term may be written in the holidays after it


class CannotWrite(Refused):
    """A writing that is not complete."""


def write(
    *, by: Actor, group: Group, term: Term, kind: str, today: date, pair: MenteeLesson | None = None, hand_in: bool = True, **values: Any
) -> Writing:
    """Begin a writing of one's own, and hand it in unless told otherwise; ``values`` are ``FIELDS``. The same one sent again is one, handed in if it was kept as a draft first.

    ``pair``: the lesson a comparison is about; its observation is answered with it. Raises ``CannotWrite`` by field, ``NotAllowed``.
    """
    require(access.may_write(by, group.pk) or _own_pair(by, pair), access.WHO_WRITES)
    row = Writing(school_id=by.school_id, group=group, term=term, author_id=by.person_id, kind=kind, pair=pair)
    row.answers = pair.observation if pair is not None else None
    _fill(row, values)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=group.pk)
        again: Writing | None = Writing.objects.filter(
            term=term, author_id=by.person_id, kind=kind, title=row.title, day=row.day, pair=pair, removed_at__isnull=True
        ).first()
        if again is not None and again.body == row.body:
            if not hand_in or not again.is_draft:
                return again
            return change(by=by, writing=again, version=again.version, today=today, hand_in=True, **values)
        refuse(_problems(row, today, hand_in=hand_in), CannotWrite)
        row.submitted_at = timezone.now() if hand_in else None
        row.save(force_insert=True)
        _told(by, row, "writing", "写")
    return row


def change(*, by: Actor, writing: Writing, version: int, today: date, hand_in: bool = False, **values: Any) -> Writing:
    """Go on writing; what was handed in stays handed in. Raises ``CannotWrite``, ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change(by, writing), access.WHO_CHANGES)
    with transaction.atomic():
        row = _seen(writing, version)
        _fill(row, values)
        refuse(_problems(row, today, hand_in=hand_in or not row.is_draft), CannotWrite)
        if hand_in and row.is_draft:
            row.submitted_at = timezone.now()
        row.version += 1
        row.save()
        _told(by, row, "writing_again", "修改")
    return row


def remove(*, by: Actor, writing: Writing, version: int) -> None:
    """Take a writing out; ``restore`` brings it back. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change(by, writing), access.WHO_CHANGES)
    with transaction.atomic():
        row = _seen(writing, version)
        Writing.objects.filter(pk=row.pk).update(removed_at=timezone.now(), version=row.version + 1)
        _told(by, row, "writing_out", "删去")


def restore(*, by: Actor, writing: Writing) -> None:
    """Bring it back; doing it twice changes nothing. Raises ``NotAllowed``."""
    require(access.may_change(by, writing), access.WHO_CHANGES)
    with transaction.atomic():
        row: Writing = Writing.objects.select_for_update().get(pk=writing.pk)
        if row.removed_at is None:
            return
        Writing.objects.filter(pk=row.pk).update(removed_at=None, version=row.version + 1)
        _told(by, row, "writing_back", "恢复")


def _own_pair(by: Actor, pair: MenteeLesson | None) -> bool:
    return pair is not None and pair.mentorship.mentee_id == by.person_id


def _seen(writing: Writing, version: int) -> Writing:
    """The writing under lock, if it is still as the person saw it."""
    row: Writing = Writing.objects.select_for_update(of=("self",)).select_related("term").get(pk=writing.pk)
    if row.version != version or row.removed_at is not None:
        raise ChangedMeanwhile
    return row


def _fill(row: Writing, values: Mapping[str, Any]) -> None:
    """The values, without what belongs to other kinds."""
    for name in FIELDS:
        if name in values:
            setattr(row, name, values[name])
    if row.kind != Writing.Kind.REFLECTION:
        row.about = ""
    elif row.pair_id is not None:
        row.about = Writing.About.COMPARISON
    if row.kind != Writing.Kind.READING_NOTE:
        row.book_title = row.book_author = ""
    if row.kind != Writing.Kind.STUDY_NOTE:
        row.form = row.source = ""


def _problems(row: Writing, today: date, *, hand_in: bool) -> dict[str, str]:
    draft = rules.WritingDraft(
        row.kind,
        row.about,
        row.title,
        row.day,
        markup.plain(row.body),
        row.book_title,
        row.book_author,
        answers=row.pair_id is not None or row.answers_id is not None,
    )
    first, last = row.term.first_school_day - PREPARATION, row.term.last_school_day + HOLIDAYS
    if hand_in:
        return rules.writing_problems(draft, first=first, last=last, today=today)
    return rules.draft_problems(draft, first=first, last=last)


def _told(by: Actor, row: Writing, verb: str, word: str) -> None:
    """History does not name what is in a draft, and never quotes."""
    name = "草稿" if row.is_draft else f"“{row.title}”"
    note(by, verb, row, f"{word}{row.get_kind_display()}{name}")
