"""What was said and what was decided. 讨论意见、决定事项"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from jiaoyan.activities import access
from jiaoyan.activities.actions.problems import CannotNote, ChangedMeanwhile, NotNow
from jiaoyan.activities.models import Activity, Decision, Opinion
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.refusal import refuse
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Person
from jiaoyan.schools.queries import members_of


def add_opinion(*, by: Actor, activity: Activity, speaker: Person | None, text: str, about: str = "", at: datetime) -> Opinion:
    """Note what a member said: who keeps the record notes anybody's words, whoever is there his own.

    The same words of the same speaker twice (a repeated sending) are one opinion.

    Raises ``CannotNote`` by field, ``NotNow``, ``NotAllowed``.
    """
    own = speaker is not None and speaker.pk == by.person_id and access.was_there(by, activity)
    with transaction.atomic():
        _hold(by, activity, at, own=own)
        _refuse_opinion(activity, speaker, text)
        opinion, made = Opinion.objects.get_or_create(
            school_id=by.school_id,
            activity=activity,
            speaker=speaker,
            about=about.strip(),
            text=text.strip(),
            defaults={"noted_by_id": by.person_id, "noted_at": at},
        )
        if made:
            note(by, "say", activity, f"记{speaker}的意见")
    return opinion  # type: ignore[no-any-return]


def change_opinion(
    *, by: Actor, opinion: Opinion, speaker: Person | None, text: str, about: str = "", version: int, at: datetime
) -> Opinion:
    """Correct an opinion over ``version``: who keeps the record, or who wrote it himself. It stays with whoever first put it down.

    Raises ``ChangedMeanwhile``, ``CannotNote``, ``NotNow``, ``NotAllowed``.
    """
    activity = opinion.activity
    with transaction.atomic():
        _hold(by, activity, at, own=access.wrote(by, opinion) and speaker == opinion.speaker)
        _refuse_opinion(activity, speaker, text)
        changed = Opinion.objects.filter(pk=opinion.pk, version=version).update(
            speaker=speaker, text=text.strip(), about=about.strip(), noted_at=at, version=F("version") + 1
        )
        row: Opinion | None = Opinion.objects.select_related("speaker", "noted_by").filter(pk=opinion.pk).first()
        if not changed or row is None:
            raise ChangedMeanwhile(row, text)
        note(by, "say_again", activity, f"修改{speaker}的意见")
    return row


def remove_opinion(*, by: Actor, opinion: Opinion, at: datetime) -> None:
    """Take an opinion out: who keeps the record, or who wrote it himself. Raises ``NotNow``, ``NotAllowed``."""
    with transaction.atomic():
        _hold(by, opinion.activity, at, own=access.wrote(by, opinion))
        Opinion.objects.filter(pk=opinion.pk).delete()
        note(by, "unsay", opinion.activity, f"删去{opinion.speaker}的一条意见：{opinion.text}")


def add_decision(*, by: Actor, activity: Activity, what: str, owner: Person | None, due: date | None, at: datetime) -> Decision:
    """Write down a decision: what, who, by when. The same one twice is one decision. Raises ``CannotNote`` by field, ``NotNow``, ``NotAllowed``."""
    _require_record(by, activity, at)
    _refuse_decision(activity, what, owner, due)
    with transaction.atomic():
        Activity.objects.select_for_update().get(pk=activity.pk)
        decision, made = Decision.objects.get_or_create(school_id=by.school_id, activity=activity, what=what.strip(), owner=owner, due=due)
        if made:
            note(by, "decide", activity, f"决定：{what}，{owner}，{due}前")
    return decision  # type: ignore[no-any-return]


def change_decision(
    *, by: Actor, decision: Decision, what: str, owner: Person | None, due: date | None, version: int, at: datetime
) -> Decision:
    """Correct a decision over ``version``. Raises ``ChangedMeanwhile``, ``CannotNote``, ``NotNow``, ``NotAllowed``."""
    activity = decision.activity
    _require_record(by, activity, at)
    _refuse_decision(activity, what, owner, due)
    with transaction.atomic():
        changed = Decision.objects.filter(pk=decision.pk, version=version).update(
            what=what.strip(), owner=owner, due=due, version=F("version") + 1
        )
        row: Decision | None = Decision.objects.select_related("owner").filter(pk=decision.pk).first()
        if not changed or row is None:
            raise ChangedMeanwhile(row, what)
        note(by, "decide_again", activity, f"修改决定：{what}，{owner}，{due}前")
    return row


def remove_decision(*, by: Actor, decision: Decision, at: datetime) -> None:
    """Take a decision out. Raises ``NotNow``, ``NotAllowed``."""
    _require_record(by, decision.activity, at)
    with transaction.atomic():
        Decision.objects.filter(pk=decision.pk).delete()
        note(by, "undecide", decision.activity, f"删去决定：{decision.what}")


def finish_decision(*, by: Actor, decision: Decision, day: date, done_note: str) -> Decision:
    """Say that a decision is carried out; saying it again corrects the note. Raises ``NotAllowed``."""
    require(access.may_finish_decision(by, decision), access.WHO_FINISHES)
    with transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(done_on=day, done_note=done_note.strip(), version=F("version") + 1)
        note(by, "done", decision.activity, f"完成决定：{decision.what}")
    row: Decision = Decision.objects.select_related("owner", "activity").get(pk=decision.pk)
    return row


def reopen_decision(*, by: Actor, decision: Decision) -> Decision:
    """It was not done after all. Raises ``NotAllowed``."""
    require(access.may_finish_decision(by, decision), access.WHO_FINISHES)
    with transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(done_on=None, done_note="", version=F("version") + 1)
        note(by, "undone", decision.activity, f"决定改为未完成：{decision.what}")
    row: Decision = Decision.objects.select_related("owner", "activity").get(pk=decision.pk)
    return row


def _require_record(by: Actor, activity: Activity, at: datetime) -> None:
    require(access.keeps_record(by, activity), access.WHO_RECORDS)
    if not access.is_writable(activity, at):
        raise NotNow("会议没有开始，或记录已经关闭；需要补写，请备课组长重新打开")


def _hold(by: Actor, activity: Activity, at: datetime, *, own: bool) -> None:
    """Lock the meeting, so that it does not end meanwhile. Who keeps the record writes as long as that is open, ``own`` words until the meeting ends."""
    row: Activity = Activity.objects.select_for_update().get(pk=activity.pk)
    if access.keeps_record(by, row):
        _require_record(by, row, at)
        return
    require(own, access.WHO_SPEAKS)
    if row.state != Activity.State.OPEN:
        raise NotNow("会议不在进行中。要补充或更正，请告诉记录人")


def _is_member(activity: Activity, person: Person) -> bool:
    return members_of(activity.group, max(activity.day, activity.term.first_school_day)).filter(pk=person.pk).exists()


def _refuse_opinion(activity: Activity, speaker: Person | None, text: str) -> None:
    problems = {}
    if speaker is None or not _is_member(activity, speaker):
        problems["speaker"] = "请选一位本组成员"
    if not text.strip():
        problems["text"] = "请写意见"
    refuse(problems, CannotNote)


def _refuse_decision(activity: Activity, what: str, owner: Person | None, due: date | None) -> None:
    problems = {}
    if not what.strip():
        problems["what"] = "请写事项"
    if owner is None or not _is_member(activity, owner):
        problems["owner"] = "请选一位本组成员负责"
    if due is None or due < activity.day:
        problems["due"] = "请写期限，不早于活动当天"
    refuse(problems, CannotNote)
