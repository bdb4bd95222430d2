"""A school's own catalogue, written as one line for each lesson, read into units. Pure.

The unit's name, its strand and its flexible periods stand on the unit's first line; the lines below belong to it. The name may be repeated on
every line, as a table filled down in Excel has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from jiaoyan.curriculum.catalogue import CatalogueLesson, CatalogueUnit

MOST_PERIODS = 40
LONGEST_PRACTICE = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One line as written; ``row`` is the caller's own count, for problems. "" and None are blank."""

    row: int
    unit: str = ""
    strand: str = ""
    flex: int | None = None
    lesson: str = ""
    periods: int | None = None
    practice: bool = False


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong where; ``column`` is a field of ``Line``."""

    row: int
    column: str
    message: str


def units_of(lines: Iterable[Line]) -> tuple[tuple[CatalogueUnit, ...], tuple[LineProblem, ...]]:
    """The units the lines describe, in order, and every problem at once; take no unit while there are problems."""
    units: list[CatalogueUnit] = []
    problems: list[LineProblem] = []
    for line in lines:
        begins = bool(line.unit) and (not units or units[-1].title != line.unit)
        if begins:
            problems += _beginning(line, units)
            units.append(CatalogueUnit(line.unit, line.strand, flex=line.flex or 0))
        elif not units:
            problems.append(LineProblem(line.row, "unit", "第一行要填单元名称，后面的课题才知道属于哪个单元。"))
            continue
        else:
            problems += _following(line, units[-1])
        units[-1], found = _with_lesson(units[-1], line)
        problems += found
    return tuple(units), tuple(problems)


def lines_of(units: Iterable[CatalogueUnit]) -> tuple[Line, ...]:
    """The same the other way round: what ``units_of`` reads as these units. Rows count from 0."""
    lines: list[Line] = []
    for unit in units:
        first = Line(0, unit.title, unit.strand, unit.flex)
        lessons = [Line(0, lesson=each.title, periods=each.periods, practice=each.title == unit.activity) for each in unit.lessons]
        if lessons:
            head = lessons.pop(0)
            first = replace(first, lesson=head.lesson, periods=head.periods, practice=head.practice)
        lines += [first, *lessons]
    return tuple(replace(line, row=row) for row, line in enumerate(lines))


def matched(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """For each new title the place of the old one it continues, so that records stay with it: the same title first, then the same place.

    No old title is continued twice; None begins something new.
    """
    free = dict.fromkeys(range(len(old)))
    found: list[int | None] = []
    for title in new:
        same = next((place for place in free if old[place] == title), None)
        if same is not None:
            del free[same]
        found.append(same)
    for place in range(len(new)):
        if found[place] is None and place in free:
            found[place] = place
            del free[place]
    return found


def _beginning(line: Line, units: Sequence[CatalogueUnit]) -> list[LineProblem]:
    problems = []
    if any(unit.title == line.unit for unit in units):
        problems.append(LineProblem(line.row, "unit", f"单元“{line.unit}”前面已经有了，同一单元的课题请放在一起。"))
    if not line.strand:
        problems.append(LineProblem(line.row, "strand", "请在单元的第一行选择领域。"))
    if not line.lesson and (line.periods or line.practice):
        problems.append(LineProblem(line.row, "lesson", "填了课时或综合与实践，请把课题也填上。"))
    return problems


def _following(line: Line, unit: CatalogueUnit) -> list[LineProblem]:
    """A later line may repeat what the unit's first line says, but not say otherwise."""
    problems = []
    if line.strand and line.strand != unit.strand:
        problems.append(LineProblem(line.row, "strand", "领域与本单元第一行不同；一个单元只有一个领域，写在第一行就可以。"))
    if line.flex and line.flex != unit.flex:
        problems.append(LineProblem(line.row, "flex", "机动课时写在单元的第一行。"))
    if not line.lesson:
        problems.append(LineProblem(line.row, "lesson", "请填课题；不需要的行请删去。"))
    return problems


def _with_lesson(unit: CatalogueUnit, line: Line) -> tuple[CatalogueUnit, list[LineProblem]]:
    """The unit with the line's lesson; a first line without one is a unit whose lessons nobody has written yet."""
    if not line.lesson:
        return unit, []
    problems = []
    if line.practice and unit.activity:
        problems.append(LineProblem(line.row, "practice", f"一个单元只有一个综合与实践，前面已有“{unit.activity}”。"))
    if line.practice and len(line.lesson) > LONGEST_PRACTICE:
        problems.append(LineProblem(line.row, "lesson", f"综合与实践的名称最多{LONGEST_PRACTICE}个字。"))
    lesson = CatalogueLesson(line.lesson, line.periods or 1)
    return replace(unit, lessons=(*unit.lessons, lesson), activity=line.lesson if line.practice else unit.activity), problems
