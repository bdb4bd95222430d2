"""The body: each block as paragraphs or a table, page breaks without empty pages."""

from __future__ import annotations

from collections.abc import Sequence

from jiaoyan.documents.blocks import Block, Heading, ListItem, PageBreak, Paragraph, Picture, Subtitle, Table
from jiaoyan.documents.characters import width
from jiaoyan.documents.word.front import Entry
from jiaoyan.documents.word.pages import BODY_END, Page
from jiaoyan.documents.word.pictures import Album
from jiaoyan.documents.word.tables import TWIPS_PER_MM, write_table
from jiaoyan.documents.word.text import close_bookmark, inlines, open_bookmark, paragraph, run
from jiaoyan.documents.word.xml import Element, q

_ALIGNED = {"left": "Normal", "center": "Centred", "right": "RightAligned"}
_DEEPEST_LIST = 3
_HANGING_MARKER = 2
"""A marker up to this many characters wide hangs before its item; a wider one, such as （一）, begins the first line."""


class BodyWriter:
    """Writes blocks below one element, keeping count of headings and pictures."""

    def __init__(self, parent: Element, page: Page, album: Album, listed: Sequence[Entry]) -> None:
        self._parent = parent
        self._page = page
        self._album = album
        self._headings = iter(enumerate(listed, 1))
        self._end_number = len(listed) + 1
        self._break = False
        self._after_table = False

    def write(self, blocks: Sequence[Block]) -> None:
        """Append all blocks, and the bookmark at the end of the body."""
        for number, block in enumerate(blocks):
            if isinstance(block, PageBreak):
                self._break = number > 0
                continue
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            self._block(block, captioned=isinstance(following, Paragraph) and following.align == "center")
            self._break = False
            self._after_table = isinstance(block, Table)
        self._finish()

    def _block(self, block: Block, captioned: bool) -> None:
        match block:
            case Heading():
                self._heading(block)
            case Subtitle():
                self._titled(block, "ListedSubtitle" if block.listed else "Subtitle")
            case Paragraph(content, indent, align):
                inlines(self._paragraph("Prose" if indent and align == "left" else _ALIGNED[align]), content)
            case ListItem():
                self._list_item(block)
            case Table():
                self._table(block)
            case Picture():
                limit = (self._page.text_width / TWIPS_PER_MM, self._page.text_height / TWIPS_PER_MM - 10)
                self._album.write(self._parent, block, limit, self._break, keep_next=captioned)

    def _paragraph(self, style: str) -> Element:
        return paragraph(self._parent, style, page_break=self._break)

    def _heading(self, heading: Heading) -> None:
        self._titled(heading, f"Heading{heading.level}" if heading.listed else f"PlainHeading{heading.level}")

    def _titled(self, title: Heading | Subtitle, style: str) -> None:
        """Its text; with the bookmark of its entry when it is listed."""
        p = self._paragraph(style)
        if not title.listed:
            run(p, title.text)
            return
        number, entry = next(self._headings)
        open_bookmark(p, number, entry.bookmark)
        run(p, title.text)
        close_bookmark(p, number)

    def _list_item(self, item: ListItem) -> None:
        level = min(item.level + 1, _DEEPEST_LIST)
        hangs = width(item.marker) <= _HANGING_MARKER
        p = self._paragraph(f"ListItem{level}" if hangs else f"NumberedText{level}")
        run(p, item.marker + "\t" if hangs else item.marker)
        inlines(p, item.content)

    def _table(self, table: Table) -> None:
        # Word joins two tables that touch; a table cannot break the page itself.
        if self._break:
            self._paragraph("Hairline")
        elif self._after_table:
            self._paragraph("TableGap")
        write_table(self._parent, table, self._page.text_width, self._album)

    def _finish(self) -> None:
        last = self._parent[-1] if len(self._parent) else None
        if last is None or last.tag != q("p") or self._after_table:
            last = paragraph(self._parent, "Hairline")
        if len(last) == 1:
            run(last, " ")
        # Around the text and not behind it: LibreOffice loses a bookmark that holds nothing at the end of a file.
        open_bookmark(last, self._end_number, BODY_END)
        last.insert(1, last[-1])
        close_bookmark(last, self._end_number)
