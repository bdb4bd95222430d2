"""The sheet 课表, as a list or as the usual grid of weekdays and periods, against the timetable of the term. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from jiaoyan.documents.sheets import LooseSheet, SheetProblem, TableResult
from jiaoyan.schools.imports.class_names import ClassKey
from jiaoyan.schools.imports.columns import PARITIES, TIMETABLE
from jiaoyan.schools.imports.draft import Draft
from jiaoyan.schools.imports.grids import Lesson, read_grid
from jiaoyan.schools.imports.state import Change, Place
from jiaoyan.schools.rules.calendar import WEEKDAYS

_DAY = re.compile(r"(?:星期|周|礼拜)?([一二三四五六日天1-7])")
_DAYS = {sign: number for number, sign in enumerate("一二三四五六日")} | {"天": 6} | {str(number + 1): number for number in range(7)}


@dataclass(slots=True)
class Wanted:
    """The week a class shall have: places → subject. ``whole``: a grid, which says everything; a list speaks for its subjects only."""

    places: dict[Place, str]
    whole: bool
    sheet: str


def parse_weekday(text: str) -> int | None:
    """星期一, 周一, 一 or 1 → 0; None for anything else."""
    found = _DAY.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    return _DAYS[found[1]] if found else None


def compare_timetable(table: TableResult | None, loose: Iterable[LooseSheet], draft: Draft) -> None:
    """What changes in the weeks of the classes named; other classes stay as they are."""
    weeks: dict[ClassKey, Wanted] = {}
    if table is not None:
        _from_list(table, weeks, draft)
    for sheet in loose:
        _from_grids(sheet, weeks, draft)
    for key, wanted in sorted(weeks.items(), key=lambda item: (-item[0][0], item[0][1])):
        _compare(key, wanted, draft)


def _from_list(table: TableResult, weeks: dict[ClassKey, Wanted], draft: Draft) -> None:
    lines: dict[tuple[ClassKey, Place], int] = {}
    for row in table.rows:
        key = draft.class_of(table, row, row.text("school_class"))
        subject = draft.subject_of(table, row, row.text("subject"))
        weekday, period = parse_weekday(row.text("weekday")), row.integer("period_no")
        if row.text("weekday") and weekday is None:
            draft.problem(table, row, "weekday", f"看不懂“{row.text('weekday')}”，请写成 星期一 这样")
        if key is None or weekday is None or period is None or not subject:
            continue
        place = weekday, period, PARITIES[row.text("parity") or "每周"]
        week = weeks.setdefault(key, Wanted({}, whole=False, sheet=row.sheet))
        if other := _clash(week.places, place):
            draft.problem(table, row, "period_no", f"{draft.label(key)}{said(place)}与第 {lines[key, other]} 行重复")
            continue
        week.places[place] = subject
        lines[key, place] = row.number


def _from_grids(sheet: LooseSheet, weeks: dict[ClassKey, Wanted], draft: Draft) -> None:
    grids, problems = read_grid(sheet, draft.known.first_calendar_year)
    draft.problems += problems
    if not grids and not problems:
        _unknown(sheet, draft)
    for grid in grids:
        label = draft.label(grid.school_class)
        if grid.school_class not in draft.classes:
            draft.problems.append(SheetProblem(sheet.name, grid.row, "", f"没有{label}，请核对，或先在“班级”表里加上这个班"))
        elif grid.school_class in weeks:
            draft.problems.append(SheetProblem(sheet.name, grid.row, "", f"{label}的课表出现了两次，请只留一份"))
        else:
            weeks[grid.school_class] = Wanted(_places(grid.lessons, sheet, draft), whole=True, sheet=sheet.name)


def _unknown(sheet: LooseSheet, draft: Draft) -> None:
    if TIMETABLE in sheet.name or "课程表" in sheet.name:
        message = "没有认出课表。请写成清单（班级、星期、节次、学科），或每班一张：第一行是星期一至星期五，第一列是节次，上方写班级"
        draft.problems.append(SheetProblem(sheet.name, 0, "", message))
    else:
        draft.notes.append(f"工作表“{sheet.name}”不是要导入的表，已跳过")


def _places(lessons: Iterable[Lesson], sheet: LooseSheet, draft: Draft) -> dict[Place, str]:
    for lesson in lessons:
        if message := draft.meet_subject(lesson.subject, sheet.name):
            draft.problems.append(SheetProblem(sheet.name, lesson.row, lesson.column, message))
    return {lesson.place: lesson.subject for lesson in lessons}


def _clash(places: dict[Place, str], place: Place) -> Place | None:
    """A place already taken in the same period: the same parity, or one of the two is every week."""
    weekday, period, parity = place
    same = [(weekday, period, each) for each in PARITIES.values() if (weekday, period, each) in places]
    return next((each for each in same if parity in ("all", each[2]) or each[2] == "all"), None)


def _compare(key: ClassKey, wanted: Wanted, draft: Draft) -> None:
    stored = dict(draft.known.slots.get(key, {}))
    subjects = set(wanted.places.values())
    spoken = stored if wanted.whole else {place: subject for place, subject in stored.items() if subject in subjects}
    kept = {place: subject for place, subject in stored.items() if place not in spoken}
    for place, subject in wanted.places.items():
        if other := _clash(kept, place):
            message = f"{draft.label(key)}{said(place)}已有“{kept[other]}”，不能再排“{subject}”"
            draft.problems.append(SheetProblem(wanted.sheet, 0, "", message))
    gone = [place for place, subject in spoken.items() if wanted.places.get(place) != subject]
    new = {place: subject for place, subject in wanted.places.items() if spoken.get(place) != subject}
    if not gone and not new:
        draft.unchanged[TIMETABLE] += 1
        return
    draft.writes.slots_gone += [(key, place) for place in sorted(gone)]
    draft.writes.slots_new |= {(key, place): subject for place, subject in sorted(new.items())}
    draft.changes.append(_change(key, wanted, gone, new, stored, draft))


def _change(key: ClassKey, wanted: Wanted, gone: list[Place], new: dict[Place, str], stored: dict[Place, str], draft: Draft) -> Change:
    label = f"{draft.label(key)}课表"
    if not stored:
        counts: dict[str, int] = defaultdict(int)
        for subject in wanted.places.values():
            counts[subject] += 1
        return Change(wanted.sheet, "new", label, "每周" + "、".join(f"{subject} {count} 节" for subject, count in counts.items()))
    words = [f"{said(place)} {stored[place]} → {new[place]}" for place in gone if place in new]
    words += [f"{said(place)} 去掉{stored[place]}" for place in gone if place not in new]
    words += [f"{said(place)} 加{subject}" for place, subject in new.items() if place not in gone]
    return Change(wanted.sheet, "changed", label, "；".join(words))


def said(place: Place) -> str:
    """星期一第1节（单周)."""
    weekday, period, parity = place
    when = {"odd": "（单周）", "even": "（双周）"}.get(parity, "")
    return f"{WEEKDAYS[weekday]}第{period}节{when}"
