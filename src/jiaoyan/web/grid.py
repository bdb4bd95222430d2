"""The table edited in place like a spreadsheet: columns and stored rows in, a form out, checked rows back. 表格

A view builds one `Grid` from the stored rows, shows it inside its own `<form>`, and asks it to read the answer::

    grid = Grid(
        columns=(
            Column("week", "周次", required=True, width="s"),
            Column("content", "内容", "long", required=True, width="xl"),
            Column("lesson_teacher", "上课教师", "choice", choices=[(str(p.pk), p.name) for p in teachers]),
            Column("held_on", "日期", "date", term=(term.first_day, term.last_day)),
        ),
        rows=[Row(str(a.pk), {"week": a.week, "content": a.content, ...}) for a in arrangements],
        prefix="arrangement",
        caption="表1 备课组工作安排",
        version=str(plan.version),
    )
    if request.method == "POST":
        data = grid.parse(request.POST)
        problems = [CellProblem(p.row, p.column, p.message) for p in rules.check(...)]   # rows count from 0
        if data.ok and not problems:
            actions.replace_arrangements(plan, data.rows, deleted=data.deleted, expected=data.version, by=request.person)
            return redirect(...)
        grid = grid.bound(data, problems)

    <form method="post">{% csrf_token %}{% include "web/grid.html" with grid=grid %}<c-button>保存</c-button></form>

The include brings its own sheet and scripts. Without scripts it is a plain table of inputs with a few blank rows and a delete box.

Fields of the form: `prefix-<n>-<column>`, `prefix-<n>-key` (the stored row's key, "" for a new row), `prefix-<n>-delete`, and once
`prefix-order` (the n in the order shown), `prefix-version`, `prefix-end` (proves that nothing was cut off on the way).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jiaoyan.web.grid_cells import CellError, Column, Value, cleaned

INCOMPLETE = "提交的内容不完整，没有保存。请再提交一次；填写的内容都还在。"
CONFLICT = "您填写期间，这张表已被别人改过，所以还没有保存。您填写的内容都在下面，与现有内容不同的地方已标出；核对后请再保存一次。"
RESTORED = "这一行是别人新增的，或您曾删去；不需要可再删除。"

__all__ = ["CONFLICT", "INCOMPLETE", "CellError", "CellProblem", "Column", "Grid", "GridData", "Row", "Value"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `key` names the stored row ("" is new), `typed` is the text as it was typed when it comes from a form.

    `look` draws the row: "heading" (a unit row), "muted", or "" (plain).
    """

    key: str
    values: Mapping[str, Value]
    position: int = 0
    look: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong where. `row` counts from 0 in the rows handed back; None means the table as a whole, column "" the whole row."""

    row: int | None
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class GridData:
    """What came back. `deleted` are keys of stored rows no longer wanted, `version` the one the form was drawn with.

    `conflict`: another version stands now. `same`: what was sent stands there word for word; with `conflict`, the form was sent again.
    """

    rows: tuple[Row, ...]
    problems: tuple[CellProblem, ...]
    deleted: tuple[str, ...]
    version: str
    conflict: bool
    same: bool = False

    @property
    def ok(self) -> bool:
        """May be given to its verb: nothing wrong in any cell, and nobody else has saved something else meanwhile (the verb checks that again)."""
        return not self.problems and (not self.conflict or self.same)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the template draws it; `address` is both its id and the name of its field."""

    column: Column
    address: str
    text: str
    errors: tuple[str, ...]
    note: str

    @property
    def input_type(self) -> str:
        """A date field shows only valid dates, so other typed text keeps a plain field: nothing typed is lost."""
        return "date" if self.column.kind == "date" and (not self.text or re.fullmatch(r"\d{4}-\d\d-\d\d", self.text)) else "text"

    @property
    def described_by(self) -> str:
        """Ids of everything said about this cell."""
        told = ((self.column.help, f"{self.column_id}-help"), (self.errors, f"{self.address}-error"), (self.note, f"{self.address}-note"))
        return " ".join(address for words, address in told if words)

    @property
    def column_id(self) -> str:
        """The id of the column's head."""
        return f"{self.address.split('-', 1)[0]}-head-{self.column.name}"


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the template draws it; `n` names its fields, `number` is what the reader counts."""

    n: str
    number: int
    key: str
    look: str
    cells: tuple[Cell, ...]

    @property
    def row_id(self) -> str:
        """The id of the row's head."""
        return f"{self.cells[0].address.removesuffix(self.cells[0].column.name)}row"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to be edited. `fixed` keeps its rows: none added, moved or deleted. `spare` blank rows end a free one.
    `ordered=False`: the verb puts the rows in an order of its own, so their order says nothing.

    `prefix` must be one word of letters, digits and "_". `problems`, `notes` and `stored` are filled by `bound`.
    """

    columns: Sequence[Column]
    rows: Sequence[Row] = ()
    prefix: str = "grid"
    caption: str = ""
    version: str = ""
    spare: int = 2
    max_rows: int = 300
    fixed: bool = False
    ordered: bool = True
    problems: Sequence[CellProblem] = ()
    notes: Mapping[tuple[int, str], str] = field(default_factory=dict)
    stored: Sequence[Row] | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\w+", self.prefix, re.ASCII):
            raise ValueError(f"a grid prefix is one word, not {self.prefix!r}")

    # reading the answer

    def parse(self, post: Mapping[str, str]) -> GridData:
        """Read a submitted form against the stored rows. Never raises: whatever is wrong is in `problems`, whatever was typed in `typed`.

        Blank rows are left out. A key that is not one of ours, or comes twice, counts as a new row.
        """
        stored = {row.key: row for row in self.rows if row.key}
        rows: list[Row] = []
        problems: list[CellProblem] = []
        used: set[str] = set()
        for n, key in self._submitted(post, stored):
            row, wrong = self._read(post, n, len(rows), stored.get(key))
            if self.fixed or any(row.typed.values()):
                used.add(key)
                rows.append(row)
                problems += wrong
        if len(rows) > self.max_rows:
            problems.insert(0, CellProblem(None, "", f"这张表最多{self.max_rows}行，现有{len(rows)}行。请删去多出的行，或分成两张表。"))
        complete = f"{self.prefix}-end" in post
        if not complete:
            problems.insert(0, CellProblem(None, "", INCOMPLETE))
        version = post.get(f"{self.prefix}-version", "")
        deleted = () if self.fixed or not complete else tuple(key for key in stored if key not in used)
        readable = re.fullmatch(r"[0-9]{1,9}", version) or not self.version.isdecimal()  # verbs read a counted version as a number
        same = bool(readable) and not problems and self._contents(rows) == self._contents(self.rows)
        return GridData(tuple(rows), tuple(problems), deleted, version, conflict=version != self.version, same=same)

    def _contents(self, rows: Iterable[Row]) -> list[list[str]]:
        """What people typed, whichever rows hold it: a row stored under a new key says the same."""
        typed = [column for column in self.columns if column.kind != "readonly"]
        found = [[column.show(row.values.get(column.name)) for column in typed] for row in rows]
        return found if self.ordered else sorted(found)

    def _submitted(self, post: Mapping[str, str], stored: Mapping[str, Row]) -> list[tuple[str, str]]:
        """The rows of the form still wanted, as (n, key). A fixed table always has its own rows, in its own order."""
        pairs: list[tuple[str, str]] = []
        claimed: set[str] = set()
        for n in self._order(post):
            key = post.get(f"{self.prefix}-{n}-key", "")
            key = key if key in stored and key not in claimed else ""
            if self.fixed or not post.get(f"{self.prefix}-{n}-delete"):
                claimed.add(key)
                pairs.append((n, key))
        if not self.fixed:
            return pairs
        names = {key: n for n, key in pairs if key}
        return [(names.get(key, ""), key) for key in stored]

    def _order(self, post: Mapping[str, str]) -> list[str]:
        """The row names in the order shown, each once; rows the order forgot come last, so none is lost."""
        told = [n for n in post.get(f"{self.prefix}-order", "").split(",") if n.isascii() and n.isdigit()]
        pattern = re.compile(re.escape(self.prefix) + r"-([0-9]{1,6})-\w+")
        found = {match[1] for name in post if (match := pattern.fullmatch(name))}
        return [n for n in dict.fromkeys((*told, *sorted(found, key=int))) if n in found]

    def _read(self, post: Mapping[str, str], n: str, index: int, stored: Row | None) -> tuple[Row, list[CellProblem]]:
        """One row of the form; computed cells, and rows the form lacks (n is ""), are taken from the stored row."""
        values: dict[str, Value] = {}
        typed: dict[str, str] = {}
        problems: list[CellProblem] = []
        for column in self.columns:
            if column.kind == "readonly" or not n:
                values[column.name] = stored.values.get(column.name) if stored else None
                typed[column.name] = column.show(values[column.name])
                continue
            typed[column.name] = cleaned(post.get(f"{self.prefix}-{n}-{column.name}", ""), lines=column.kind == "long")
            try:
                values[column.name] = column.read(typed[column.name])
            except CellError as error:
                values[column.name] = None
                problems.append(CellProblem(index, column.name, str(error)))
        return Row(stored.key if stored else "", values, index, stored.look if stored else "", typed), problems

    # showing it

    def bound(self, data: GridData, problems: Iterable[CellProblem] = ()) -> Grid:
        """The same table showing what was typed, with the problems found here and in the caller's own rules.

        After a conflict it carries the present version, says where the stored text differs and brings back rows the form did not know,
        so that saving it once more overwrites nothing unseen.
        """
        found = (*data.problems, *problems)
        if not data.conflict:
            return replace(self, rows=data.rows, problems=found, stored=self.rows)
        unknown = [row for row in self.rows if row.key in data.deleted]
        notes = {(len(data.rows) + index, ""): RESTORED for index in range(len(unknown))} | dict(self._differences(data))
        return replace(self, rows=(*data.rows, *unknown), problems=(CellProblem(None, "", CONFLICT), *found), notes=notes, stored=self.rows)

    def _differences(self, data: GridData) -> Iterable[tuple[tuple[int, str], str]]:
        stored = {row.key: row for row in self.rows if row.key}
        for index, row in enumerate(data.rows):
            for column in self.columns if row.key else ():
                now = column.show(stored[row.key].values.get(column.name))
                if now != _text(column, row):
                    yield (index, column.name), f"现有内容：{now or '（空）'}"

    @property
    def lines(self) -> list[Line]:
        """Every row to draw: the given ones, then the blank ones."""
        blank = 0 if self.fixed else max(0, min(self.spare, self.max_rows - len(self.rows)))
        return [self._line(str(index), index, row) for index, row in enumerate((*self.rows, *[Row("", {})] * blank))]

    @property
    def pattern_line(self) -> Line:
        """The blank row that the script copies when a row is added."""
        return self._line("__n__", 0, Row("", {}))

    def _line(self, n: str, index: int, row: Row) -> Line:
        shown = index if n != "__n__" else None
        return Line(n, index + 1, row.key, row.look, tuple(self._cell(n, shown, row, column) for column in self.columns))

    def _cell(self, n: str, index: int | None, row: Row, column: Column) -> Cell:
        """What concerns the whole row is said in its first cell."""
        names = (column.name, "") if column is self.columns[0] else (column.name,)
        errors = tuple(p.message for p in self.problems if p.row == index and p.column in names) if index is not None else ()
        note = " ".join(self.notes[index, name] for name in names if (index, name) in self.notes) if index is not None else ""
        address = f"{self.prefix}-{n}-{column.name}"
        return Cell(column, address, _text(column, row), errors, note)

    @property
    def is_bound(self) -> bool:
        """Shows what was typed rather than what is stored."""
        return self.stored is not None

    @property
    def digest(self) -> str:
        """Tells the script whether a draft on this machine began with the rows stored now."""
        rows = self.rows if self.stored is None else self.stored
        text = repr([(row.key, [column.show(row.values.get(column.name)) for column in self.columns]) for row in rows])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def order(self) -> str:
        """The row names in the order drawn."""
        return ",".join(line.n for line in self.lines)

    @property
    def summary(self) -> list[tuple[str, str]]:
        """All problems in the order of the table as (id of the cell or "", sentence)."""
        labels = {column.name: column.label for column in self.columns}
        places = {column.name: place for place, column in enumerate(self.columns)}
        whole = [("", problem.message) for problem in self.problems if problem.row is None]
        inside = sorted(
            ((problem.row, places.get(problem.column, -1), problem) for problem in self.problems if problem.row is not None),
            key=lambda found: found[:2],
        )
        return whole + [
            (
                f"{self.prefix}-{row}-{problem.column if problem.column in labels else self.columns[0].name}",
                f"第{row + 1}行{f'「{labels[problem.column]}」' if problem.column in labels else ''}：{problem.message}",
            )
            for row, _, problem in inside
        ]


def _text(column: Column, row: Row) -> str:
    return row.typed[column.name] if column.name in row.typed else column.show(row.values.get(column.name))
