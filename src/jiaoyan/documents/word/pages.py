"""Page geometry, sections and page-number footers."""

from __future__ import annotations

from dataclasses import dataclass

from jiaoyan.documents.word.text import field, paragraph, run
from jiaoyan.documents.word.xml import Element, el, q, root, to_bytes

BODY_END = "_LedgerEnd"


@dataclass(frozen=True, slots=True)
class Page:
    """An A4 page, lengths in twips."""

    landscape: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return (16838, 11906) if self.landscape else (11906, 16838)

    @property
    def margins(self) -> tuple[int, int]:
        """Top and bottom, left and right."""
        return (1440, 1440) if self.landscape else (1440, 1588)

    @property
    def text_width(self) -> int:
        """Width between the margins."""
        return self.size[0] - 2 * self.margins[1]

    @property
    def text_height(self) -> int:
        """Height between the margins."""
        return self.size[1] - 2 * self.margins[0]


def section(parent: Element, page: Page, footer: str = "", number_format: str = "", start: int | None = None) -> None:
    """Append section properties. There is no ``docGrid``: it would snap larger lines to two grid cells."""
    properties = el(parent, "sectPr")
    if footer:
        el(properties, "footerReference", type="default").set(q("r:id"), footer)
    el(properties, "type", val="nextPage")
    width, height = page.size
    size = el(properties, "pgSz", w=width, h=height)
    if page.landscape:
        size.set(q("orient"), "landscape")
    vertical, horizontal = page.margins
    margins = {"top": vertical, "right": horizontal, "bottom": vertical, "left": horizontal}
    el(properties, "pgMar", **margins, header=851, footer=794, gutter=0)
    numbering = ({"fmt": number_format} if number_format else {}) | ({"start": str(start)} if start is not None else {})
    if numbering:
        el(properties, "pgNumType", **numbering)
    el(properties, "cols", space=425)


def body_footer(total: int | None, whole_file: bool) -> bytes:
    """第 X 页　共 Y 页. ``total`` is the cached page count where it is known.

    In a file with cover or contents the count is that of the body, found by the bookmark at its end: a field for the pages of a
    section exists in Word but not in LibreOffice. A file that is all body counts its own pages.
    """
    footer = root("ftr")
    p = paragraph(footer, "Footer")
    run(p, "第 ")
    field(p, "PAGE", "1")
    run(p, " 页  共 ")
    field(p, "NUMPAGES" if whole_file else f"PAGEREF {BODY_END}", str(total or 1))
    run(p, " 页")
    return to_bytes(footer)


def contents_footer() -> bytes:
    """The page number of the contents, which the section writes in Roman numerals."""
    footer = root("ftr")
    field(paragraph(footer, "Footer"), "PAGE", "I")
    return to_bytes(footer)
