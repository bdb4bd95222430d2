"""A research lesson and the roster of practice lessons on paper. 研究课记录（F16）、练兵课安排（F36）"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from jiaoyan.documents.blocks import Block, Cell, Heading, Row, Table, header, label, para, text
from jiaoyan.lessons.models import LessonFile, ResearchLesson, RosterSlot
from jiaoyan.lessons.queries.research import class_label, line_of, step_lines
from jiaoyan.lessons.rules.roster import half_name, half_of
from jiaoyan.schools.rules.calendar import WEEKDAYS, full_day, month_day
from jiaoyan.schools.rules.people import class_short, grade_of

RESEARCH_TITLE = "研究课记录"
ROSTER_TITLE = "青年教师练兵课安排"
HEAD_WIDTHS = (1.9, 5.1, 1.9, 5.1)
STEP_WIDTHS = (2.2, 1.3, 10.5)
ROSTER_COLUMNS = ("半月", "日期", "节次", "班级", "教师", "课题")
ROSTER_WIDTHS = (2.6, 3.3, 1.2, 1.6, 1.7, 3.6)
BLANK_ROWS = 16


def research_lesson(lesson: ResearchLesson, files: Iterable[LessonFile] = ()) -> tuple[Block, ...]:
    """The record filled in, with the names of its files; expects what ``queries.research.loaded`` loads."""
    line = line_of(lesson)
    period = f"　第{lesson.period_no}节" if lesson.period_no else ""
    head = (
        ("执教", lesson.teacher.name, "班级", class_label(lesson)),
        ("课题", lesson.topic, "课型", lesson.get_lesson_type_display()),
        ("时间", full_day(lesson.day) + period, "地点", lesson.place),
        ("类别", lesson.get_type_display(), "级别", lesson.get_level_display()),
    )
    steps = [(step.label, "√" if step.done else "", step.step.text if step.step else "") for step in step_lines(lesson)]
    heard = [f"{comment.expert}：{comment.text}" for comment in getattr(lesson, "heard", ())]
    kept = [f"{each.get_kind_display()}：{each.file.name}" for each in files]
    return (Heading(RESEARCH_TITLE), _head(head), _steps(steps), _foot(heard, "、".join(line.observers), files=kept))


def _head(rows: Iterable[Sequence[str]]) -> Table:
    return Table(HEAD_WIDTHS, tuple(Row((label(a), text(b), label(c), text(d)), min_height_mm=9) for a, b, c, d in rows))


def _steps(rows: Iterable[Sequence[str]], height: float = 9) -> Table:
    lines = (
        Row(
            (label(name), text(done, align="center"), Cell(tuple((part,) for part in words.splitlines()) or (("",),))),
            breakable=True,
            min_height_mm=height,
        )
        for name, done, words in rows
    )
    return Table(STEP_WIDTHS, (header("环节", "完成", "内容"), *lines), header_rows=1)


def _foot(heard: Sequence[str], observers: str, height: float = 12, files: Sequence[str] = ()) -> Table:
    said = Row((label("专家点评"), Cell(tuple((words,) for words in heard) or (("",),))), breakable=True, min_height_mm=height)
    there = Row((label("听课教师"), text(observers)), min_height_mm=9)
    kept = [Row((label("教案课件"), Cell(tuple((name,) for name in files))), breakable=True, min_height_mm=9)] if files else []
    return Table((2.2, 11.8), (said, there, *kept))


def blank_research(_school: str) -> tuple[Block, ...]:
    """The record to be filled in by hand."""
    names = (("执教", "班级"), ("课题", "课型"), ("时间", "地点"), ("类别", "级别"))
    kinds = ("选题", "目标", "重难点", "初稿", "集体讨论", "上课", "评课", "反思", "定稿")
    return (
        Heading(RESEARCH_TITLE),
        _head((a, "", b, "") for a, b in names),
        _steps([(kind, "", "") for kind in kinds], 15),
        _foot((), "", 22),
    )


def roster_table(slots: Sequence[RosterSlot], start_year: int) -> Table:
    """The roster as a table by half month, for its own paper and for the research group's plan. Expects teacher, class and lesson loaded."""
    rows = []
    for half, of_half in groupby(slots, key=lambda slot: half_of(slot.day)):
        lines = list(of_half)
        for place, slot in enumerate(lines):
            first = (label(half_name(half), rows=len(lines)),) if place == 0 else ()
            cells = (_day(slot.day), str(slot.period_no), _class(slot, start_year), slot.teacher.name)
            rows.append(Row((*first, *(text(cell, align="center") for cell in cells), text(slot.topic_now)), min_height_mm=9))
    return Table(ROSTER_WIDTHS, (header(*ROSTER_COLUMNS), *rows), header_rows=1)


def _day(day: date) -> str:
    """3月11日（一）: the column has no room for more."""
    return f"{month_day(day)}（{WEEKDAYS[day.weekday()][-1]}）"


def _class(slot: RosterSlot, start_year: int) -> str:
    grade = grade_of(slot.school_class.entry_year, start_year)
    return f"{class_short(grade, slot.school_class.number)}班" if grade else str(slot.school_class)


def roster(slots: Sequence[RosterSlot], group: str, term: str, start_year: int, published: str = "") -> tuple[Block, ...]:
    """The roster with its title; ``published``: the day it was made known."""
    foot = (para(f"{published}公布", indent=False, align="right"),) if published else ()
    return (Heading(ROSTER_TITLE), para(f"{term}　{group}", indent=False, align="center"), roster_table(slots, start_year), *foot)


def blank_roster(_school: str) -> tuple[Block, ...]:
    """The roster to be filled in by hand: two lines for each half month."""
    rows = []
    for _ in range(BLANK_ROWS // 2):
        rows.append(Row((text("　月　半月", align="center", rows=2), *(text("") for _ in range(5))), min_height_mm=10))
        rows.append(Row(tuple(text("") for _ in range(5)), min_height_mm=10))
    head = para("　　　　学年第　　学期　　　　　　教研组", indent=False, align="center")
    return (Heading(ROSTER_TITLE), head, Table(ROSTER_WIDTHS, (header(*ROSTER_COLUMNS), *rows), header_rows=1))
