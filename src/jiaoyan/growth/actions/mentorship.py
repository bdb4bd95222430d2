"""Pairing, the mentee's lessons, the mentor's line of the week. 师徒结对（F18）"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiaoyan.growth.access import mentorship as access
from jiaoyan.growth.models import MenteeLesson, MentorLine, Mentorship, Writing
from jiaoyan.growth.rules import mentorship as rules
from jiaoyan.lessons.models import Observation
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.refusal import Refused, refuse
from jiaoyan.schools.actions.removal import bring_back, removed, standing, take_out
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group, Term
from jiaoyan.schools.queries import calendar_of
from jiaoyan.schools.rules.calendar import NoSuchWeek, month_day

PAIR_FIELDS = ("mentor", "mentee", "starts", "ends", "goals", "mentor_duties", "mentee_duties", "observe_per_week")
LESSON_FIELDS = ("observation", "day", "school_class", "lesson", "topic", "line", "mentor_present")


class CannotPair(Refused):
    """A pair, a lesson or a line that is not complete."""


def pair(*, by: Actor, group: Group, **values: Any) -> Mentorship:
    """Make a pair for a mentee of the group; ``values`` are ``PAIR_FIELDS``. The same sent again by the same person is one. Raises ``CannotPair`` by field, ``NotAllowed``."""
    require(access.may_pair(by, group.pk), access.WHO_PAIRS)
    row = Mentorship(
        school_id=by.school_id, group=group, school_year=group.school_year, recorded_by_id=by.person_id, recorded_at=timezone.now()
    )
    _fill(row, values, PAIR_FIELDS)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=group.pk)
        again = _paired(row)
        if again is not None and again.recorded_by_id == by.person_id and _alike(again, row, PAIR_FIELDS):
            return again
        refuse(_pair_problems(row), CannotPair)
        row.save(force_insert=True)
        note(by, "mentorship", row, f"师徒结对：{row.mentor.name}带{row.mentee.name}")
    return row


def change_pair(*, by: Actor, mentorship: Mentorship, version: int, **values: Any) -> Mentorship:
    """Change what the two agreed on; the same sent again changes nothing. Raises ``CannotPair``, ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change(by, mentorship), access.WHO_PAIRS)
    with transaction.atomic():
        row = _locked(mentorship)
        with only_news(row, stale=row.version != version):
            _fill(row, values, PAIR_FIELDS)
            refuse(_pair_problems(row), CannotPair)
            row.version += 1
            row.save()
            note(by, "mentorship_again", row, f"修改师徒结对：{row.mentor.name}带{row.mentee.name}")
    return row


def remove_pair(*, by: Actor, mentorship: Mentorship, version: int) -> None:
    """Take a pair out; ``restore_pair`` brings it back. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change(by, mentorship), access.WHO_PAIRS)
    with transaction.atomic():
        row = _locked(mentorship, version)
        take_out(by, row, "mentorship_out", f"删去师徒结对：{row.mentor.name}带{row.mentee.name}")


def restore_pair(*, by: Actor, mentorship: Mentorship) -> None:
    """Bring it back; doing it twice changes nothing. Raises ``CannotPair`` when the two were paired anew, ``NotAllowed``."""
    require(access.may_change(by, mentorship), access.WHO_PAIRS)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=mentorship.group_id)
        row = removed(
            Mentorship,
            mentorship.pk,
            along=(
                "mentor",
                "mentee",
            ),
        )
        if row is None:
            return
        refuse(_twice(row), CannotPair)
        bring_back(by, row, "mentorship_back", f"恢复师徒结对：{row.mentor.name}带{row.mentee.name}")


def teach(*, by: Actor, mentorship: Mentorship, today: date, **values: Any) -> MenteeLesson:
    """Write down a lesson of one's own after observing; ``values`` are ``LESSON_FIELDS``. The same one sent again is one.

    Raises ``CannotPair`` by field, ``NotAllowed``.
    """
    require(access.may_teach(by, mentorship), access.WHO_TEACHES)
    row = MenteeLesson(school_id=by.school_id, mentorship=mentorship, recorded_at=timezone.now())
    _fill(row, values, LESSON_FIELDS)
    with transaction.atomic():
        Mentorship.objects.select_for_update().get(pk=mentorship.pk)
        again = _same_lesson(row)
        if again is not None and _alike(again, row, LESSON_FIELDS):
            return again
        if again is not None:
            raise CannotPair(f"{month_day(row.day)}“{row.topic}”已经登记过；要补充，请修改那一条。", "topic")
        refuse(_lesson_problems(row, today), CannotPair)
        row.save(force_insert=True)
        note(by, "mentee_lesson", row, f"登记跟上课“{row.topic}”")
    return row


def change_lesson(*, by: Actor, lesson: MenteeLesson, version: int, today: date, **values: Any) -> MenteeLesson:
    """Correct a lesson; its comparisons answer the observation it names now. The same sent again changes nothing. Raises ``CannotPair``, ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_teach(by, lesson.mentorship), access.WHO_TEACHES)
    with transaction.atomic():
        row = _locked_lesson(lesson)
        with only_news(row, stale=row.version != version):
            _fill(row, values, LESSON_FIELDS)
            refuse(_lesson_problems(row, today), CannotPair)
            row.version += 1
            row.save()
            Writing.objects.filter(pair=row).update(answers=row.observation)
            note(by, "mentee_lesson_again", row, f"修改跟上课“{row.topic}”")
    return row


def remove_lesson(*, by: Actor, lesson: MenteeLesson, version: int) -> None:
    """Take a lesson out; ``restore_lesson`` brings it back. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_teach(by, lesson.mentorship), access.WHO_TEACHES)
    with transaction.atomic():
        row = _locked_lesson(lesson, version)
        take_out(by, row, "mentee_lesson_out", f"删去跟上课“{row.topic}”")


def restore_lesson(*, by: Actor, lesson: MenteeLesson) -> None:
    """Bring it back; doing it twice changes nothing. Raises ``CannotPair`` when the same was written down again, ``NotAllowed``."""
    require(access.may_teach(by, lesson.mentorship), access.WHO_TEACHES)
    with transaction.atomic():
        Mentorship.objects.select_for_update().get(pk=lesson.mentorship_id)
        row = removed(MenteeLesson, lesson.pk)
        if row is None:
            return
        if _same_lesson(row) is not None:
            raise CannotPair(f"{month_day(row.day)}“{row.topic}”已经重新登记，不用再恢复。")
        bring_back(by, row, "mentee_lesson_back", f"恢复跟上课“{row.topic}”")


def advise(*, by: Actor, mentorship: Mentorship, term: Term, week_no: int, text: str, seen: str, today: date) -> MentorLine | None:
    """Write the mentor's line of a week over the one that was seen; an empty text takes it away (None).

    Raises ``CannotPair`` when there is no such week, or none yet; ``ChangedMeanwhile``, ``NotAllowed``.
    """
    require(access.may_advise(by, mentorship), access.WHO_ADVISES)
    try:
        week = calendar_of(term).week(week_no)
    except NoSuchWeek:
        raise CannotPair("没有这一周。", "text") from None
    if week.start > today:
        raise CannotPair("这一周还没有到。", "text")
    text = text.strip()
    with transaction.atomic():
        Mentorship.objects.select_for_update().get(pk=mentorship.pk)
        rows = MentorLine.objects.filter(mentorship=mentorship, term=term, week_no=week_no)
        row: MentorLine | None = rows.first()
        now = row.text if row is not None else ""
        if now == text:
            return row
        if now != seen.strip():
            raise ChangedMeanwhile
        if not text:
            rows.delete()
            note(by, "mentor_line_out", mentorship, f"去掉第{week_no}周的师傅意见")
            return None
        row = row or MentorLine(school_id=by.school_id, mentorship=mentorship, term=term, week_no=week_no)
        row.text, row.written_at = text, timezone.now()
        row.save()
        note(by, "mentor_line", mentorship, f"写第{week_no}周的师傅意见")
    return row


def _fill(row: Mentorship | MenteeLesson, values: Mapping[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        if name in values:
            setattr(row, name, values[name])


def _locked(mentorship: Mentorship, version: int | None = None) -> Mentorship:
    """The pair under lock, if it stands and, with ``version``, is still as the person saw it."""
    return standing(
        Mentorship,
        mentorship.pk,
        version,
        along=(
            "mentor",
            "mentee",
            "school_year",
        ),
    )


def _locked_lesson(lesson: MenteeLesson, version: int | None = None) -> MenteeLesson:
    return standing(
        MenteeLesson,
        lesson.pk,
        version,
        along=(
            "mentorship",
            "observation",
        ),
    )


def _same_lesson(row: MenteeLesson) -> MenteeLesson | None:
    """Another that stands of the same day, topic and class."""
    same = MenteeLesson.objects.filter(
        mentorship_id=row.mentorship_id, day=row.day, topic=row.topic, school_class_id=row.school_class_id, removed_at__isnull=True
    )
    found: MenteeLesson | None = same.exclude(pk=row.pk).first()
    return found


def _alike(one: Mentorship | MenteeLesson, other: Mentorship | MenteeLesson, names: tuple[str, ...]) -> bool:
    """The same words, so that one is the other sent again."""
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _pair_problems(row: Mentorship) -> dict[str, str]:
    draft = rules.MentorshipDraft(row.mentor_id, row.mentee_id, row.starts, row.ends, row.goals)
    year = row.school_year
    return rules.mentorship_problems(draft, first=year.starts, last=year.ends) or _twice(row)


def _twice(row: Mentorship) -> dict[str, str]:
    return {"mentee": "这两位老师本学年已经结对了。"} if _paired(row) is not None else {}


def _paired(row: Mentorship) -> Mentorship | None:
    """Another pair of the two in the school year."""
    same = Mentorship.objects.filter(
        school_year_id=row.school_year_id, mentor_id=row.mentor_id, mentee_id=row.mentee_id, removed_at__isnull=True
    )
    found: Mentorship | None = same.exclude(pk=row.pk).first()
    return found


def _lesson_problems(row: MenteeLesson, today: date) -> dict[str, str]:
    problems = {} if row.topic.strip() else {"topic": "请写课题。"}
    pair, seen = row.mentorship, row.observation
    if not pair.starts <= row.day <= pair.ends:
        problems["day"] = "日期不在师徒结对的起止之内。"
    elif row.day > today:
        problems["day"] = "日期还没有到，上过以后再登记。"
    if seen is not None and not _of_the_pair(seen, pair):
        problems["observation"] = "请选听师傅的那一节课。"
    elif seen is not None and seen.day > row.day:
        problems["observation"] = "先听后上：这一节是后来才听的。"
    return problems


def _of_the_pair(seen: Observation, pair: Mentorship) -> bool:
    return (seen.observer_id, seen.teacher_id) == (pair.mentee_id, pair.mentor_id) and seen.removed_at is None
