"""A meeting from its plan to its end. 活动（F05）"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiaoyan.activities import access
from jiaoyan.activities.actions.problems import AttendanceIncomplete, CannotPlan, NotNow
from jiaoyan.activities.models import Activity, ActivitySection, Attendance, UnitAnalysis
from jiaoyan.activities.queries import meetings
from jiaoyan.schools.access import WHO_LEADS_GROUP, Actor, may_lead_group, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.refusal import refuse
from jiaoyan.schools.history import note, was_last
from jiaoyan.schools.models import Group, Person, Term
from jiaoyan.schools.queries import calendar_of, members_of
from jiaoyan.schools.rules.calendar import PREPARATION, month_day

LEVELS = {Group.Kind.PREP: Activity.Level.PREP, Group.Kind.STAGE: Activity.Level.STAGE, Group.Kind.RESEARCH: Activity.Level.LARGE}
PEOPLE = {"host": "主持人", "lead_speaker": "中心发言人", "recorder": "记录人", "lesson_teacher": "上课教师"}


def plan_activity(
    *,
    by: Actor,
    group: Group,
    term: Term,
    day: date,
    starts: time,
    ends: time,
    place: str,
    topic: str,
    host: Person | None,
    lead_speaker: Person | None,
    recorder: Person | None,
    agenda: Sequence[str] = (),
    forms: Sequence[str] = (),
    remarks: Sequence[str] = (),
    lesson_teacher: Person | None = None,
    planned_day: date | None = None,
    moved_reason: str = "",
    by_plan: bool = False,
    leaving: Collection[int] = (),
) -> Activity:
    """Plan a meeting of ``group`` with its three fixed things (三定: time, place, lead speaker); table 1 calls this too.

    ``planned_day`` differs from ``day`` when the cadence's day was moved; ``by_plan``: a row of table 1 asks for it; ``leaving``: meetings
    that the same transaction moves elsewhere, so that their hours are free. Its number follows from its day; later meetings count on.
    Raises ``CannotPlan`` with every problem by field, ``NotAllowed``.
    """
    require(may_lead_group(by, group.pk), WHO_LEADS_GROUP)
    activity = Activity(
        school_id=by.school_id,
        group=group,
        term=term,
        level=LEVELS[Group.Kind(group.kind)],
        day=day,
        planned_day=planned_day or day,
        moved_reason=moved_reason,
        by_plan=by_plan,
        starts=starts,
        ends=ends,
        place=place.strip(),
        topic=topic.strip(),
        agenda=list(agenda),
        forms=list(forms),
        remarks=list(remarks),
        check_in_key=secrets.token_urlsafe(24),
    )
    _seat(activity, host=host, lead_speaker=lead_speaker, recorder=recorder, lesson_teacher=lesson_teacher)
    with transaction.atomic():
        _hold_group(group.pk)
        refuse(_plan_problems(activity, leaving), CannotPlan)
        activity.save(force_insert=True)
        _number(activity)
        note(by, "plan", activity, f"安排{activity.name}：{activity.day} {activity.place}，{activity.topic}")
    return activity


def change_activity(*, by: Actor, activity: Activity, leaving: Collection[int] = (), **changes: Any) -> Activity:
    """Change a meeting that has not begun; ``changes`` are the fields of ``plan_activity``, ``leaving`` as there.

    A new day needs ``moved_reason``: it is never moved silently. The same sent again changes nothing.

    Raises ``NotNow`` once it has begun, ``CannotPlan`` with every problem by field, ``NotAllowed``.
    """
    require(access.may_lead(by, activity), WHO_LEADS_GROUP)
    with transaction.atomic():
        _hold_group(activity.group_id)
        row = _locked(activity)
        if row.state != Activity.State.PLANNED:
            raise NotNow("活动已经开始，时间、地点和主讲人不能再改")
        with only_news(row, stale=False):
            _rearrange(by, row, changes, leaving)
    return row


def _rearrange(by: Actor, row: Activity, changes: Mapping[str, Any], leaving: Collection[int]) -> None:
    before = row.day
    _put(row, changes)
    problems = _plan_problems(row, leaving)
    if row.day != before and not row.moved_reason.strip():
        problems["moved_reason"] = "改了日期，请写改期原因"
    refuse(problems, CannotPlan)
    row.save()
    _number(row)
    moved = f"，由{before}改到{row.day}（{row.moved_reason}）" if row.day != before else ""
    note(by, "change", row, f"修改{row.name}的安排{moved}")


def cancel_activity(*, by: Actor, activity: Activity, reason: str) -> Activity:
    """Cancel a meeting that has not begun; twice for one reason changes nothing. Raises ``NotNow``, ``CannotPlan`` without a reason, ``NotAllowed``."""
    require(access.may_lead(by, activity), WHO_LEADS_GROUP)
    if not reason.strip():
        raise CannotPlan({"reason": "请写取消的原因"})
    with transaction.atomic():
        _hold_group(activity.group_id)
        row = _locked(activity)
        if row.state == Activity.State.CANCELLED and row.moved_reason == reason.strip():
            return row
        if row.state != Activity.State.PLANNED:
            raise NotNow("活动已经取消" if row.state == Activity.State.CANCELLED else "活动已经开始，不能取消")
        name, row.state, row.moved_reason = row.name, Activity.State.CANCELLED, reason.strip()
        row.save(update_fields=["state", "moved_reason"])
        _number(row)
        UnitAnalysis.objects.filter(activity=row).update(activity=None)
        note(by, "cancel", row, f"取消{name}（{row.day}）：{reason}")
    return row


def restore_activity(*, by: Actor, activity: Activity, leaving: Collection[int] = (), **changes: Any) -> Activity:
    """A cancelled meeting is planned again, with ``changes`` when its old day or people no longer fit; ``leaving`` as in ``plan_activity``.

    Pressed again it changes nothing.

    Raises ``NotNow``, ``CannotPlan`` with every problem by field, ``NotAllowed``.
    """
    require(access.may_lead(by, activity), WHO_LEADS_GROUP)
    with transaction.atomic():
        _hold_group(activity.group_id)
        row = _locked(activity)
        stands = row.state == Activity.State.PLANNED and all(getattr(row, name) == value for name, value in changes.items())
        if stands and was_last(by, "restore", row):
            return row
        if row.state != Activity.State.CANCELLED:
            raise NotNow("这次活动没有取消")
        row.state, row.moved_reason = Activity.State.PLANNED, ""
        _put(row, changes)
        refuse(_plan_problems(row, leaving), CannotPlan)
        row.save()
        _number(row)
        note(by, "restore", row, f"恢复{row.name}（{row.day}）")
    return row


def open_activity(*, by: Actor, activity: Activity, at: datetime) -> Activity:
    """Begin the meeting: attendance lines for the members of its day, and the parts of the record. Opening an open meeting changes nothing.

    Raises ``NotNow`` when it ended, was cancelled, or its day has not come; ``NotAllowed``.
    """
    require(access.keeps_record(by, activity), access.WHO_RECORDS)
    with transaction.atomic():
        row = _locked(activity)
        if row.state == Activity.State.OPEN:
            return row
        if row.state != Activity.State.PLANNED:
            raise NotNow("活动已经结束或取消，不能再开始")
        if timezone.localdate(at) < row.day:
            raise NotNow(f"活动定在{month_day(row.day)}，还没到日子；要提前开，请先改期")
        row.state, row.opened_at = Activity.State.OPEN, at
        row.check_in_key = row.check_in_key or secrets.token_urlsafe(24)
        row.save(update_fields=["state", "opened_at", "check_in_key"])
        _seat_attendance(row)
        ActivitySection.objects.bulk_create(
            [ActivitySection(school_id=row.school_id, activity=row, kind=kind) for kind in ActivitySection.Kind.values],
            ignore_conflicts=True,
        )
        note(by, "open", row, f"开始{row.name}")
    return row


def set_unit_analyses(*, by: Actor, activity: Activity, analyses: Iterable[UnitAnalysis], no_unit_reason: str, at: datetime) -> Activity:
    """Say which unit analyses this meeting discusses, or why there is none. Raises ``CannotPlan``, ``NotNow``, ``NotAllowed``."""
    require(access.keeps_record(by, activity), access.WHO_RECORDS)
    chosen = list(analyses)
    if not chosen and not no_unit_reason.strip():
        raise CannotPlan({"no_unit_reason": "请选单元分析，或写本次没有单元分析的原因"})
    if any(analysis.group_id != activity.group_id or analysis.term_id != activity.term_id for analysis in chosen):
        raise CannotPlan({"analyses": "只能选本组本学期的单元分析"})
    with transaction.atomic():
        row = _locked(activity)
        if row.state != Activity.State.PLANNED and not access.is_writable(row, at):
            raise NotNow("记录已经关闭；需要补写，请备课组长重新打开")
        with only_news(row, stale=False, below=lambda: sorted(row.unit_analyses.values_list("pk", flat=True))):
            row.no_unit_reason = "" if chosen else no_unit_reason.strip()
            row.save(update_fields=["no_unit_reason"])
            UnitAnalysis.objects.filter(activity=row).exclude(pk__in=[analysis.pk for analysis in chosen]).update(activity=None)
            UnitAnalysis.objects.filter(pk__in=[analysis.pk for analysis in chosen]).update(activity=row)
            titles = "、".join(str(analysis.unit) for analysis in chosen)
            note(by, "units", row, f"{row.name}的单元分析：{titles or no_unit_reason}")
    return row


def end_activity(*, by: Actor, activity: Activity, at: datetime) -> Activity:
    """Close the meeting. Everybody's presence must be known; whatever else is missing stays shown as a gap and may still be added.

    Ending an ended meeting changes nothing. Raises ``AttendanceIncomplete`` with the names, ``NotNow``, ``NotAllowed``.
    """
    require(access.keeps_record(by, activity), access.WHO_RECORDS)
    with transaction.atomic():
        row = _locked(activity)
        if row.state == Activity.State.ENDED:
            return row
        if row.state != Activity.State.OPEN:
            raise NotNow("活动还没有开始")
        unmarked = list(Attendance.objects.filter(activity=row, state="").values_list("person__name", flat=True))
        if unmarked:
            raise AttendanceIncomplete({"": f"{'、'.join(unmarked)}的出勤还没有记，请先记好再结束"})
        row.state, row.closed_at = Activity.State.ENDED, at
        row.save(update_fields=["state", "closed_at"])
        gaps = meetings.missing_in(row)
        note(by, "end", row, f"结束{row.name}" + (f"，还缺{len(gaps)}项" if gaps else ""))
    return row


def reopen_record(*, by: Actor, activity: Activity, reason: str, at: datetime) -> Activity:
    """The leader lets the record be written for another week. Raises ``NotNow``, ``CannotPlan`` without a reason, ``NotAllowed``."""
    require(access.may_lead(by, activity), WHO_LEADS_GROUP)
    if not reason.strip():
        raise CannotPlan({"reason": "请写重新打开的原因"})
    with transaction.atomic():
        row = _locked(activity)
        if row.state != Activity.State.ENDED:
            raise NotNow("活动还没有结束，可以直接记录")
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        note(by, "reopen", row, f"重新打开{row.name}的记录：{reason}")
    return row


def _locked(activity: Activity) -> Activity:
    row: Activity = Activity.objects.select_for_update(of=("self",)).select_related("group", "term").get(pk=activity.pk)
    return row


def _hold_group(pk: int) -> None:
    """One at a time arranges the meetings of a group: a free day stays free, and numbers come out right."""
    Group.objects.select_for_update().get(pk=pk)


def _number(activity: Activity) -> None:
    """Number the meetings of the group and term by day, cancelled ones left out: the one place where a number comes from."""
    same = Activity.objects.filter(group_id=activity.group_id, term_id=activity.term_id, level=activity.level)
    held = same.exclude(state=Activity.State.CANCELLED).order_by("day", "starts", "pk").values_list("pk", flat=True)
    numbers = {pk: number for number, pk in enumerate(held, start=1)}
    changed = [row for row in same.only("number") if row.number != numbers.get(row.pk)]
    same.filter(pk__in=[row.pk for row in changed]).update(number=None)  # numbers are unique: the old ones make room first
    for row in changed:
        row.number = numbers.get(row.pk)
    Activity.objects.bulk_update(changed, ["number"])
    activity.number = numbers.get(activity.pk)


def _put(activity: Activity, values: Mapping[str, Any]) -> None:
    _seat(activity, **{name: value for name, value in values.items() if name in PEOPLE})
    for name, value in values.items():
        if name not in PEOPLE:
            setattr(activity, name, value)


def _seat(activity: Activity, **people: Person | None) -> None:
    for name, person in people.items():
        setattr(activity, f"{name}_id", person.pk if person else None)


def _plan_problems(activity: Activity, leaving: Collection[int]) -> dict[str, str]:
    """Everything wrong with a plan, by field."""
    problems = {}
    if not activity.place:
        problems["place"] = "请定活动地点"
    if not activity.topic:
        problems["topic"] = "请写活动内容"
    if activity.starts >= activity.ends:
        problems["ends"] = "结束时间应在开始时间之后"
    return problems | _day_problems(activity, leaving) | _people_problems(activity)


def _day_problems(activity: Activity, leaving: Collection[int]) -> dict[str, str]:
    calendar = calendar_of(activity.term)
    first, last = activity.term.first_school_day, activity.term.last_school_day
    if not first - PREPARATION <= activity.day <= last:
        return {"day": "日期不在本学期内（开学前三周起算）"}
    if activity.day >= first and not calendar.is_school_day(activity.day):
        return {"day": f"这一天不上课（{calendar.why_no_school(activity.day)}），请另定日期"}
    same_time = Activity.objects.filter(group_id=activity.group_id, day=activity.day, starts__lt=activity.ends, ends__gt=activity.starts)
    other = same_time.exclude(pk__in=leaving).exclude(pk=activity.pk).exclude(state=Activity.State.CANCELLED).first()
    return {"day": f"这个时间已经安排了{other.name}（{other.topic}）"} if other else {}


def _people_problems(activity: Activity) -> dict[str, str]:
    members = set(members_of(activity.group, max(activity.day, activity.term.first_school_day)).values_list("pk", flat=True))
    problems = {}
    for name, label in PEOPLE.items():
        person_id = getattr(activity, f"{name}_id")
        if person_id is None:
            if name != "lesson_teacher":
                problems[name] = f"请定{label}"
        elif person_id not in members:
            problems[name] = f"{label}当天不是本组成员，请另选"
    return problems


def _seat_attendance(activity: Activity) -> None:
    """One line for each member of the day; lines of people who have left the group meanwhile go.

    Nobody is late for a meeting that began late: whoever checked in before it was opened came in time.
    """
    members = list(members_of(activity.group, max(activity.day, activity.term.first_school_day)))
    Attendance.objects.filter(activity=activity).exclude(person__in=members).delete()
    Attendance.objects.bulk_create(
        [Attendance(school_id=activity.school_id, activity=activity, person=m) for m in members], ignore_conflicts=True
    )
    waited = Attendance.objects.filter(activity=activity, state=Attendance.State.LATE, by_phone=True, checked_in_at__lte=activity.opened_at)
    waited.update(state=Attendance.State.PRESENT, minutes=None)
