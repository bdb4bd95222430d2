"""Writes on pupils and the class they sit in over time. 学生与学籍

Lines of history name a pupil by code, never by name: the history outlives the pupil's data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from jiaoyan.schools import history
from jiaoyan.schools.access import WHO_MANAGES, Actor, may_manage_school, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import Enrolment, Pupil, SchoolClass
from jiaoyan.schools.rules.calendar import long_day

DAY = timedelta(days=1)
FIELDS = ("code", "name", "gender")
_PRIVATE = re.compile(r"[A-Z]?\d{17}[\dX]|1[3-9]\d{9}")


class CodeTaken(Refused):
    """Another pupil has this code."""

    def __init__(self) -> None:
        super().__init__("这个学号已经有学生使用，请核对。", "code")


class PrivateNumber(Refused):
    """An identity number or a telephone number is not a code: codes are printed."""

    def __init__(self) -> None:
        super().__init__("学号请用学校自编的号码，不要用身份证号、全国学籍号或手机号。", "code")


def add_pupil(school_class: SchoolClass, values: Mapping[str, Any], *, starts: date, by: Actor) -> Pupil:
    """Add a pupil (``FIELDS`` and ``seat_no``) to the class from ``starts`` on. Raises ``CodeTaken``, ``PrivateNumber``."""
    require(may_manage_school(by), WHO_MANAGES)
    pupil = Pupil(school_id=by.school_id, **{name: values[name] for name in FIELDS if name in values})
    refuse_private_number(pupil.code)
    try:
        with transaction.atomic():
            pupil.save(force_insert=True)
            Enrolment.objects.create(
                school_id=by.school_id, pupil=pupil, school_class=school_class, seat_no=values.get("seat_no"), starts=starts
            )
            history.note(by, "create", pupil, f"新增学生（学号{pupil.code}），{school_class}")
    except IntegrityError as taken:
        raise CodeTaken from taken
    return pupil


def change_pupil(pupil: Pupil, values: Mapping[str, Any], *, by: Actor) -> None:
    """Correct code, name, gender, and the seat in the present class. Raises ``CodeTaken``, ``PrivateNumber``."""
    require(may_manage_school(by), WHO_MANAGES)
    refuse_private_number(values.get("code", pupil.code))
    known = {name: values[name] for name in FIELDS if name in values}
    try:
        with transaction.atomic():
            Pupil.objects.filter(pk=pupil.pk).update(**known)
            if "seat_no" in values:
                Enrolment.objects.filter(pupil=pupil, ends__isnull=True).update(seat_no=values["seat_no"])
            history.note(by, "change", pupil, f"修改学生资料（学号{known.get('code', pupil.code)}）")
    except IntegrityError as taken:
        raise CodeTaken from taken


def move_pupil(pupil: Pupil, school_class: SchoolClass, *, on: date, by: Actor) -> None:
    """The pupil sits in another class from ``on``; the old seat ends the day before. Raises ``Refused``."""
    require(may_manage_school(by), WHO_MANAGES)
    with transaction.atomic():
        current = _current(pupil)
        if current is not None and current.school_class_id == school_class.pk:
            raise Refused("这名学生已经在这个班。", "school_class")
        if current is not None and on < current.starts:
            raise Refused(f"转班日期不能早于进入现在班级的日期（{long_day(current.starts)}）。", "on")
        if current is not None and current.starts == on:
            current.delete()
        elif current is not None:
            Enrolment.objects.filter(pk=current.pk).update(ends=on - DAY)
        _refuse_overlap(pupil, on)
        Enrolment.objects.create(school_id=by.school_id, pupil=pupil, school_class=school_class, starts=on)
        history.note(by, "move", pupil, f"学生（学号{pupil.code}）自{long_day(on)}起转入{school_class}")


def pupil_leaves(pupil: Pupil, *, on: date, by: Actor) -> None:
    """The pupil's last day in the school. Raises ``Refused`` for a day before the present seat began, or when there is none."""
    require(may_manage_school(by), WHO_MANAGES)
    with transaction.atomic():
        current = _current(pupil)
        if current is None:
            raise Refused("这名学生已经离校。")
        if on < current.starts:
            raise Refused(f"离校日期不能早于进入现在班级的日期（{long_day(current.starts)}）。", "on")
        Enrolment.objects.filter(pk=current.pk).update(ends=on)
        history.note(by, "leave", pupil, f"学生（学号{pupil.code}）于{long_day(on)}离校")


def note_names_seen(school_class: SchoolClass, count: int, *, by: Actor) -> None:
    """The line of history for each view of a named list: who looked at which class, when."""
    with transaction.atomic():
        history.note(by, "view", school_class, f"查看{school_class}学生名单，{count}人")


def refuse_private_number(code: str) -> None:
    """Raise ``PrivateNumber`` for what looks like an identity, national pupil or mobile telephone number."""
    if _PRIVATE.fullmatch(code.strip().upper()):
        raise PrivateNumber


def _current(pupil: Pupil) -> Enrolment | None:
    enrolment: Enrolment | None = Enrolment.objects.select_for_update().filter(pupil=pupil, ends__isnull=True).first()
    return enrolment


def _refuse_overlap(pupil: Pupil, on: date) -> None:
    """A pupil who had left may come back, after the last day."""
    last = Enrolment.objects.filter(pupil=pupil, ends__gte=on).order_by("-ends").first()
    if last is not None:
        raise Refused(f"这名学生到{long_day(last.ends)}为止还在{last.school_class}。", "on")
