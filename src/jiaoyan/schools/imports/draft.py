"""The import as it is worked out: what is known so far, every problem, every change. Pure; the sheets' modules fill it one after another."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from jiaoyan.documents.sheets import SheetProblem, TableResult, TableRow
from jiaoyan.schools.imports.class_names import ClassKey, class_label, parse_class
from jiaoyan.schools.imports.columns import CLASSES, STAFF
from jiaoyan.schools.imports.state import Change, Known, Writes


@dataclass(slots=True)
class Draft:
    """``names``: staff names → their codes, stored and from the sheet; ``classes`` likewise. ``doubtful``: names whose own row has a problem."""

    known: Known
    problems: list[SheetProblem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    writes: Writes = field(default_factory=Writes)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    doubtful: set[str] = field(default_factory=set)
    classes: set[ClassKey] = field(default_factory=set)
    subjects: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for code, person in self.known.staff.items():
            if code not in self.known.left:
                self.names[person["name"]].add(code)
        self.classes |= self.known.classes
        self.subjects |= self.known.subjects

    def label(self, key: ClassKey) -> str:
        """The class as it is called this year."""
        return class_label(key, self.known.first_calendar_year)

    def code_name(self, code: str) -> str:
        """The name of the person with this code, stored or from the sheet."""
        person = self.writes.staff_new.get(code) or self.known.staff.get(code) or {}
        return str(self.writes.staff_changed.get(code, {}).get("name") or person.get("name", code))

    def problem(self, table: TableResult, row: TableRow, column: str, message: str) -> None:
        """Something about one value of one row."""
        self.problems.append(table.problem(row, column, message))

    def class_of(self, table: TableResult, row: TableRow, text: str) -> ClassKey | None:
        """The class a row names, when it exists; otherwise a problem and None."""
        if not text:
            return None
        try:
            key = parse_class(text, self.known.first_calendar_year)
        except ValueError as error:
            self.problem(table, row, "school_class", str(error))
            return None
        if key not in self.classes:
            self.problem(table, row, "school_class", f"没有{self.label(key)}，请核对，或先在“{CLASSES}”表里加上这个班")
            return None
        return key

    def subject_of(self, table: TableResult, row: TableRow, name: str) -> str:
        """The subject a row names, with a problem when it is another spelling of one there is."""
        if message := self.meet_subject(name, row.sheet):
            self.problem(table, row, "subject", message)
        return name

    def meet_subject(self, name: str, sheet: str) -> str:
        """Propose a subject that is not there yet; gives the sentence of a problem when 数学课 means 数学."""
        if not name or name in self.subjects:
            return ""
        bare = name.removesuffix("学科").removesuffix("课")
        if bare in self.subjects:
            return f"没有“{name}”这个学科，请写成“{bare}”"
        alike = next((known for known in sorted(self.subjects) if known in name or name in known), None)
        self.subjects.add(name)
        self.writes.subjects.append(name)
        self.changes.append(Change(sheet, "new", f"学科“{name}”", f"与“{alike}”相近，请确认是另一门课" if alike else "表里第一次出现"))
        return ""

    def teacher_of(self, table: TableResult, row: TableRow, name: str, code: str) -> str | None:
        """The staff code of the teacher a row names, by code or by a name that only one person has; otherwise a problem and None."""
        if code:
            return self._by_code(table, row, name, code)
        codes = self.names.get(name, set())
        if len(codes) == 1:
            return next(iter(codes))
        if name and name not in self.doubtful:
            several = f"有 {len(codes)} 位“{name}”（工号 {'、'.join(sorted(codes))}），请在“工号”列写明是哪一位"
            self.problem(table, row, "teacher", several if codes else f"教职工里没有“{name}”，请核对姓名，或先在“{STAFF}”表里加上")
        return None

    def _by_code(self, table: TableResult, row: TableRow, name: str, code: str) -> str | None:
        if code in self.known.left:
            self.problem(table, row, "staff_code", f"工号 {code} 的老师已离校，请核对")
        elif code not in self.known.staff and code not in self.writes.staff_new:
            self.problem(table, row, "staff_code", f"教职工里没有工号 {code}，请核对，或先在“{STAFF}”表里加上")
        elif name and self.code_name(code) != name:
            self.problem(table, row, "staff_code", f"工号 {code} 是“{self.code_name(code)}”，与姓名“{name}”不符，请核对")
        else:
            return code
        return None
