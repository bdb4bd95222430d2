"""The sheets 班级 and 学生 against the classes and pupils there are. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from jiaoyan.documents.sheets import TableResult, TableRow
from jiaoyan.schools.imports.class_names import ClassKey, parse_class
from jiaoyan.schools.imports.columns import CLASSES, GENDERS, LAST_CLASS, PUPILS
from jiaoyan.schools.imports.draft import Draft
from jiaoyan.schools.imports.state import Change, KnownPupil
from jiaoyan.schools.rules.calendar import long_day

DAY = timedelta(days=1)


def compare_classes(table: TableResult, draft: Draft) -> None:
    """Which classes are new. A class is known by its entry year and number, so moving up changes nothing."""
    seen: dict[ClassKey, int] = {}
    for row in table.rows:
        text = row.text("school_class")
        if not text:
            continue
        try:
            key = parse_class(text, draft.known.first_calendar_year)
        except ValueError as error:
            draft.problem(table, row, "school_class", str(error))
            continue
        year = row.integer("entry_year")
        if year is not None and year != key[0]:
            draft.problem(table, row, "entry_year", f"{draft.label(key)}是{key[0]}年入学的班，与填写的{year}不符，请核对")
        elif key[1] > LAST_CLASS:
            draft.problem(table, row, "school_class", f"班号 {key[1]} 太大，请核对")
        elif key in seen:
            draft.problem(table, row, "school_class", f"{draft.label(key)}与第 {seen[key]} 行重复")
        elif key in draft.known.classes:
            draft.unchanged[CLASSES] += 1
        else:
            draft.writes.classes.append(key)
            draft.changes.append(Change(row.sheet, "new", draft.label(key), f"{key[0]}年入学"))
        draft.classes.add(key)
        seen.setdefault(key, row.number)


def compare_pupils(table: TableResult, draft: Draft) -> None:
    """Which pupils are new, differ, or sit in another class. Pupils missing from the sheet stay as they are."""
    seen: dict[str, str] = {}
    for row in table.rows:
        code = row.text("code")
        key = draft.class_of(table, row, row.text("school_class"))
        if not code:
            continue
        if code in seen:
            draft.problem(table, row, "code", f"学号 {code} 与{seen[code]}重复")
        elif key is not None:
            _compare(table, row, code, key, draft)
        seen.setdefault(code, f"“{row.sheet}”第 {row.number} 行")
    absent = sum(1 for code, pupil in draft.known.pupils.items() if pupil.seat and code not in seen)
    if absent and table.rows:
        draft.notes.append(f"系统里另有 {absent} 名在校学生不在“{PUPILS}”表里，他们的资料不会改动")


def _compare(table: TableResult, row: TableRow, code: str, key: ClassKey, draft: Draft) -> None:
    values: dict[str, Any] = {"name": row.text("name")}
    if row.text("gender"):
        values["gender"] = GENDERS[row.text("gender")]
    seat_no = row.integer("seat_no")
    stored = draft.known.pupils.get(code)
    if stored is None:
        draft.writes.pupils_new[code] = values
        draft.writes.seats[code] = key, seat_no
        draft.changes.append(Change(row.sheet, "new", f"{values['name']}（{code}）", draft.label(key)))
        return
    details = _details(values, stored, code, draft)
    details += _seat(table, row, code, (key, seat_no), stored, draft)
    if details:
        draft.changes.append(Change(row.sheet, "changed", f"{stored.name}（{code}）", "；".join(details)))
    else:
        draft.unchanged[PUPILS] += 1


def _details(values: dict[str, Any], stored: KnownPupil, code: str, draft: Draft) -> list[str]:
    differing = {name: value for name, value in values.items() if value and value != getattr(stored, name)}
    if differing:
        draft.writes.pupils_changed[code] = differing
    words = {"name": "姓名", "gender": "性别"}
    shown = {stored: label for label, stored in GENDERS.items()} | {"": "空"}
    return [
        f"{words[name]}：{shown.get(getattr(stored, name), getattr(stored, name))} → {shown.get(value, value)}"
        for name, value in differing.items()
    ]


def _seat(table: TableResult, row: TableRow, code: str, wanted: tuple[ClassKey, int | None], stored: KnownPupil, draft: Draft) -> list[str]:
    """A move or a new number in the class, as words for the review."""
    key, seat_no = wanted
    seat, on = stored.seat, draft.known.on
    if seat is not None and seat.school_class == key:
        if seat_no is None or seat_no == seat.seat_no:
            return []
        draft.writes.seat_numbers[code] = seat_no
        return [f"班内序号：{seat.seat_no or '空'} → {seat_no}"]
    too_early = (seat.starts if seat and seat.starts > on else None) or (
        stored.last_day + DAY if stored.last_day and stored.last_day >= on else None
    )
    if too_early:
        draft.problem(table, row, "school_class", f"该生的上一条班级记录到{long_day(too_early)}才满，生效日期不能早于这一天")
    draft.writes.seats[code] = key, seat_no
    return [f"{draft.label(seat.school_class)} → {draft.label(key)}" if seat else f"重新编入{draft.label(key)}"]
