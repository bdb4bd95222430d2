"""The roster of practice lessons as a table to be edited in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from jiaoyan.lessons.models import PracticeRoster, RosterSlot
from jiaoyan.lessons.queries.roster import Material
from jiaoyan.lessons.rules.roster import Fault, Line, Turn
from jiaoyan.lessons.rules.timetable import Period
from jiaoyan.schools.models import Term
from jiaoyan.web.grid import CellProblem, Column, Grid, GridData, Row

COLUMNS = ("teacher", "school_class", "day", "period_no", "topic")


def roster_grid(roster: PracticeRoster | None, slots: Sequence[RosterSlot], material: Material, term: Term) -> Grid:
    """The stored lines as a grid."""
    rows = [
        Row(
            str(slot.pk),
            {
                "teacher": str(slot.teacher_id),
                "school_class": str(slot.school_class_id),
                "day": slot.day,
                "period_no": slot.period_no,
                "topic": slot.topic_now,
            },
            place,
        )
        for place, slot in enumerate(slots)
    ]
    people = {person.pk: person.name for person in (*material.people, *(slot.teacher for slot in slots))}
    return Grid(
        columns=(
            Column("day", "日期", "date", term=(term.first_school_day, term.last_school_day), required=True, width="m"),
            Column("period_no", "节次", "integer", minimum=1, maximum=8, required=True, width="xs"),
            Column("teacher", "教师", "choice", choices=[(str(key), name) for key, name in people.items()], required=True, width="s"),
            Column(
                "school_class",
                "班级",
                "choice",
                choices=[(str(each.pk), name) for each, name in material.classes],
                required=True,
                width="m",
            ),
            Column("topic", "课题", max_length=80, width="l", help="可以先空着，由上课教师选题后再填"),
        ),
        rows=rows,
        prefix="roster",
        caption="练兵课安排",
        version=str(roster.version if roster else 0),
        max_rows=100,
    )


def lines_of(data: GridData) -> list[Line]:
    """The rows that came back as lines for the verb; only of data that is ok."""
    return [
        Line(
            int(row.key) if row.key else None,
            Turn(_number(row, "teacher"), Period(_day(row), _number(row, "period_no"), _number(row, "school_class"))),
            str(row.values["topic"] or "").strip(),
        )
        for row in data.rows
    ]


def _number(row: Row, name: str) -> int:
    return int(str(row.values[name]))


def _day(row: Row) -> date:
    day = row.values["day"]
    if not isinstance(day, date):
        raise TypeError("a checked row has its day")
    return day


def problems_of(faults: Iterable[Fault]) -> list[CellProblem]:
    """The rules' findings beside their cells."""
    return [CellProblem(fault.row, fault.column, fault.sentence) for fault in faults]
