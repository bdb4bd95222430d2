"""Handing table 2 in and deciding on it. All raise ``NotAllowed`` and the refusals of ``schools.actions.approval``."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jiaoyan.pacing import queries
from jiaoyan.pacing.access import may_decide, may_make
from jiaoyan.pacing.models import ApprovedPacing, PacingRow, PacingSchedule
from jiaoyan.pacing.rules.check import incomplete
from jiaoyan.schools.access import WHO_APPROVES, WHO_LEADS_GROUP, Actor, require
from jiaoyan.schools.actions import approval
from jiaoyan.schools.actions.approval import NotPossible


def submit(schedule: PacingSchedule, *, by: Actor, now: datetime | None = None) -> None:
    """Hand the table in. Raises ``NotPossible`` for one without rows or with rows that make no sense."""
    require(may_make(by, schedule.group_id), WHO_LEADS_GROUP)
    rows = queries.pace_rows(schedule)
    if not rows:
        raise NotPossible("教学进度表还是空的，请先排出内容再提交。")
    if wrong := incomplete(rows):
        raise NotPossible(f"教学进度表还有{len(wrong)}处要改：{wrong[0].message}")
    approval.submit(schedule, by=by, now=now)


def withdraw(schedule: PacingSchedule, *, by: Actor) -> None:
    """Take it back before anybody decided."""
    require(may_make(by, schedule.group_id), WHO_LEADS_GROUP)
    approval.withdraw(schedule, by=by)


def approve(schedule: PacingSchedule, *, by: Actor, note: str = "", now: datetime | None = None) -> None:
    """Approve it and keep a copy of what was approved. Nobody approves a table he made."""
    require(may_decide(by, schedule.group_id), WHO_APPROVES)
    now = now or timezone.now()
    with transaction.atomic():
        approval.approve(schedule, by=by, note=note, authors=[schedule.maker_id], now=now)
        number = schedule.approved.count() + 1
        rows = [copied(row) for row in schedule.rows.all()]
        ApprovedPacing.objects.create(
            school_id=schedule.school_id, schedule=schedule, number=number, approved_by_id=by.person_id, approved_at=now, rows=rows
        )


def send_back(schedule: PacingSchedule, *, by: Actor, note: str, now: datetime | None = None) -> None:
    """Return it; ``note`` says what to change. Raises ``NoteMissing``."""
    require(may_decide(by, schedule.group_id), WHO_APPROVES)
    approval.send_back(schedule, by=by, note=note, authors=[schedule.maker_id], now=now)


def reopen(schedule: PacingSchedule, *, by: Actor, today: date) -> None:
    """Begin a new draft of an approved table; the approved copy stays."""
    require(may_make(by, schedule.group_id), WHO_LEADS_GROUP)
    with transaction.atomic():
        approval.reopen(schedule, by=by)
        PacingSchedule.objects.filter(pk=schedule.pk).update(revised_on=today)
    schedule.revised_on = today


def copied(row: PacingRow) -> dict[str, object]:
    """A row as an approved copy keeps it."""
    return {
        "kind": row.kind,
        "week_no": row.week_no,
        "date_from": row.date_from.isoformat() if row.date_from else None,
        "unit": row.unit_id,
        "content": row.content,
        "periods": row.periods,
        "flex": row.flex_periods,
        "remark": row.remark,
    }
