"""Cells whose fault the spreadsheet reader hides: error values (#N/A) and formulas without a result read as blank there.

A blank where a mark or a name should be would be taken as "nothing entered". Runs in the child process only.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from xml.parsers import expat

Faults = dict[tuple[int, int], str]
UNCALCULATED = "formula"
_CODES = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_FORMULA, _BOUNDSHEET, _BOOLERR, _BOF = 0x0006, 0x0085, 0x0205, 0x0809
_END_OF_CHAIN = 0xFFFFFFFA  # this and above are marks, not sectors


def in_xlsx(data: bytes) -> dict[str, Faults]:
    """Faulty cells of an .xlsx by sheet name, as (row, column) from 0 → the error or ``UNCALCULATED``."""
    faults: dict[str, Faults] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name, part in _sheet_parts(archive):
            text = archive.read(part)
            if text[:2] in (b"\xff\xfe", b"\xfe\xff") or re.search(rb"=[\"']e[\"']|<(\w+:)?f[ />]", text):
                faults[name] = _scan(text)
    return faults


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    names = {name.lower(): name for name in archive.namelist()}
    book = names["xl/workbook.xml"]
    folder, _, leaf = book.rpartition("/")
    targets: dict[str, str] = {}

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    relations = names.get(f"{folder}/_rels/{leaf}.rels".lower())
    if relations:
        _parse(archive.read(relations), relation)
    sheets: list[tuple[str, str]] = []

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            mark = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            sheets.append((attributes["name"], targets.get(mark, "")))

    _parse(archive.read(book), sheet)
    for name, target in sheets:
        path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        if path.lower() in names:
            yield name, names[path.lower()]


def _parse(text: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    parser.Parse(text, True)  # noqa: FBT003 - positional only


class _Scan:
    """The state while one worksheet streams by: where we are, and whether the cell has a formula and a value."""

    def __init__(self) -> None:
        self.faults: Faults = {}
        self.row = self.column = -1
        self.kind = ""
        self.formula = self.inside_value = False
        self.value = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "row":
            self.row, self.column = int(attributes.get("r", self.row + 2)) - 1, -1
        elif local == "c":
            self.column += 1
            if found := re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", attributes.get("r", "")):
                self.row, self.column = int(found.group(2)) - 1, _column(found.group(1))
            self.kind, self.value, self.formula = attributes.get("t", ""), "", False
        elif local == "f":
            self.formula = True
        elif local == "v":
            self.inside_value = True

    def text(self, text: str) -> None:
        if self.inside_value:
            self.value += text

    def end(self, tag: str) -> None:
        local = tag.rpartition(":")[2]
        if local == "v":
            self.inside_value = False
        elif local == "c" and self.kind == "e":
            self.faults[self.row, self.column] = self.value or "#N/A"
        elif local == "c" and self.formula and not self.value and self.kind != "str":
            self.faults[self.row, self.column] = UNCALCULATED


def _scan(text: bytes) -> Faults:
    scan = _Scan()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = scan.start, scan.end, scan.text
    parser.Parse(text, True)  # noqa: FBT003 - positional only
    return scan.faults


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def in_xls(data: bytes) -> dict[str, Faults]:
    """Error cells of an .xls (BIFF8) by sheet name; an unusual layout gives nothing rather than a failure."""
    try:
        stream = _workbook_stream(data)
        sheets = list(_bound_sheets(stream))
        return {name: _sheet_errors(stream, offset) for name, offset in sheets}
    except (struct.error, IndexError, UnicodeDecodeError):
        return {}


def _sectors(data: bytes) -> tuple[list[int], int]:
    """The sector chain table of an OLE file, and the sector size."""
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 12)
    places = list(struct.unpack_from("<109I", data, 76))
    following, count = struct.unpack_from("<II", data, 68)
    for _ in range(min(count, len(data) // size)):
        block = struct.unpack_from(f"<{size // 4}I", data, (following + 1) * size)
        places += block[:-1]
        following = block[-1]
    table: list[int] = []
    for place in places:
        if place < _END_OF_CHAIN:
            table += struct.unpack_from(f"<{size // 4}I", data, (place + 1) * size)
    return table, size


def _chain(data: bytes, table: list[int], size: int, first: int) -> bytes:
    parts: list[bytes] = []
    while first < _END_OF_CHAIN and len(parts) * size <= len(data):
        parts.append(data[(first + 1) * size : (first + 2) * size])
        first = table[first]
    return b"".join(parts)


def _workbook_stream(data: bytes) -> bytes:
    table, size = _sectors(data)
    directory = _chain(data, table, size, struct.unpack_from("<I", data, 48)[0])
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        if directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace") in ("Workbook", "Book"):
            return _chain(data, table, size, struct.unpack_from("<I", directory, at + 116)[0])
    return b""


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == 0x000A:  # EOF of this substream
            return


def _bound_sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, body in _records(stream, 0):
        if kind == _BOUNDSHEET:
            offset, count, wide = struct.unpack_from("<I", body)[0], body[6], body[7] & 1
            yield (body[8 : 8 + 2 * count].decode("utf-16-le") if wide else body[8 : 8 + count].decode("latin-1")), offset


def _sheet_errors(stream: bytes, offset: int) -> Faults:
    faults: Faults = {}
    for kind, body in _records(stream, offset):
        if kind == _BOOLERR and body[7]:
            row, column = struct.unpack_from("<HH", body)
            faults[row, column] = _CODES.get(body[6], "#N/A")
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
            row, column = struct.unpack_from("<HH", body)
            faults[row, column] = _CODES.get(body[8], "#N/A")
    return faults
