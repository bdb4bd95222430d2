"""Each block becomes the Word elements the paper form needs."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from jiaoyan.documents.blocks import (
    Block,
    Cell,
    Cover,
    Document,
    Fraction,
    Heading,
    ListItem,
    PageBreak,
    Paragraph,
    Picture,
    Row,
    Run,
    Subtitle,
    Table,
    header,
    label,
    para,
    text,
    words,
)
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.word.front import entries
from jiaoyan.documents.word.tables import share_out
from jiaoyan.documents.word.xml import q
from tests.documents.sample import PICTURE
from tests.documents.word_files import body, part, raw, styled, texts, values

HOSTILE = "3<5 与 a<b & “引号” …… 喆犇𠮷😀 <w:p>"


def grid(*rows: Row, widths: tuple[float, ...] = (1, 1, 1), header_rows: int = 0) -> Table:
    return Table(widths, rows, header_rows)


class TestText:
    def test_each_kind_of_paragraph_takes_its_named_style(self):
        root = body(Heading("大"), Subtitle("副"), Heading("小", 2), para("文"), para("平", indent=False), para("右", align="right"))
        assert styled(root) == [
            ("Heading1", "大"),
            ("Subtitle", "副"),
            ("Heading2", "小"),
            ("Prose", "文"),
            ("Normal", "平"),
            ("RightAligned", "右"),
        ]

    def test_a_listed_subtitle_stands_in_the_contents_without_its_dashes_instead_of_the_slogan_above_it(self):
        blocks = (Heading("大", listed=False), Subtitle("——副", listed=True))
        root = body(*blocks)
        assert styled(root) == [("PlainHeading1", "大"), ("ListedSubtitle", "——副")]
        assert [name for name in values(root, "bookmarkStart", "name") if name.startswith("_Toc")] == ["_Toc000001"]
        assert [(entry.level, entry.text) for entry in entries(blocks)] == [(1, "副")]

    def test_an_unlisted_heading_has_no_outline_level_and_no_bookmark(self):
        root = body(Heading("不列", listed=False))
        assert styled(root) == [("PlainHeading1", "不列")]
        assert [name for name in values(root, "bookmarkStart", "name") if name.startswith("_Toc")] == []

    def test_hostile_characters_arrive_as_they_were_typed(self):
        root = body(para(HOSTILE), Heading(HOSTILE), grid(Row((text(HOSTILE, columns=3),))))
        assert [words for _, words in styled(root)][:3] == [HOSTILE] * 3

    def test_characters_that_xml_forbids_are_left_out(self):
        assert texts(body(para("甲\x00\x0b乙\ud800丙\ufffe"))) == "甲乙丙"

    def test_line_ends_and_tabs_become_breaks_and_tabs(self):
        p = body(para("甲\r\n乙\t丙"))[0][0]
        assert [child.tag for child in p.find(q("r"))] == [q("t"), q("br"), q("t"), q("tab"), q("t")]

    def test_emphasis_sets_both_twins(self):
        properties = body(Paragraph((Run("粗", bold=True, underline=True), Run("2", superscript=True)))).findall(f".//{q('rPr')}")
        assert [[child.tag for child in one] for one in properties] == [[q("b"), q("bCs"), q("u")], [q("vertAlign")]]

    @pytest.mark.parametrize(
        ("run", "wide"), [(Run("", fill=8), 8), (Run("周敏", fill=8), 8), (Run("ab", fill=4), 5), (Run("很长的姓名", fill=2), 5)]
    )
    def test_a_gap_is_underlined_and_wide_enough(self, run, wide):
        root = body(Paragraph((run,)))
        assert values(root, "rPr/u") == ["single"]
        assert len(texts(root).rstrip("\u00a0")) == wide
        assert run.text in texts(root)

    def test_a_fraction_is_upright_and_in_the_text_font(self):
        root = body(Paragraph(("长", Fraction("3", "4"), "米")))
        assert texts(root) == "长34米"
        assert len(root.findall(f".//{q('m:f')}/{q('m:num')}/{q('m:r')}/{q('m:rPr')}/{q('m:nor')}")) == 1
        assert values(root, "m:r/rPr/rFonts", "eastAsia") == ["宋体", "宋体"]

    @pytest.mark.parametrize(
        ("item", "style", "printed"),
        [
            (ListItem(("项",)), "ListItem1", "·项"),
            (ListItem(("项",), "10.", 1), "ListItem2", "10.项"),
            (ListItem(("项",), "（十一）"), "NumberedText1", "（十一）项"),
            (ListItem(("项",), "·", 9), "ListItem3", "·项"),
        ],
    )
    def test_a_marker_hangs_when_it_is_narrow_and_leads_the_line_when_it_is_wide(self, item, style, printed):
        assert styled(body(item)) == [(style, printed)]

    def test_words_reads_a_mixed_number_and_a_power_as_a_person_would(self):
        assert (
            words(("绳长1", Fraction("2", "3"), "米，", Run("面积", bold=True), "m", Run("2", superscript=True))) == "绳长1又2/3米，面积m²"
        )


class TestTables:
    def test_widths_stand_on_table_grid_and_cells_and_add_up(self):
        root = body(grid(Row((text("甲"), text("乙", columns=2))), widths=(1, 2, 3)))
        columns = [int(w) for w in values(root, "tblGrid/gridCol", "w")]
        assert sum(columns) == int(values(root, "tblPr/tblW", "w")[0]) == 8730
        assert [int(w) for w in values(root, "tcPr/tcW", "w")] == [columns[0], columns[1] + columns[2]]
        assert values(root, "tblPr/tblLayout", "type") == ["fixed"]

    @pytest.mark.parametrize("shares", [(1,), (1, 1, 1), (0.7, 1.1, 4.2, 3.4), (1, 1000), tuple(range(1, 20))])
    def test_shares_add_up_to_the_twip(self, shares):
        assert sum(share_out(shares, 8730)) == 8730

    def test_header_rows_repeat_and_stay_with_the_next(self):
        root = body(grid(header("一", "二", "三"), Row((text("a"), text("b"), text("c"))), header_rows=1))
        rows = root.findall(f".//{q('tr')}")
        assert [row.find(f"{q('trPr')}/{q('tblHeader')}") is not None for row in rows] == [True, False]
        assert len(rows[0].findall(f".//{q('keepNext')}")) == 3

    def test_only_a_breakable_row_may_run_over_the_page_end(self):
        root = body(grid(Row((text("a", columns=3),)), Row((text("b", columns=3),), breakable=True)))
        assert [row.find(f"{q('trPr')}/{q('cantSplit')}") is not None for row in root.iter(q("tr"))] == [True, False]

    def test_a_cell_over_rows_is_continued_with_its_own_width_below(self):
        rows = (Row((text("周", rows=3), text("甲"), text("备", rows=2))), Row((text("乙"),)), Row((text("丙"), text("丁"))))
        root = body(grid(*rows))
        merges = [
            [(m.get(q("val")) if (m := c.find(f"{q('tcPr')}/{q('vMerge')}")) is not None else "") for c in row.findall(q("tc"))]
            for row in root.iter(q("tr"))
        ]
        assert merges == [["restart", "", "restart"], ["continue", "", "continue"], ["continue", "", ""]]

    def test_a_cell_over_rows_and_columns_keeps_its_span(self):
        root = body(grid(Row((Cell(rows=2, columns=2), text("a"))), Row((text("b"),))))
        assert values(root, "tcPr/gridSpan") == ["2", "2"]

    def test_every_cell_ends_with_a_paragraph(self):
        root = body(grid(Row((Cell(), Cell(((),)), text("甲", "乙")))))
        assert [len(cell.findall(q("p"))) for cell in root.iter(q("tc"))] == [1, 1, 2]
        assert all(cell[-1].tag == q("p") for cell in root.iter(q("tc")))

    @pytest.mark.parametrize(
        "rows",
        [
            (Row((text("a"), text("b"))),),
            (Row((text("a", columns=4),)),),
            (Row((text("a"), text("b"), text("c"), text("d"))),),
            (Row((text("a", rows=2), text("b", columns=2))),),
            (Row((text("a", rows=2), text("b", columns=2))), Row((text("c", columns=3),))),
        ],
        ids=["too few", "too wide", "too many", "merged below the end", "over a merged cell"],
    )
    def test_a_row_that_does_not_fit_the_grid_is_refused(self, rows):
        with pytest.raises(ValueError, match=r"row|merged"):
            body(grid(*rows))

    def test_two_tables_in_a_row_are_kept_apart(self):
        one = grid(Row((text("a", columns=3),)))
        assert [child.tag.rpartition("}")[2] for child in body(one, one)[0]] == ["tbl", "p", "tbl", "p", "sectPr"]

    def test_labels_are_bold_and_centred_by_style(self):
        assert styled(body(grid(Row((label("签"), text("左"), text("右", align="right"))))))[:3] == [
            ("CellLabel", "签"),
            ("Cell", "左"),
            ("CellRight", "右"),
        ]

    def test_a_row_is_at_least_as_high_as_asked(self):
        root = body(grid(Row((text("a", columns=3),), min_height_mm=25.4)))
        assert (values(root, "trHeight"), values(root, "trHeight", "hRule")) == (["1440"], ["atLeast"])


class TestPages:
    def test_a_page_break_leaves_no_empty_paragraph_behind(self):
        root = body(para("一"), PageBreak(), PageBreak(), Heading("二"), PageBreak())
        assert [text for _, text in styled(root)] == ["一", "二"]
        assert len(root.findall(f".//{q('pageBreakBefore')}")) == 1

    def test_a_break_before_the_first_block_is_not_a_blank_page(self):
        assert body(PageBreak(), para("一")).find(f".//{q('pageBreakBefore')}") is None

    def test_a_table_after_a_break_starts_the_page(self):
        root = body(para("一"), PageBreak(), grid(Row((text("a", columns=3),))))
        assert [(style, text) for style, text in styled(root)][:2] == [("Prose", "一"), ("Hairline", "")]

    def test_landscape_turns_the_page_and_widens_the_tables(self):
        root = body(grid(Row((text("a", columns=3),))), landscape=True)
        assert values(root, "pgSz", "orient") == ["landscape"]
        assert values(root, "tblW", "w") == ["13958"]

    def test_no_section_snaps_to_a_line_grid(self):
        assert body(para("一")).find(f".//{q('docGrid')}") is None

    def test_a_single_form_counts_its_own_pages(self):
        footer = part(to_docx(Document("单", (para("一"),))), "word/footer1.xml")
        assert [t.text.strip() for t in footer.iter(q("instrText"))] == ["PAGE", "NUMPAGES"]

    def test_an_empty_document_is_still_a_page(self):
        assert [tag.tag for tag in body()[0]] == [q("p"), q("sectPr")]


COVER = Cover(
    "某校", "2023—2024学年第二学期", "集体备课工作台账资料", (("备课组名称：", "五年级<数学>备课组"), ("备课组组长：", "")), "2024年2月"
)


class TestFront:
    def test_cover_says_its_parts_in_the_order_of_the_paper_form(self):
        root = part(to_docx(Document("账", (Heading("一"),), COVER)))
        lines = ["备课组名称：", "五年级<数学>备课组", "备课组组长：", "2024年2月", "一"]
        assert [text for _, text in styled(root) if text] == ["某校", "2023—2024学年第二学期", "集体备课工作台账资料", *lines]

    def test_cover_contents_and_body_are_three_sections_and_the_cover_has_no_number(self):
        root = part(to_docx(Document("账", (Heading("一"),), COVER, contents=True)))
        sections = list(root.iter(q("sectPr")))
        assert [section.find(q("footerReference")) is not None for section in sections] == [False, True, True]
        assert values(root, "pgNumType", "fmt") == ["upperRoman", "decimal"]
        assert values(root, "pgNumType", "start") == ["1", "1"]

    def test_contents_hold_listed_headings_of_two_levels_with_their_pages(self):
        document = Document("账", (Heading("一"), Heading("甲", 2), Heading("细", 3), Heading("藏", 2, listed=False)), contents=True)
        root = part(to_docx(document, {"_Toc000001": 1, "_Toc000002": 7, "_LedgerEnd": 9}))
        assert [(style, text) for style, text in styled(root) if style.startswith("TOC")] == [("TOC1", "一1"), ("TOC2", "甲7")]

    def test_contents_without_known_pages_ask_word_to_fill_them(self):
        document = Document("账", (Heading("一"),), contents=True)
        assert 'w:dirty="true"' in raw(part(to_docx(document)))
        assert "dirty" not in raw(part(to_docx(document, {"_Toc000001": 1})))

    def test_the_total_is_that_of_the_body_and_cached(self):
        footer = part(to_docx(Document("账", (Heading("一"),), COVER), {"_LedgerEnd": 42}), "word/footer1.xml")
        assert "PAGEREF _LedgerEnd" in raw(footer)
        assert texts(footer) == "第 1 页  共 42 页"

    def test_every_contents_line_leads_to_a_bookmark_of_the_body(self):
        root = part(to_docx(Document("账", (Heading("一"), Heading("一"), Heading("二", 2)), contents=True)))
        assert values(root, "hyperlink", "anchor") == ["_Toc000001", "_Toc000002", "_Toc000003"]
        assert set(values(root, "hyperlink", "anchor")) <= set(values(root, "bookmarkStart", "name"))


class TestPictures:
    def test_a_picture_keeps_its_proportions_and_says_what_it_shows(self):
        root = body(PICTURE)
        extent, about = root.find(f".//{q('wp:extent')}"), root.find(f".//{q('wp:docPr')}")
        assert (extent.get("cx"), extent.get("cy")) == (str(110 * 36000), str(55 * 36000))
        assert about.get("descr") == PICTURE.alt

    def test_a_picture_wider_than_the_text_is_made_to_fit(self):
        root = body(Picture(PICTURE.data, "宽", 400))
        assert int(root.find(f".//{q('wp:extent')}").get("cx")) <= 8730 * 635

    def test_a_jpeg_is_measured_by_its_own_header(self):
        buffer = io.BytesIO()
        Image.new("RGB", (300, 100)).save(buffer, "JPEG", exif=Image.Exif())
        extent = body(Picture(buffer.getvalue(), "照片", 90)).find(f".//{q('wp:extent')}")
        assert (extent.get("cx"), extent.get("cy")) == (str(90 * 36000), str(30 * 36000))

    def test_equal_pictures_are_stored_once(self):
        relations = raw(part(to_docx(Document("图", (PICTURE, PICTURE))), "word/_rels/document.xml.rels"))
        assert relations.count("media/") == 1

    @pytest.mark.parametrize("data", [b"", b"GIF89a" + bytes(40), b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n" + bytes(16)])
    def test_what_is_no_png_or_jpeg_is_refused(self, data):
        with pytest.raises(ValueError, match="picture"):
            body(Picture(data, "坏", 50))


def test_equal_documents_are_equal_files():
    document = Document("账", (Heading("一"), PICTURE, grid(Row((text("a", columns=3),)))), COVER, contents=True)
    assert to_docx(document) == to_docx(document)


def test_the_file_names_title_and_product_and_no_person():
    core = part(to_docx(Document("五年级 <台账> & 附表", ())), "docProps/core.xml")
    assert [child.text for child in core] == ["五年级 <台账> & 附表", "教研台账"]


def test_empty_brackets_and_the_letter_of_a_choice_cannot_be_broken():
    said = texts(body(para("读作（　　）或（ ），第　　次（甲　乙）。A. 3.7－2　B. 5　见A.b")))
    assert said == "读作（\u00a0\u00a0\u00a0\u00a0）或（\u00a0），第　　次（甲　乙）。A.\u00a03.7－2　B.\u00a05　见A.b"


def test_long_brackets_of_a_form_may_be_broken():
    assert texts(body(Heading("第　　单元（　　　　　　　）单元分析"))) == "第　　单元（　　　　　　　）单元分析"


@pytest.mark.parametrize(("below", "kept"), [(para("图1", align="center"), True), (para("下文"), False), (Heading("二", level=2), False)])
def test_a_picture_stays_on_the_page_of_its_caption(below: Block, kept: bool):
    root = body(PICTURE, below)
    (figure,) = [p for p in root.iter(q("p")) if p.find(f"{q('pPr')}/{q('pStyle')}").get(q("val")) == "Figure"]
    assert (figure.find(f"{q('pPr')}/{q('keepNext')}") is not None) is kept
