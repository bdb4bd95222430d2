"""Table 2 on paper (F03): title, maker, and the five columns of the form, week and date once for the rows of a week within a unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from jiaoyan.documents.blocks import Block, Document, Heading, Paragraph, Row, Run, Table, header, para, text
from jiaoyan.pacing.models import ApprovedPacing, PacingSchedule
from jiaoyan.pacing.rules.schedule import format_date, format_periods
from jiaoyan.schools.rules import naming

COLUMNS = ("周次", "日期", "教学内容", "课时", "备注")
WIDTHS = (8, 11, 42, 10, 29)
BLANK_ROWS = 20
BLANK_ROW_MM = 9.0
MAKER = "制表人："


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row; ``unit`` groups the rows of a unit."""

    week_no: int | None
    date_from: date | None
    content: str
    periods: str
    remark: str
    unit: int | None
    is_unit: bool


def schedule(schedule: PacingSchedule) -> tuple[Block, ...]:
    """Table 2 as it stands. Expects the table as ``queries.schedule_of`` loads it."""
    return _paper(title_of(schedule), schedule.maker.name, lines_of(schedule))


def document(table: PacingSchedule) -> Document:
    """The same as a file of its own."""
    return Document(title_of(table), schedule(table))


def approved(copy: ApprovedPacing) -> tuple[Block, ...]:
    """Table 2 as it was approved. Expects ``schedule`` as ``queries.schedule_of`` loads it."""
    return _paper(title_of(copy.schedule), copy.schedule.maker.name, [_copied_line(row) for row in copy.rows])


def blank(title: str) -> Document:
    """The form to be filled in by hand."""
    empty = [Row(tuple(text("") for _ in COLUMNS), min_height_mm=BLANK_ROW_MM) for _ in range(BLANK_ROWS)]
    maker = Paragraph((MAKER, Run("", fill=8)), indent=False)
    return Document(f"{title}（空白）", (Heading(title), maker, Table(WIDTHS, (header(*COLUMNS), *empty), header_rows=1)))


def title_of(schedule: PacingSchedule) -> str:
    """表2：苏教版五年级下册数学教学进度安排表."""
    return naming.title_of_pacing(schedule.volume.edition.name, schedule.volume.grade, schedule.term.number, schedule.group.subject.name)


def lines_of(schedule: PacingSchedule) -> list[Line]:
    """The printed rows of a table."""
    return [
        Line(
            week_no=row.week_no,
            date_from=row.date_from,
            content=row.content,
            periods=_periods(row.periods, row.flex_periods),
            remark=row.remark,
            unit=row.unit_id,
            is_unit=row.kind == "unit",
        )
        for row in schedule.rows.all()
    ]


def merged(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """The lines in runs that share week and date: the rows of one week within one unit; a line without a week stands alone."""
    for (_, week), run in groupby(_begun(lines), key=lambda each: (each[0], each[1].week_no)):
        together = [line for _, line in run]
        yield from [together] if week is not None else [[line] for line in together]


def _begun(lines: Iterable[Line]) -> Iterator[tuple[int, Line]]:
    """Each line with the number of the unit or other part it belongs to."""
    part, unit = 0, None
    for line in lines:
        if line.is_unit or line.unit != unit or line.unit is None:
            part += 1
        unit = line.unit
        yield part, line


def _paper(title: str, maker: str, lines: Sequence[Line]) -> tuple[Block, ...]:
    rows = [row for run in merged(lines) for row in _rows(run)]
    return Heading(title), para(f"{MAKER}{maker}", indent=False), Table(WIDTHS, (header(*COLUMNS), *rows), header_rows=1)


def _rows(run: Sequence[Line]) -> Iterator[Row]:
    for place, line in enumerate(run):
        week = "" if line.week_no is None else str(line.week_no) if line.week_no else "预备"
        shared = (
            text(week, align="center", rows=len(run)),
            text(format_date(line.date_from), align="center", rows=len(run)),
        )
        own = (text(line.content, bold=line.is_unit), text(line.periods, align="center"), text(line.remark))
        yield Row((*shared, *own) if place == 0 else own, with_next=place < len(run) - 1)


def _copied_line(row: dict[str, object]) -> Line:
    day = row["date_from"]
    return Line(
        week_no=row["week_no"],  # type: ignore[arg-type]
        date_from=date.fromisoformat(str(day)) if day else None,
        content=str(row["content"]),
        periods=_periods(int(str(row["periods"])), int(str(row["flex"]))),
        remark=str(row["remark"]),
        unit=row["unit"],  # type: ignore[arg-type]
        is_unit=row["kind"] == "unit",
    )


def _periods(periods: int, flex: int) -> str:
    return format_periods(periods, flex) if periods or flex else ""
