"""What counts of table 2 and of what was taught. 事实（F03）

The table counts once approved, on the day it was handed in. A class's week counts when it is over and something was ticked in it or since;
``short`` is by how many periods the class fell further behind table 2 in that week, so a lesson made up later takes nothing away from an earlier week.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.timezone import localdate

from jiaoyan.pacing.models import PacingRow, PacingSchedule, TaughtLesson
from jiaoyan.pacing.queries import pace_rows
from jiaoyan.pacing.rules.replan import Taught, behind_on
from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.schools.models import SchoolClass, Status
from jiaoyan.schools.queries import name_of_class

PASSED = (Status.APPROVED, Status.ARCHIVED)
Tick = tuple[int, date, int]
"""A row of table 2, the day it was taught on, and how many periods."""


def facts(extent: Extent) -> Iterator[Fact]:
    """The facts of this package within an extent. At most five queries, however much there is."""
    return extent.read({"schedule": _schedules, "taught_week": _taught})


def _schedules(extent: Extent) -> Iterator[Fact]:
    """One query."""
    flexible = PacingRow.objects.filter(Q(flex_periods__gt=0) | Q(kind=PacingRow.Kind.FLEX), schedule=OuterRef("pk"))
    rows = PacingSchedule.objects.filter(term=extent.term, group__in=extent.groups, status__in=PASSED).annotate(flexible=Exists(flexible))
    for pk, group, submitted_at, is_flexible in rows.order_by().values_list("pk", "group_id", "submitted_at", "flexible"):
        day = localdate(submitted_at) if submitted_at else extent.term.first_school_day
        if day <= extent.day:
            yield Fact(
                "schedule",
                f"pacing.pacingschedule:{pk}",
                day,
                frozenset({Subject("group", group)}),
                "教学进度表",
                reverse("pacing:schedule", args=[group, extent.term.key]),
                {"flexible": is_flexible},
            )


def _taught(extent: Extent) -> Iterator[Fact]:
    """Four queries."""
    rows = Prefetch("rows", PacingRow.objects.select_related("unit").order_by("position"))
    tables = list(PacingSchedule.objects.filter(term=extent.term, group__in=extent.groups).prefetch_related(rows))
    ticked: dict[int, dict[int, list[Tick]]] = defaultdict(lambda: defaultdict(list))
    told = ("row__schedule_id", "school_class_id", "row_id", "taught_on", "periods")
    for table, school_class, *tick in TaughtLesson.objects.filter(row__schedule__in=tables).order_by().values_list(*told):
        ticked[table][school_class].append(tuple(tick))
    classes = SchoolClass.objects.in_bulk({school_class for of_class in ticked.values() for school_class in of_class})
    for table in tables:
        yield from _weeks(table, ticked[table.pk], classes, extent)


def _weeks(
    table: PacingSchedule, ticked: Mapping[int, Sequence[Tick]], classes: Mapping[int, SchoolClass], extent: Extent
) -> Iterator[Fact]:
    rows, year = pace_rows(table), extent.term.school_year.first_calendar_year
    index = {row.key: number for number, row in enumerate(rows)}
    url = reverse("pacing:schedule", args=[table.group_id, extent.term.key])
    for class_id in sorted(ticked):
        taught = [Taught(index[row], day, periods) for row, day, periods in ticked[class_id]]
        last = max(record.day for record in taught)
        over = [week for week in extent.calendar.weeks() if week.days and week.end <= extent.day and week.start <= last]
        name = name_of_class(classes[class_id], year)
        for week, short in zip(over, shortfalls(behind_on(rows, taught, [week.days[-1] for week in over])), strict=True):
            yield Fact(
                "taught_week",
                f"pacing.taughtweek:{table.pk}-{class_id}-{week.no}",
                week.days[-1],
                frozenset({Subject("class", class_id)}) | extent.upward(table.group_id),
                f"{name}第{week.no}周",
                url,
                {"short": short},
            )


def shortfalls(behind: Iterable[int]) -> Iterator[int]:
    """The periods by which a class fell further behind in each week than ever before, from how far it was behind at the end of each."""
    worst = 0
    for periods in behind:
        yield max(0, periods - worst)
        worst = max(worst, periods)
