"""Blocks to a Word file: the paper form, editable in Word and WPS."""

from __future__ import annotations

from collections.abc import Mapping

from jiaoyan.documents.blocks import Document
from jiaoyan.documents.word import front, styles
from jiaoyan.documents.word import pages as layout
from jiaoyan.documents.word.body import BodyWriter
from jiaoyan.documents.word.package import pack
from jiaoyan.documents.word.pictures import Album
from jiaoyan.documents.word.text import close_bookmark, open_bookmark
from jiaoyan.documents.word.xml import Element, el, root, to_bytes

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_BODY_FOOTER, _CONTENTS_FOOTER = "rId4", "rId5"
_FIRST_PICTURE = 6


def _write_front(body: Element, document: Document, listed: tuple[front.Entry, ...], numbers: Mapping[str, int] | None) -> None:
    """Cover and contents, each a section of its own: no number on the cover, Roman numerals on the contents."""
    page = layout.Page(document.landscape)
    last: Element | None = None
    if document.cover:
        last = front.write_cover(body, document.cover, page)
        layout.section(last[0], page)
    if document.contents:
        last = front.write_contents(body, listed, numbers)
        layout.section(last[0], page, _CONTENTS_FOOTER, "upperRoman", 1)
    if last is not None:
        open_bookmark(last, 0, front.FRONT_END)
        close_bookmark(last, 0)


def to_docx(document: Document, pages: Mapping[str, int] | None = None) -> bytes:
    """Write ``document`` as a .docx; equal input gives identical bytes.

    ``pages`` maps heading bookmarks (``word.front.entries``) and ``_LedgerEnd`` to page numbers of the body, for the contents and the
    footer; ``pdf.with_page_numbers`` finds them. Without it the contents are marked as out of date. Raises ``ValueError`` for a table that
    does not fit its grid or a picture that is neither PNG nor JPEG: faults of the printout, not of the person.
    """
    page = layout.Page(document.landscape)
    listed = front.entries(document.body)
    album = Album(_FIRST_PICTURE)
    word = root("document")
    body = el(word, "body")
    _write_front(body, document, listed, pages)
    front_matter = len(body) > 0
    BodyWriter(body, page, album, listed).write(document.body)
    layout.section(body, page, _BODY_FOOTER, "decimal", 1)
    total = (pages or {}).get(layout.BODY_END)
    parts = (
        ("styles", "styles", styles.styles_part(page.text_width)),
        ("settings", "settings", styles.settings_part()),
        ("fontTable", "fontTable", styles.font_table_part()),
        ("footer1", "footer", layout.body_footer(total, whole_file=not front_matter)),
        ("footer2", "footer", layout.contents_footer()),
    )
    return pack(document.title, to_bytes(word), parts, album.media)
