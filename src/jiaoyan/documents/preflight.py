"""First look at an uploaded Office file, before any parser sees it: what is it really, and is it harmless in size and shape?

Nothing here builds a tree or keeps a part in memory: archive members are inflated in pieces and looked at with regular
expressions. That refuses the known traps early and with a clear sentence; a file that fools it still meets the limits of the
child process it is parsed in (``sandbox``), which are the real wall.
"""

from __future__ import annotations

import codecs
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["xlsx", "xls", "docx"]

_NAMES: dict[Kind, str] = {"xlsx": "Excel 工作簿（.xlsx）", "xls": "Excel 工作簿（.xls）", "docx": "Word 文档（.docx）"}
_PIECE = 256 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
)
_WEB_PAGE = re.compile(rb"\s*(<!doctype html|<html|<meta|<head|<body|<table|<div|mime-version:)", re.IGNORECASE)
_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"gb2312", b"gbk", b"gb18030", b"iso-8859-1"}
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# A cell that is not self-closing, so holds something; blank formatted cells may reach to the last row and cost nothing.
_CELL = re.compile(rb"<(?:\w+:)?c\s(?:[^<>]*?\s)?r\s*=\s*[\"']([A-Za-z]{1,7})([0-9]{1,10})[\"'][^<>]*(?<!/)>")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?ref\s*=\s*[\"']([A-Za-z]{1,7})([0-9]{1,10}):([A-Za-z]{1,7})([0-9]{1,10})")


class Refused(Exception):
    """The file is not taken. ``str()`` is a Chinese sentence for the person; ``code`` names the reason for logs and tests."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Limits:
    """How large an upload may be in each direction. Sizes are bytes; a value equal to the limit is still accepted."""

    file_bytes: int = 20 * 1024 * 1024
    members: int = 1_000
    directory_bytes: int = 1024 * 1024
    inflated_bytes: int = 128 * 1024 * 1024
    ratio: int = 200
    ratio_from_bytes: int = 8 * 1024 * 1024
    cells: int = 2_000_000
    area: int = 4_000_000
    merge_area: int = 1_000_000


DEFAULT = Limits()


def check(data: bytes, accepted: tuple[Kind, ...], limits: Limits = DEFAULT) -> Kind:
    """Say what ``data`` really is, having looked through it; one of ``accepted``.

    Raises ``Refused`` when it is something else, protected, carries macros, or passes a limit.
    """
    kind = kind_of(data, limits)
    if kind not in accepted:
        wanted = "或".join(_NAMES[each] for each in accepted)
        raise Refused(f"这是{_NAMES[kind]}，这里需要{wanted}。", "other_kind")
    if kind != "xls":
        _look_through(data, kind, limits)
    return kind


def kind_of(data: bytes, limits: Limits = DEFAULT) -> Kind:
    """The kind of file by its first bytes and its directory, whatever its name says. Cheap: nothing is inflated.

    Raises ``Refused`` for everything that is not an open, macro-free Excel or Word file.
    """
    if not data:
        raise Refused("文件是空的。请确认文件已保存，再重新选择。", "empty")
    if len(data) > limits.file_bytes:
        raise Refused(f"文件超过 {limits.file_bytes // (1024 * 1024)} MB，请删去图片等无关内容后再试。", "too_big")
    if data.startswith(_OLE):
        return _kind_of_ole(data)
    if data.startswith(b"PK"):
        return _kind_of_archive([info.filename for info in _members(data, limits)])
    raise _foreign(data)


def check_archive(data: bytes, limits: Limits = DEFAULT) -> None:
    """Inflate every member of any ZIP file in pieces against ``limits``; raises ``Refused``."""
    for _ in _pieces(data, limits):
        pass


def _foreign(data: bytes) -> Refused:
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            return Refused(f"这是{name}，不是 Excel 或 Word 文件。", "foreign")
    head = data[:4096]
    if _WEB_PAGE.match(head.lstrip(b"\xef\xbb\xbf")):
        return Refused("这个文件其实是网页，只是扩展名像 Excel。请用 Excel 或 WPS 打开，另存为 .xlsx 后再试。", "html")
    if b"schemas-microsoft-com:office" in head:
        return Refused("这是旧的 XML 表格。请用 Excel 或 WPS 打开，另存为 .xlsx 后再试。", "old_xml")
    if b"\x00" not in head or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Refused("这是文本文件（如 CSV），不是 Excel 工作簿。请用 Excel 或 WPS 打开，另存为 .xlsx 后再试。", "text")
    return Refused("认不出这个文件。请用 Excel 或 WPS 另存为 .xlsx 后再试。", "unknown")


def _kind_of_ole(data: bytes) -> Kind:
    def has(entry: str) -> bool:
        return entry.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise Refused("文件设有打开密码。请去掉密码，另存后再试。", "password")
    if has("_VBA_PROJECT"):
        raise Refused("文件里有宏，不能上传。请另存为不带宏的 .xlsx 后再试。", "macros")
    if has("WordDocument"):
        raise Refused("这是旧版 Word 文档（.doc）。请另存为 .docx 后再试。", "old_word")
    if has("Workbook") or has("Book"):
        return "xls"
    raise Refused("认不出这个文件。请用 Excel 或 WPS 另存为 .xlsx 后再试。", "unknown")


def _kind_of_archive(names: list[str]) -> Kind:
    lower = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in lower):
        raise Refused("文件里有宏，不能上传。请另存为不带宏的 .xlsx（或 .docx）后再试。", "macros")
    if "xl/workbook.xml" in lower:
        return "xlsx"
    if "word/document.xml" in lower:
        return "docx"
    if "xl/workbook.bin" in lower or "content.xml" in lower:
        raise Refused("这种表格格式暂不支持。请用 Excel 或 WPS 另存为 .xlsx 后再试。", "other_office")
    raise Refused("这是压缩包，不是 Excel 或 Word 文件。请解压后选择里面的文件。", "archive")


def _members(data: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    """The directory of an archive; its own size is checked before it is parsed, because parsing costs memory per entry."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    if end < 0 or len(data) < end + 22:
        raise _broken()
    count, size = struct.unpack_from("<HI", data, end + 10)
    if count > limits.members or size > limits.directory_bytes:
        raise Refused("文件内部的部件太多，不像普通的 Office 文件，未读取。", "members")
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError, struct.error) as error:
        raise _broken() from error
    if len(members) > limits.members:
        raise Refused("文件内部的部件太多，不像普通的 Office 文件，未读取。", "members")
    seen: set[str] = set()
    for member in members:
        _check_name(member, seen)
    return members


def _check_name(member: zipfile.ZipInfo, seen: set[str]) -> None:
    name = member.orig_filename.replace("\\", "/")
    key = name.lower()
    if name.startswith("/") or ":" in name or "\x00" in name or ".." in name.split("/") or key in seen:
        raise Refused("文件内部的名称不正常，可能有害，未读取。", "names")
    if member.flag_bits & 0x1:
        raise Refused("文件设有打开密码。请去掉密码，另存后再试。", "password")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("文件的压缩方式不常见，未读取。请用 Excel 或 WPS 另存后再试。", "compression")
    seen.add(key)


def _broken() -> Refused:
    return Refused("文件已损坏或不完整，打不开。请重新保存或重新下载后再试。", "broken")


def _pieces(data: bytes, limits: Limits) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    """Every member in inflated pieces, while the true sizes stay inside the limits."""
    members = _members(data, limits)
    inflated = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in members:
            try:
                with archive.open(member) as part:
                    while piece := part.read(_PIECE):
                        inflated += len(piece)
                        if inflated > limits.inflated_bytes:
                            raise Refused("文件展开后太大，未读取。请删去多余的工作表、图片或空白行后再试。", "inflated")
                        if inflated > limits.ratio_from_bytes and inflated > limits.ratio * len(data):
                            raise Refused("文件的压缩比不正常，未读取。请用 Excel 或 WPS 另存后再试。", "ratio")
                        yield member, piece
            except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, struct.error, OSError) as error:
                raise _broken() from error


def _look_through(data: bytes, kind: Kind, limits: Limits) -> None:
    current: zipfile.ZipInfo | None = None
    text = _Xml(limits)
    for member, piece in _pieces(data, limits):
        if not member.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        if member is not current:
            current, text = member, _Xml(limits, cells=kind == "xlsx")
        text.feed(piece)


class _Xml:
    """One XML part passing by in pieces: refuses a DTD, an odd encoding, and cells or merges that span too much."""

    def __init__(self, limits: Limits, *, cells: bool = False) -> None:
        self.limits = limits
        self.watch_cells = cells
        self.rest = b""
        self.decoder: codecs.IncrementalDecoder | None = None
        self.started = False
        self.cells = 0
        self.top = self.left = 1 << 40
        self.bottom = self.right = 0

    def feed(self, piece: bytes) -> None:
        """Look at the next piece together with the unfinished tag left of the one before."""
        if not self.started:
            self._start(piece)
        if self.decoder:
            piece = self.decoder.decode(piece).encode("utf-8", "replace")
        text = self.rest + piece
        if _DTD.search(text):
            raise Refused("文件里含有不安全的内容（DTD），未读取。请用 Excel 或 WPS 另存后再试。", "dtd")
        tag = text.rfind(b"<")
        whole, self.rest = (text[:tag], text[tag:]) if tag >= 0 else (b"", text)
        if len(self.rest) > _PIECE:
            self.rest = self.rest[:64]
        if self.watch_cells:
            self._cells(whole)
            self._merges(whole)

    def _start(self, piece: bytes) -> None:
        self.started = True
        if piece[:2] == b"\xff\xfe" or piece[1:2] == b"\x00":
            self.decoder = codecs.getincrementaldecoder("utf-16-le")("replace")
        elif piece[:2] == b"\xfe\xff" or piece[:1] == b"\x00":
            self.decoder = codecs.getincrementaldecoder("utf-16-be")("replace")
        head = piece[:400].replace(b"\x00", b"")
        declared = _DECLARED.search(head)
        if declared and declared.group(1).lower() not in _ENCODINGS:
            raise Refused("文件里的文字编码不常见，未读取。请用 Excel 或 WPS 另存后再试。", "encoding")

    def _cells(self, text: bytes) -> None:
        self.cells += text.count(b"<c ") + text.count(b":c ")
        if found := _CELL.findall(text):
            letters, numbers = zip(*found, strict=True)
            rows, columns = [int(each) for each in set(numbers)], [_column(each) for each in set(letters)]
            self.top, self.bottom = min(self.top, *rows), max(self.bottom, *rows)
            self.left, self.right = min(self.left, *columns), max(self.right, *columns)
        area = (self.bottom - self.top + 1) * (self.right - self.left + 1) if self.bottom else 0
        if self.cells > self.limits.cells or area > self.limits.area:
            raise Refused("工作表太大：有内容的单元格铺得太远。请删去远处的多余内容，只留要导入的表格。", "cells")

    def _merges(self, text: bytes) -> None:
        for match in _MERGE.finditer(text):
            left, top, right, bottom = match.groups()
            area = (abs(int(bottom) - int(top)) + 1) * (abs(_column(right) - _column(left)) + 1)
            if area > self.limits.merge_area:
                raise Refused("工作表里有一块合并单元格大得不正常。请取消合并后再试。", "merge")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
