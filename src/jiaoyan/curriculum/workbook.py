"""A school's own catalogue as an Excel table: the blank one, what stands in it, and reading it back with every problem at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from jiaoyan.curriculum.catalogue import CatalogueUnit
from jiaoyan.curriculum.models import Unit, Volume
from jiaoyan.curriculum.rules import MOST_PERIODS, Line, lines_of, units_of
from jiaoyan.documents.excel import Column, Sheet, to_xlsx
from jiaoyan.documents.preflight import Limits
from jiaoyan.documents.sheets import ColumnSpec, ReadLimits, SheetProblem, TableResult, TableRow, read_table
from jiaoyan.schools.rules.people import GRADES, grade_name

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "教材目录"
FORM = {"form": "own-catalogue", "version": "1"}
GRADE_NAMES = {grade_name(grade): grade for grade in GRADES}
HALF_NAMES = {"上册": "A", "下册": "B"}
STRANDS = {label: value for value, label in Unit.Strand.choices}
YES = "是"
COLUMNS = (
    ColumnSpec("grade", ("年级",), required=True, kind="choice", choices=tuple(GRADE_NAMES)),
    ColumnSpec("half", ("册次",), required=True, kind="choice", choices=tuple(HALF_NAMES)),
    ColumnSpec("unit", ("单元", "单元名称"), max_length=40, examples=("小数乘法（每个单元的第一行填，下面可以空着）",)),
    ColumnSpec("strand", ("领域",), kind="choice", choices=tuple(STRANDS), examples=("填在单元的第一行",)),
    ColumnSpec("lesson", ("课题", "课题名称"), max_length=60, examples=("小数乘整数",)),
    ColumnSpec("periods", ("课时",), kind="integer", minimum=1, maximum=MOST_PERIODS, examples=("1（不填即1）",)),
    ColumnSpec("flex", ("机动课时", "机动"), kind="integer", minimum=0, maximum=MOST_PERIODS, examples=("1（填在单元的第一行）",)),
    ColumnSpec("practice", ("综合与实践",), kind="choice", choices=(YES,), examples=("是（这个课题是本单元的综合与实践）",)),
)
_WIDTHS = {"unit": 26.0, "lesson": 32.0, "strand": 16.0}
Units = tuple[CatalogueUnit, ...]
Books = Mapping[tuple[int, str], Units]


@dataclass(frozen=True, slots=True)
class Reading:
    """``books`` by (grade, half), to be taken only when nothing is in ``problems`` (the first ones of ``problem_count``)."""

    books: Books
    problems: tuple[SheetProblem, ...]
    problem_count: int
    notes: tuple[str, ...]


def blank() -> bytes:
    """The empty table, with drop-downs and hints."""
    return to_xlsx([Sheet(SHEET, _columns())], FORM)


def export(books: Iterable[tuple[Volume, Units]]) -> bytes:
    """What stands in the catalogue, in the table that ``read`` takes back unchanged."""
    labels = dict(Unit.Strand.choices)
    rows = [
        [
            grade_name(volume.grade),
            volume.get_half_display(),
            line.unit or None,
            labels.get(line.strand),
            line.lesson or None,
            line.periods,
            line.flex or None,
            YES if line.practice else None,
        ]
        for volume, units in books
        for line in lines_of(units)
    ]
    return to_xlsx([Sheet(SHEET, _columns(), rows)], FORM)


def read(data: bytes) -> Reading:
    """Every problem of the table at once, or its books. Raises ``preflight.Refused``, ``sandbox.ChildFailed``."""
    table = read_table(data, COLUMNS, limits=ReadLimits(file=Limits(file_bytes=settings.UPLOAD_BYTES)))
    by_book: dict[tuple[int, str], list[TableRow]] = defaultdict(list)
    for row in table.rows:
        if row.whole:
            by_book[GRADE_NAMES[row.text("grade")], HALF_NAMES[row.text("half")]].append(row)
    books: dict[tuple[int, str], Units] = {}
    found = list(table.problems)
    own = 0
    for key, rows in sorted(by_book.items()):
        books[key], problems = _book(table, rows)
        found += problems
        own += len(problems)
    if not table.rows and not found:
        found, own = [SheetProblem("", 0, "", "表里没有内容。请从第二行起，一行写一个课题。")], 1
    found.sort(key=lambda problem: (problem.sheet, problem.row))
    return Reading(books, tuple(found[: ReadLimits().shown]), table.problem_count + own, table.notes)


def _book(table: TableResult, rows: list[TableRow]) -> tuple[Units, list[SheetProblem]]:
    units, problems = units_of(_line(place, row) for place, row in enumerate(rows))
    return units, [table.problem(rows[each.row], each.column, each.message) for each in problems]


def _line(place: int, row: TableRow) -> Line:
    return Line(
        place,
        unit=row.text("unit"),
        strand=STRANDS.get(row.text("strand"), ""),
        flex=row.integer("flex"),
        lesson=row.text("lesson"),
        periods=row.integer("periods"),
        practice=row.text("practice") == YES,
    )


def _columns() -> tuple[Column, ...]:
    return tuple(_column(each) for each in COLUMNS)


def _column(spec: ColumnSpec) -> Column:
    note = ("必填。" if spec.required else "") + (f"例如：{'、'.join(spec.examples)}" if spec.examples else "")
    options: dict[str, Any] = {"choices": spec.choices} if spec.choices else {}
    return Column(spec.label, width=_WIDTHS.get(spec.name, 12.0), note=note, **options)
