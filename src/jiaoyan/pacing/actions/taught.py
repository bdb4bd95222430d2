"""What a class was really taught: 实际进度. Recorded by the class's teacher, or by the group's leader for any class."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from jiaoyan.pacing import queries
from jiaoyan.pacing.access import WHO_RECORDS, may_record
from jiaoyan.pacing.models import LONGEST, PacingRow, PacingSchedule, TaughtLesson
from jiaoyan.schools import history
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.calendar import short_day

MOST_PERIODS = 40


def record_taught(
    *, by: Actor, place: GroupTerm, row: PacingRow, seat: queries.Seat, day: date, periods: int | None = None, reason: str = ""
) -> TaughtLesson:
    """A class was taught a row on a day, in ``periods`` periods (as planned by default), with the reason when it differs.

    Recording it again corrects it, the same again changes nothing. ``row.schedule`` is of this group; ``seat`` one of ``queries.seats_of``.
    Raises ``NotAllowed`` and ``Refused`` (``field``: day, periods, reason).
    """
    _require_seat(by, place, seat)
    given = row.periods if periods is None else periods
    _check(place, seat, day, given, reason)
    told = {"taught_on": day, "periods": given, "reason": reason.strip()}
    with transaction.atomic():
        record: TaughtLesson
        record, made = TaughtLesson.objects.select_for_update().get_or_create(
            row=row, school_class=seat.school_class, defaults={"school_id": by.school_id, **told}
        )
        if not made and all(getattr(record, name) == value for name, value in told.items()):
            return record
        TaughtLesson.objects.filter(pk=record.pk).update(**told)
        record.refresh_from_db(fields=[*told])
        history.note(by, "taught", row.schedule, f"记{seat.name}“{row.content}”实际进度：{day.isoformat()}")
    return record


def record_as_planned(*, by: Actor, place: GroupTerm, schedule: PacingSchedule, seat: queries.Seat, first: date, last: date) -> int:
    """Record everything planned from ``first`` to ``last`` (never after today) that the class has no record of, on its planned day.

    Returns how many were added; repeating it adds none. Raises ``NotAllowed``.
    """
    _require_seat(by, place, seat)
    until = min(last, place.today)
    with transaction.atomic():
        known = set(TaughtLesson.objects.filter(row__schedule=schedule, school_class=seat.school_class).values_list("row_id", flat=True))
        due = [
            (row, row.date_to)
            for row in queries.content_rows(schedule)
            if row.date_to and first <= row.date_to <= until and row.pk not in known and row.periods
        ]
        records = [
            TaughtLesson(school_id=by.school_id, row=row, school_class=seat.school_class, taught_on=day, periods=row.periods)
            for row, day in due
        ]
        TaughtLesson.objects.bulk_create(records, ignore_conflicts=True)
        if due:
            history.note(by, "taught", schedule, f"记{seat.name}按计划上完{len(due)}课：“{due[0][0].content}”至“{due[-1][0].content}”")
    return len(due)


def forget_taught(*, by: Actor, place: GroupTerm, row: PacingRow, seat: queries.Seat) -> None:
    """Take a record back. Raises ``NotAllowed``; without a record nothing happens."""
    _require_seat(by, place, seat)
    with transaction.atomic():
        if TaughtLesson.objects.filter(row=row, school_class=seat.school_class).delete()[0]:
            history.note(by, "untaught", row.schedule, f"撤销{seat.name}“{row.content}”的实际进度")


def _require_seat(by: Actor, place: GroupTerm, seat: queries.Seat) -> None:
    require(may_record(by, place.group.pk, [teacher.pk for teacher in seat.teachers]), WHO_RECORDS)


def _check(place: GroupTerm, seat: queries.Seat, day: date, periods: int, reason: str) -> None:
    calendar = place.calendar.for_class(seat.school_class.pk, place.group.grade or 0)
    if day > place.today:
        raise Refused("这一天还没有到，上过以后再记。", "day")
    if not calendar.is_school_day(day):
        raise Refused(f"{short_day(day)}不上课（{calendar.why_no_school(day)}），请改日期。", "day")
    if not 1 <= periods <= MOST_PERIODS:
        raise Refused(f"实际课时请填1到{MOST_PERIODS}之间的整数。", "periods")
    if len(reason.strip()) > LONGEST["reason"]:
        raise Refused(f"偏差原因最多{LONGEST['reason']}字。", "reason")
