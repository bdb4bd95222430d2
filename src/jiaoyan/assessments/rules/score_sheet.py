"""Reading a class's marks as schools have them: one row per pupil, one column per item. Every problem at once, nothing guessed. F39

A mark is 0 or more, at most the item's full mark, exact to half a point. A pupil who did not sit the test is written 缺考 (病假、事假、免考);
only that kind of reason is kept, never the words beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jiaoyan.assessments.rules.figures import Question
from jiaoyan.assessments.rules.numbers import points
from jiaoyan.documents.sheets import ColumnSpec, SheetProblem, TableResult, TableRow
from jiaoyan.schools.imports.class_names import ClassKey, parse_class

REASONS = ("病假", "事假", "公假", "免考", "缺考")
SHOWN_PROBLEMS = 200
NAMES_LISTED = 10
_MARK = re.compile(r"(\d{1,3})(?:\.(\d{1,6}))?分?")
_ABSENT = re.compile(r"缺考?|缺席|未考|没考|病假?|事假?|公假|请假|免考|免试|不计")
_REMARKED_ABSENT = re.compile(r"(缺考|缺席|未考|没考|病假|事假|公假|请假|免考|免试|不计)")
_KINDS = (("病", "病假"), ("事假", "事假"), ("公假", "公假"), ("免", "免考"), ("不计", "免考"))


class BadMark(ValueError):
    """The text is no mark for its item; the message says why and what to write."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A pupil who sat in the class on the day of the test."""

    pupil: int
    code: str
    name: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What one pupil got: half-points by item, or None with the kind of reason."""

    pupil: int
    marks: tuple[int, ...] | None
    reason: str = ""

    @property
    def total(self) -> int | None:
        return None if self.marks is None else sum(self.marks)


@dataclass(frozen=True, slots=True)
class Reading:
    """A sheet read against the class. Store nothing while there are problems (``problem_count`` in all, the first ones listed)."""

    lines: tuple[Line, ...] = ()
    problems: tuple[SheetProblem, ...] = ()
    problem_count: int = 0
    notes: tuple[str, ...] = ()

    @property
    def tested(self) -> int:
        return sum(line.marks is not None for line in self.lines)


def parse_mark(text: str, full: int) -> int:
    """7.5, ７．５ or 7.5分 → 15 half-points. Raises ``BadMark`` with a Chinese sentence, above ``full`` (half-points) too."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("。", ".")
    found = _MARK.fullmatch(plain)
    if not found:
        raise BadMark(f"“{plain[:20]}”不是分数，请填数字；没有做请填 0，缺考请写“缺考”")
    rest = (found[2] or "").rstrip("0")
    if rest not in ("", "5"):
        raise BadMark(f"“{plain[:20]}”请精确到 0.5 分")
    mark = 2 * int(found[1]) + (rest == "5")
    if mark > full:
        raise BadMark(f"{points(mark)} 分超过了这一题的满分 {points(full)} 分，请核对")
    return mark


def absence(text: str) -> str:
    """The kind of reason when a cell says that somebody did not sit the test (缺考、病假 …); "" otherwise."""
    plain = unicodedata.normalize("NFKC", text).strip(" ()（）")
    return kind_of_absence(plain) if _ABSENT.fullmatch(plain) else ""


def kind_of_absence(words: str) -> str:
    """发烧，病假 → 病假: the first kind that the words speak of, 缺考 when they name none."""
    return next((kind for sign, kind in _KINDS if sign in words), "缺考")


def heading(question: Question) -> str:
    """The heading of an item's column: 第3题（4分）."""
    return f"第{question.label}题（{points(question.full)}分）"


def columns(questions: Sequence[Question]) -> tuple[ColumnSpec, ...]:
    """The columns of a score sheet. An item is known by 第3题（4分）, 第3题, 3题, 3 or 3（4分）."""
    items = tuple(
        ColumnSpec(f"q{place}", tuple(dict.fromkeys(_headings(question))), max_length=20)  # not required: 缺考 leaves its cells empty
        for place, question in enumerate(questions)
    )
    return (
        ColumnSpec("code", ("学号", "校内学号", "学生编号"), kind="code", max_length=30),
        ColumnSpec("number", ("班内序号", "座号", "班级序号"), kind="integer", minimum=1, maximum=99),
        ColumnSpec("name", ("姓名", "学生姓名"), required=True, kind="name", max_length=40),
        ColumnSpec("school_class", ("班级", "所在班级", "班别"), max_length=60),
        *items,
        ColumnSpec("total", ("总分", "合计", "总计", "总成绩", "得分"), max_length=20),
        ColumnSpec("remark", ("备注", "缺考原因", "缺考", "说明"), max_length=200),
    )


def _headings(question: Question) -> Iterable[str]:
    label, full = question.label, points(question.full)
    yield heading(question)
    for name in (f"第{label}题", f"{label}题", label):
        yield from (name, f"{name}（{full}分）", f"{name}({full})")


def read(
    table: TableResult, questions: Sequence[Question], seats: Sequence[Seat], school_class: ClassKey, first_calendar_year: int
) -> Reading:
    """The sheet against the class: a line for each pupil, or every problem with its row and column."""
    reader = _Reader(table, tuple(questions), tuple(seats))
    others = 0
    for row in table.rows:
        if _is_of_another_class(row, school_class, first_calendar_year):
            others += 1
        else:
            reader.take(row)
    notes = [*table.notes, *([f"另有 {others} 行是其他班的，没有读入"] if others else [])]
    told = [*table.problems, *reader.without_column(), *reader.problems, *reader.missing(any_row=bool(table.rows))]
    problems = list(dict.fromkeys(told))
    order = sorted(problems, key=lambda problem: (problem.row == 0, problem.row, _letters(problem.column)))
    hidden = table.problem_count - len(table.problems)
    return Reading(tuple(reader.lines), tuple(order[:SHOWN_PROBLEMS]), len(problems) + hidden, tuple(notes))


def _is_of_another_class(row: TableRow, school_class: ClassKey, first_calendar_year: int) -> bool:
    """A grade's own sheet names the class in each row; a name nobody understands is taken for this class."""
    try:
        return bool(row.text("school_class")) and parse_class(row.text("school_class"), first_calendar_year) != school_class
    except ValueError:
        return False


def _letters(column: str) -> tuple[int, str]:
    letters = column.partition(" ")[0]
    return len(letters), letters


@dataclass(slots=True)
class _Reader:
    """Gathers lines and problems row by row."""

    table: TableResult
    questions: tuple[Question, ...]
    seats: tuple[Seat, ...]
    lines: list[Line] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)
    rows: dict[int, int] = field(default_factory=dict)

    def without_column(self) -> list[SheetProblem]:
        """Items that have no column, when a header was found at all."""
        known = {name for _, name in self.table.columns}
        gone = [heading(question) for place, question in enumerate(self.questions) if f"q{place}" not in known]
        if not gone or not known:
            return []
        return [SheetProblem("", 0, "", f"缺少这些题的列：{'、'.join(gone)}。表头可以写“{gone[0]}”，或者只写题号")]

    def take(self, row: TableRow) -> None:
        seat = self._seat(row)
        if seat is not None and seat.pupil in self.rows:
            self._wrong(row, "name", f"“{seat.name}”与第 {self.rows[seat.pupil]} 行重复，请只留一行")
            return
        if seat is not None:
            self.rows[seat.pupil] = row.number
        line = self._line(row, seat.pupil if seat else 0)
        if seat is not None and line is not None:
            self.lines.append(line)

    def missing(self, *, any_row: bool) -> list[SheetProblem]:
        """Pupils of the class who are not on the sheet: one sentence for all, without their marks nothing adds up."""
        gone = [seat for seat in self.seats if seat.pupil not in self.rows]
        if not gone or (not any_row and self.table.problems):
            return []
        named = "、".join(seat.name for seat in gone[:NAMES_LISTED]) + ("等" if len(gone) > NAMES_LISTED else "")
        return [SheetProblem("", 0, "", f"名单里还有 {len(gone)} 名学生不在表里：{named}。缺考的也请写一行，注明“缺考”")]

    def _seat(self, row: TableRow) -> Seat | None:
        """The pupil of a row: by 学号, or by name when only one has it, or by name and number. Otherwise a problem and None."""
        code, name, number = row.text("code"), row.text("name"), row.integer("number")
        if code:
            found = [seat for seat in self.seats if seat.code == code]
            if not found:
                self._wrong(row, "code", f"考试当天本班没有学号 {code}，请核对")
            elif name and found[0].name != name:
                self._wrong(row, "name", f"学号 {code} 是“{found[0].name}”，与姓名“{name}”不符，请核对")
            else:
                return found[0]
            return None
        if not name:
            return None
        found = [seat for seat in self.seats if seat.name == name]
        if len(found) > 1 and number is not None:
            found = [seat for seat in found if seat.number == number] or found
        if len(found) == 1:
            return found[0]
        if found:
            codes = "、".join(seat.code for seat in found)
            self._wrong(row, "name", f"本班有 {len(found)} 名“{name}”（学号 {codes}），请加一列“学号”写明是哪一位")
        else:
            self._wrong(row, "name", f"考试当天本班没有“{name}”，请核对姓名和班级")
        return None

    def _line(self, row: TableRow, pupil: int) -> Line | None:
        texts = [row.text(f"q{place}") for place in range(len(self.questions))]
        absent = self._absence(row, texts)
        if absent:
            if any(text and not absence(text) for text in texts):
                self._wrong(row, "remark", "写了“缺考”又有分数，请核对")
                return None
            return Line(pupil, None, absent)
        if not any(texts):
            if row.whole:  # otherwise the cells' own problems have been told
                only_total = "只有总分，没有各题得分，请补上各题得分" if row.text("total") else "没有分数，请补上；没有参加的请写“缺考”"
                self._wrong(row, "total" if row.text("total") else "q0", only_total)
            return None
        marks = self._marks(row, texts)
        if marks is not None and not self._total_agrees(row, sum(marks)):
            return None
        return None if marks is None or not row.whole else Line(pupil, marks)

    def _absence(self, row: TableRow, texts: Iterable[str]) -> str:
        """缺考 in any item, in the total, or in the remark."""
        told = next((kind for text in (*texts, row.text("total")) if (kind := absence(text))), "")
        remark = row.text("remark")
        if _REMARKED_ABSENT.search(remark) or (told == "缺考" and remark):
            return kind_of_absence(remark)
        return told

    def _marks(self, row: TableRow, texts: Sequence[str]) -> tuple[int, ...] | None:
        marks: list[int] = []
        for place, (text, question) in enumerate(zip(texts, self.questions, strict=True)):
            if not text:
                if row.whole and (row.sheet, f"q{place}") in self.table.columns:
                    self._wrong(row, f"q{place}", "没有填分数，请补上；没有做请填 0")
                continue
            try:
                marks.append(parse_mark(text, question.full))
            except BadMark as bad:
                self._wrong(row, f"q{place}", str(bad))
        return tuple(marks) if len(marks) == len(self.questions) else None

    def _total_agrees(self, row: TableRow, total: int) -> bool:
        text = row.text("total")
        if not text:
            return True
        try:
            written = parse_mark(text, 10_000)
        except BadMark as bad:
            self._wrong(row, "total", str(bad))
            return False
        if written != total:
            self._wrong(row, "total", f"总分写的是 {points(written)}，各题相加是 {points(total)}，请核对")
        return written == total

    def _wrong(self, row: TableRow, column: str, message: str) -> None:
        self.problems.append(self.table.problem(row, column, message))
