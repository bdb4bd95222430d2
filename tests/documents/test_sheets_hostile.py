"""Hostile and broken workbooks: a clear answer each, while the caller's own memory and time stay small."""

from __future__ import annotations

import resource

import pytest

from jiaoyan.documents.preflight import Refused
from jiaoyan.documents.sandbox import ChildFailed
from jiaoyan.documents.sheets import ColumnSpec, ReadLimits, read_table
from tests.conftest import worked
from tests.documents.workbooks import old_workbook, package, text_cell, workbook

COLUMNS = (ColumnSpec("name", ("姓名",), required=True, kind="name"), ColumnSpec("class_", ("班级",), required=True))
HEADER = f"<row>{text_cell('A1', '姓名')}{text_cell('B1', '班级')}</row>"


def answer(data: bytes) -> str:
    """The first sentence a person gets for ``data``, or "read" when it is taken."""
    try:
        problems = read_table(data, COLUMNS).problems
    except (Refused, ChildFailed) as error:
        return str(error)
    return str(problems[0]) if problems else "read"


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_fifty_thousand_rows_are_answered_quickly_with_a_count() -> None:
    data = workbook({"学生": [["姓名", "班级"], *[[f"学生{n}", "五（1）班"] for n in range(50_000)]]})
    before, start = peak(), worked()
    result = read_table(data, COLUMNS)
    assert worked() - start < 5
    assert peak() - before < 20_000  # kilobytes
    assert [str(problem) for problem in result.problems] == ["“学生”有 50,000 行数据，一次最多 5,000 行，请分成几份导入"]


def test_five_thousand_rows_of_twelve_columns_are_read_in_seconds() -> None:
    header = ["姓名", "班级", *[f"列{n}" for n in range(10)]]
    data = workbook({"学生": [header, *[[f"学生{n}", "五（1）班", *[n] * 10] for n in range(5_000)]]})
    start = worked()
    assert len(read_table(data, COLUMNS).rows) == 5_000
    assert worked() - start < 4


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (package(rows=f"<row>{text_cell('A1', 'x')}{text_cell('XFD1048576', 'y')}</row>"), "cells"),
        (package(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), "merge"),
        (package(rows=" " * 60_000_000), "ratio"),
        (package(sheet='<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'.encode("utf-16")), "dtd"),
        (package({"xl/vbaProject.bin": b"x"}), "macros"),
    ],
)
def test_a_refusal_in_the_child_reaches_the_caller_with_its_reason(data: bytes, code: str) -> None:
    before, start = peak(), worked()
    with pytest.raises(Refused) as caught:
        read_table(data, COLUMNS)
    assert caught.value.code == code
    assert worked() - start < 5
    assert peak() - before < 20_000


def test_an_extent_hidden_from_the_first_look_ends_in_the_child() -> None:
    hidden = text_cell("XFD1048576", "y").replace("XFD", "&#88;FD")
    with pytest.raises((Refused, ChildFailed)):
        read_table(package(rows=f"<row>{text_cell('A1', 'x')}</row><row>{hidden}</row>"), COLUMNS)


@pytest.mark.parametrize(
    "data",
    [
        package(sheet="<worksheet><sheetData><row"),
        package(sheet=b""" \xff\xfe not xml"""),
        package({"xl/workbook.xml": "<workbook/>"}),
        package({"xl/_rels/workbook.xml.rels": "<Relationships/>"}),
        package({"xl/worksheets/sheet1.xml": b"\x00" * 1000}),
        package({"xl/sharedStrings.xml": "<sst><si><t>x"}),
        package(rows='<row><c r="A1" t="s"><v>99</v></c></row>'),
        package(rows='<row><c r="ZZZZ1"><v>9</v></c><c r="A0"><v>9</v></c></row>'),
    ],
)
def test_a_malformed_workbook_gives_a_sentence_and_never_another_exception(data: bytes) -> None:
    assert answer(data) not in {"", "read"}


def test_too_little_time_is_a_clear_failure() -> None:
    data = workbook({"学生": [["姓名", "班级"], *[[f"学生{n}", "五（1）班"] for n in range(20_000)]]})
    with pytest.raises(ChildFailed) as caught:
        read_table(data, COLUMNS, limits=ReadLimits(seconds=0.05))
    assert caught.value.reason == "timeout"


def test_too_little_memory_is_a_clear_failure() -> None:
    data = workbook({"学生": [["姓名", "班级"], *[[f"学生{n}", "五（1）班"] for n in range(20_000)]]})
    with pytest.raises(ChildFailed):
        read_table(data, COLUMNS, limits=ReadLimits(megabytes=30))


OLD = old_workbook(
    "名单",
    [["教师名单"], ["姓名", "班级", "备注"], ["李　明", "五（1）班"], ["王芳", 51, b"\x07"], ["合计", 2]],
)


def test_an_old_xls_is_read_like_a_new_one_and_its_failed_formulas_are_seen() -> None:
    result = read_table(OLD, (*COLUMNS, ColumnSpec("remark", ("备注",))))
    assert [(row.text("name"), row.text("class_")) for row in result.rows] == [("李明", "五（1）班"), ("王芳", "51")]
    assert [str(problem) for problem in result.problems] == ["“名单”第 4 行 C 备注 列：单元格里是错误值 #DIV/0!，请改正公式或直接填写内容"]
    assert "合计行" in result.notes[0]


@pytest.mark.parametrize("length", [600, 1600, 1900, 2600, len(OLD) - 700])
def test_an_old_xls_cut_short_gives_a_sentence(length: int) -> None:
    assert answer(OLD[:length])
