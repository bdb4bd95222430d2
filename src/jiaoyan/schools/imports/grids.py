"""The usual timetable on paper: weekdays across, periods down, one block per class; several blocks may share a sheet. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from jiaoyan.documents.sheets import LooseSheet, SheetProblem, column_letter
from jiaoyan.schools.imports.class_names import ClassKey, class_in_title
from jiaoyan.schools.imports.columns import LAST_PERIOD
from jiaoyan.schools.imports.state import Place
from jiaoyan.schools.rules.numerals import parse_number

_DAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])(?:[A-Za-z.]*)")
_PERIOD = re.compile(r"(?:[上下]午)?第?(\d{1,2}|[一二三四五六七八九十]{1,2})节?(?:课)?(?:[(]?\d{1,2}:\d{2}.*)?")
_NOT_TAUGHT = re.compile(r"[-—–/、\\.·…\s]*|无|空|自习")
_NO_PERIOD = re.compile(r"早读|晨读|晨会|午休|午餐|午间|午写|大课间|课间|眼保健操|升旗|课后服务|延时|放学|备注")
_EACH = re.compile(r"(?:[(]?(单|双)周?[)]?)?([^()\d/、:]+?)(?:[(]?(单|双)周?[)]?)?")
_WEEK = "一二三四五六日"
_PARITY = {"单": "odd", "双": "even"}
_ENOUGH_DAYS = 3
_TITLE_ROWS = 4


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson of a grid with where it stands."""

    place: Place
    subject: str
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class Grid:
    """The week of one class; ``row`` is where its weekdays stand."""

    school_class: ClassKey
    row: int
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """Where a grid lies: its weekday row, its label columns and its day columns (column → weekday)."""

    at: int
    labels: range
    days: dict[int, int]


def read_grid(sheet: LooseSheet, first_calendar_year: int) -> tuple[list[Grid], list[SheetProblem]]:
    """All timetables of a sheet, and what cannot be read in them. No grid and no problem: the sheet holds no timetable."""
    rows = [(number, list(cells)) for number, cells in sheet.rows]
    blocks = [block for at in range(len(rows)) for block in _blocks(rows[at][1], at)]
    grids: list[Grid] = []
    problems: list[SheetProblem] = []
    for block in blocks:
        below = [other.at for other in blocks if other.at > block.at]
        number = rows[block.at][0]
        key = _class_above(rows, block, blocks, first_calendar_year) or class_in_title(sheet.name, first_calendar_year)
        if key is None:
            problems.append(SheetProblem(sheet.name, number, "", "这张课表没有写班级，请在星期上方写明，如“五（1）班课表”"))
            continue
        body = rows[block.at + 1 : min(below, default=len(rows))]
        lessons, wrong = _lessons(sheet.name, body, block)
        problems += wrong
        grids.append(Grid(key, number, tuple(lessons)))
    return grids, problems


def _blocks(cells: list[str], at: int) -> Iterator[_Block]:
    """The runs of weekdays in one row; a weekday that comes again begins the grid of another class beside the first."""
    days = {place: _WEEK.index(found[1].replace("天", "日")) for place, text in enumerate(cells) if (found := _DAY.fullmatch(_bare(text)))}
    run: dict[int, int] = {}
    left = 0
    for place, day in [*days.items(), (len(cells), -1)]:
        if day == -1 or day in run.values():
            if len(run) >= _ENOUGH_DAYS:
                yield _Block(at, range(left, min(run)), run)
            left = max(run) + 1 if run else left
            run = {}
        run[place] = day


def _class_above(rows: list[tuple[int, list[str]]], block: _Block, blocks: list[_Block], first_calendar_year: int) -> ClassKey | None:
    """The class named beside the weekdays or in the rows above them, over this block's own columns first."""
    columns = range(block.labels.start, max(block.days) + 1)
    alone = sum(1 for other in blocks if other.at == block.at) == 1
    for at in range(block.at, max(block.at - _TITLE_ROWS, -1), -1):
        if at < block.at and any(other.at == at for other in blocks):
            return None
        for text in [rows[at][1][place] for place in columns if place < len(rows[at][1])] + (rows[at][1] if alone else []):
            if (key := class_in_title(text, first_calendar_year)) is not None:
                return key
    return None


def _lessons(name: str, body: list[tuple[int, list[str]]], block: _Block) -> tuple[list[Lesson], list[SheetProblem]]:
    lessons: list[Lesson] = []
    problems: list[SheetProblem] = []
    last = offset = 0
    for number, cells in body:
        labels = [cells[place] for place in block.labels if place < len(cells) and cells[place]]
        if any(class_in_title(text, 0) for text in labels) or any(_NO_PERIOD.search(text) for text in labels):
            continue
        typed = next((period for text in reversed(labels) if (period := _period(text)) is not None), None)
        if typed is None:
            continue
        if typed + offset <= last:  # the afternoon counts from 1 again
            offset = last
        last = period = typed + offset
        if period > LAST_PERIOD:
            problems.append(SheetProblem(name, number, "", f"一天最多 {LAST_PERIOD} 节课，请核对节次"))
            continue
        for place, weekday in block.days.items():
            column = column_letter(place)
            try:
                found = _subjects(cells[place] if place < len(cells) else "")
            except ValueError as error:
                problems.append(SheetProblem(name, number, column, str(error)))
                continue
            lessons += [Lesson((weekday, period, parity), subject, number, column) for subject, parity in found]
    return lessons, problems


def _period(text: str) -> int | None:
    found = _PERIOD.fullmatch(_bare(text))
    return parse_number(found[1]) if found else None


def _subjects(text: str) -> list[tuple[str, str]]:
    """数学 → every week; 数学（单）/美术（双） → two lessons by parity. A teacher's name on the second line is left out."""
    bare = _bare(text)
    if _NOT_TAUGHT.fullmatch(bare):
        return []
    lines = [_word(line) for line in re.split(r"[/\n]", unicodedata.normalize("NFKC", text)) if line.strip()]
    found = [_EACH.fullmatch(line) for line in lines]
    marked = [each for each in found if each and (each[1] or each[3])]
    if marked:
        if len({each[1] or each[3] for each in marked}) != len(marked):
            raise ValueError(f"“{text}”的单周、双周不清楚，请写成 数学（单周）/美术（双周）")
        return [(each[2], _PARITY[each[1] or each[3]]) for each in marked]
    if "/" in bare:
        raise ValueError(f"“{text}”有两门课，请写明单双周，如 数学（单周）/美术（双周）")
    if not found or not found[0]:
        raise ValueError(f"看不懂“{text[:20]}”，请只写学科名称")
    return [(found[0][2], "all")]


def _word(line: str) -> str:
    """The subject of a line: 数 学 is one word, in 数学 张三 the second word is the teacher."""
    words = line.split()
    return "".join(words) if all(len(word) == 1 for word in words) else words[0]


def _bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
