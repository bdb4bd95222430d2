"""What was said and what was decided. 讨论意见、决定事项"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from jiaoyan.activities import access
from jiaoyan.activities.actions.problems import CannotNote, ChangedMeanwhile, NotNow
from jiaoyan.activities.models import Activity, Decision, Opinion
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.refusal import refuse
from jiaoyan.schools.actions.removal import bring_back, removed, take_out
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

    The same sent again changes nothing. Raises ``ChangedMeanwhile``, ``CannotNote``, ``NotNow``, ``NotAllowed``.
    """
    activity = opinion.activity
    with transaction.atomic():
        _hold(by, activity, at, own=access.wrote(by, opinion) and speaker == opinion.speaker)
        _refuse_opinion(activity, speaker, text)
        rows = Opinion.objects.select_related("speaker", "noted_by").filter(pk=opinion.pk)
        row: Opinion | None = rows.select_for_update(of=("self",)).first()
        if row is None:
            raise ChangedMeanwhile(None, text)
        with only_news(row, stale=row.version != version, refusal=lambda: ChangedMeanwhile(row, text)):
            rows.update(speaker=speaker, text=text.strip(), about=about.strip(), noted_at=at, version=F("version") + 1)
            note(by, "say_again", activity, f"修改{speaker}的意见")
    return rows.get()  # type: ignore[no-any-return]


def remove_opinion(*, by: Actor, opinion: Opinion, at: datetime) -> None:
    """Take an opinion out: who keeps the record, or who wrote it himself; ``restore_opinion`` brings it back.

    Doing it twice changes nothing. Raises ``NotNow``, ``NotAllowed``.
    """
    with transaction.atomic():
        _hold(by, opinion.activity, at, own=access.wrote(by, opinion))
        row: Opinion | None = Opinion.objects.select_for_update(of=("self",)).select_related("speaker").filter(pk=opinion.pk).first()
        if row is not None:
            take_out(by, row, "unsay", f"删去{row.speaker}的一条意见：{row.text}", told_of=opinion.activity)


def restore_opinion(*, by: Actor, opinion: Opinion, at: datetime) -> None:
    """Bring an opinion back; twice changes nothing. Raises ``CannotNote`` when the same was said again meanwhile, ``NotNow``, ``NotAllowed``."""
    with transaction.atomic():
        _hold(by, opinion.activity, at, own=access.wrote(by, opinion))
        row = removed(Opinion, opinion.pk, along=("speaker",))
        if row is None:
            return
        if Opinion.objects.filter(activity=row.activity_id, speaker=row.speaker_id, about=row.about, text=row.text).exists():
            raise CannotNote("同样的一条意见已经重新记下，不用再恢复。")
        bring_back(by, row, "say", f"恢复{row.speaker}的一条意见", told_of=opinion.activity)


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
    """Correct a decision over ``version``; the same sent again changes nothing. Raises ``ChangedMeanwhile``, ``CannotNote``, ``NotNow``, ``NotAllowed``."""
    activity = decision.activity
    _require_record(by, activity, at)
    _refuse_decision(activity, what, owner, due)
    with transaction.atomic():
        rows = Decision.objects.select_related("owner").filter(pk=decision.pk)
        row: Decision | None = rows.select_for_update(of=("self",)).first()
        if row is None:
            raise ChangedMeanwhile(None, what)
        with only_news(row, stale=row.version != version, refusal=lambda: ChangedMeanwhile(row, what)):
            rows.update(what=what.strip(), owner=owner, due=due, version=F("version") + 1)
            note(by, "decide_again", activity, f"修改决定：{what}，{owner}，{due}前")
    return rows.get()  # type: ignore[no-any-return]


def remove_decision(*, by: Actor, decision: Decision, at: datetime) -> None:
    """Take a decision out; ``restore_decision`` brings it back. Doing it twice changes nothing. Raises ``NotNow``, ``NotAllowed``."""
    _require_record(by, decision.activity, at)
    with transaction.atomic():
        row: Decision | None = Decision.objects.select_for_update(of=("self",)).filter(pk=decision.pk).first()
        if row is not None:
            take_out(by, row, "undecide", f"删去决定：{row.what}", told_of=decision.activity)


def restore_decision(*, by: Actor, decision: Decision, at: datetime) -> None:
    """Bring a decision back; twice changes nothing. Raises ``CannotNote`` when the same was decided again meanwhile, ``NotNow``, ``NotAllowed``."""
    _require_record(by, decision.activity, at)
    with transaction.atomic():
        Activity.objects.select_for_update().get(pk=decision.activity_id)
        row = removed(Decision, decision.pk)
        if row is None:
            return
        if Decision.objects.filter(activity=row.activity_id, what=row.what, owner=row.owner_id, due=row.due).exists():
            raise CannotNote("同样的一条决定已经重新写下，不用再恢复。")
        bring_back(by, row, "decide", f"恢复决定：{row.what}", told_of=decision.activity)


def finish_decision(*, by: Actor, decision: Decision, day: date, done_note: str) -> Decision:
    """Say that a decision is carried out; saying it again corrects the note, the same again changes nothing.

    Raises ``NotNow`` once it was taken out, ``NotAllowed``.
    """
    return _settled(by, decision, "done", f"完成决定：{decision.what}", day, done_note.strip())


def reopen_decision(*, by: Actor, decision: Decision) -> Decision:
    """It was not done after all. Raises as ``finish_decision``."""
    return _settled(by, decision, "undone", f"决定改为未完成：{decision.what}", None, "")


def _settled(by: Actor, decision: Decision, verb: str, told: str, day: date | None, done_note: str) -> Decision:
    require(access.may_finish_decision(by, decision), access.WHO_FINISHES)
    rows = Decision.objects.select_related("owner", "activity").filter(pk=decision.pk)
    with transaction.atomic():
        row: Decision | None = rows.select_for_update(of=("self",)).first()
        if row is None:
            raise NotNow("这条决定刚刚被删去了")
        with only_news(row, stale=False):
            rows.update(done_on=day, done_note=done_note, version=F("version") + 1)
            note(by, verb, decision.activity, told)
    return rows.get()  # type: ignore[no-any-return]


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
