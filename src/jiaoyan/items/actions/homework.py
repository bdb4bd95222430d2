"""Two weeks of homework, and the school's ceiling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from jiaoyan.items.access import exercise as access
from jiaoyan.items.actions.problems import CannotSave, ChangedMeanwhile
from jiaoyan.items.models import HomeworkCeiling, HomeworkDay, HomeworkEntry, HomeworkList
from jiaoyan.items.queries.exercises import mathematics_minutes
from jiaoyan.items.rules.homework import (
    ALL_SUBJECTS,
    FORTNIGHT,
    WHY_NO_HOME,
    DayLoad,
    Entry,
    all_subjects_problem,
    mathematics_problem,
    may_go_home,
    minutes_by_day,
)
from jiaoyan.schools.access import WHO_MANAGES, Actor, may_manage_school, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.actions.removal import bring_back, removed, standing, take_out
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.calendar import short_day
from jiaoyan.schools.rules.problem import Problem, RowsAtFault, in_row

LEAST_MINUTES = 5


def start_list(*, by: Actor, place: GroupTerm, starts: date) -> HomeworkList:
    """Begin the list of the fortnight that starts on a day; beginning it again gives the list there is.

    Raises ``Refused`` in grades without written homework at home and outside the term, ``NotAllowed``.
    """
    require(access.may_start(by, place.group.pk), access.WHO_STARTS)
    if not may_go_home(place.group.grade or 0):
        raise Refused(WHY_NO_HOME)
    if not place.term.first_school_day - timedelta(days=6) <= starts <= place.term.last_school_day:
        raise Refused("起始日不在本学期内，请改日期。", "starts")
    ends = min(starts + timedelta(days=FORTNIGHT - 1), place.term.last_school_day)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=place.group.pk)
        overlapping = _overlapping(place.group.pk, starts, ends).exclude(starts=starts).first()
        if overlapping is not None:
            raise Refused(f"与“{overlapping}”重叠，请改起始日。", "starts")
        row: HomeworkList
        row, made = HomeworkList.objects.get_or_create(
            school_id=by.school_id,
            group=place.group,
            starts=starts,
            defaults={"term": place.term, "ends": ends, "made_by_id": by.person_id},
        )
        if made:
            note(by, "homework", row, f"开始写{row}")
    return row


def save_list(
    *, by: Actor, homework: HomeworkList, version: int, entries: Sequence[Entry], all_minutes: Mapping[date, int | None]
) -> HomeworkList:
    """The whole list; the same sent again changes nothing.

    Raises ``RowsAtFault`` (rows of ``entries`` by index), ``CannotSave`` for days over a ceiling (``of_mathematics(day)``, or the ISO day for all
    subjects), ``ChangedMeanwhile``, ``NotAllowed``.
    """
    require(access.may_keep_list(by, homework), access.WHO_STARTS)
    faults = [problem for n, entry in enumerate(entries) if (problem := _fault(n, entry, homework)) is not None]
    if faults:
        raise RowsAtFault(faults)
    _keep_ceilings(entries, all_minutes)
    with transaction.atomic():
        row: HomeworkList | None = HomeworkList.objects.select_for_update(of=("self",)).filter(pk=homework.pk).first()
        if row is None:
            raise CannotSave("这份清单刚刚被删去了。请先恢复，再修改。")
        with only_news(
            row, "entries", "days", stale=row.version != version, refusal=lambda: ChangedMeanwhile(HomeworkList.objects.get(pk=homework.pk))
        ):
            HomeworkEntry.objects.filter(homework=row).delete()
            HomeworkEntry.objects.bulk_create(
                HomeworkEntry(
                    school_id=row.school_id,
                    homework=row,
                    position=n,
                    day=entry.day,
                    required=entry.required,
                    exercise_id=entry.exercise,
                    text=entry.text.strip(),
                    minutes=entry.minutes,
                )
                for n, entry in enumerate(sorted(entries, key=lambda entry: entry.day), start=1)
            )
            HomeworkDay.objects.filter(homework=row).delete()
            HomeworkDay.objects.bulk_create(
                HomeworkDay(school_id=row.school_id, homework=row, day=day, all_minutes=minutes) for day, minutes in all_minutes.items()
            )
            row.version += 1
            row.save(update_fields=["version"])
            note(by, "homework", row, f"修改{row}，共{len(entries)}项")
    return row


def of_mathematics(day: date) -> str:
    """The key under which a day's minutes of mathematics are complained about."""
    return f"{day.isoformat()} mathematics"


def drop_list(*, by: Actor, homework: HomeworkList, version: int) -> None:
    """Take a list out; ``restore_list`` brings it back. Raises ``approval.ChangedMeanwhile``, ``NotAllowed``."""
    require(access.may_keep_list(by, homework), access.WHO_STARTS)
    with transaction.atomic():
        row = standing(HomeworkList, homework.pk, version)
        take_out(by, row, "homework_out", f"删去{row}")


def restore_list(*, by: Actor, homework: HomeworkList) -> None:
    """Bring it back; twice changes nothing. Raises ``Refused`` when another stands in these days meanwhile, ``NotAllowed``."""
    require(access.may_keep_list(by, homework), access.WHO_STARTS)
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=homework.group_id)
        row = removed(HomeworkList, homework.pk)
        if row is None:
            return
        if (other := _overlapping(row.group_id, row.starts, row.ends).first()) is not None:
            raise Refused(f"这几天已经另有“{other}”，不能再恢复。")
        bring_back(by, row, "homework_back", f"恢复{row}")


def _overlapping(group_id: int, starts: date, ends: date) -> QuerySet[HomeworkList]:
    return HomeworkList.objects.filter(group_id=group_id, starts__lte=ends, ends__gte=starts)


def set_ceiling(*, by: Actor, minutes: int) -> HomeworkCeiling:
    """The school's daily share of mathematics. Raises ``Refused``, ``NotAllowed``."""
    require(may_manage_school(by), WHO_MANAGES)
    if not LEAST_MINUTES <= minutes <= ALL_SUBJECTS:
        raise Refused(f"请填{LEAST_MINUTES}到{ALL_SUBJECTS}之间的整数；国家规定各科书面作业合计每天不超过{ALL_SUBJECTS}分钟。", "minutes")
    with transaction.atomic():
        row: HomeworkCeiling = HomeworkCeiling.objects.update_or_create(
            school_id=by.school_id, defaults={"minutes": minutes}, create_defaults={"school_id": by.school_id, "minutes": minutes}
        )[0]
        note(by, "homework_ceiling", row, f"每天数学书面作业上限改为{minutes}分钟")
    return row


def _fault(n: int, entry: Entry, homework: HomeworkList) -> Problem | None:
    if not homework.starts <= entry.day <= homework.ends:
        return in_row(n, "day", f"{short_day(entry.day)}不在这份清单的日期内。")
    if entry.exercise is None and not entry.text.strip():
        return in_row(n, "content", "请选一份练习，或写一句作业内容。")
    return None


def _keep_ceilings(entries: Sequence[Entry], all_minutes: Mapping[date, int | None]) -> None:
    mathematics = mathematics_minutes()
    by_day = minutes_by_day([(entry.day, entry.required, entry.minutes) for entry in entries])
    loads = [DayLoad(day, by_day.get(day, 0), all_minutes.get(day)) for day in sorted({*by_day, *all_minutes})]
    problems = {of_mathematics(load.day): said for load in loads if (said := mathematics_problem(load, mathematics))}
    problems |= {load.day.isoformat(): said for load in loads if (said := all_subjects_problem(load))}
    if problems:
        raise CannotSave(problems)
