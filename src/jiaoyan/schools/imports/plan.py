"""From a workbook and what is known to what an import would do: every problem of every sheet, or every change. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from jiaoyan.documents.sheets import LooseSheet, ReadLimits, SheetProblem, WorkbookResult, read_workbook
from jiaoyan.schools.imports.columns import CLASSES, DUTIES, PUPILS, SHEETS, STAFF, TIMETABLE
from jiaoyan.schools.imports.draft import Draft
from jiaoyan.schools.imports.duties import compare_duties
from jiaoyan.schools.imports.pupils import compare_classes, compare_pupils
from jiaoyan.schools.imports.staff import compare_staff
from jiaoyan.schools.imports.state import Change, Known, Writes
from jiaoyan.schools.imports.timetable import compare_timetable

SHOWN_PROBLEMS = 200
SHOWN_NEW = 200


@dataclass(frozen=True, slots=True)
class Part:
    """What one kind of sheet brings: counts and the lines of its changes."""

    title: str
    changes: tuple[Change, ...]
    unchanged: int

    @property
    def shown(self) -> tuple[Change, ...]:
        """The lines of the review: everything that changes what is stored, then the first of what is new."""
        new = [change for change in self.changes if change.kind == "new"]
        return tuple(change for change in self.changes if change.kind == "changed") + tuple(new[:SHOWN_NEW])

    @property
    def more(self) -> int:
        """How many new ones are not among ``shown``."""
        return len(self.changes) - len(self.shown)

    @property
    def new(self) -> int:
        """How many are new."""
        return sum(change.kind == "new" for change in self.changes)

    @property
    def changed(self) -> int:
        """How many differ from what is stored."""
        return len(self.changes) - self.new


@dataclass(frozen=True, slots=True)
class Plan:
    """With ``problems`` (the first ones of ``problem_count``) nothing may be written; otherwise ``writes`` says what would be."""

    problems: tuple[SheetProblem, ...]
    problem_count: int
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    writes: Writes

    @property
    def digest(self) -> str:
        """Equal for equal changes from equal data: what was reviewed is what is written."""
        shown = [part.changes for part in self.parts]
        return hashlib.sha256(repr((self.writes, shown)).encode()).hexdigest()

    @property
    def is_empty(self) -> bool:
        """Nothing would change."""
        return self.writes == Writes()


def read(data: bytes, limits: ReadLimits) -> WorkbookResult:
    """Read the sheets of an import in a child process. Raises ``preflight.Refused`` or ``sandbox.ChildFailed``."""
    return read_workbook(data, SHEETS, grids={TIMETABLE}, limits=limits)


def make_plan(book: WorkbookResult, known: Known) -> Plan:
    """Compare all sheets with what is known, in the order in which they refer to each other."""
    draft = Draft(known)
    tables = book.tables
    for name, compare in ((STAFF, compare_staff), (CLASSES, compare_classes), (PUPILS, compare_pupils), (DUTIES, compare_duties)):
        if name in tables:
            compare(tables[name], draft)
    compare_timetable(tables.get(TIMETABLE), book.loose, draft)
    if not tables and not draft.writes.slots_new and not draft.unchanged and not draft.problems:
        wanted = "、".join(f"“{name}”" for name in SHEETS)
        draft.problems.append(
            SheetProblem("", 0, "", f"没有找到可以导入的工作表。工作表名称应是{wanted}中的一个或几个，可先下载空白表填写")
        )
    problems = _in_order(book, draft)
    hidden = sum(table.problem_count - len(table.problems) for table in tables.values())
    return Plan(
        problems=tuple(problems[:SHOWN_PROBLEMS]),
        problem_count=len(problems) + hidden,
        parts=_parts(book.tables, book.loose, draft),
        notes=tuple(note for table in tables.values() for note in table.notes) + tuple(draft.notes),
        writes=draft.writes,
    )


def _in_order(book: WorkbookResult, draft: Draft) -> list[SheetProblem]:
    """Sheet by sheet, row by row, column by column, each problem once."""
    everything = dict.fromkeys([*book.problems, *draft.problems])
    sheets = {sheet: place for place, sheet in enumerate(dict.fromkeys(problem.sheet for problem in everything))}
    return sorted(everything, key=lambda problem: (sheets[problem.sheet], problem.row, _column(problem.column)))


def _column(column: str) -> tuple[int, str]:
    """Orders "B 班级" before "AA 备注"."""
    letters = column.partition(" ")[0]
    return len(letters), letters


def _parts(tables: Mapping[str, object], loose: tuple[LooseSheet, ...], draft: Draft) -> tuple[Part, ...]:
    """One part per kind of sheet; subjects and grids count where they were met."""
    sheets = {sheet.name for sheet in loose}
    parts = []
    for title in SHEETS:
        mine = [change for change in draft.changes if change.sheet == title or (title == TIMETABLE and change.sheet in sheets)]
        if title in tables or mine or draft.unchanged[title]:
            parts.append(Part(title, tuple(mine), draft.unchanged[title]))
    return tuple(parts)
