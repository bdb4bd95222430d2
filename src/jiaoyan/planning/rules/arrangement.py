"""Table 1 备课组工作安排 (F02): a proposal that follows the cadence, the units and a fair rotation of research lessons, and its checks.

Before term the group reads the whole book and unit 1 (R118); activities follow the cadence (R001, R117); three of four are built on a research
lesson, the third of each four on unit review and unit analysis; each unit is analysed, its lead preparer speaking (R003), before it begins (R120).
Sentences are ours and meant to be edited.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Literal

from jiaoyan.activities.rules.record import FORMS, RESEARCH_LESSON
from jiaoyan.pacing.rules.schedule import UnitSpan
from jiaoyan.schools.rules.calendar import Calendar, Occurrence, short_day
from jiaoyan.schools.rules.naming import PRE_TERM, TERM_END, activity_label, unit_label, week_label
from jiaoyan.schools.rules.problem import Problem, in_row, of_table

Kind = Literal["before", "activity", "end"]
NO_LONGER_PLANNED = "计划调整后不再安排"  # why a meeting is cancelled when its row pauses or goes: it comes back with the row

_NUMBER = re.compile(r"^\s*[（(]?\d{1,2}(?:[、)）]|[.．](?!\d))\s*")
_CYCLE = 4  # of four activities the third is a discussion


@dataclass(frozen=True, slots=True)
class Teacher:
    """A member of the group; ``lessons_before`` counts the research lessons given earlier, as last term's fairness carries on."""

    id: int
    name: str
    lessons_before: int = 0


@dataclass(frozen=True, slots=True)
class ArrangementLine:
    """A row of table 1. An activity without ``number`` is a cancelled one and only says why. ``unit_no``: the unit analysed in it."""

    kind: Kind
    contents: tuple[str, ...]
    forms: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    week_no: int | None = None
    number: int | None = None
    day: date | None = None
    lesson_teacher: int | None = None
    lead: int | None = None
    unit_no: int | None = None

    @property
    def label(self) -> str:
        """The first column: 开学前准备, 第3周 第二次活动, 第5周 or 期末."""
        if self.kind != "activity":
            return PRE_TERM if self.kind == "before" else TERM_END
        week = self.week_no or 0
        return activity_label(week, self.number) if self.number else week_label(week)


@dataclass(frozen=True, slots=True)
class Slot:
    """When a meeting begins, as far as it is known; ``day`` None: a row without its day yet, counted after the one above it."""

    day: date | None
    starts: time


def numbers_by_day(rows: Sequence[Slot | None], others: Iterable[Slot] = ()) -> tuple[int | None, ...]:
    """The number of each row of table 1 among all meetings of the term, by day: None for a row that has no meeting (it pauses or was cancelled).

    ``others``: meetings outside the table. Meetings themselves are numbered the same way, so that a row and its record say the same.
    """
    known = date.min
    begins: list[tuple[date, time, int]] = []
    for place, row in enumerate(rows):
        if row is not None:
            known = row.day or known
            begins.append((known, row.starts, place))
    begins += [(other.day or date.max, other.starts, len(rows)) for other in others]
    numbers = {place: number for number, (_, _, place) in enumerate(sorted(begins), start=1)}
    return tuple(numbers.get(place) if row is not None else None for place, row in enumerate(rows))


def numbered(items: Iterable[str]) -> str:
    """Items as a cell prints them, one a line: 1、… 2、…"""
    return "\n".join(f"{number}、{item}" for number, item in enumerate(items, 1))


def split_numbered(text: str) -> tuple[str, ...]:
    """The items of such a cell again; typed numbers (1、 1. （1）) and empty lines are removed."""
    return tuple(item for line in text.splitlines() if (item := _NUMBER.sub("", line, count=1).strip()))


def rotation(teachers: Sequence[Teacher], count: int) -> tuple[int, ...]:
    """Who gives ``count`` research lessons, in order: nobody twice before everybody once (R125), those with fewer before come first."""
    order = [teacher.id for teacher in sorted(teachers, key=lambda teacher: teacher.lessons_before)]
    return tuple(order[n % len(order)] for n in range(count)) if order else ()


def propose_leads(units: Sequence[UnitSpan], teachers: Sequence[Teacher]) -> dict[int, int]:
    """A lead preparer 主备人 for each numbered unit, shares differing by one at most: unit number → teacher id."""
    numbers = [unit.number for unit in units if unit.number is not None]
    return {number: teachers[n % len(teachers)].id for n, number in enumerate(numbers)} if teachers else {}


def propose_arrangement(
    occurrences: Sequence[Occurrence],
    teachers: Sequence[Teacher],
    units: Sequence[UnitSpan],
    *,
    textbook_title: str,
    leads: Mapping[int, int] | None = None,
    review_week: int | None = None,
) -> tuple[ArrangementLine, ...]:
    """Table 1 for the meetings of a term: a row before term, one for each meeting (cancelled ones say why), one for the end of term.

    ``units`` come from table 2 (``unit_spans``), ``leads`` from the division of work (proposed when None), ``review_week`` is the first week of
    the review phase: from then on there are no research lessons, and the meeting before settles the review plan (R014).
    """
    return tuple(_Proposal(occurrences, teachers, units, textbook_title, leads, review_week).lines())


def check_arrangement(
    lines: Sequence[ArrangementLine],
    calendar: Calendar,
    teachers: Sequence[Teacher],
    *,
    occurrences: Sequence[Occurrence] = (),
    units: Sequence[UnitSpan] = (),
    busy: Collection[date] = (),
) -> list[Problem]:
    """What is wrong with table 1: missing rows, empty cells, unfair rotation, days off, clashes with ``busy`` days (large-group activities).

    With ``occurrences`` every meeting of the cadence must have its row; with ``units`` each analysis must precede its unit.
    """
    problems = [
        *_frame(lines, occurrences),
        *_cells(lines),
        *_lessons(lines, teachers),
        *_days(lines, calendar, busy),
        *_analyses(lines, units),
    ]
    return sorted(problems, key=lambda problem: len(lines) if problem.row_index is None else problem.row_index)


class _Proposal:
    """The proposal of one term, sentence by sentence."""

    def __init__(
        self,
        occurrences: Sequence[Occurrence],
        teachers: Sequence[Teacher],
        units: Sequence[UnitSpan],
        textbook_title: str,
        leads: Mapping[int, int] | None,
        review_week: int | None,
    ) -> None:
        self.occurrences, self.units, self.textbook_title, self.review_week = occurrences, units, textbook_title, review_week
        self.names = {teacher.id: teacher.name for teacher in teachers}
        self.leads = propose_leads(units, teachers) if leads is None else leads
        self.weeks = [_held_week(each) for each in occurrences if each.actual]
        teaching = [n for n, week in enumerate(self.weeks, 1) if not self._reviewing(week)]
        lessons = [n for n in teaching if n % _CYCLE != _CYCLE - 1]
        self.last_teaching = max(teaching, default=0)
        self.lesson_teachers = dict(zip(lessons, rotation(teachers, len(lessons)), strict=False))
        self.lessons = set(lessons)

    def lines(self) -> Iterator[ArrangementLine]:
        yield self._before()
        number = 0
        for occurrence in self.occurrences:
            if occurrence.actual is None:
                yield ArrangementLine("activity", (occurrence.reason,), week_no=occurrence.week_no)
            else:
                number += 1
                yield self._activity(number, occurrence)
        yield ArrangementLine(
            "end",
            ("分析本学期的学习质量，找准下学期的起点", "整理教案、练习和活动记录，补齐台账"),
            ("个人与同伴集中",),
            ("每人写一点自我反思", "资料留给下一届备课组"),
        )

    def _before(self) -> ArrangementLine:
        starting = self._starting(0, self.weeks[0] if self.weeks else None)
        analyses = tuple(self._analysis(unit) for unit in starting) or ("研读第一单元教材",)
        return ArrangementLine(
            "before",
            (f"通读{self.textbook_title}，理清全册内容的前后联系", *analyses, "商量起始课时的教学设计，编写配套练习"),
            ("个人感悟", "整体讨论", "个人修改提高"),
            ("备课中的疑问随时在组内商量", "从第一课起抓好听讲与书写习惯"),
            lead=self._lead(starting),
            unit_no=_first_number(starting),
        )

    def _activity(self, number: int, occurrence: Occurrence) -> ArrangementLine:
        week = self.weeks[number - 1]
        starting = self._starting(week, self.weeks[number] if number < len(self.weeks) else None) if not self._reviewing(week) else []
        finished = self._finished(self.weeks[number - 2] if number > 1 else 0, week)
        main, forms, remarks = self._core(number, week)
        contents = [*main, *(self._analysis(unit) for unit in starting), *(f"用各班数据看{_name(unit)}的目标达成" for unit in finished)]
        if number == self.last_teaching and self.review_week is not None:
            contents.append("商定期末复习计划与分工")
        if not self._reviewing(week):
            contents.append("商定近两周的课时设计与有效练习")
        return ArrangementLine(
            "activity",
            tuple(contents),
            forms,
            remarks + ((occurrence.reason,) if occurrence.reason else ()),
            week,
            number,
            occurrence.actual,
            self.lesson_teachers.get(number),
            self._lead(starting or self._current(week)),
            _first_number(starting),
        )

    def _core(self, number: int, week: int) -> tuple[list[str], tuple[str, ...], tuple[str, ...]]:
        """What the meeting is built on: contents, forms, remarks."""
        if self._reviewing(week):
            return (
                ["交流复习课的上法和学生的易错点", "分层准备综合练习"],
                ("同伴集中交流",),
                ("练习求精，控制总量", "多帮助学习有困难的学生"),
            )
        if number in self.lessons:
            name = self.names.get(self.lesson_teachers.get(number, 0))
            lesson = f"听{name}老师的研究课，围绕目标是否达成评课" if name else "听一节研究课，围绕目标是否达成评课"
            together = ("可与教研组活动合并进行",) if number % _CYCLE == 0 else ()
            return (
                [lesson],
                (RESEARCH_LESSON, "分析教学常规"),
                (*together, "多关注学习有困难的学生", "互相提醒教学常规，及时存好教案与练习"),
            )
        closing = self._closing(week)
        unit = _name(closing[0]) if closing else "本单元"
        return [f"交流{unit}的复习办法，商定单元练习的目标"], ("同伴集中交流",), ("单元练习重在巩固，不排名次", "及时存好教案与练习")

    def _analysis(self, unit: UnitSpan) -> str:
        lead = self.names.get(self.leads.get(unit.number or 0, 0))
        return f"重点分析{_name(unit)}" + (f"，{lead}老师主讲" if lead else "")

    def _lead(self, units: Sequence[UnitSpan]) -> int | None:
        return next((self.leads[unit.number] for unit in units if unit.number is not None and unit.number in self.leads), None)

    def _starting(self, after: int, through: int | None) -> list[UnitSpan]:
        """Units that begin after one meeting and up to the week of the next; all later ones after the last meeting."""
        begun = ((unit, unit.first_week) for unit in self.units if unit.first_week is not None)
        return [unit for unit, week in begun if (week > after or after == 0) and (through is None or week <= through)]

    def _finished(self, since: int, before: int) -> list[UnitSpan]:
        return [unit for unit in self.units if unit.last_week is not None and since <= unit.last_week < before]

    def _current(self, week: int) -> list[UnitSpan]:
        return [unit for unit in self.units if unit.first_week is not None and unit.first_week <= week][-1:]

    def _closing(self, week: int) -> list[UnitSpan]:
        """The running unit that ends first: the one whose review is due."""
        running = [unit for unit in self.units if unit.first_week is not None and unit.last_week is not None]
        return [unit for unit in running if (unit.first_week or 0) <= week <= (unit.last_week or 0)][:1] or self._current(week)

    def _reviewing(self, week: int) -> bool:
        return self.review_week is not None and week >= self.review_week


def _held_week(occurrence: Occurrence) -> int:
    """The week a meeting is held in: its own, or the next one when it was put off by seven days."""
    put_off = occurrence.actual is not None and (occurrence.actual - occurrence.planned).days == 7
    return occurrence.week_no + put_off


def _name(unit: UnitSpan) -> str:
    return f"{unit_label(unit.number)}《{unit.title}》" if unit.number else f"《{unit.title}》"


def _first_number(units: Sequence[UnitSpan]) -> int | None:
    return next((unit.number for unit in units if unit.number is not None), None)


def _frame(lines: Sequence[ArrangementLine], occurrences: Sequence[Occurrence]) -> Iterator[Problem]:
    kinds = Counter(line.kind for line in lines)
    if kinds["before"] != 1 or (lines and lines[0].kind != "before"):
        yield of_table(f"第一行应是“{PRE_TERM}”，且只有一行。", "week_no")
    if kinds["end"] != 1 or (lines and lines[-1].kind != "end"):
        yield of_table(f"最后一行应是“{TERM_END}”，且只有一行。", "week_no")
    written = {line.week_no for line in lines if line.kind == "activity"}
    for week in sorted({_held_week(each) for each in occurrences} - written):
        yield of_table(f"第{week}周应有活动，表中没有，请补一行。", "week_no")


def _cells(lines: Sequence[ArrangementLine]) -> Iterator[Problem]:
    number = 0
    for index, line in enumerate(lines):
        if not any(item.strip() for item in line.contents):
            yield in_row(index, "contents", "请填活动内容。")
        if line.kind == "activity" and line.number is None:
            continue
        if not line.forms:
            yield in_row(index, "forms", "请选活动形式。")
        for form in line.forms:
            if form not in FORMS:
                yield in_row(index, "forms", f"没有“{form}”这种形式，请照表头上的写法，一行一项。")
        if line.kind == "activity":
            number += 1
            if line.number != number:
                yield in_row(index, "number", f"这应是第{number}次活动，请改次数。")


def _lessons(lines: Sequence[ArrangementLine], teachers: Sequence[Teacher]) -> Iterator[Problem]:
    names = {teacher.id: teacher.name for teacher in teachers}
    given = Counter(dict.fromkeys(names, 0))
    for index, line in enumerate(lines):
        if line.lead is not None and line.lead not in names:
            yield in_row(index, "lead", "主备人不在本备课组，请另选。")
        if line.lesson_teacher is None:
            if RESEARCH_LESSON in line.forms:
                yield in_row(index, "lesson_teacher", "有研究课，请填上课教师。")
            continue
        if line.lesson_teacher not in names:
            yield in_row(index, "lesson_teacher", "上课教师不在本备课组，请另选。")
            continue
        waiting = [names[each] for each, count in given.items() if count < given[line.lesson_teacher]]
        if waiting:
            yield in_row(index, "lesson_teacher", f"{names[line.lesson_teacher]}已经上过，请先安排{'、'.join(waiting)}。")
        given[line.lesson_teacher] += 1


def _days(lines: Sequence[ArrangementLine], calendar: Calendar, busy: Collection[date]) -> Iterator[Problem]:
    for index, line in enumerate(lines):
        if line.kind != "activity" or line.day is None:
            continue
        if not calendar.is_school_day(line.day):
            yield in_row(index, "day", f"{short_day(line.day)}{calendar.why_no_school(line.day)}，请改日期。")
        elif line.week_no != calendar.week_no(line.day):
            yield in_row(index, "week_no", f"{short_day(line.day)}在第{calendar.week_no(line.day)}周，请改周次或日期。")
        if line.day in busy:
            yield in_row(index, "day", f"{short_day(line.day)}已有教研组活动，请错开。")
    weeks = [(index, line.week_no) for index, line in enumerate(lines) if line.kind == "activity" and line.week_no is not None]
    for (_, earlier), (index, later) in pairwise(weeks):
        if later < earlier:
            yield in_row(index, "week_no", f"周次不能早于上面的第{earlier}周，请调整顺序。")


def _analyses(lines: Sequence[ArrangementLine], units: Sequence[UnitSpan]) -> Iterator[Problem]:
    begins = {unit.number: unit.first_week for unit in units if unit.number is not None}
    for index, line in enumerate(lines):
        first = begins.get(line.unit_no) if line.unit_no is not None else None
        if line.kind == "activity" and line.unit_no is not None and first is not None and (line.week_no or 0) >= first:
            yield in_row(index, "contents", f"{unit_label(line.unit_no)}第{first}周开始，单元分析请安排在此之前。")
