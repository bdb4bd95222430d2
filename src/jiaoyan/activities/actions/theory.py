"""Theory notes. 理论学习摘记（F07）"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jiaoyan.activities import access
from jiaoyan.activities.actions.problems import CannotWriteNote
from jiaoyan.activities.models import Activity, TheoryNote
from jiaoyan.activities.rules import theory as rules
from jiaoyan.documents import markup
from jiaoyan.schools.access import WHO_CONTRIBUTES, Actor, may_contribute, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.refusal import refuse
from jiaoyan.schools.actions.removal import bring_back, removed, standing, take_out
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group, Term
from jiaoyan.schools.rules.calendar import PREPARATION

SOURCE = {
    "source_title": "请写题名",
    "source_author": "请写作者",
    "source_publisher": "请写书刊",
    "source_year": "请写年份",
    "source_pages": "请写页码",
}


def write_note(*, by: Actor, group: Group, term: Term, **fields: Any) -> TheoryNote:
    """Hand in a note of one's own; ``fields`` are those of ``TheoryNote``. The same note sent again is one.

    Raises ``CannotWriteNote`` by field, ``NotAllowed``.
    """
    require(may_contribute(by, group.pk), WHO_CONTRIBUTES)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=group.pk)
        row = TheoryNote(school_id=by.school_id, group=group, term=term, note_taker_id=by.person_id, **fields)
        if (again := _sent_before(row)) is not None:
            return again
        row.activity = _activity_of(row)
        refuse(_problems(row), CannotWriteNote)
        row.save(force_insert=True)
        note(by, "theory", row, f"写理论学习摘记“{row.theme}”")
    return row


def change_note(*, by: Actor, theory_note: TheoryNote, version: int, **fields: Any) -> TheoryNote:
    """Correct a note; the same sent again changes nothing. Raises ``CannotWriteNote`` by field, ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change_note(by, theory_note), access.WHO_WROTE_NOTE)
    with transaction.atomic():
        row = standing(TheoryNote, theory_note.pk, along=("term",))
        with only_news(row, stale=row.version != version):
            for name, value in fields.items():
                setattr(row, name, value)
            row.activity = _activity_of(row)
            refuse(_problems(row), CannotWriteNote)
            row.version += 1
            row.save()
            note(by, "theory_again", row, f"修改理论学习摘记“{row.theme}”")
    return row


def remove_note(*, by: Actor, theory_note: TheoryNote, version: int) -> None:
    """Take a note out; ``restore_note`` brings it back. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change_note(by, theory_note), access.WHO_WROTE_NOTE)
    with transaction.atomic():
        row = standing(TheoryNote, theory_note.pk, version)
        take_out(by, row, "theory_out", f"删去理论学习摘记“{row.theme}”")


def restore_note(*, by: Actor, theory_note: TheoryNote) -> None:
    """Bring it back; twice changes nothing. Raises ``CannotWriteNote`` when the passage was handed in again meanwhile, ``NotAllowed``."""
    require(access.may_change_note(by, theory_note), access.WHO_WROTE_NOTE)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=theory_note.group_id)
        row = removed(TheoryNote, theory_note.pk)
        if row is None:
            return
        if (other := _same_passage(row)) is not None:
            raise CannotWriteNote(f"{other.note_taker}在{other.day}已经交了同一段摘记（“{other.theme}”），不用再恢复。")
        bring_back(by, row, "theory_back", f"恢复理论学习摘记“{row.theme}”")


def _sent_before(row: TheoryNote) -> TheoryNote | None:
    same = TheoryNote.objects.filter(term_id=row.term_id, note_taker_id=row.note_taker_id, day=row.day, theme=row.theme)
    return next((each for each in same if (each.key_points, each.my_view) == (row.key_points, row.my_view)), None)


def _activity_of(row: TheoryNote) -> Activity | None:
    """A note of a meeting's day belongs to that meeting; one already chosen stays."""
    if row.activity_id is not None:
        return row.activity
    same_day: Activity | None = Activity.objects.filter(group_id=row.group_id, day=row.day).exclude(state=Activity.State.CANCELLED).first()
    return same_day


def _problems(row: TheoryNote) -> dict[str, str]:
    problems = {name: sentence for name, sentence in SOURCE.items() if not getattr(row, name)}
    if not row.theme.strip():
        problems["theme"] = "请写学习主题"
    if count := rules.point_problem(row.key_points):
        problems["key_points"] = count
    if not markup.plain(row.my_view).strip():
        problems["my_view"] = "请写我的思考"
    if not row.term.first_school_day - PREPARATION <= row.day <= row.term.last_school_day:
        problems["day"] = "日期不在本学期内"
    if "key_points" not in problems and (other := _same_passage(row)):
        problems["key_points"] = f"{other.note_taker}在{other.day}交过同一段摘记（“{other.theme}”），请换一段"
    return problems


def _same_passage(row: TheoryNote) -> TheoryNote | None:
    mine = rules.fingerprint(row.key_points)
    others = TheoryNote.objects.select_related("note_taker").filter(group_id=row.group_id).exclude(pk=row.pk)
    return next((other for other in others if rules.fingerprint(other.key_points) == mine), None)
