"""Making, editing and replanning table 2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from django.db import IntegrityError, transaction
from django.db.models import F

from jiaoyan.curriculum.models import LessonTopic, Unit, Volume
from jiaoyan.curriculum.queries import UnitBranch, unit_tree, volume_for
from jiaoyan.pacing import queries
from jiaoyan.pacing.access import REPLANNED, may_make
from jiaoyan.pacing.actions.approval import reopen
from jiaoyan.pacing.models import LONGEST, PacingRow, PacingSchedule, TaughtLesson
from jiaoyan.pacing.rules.check import faults
from jiaoyan.pacing.rules.layout import laid_out, with_sums
from jiaoyan.pacing.rules.outdated import LOOKS_BACK, changed_days, offered_days, outdated
from jiaoyan.pacing.rules.proposal import first_table
from jiaoyan.pacing.rules.replan import Replanned
from jiaoyan.pacing.rules.schedule import DayLoad, PaceRow, unit_title
from jiaoyan.schools import history
from jiaoyan.schools.access import WHO_LEADS_GROUP, Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import Status
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.approval import may_edit
from jiaoyan.schools.rules.calendar import month_day
from jiaoyan.schools.rules.problem import Problem, RowsAtFault, in_row

ASIDE = 10_000  # positions a row is moved to while its table is put in order: unique positions never meet


class CannotPropose(Refused):
    """A table cannot be computed now; ``field`` names what is missing."""


def propose(*, by: Actor, place: GroupTerm, volume: Volume | None = None, by_hand: int = 0) -> PacingSchedule:
    """Compute table 2 from textbook, timetable and calendar. A draft that nobody has taught by is computed anew; when that gives the same, nothing is stored.

    ``volume``: the book, by default the one adopted for the grade; ``by_hand`` weekly periods count when there is no timetable.
    Raises ``NotAllowed``, ``CannotPropose``, ``ChangedMeanwhile``.
    """
    require(may_make(by, place.group.pk), WHO_LEADS_GROUP)
    old = queries.schedule_of(place.group, place.term)
    if old is not None and not may_edit(old.status):
        raise CannotPropose("进度表已经提交，不能重新排出；需要改动时请先撤回或重新修改。")
    volume = volume or (old.volume if old else None) or volume_for(place.group, place.term)
    if volume is None:
        raise CannotPropose("请先选定教材。", "volume")
    offered = queries.loads(place, by_hand or (old.weekly_periods if old else 0))
    if not offered.timetable.slots:
        raise CannotPropose("课表还没有录入，请填每周几课时。", "weekly_periods")
    rows = first_table(queries.book_units(volume), offered.days, place.term.exam_phase_start)
    book = _Book(unit_tree(volume))
    try:
        with transaction.atomic():
            standing = _locked(old) if old is not None else None
            with only_news(standing, "rows", stale=False) if standing is not None else nullcontext():
                schedule = _emptied(standing, by) or PacingSchedule(
                    school_id=by.school_id, group=place.group, term=place.term, maker_id=by.person_id
                )
                schedule.volume, schedule.weekly_periods = volume, ceil(offered.timetable.weekly)
                schedule.days = offered_days(offered.days)
                schedule.save()
                PacingRow.objects.bulk_create(book.rows(schedule, rows))
                history.note(by, "propose", schedule, f"由教材、课表和校历排出“{schedule}”，共{len(rows)}行")
    except IntegrityError as meanwhile:
        raise CannotPropose("刚才已经有人排出了进度表，请刷新后查看。") from meanwhile
    return schedule


def _emptied(old: PacingSchedule | None, by: Actor) -> PacingSchedule | None:
    """The draft without its rows, under a new version. Looks inside the transaction whether somebody was taught by it meanwhile."""
    if old is None:
        return None
    _claim(old, old.version)
    if TaughtLesson.objects.filter(row__schedule=old).exists():
        raise CannotPropose("已经记了实际进度，不能重新排出；请用“重排”，已上的课不会变动。")
    PacingRow.objects.filter(schedule=old).delete()
    old.maker_id = by.person_id
    return old


def save_rows(*, by: Actor, place: GroupTerm, schedule: PacingSchedule, rows: Sequence[PaceRow], version: int, anew: bool = False) -> None:
    """Keep an edited table: rows in the order wanted, ``key`` naming a stored row, the others dropped.

    Weeks and days are completed by the calendar; ``anew`` lays all weeks out again. A unit's periods follow its lessons unless somebody
    typed others. The table keeps the days it was laid out on as long as rows still must move for what changed since: a small edit does not
    settle it. The same table sent again changes nothing. Raises ``NotAllowed``, ``NotPossible``, ``ChangedMeanwhile``, ``RowsAtFault``;
    nothing is stored then.
    """
    require(may_make(by, schedule.group_id), WHO_LEADS_GROUP)
    if not may_edit(schedule.status):
        raise NotPossible("进度表已经提交，不能改动；需要改动时请先撤回或重新修改。")
    draft = _Draft.of(place, schedule, rows, anew=anew, sums_follow=version != schedule.version)
    if draft.problems:
        raise RowsAtFault(draft.problems)
    settled = anew or draft.fits(schedule, place.today)
    with _changing(schedule, version) as row:
        if row.version != schedule.version:  # it was stored since it was read: by this very form, if it is sent twice at once
            now = queries.schedule_of(place.group, place.term) or row
            draft = _Draft.of(place, now, rows, anew=anew, sums_follow=True)
            settled = anew or draft.fits(now, place.today)
        _claim(row, row.version, draft.days if settled else None)
        if taught := _taught_and_gone(draft.gone, draft.stored):  # asked again: a record may have come in since
            raise RowsAtFault(taught)
        _store(row, draft.book.rows(row, draft.table, draft.stored), draft.gone)
        history.note(by, "edit", row, f"修改“{row}”，现有{len(draft.table)}行")


def problems_of(place: GroupTerm, schedule: PacingSchedule, rows: Sequence[PaceRow], *, anew: bool = False) -> tuple[Problem, ...]:
    """What ``save_rows`` would refuse, without storing anything: so that a form can say everything at once."""
    return _Draft.of(place, schedule, rows, anew=anew).problems


def replan(
    *, by: Actor, place: GroupTerm, schedule: PacingSchedule, from_day: date, class_id: int | None, version: int, forward: bool = False
) -> Replanned:
    """Accept the replanned table (``queries.replanned``): the past stays, flexible periods give way first, then rows move.

    An approved table becomes a new draft; its approved copy stays. Accepted again it changes nothing. Raises ``NotAllowed``, ``NotPossible``,
    ``ChangedMeanwhile``.
    """
    require(may_make(by, schedule.group_id), WHO_LEADS_GROUP)
    if schedule.status not in REPLANNED:
        raise NotPossible("进度表正在审批或已经归档，现在不能重排。")
    new = queries.replanned(place, schedule, from_day, class_id, forward=forward)
    days = queries.loads(place, schedule.weekly_periods).days
    stored = {row.pk: row for row in schedule.rows.all()}
    gone = set(stored) - {row.key for row in new.rows}
    book = _Book(unit_tree(schedule.volume))
    with _changing(schedule, version) as row:
        if row.status == Status.APPROVED:
            reopen(row, by=by, today=place.today)
        _claim(row, row.version, days)
        _store(row, book.rows(row, new.rows, stored), gone)
        history.note(by, "replan", row, f"从{month_day(from_day)}起重排“{row}”，改动{len(new.differences)}处")
    return new


@contextmanager
def _changing(schedule: PacingSchedule, version: int) -> Iterator[PacingSchedule]:
    """The table under lock, as long as it stands where it was read; what is stored is kept if it is news. ``version`` is the one the person saw."""
    with transaction.atomic():
        row = _locked(schedule)
        with only_news(row, "rows", stale=row.version != version):
            yield row
    schedule.version, schedule.days, schedule.status = row.version, row.days, row.status


def _locked(schedule: PacingSchedule) -> PacingSchedule:
    """The table under lock. Raises ``ChangedMeanwhile`` when it was handed in or decided on since it was read."""
    rows = PacingSchedule.objects.select_for_update(of=("self",)).select_related("group", "term", "volume")
    row: PacingSchedule = rows.get(pk=schedule.pk)
    if row.status != schedule.status:
        raise ChangedMeanwhile
    return row


def _claim(schedule: PacingSchedule, version: int, days: Sequence[DayLoad] | None = None) -> None:
    """Take the next version, or find that somebody else has; ``days`` are those the rows are laid on now. Raises ``ChangedMeanwhile``."""
    seen = PacingSchedule.objects.filter(pk=schedule.pk, version=version, status=schedule.status)
    values = {} if days is None else {"days": offered_days(days)}
    if not seen.update(version=F("version") + 1, **values):
        raise ChangedMeanwhile
    schedule.version = version + 1
    schedule.days = values.get("days", schedule.days)


def _store(schedule: PacingSchedule, rows: Sequence[PacingRow], gone: set[int]) -> None:
    """Put the table's rows in order: those dropped go, kept ones keep their key and with it what was taught."""
    kept, new = [row for row in rows if row.pk], [row for row in rows if not row.pk]
    PacingRow.objects.filter(pk__in=gone).delete()
    PacingRow.objects.filter(schedule=schedule).update(position=F("position") + ASIDE)
    fields = ["position", "kind", "week_no", "date_from", "date_to", "unit", "lesson", "content", "periods", "flex_periods", "remark"]
    PacingRow.objects.bulk_update(kept, fields, batch_size=100)
    PacingRow.objects.bulk_create(new)


def _sum_is_ours(row: PaceRow, stored: Mapping[int, PacingRow]) -> bool:
    """Whether a unit's periods are empty or as they were: then they follow the lessons."""
    was = stored.get(row.key or 0)
    return row.periods == 0 or (was is not None and (was.periods, was.flex_periods) == (row.periods, row.flex))


def _too_long(rows: Sequence[PaceRow]) -> list[Problem]:
    names = {"content": "教学内容", "remark": "备注"}
    return [
        in_row(index, name, f"{label}最多{LONGEST[name]}字。")
        for index, row in enumerate(rows)
        for name, label in names.items()
        if len(getattr(row, name)) > LONGEST[name]
    ]


def _taught_and_gone(gone: set[int], stored: Mapping[int, PacingRow]) -> list[Problem]:
    """What somebody was taught by stays in the table. One query."""
    taught = TaughtLesson.objects.filter(row__in=gone).values_list("row_id", flat=True).distinct() if gone else ()
    return [Problem(None, "", f"“{stored[pk].content}”已经记了实际进度，请保留这一行；不再上的可把原因写在备注里。") for pk in taught]


@dataclass(frozen=True, slots=True)
class _Draft:
    """Typed rows completed by book and calendar, and why they cannot be kept."""

    table: tuple[PaceRow, ...]
    stored: Mapping[int, PacingRow]
    book: _Book
    days: tuple[DayLoad, ...]
    gone: set[int]
    problems: tuple[Problem, ...]

    def fits(self, schedule: PacingSchedule, today: date) -> bool:
        """Whether no row must move any more for days that changed since the table was laid out."""
        return outdated(self.table, changed_days(schedule.days, self.days, today - LOOKS_BACK), self.days) is None

    @classmethod
    def of(cls, place: GroupTerm, schedule: PacingSchedule, rows: Sequence[PaceRow], *, anew: bool, sums_follow: bool = False) -> _Draft:
        """Five queries when the table's rows are loaded.

        ``sums_follow``: the rows were typed over another state of the table. Sent again, a sum that followed its lessons the first time
        looks as if somebody had typed it; whatever else is news is refused anyway.
        """
        stored = {row.pk: row for row in schedule.rows.all()}
        days = queries.loads(place, schedule.weekly_periods).days
        book = _Book(unit_tree(schedule.volume))
        typed = book.numbered(rows, stored)
        untouched = [index for index, row in enumerate(typed) if row.row_type == "unit" and (sums_follow or _sum_is_ours(row, stored))]
        table = tuple(laid_out(with_sums(typed, untouched), days, keep_weeks=not anew))
        gone = set(stored) - {row.key for row in table if row.key is not None}
        problems = (*faults(table, days), *_too_long(table), *_taught_and_gone(gone, stored))
        return cls(table, stored, book, days, gone, problems)


@dataclass(frozen=True, slots=True)
class _Book:
    """The volume a table is made from: knows which unit and lesson a row means."""

    branches: tuple[UnitBranch, ...]

    def numbered(self, rows: Sequence[PaceRow], stored: Mapping[int, PacingRow]) -> list[PaceRow]:
        """The rows with the unit each belongs to: a unit row begins it, a review row or the next unit ends it."""
        result, current = [], None
        for row in rows:
            if row.row_type == "unit":
                unit = self._unit_meant(row, stored)
                current = unit.number if unit else None
            elif row.row_type == "review":
                current = None
            result.append(replace(row, unit_no=None if row.row_type == "holiday" else current))
        return result

    def rows(self, schedule: PacingSchedule, table: Sequence[PaceRow], stored: Mapping[int, PacingRow] | None = None) -> list[PacingRow]:
        """Rows to store, in table order. A kept row keeps its lesson."""
        stored = stored or {}
        units = {branch.unit.number: branch for branch in self.branches}
        result = []
        for position, row in enumerate(table, start=1):
            was = stored.get(row.key or 0)
            branch = units.get(row.unit_no) if row.unit_no is not None else None
            lesson = was.lesson if was else _lesson_meant(row, branch)
            result.append(_stored_row(schedule, position, row, branch.unit if branch else None, lesson, was))
        return result

    def _unit_meant(self, row: PaceRow, stored: Mapping[int, PacingRow]) -> Unit | None:
        was = stored.get(row.key or 0)
        if was is not None and was.kind == PacingRow.Kind.UNIT and was.unit:
            kept: Unit = was.unit
            return kept
        return next((branch.unit for branch in self.branches if branch.unit.title == unit_title(row.content)), None)


def _lesson_meant(row: PaceRow, branch: UnitBranch | None) -> LessonTopic | None:
    if branch is None or row.row_type not in ("lesson", "activity", "test"):
        return None
    return next((lesson for lesson in branch.lessons if lesson.title == row.content), None)


def _stored_row(
    schedule: PacingSchedule, position: int, row: PaceRow, unit: Unit | None, lesson: LessonTopic | None, was: PacingRow | None
) -> PacingRow:
    return PacingRow(
        pk=was.pk if was else None,
        school_id=schedule.school_id,
        schedule=schedule,
        position=position,
        kind=row.row_type,
        week_no=row.week_no,
        date_from=row.date_from,
        date_to=row.date_to,
        unit=unit,
        lesson=lesson,
        content=row.content,
        periods=row.periods,
        flex_periods=row.flex,
        remark=row.remark,
    )
