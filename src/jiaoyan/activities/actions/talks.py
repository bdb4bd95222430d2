"""Daily talks. 每日一议（F09）"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from jiaoyan.activities import access
from jiaoyan.activities.actions.problems import CannotTalk
from jiaoyan.activities.models import DailyTalk
from jiaoyan.activities.rules import talks as rules
from jiaoyan.schools.access import WHO_CONTRIBUTES, Actor, may_contribute, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.refusal import refuse
from jiaoyan.schools.actions.removal import bring_back, removed, standing, take_out
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group, Person, Term
from jiaoyan.schools.queries import calendar_of, members_of


def write_talk(*, by: Actor, group: Group, term: Term, speakers: Iterable[Person], **fields: Any) -> DailyTalk:
    """Write a talk down; ``fields`` are those of ``DailyTalk``. The same words on the same day (a repeated sending) are one talk.

    Raises ``CannotTalk`` by field, ``NotAllowed``.
    """
    require(may_contribute(by, group.pk), WHO_CONTRIBUTES)
    talk = DailyTalk(school_id=by.school_id, group=group, term=term, written_by_id=by.person_id, **fields)
    people = list(speakers)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=group.pk)
        again = _same(talk)
        if again is not None:
            return again
        refuse(_problems(talk, people), CannotTalk)
        talk.save(force_insert=True)
        talk.speakers.set(people)
        note(by, "talk", talk, f"记每日一议：{talk.lesson_title}")
    return talk


def change_talk(*, by: Actor, talk: DailyTalk, version: int, speakers: Iterable[Person], **fields: Any) -> DailyTalk:
    """Correct a talk; the same sent again changes nothing. Raises ``CannotTalk`` by field, ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change_talk(by, talk), access.WHO_WROTE_TALK)
    people = list(speakers)
    with transaction.atomic():
        row = standing(DailyTalk, talk.pk, along=("group", "term"))
        with only_news(row, stale=row.version != version):
            for name, value in fields.items():
                setattr(row, name, value)
            refuse(_problems(row, people), CannotTalk)
            row.version += 1
            row.save()
            row.speakers.set(people)
            note(by, "talk_again", row, f"修改每日一议：{row.lesson_title}")
    return row


def follow_up(*, by: Actor, talk: DailyTalk, text: str) -> DailyTalk:
    """Say later whether the answer worked; the same again changes nothing.

    Raises ``CannotTalk`` without text and once the talk was taken out, ``NotAllowed``.
    """
    require(access.may_follow_up(by, talk), access.WHO_FOLLOWS_UP)
    if not text.strip():
        raise CannotTalk({"follow_up_note": "请写落实情况"})
    with transaction.atomic():
        row: DailyTalk | None = DailyTalk.objects.select_for_update(of=("self",)).filter(pk=talk.pk).first()
        if row is None:
            raise CannotTalk("这一议刚刚被删去了。请先恢复，再补落实情况。")
        if row.follow_up_note != text.strip():
            DailyTalk.objects.filter(pk=row.pk).update(follow_up_note=text.strip(), version=row.version + 1)
            note(by, "follow_up", talk, f"每日一议的落实：{text}")
    talk.follow_up_note = text.strip()
    return talk


def remove_talk(*, by: Actor, talk: DailyTalk, version: int) -> None:
    """Take a talk out; ``restore_talk`` brings it back. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change_talk(by, talk), access.WHO_WROTE_TALK)
    with transaction.atomic():
        row = standing(DailyTalk, talk.pk, version)
        take_out(by, row, "talk_out", f"删去每日一议：{row.issue}")


def restore_talk(*, by: Actor, talk: DailyTalk) -> None:
    """Bring it back; twice changes nothing. Raises ``CannotTalk`` when the same was written again meanwhile, ``NotAllowed``."""
    require(access.may_change_talk(by, talk), access.WHO_WROTE_TALK)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=talk.group_id)
        row = removed(DailyTalk, talk.pk)
        if row is None:
            return
        if _same(row) is not None:
            raise CannotTalk("同样的一议已经重新记过，不用再恢复。")
        bring_back(by, row, "talk_back", f"恢复每日一议：{row.issue}")


def _same(talk: DailyTalk) -> DailyTalk | None:
    """Another that stands with the same words of the same day, written down by the same person."""
    same = DailyTalk.objects.filter(
        group_id=talk.group_id, day=talk.day, written_by_id=talk.written_by_id, issue=talk.issue, response=talk.response
    )
    found: DailyTalk | None = same.exclude(pk=talk.pk).first()
    return found


def _problems(talk: DailyTalk, people: list[Person]) -> dict[str, str]:
    members = set(members_of(talk.group, talk.day).values_list("pk", flat=True))
    problems = rules.talk_problems(len(people), len(members), calendar_of(talk.term).is_school_day(talk.day))
    if any(person.pk not in members for person in people):
        problems["speakers"] = "参加人应是本组成员"
    for name, sentence in {"lesson_title": "请选或写课题", "issue": "请写问题", "response": "请写对策"}.items():
        if not getattr(talk, name).strip():
            problems[name] = sentence
    if talk.follow_up_due and talk.follow_up_due < talk.day:
        problems["follow_up_due"] = "落实时间不早于当天"
    return problems
