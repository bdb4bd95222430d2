"""The sheet 课务 against who teaches what. Pure."""

from __future__ import annotations

import re

from jiaoyan.documents.sheets import TableResult, TableRow
from jiaoyan.schools.imports.columns import DUTIES
from jiaoyan.schools.imports.draft import Draft
from jiaoyan.schools.imports.state import Change, DutyKey
from jiaoyan.schools.rules.calendar import long_day


def compare_duties(table: TableResult, draft: Draft) -> None:
    """Who takes over which subject in which class. One cell may name several classes (五1、五2). Duties not in the sheet stay."""
    seen: dict[DutyKey, tuple[int, str]] = {}
    for row in table.rows:
        teacher = draft.teacher_of(table, row, row.text("teacher"), row.text("staff_code"))
        subject = draft.subject_of(table, row, row.text("subject"))
        keys = [draft.class_of(table, row, text) for text in re.split(r"[、，,；;/\s]+", row.text("school_class")) if text]
        for key in keys:
            if key is not None and teacher is not None and subject:
                _compare(table, row, (key, subject), teacher, seen, draft)


def _compare(table: TableResult, row: TableRow, duty: DutyKey, teacher: str, seen: dict[DutyKey, tuple[int, str]], draft: Draft) -> None:
    what = f"{draft.label(duty[0])} {duty[1]}"
    if duty in seen:
        number, other = seen[duty]
        who = "" if other == teacher else f"，而且教师不同（{draft.code_name(other)}、{draft.code_name(teacher)}）"
        draft.problem(table, row, "school_class", f"{what}与第 {number} 行重复{who}，请只留一行")
        return
    seen[duty] = row.number, teacher
    current, on = draft.known.duties.get(duty), draft.known.on
    if current is not None and current.teacher == teacher:
        draft.unchanged[DUTIES] += 1
        return
    if current is not None and current.starts > on:
        draft.problem(table, row, "school_class", f"{what}自{long_day(current.starts)}起已换过教师，生效日期不能早于这一天")
        return
    draft.writes.duties[duty] = teacher
    if current is None:
        draft.changes.append(Change(row.sheet, "new", what, draft.code_name(teacher)))
    else:
        draft.changes.append(Change(row.sheet, "changed", what, f"{draft.code_name(current.teacher)} → {draft.code_name(teacher)}"))
