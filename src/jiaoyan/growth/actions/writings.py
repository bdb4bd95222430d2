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
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.refusal import Refused, refuse
from jiaoyan.schools.actions.removal import bring_back, removed, standing, take_out
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
        again = _same(row)
        if again is not None:
            if not hand_in or not again.is_draft:
                return again
            return change(by=by, writing=again, version=again.version, today=today, hand_in=True, **values)
        refuse(_problems(row, today, hand_in=hand_in), CannotWrite)
        row.submitted_at = timezone.now() if hand_in else None
        row.save(force_insert=True)
        note(by, "writing", row, _told(row, "写"))
    return row


def change(*, by: Actor, writing: Writing, version: int, today: date, hand_in: bool = False, **values: Any) -> Writing:
    """Go on writing; what was handed in stays handed in, and the same sent again changes nothing. Raises ``CannotWrite``, ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change(by, writing), access.WHO_CHANGES)
    with transaction.atomic():
        row = _locked(writing)
        with only_news(row, stale=row.version != version):
            _fill(row, values)
            refuse(_problems(row, today, hand_in=hand_in or not row.is_draft), CannotWrite)
            if hand_in and row.is_draft:
                row.submitted_at = timezone.now()
            row.version += 1
            row.save()
            note(by, "writing_again", row, _told(row, "修改"))
    return row


def remove(*, by: Actor, writing: Writing, version: int) -> None:
    """Take a writing out; ``restore`` brings it back. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change(by, writing), access.WHO_CHANGES)
    with transaction.atomic():
        row = _locked(writing, version)
        take_out(by, row, "writing_out", _told(row, "删去"))


def restore(*, by: Actor, writing: Writing) -> None:
    """Bring it back; doing it twice changes nothing. Raises ``CannotWrite`` when the same was written again, ``NotAllowed``."""
    require(access.may_change(by, writing), access.WHO_CHANGES)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=writing.group_id)
        row = removed(Writing, writing.pk)
        if row is None:
            return
        if _same(row) is not None:
            raise CannotWrite("同样的一篇已经重新写过，不用再恢复。")
        bring_back(by, row, "writing_back", _told(row, "恢复"))


def _same(row: Writing) -> Writing | None:
    """Another of the same author that stands and says the same: kind, title, day, lesson and text."""
    same = Writing.objects.filter(
        term_id=row.term_id,
        author_id=row.author_id,
        kind=row.kind,
        title=row.title,
        day=row.day,
        pair_id=row.pair_id,
        removed_at__isnull=True,
    )
    said = markup.source(row.body)
    return next((each for each in same.exclude(pk=row.pk) if markup.source(each.body) == said), None)


def _own_pair(by: Actor, pair: MenteeLesson | None) -> bool:
    return pair is not None and pair.mentorship.mentee_id == by.person_id


def _locked(writing: Writing, version: int | None = None) -> Writing:
    """The writing under lock, if it stands and, with ``version``, is still as the person saw it."""
    return standing(Writing, writing.pk, version, along=("term",))


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


def _told(row: Writing, word: str) -> str:
    """History does not name what is in a draft, and never quotes."""
    name = "草稿" if row.is_draft else f"“{row.title}”"
    return f"{word}{row.get_kind_display()}{name}"
