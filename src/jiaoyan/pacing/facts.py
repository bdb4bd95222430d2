"""What counts of table 2 and of what was taught. 事实（F03）

The table counts once approved, on the day it was handed in. A class's week counts when it is over and something was ticked in it or since;
``short`` is by how many periods the class fell further behind table 2 in that week, so a lesson made up later takes nothing away from an earlier week.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from jiaoyan.pacing.models import PacingRow, PacingSchedule, TaughtLesson
from jiaoyan.pacing.queries import pace_rows, progress
from jiaoyan.pacing.rules.schedule import PaceRow
from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.schools.models import SchoolClass, Status
from jiaoyan.schools.queries import name_of_class

PASSED = (Status.APPROVED, Status.ARCHIVED)
Records = dict[tuple[int, int], TaughtLesson]


def facts(extent: Extent) -> Iterator[Fact]:
    """The facts of this package within an extent. Four queries, however much there is; two when nobody asks for weeks."""
    rows = Prefetch("rows", PacingRow.objects.select_related("unit").order_by("position"))
    tables = PacingSchedule.objects.filter(term=extent.term, group__in=extent.groups).prefetch_related(rows)
    if not extent.wants("taught_week"):
        for table in tables.filter(status__in=PASSED):
            yield from _schedule(table, extent)
        return
    taught: dict[int, dict[tuple[int, int], TaughtLesson]] = defaultdict(dict)
    for record in TaughtLesson.objects.select_related("row").filter(row__schedule__in=[table.pk for table in tables]):
        taught[record.row.schedule_id][record.row_id, record.school_class_id] = record
    classes = SchoolClass.objects.in_bulk({school_class for records in taught.values() for _, school_class in records})
    for table in tables:
        if table.status in PASSED:
            yield from _schedule(table, extent)
        yield from _weeks(table, taught[table.pk], classes, extent)


def _schedule(table: PacingSchedule, extent: Extent) -> Iterator[Fact]:
    day = timezone.localdate(table.submitted_at) if table.submitted_at else extent.term.first_school_day
    if day <= extent.day:
        flexible = any(row.flex_periods or row.kind == PacingRow.Kind.FLEX for row in table.rows.all())
        yield Fact(
            "schedule",
            f"pacing.pacingschedule:{table.pk}",
            day,
            frozenset({Subject("group", table.group_id)}),
            "教学进度表",
            reverse("pacing:schedule", args=[table.group_id, extent.term.key]),
            {"flexible": flexible},
        )


def _weeks(table: PacingSchedule, records: Records, classes: Mapping[int, SchoolClass], extent: Extent) -> Iterator[Fact]:
    rows, year = pace_rows(table), extent.term.school_year.first_calendar_year
    for class_id in sorted({school_class for _, school_class in records}):
        name, last = (
            name_of_class(classes[class_id], year),
            max(record.taught_on for (_, own), record in records.items() if own == class_id),
        )
        over = [(week.no, week.days[-1]) for week in extent.calendar.weeks() if week.days and week.end <= extent.day and week.start <= last]
        for number, end, short in shortfalls(rows, records, class_id, over):
            yield Fact(
                "taught_week",
                f"pacing.taughtweek:{table.pk}-{class_id}-{number}",
                end,
                frozenset({Subject("class", class_id)}) | extent.upward(table.group_id),
                f"{name}第{number}周",
                reverse("pacing:schedule", args=[table.group_id, extent.term.key]),
                {"short": short},
            )


def shortfalls(
    rows: Sequence[PaceRow], records: Records, class_id: int, weeks: Iterable[tuple[int, date]]
) -> Iterator[tuple[int, date, int]]:
    """Each week's number and last school day, given in order, with the periods by which the class fell further behind in it."""
    worst = 0
    for number, end in weeks:
        behind = progress(rows, records, class_id, end).behind
        yield number, end, max(0, behind - worst)
        worst = max(worst, behind)
