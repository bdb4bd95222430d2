"""The child's side of reading spreadsheets: find the sheets and headers asked for, check every cell, report everything at once.

``read`` runs inside ``sandbox`` only; no other module may import this one, because it imports the office library.
"""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from jiaoyan.documents import cells, faults, preflight
from jiaoyan.documents.sheets import ColumnSpec, column_letter

_TOTAL = re.compile(r".{0,12}?(合计|总计|小计|共计|总数|平均|平均分|平均数|均分)[:：]?")
_REMARK = re.compile(r"(备注|说明|注意|注|填表人|制表人|填报人|审核人|制表|填表日期|单位负责人)\s*[:：].*", re.DOTALL)
_FILLER = re.compile(r"[\s.．。·…‥—–\-_/\\、~～*]+")
_NUMBERING = {"序号", "行号", "no", "no."}
_SENSITIVE = re.compile(r"身份证|手机|电话|联系方式")
_DITTO = {"同上", "〃", '"', "″"}
_NOTES = 20
_LOOSE_SHEETS = 100


@dataclass(slots=True)
class Sheet:
    """One visible sheet as raw values from A1 on, with what the reader hides (faults) and merged ranges."""

    name: str
    rows: list[list[Any]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]
    faults: faults.Faults


@dataclass(slots=True)
class Header:
    """Where a header stands: the row data begin at, the column of each spec, all headings, doubled and refused columns."""

    data_from: int
    places: dict[str, int]
    headings: dict[int, str]
    twice: dict[str, list[int]] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Found:
    """What has been gathered for one key."""

    rows: list[tuple[str, int, dict[str, Any], bool]] = field(default_factory=list)
    problems: list[tuple[str, int, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    columns: list[tuple[str, str, str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def read(payload: bytes, specs: dict[str, list[dict[str, Any]]], mode: str, grids: list[str], limits: dict[str, Any]) -> dict[str, Any]:
    """The work of ``sheets.read_table`` and ``read_workbook`` as JSON values; ``refused`` holds (message, code) when not taken."""
    columns = {key: [_spec(each) for each in wanted] for key, wanted in specs.items()}
    try:
        kind = preflight.check(payload, ("xlsx", "xls"), preflight.Limits(**limits["file"]))
        sheets = _open(payload, kind)
    except preflight.Refused as refused:
        return {"refused": [str(refused), refused.code]}
    chosen, loose = _assign(sheets, columns, mode, set(grids), limits["header_within"])
    tables = {}
    for key, parts in chosen.items():
        found = _read_sheets(parts, columns[key], limits)
        tables[key] = _answer(found, columns[key], limits)
    return {"tables": tables, "loose": [_loose(sheet, limits) for sheet in loose[:_LOOSE_SHEETS]]}


def _spec(values: dict[str, Any]) -> ColumnSpec:
    plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    return ColumnSpec(**plain)


def _answer(found: Found, columns: list[ColumnSpec], limits: dict[str, Any]) -> dict[str, Any]:
    return {
        "rows": found.rows,
        "problems": found.problems[: limits["shown"]],
        "problem_count": len(found.problems),
        "notes": found.notes[:_NOTES] + ([f"另有 {len(found.notes) - _NOTES} 条类似说明"] if len(found.notes) > _NOTES else []),
        "columns": found.columns,
        "kinds": {column.name: column.kind for column in columns},
    }


def _open(payload: bytes, kind: str) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(payload))
    except PasswordError as error:
        raise preflight.Refused("文件设有打开密码。请去掉密码，另存后再试。", "password") from error
    hidden = faults.in_xlsx(payload) if kind == "xlsx" else faults.in_xls(payload)
    sheets = []
    for about in book.sheets_metadata:
        if about.visible == SheetVisibleEnum.Visible and about.typ == SheetTypeEnum.WorkSheet and not about.name.startswith("_"):
            page = book.get_sheet_by_name(about.name)
            rows = page.to_python(skip_empty_area=False)
            sheets.append(Sheet(about.name, rows, list(page.merged_cell_ranges or []), hidden.get(about.name, {})))
    return sheets


def _assign(
    sheets: list[Sheet], columns: dict[str, list[ColumnSpec]], mode: str, grids: set[str], within: int
) -> tuple[dict[str, list[Sheet]], list[Sheet]]:
    """Which sheets feed which key, and which belong nowhere. See ``sheets.read_workbook`` for the rule."""
    if mode != "all":
        (key,) = columns
        return {key: [_one(sheets, key, columns[key], mode, within)]}, []
    chosen: dict[str, list[Sheet]] = {}
    loose: list[Sheet] = []
    for sheet in sheets:
        if not any(cells.plain(value) for row in sheet.rows for value in row):
            continue
        if owner := _key_of(sheet, columns, grids, within):
            chosen.setdefault(owner, []).append(sheet)
        else:
            loose.append(sheet)
    return {key: chosen[key] for key in columns if key in chosen}, loose


def _one(sheets: list[Sheet], key: str, columns: list[ColumnSpec], mode: str, within: int) -> Sheet:
    if mode == "named":
        for sheet in sheets:
            if _label(sheet.name) == _label(key):
                return sheet
    best = max(sheets, key=lambda sheet: _fit(sheet, columns, within), default=None)
    return best or Sheet(key, [], [], {})


def _key_of(sheet: Sheet, columns: dict[str, list[ColumnSpec]], grids: set[str], within: int) -> str | None:
    def has_header(key: str) -> bool:
        return _fit(sheet, columns[key], within) > 0

    name = _label(sheet.name)
    if name in {_label(key): key for key in columns}:
        key = next(key for key in columns if _label(key) == name)
        return key if has_header(key) or key not in grids else None
    inside = [key for key in columns if _label(key) in name and has_header(key)]
    if len(inside) == 1:
        return inside[0]
    scores = {key: _fit(sheet, wanted, within) for key, wanted in columns.items() if _complete(sheet, wanted, within)}
    return max(scores, key=lambda key: scores[key], default=None)


def _fit(sheet: Sheet, columns: list[ColumnSpec], within: int) -> int:
    header = _header(sheet, columns, within)
    return len(header.places) if header else 0


def _complete(sheet: Sheet, columns: list[ColumnSpec], within: int) -> bool:
    header = _header(sheet, columns, within)
    return header is not None and all(column.name in header.places for column in columns if column.required)


def _label(value: Any) -> str:
    """A heading as it is compared: no spaces, line breaks, colons, stars, no （必填）."""
    text = unicodedata.normalize("NFKC", cells.plain(value)).casefold()
    text = re.sub(r"[\s:：*＊]", "", text)
    return re.sub(r"[(\[【](必填|选填|可不填|可选|必须填写)[)\]】]$", "", text)


def _header(sheet: Sheet, columns: list[ColumnSpec], within: int) -> Header | None:
    """The row (or pair of rows, for headings on two lines) in which most of the wanted headings stand."""
    best: Header | None = None
    for at in range(min(within, len(sheet.rows))):
        single = _match(sheet.rows[at], columns, at + 1)
        if _better(single, best, columns):
            best = single
        if at + 1 < len(sheet.rows) and single.places:
            known = {_label(label) for column in columns for label in column.labels}
            pair = zip(sheet.rows[at], sheet.rows[at + 1], strict=False)
            double = _match([low if _label(low) in known and _label(high) not in known else high for high, low in pair], columns, at + 2)
            if len(double.places) > len(single.places) and _better(double, best, columns):
                best = double
    return best


def _better(header: Header, best: Header | None, columns: list[ColumnSpec]) -> bool:
    """Two headings make a header, or all that are required; among headers the one with more wins, then the upper one."""
    required = [column.name for column in columns if column.required]
    enough = len(header.places) >= min(2, len(columns)) or (bool(required) and all(name in header.places for name in required))
    return enough and (best is None or len(header.places) > len(best.places))


def _match(row: list[Any], columns: list[ColumnSpec], data_from: int) -> Header:
    headings = {at: cells.plain(value) for at, value in enumerate(row) if cells.plain(value)}
    by_label: dict[str, list[int]] = {}
    for at, heading in headings.items():
        by_label.setdefault(_label(heading), []).append(at)
    header = Header(data_from, {}, headings)
    for column in columns:
        for label in column.labels:
            places = by_label.get(_label(label))
            if places:
                header.places[column.name] = places[0]
                if len(places) > 1:
                    header.twice[column.label] = places
                break
    return header


def _read_sheets(sheets: list[Sheet], columns: list[ColumnSpec], limits: dict[str, Any]) -> Found:
    """Read all sheets of one key; when together they hold too many rows, say only that and read none."""
    found = Found()
    headers = [(sheet, _header(sheet, columns, limits["header_within"])) for sheet in sheets]
    counts = {sheet.name: _count(sheet, header) for sheet, header in headers if header}
    if (count := sum(counts.values())) > limits["rows"]:
        names = "、".join(f"“{name}”" for name in counts)
        found.problems.append(("", 0, "", f"{names}有 {count:,} 行数据，一次最多 {limits['rows']:,} 行，请分成几份导入"))
        return found
    for sheet, header in headers:
        if header:
            _read_sheet(sheet, header, columns, limits, found)
        else:
            wanted = "、".join(f"“{column.label}”" for column in columns if column.required) or f"“{columns[0].label}”"
            message = f"没有找到表头。前 {limits['header_within']} 行里应有一行写着{wanted}"
            found.problems.append((sheet.name, 0, "", message))
    return found


def _count(sheet: Sheet, header: Header) -> int:
    return sum(1 for row in sheet.rows[header.data_from :] if any(value != "" for value in row))


def _read_sheet(sheet: Sheet, header: Header, columns: list[ColumnSpec], limits: dict[str, Any], found: Found) -> None:
    _refuse_identities(sheet, header, found)
    _check_header(sheet, header, columns, limits, found)
    _fill_merged(sheet, header)
    for at in range(header.data_from, len(sheet.rows)):
        _read_row(sheet, at, header, columns, found)


def _check_header(sheet: Sheet, header: Header, columns: list[ColumnSpec], limits: dict[str, Any], found: Found) -> None:
    row = header.data_from
    for column in columns:
        if column.name in header.places:
            at = header.places[column.name]
            found.columns.append((sheet.name, column.name, _where(header, at)))
        elif column.required:
            others = f"（也可写作：{'、'.join(column.labels[1:4])}）" if len(column.labels) > 1 else ""
            found.problems.append((sheet.name, row, "", f"没有“{column.label}”这一列{others}，请补上"))
    for label, places in header.twice.items():
        where = "、".join(column_letter(at) for at in places)
        found.problems.append((sheet.name, row, where, f"有 {len(places)} 列都叫“{label}”，请只留一列"))
    if len(header.headings) > limits["columns"]:
        found.problems.append((sheet.name, row, "", f"表头有 {len(header.headings)} 列，最多 {limits['columns']} 列，请删去无关的列"))
    taken = set(header.places.values()) | header.refused | {at for places in header.twice.values() for at in places}
    unknown = [
        f"{column_letter(at)} {text[:20]}" for at, text in header.headings.items() if at not in taken and _label(text) not in _NUMBERING
    ]
    if unknown:
        found.notes.append(f"“{sheet.name}”里这些列没有用到，不会导入：{'、'.join(unknown[:20])}{'等' if len(unknown) > 20 else ''}")


def _where(header: Header, at: int) -> str:
    """A column as a person finds it: its letter and the heading that stands there, without （必填）."""
    heading = re.sub(r"[(（\[【](必填|选填|可不填|可选|必须填写)[)）\]】]|[*＊]", "", header.headings.get(at, ""))
    return f"{column_letter(at)} {heading.strip()[:20]}".strip()


def _fill_merged(sheet: Sheet, header: Header) -> None:
    """A value merged over several rows (a class name beside its pupils) belongs to each of them."""
    taken = set(header.places.values())
    for (top, left), (bottom, right) in sheet.merged:
        if top >= header.data_from and left == right and left in taken and top < len(sheet.rows):
            for at in range(top + 1, min(bottom + 1, len(sheet.rows))):
                sheet.rows[at][left] = sheet.rows[top][left]


def _refuse_identities(sheet: Sheet, header: Header, found: Found) -> None:
    for at in range(max((len(row) for row in sheet.rows), default=0)):
        values = [row[at] for row in sheet.rows[header.data_from :] if at < len(row) and row[at] != ""]
        if not values:
            continue
        heading = header.headings.get(at, "")
        mobiles = sum(map(cells.looks_like_mobile, values))
        if any(map(cells.looks_like_identity, values)) or 2 * mobiles >= len(values) or _SENSITIVE.search(heading):
            message = "这一列像是身份证号或手机号。系统不收这类信息，请删去这一列，另存后再导入"
            found.problems.append((sheet.name, 0, _where(header, at), message))
            header.refused.add(at)


def _read_row(sheet: Sheet, at: int, header: Header, columns: list[ColumnSpec], found: Found) -> None:
    row = sheet.rows[at]
    texts = {place: cells.plain(value) for place, value in enumerate(row) if value != ""}
    texts = {place: text for place, text in texts.items() if text and not _is_number_of_line(header.headings.get(place, ""), text)}
    wrong = {place: text for place in header.places.values() if (text := sheet.faults.get((at, place)))}
    if not texts and not wrong:
        return
    if aside := _aside(texts, header, columns):
        found.notes.append(f"“{sheet.name}”第 {at + 1} 行是{aside}，已跳过")
        return
    values: dict[str, Any] = {column.name: None for column in columns}
    before = len(found.problems)
    for column in columns:
        place = header.places.get(column.name)
        if place is None or place in header.refused:
            continue
        try:
            values[column.name] = _value(row[place] if place < len(row) else "", wrong.get(place), texts.get(place, ""), column)
        except cells.Bad as bad:
            found.problems.append((sheet.name, at + 1, _where(header, place), str(bad)))
    found.rows.append((sheet.name, at + 1, values, len(found.problems) == before))


def _is_number_of_line(heading: str, text: str) -> bool:
    """Whether the cell only counts lines (序号 1, 2, 3 …), which forms carry far below the last entry."""
    return _label(heading) in _NUMBERING and re.fullmatch(r"\d+[.、．]?", text) is not None


def _value(value: Any, wrong: str | None, text: str, column: ColumnSpec) -> str | int | None:
    if wrong == faults.UNCALCULATED:
        raise cells.Bad("公式还没有算出结果，请在 Excel 或 WPS 里打开、保存一次，或直接填写内容")
    if wrong:
        raise cells.Bad(f"单元格里是错误值 {wrong}，请改正公式或直接填写内容")
    if text in _DITTO:
        raise cells.Bad("请把“同上”写成具体内容")
    return cells.convert(value, column)


def _aside(texts: dict[int, str], header: Header, columns: list[ColumnSpec]) -> str | None:
    """What kind of line this is when it is no data: totals, filler, a remark under the table, or the header printed again."""
    if not texts:
        return "没有内容的公式"
    first = next(iter(texts.values()))
    if _TOTAL.fullmatch(re.sub(r"\s", "", first)):
        return "合计行"
    if all(_FILLER.fullmatch(text) for text in texts.values()):
        return "省略行"
    blank = [column for column in columns if column.required and header.places.get(column.name) not in texts]
    if blank and len(texts) <= 3 and _REMARK.match(first):
        return "说明文字"
    if all(_label(text) == _label(header.headings.get(place, "")) for place, text in texts.items()):
        return "重复的表头"
    return None


def _loose(sheet: Sheet, limits: dict[str, Any]) -> dict[str, Any]:
    height, width = limits["rows"], limits["columns"]
    rows = [[cells.lined(value) for value in row[:width]] for row in sheet.rows[:height]]
    for (top, left), (bottom, right) in sheet.merged:
        if top < len(rows) and left < len(rows[top]):
            for at in range(top, min(bottom + 1, len(rows))):
                for place in range(left, min(right + 1, len(rows[at]))):
                    rows[at][place] = rows[top][left]
    for (at, place), text in sheet.faults.items():
        if at < len(rows) and place < len(rows[at]):
            rows[at][place] = "" if text == faults.UNCALCULATED else text
    return {"name": sheet.name, "rows": [[at + 1, row] for at, row in enumerate(rows) if any(row)]}
