"""The format check is silent on our own files and finds each way of leaving the rule."""

from __future__ import annotations

import re

import pytest

from jiaoyan.documents.blocks import Document, Heading, Paragraph, Row, Run, Subtitle, Table, para, text
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from tests.documents.sample import COVER, LEDGER
from tests.documents.word_files import replaced

TABLE = Table((1, 1), (Row((text("甲"), text("乙"))),))
BODY = (Heading("大标题"), Subtitle("副标题"), Heading("小标题", 2), para("正文一段"), TABLE, Heading("不列的", listed=False))
SMALL = Document("小", BODY, COVER, contents=True)
GOOD = to_docx(SMALL, {f"_Toc{n:06d}": n for n in (1, 2)} | {"_LedgerEnd": 2})

STYLES, DOCUMENT, FOOTER = "word/styles.xml", "word/document.xml", "word/footer1.xml"
FONTS = '<w:rFonts w:hint="eastAsia" w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体" w:cs="Times New Roman"/>'
BEGIN, SEPARATE = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'


def test_the_whole_ledger_keeps_the_rule():
    assert check(to_docx(LEDGER)) == []


@pytest.mark.parametrize(
    "document", [SMALL, Document("单", BODY), Document("横", BODY, landscape=True), Document("空", ())], ids=lambda d: d.title
)
def test_small_files_keep_the_rule(document):
    assert check(to_docx(document)) == []


def test_emphasis_gaps_and_raised_digits_keep_the_rule():
    runs = (Run("粗", bold=True), Run("", fill=6), Run("2", superscript=True))
    assert check(to_docx(Document("行", (Paragraph(runs),)))) == []


PLANTED = {
    "missing eastAsia font": (STYLES, ' w:eastAsia="宋体"', "", "font", "字体"),
    "another Latin font": (STYLES, 'w:ascii="宋体"', 'w:ascii="Calibri"', "font", "Calibri"),
    "another font on one run": (
        DOCUMENT,
        "<w:r><w:t>正文一段",
        f"<w:r><w:rPr>{FONTS.replace('宋体', '楷体')}</w:rPr><w:t>正文一段",
        "font",
        "楷体",
    ),
    "theme font": (STYLES, 'w:hint="eastAsia"', 'w:hint="eastAsia" w:eastAsiaTheme="minorEastAsia"', "theme", "主题"),
    "small title": (STYLES, '<w:sz w:val="32"/><w:szCs w:val="32"/>', '<w:sz w:val="30"/><w:szCs w:val="30"/>', "size", "三号"),
    "small subtitle": (STYLES, '<w:sz w:val="28"/><w:szCs w:val="28"/>', '<w:sz w:val="24"/><w:szCs w:val="24"/>', "size", "四号"),
    "large run": (DOCUMENT, "<w:r><w:t>甲", '<w:r><w:rPr><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr><w:t>甲', "size", "小四"),
    "title not bold": (STYLES, "<w:b/><w:bCs/>", "", "bold", "加粗"),
    "bold switched off on a heading": (
        DOCUMENT,
        "<w:r><w:t>小标题",
        '<w:r><w:rPr><w:b w:val="0"/><w:bCs w:val="0"/></w:rPr><w:t>小标题',
        "bold",
        "加粗",
    ),
    "title not centred": (
        STYLES,
        '<w:jc w:val="center"/><w:outlineLvl w:val="0"/>',
        '<w:jc w:val="left"/><w:outlineLvl w:val="0"/>',
        "align",
        "居中",
    ),
    "subtitle not right": (STYLES, '<w:jc w:val="right"/>', '<w:jc w:val="left"/>', "align", "右对齐"),
    "single line": (STYLES, 'w:line="360" w:lineRule="auto"', 'w:line="240" w:lineRule="auto"', "line", "1.5倍"),
    "exact line": (STYLES, 'w:line="360" w:lineRule="auto"', 'w:line="360" w:lineRule="exact"', "line", "1.5倍"),
    "size without twin": (STYLES, '<w:szCs w:val="32"/>', "", "twin", "szCs"),
    "bold without twin": (STYLES, "<w:bCs/>", "", "twin", "bCs"),
    "line grid": (
        DOCUMENT,
        '<w:cols w:space="425"/>',
        '<w:cols w:space="425"/><w:docGrid w:type="lines" w:linePitch="312"/>',
        "grid",
        "网格",
    ),
    "undefined style": (DOCUMENT, '<w:pStyle w:val="Prose"/>', '<w:pStyle w:val="Gone"/>', "style", "没有定义"),
    "no grid columns": (DOCUMENT, re.compile(r"<w:tblGrid>.*?</w:tblGrid>"), "<w:tblGrid/>", "table", "各列的宽度"),
    "no table width": (DOCUMENT, re.compile(r'<w:tblW w:w="8730" w:type="dxa"/>'), "", "table", "总宽度"),
    "floating widths": (DOCUMENT, '<w:tblLayout w:type="fixed"/>', "", "table", "不固定"),
    "no cell width": (DOCUMENT, '<w:tcW w:w="4365" w:type="dxa"/>', "", "cell", "宽度"),
    "row off the grid": (
        DOCUMENT,
        '<w:tcW w:w="4365" w:type="dxa"/>',
        '<w:tcW w:w="4365" w:type="dxa"/><w:gridSpan w:val="2"/>',
        "cell",
        "列",
    ),
    "cell without paragraph": (
        DOCUMENT,
        re.compile(r"</w:tcPr><w:p>(?:(?!</w:p>).)*乙</w:t></w:r></w:p>"),
        "</w:tcPr>",
        "cell",
        "段落结尾",
    ),
    "contents without page numbers": (DOCUMENT, f"{SEPARATE}<w:r><w:t>1</w:t></w:r>", SEPARATE, "contents", "页码"),
    "contents without text": (DOCUMENT, re.compile(r"<w:hyperlink.*?</w:hyperlink>"), "", "contents", "目录是空的"),
    "field without result": (FOOTER, SEPARATE, "", "field", "缓存"),
    "field without end": (
        FOOTER,
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> 页</w:t></w:r></w:p>',
        "</w:p>",
        "field",
        "结束",
    ),
    "field without begin": (FOOTER, BEGIN, "", "field", "开始"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_each_planted_fault_is_found_and_named(name):
    part, old, new, rule, words = PLANTED[name]
    found = check(replaced(GOOD, old, new, part))
    assert [str(violation) for violation in found if violation.rule == rule and words in violation.message]


def test_equal_faults_are_one_line_with_their_number():
    docx = to_docx(Document("多", tuple(para(f"第{n}段") for n in range(40))))
    found = check(replaced(docx, 'w:line="360" w:lineRule="auto"', 'w:line="240" w:lineRule="auto"', STYLES))
    assert [str(violation) for violation in found] == ["正文段落“第0段”：行间距应为1.5倍（共40处）"]


def test_styles_that_are_based_on_each_other_in_a_circle_end_the_search():
    docx = replaced(GOOD, '<w:name w:val="Normal"/>', '<w:name w:val="Normal"/><w:basedOn w:val="Prose"/>', STYLES)
    assert check(docx) == []
