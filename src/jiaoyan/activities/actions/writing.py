"""The written parts: sections of a record, personal designs, the group's opinion. Each has a version, so nobody overwrites anybody.

A save names the version it began with. When another one was stored meanwhile, nothing is written and ``ChangedMeanwhile`` carries
both texts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from jiaoyan.activities import access
from jiaoyan.activities.actions.problems import ChangedMeanwhile, NotNow
from jiaoyan.activities.models import Activity, ActivitySection, AnalysisRow, GroupOpinion, PersonalDesign, UnitAnalysis
from jiaoyan.schools.access import WHO_CONTRIBUTES, Actor, require
from jiaoyan.schools.history import note
from jiaoyan.web.prose import Stored


def record_section(*, by: Actor, activity: Activity, kind: str, text: Stored, version: int, at: datetime) -> ActivitySection:
    """Store one part of the record over version ``version``; returns it with its new version.

    Raises ``ChangedMeanwhile``, ``NotNow`` when the record is closed, ``NotAllowed``.
    """
    require(access.keeps_record(by, activity), access.WHO_RECORDS)
    with transaction.atomic():
        if not access.is_writable(Activity.objects.get(pk=activity.pk), at):
            raise NotNow("会议没有开始，或记录已经关闭；需要补写，请备课组长重新打开")
        changed = ActivitySection.objects.filter(activity=activity, kind=kind, version=version).update(
            text=text, version=F("version") + 1, edited_by_id=by.person_id, edited_at=at
        )
        row: ActivitySection = ActivitySection.objects.select_related("edited_by").get(activity=activity, kind=kind)
        if not changed and row.text != text:
            raise ChangedMeanwhile(row, text)
        if changed:
            note(by, "record", activity, f"记录“{row.get_kind_display()}”")
    return row


def record_design(*, by: Actor, analysis: UnitAnalysis, row: int, text: Stored, version: int, at: datetime) -> PersonalDesign:
    """Store one's own design of a row (version 0: there is none yet). Raises ``ChangedMeanwhile`` (another device), ``NotAllowed``."""
    require(access.may_write_design(by, analysis), WHO_CONTRIBUTES)
    with transaction.atomic():
        design: PersonalDesign = _store(
            PersonalDesign, {"analysis": analysis, "row": row, "person_id": by.person_id}, {"edited_at": at}, by.school_id, text, version
        )
        _tell(by, "design", analysis, f"写“{analysis.unit}”{AnalysisRow(row).label}的个人设计")
    return design


def record_group_opinion(*, by: Actor, analysis: UnitAnalysis, row: int, text: Stored, version: int, at: datetime) -> GroupOpinion:
    """Store the group's opinion on a row (version 0: there is none yet). Raises ``ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_settle_unit(by, analysis), access.WHO_SETTLES_UNIT)
    with transaction.atomic():
        opinion: GroupOpinion = _store(
            GroupOpinion, {"analysis": analysis, "row": row}, {"edited_at": at, "edited_by_id": by.person_id}, by.school_id, text, version
        )
        _tell(by, "opinion", analysis, f"写“{analysis.unit}”{AnalysisRow(row).label}的集体讨论意见")
    return opinion


def _tell(by: Actor, verb: str, analysis: UnitAnalysis, text: str) -> None:
    """A line for the analysis, and one for its meeting: open meeting pages notice by it that something is new."""
    note(by, verb, analysis, text)
    if analysis.activity is not None:
        note(by, verb, analysis.activity, text)


def _store(model: Any, place: dict[str, Any], stamp: dict[str, Any], school_id: int, text: Stored, version: int) -> Any:
    """Make the row, or update it where it still has ``version``; the same text again is no conflict."""
    made = False
    if version == 0:
        row, made = model.objects.get_or_create(**place, school_id=school_id, defaults={"text": text, **stamp})
        if made or row.text == text:
            return row
        raise ChangedMeanwhile(row, text)
    changed = model.objects.filter(**place, version=version).update(text=text, version=F("version") + 1, **stamp)
    row = model.objects.filter(**place).first()
    if not changed and (row is None or row.text != text):
        raise ChangedMeanwhile(row, text)
    return row
