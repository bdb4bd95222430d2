"""Workbooks we write: text stays text, choices come from a hidden sheet, the file depends on its content only."""

from __future__ import annotations

import io
import time
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from jiaoyan.documents.excel import Column, Sheet, to_xlsx
from tests.documents.word_files import part, raw

STAFF = Sheet(
    "教师",
    (
        Column("姓名", 12, note="写全名"),
        Column("工号", 10, text=True),
        Column("性别", 8, ("男", "女")),
        Column("入职", 12),
        Column("课时", 8),
    ),
    (("周敏喆", "00012", "女", date(2005, 9, 1), 12), ("陆一舟", 13, "男", None, Decimal("8.5"))),
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def values(book: bytes, title: str) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name(title).to_python()


def sheet_xml(book: bytes, number: int = 1) -> str:
    return raw(part(book, f"xl/worksheets/sheet{number}.xml"))


def test_values_are_read_back_as_they_were_given():
    assert values(to_xlsx([STAFF]), "教师") == [
        ["姓名", "工号", "性别", "入职", "课时"],
        ["周敏喆", "00012", "女", date(2005, 9, 1), 12.0],
        ["陆一舟", "13", "男", "", 8.5],
    ]


@pytest.mark.parametrize("words", ["=1+1", "{=1+1}", "+86", "-3", "@SUM(A1)", "http://example.org", "00012", "3<5 & a<b", "喆犇𠮷", "a\nb"])
def test_text_never_becomes_a_formula_a_link_or_a_number(words):
    book = to_xlsx([Sheet("表", (Column("甲"),), ((words,),))])
    assert values(book, "表")[1] == [words]
    assert "<f>" not in sheet_xml(book)
    assert "hyperlink" not in sheet_xml(book)


def test_forbidden_characters_are_dropped_and_overlong_text_is_cut_to_what_excel_takes():
    book = to_xlsx([Sheet("表", (Column("甲"), Column("乙")), (("a\x00b", "长" * 40000),))])
    assert values(book, "表")[1] == ["ab", "长" * 32767]


def test_the_heading_is_frozen_and_codes_are_formatted_as_text():
    xml = sheet_xml(to_xlsx([STAFF]))
    assert 'state="frozen"' in xml
    assert 'ySplit="1"' in xml
    assert "formatCode" not in xml
    assert 'numFmtId="49"' in raw(part(to_xlsx([STAFF]), "xl/styles.xml"))


def test_choices_come_from_a_hidden_sheet_and_reach_below_the_last_row():
    many = tuple(f"五（{n}）班" for n in range(1, 80))
    book = to_xlsx([Sheet("表", (Column("班级", choices=many), Column("另一", choices=many)))])
    assert [row[0] for row in values(book, "选项")] == list(many)
    assert "'选项'!$A$1:$A$79" in sheet_xml(book)
    assert 'sqref="A2:A1001"' in sheet_xml(book)
    assert 'name="选项" sheetId="2" state="hidden"' in raw(part(book, "xl/workbook.xml"))


def test_form_and_version_stand_on_a_sheet_no_menu_shows():
    book = to_xlsx([STAFF], {"form": "staff", "version": "1"})
    assert values(book, "_meta") == [["form", "staff"], ["version", "1"]]
    assert 'state="veryHidden"' in raw(part(book, "xl/workbook.xml"))


def test_a_hint_shows_when_the_cell_is_chosen():
    assert 'prompt="写全名"' in sheet_xml(to_xlsx([STAFF]))


def test_equal_content_is_an_equal_file_at_another_second():
    first = to_xlsx([STAFF], {"form": "staff"})
    time.sleep(2.1)
    assert to_xlsx([STAFF], {"form": "staff"}) == first


@pytest.mark.parametrize("title", ["", "长" * 32, "a/b", "[x]", "'a", "选项", "_meta"])
def test_an_impossible_title_is_refused(title):
    with pytest.raises(ValueError, match="title"):
        to_xlsx([Sheet(title, (Column("甲"),))])


def test_two_sheets_of_one_title_and_a_book_without_sheets_are_refused():
    with pytest.raises(ValueError, match="different titles"):
        to_xlsx([STAFF, STAFF])
    with pytest.raises(ValueError, match="different titles"):
        to_xlsx([])


def test_a_row_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="2 values for 1 columns"):
        to_xlsx([Sheet("表", (Column("甲"),), (("a", "b"),))])


def test_a_truth_value_is_refused():
    with pytest.raises(TypeError, match="truth"):
        to_xlsx([Sheet("表", (Column("甲"),), ((True,),))])
