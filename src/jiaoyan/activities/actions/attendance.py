"""Checking in, marking, leave. 考勤（F31）"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiaoyan.activities import access
from jiaoyan.activities.actions.problems import CannotMark, CheckInClosed, NotNow
from jiaoyan.activities.models import Activity, Attendance
from jiaoyan.activities.rules import attendance as rules
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.refusal import refuse
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Person


def check_in(*, by: Actor, key: str, at: datetime) -> Attendance:
    """Check oneself in with the code on the wall; the clock tells whether one is late. Doing it twice keeps the first time.

    Raises ``Activity.DoesNotExist`` for an unknown key, ``CheckInClosed`` outside its time, ``NotAllowed`` for people of other groups.
    """
    activity = Activity.objects.get(check_in_key=key) if key else Activity.objects.none().get()
    require(access.may_attend(by, activity), access.WHO_ATTENDS)
    if not rules.check_in_is_open(activity.state, activity.starts_at, activity.ends_at, at):
        raise CheckInClosed("签到已经结束" if at >= activity.starts_at else "还没到签到时间，开始前30分钟起可以签到")
    with transaction.atomic():
        row = _line(activity, by.person_id)
        if row.checked_in_at is not None and row.state in rules.WAS_THERE:
            return row
        late = rules.late_minutes(activity.begun_at, at)
        row.state = Attendance.State.LATE if late else Attendance.State.PRESENT
        row.minutes, row.reason = late or None, ""
        row.checked_in_at, row.by_phone = at, True
        row.save()
        note(by, "check_in", activity, f"扫码签到，{row.get_state_display()}" + (f"{late}分钟" if late else ""))
    return row


def mark_attendance(
    *, by: Actor, activity: Activity, person: Person, state: str, minutes: int | None = None, reason: str = "", at: datetime
) -> Attendance:
    """Mark one person by recorder, host or leader; the same again changes nothing. Late without ``minutes`` during the meeting takes them from the clock.

    Raises ``CannotMark`` by field, ``NotNow`` when the record is closed, ``NotAllowed``.
    """
    require(access.keeps_record(by, activity), access.WHO_RECORDS)
    if not access.is_writable(activity, at):
        raise NotNow("会议没有开始，或记录已经关闭")
    if state == Attendance.State.LATE and not minutes and activity.state == Activity.State.OPEN:
        minutes = rules.late_minutes(activity.begun_at, at)
    refuse(rules.mark_problems(state, minutes, reason), CannotMark)
    with transaction.atomic():
        row: Attendance | None = Attendance.objects.select_for_update().filter(activity=activity, person=person).first()
        if row is None:
            raise CannotMark({"person": "不在本次活动的应到名单里"})
        with only_news(row, stale=False):
            row.state, row.reason = state, reason.strip()
            row.minutes = minutes if state in rules.NEEDS_MINUTES else None
            if state == Attendance.State.LEAVE and row.leave_approved_by_id is None and access.may_lead(by, activity):
                row.leave_approved_by_id = by.person_id
            row.save()
            note(by, "attendance", activity, f"记{person.name}{row.get_state_display()}")
    return row


def ask_leave(*, by: Actor, activity: Activity, reason: str, at: datetime) -> Attendance:
    """Ask for leave; once, however often it is sent. Before the start it is leave, afterwards an absence without leave until the leader says otherwise (R041).

    Raises ``CannotMark`` without a reason or after checking in, ``NotNow`` when the meeting is over or cancelled, ``NotAllowed``.
    """
    require(access.may_attend(by, activity), access.WHO_ATTENDS)
    if not reason.strip():
        raise CannotMark({"reason": "请写请假原因"})
    with transaction.atomic():
        current = Activity.objects.select_for_update().get(pk=activity.pk)
        if current.state not in {Activity.State.PLANNED, Activity.State.OPEN}:
            raise NotNow("活动已经结束或取消，请直接告诉备课组长")
        row = _line(current, by.person_id)
        if row.state in rules.WAS_THERE:
            raise CannotMark({"reason": "您已经签到，需要提前离开请告诉记录人"})
        state = rules.state_of_leave(current.starts_at, at)
        if row.leave_asked_at is not None and (row.state, row.reason) == (state, reason.strip()):
            return row
        row.state, row.reason, row.minutes = state, reason.strip(), None
        row.leave_asked_at = at
        row.save()
        note(by, "leave", activity, f"请假：{reason}")
    return row


def withdraw_leave(*, by: Actor, activity: Activity, at: datetime) -> None:
    """Take back one's leave before the start; twice changes nothing. Raises ``NotNow`` afterwards, ``NotAllowed``."""
    require(access.may_attend(by, activity), access.WHO_ATTENDS)
    with transaction.atomic():
        row: Attendance | None = Attendance.objects.select_for_update().filter(activity=activity, person_id=by.person_id).first()
        if row is None or row.state not in ("", Attendance.State.LEAVE) or at >= activity.starts_at:
            raise NotNow("现在不能撤回请假；人到了，请直接签到")
        if not row.state:
            return
        row.state, row.reason, row.leave_asked_at, row.leave_approved_by = "", "", None, None
        row.save()
        note(by, "leave_back", activity, "撤回请假")


def approve_leave(*, by: Actor, activity: Activity, person: Person) -> Attendance:
    """The leader grants a leave that was asked, also one asked too late; twice changes nothing. Raises ``CannotMark`` when none was asked, ``NotAllowed``."""
    require(access.may_lead(by, activity), "备课组长")
    with transaction.atomic():
        asked = Attendance.objects.select_for_update().filter(activity=activity, person=person, leave_asked_at__isnull=False)
        row: Attendance | None = asked.first()
        if row is None or row.state in rules.WAS_THERE:
            raise CannotMark("这位老师没有请假")
        with only_news(row, stale=False):
            row.state, row.leave_approved_by_id = Attendance.State.LEAVE, by.person_id
            row.save(update_fields=["state", "leave_approved_by"])
            note(by, "leave_granted", activity, f"准{person.name}的假")
    return row


def _line(activity: Activity, person_id: int) -> Attendance:
    """The person's line, made when the meeting has not been opened yet."""
    Attendance.objects.get_or_create(activity=activity, person_id=person_id, school_id=activity.school_id)
    row: Attendance = Attendance.objects.select_for_update().get(activity=activity, person_id=person_id)
    return row
