"""Workbooks for the tests of reading: good ones through xlsxwriter, hostile ones put together part by part."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
</Types>"""
ROOT_RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
BOOK = """<?xml version="1.0" encoding="UTF-8"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="名单" sheetId="1" r:id="rId1"/></sheets>
</workbook>"""
BOOK_RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"""
SHEET = """<?xml version="1.0" encoding="UTF-8"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>{after}</worksheet>"""


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], merges: Sequence[tuple[int, int, int, int, str]] = ()) -> bytes:
    """An .xlsx of the given rows; text is written as text, numbers as numbers, ``Formula`` values as formulas."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, Formula):
                    page.write_formula(at, place, value.formula, None, value.result)
                elif isinstance(value, str):
                    page.write_string(at, place, value)
                elif value is not None:
                    page.write(at, place, value)
        for merge in merges:
            page.merge_range(*merge)
    book.close()
    return stream.getvalue()


class Formula:
    """A formula cell with the result its file remembers."""

    def __init__(self, formula: str, result: Any) -> None:
        self.formula, self.result = formula, result


def package(parts: Mapping[str, str | bytes] = {}, *, rows: str = "", after: str = "", sheet: str | bytes | None = None) -> bytes:
    """A minimal .xlsx with a raw worksheet, plus or instead of its parts ``parts``."""
    everything: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_RELATIONS,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": BOOK_RELATIONS,
        "xl/worksheets/sheet1.xml": sheet or SHEET.format(rows=rows, after=after),
        **parts,
    }
    return archive(everything)


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A deflated ZIP of ``parts``."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return stream.getvalue()


def text_cell(address: str, text: str) -> str:
    """An inline string cell."""
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def ole(*entries: str) -> bytes:
    """The beginning of an OLE file whose directory names ``entries``."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + b"".join(entry.encode("utf-16-le").ljust(128, b"\x00") for entry in entries)
    )


def old_workbook(name: str, rows: Sequence[Sequence[Any]]) -> bytes:
    """A minimal .xls (BIFF8 in an OLE container): texts, numbers, and error cells given as ``bytes`` of one error code."""
    start = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    page = [_record(0x0809, start[:2] + b"\x10\x00" + start[4:])]
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            where = struct.pack("<HHH", at, place, 0)
            if isinstance(value, bytes):
                page.append(_record(0x0205, where + value + b"\x01"))
            elif isinstance(value, str):
                page.append(_record(0x0204, where + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")))
            elif value is not None:
                page.append(_record(0x0203, where + struct.pack("<d", value)))
    title = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    head = _record(0x0809, start) + _record(0x0042, struct.pack("<H", 1200))
    offset = len(head) + 4 + 6 + len(title) + 4
    book = head + _record(0x0085, struct.pack("<IH", offset, 0) + title) + _record(0x000A, b"") + b"".join(page) + _record(0x000A, b"")
    return _container(book)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _container(stream: bytes) -> bytes:
    """An OLE file with one stream "Workbook": sector 0 holds the chains, sector 1 the directory, the stream follows."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\x00")
    count = len(stream) // 512
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    chains = [0xFFFFFFFD, end, *range(3, count + 2), end]
    assert len(chains) <= 128
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\x00" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    table = struct.pack("<128I", *chains, *[free] * (128 - len(chains)))
    root = _entry("Root Entry", 5, 1, end, 0)
    return header + table + root + _entry("Workbook", 2, free, 2, len(stream)) + _entry("", 0, free, 0, 0) * 2 + stream


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\x00\x00" if name else b""
    free = 0xFFFFFFFF
    return (
        text.ljust(64, b"\x00")
        + struct.pack("<HBBIII", len(text), kind, 1, free, free, child)
        + b"\x00" * 36
        + struct.pack("<IQ", first, size)
    )
