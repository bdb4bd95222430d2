"""Writing an observation down, correcting it, taking it out and bringing it back; the observed teacher's word. 听课记录（F14）"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiaoyan.lessons import access
from jiaoyan.lessons.models import Observation
from jiaoyan.lessons.queries.people import class_taught, group_of_teacher
from jiaoyan.lessons.rules.observing import Written, clean_steps, observation_problems
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.refusal import Refused, refuse
from jiaoyan.schools.actions.removal import bring_back, removed, standing, take_out
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group, Term
from jiaoyan.schools.queries import calendar_of
from jiaoyan.schools.rules.calendar import Calendar, month_day

FIELDS = (
    "teacher",
    "guest",
    "school_class",
    "place",
    "topic",
    "lesson_topic",
    "lesson_type",
    "day",
    "period_no",
    "way",
    "steps",
    "highlights",
    "suggestions",
    "plan_matches",
    "homework_note",
    "feedback_on",
    "research_lesson",
)


WORDS = (
    "teacher_id",
    "guest",
    "topic",
    "way",
    "lesson_type",
    "place",
    "steps",
    "highlights",
    "suggestions",
    "plan_matches",
    "homework_note",
    "feedback_on",
)
"""What makes a record sent again the same record; anything else written about that period would be lost if it were taken for a repeat."""


class CannotObserve(Refused):
    """An observation that says too little, or stands there already."""


def record_observation(*, by: Actor, group: Group, term: Term, today: date, calendar: Calendar | None = None, **values: Any) -> Observation:
    """Write an observation down; ``values`` are ``FIELDS``, those not given stay empty. The same words sent again are the same observation.

    Of a class not named, the timetable tells it. ``calendar``: the term's, if the caller has it. Raises ``CannotObserve`` by field, ``NotAllowed``.
    """
    require(access.may_record(by, group.pk), access.WHO_RECORDS)
    row = Observation(
        school_id=by.school_id, group=group, term=term, observer_id=by.person_id, recorded_at=timezone.now(), **_fitting(values)
    )
    known = calendar or calendar_of(term)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=group.pk)  # the same form sent twice at once is one observation
        again = _at_that_time(row)
        if again is not None and all(getattr(again, name) == getattr(row, name) for name in WORDS):
            return again
        refuse(_problems(row, known, today) | _taken(again), CannotObserve)
        _complete(row, by, known)
        row.save(force_insert=True)
        note(by, "observation", row, f"记听课：{row}，{month_day(row.day)}第{row.period_no}节")
    return row


def change_observation(*, by: Actor, observation: Observation, version: int, today: date, **values: Any) -> Observation:
    """Correct one's own words; the same sent again change nothing. Raises ``CannotObserve`` by field, ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change(by, observation), access.WHO_OBSERVED)
    with transaction.atomic():
        row = _locked(observation)
        with only_news(row, stale=row.version != version):
            _change(by, row, today, values)
    return row


def _change(by: Actor, row: Observation, today: date, values: Mapping[str, Any]) -> None:
    for name, value in _fitting({**{field: getattr(row, field) for field in FIELDS}, **values}).items():
        setattr(row, name, value)
    known = calendar_of(row.term)
    refuse(_problems(row, known, today) | _taken(_at_that_time(row)), CannotObserve)
    _complete(row, by, known)
    row.version += 1
    row.save()
    note(by, "observation_again", row, f"修改听课记录：{row}，{month_day(row.day)}")


def remove_observation(*, by: Actor, observation: Observation, version: int) -> None:
    """Take it out; ``restore_observation`` brings it back. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_change(by, observation), access.WHO_OBSERVED)
    with transaction.atomic():
        row = _locked(observation, version)
        take_out(by, row, "observation_out", f"删去听课记录：{row}，{month_day(row.day)}")


def restore_observation(*, by: Actor, observation: Observation) -> None:
    """Bring it back; twice changes nothing. Raises ``CannotObserve`` when another stands at that time meanwhile, ``NotAllowed``."""
    require(access.may_change(by, observation), access.WHO_OBSERVED)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=observation.group_id)
        row = removed(Observation, observation.pk, along=("teacher",))
        if row is None:
            return
        refuse(_taken(_at_that_time(row)), CannotObserve)
        bring_back(by, row, "observation_back", f"恢复听课记录：{row}，{month_day(row.day)}")


def answer_observation(*, by: Actor, observation: Observation, text: str = "") -> None:
    """The observed teacher has seen it, and may say a line. Saying it again replaces the line. Raises ``NotAllowed``."""
    require(access.may_answer(by, observation), access.WHO_ANSWERS)
    said = text.strip()
    with transaction.atomic():
        row: Observation = Observation.objects.select_for_update(of=("self",)).select_related("teacher").get(pk=observation.pk)
        if row.answered_at is not None and row.answer == said:
            return
        Observation.objects.filter(pk=row.pk).update(answer=said, answered_at=timezone.now())
        note(by, "observation_answer", row, f"看过听课反馈：{row}" + (f"，说：{said}" if said else ""))


def _fitting(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were given, without what does not belong to a guest's lesson."""
    kept = {name: values[name] for name in FIELDS if name in values}
    for name in ("guest", "place", "topic", "homework_note"):
        if name in kept:
            kept[name] = (kept[name] or "").strip()
    if "steps" in kept:
        kept["steps"] = clean_steps(kept["steps"] or [])
    if kept.get("teacher") is None:
        kept["school_class"] = kept["lesson_topic"] = None
    return kept


def _problems(row: Observation, calendar: Calendar, today: date) -> dict[str, str]:
    written = Written(
        row.observer_id,
        row.teacher_id,
        row.guest,
        row.topic,
        row.day,
        row.steps,
        row.highlights,
        row.suggestions,
        row.feedback_on,
    )
    return observation_problems(written, calendar, today)


def _taken(again: Observation | None) -> dict[str, str]:
    return (
        {"period_no": f"{month_day(again.day)}第{again.period_no}节您已经记了{again}，请核对日期和节次；要补充，请修改那一条。"}
        if again
        else {}
    )


def _at_that_time(row: Observation) -> Observation | None:
    same = Observation.objects.select_related("teacher").filter(
        observer_id=row.observer_id, day=row.day, period_no=row.period_no, removed_at__isnull=True
    )
    found: Observation | None = same.exclude(pk=row.pk).first()
    return found


def _complete(row: Observation, by: Actor, calendar: Calendar) -> None:
    """What nobody needs to type: the teacher's group, whether it was a leader's visit, the class by the timetable."""
    row.teacher_group_id = group_of_teacher(row.teacher, row.day) if row.teacher else None
    row.by_leader = row.teacher_group_id in by.oversees
    if row.teacher is not None and row.school_class_id is None:
        row.school_class_id = class_taught(row.teacher.pk, row.term, calendar, row.day, row.period_no)


def _locked(observation: Observation, version: int | None = None) -> Observation:
    """The observation under lock, if it stands and, with ``version``, is still as the person saw it."""
    return standing(
        Observation,
        observation.pk,
        version,
        along=(
            "term__school_year",
            "teacher",
            "group",
        ),
    )
