"""Writes on classes, who teaches them (课务) and their weekly timetable (课表)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from jiaoyan.schools import history
from jiaoyan.schools.access import WHO_MANAGES, Actor, may_manage_school, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import Person, SchoolClass, Subject, TeachingAssignment, Term, TimetableSlot, valid_on
from jiaoyan.schools.registers.classes import Period, period_of
from jiaoyan.schools.rules.calendar import long_day

__all__ = [
    "ChangedMeanwhile",
    "NotInService",
    "Period",
    "add_classes",
    "assign_teacher",
    "end_assignment",
    "remove_assignment",
    "remove_class",
    "save_timetable",
]
DAY = timedelta(days=1)


class NotInService(Refused):
    """The teacher does not work here on that day."""


class ChangedMeanwhile(Refused):
    """Somebody else saved the same table since it was shown (``approval.ChangedMeanwhile`` is the same for papers)."""

    def __init__(self) -> None:
        super().__init__("这张表刚刚被别人改过，请核对后再保存一次。")


def add_classes(entry_year: int, numbers: Sequence[int], *, by: Actor) -> list[SchoolClass]:
    """Add the classes of one entry year that are not there yet; returns the new ones."""
    require(may_manage_school(by), WHO_MANAGES)
    with transaction.atomic():
        there = set(SchoolClass.objects.filter(entry_year=entry_year).values_list("number", flat=True))
        missing = [number for number in numbers if number not in there]
        made = [SchoolClass.objects.create(school_id=by.school_id, entry_year=entry_year, number=number) for number in missing]
        if made:
            history.note(by, "create", made[0], f"新增{entry_year}级班级：{'、'.join(f'{each.number}班' for each in made)}")
    return made


def remove_class(school_class: SchoolClass, *, by: Actor) -> None:
    """Remove a class that was added by mistake. Raises ``Refused`` when anything belongs to it."""
    require(may_manage_school(by), WHO_MANAGES)
    try:
        with transaction.atomic():
            history.note(by, "delete", school_class, f"删除{school_class}")
            school_class.delete()
    except IntegrityError as used:  # ProtectedError is one
        raise Refused("这个班已有课务、课表或学生，不能删除。") from used


def assign_teacher(school_class: SchoolClass, subject: Subject, teacher: Person, *, starts: date, by: Actor) -> TeachingAssignment:
    """The teacher takes the subject in the class from ``starts`` on; whoever had it until then ends the day before.

    Open-ended or until a change already planned for a later day. Raises ``NotInService``, ``Refused`` when the same teacher has it already.
    """
    require(may_manage_school(by), WHO_MANAGES)
    _require_in_service(teacher, starts)
    with transaction.atomic():
        others = TeachingAssignment.objects.select_for_update().filter(school_class=school_class, subject=subject)
        current = others.filter(valid_on(starts)).select_related("teacher").first()
        if current is not None and current.teacher_id == teacher.pk:
            raise Refused(f"{teacher.name}从{long_day(current.starts)}起已任教这个班。", "teacher")
        later = others.filter(starts__gt=starts).order_by("starts").first()
        ends = later.starts - DAY if later else None
        if current is not None and current.starts == starts:
            current.delete()
        elif current is not None:
            ends = current.ends if current.ends is not None and (ends is None or current.ends < ends) else ends
            TeachingAssignment.objects.filter(pk=current.pk).update(ends=starts - DAY)
        made: TeachingAssignment = TeachingAssignment.objects.create(
            school_id=by.school_id, school_class=school_class, subject=subject, teacher=teacher, starts=starts, ends=ends
        )
        instead = f"，接替{current.teacher.name}" if current else ""
        history.note(by, "assign", made, f"{teacher.name}自{long_day(starts)}起任教{school_class}{subject.name}{instead}")
    return made


def end_assignment(assignment: TeachingAssignment, *, on: date, by: Actor) -> None:
    """The last day of a teacher's 课务 in a class. Raises ``Refused`` for a day before it began."""
    require(may_manage_school(by), WHO_MANAGES)
    if on < assignment.starts:
        raise Refused("结束日期不能早于开始日期。", "on")
    with transaction.atomic():
        TeachingAssignment.objects.filter(pk=assignment.pk).update(ends=on)
        history.note(
            by, "end", assignment, f"{assignment.teacher.name}任教{assignment.school_class}{assignment.subject.name}至{long_day(on)}"
        )


def remove_assignment(assignment: TeachingAssignment, *, by: Actor) -> None:
    """Remove 课务 that was entered by mistake."""
    require(may_manage_school(by), WHO_MANAGES)
    with transaction.atomic():
        history.note(by, "delete", assignment, f"删除课务：{assignment.teacher.name}任教{assignment.school_class}{assignment.subject.name}")
        assignment.delete()


def save_timetable(
    term: Term, school_class: SchoolClass, periods: Sequence[Period], *, expected: Sequence[Period] | None = None, by: Actor
) -> None:
    """Make the class's timetable of the term exactly ``periods``. Raises ``ChangedMeanwhile`` when it is no longer ``expected``."""
    require(may_manage_school(by), WHO_MANAGES)
    wanted = set(periods)
    with transaction.atomic():
        rows = {period_of(row): row for row in TimetableSlot.objects.select_for_update().filter(term=term, school_class=school_class)}
        if expected is not None and set(expected) != set(rows):
            raise ChangedMeanwhile
        if wanted == set(rows):
            return
        TimetableSlot.objects.filter(pk__in=[row.pk for period, row in rows.items() if period not in wanted]).delete()
        TimetableSlot.objects.bulk_create(
            TimetableSlot(
                school_id=by.school_id,
                term=term,
                school_class=school_class,
                subject_id=period.subject_id,
                weekday=period.weekday,
                period_no=period.period_no,
                parity=period.parity,
            )
            for period in sorted(wanted - set(rows))
        )
        history.note(by, "change", school_class, f"修改{school_class}{term.label}课表，每周{len(wanted)}节")


def _require_in_service(teacher: Person, day: date) -> None:
    if teacher.left_on is not None and teacher.has_left_by(day):
        raise NotInService(f"{teacher.name}已于{long_day(teacher.left_on)}离校。", "teacher")
