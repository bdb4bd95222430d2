"""Writing the roster of practice lessons, publishing it, opening it again. 练兵课安排（R020–R022）"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jiaoyan.lessons import access
from jiaoyan.lessons.models import PracticeRoster, ResearchLesson, RosterSlot
from jiaoyan.lessons.queries.people import group_of_teacher
from jiaoyan.lessons.queries.roster import Material, held_lessons, held_turns, material_of, roster_here, slots_of, turn_of
from jiaoyan.lessons.rules.roster import Fault, Line, Turn
from jiaoyan.lessons.rules.timetable import Period
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import GroupTerm


class Published(Refused):
    """A published roster is opened again before it is changed."""

    def __init__(self) -> None:
        super().__init__("练兵课安排已经公布，先“重新打开”再修改。")


class LinesAtFault(Refused):
    """Lines that cannot take place like that; ``faults`` says which and why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__({"": "有几行还不能这样排，见表中的说明。"})
        self.faults = tuple(faults)


def save_roster(*, by: Actor, place: GroupTerm, version: int, lines: Sequence[Line], material: Material | None = None) -> PracticeRoster:
    """Put the lines in the place of those that stand; ``version`` 0 when there was no roster. The same lines again change nothing.

    A topic that the teacher has worded in the lesson stays: a line that says the roster's former topic takes it over, other words are a fault.
    Raises ``LinesAtFault``, ``Published``, ``ChangedMeanwhile``, ``NotAllowed``.
    """
    require(access.may_keep_roster(by, place.group.pk), access.WHO_KEEPS_ROSTER)
    with transaction.atomic():
        roster, is_new = _standing(by, place)
        stored = {slot.pk: slot for slot in slots_of(roster)}
        lines, worded = _with_topics(lines, stored)
        standing = [(turn_of(slot), slot.topic_now) for slot in stored.values()]
        if not worded and sorted(standing, key=_order) == sorted(((line.turn, line.topic) for line in lines), key=_order):
            return roster
        if roster.published_at is not None:
            raise Published
        if (0 if is_new else roster.version) != version:
            raise ChangedMeanwhile
        turns = [line.turn for line in lines]
        found = (*(material or material_of(place)).faults(turns, held_turns(stored.values())), *worded)
        if found:
            raise LinesAtFault(found)
        _put(roster, stored, lines)
        roster.version += 1
        roster.save(update_fields=["version"])
        note(by, "roster", roster, f"编排{roster}，{len(lines)}节")
    return roster


def adopt_proposal(*, by: Actor, place: GroupTerm, version: int) -> PracticeRoster:
    """Take the proposal as the roster; whoever had a line before keeps its lesson and topic, moved. Raises as ``save_roster``."""
    material = material_of(place)
    lines = _carried_on(material.proposal().turns, slots_of(roster_here(place.group, place.term)))
    return save_roster(by=by, place=place, version=version, lines=lines, material=material)


def publish_roster(*, by: Actor, place: GroupTerm, roster: PracticeRoster, version: int, at: datetime) -> int:
    """Make it known: each line becomes a planned practice lesson, or moves the one it became before. Gives their number.

    Raises ``LinesAtFault`` when the timetable has changed meanwhile, ``Refused`` for an empty roster, ``ChangedMeanwhile``, ``NotAllowed``.
    """
    require(access.may_keep_roster(by, roster.group_id), access.WHO_KEEPS_ROSTER)
    with transaction.atomic():
        row: PracticeRoster = PracticeRoster.objects.select_for_update().get(pk=roster.pk)
        slots = slots_of(row)
        if row.published_at is not None:
            return len(slots)
        if row.version != version:
            raise ChangedMeanwhile
        if not slots:
            raise Refused("还没有编排，没有可公布的。")
        found = material_of(place).faults([turn_of(slot) for slot in slots], held_turns(slots))
        if found:
            raise LinesAtFault(found)
        _plan(row, slots, by)
        PracticeRoster.objects.filter(pk=row.pk).update(
            published_at=at,
            published_by_id=by.person_id,
            first_published_on=row.first_published_on or timezone.localtime(at).date(),
            version=row.version + 1,
        )
        note(by, "roster_published", row, f"公布{place.group}练兵课安排，{len(slots)}节")
    return len(slots)


def reopen_roster(*, by: Actor, roster: PracticeRoster, version: int) -> None:
    """Take the publication back to change something; the planned lessons stay until it is published again. Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_keep_roster(by, roster.group_id), access.WHO_KEEPS_ROSTER)
    with transaction.atomic():
        row: PracticeRoster = PracticeRoster.objects.select_for_update().get(pk=roster.pk)
        if row.published_at is None:
            return
        if row.version != version:
            raise ChangedMeanwhile
        PracticeRoster.objects.filter(pk=row.pk).update(published_at=None, published_by=None, version=row.version + 1)
        note(by, "roster_reopened", row, f"重新打开{roster}")


def _order(pair: tuple[Turn, str]) -> tuple[Period, int]:
    return (pair[0].period, pair[0].teacher)


def _standing(by: Actor, place: GroupTerm) -> tuple[PracticeRoster, bool]:
    """The roster under lock, made when there is none."""
    Group.objects.select_for_update().get(pk=place.group.pk)
    found: tuple[PracticeRoster, bool] = PracticeRoster.objects.select_for_update().get_or_create(
        school_id=by.school_id, group=place.group, term=place.term
    )
    return found


def _carried_on(turns: Sequence[Turn], slots: Sequence[RosterSlot]) -> list[Line]:
    """Turns of a proposal, each with the line its teacher has already, by day; lessons that were held stay with the line they had."""
    held = held_lessons(slots)
    own: dict[int, list[RosterSlot]] = {}
    for slot in slots:
        if slot.lesson_id not in held:
            own.setdefault(slot.teacher_id, []).append(slot)
    lines = []
    for turn in turns:
        standing = own[turn.teacher].pop(0) if own.get(turn.teacher) else None
        lines.append(Line(standing.pk, turn, standing.topic_now) if standing else Line(None, turn))
    return lines


def _with_topics(lines: Sequence[Line], stored: Mapping[int, RosterSlot]) -> tuple[list[Line], list[Fault]]:
    """The lines with the topics they are to have: the teacher's own words win over the roster's, and whoever typed others over them is told."""
    held, found, faults = held_lessons(list(stored.values())), [], []
    for row, line in enumerate(lines):
        slot = stored.get(line.key) if line.key is not None else None
        if slot is None or slot.teacher_id != line.turn.teacher:
            found.append(line)
        elif line.topic in (slot.topic, slot.topic_now):
            found.append(replace(line, topic=slot.topic_now))
        else:
            found.append(line)
            if slot.lesson is not None and (slot.lesson_id in held or slot.lesson.topic not in ("", slot.topic)):
                why = "这节课已经上过" if slot.lesson_id in held else "上课教师自己定了课题"
                ask = f"请仍写“{slot.topic_now}”" if slot.topic_now else "这里请留空"
                faults.append(Fault(row, "topic", f"{why}，{ask}；要换，由上课教师在研究课里改。"))
    return found, faults


def _put(roster: PracticeRoster, stored: dict[int, RosterSlot], lines: Sequence[Line]) -> None:
    """Lines that stay keep their lesson; a line that goes takes its lesson with it, unless that was held already."""
    kept = {line.key for line in lines if line.key in stored}
    gone = [slot for key, slot in stored.items() if key not in kept]
    _call_off([slot for slot in gone if slot.lesson_id])
    RosterSlot.objects.filter(roster=roster).exclude(pk__in=kept).delete()
    for line in lines:
        slot = stored[line.key] if line.key in stored else RosterSlot(school_id=roster.school_id, roster=roster)
        if slot.pk and slot.teacher_id != line.turn.teacher:
            _call_off([slot])
            slot.lesson = None
        elif slot.lesson is not None and slot.topic and slot.lesson.topic == slot.topic != line.topic:
            ResearchLesson.objects.filter(pk=slot.lesson_id, topic=slot.topic).update(topic=line.topic, version=F("version") + 1)
        period = line.turn.period
        slot.teacher_id = line.turn.teacher
        if line.topic != slot.topic_now:
            slot.topic = line.topic
        slot.day, slot.period_no, slot.school_class_id = period.day, period.period_no, period.class_id
        slot.save()


def _call_off(slots: Sequence[RosterSlot]) -> None:
    to_come = {slot.lesson_id for slot in slots if slot.lesson_id} - held_lessons(slots)
    ResearchLesson.objects.filter(pk__in=to_come).update(removed_at=timezone.now())


def _plan(roster: PracticeRoster, slots: Sequence[RosterSlot], by: Actor) -> None:
    held = held_lessons(slots)
    planned = ResearchLesson.objects.select_for_update().in_bulk([slot.lesson_id for slot in slots if slot.lesson_id])
    for slot in slots:
        lesson = planned.get(slot.lesson_id)
        if slot.lesson_id in held:
            continue
        if lesson is None:
            lesson = ResearchLesson(
                school_id=roster.school_id,
                group_id=group_of_teacher(slot.teacher, slot.day) or roster.group_id,
                term_id=roster.term_id,
                type=ResearchLesson.Type.PRACTICE,
                level=ResearchLesson.Level.SCHOOL,
                teacher=slot.teacher,
                topic=slot.topic,
                planned_by_id=by.person_id,
                version=0,
            )
        elif lesson.removed_at is None and _place(lesson) == _place(slot) and (lesson.topic or not slot.topic):
            continue
        lesson.day, lesson.period_no, lesson.school_class_id = _place(slot)
        lesson.topic, lesson.removed_at = lesson.topic or slot.topic, None
        lesson.version += 1
        lesson.save()
        if slot.lesson_id is None:
            slot.lesson = lesson
            slot.save(update_fields=["lesson"])


def _place(row: ResearchLesson | RosterSlot) -> tuple[date, int | None, int | None]:
    return row.day, row.period_no, row.school_class_id
