"""Read tables that people made in Excel or WPS: the columns asked for, every problem at once, nothing guessed silently.

The file is opened only in a child process (``sandbox`` runs ``tables.read``); this module is the caller's side and touches no
office library. A caller says what the columns are called and what may stand in them, and gets checked values with their row
numbers, or a list of problems a teacher can act on: sheet, row, column, what to do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

from jiaoyan.documents import preflight, sandbox

Kind = Literal["text", "name", "code", "integer", "date", "month", "date_or_month", "choice"]
Value = str | int | date | None
_READ = "jiaoyan.documents.tables:read"
_TABLE = "表"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column to read. ``labels`` are the headings accepted, the first is the one we print ourselves.

    Kinds: ``text`` (as written, trimmed) · ``name`` (spaces between characters dropped: 李　明) · ``code`` (numbers become their
    digits: 2024001.0 → "2024001") · ``integer`` · ``date`` · ``month`` (a date on the first of the month) ·
    ``date_or_month`` (the day when given, else the first of the month) · ``choice``.
    """

    name: str
    labels: tuple[str, ...]
    required: bool = False
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    max_length: int = 200
    minimum: int | None = None
    maximum: int | None = None
    examples: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The heading we print."""
        return self.labels[0]


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Bounds of one reading. ``rows`` are data rows of one kind of table; ``shown`` problems are listed, the rest counted."""

    rows: int = 5_000
    columns: int = 200
    header_within: int = 15
    shown: int = 200
    seconds: float = 20
    megabytes: int = 768
    file: preflight.Limits = field(default_factory=preflight.Limits)


DEFAULT = ReadLimits()


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """Why something cannot be taken, and what to do. ``row`` as Excel counts it, 0 when it concerns the sheet; ``column`` "C 班级"."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"“{self.sheet}”" if self.sheet else ""
        place += f"第 {self.row} 行" if self.row else ""
        place += f" {self.column} 列" if self.column else ""
        return f"{place}：{self.message}" if place else self.message


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of checked values, with where it stands. Not ``whole``: some cells have a problem and their values are None."""

    sheet: str
    number: int
    values: Mapping[str, Value]
    whole: bool = True

    def text(self, name: str) -> str:
        """The value of a text, name, code or choice column; "" when blank."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str) -> int | None:
        """The value of an integer column."""
        value = self.values.get(name)
        return value if isinstance(value, int) else None

    def day(self, name: str) -> date | None:
        """The value of a date, month or date_or_month column."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None


@dataclass(frozen=True, slots=True)
class TableResult:
    """What one kind of table gave. Take nothing while there are problems (``problem_count`` in all, the first ones listed).

    ``columns`` maps names to where the column stands ("C 班级"), for problems the caller finds later. ``notes`` are Chinese
    sentences about what was left out on purpose: totals, fillers, unknown columns.
    """

    rows: tuple[TableRow, ...] = ()
    problems: tuple[SheetProblem, ...] = ()
    problem_count: int = 0
    notes: tuple[str, ...] = ()
    columns: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def problem(self, row: TableRow, name: str, message: str) -> SheetProblem:
        """A problem of the caller's own about one value of one row."""
        return SheetProblem(row.sheet, row.number, self.columns.get((row.sheet, name), ""), message)


@dataclass(frozen=True, slots=True)
class LooseSheet:
    """A sheet that is no list, cell by cell: (row number, texts from column A). Merged cells repeat their text, lines are kept."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class WorkbookResult:
    """All tables found, by the names they were asked for, and the visible sheets that matched none."""

    tables: Mapping[str, TableResult]
    loose: tuple[LooseSheet, ...] = ()

    @property
    def problems(self) -> tuple[SheetProblem, ...]:
        """The problems of all tables, in order."""
        return tuple(problem for table in self.tables.values() for problem in table.problems)


def read_table(data: bytes, columns: Sequence[ColumnSpec], *, sheet: str | None = None, limits: ReadLimits = DEFAULT) -> TableResult:
    """Read one list. Without ``sheet`` the visible sheet whose header fits best is taken.

    Raises ``preflight.Refused`` (not a file we take) or ``sandbox.ChildFailed``; all else is in ``problems``.
    """
    key = sheet or _TABLE
    answer = _ask(data, {key: columns}, limits, mode="named" if sheet else "best", grids=())
    return _table(answer["tables"][key], limits)


def read_workbook(
    data: bytes,
    specs: Mapping[str, Sequence[ColumnSpec]],
    *,
    grids: Collection[str] = (),
    limits: ReadLimits = DEFAULT,
) -> WorkbookResult:
    """Read several lists out of one workbook in one child process; absent ones are absent from ``tables``.

    A sheet belongs to the key of ``specs`` that is its name or stands in it, or else to the one whose headings it has; several
    sheets may feed one key (一年级学生, 二年级学生). Sheets of the keys in ``grids`` need not be lists: without a header they come
    back in ``loose``, as all sheets do that belong nowhere. Raises like ``read_table``.
    """
    answer = _ask(data, specs, limits, mode="all", grids=grids)
    tables = {key: _table(found, limits) for key, found in answer["tables"].items()}
    loose = tuple(LooseSheet(each["name"], tuple((n, tuple(cells)) for n, cells in each["rows"])) for each in answer["loose"])
    return WorkbookResult(tables, loose)


def column_letter(index: int) -> str:
    """The letters Excel shows for a column counted from 0."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def _ask(data: bytes, specs: Mapping[str, Sequence[ColumnSpec]], limits: ReadLimits, *, mode: str, grids: Iterable[str]) -> dict[str, Any]:
    preflight.kind_of(data, limits.file)  # cheap; the look through the whole file happens in the child
    wanted = {key: [asdict(column) for column in columns] for key, columns in specs.items()}
    arguments = {"specs": wanted, "mode": mode, "grids": list(grids), "limits": asdict(limits)}
    answer = sandbox.run(_READ, data, arguments, seconds=limits.seconds, megabytes=limits.megabytes)
    if "refused" in answer:
        message, code = answer["refused"]
        raise preflight.Refused(message, code)
    return dict(answer)


def _table(found: dict[str, Any], limits: ReadLimits) -> TableResult:
    dated = {name for name, kind in found["kinds"].items() if kind in ("date", "month", "date_or_month")}
    return TableResult(
        rows=tuple(TableRow(sheet, number, _dates(values, dated), whole) for sheet, number, values, whole in found["rows"]),
        problems=tuple(SheetProblem(*each) for each in found["problems"][: limits.shown]),
        problem_count=found["problem_count"],
        notes=tuple(found["notes"]),
        columns={(sheet, name): where for sheet, name, where in found["columns"]},
    )


def _dates(values: dict[str, Any], dated: set[str]) -> dict[str, Value]:
    for name in dated & values.keys():
        if values[name] is not None:
            values[name] = date.fromisoformat(values[name])
    return values
