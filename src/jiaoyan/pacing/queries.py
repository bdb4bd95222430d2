"""Named reads of table 2: the table, what the term offers, what was taught, what is overdue. Each has a fixed number of database queries."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.db.models import Max, Min, Prefetch, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from jiaoyan.curriculum.models import Unit, Volume
from jiaoyan.curriculum.queries import HALVES, editions_here, unit_tree
from jiaoyan.pacing.models import ApprovedPacing, PacingRow, PacingSchedule, TaughtLesson
from jiaoyan.pacing.rules import replan as replanning
from jiaoyan.pacing.rules.check import crowded
from jiaoyan.pacing.rules.layout import Balance, balance, late_content
from jiaoyan.pacing.rules.outdated import LOOKS_BACK, Outdated, changed_days, outdated
from jiaoyan.pacing.rules.proposal import BookUnit
from jiaoyan.pacing.rules.replan import Progress, Replanned, Taught
from jiaoyan.pacing.rules.schedule import DayLoad, PaceRow, RowType, children, day_loads, format_date, format_periods, is_content
from jiaoyan.pacing.rules.timetable import Timetable, representative
from jiaoyan.schools.models import Group, Person, SchoolClass, Status, Term, TimetableSlot
from jiaoyan.schools.queries import GroupTerm, leader_of, name_of_class, teachers_of_grade
from jiaoyan.schools.rules.calendar import Calendar, NoSuchWeek, Slot, month_day
from jiaoyan.schools.rules.changes import PartChanges, changes, told_apart
from jiaoyan.schools.rules.gaps import Gap, counts_since, decision_due
from jiaoyan.schools.rules.problem import Problem, of_table

GRACE = timedelta(days=7)


# the table


def schedule_of(group: Group, term: Term) -> PacingSchedule | None:
    """Table 2 with its book, maker and rows. Two queries."""
    found = PacingSchedule.objects.select_related(
        "group__subject", "term__school_year", "volume__edition", "maker", "submitted_by", "decided_by"
    )
    rows = Prefetch("rows", PacingRow.objects.select_related("unit", "lesson").order_by("position"))
    schedule: PacingSchedule | None = found.filter(group=group, term=term).prefetch_related(rows).first()
    return schedule


def schedule_head(group: Group, term: Term) -> PacingSchedule | None:
    """The same with its rows and their units only: enough to say how it stands. Two queries."""
    rows = Prefetch("rows", PacingRow.objects.select_related("unit").order_by("position"))
    schedule: PacingSchedule | None = PacingSchedule.objects.filter(group=group, term=term).prefetch_related(rows).first()
    return schedule


def pace_rows(schedule: PacingSchedule) -> tuple[PaceRow, ...]:
    """The rows of a table as the rules read them; ``key`` is the row's. No query when rows are loaded."""
    return tuple(pace_row(row) for row in schedule.rows.all())


def pace_row(row: PacingRow) -> PaceRow:
    """One row as the rules read it. Expects ``unit`` loaded."""
    return PaceRow(
        row_type=cast(RowType, row.kind),
        week_no=row.week_no,
        date_from=row.date_from,
        date_to=row.date_to,
        unit_no=row.unit.number if row.unit else None,
        content=row.content,
        periods=row.periods,
        flex=row.flex_periods,
        remark=row.remark,
        key=row.pk,
    )


def units_with_dates(schedule: PacingSchedule) -> dict[int, tuple[date, date]]:
    """Unit key → its first and last day by the plan; units without a place in the term are left out. No query when rows are loaded."""
    days: dict[int, list[date]] = {}
    for row in schedule.rows.all():
        if row.unit_id is not None and row.date_from is not None:
            days.setdefault(row.unit_id, []).extend((row.date_from, row.date_to or row.date_from))
    return {unit: (min(each), max(each)) for unit, each in days.items()}


def days_of_units(group: Group, term: Term) -> dict[int, tuple[date, date]]:
    """The same for the group's table, which need not be loaded. One query."""
    return days_of_units_among([group], term).get(group.pk, {})


def days_of_units_among(groups: Collection[Group] | Collection[int], term: Term) -> dict[int, dict[int, tuple[date, date]]]:
    """The same for several groups, by group key. One query."""
    rows = PacingRow.objects.filter(schedule__group__in=groups, schedule__term=term, unit__isnull=False, date_from__isnull=False).order_by()
    spans = rows.values("schedule__group_id", "unit_id").annotate(first=Min("date_from"), last=Max(Coalesce("date_to", "date_from")))
    found: dict[int, dict[int, tuple[date, date]]] = {}
    for span in spans:
        found.setdefault(span["schedule__group_id"], {})[span["unit_id"]] = (span["first"], span["last"])
    return found


def volumes_of(group: Group, term: Term) -> QuerySet[Volume]:
    """The books of the grade and half year, one for each edition. One query when read."""
    return Volume.objects.select_related("edition").filter(edition__in=editions_here(), grade=group.grade or 0, half=HALVES[term.number])


def book_units(volume: Volume) -> tuple[BookUnit, ...]:
    """The units of a volume as the rules lay them out. Two queries."""
    return tuple(
        BookUnit(
            number=branch.unit.number,
            title=branch.unit.title,
            lessons=tuple((lesson.title, lesson.periods) for lesson in branch.lessons),
            activity=branch.unit.activity,
            flex=branch.unit.flex_periods,
            is_review=branch.unit.strand == Unit.Strand.REVIEW,
        )
        for branch in unit_tree(volume)
    )


def approved_copies(schedule: PacingSchedule) -> list[ApprovedPacing]:
    """What was approved, oldest first. One query."""
    return list(schedule.approved.select_related("approved_by"))


def since_last_approved(schedule: PacingSchedule) -> PartChanges | None:
    """What the rows change against those approved last; None when nothing was. One query when rows are loaded."""
    last = schedule.approved.order_by("number").last()
    if last is None:
        return None
    before = [
        (row["kind"], row["content"], row["week_no"], row["date_from"], row["periods"], row["flex"], row["remark"]) for row in last.rows
    ]
    after = [
        (
            row.kind,
            row.content,
            row.week_no,
            row.date_from.isoformat() if row.date_from else None,
            row.periods,
            row.flex_periods,
            row.remark,
        )
        for row in schedule.rows.all()
    ]
    return PartChanges("表2 教学进度", ("周次", "日期", "教学内容", "课时", "备注"), changes(_compared(before), _compared(after)))


def _compared(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Hashable, tuple[str, ...]]]:
    """Rows known by what is taught in them, as printed."""
    keys = told_apart((kind, content) for kind, content, *_ in rows)
    cells = [
        (
            "" if week is None else f"第{week}周",
            format_date(date.fromisoformat(day)) if day else "",
            content,
            format_periods(periods, flex) if periods or flex else "",
            remark,
        )
        for _, content, week, day, periods, flex, remark in rows
    ]
    return list(zip(keys, cells, strict=True))


# what the term offers


@dataclass(frozen=True, slots=True)
class TermLoads:
    """The periods the term offers the group, day by day, and the timetable they come from."""

    days: tuple[DayLoad, ...]
    timetable: Timetable
    calendar: Calendar


def loads(place: GroupTerm, by_hand: int = 0) -> TermLoads:
    """What each day of the term offers: the timetable of the representative class, holidays, make-up days by the weekday they run.

    The calendar is that of the grade; a day that differs for one class only does not move the group's plan. ``by_hand`` weekly periods
    count when no timetable was entered. One query.
    """
    return loads_of(place.group, place.term, place.calendar, by_hand)


def loads_of(group: Group, term: Term, calendar: Calendar, by_hand: int = 0) -> TermLoads:
    """The same for whoever has no group page at hand; ``calendar`` is the school's. One query."""
    grade, year = group.grade or 0, term.school_year.first_calendar_year
    slots: dict[int, list[Slot]] = {}
    names: dict[int, str] = {}
    entered = TimetableSlot.objects.select_related("school_class").filter(
        term=term, subject=group.subject_id, school_class__entry_year=year - grade + 1
    )
    for row in entered.order_by("school_class__number", "weekday", "period_no"):
        slots.setdefault(row.school_class_id, []).append(Slot(weekday=row.weekday, period_no=row.period_no, parity=row.parity))
        names.setdefault(row.school_class_id, name_of_class(row.school_class, year))
    timetable = representative(slots, names, by_hand)
    ours = calendar.for_grade(grade)
    return TermLoads(day_loads(ours, timetable.slots), timetable, ours)


def outdated_of(schedule: PacingSchedule, day: date, offered: TermLoads) -> Outdated | None:
    """What changed in calendar or timetable since the table was laid out, when rows must move for it; None while it fits.

    One query, and none while no day changed.
    """
    if schedule.status == Status.ARCHIVED or day > offered.calendar.dates.last_day:
        return None
    changes = changed_days(schedule.days, offered.days, day - LOOKS_BACK)
    rows = PacingRow.objects.select_related("unit").filter(schedule=schedule) if changes else ()
    return outdated([pace_row(row) for row in rows], changes, offered.days)


def gained_of(schedule: PacingSchedule, day: date, offered: TermLoads) -> tuple[str, ...]:
    """The days from ``day`` on that offer more periods than when the table was laid out, in Chinese: nothing must move for them. No query."""
    if schedule.status == Status.ARCHIVED or day > offered.calendar.dates.last_day:
        return ()
    return tuple(change.sentence for change in changed_days(schedule.days, offered.days, day) if change.now > change.before)


def replan_url(schedule: PacingSchedule, term: Term, found: Outdated) -> str:
    """Where the difference is shown before it is accepted; a table that lies with the approver has to be taken back first."""
    args = [schedule.group_id, term.key]
    if schedule.status == Status.SUBMITTED:
        return reverse("pacing:schedule", args=args)
    return f"{reverse('pacing:replan', args=args)}?day={found.from_day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Standing:
    """A table measured against its term: where the periods go and what does not fit, in Chinese."""

    balance: Balance
    problems: tuple[Problem, ...]


def standing_of(schedule: PacingSchedule, offered: TermLoads) -> Standing:
    """What a reader should know about the table. No query when rows are loaded."""
    rows = pace_rows(schedule)
    late = late_content(rows, review_units(schedule), schedule.term.exam_phase_start)
    return Standing(balance(rows, offered.days), (*calendar_problems(offered), *crowded(rows, offered.days), *late))


def calendar_problems(offered: TermLoads) -> tuple[Problem, ...]:
    """What is missing in timetable and calendar so that periods cannot be counted."""
    problems = []
    if not offered.timetable.slots:
        problems.append(of_table("课表还没有录入，算不出每周有几课时。请教导处导入课表。", "periods"))
    days = "、".join(month_day(day) for day in offered.calendar.makeup_days_without_timetable())
    if days:
        problems.append(of_table(f"{days}调休上课，校历里还没有写明上星期几的课，这些课时没有算进去。请教导处补上。", "periods"))
    return tuple(problems)


def review_units(schedule: PacingSchedule) -> set[int]:
    """The numbers of the textbook's own review units, which may lie in the review phase. No query when rows are loaded."""
    return {row.unit.number for row in schedule.rows.all() if row.unit and row.unit.strand == Unit.Strand.REVIEW}


# what was taught


@dataclass(frozen=True, slots=True)
class Seat:
    """One class of the grade: what it is called and who teaches it."""

    school_class: SchoolClass
    name: str
    teachers: tuple[Person, ...]


def seats_of(place: GroupTerm) -> list[Seat]:
    """The classes of the grade with their teachers on the day. One query."""
    year = place.term.school_year.first_calendar_year
    seats: dict[int, Seat] = {}
    for each in teachers_of_grade(place.group.grade or 0, place.group.subject_id, year, place.day):
        before = seats.get(each.school_class_id)
        teachers = (*before.teachers, each.teacher) if before else (each.teacher,)
        seats[each.school_class_id] = Seat(each.school_class, name_of_class(each.school_class, year), teachers)
    return list(seats.values())


def taught_in(schedule: PacingSchedule) -> dict[tuple[int, int], TaughtLesson]:
    """(row, class) → what was recorded. One query."""
    records = TaughtLesson.objects.filter(row__schedule=schedule)
    return {(record.row_id, record.school_class_id): record for record in records}


def taught_by(schedule: PacingSchedule, school_class: SchoolClass, day: date) -> Progress:
    """How far a class is by the end of a day, beside what the plan says. One query when rows are loaded."""
    return progress(pace_rows(schedule), taught_in(schedule), school_class.pk, day)


def progress(rows: Sequence[PaceRow], records: dict[tuple[int, int], TaughtLesson], class_id: int, day: date) -> Progress:
    """The same from loaded rows and records. No query."""
    return replanning.taught_by(rows, as_taught(rows, records, class_id), day)


def as_taught(rows: Sequence[PaceRow], records: dict[tuple[int, int], TaughtLesson], class_id: int) -> list[Taught]:
    """A class's records as the rules read them."""
    found = ((index, records.get((row.key or 0, class_id))) for index, row in enumerate(rows))
    return [Taught(index, record.taught_on, record.periods) for index, record in found if record]


def content_rows(schedule: PacingSchedule) -> list[PacingRow]:
    """The rows a class is taught: lessons, activities, tests, units planned as a whole. No query when rows are loaded."""
    rows = pace_rows(schedule)
    wanted = {row.key for index, row in enumerate(rows) if is_content(row, has_children=bool(children(rows, index)))}
    return [row for row in schedule.rows.all() if row.pk in wanted]


def replanned(
    place: GroupTerm, schedule: PacingSchedule, from_day: date, class_id: int | None = None, *, forward: bool = False
) -> Replanned:
    """The table laid out anew from a day on, by the calendar as it is now; nothing is stored. At most two queries when rows are loaded.

    ``class_id``: the class whose records say what has been taught; None when everything planned before has been. ``forward``: use what was gained.
    """
    rows, offered = pace_rows(schedule), loads(place, schedule.weekly_periods)
    taught = None if class_id is None else as_taught(rows, taught_in(schedule), class_id)
    new = replanning.replan(rows, taught, offered.days, from_day, forward=forward)
    late = late_content(new.rows, review_units(schedule), place.term.exam_phase_start)
    return Replanned(new.rows, new.differences, (*calendar_problems(offered), *new.problems, *late))


# what is overdue


def schedule_gaps(place: GroupTerm, schedule: PacingSchedule) -> tuple[Gap, ...]:
    """What is overdue today: handing in a week after term begins, deciding by the end of week 2, real dates a week after a unit.

    At most four queries when rows are loaded.
    """
    group, leader = place.group, leader_of(place.group, place.day)
    decider = leader_of(group.parent, place.day) if group.parent else None
    found = approval_gaps_among(group, place.term, place.today, calendar=place.calendar, schedule=schedule, leader=leader, decider=decider)
    if unrecorded := _units_without_dates(place, schedule):
        titles = "、".join(f"“{title}”" for title, _ in unrecorded)
        url = reverse("pacing:taught", args=[group.pk, place.term.key])
        found.append(Gap.of(f"{titles}还没有填实际进度", leader, min(day for _, day in unrecorded), url))
    return tuple(found)


def approval_gaps_among(
    group: Group,
    term: Term,
    day: date,
    *,
    calendar: Calendar,
    schedule: PacingSchedule,
    leader: Person | None,
    decider: Person | None,
) -> list[Gap]:
    """The gaps of handing in and deciding, for a loaded table. No query."""
    url = reverse("pacing:schedule", args=[group.pk, term.key])
    submitted = due_day(calendar, term, schedule, group.in_use_from)
    if schedule.status in (Status.DRAFT, Status.RETURNED) and submitted < day:
        return [Gap.of("教学进度表还没有提交", leader, submitted, url)]
    if schedule.status == Status.SUBMITTED:
        own = max(_end_of_week(calendar, term, 2), submitted)
        handed_in = timezone.localdate(schedule.submitted_at) if schedule.submitted_at else submitted
        decided = decision_due(calendar, own, handed_in)
        return [Gap.of("教学进度表还没有审批", decider, decided, url)] if decided < day else []
    return []


def due_day(calendar: Calendar, term: Term, schedule: PacingSchedule | None, begun: date | None = None) -> date:
    """The day the table is to be handed in: a week after the term begins, or after an approved table was changed.

    A group that came to the system in mid-term (``begun``) has a week from that day.
    """
    begins = (schedule.revised_on if schedule else None) or max(term.first_school_day, begun or term.first_school_day)
    return calendar.deadline(begins + GRACE)


def _units_without_dates(place: GroupTerm, schedule: PacingSchedule) -> list[tuple[str, date]]:
    """Units over for more than a week in which no class has a record, as (title, day due). One query."""
    dated = set(TaughtLesson.objects.filter(row__schedule=schedule).values_list("row__unit_id", flat=True))
    titles = {row.unit_id: row.unit.title for row in content_rows(schedule) if row.unit}
    ends = {unit: place.calendar.deadline(last + GRACE) for unit, (_, last) in units_with_dates(schedule).items() if unit in titles}
    late = {unit: day for unit, day in ends.items() if day < place.today and counts_since(day, place.group.in_use_from)}
    return [(titles[unit], day) for unit, day in late.items() if unit not in dated]


def _end_of_week(calendar: Calendar, term: Term, no: int) -> date:
    try:
        return calendar.deadline(calendar.week(no).end)
    except NoSuchWeek:
        return term.last_school_day
