"""What is refused before any parser sees it, and that every limit is exact."""

from __future__ import annotations

import dataclasses
import io
import zipfile

import pytest

from jiaoyan.documents import preflight
from jiaoyan.documents.preflight import Limits, Refused
from tests.documents.workbooks import SHEET, archive, ole, package, text_cell, workbook

GOOD = workbook({"名单": [["姓名", "班级"], ["甲", "五（1）班"]]})
EXCEL = ("xlsx", "xls")


def refusal(data: bytes, limits: Limits = preflight.DEFAULT) -> Refused:
    with pytest.raises(Refused) as caught:
        preflight.check(data, EXCEL, limits)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in str(caught.value))
    return caught.value


def test_an_ordinary_workbook_passes() -> None:
    assert preflight.check(GOOD, EXCEL) == "xlsx"


def test_an_old_workbook_is_known_by_its_directory() -> None:
    assert preflight.check(ole("Root Entry", "Workbook"), EXCEL) == "xls"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "foreign"),
        (b"%PDF-1.7\n", "foreign"),
        (b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>", "html"),
        (b"  <!DOCTYPE HTML><html></html>", "html"),
        ("姓名,班级\n甲,五（1）班\n".encode("gb18030"), "text"),
        ("姓名\t班级\n".encode("utf-16"), "text"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "old_xml"),
        (b"\x01\x00\x02\x00" * 40, "unknown"),
        (ole("Root Entry", "EncryptionInfo", "EncryptedPackage"), "password"),
        (ole("Root Entry", "Workbook", "_VBA_PROJECT_CUR", "_VBA_PROJECT"), "macros"),
        (ole("Root Entry", "WordDocument"), "old_word"),
        (ole("Root Entry", "PowerPoint Document"), "unknown"),
        (package({"xl/vbaProject.bin": b"x"}), "macros"),
        (package({"xl/macrosheets/sheet9.xml": b"<x/>"}), "macros"),
        (archive({"word/document.xml": "<x/>"}), "other_kind"),
        (archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), "other_office"),
        (archive({"readme.txt": "x"}), "archive"),
        (GOOD[:200], "broken"),
        (GOOD[:-10], "broken"),
        (b"PK\x03\x04" + b"\x00" * 300, "broken"),
        (package({"../evil.xml": "<x/>"}), "names"),
        (package({"/etc/evil.xml": "<x/>"}), "names"),
        (package({"c:\\evil.xml": "<x/>"}), "names"),
        (package({"XL/Workbook.xml": "<x/>"}), "names"),
    ],
)
def test_what_is_not_an_open_workbook_is_refused_with_its_own_reason(data: bytes, code: str) -> None:
    assert refusal(data).code == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("padding", [0, 300_000, 262_144 - 60])
def test_a_dtd_is_found_in_every_encoding_and_across_pieces(encoding: str, padding: int) -> None:
    text = f'<?xml version="1.0"?>{" " * padding}<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'
    assert refusal(package(sheet=text.encode(encoding))).code == "dtd"


def test_an_encoding_that_could_hide_a_dtd_is_refused() -> None:
    assert refusal(package(sheet=b'<?xml version="1.0" encoding="UTF-7"?><worksheet/>')).code == "encoding"


def test_two_cells_at_the_far_corners_are_refused() -> None:
    assert refusal(package(rows=f"<row>{text_cell('A1', 'x')}{text_cell('XFD1048576', 'y')}</row>")).code == "cells"


def test_blank_formatted_cells_down_to_the_last_row_cost_nothing() -> None:
    assert preflight.check(package(rows=f'<row>{text_cell("A1", "x")}<c r="XFD1048576" s="1"/></row>'), EXCEL) == "xlsx"


def test_a_merge_over_the_whole_grid_is_refused() -> None:
    assert refusal(package(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')).code == "merge"


def test_a_bomb_is_refused_by_ratio_before_it_is_inflated_wholly() -> None:
    bomb = package(rows=" " * 100_000_000)
    assert len(bomb) < 200_000
    assert refusal(bomb).code == "ratio"


def test_a_directory_that_lies_about_size_is_refused() -> None:
    honest = package(rows=" " * 1000)
    size = len(SHEET.format(rows=" " * 1000, after="")).to_bytes(4, "little")
    assert honest.count(size) >= 2
    assert refusal(honest.replace(size, (10).to_bytes(4, "little"))).code == "broken"


def test_an_encrypted_member_is_refused_as_password() -> None:
    data = bytearray(package())
    directory = data.rfind(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert refusal(bytes(data)).code == "password"


def test_an_uncommon_compression_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as target:
        target.writestr("xl/workbook.xml", "<x/>")
    assert refusal(stream.getvalue()).code == "compression"


def inflated(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return sum(part.file_size for part in parts.infolist())


SQUARE = package(rows=f"<row>{text_cell('B2', 'x')}{text_cell('E6', 'y')}</row>", after='<mergeCells><mergeCell ref="A1:D5"/></mergeCells>')


@pytest.mark.parametrize(
    ("name", "data", "limit", "code"),
    [
        ("file_bytes", SQUARE, len(SQUARE), "too_big"),
        ("members", SQUARE, 5, "members"),
        ("inflated_bytes", SQUARE, inflated(SQUARE), "inflated"),
        ("cells", SQUARE, 2, "cells"),
        ("area", SQUARE, 20, "cells"),
        ("merge_area", SQUARE, 20, "merge"),
    ],
)
def test_a_limit_is_met_exactly_and_passed_by_one(name: str, data: bytes, limit: int, code: str) -> None:
    assert preflight.check(data, EXCEL, dataclasses.replace(Limits(), **{name: limit})) == "xlsx"
    assert refusal(data, dataclasses.replace(Limits(), **{name: limit - 1})).code == code


def test_the_directory_limit_is_exact() -> None:
    with zipfile.ZipFile(io.BytesIO(SQUARE)) as parts:
        size = sum(46 + len(part.filename) for part in parts.infolist())
    assert preflight.check(SQUARE, EXCEL, Limits(directory_bytes=size)) == "xlsx"
    assert refusal(SQUARE, Limits(directory_bytes=size - 1)).code == "members"


def test_the_ratio_limit_is_exact_and_counts_only_from_its_size_on() -> None:
    data = package(rows=" " * 100_000)
    ratio = -(-inflated(data) // len(data))
    assert preflight.check(data, EXCEL, Limits(ratio=ratio, ratio_from_bytes=1000)) == "xlsx"
    assert refusal(data, Limits(ratio=ratio - 1, ratio_from_bytes=1000)).code == "ratio"
    assert preflight.check(data, EXCEL, Limits(ratio=1)) == "xlsx"


def test_a_word_document_passes_where_word_is_wanted() -> None:
    assert preflight.check(archive({"word/document.xml": "<x/>"}), ("docx",)) == "docx"


def test_any_archive_can_be_checked_member_by_member() -> None:
    data = archive({"a.bin": b"\x00" * 5000})
    preflight.check_archive(data, Limits(inflated_bytes=5000))
    with pytest.raises(Refused):
        preflight.check_archive(data, Limits(inflated_bytes=4999))
