"""Rendering by LibreOffice: page numbers, fonts, failure. The tests that need the program are left out where it is absent."""

from __future__ import annotations

import io
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from jiaoyan.documents import pdf, rendering
from jiaoyan.documents.blocks import Document, Fraction, Heading, PageBreak, Paragraph, Row, Run, Subtitle, Table, para, text
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.documents.word.front import entries
from jiaoyan.documents.word.xml import parse, q
from tests.documents.sample import COVER, LEDGER
from tests.documents.word_files import part, styled, texts

office = [pytest.mark.office, pytest.mark.skipif(not pdf.available(), reason="LibreOffice is not installed")]
needs_posix = pytest.mark.skipif(os.name == "nt", reason="the stand-in program is a shell script")
SMALL = Document("小", (Heading("一"), para("文"), PageBreak(), Heading("二")), COVER, contents=True)


def program(folder: Path, script: str) -> str:
    """A stand-in for LibreOffice that counts its calls in ``calls``."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\necho call >> {folder}/calls\n{script}\n")
    path.chmod(0o755)
    return str(path)


class TestWithoutLibreOffice:
    def test_a_program_that_is_not_there_is_unavailable_and_says_so_in_chinese(self):
        assert not pdf.available("/nowhere/soffice")
        with pytest.raises(pdf.PdfUnavailable, match="没有安装 LibreOffice"):
            pdf.to_pdf(b"", "/nowhere/soffice")

    def test_the_file_is_complete_all_the_same_and_its_contents_are_left_to_word(self):
        assert pdf.with_page_numbers(SMALL, "/nowhere/soffice") == to_docx(SMALL)

    @needs_posix
    def test_a_program_that_fails_is_tried_twice_and_then_reported(self, tmp_path):
        with pytest.raises(pdf.PdfFailed, match="没有生成 PDF"):
            pdf.to_pdf(to_docx(SMALL), program(tmp_path, "exit 1"))
        assert (tmp_path / "calls").read_text().split() == ["call", "call"]

    @needs_posix
    def test_a_program_that_fails_leaves_the_file_without_page_numbers(self, tmp_path):
        assert pdf.with_page_numbers(SMALL, program(tmp_path, "exit 0")) == to_docx(SMALL)

    @needs_posix
    def test_a_program_that_hangs_is_ended_with_its_children(self, tmp_path):
        script = f"sleep 60 & echo $! >> {tmp_path}/children; wait"
        began = time.monotonic()
        with pytest.raises(pdf.PdfFailed):
            pdf.to_pdf(to_docx(SMALL), program(tmp_path, script), timeout=0.5)
        assert time.monotonic() - began < 50
        children = (tmp_path / "children").read_text().split()
        assert len(children) == 2
        assert not [child for child in children if _runs(child)]

    @needs_posix
    def test_the_program_sees_none_of_the_servers_settings(self, tmp_path, monkeypatch):
        monkeypatch.setenv("JIAOYAN_SECRET_KEY", "secret")
        with pytest.raises(pdf.PdfFailed):
            pdf.to_pdf(to_docx(SMALL), program(tmp_path, f"env > {tmp_path}/seen"))
        assert "secret" not in (tmp_path / "seen").read_text()


def _runs(process: str) -> bool:
    status = Path(f"/proc/{process}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def test_the_rendering_copy_has_the_line_pitch_of_word_in_every_style():
    sheet = parse(rendering._word_pitch(_styles(to_docx(SMALL))))
    pitch = {
        style.get(q("styleId")): style.find(f"{q('pPr')}/{q('spacing')}")
        for style in sheet.iterfind(q("style"))
        if style.find(q("pPr")) is not None
    }
    assert (pitch["Prose"].get(q("line")), pitch["Prose"].get(q("lineRule"))) == ("468", "atLeast")
    assert pitch["Heading1"].get(q("line")) == "624"
    assert pitch["Hairline"].get(q("lineRule")) == "exact"


def test_the_rendering_copy_keeps_empty_brackets_whole_and_bold_where_they_were():
    docx = to_docx(Document("试", (Heading("（　　）元"), Paragraph((Run("前（　　）后（　　）", bold=True), "末")))))
    runs = list(part(rendering.rendering_copy(docx)).iter(q("r")))
    assert [run.findtext(q("t")) for run in runs[:3]] == ["（", "～～", "）元"]
    assert [run.findtext(q("t")) for run in runs[3:9]] == ["前（", "～～", "）后（", "～～", "）", "末"]
    white = [run.find(f"{q('rPr')}/{q('color')}") is not None for run in runs[:9]]
    assert white == [False, True, False, False, True, False, True, False, False]
    assert [run.find(f"{q('rPr')}/{q('b')}") is not None for run in runs[3:9]] == [True] * 5 + [False]


def test_the_rendering_copy_marks_words_of_a_fraction_as_text_and_numbers_not():
    root = part(rendering.rendering_copy(to_docx(Document("试", (Paragraph((Fraction("1", "1000"), Fraction("路程", "时间"))),)))))
    marked = {r.findtext(q("m:t")): r.find(f"{q('m:rPr')}/{q('m:nor')}") is not None for r in root.iter(q("m:r"))}
    assert marked == {"1": False, "1000": False, "路程": True, "时间": True}


@pytest.mark.office
@pytest.mark.skipif(not pdf.available(), reason="LibreOffice is not installed")
def test_empty_brackets_stand_on_one_line_wherever_the_line_ends():
    lengths = range(20, 40)
    rendered = pdf.to_pdf(to_docx(Document("试", tuple(para("字" * n + "（　　）尾字") for n in lengths))))
    lines = [line for page in PdfReader(io.BytesIO(rendered)).pages for line in page.extract_text().splitlines()]
    assert sum("（～～）" in line.replace(" ", "") for line in lines) == len(lengths), lines


def _styles(docx: bytes) -> bytes:
    from lxml import etree

    return etree.tostring(part(docx, "word/styles.xml"))


@pytest.fixture(scope="module")
def ledger():
    docx = pdf.with_page_numbers(LEDGER)
    return docx, pdf.to_pdf(docx)


class TestRendered:
    pytestmark = office

    def test_contents_agree_with_the_pages_of_a_second_rendering(self, ledger):
        docx, rendered = ledger
        pages = pdf.bookmark_pages(rendered)
        listed = entries(LEDGER.body)
        shown = [text for style, text in styled(part(docx)) if style.startswith("TOC")]
        assert shown == [f"{entry.text}{pages[entry.bookmark]}" for entry in listed if entry.level <= 2]
        assert to_docx(LEDGER, pages) == docx

    def test_outline_and_bookmarks_name_the_same_pages(self, ledger):
        _, rendered = ledger
        pages = pdf.bookmark_pages(rendered)
        outline = pdf.heading_pages(rendered)
        first = outline[0][1]
        assert [(text, page - first + 1) for text, page in outline] == [
            (entry.text, pages[entry.bookmark]) for entry in entries(LEDGER.body)
        ]

    def test_the_last_page_carries_the_total(self, ledger):
        docx, rendered = ledger
        last = PdfReader(io.BytesIO(rendered)).pages[-1].extract_text()
        total = pdf.bookmark_pages(rendered)["_LedgerEnd"]
        assert total > 60
        assert f"第 {total} 页" in last
        assert f"共 {total} 页" in texts(part(docx, "word/footer1.xml"))

    def test_the_filled_file_keeps_the_format_rule(self, ledger):
        assert check(ledger[0]) == []

    def test_the_cover_has_no_page_number_and_the_contents_a_roman_one(self, ledger):
        pages = PdfReader(io.BytesIO(ledger[1])).pages
        assert pages[0].extract_text().rstrip().endswith("2024 年 2 月")
        assert pages[1].extract_text().rstrip().endswith("\nI")

    def test_sizes_of_the_rule_and_a_chinese_serif_font_are_in_the_pdf(self):
        document = Document("字", (Heading("大标题"), Subtitle("副标题"), Paragraph(("正文", Fraction("3", "4")))))
        page = PdfReader(io.BytesIO(pdf.to_pdf(to_docx(document)))).pages[0]
        seen: dict[str, float] = {}

        def visit(text, transform, matrix, font, size):
            for words in ("大标题", "副标题", "正文"):
                if words in text:
                    seen[words] = round(size * matrix[3], 1) if matrix else size

        page.extract_text(visitor_text=visit)
        assert seen == {"大标题": 16, "副标题": 14, "正文": 12}

    def test_rare_characters_and_fractions_reach_the_page(self):
        document = Document("字", (Paragraph(("3<5 与 a<b & 喆犇", Fraction("7", "9"))),))
        page = PdfReader(io.BytesIO(pdf.to_pdf(to_docx(document)))).pages[0].extract_text()
        assert "3<5 与 a<b & 喆犇" in page
        assert "7" in page
        assert "9" in page

    @pytest.mark.parametrize("landscape", [False, True])
    def test_the_cover_stays_one_page_however_long_its_names(self, landscape):
        words = "很长的名字要占两行才放得下，并且后面还有（北校区）"
        cover = replace(COVER, school=words, title=f"{words}台账", lines=(("备课组名称：", words), ("备课组组长：", words)))
        rendered = pdf.to_pdf(to_docx(Document("封", (para("文"),), cover, landscape=landscape)))
        assert len(PdfReader(io.BytesIO(rendered)).pages) == 2

    @pytest.mark.parametrize(
        "last",
        [Heading("一"), para("文"), para(""), Table((1,), (Row((text("甲"),)),)), Heading("藏", listed=False)],
        ids=["heading", "paragraph", "empty paragraph", "table", "unlisted heading"],
    )
    def test_the_total_is_found_whatever_the_body_ends_with(self, last):
        rendered = pdf.to_pdf(to_docx(Document("末", (para("文"), PageBreak(), last), COVER)))
        assert pdf.bookmark_pages(rendered)["_LedgerEnd"] == 2
        assert "第 2 页  共 2 页" in PdfReader(io.BytesIO(rendered)).pages[-1].extract_text()
