"""Every part is valid WordprocessingML in content and order: what is not, Word calls unreadable content."""

from __future__ import annotations

import pytest

from jiaoyan.documents.blocks import Document, Fraction, Heading, ListItem, Paragraph, Run, para
from jiaoyan.documents.docx import to_docx
from tests.documents.sample import COVER, LEDGER, PICTURE
from tests.documents.word_files import replaced

audit = pytest.importorskip("openxml_audit", reason="the schema checker of the development tools is not installed")

EVERYTHING = (
    Heading("一"),
    Paragraph((Run("粗\n行\t栏", bold=True, underline=True), Fraction("3", " "), Run("2", superscript=True), Run("", fill=8))),
    ListItem(("项",), "（一）", 2),
    PICTURE,
    para("3<5 & 犇𠮷"),
)


def faults(docx: bytes, folder) -> list[str]:
    """What the checker objects to, without its wish for a theme: a theme is left out on purpose, since its fonts would win over 宋体."""
    file = folder / "file.docx"
    file.write_bytes(docx)
    return [str(error) for error in audit.OpenXmlValidator().validate(str(file)).errors if "relationships/theme" not in str(error)]


@pytest.mark.parametrize(
    "document",
    [
        LEDGER,
        Document("单", EVERYTHING),
        Document("横", EVERYTHING, landscape=True),
        Document("封", EVERYTHING, COVER),
        Document("目", EVERYTHING, contents=True),
        Document("空", (), COVER, contents=True),
        Document("白", ()),
    ],
    ids=lambda document: document.title,
)
def test_the_file_is_valid(document, tmp_path):
    assert faults(to_docx(document), tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<w:pStyle w:val="Prose"/>', '<w:jc w:val="left"/><w:pStyle w:val="Prose"/>'),
        ("<w:b/><w:bCs/>", "<w:u/><w:b/><w:bCs/>"),
        ('<w:type w:val="nextPage"/>', '<w:cols/><w:type w:val="nextPage"/>'),
    ],
    ids=["paragraph", "run", "section"],
)
def test_the_checker_sees_elements_out_of_order(old, new, tmp_path):
    assert faults(replaced(to_docx(Document("单", EVERYTHING)), old, new), tmp_path)
