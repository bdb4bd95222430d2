"""The sheet 教职工 against the people who work here. Pure."""

from __future__ import annotations

from typing import Any

from jiaoyan.documents.sheets import TableResult, TableRow
from jiaoyan.schools.imports.columns import GENDERS, SHEETS, STAFF
from jiaoyan.schools.imports.draft import Draft
from jiaoyan.schools.imports.state import Change

LABELS = {column.name: column.label for column in SHEETS[STAFF]}


def compare_staff(table: TableResult, draft: Draft) -> None:
    """Who is new and whose data differ. A blank cell leaves what is stored; nobody is ever removed."""
    seen: dict[str, int] = {}
    for row in table.rows:
        code, name = row.text("staff_code"), row.text("name")
        if not row.whole or not code:
            draft.doubtful.add(name)
        if not code:
            continue
        if code in seen:
            draft.problem(table, row, "staff_code", f"工号 {code} 与第 {seen[code]} 行重复")
        elif code in draft.known.left:
            draft.problem(table, row, "staff_code", f"工号 {code} 的老师已离校；如已返校，请先在教职工页面恢复")
        else:
            _compare(row, code, draft)
        seen.setdefault(code, row.number)


def _compare(row: TableRow, code: str, draft: Draft) -> None:
    values: dict[str, Any] = {name: value for name, value in row.values.items() if value is not None and name != "staff_code"}
    if "gender" in values:
        values["gender"] = GENDERS[values["gender"]]
    stored = draft.known.staff.get(code)
    name = values.get("name", "")
    if stored is None:
        _note_namesakes(name, code, draft)
        draft.names[name].add(code)
        draft.writes.staff_new[code] = values
        draft.changes.append(Change(row.sheet, "new", f"{name}（{code}）", _introduced(values)))
        return
    differing = {key: value for key, value in values.items() if stored[key] != value}
    if not differing:
        draft.unchanged[STAFF] += 1
        return
    if "name" in differing:
        draft.names[stored["name"]].discard(code)
        draft.names[name].add(code)
    draft.writes.staff_changed[code] = differing
    detail = "；".join(f"{LABELS[key]}：{_shown(stored[key])} → {_shown(value)}" for key, value in differing.items())
    draft.changes.append(Change(row.sheet, "changed", f"{stored['name']}（{code}）", detail))


def _introduced(values: dict[str, Any]) -> str:
    """What the sheet says of somebody new besides the name."""
    told = (f"{LABELS[key]}：{_shown(values[key])}" for key in LABELS if key != "name" and values.get(key) not in (None, ""))
    return "；".join(told) or "只有姓名和工号"


def _note_namesakes(name: str, code: str, draft: Draft) -> None:
    """The same person under another code, most often the one who founded the school, would stand in the list twice."""
    there = sorted(known for known in draft.names.get(name, ()) if known in draft.known.staff)
    if there:
        draft.notes.append(
            f"教职工里已有“{name}”（工号 {'、'.join(there)}），表里的工号是 {code}，会作为另一位老师新增。如果是同一个人，请先把工号改成一致再导入"
        )


def _shown(value: Any) -> str:
    if value in ("F", "M"):
        return next(label for label, stored in GENDERS.items() if stored == value)
    return str(value) if value not in (None, "") else "空"
