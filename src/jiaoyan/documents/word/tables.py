"""Ruled tables: widths in twips on grid and cells, merged places, repeated headers, rows that may or may not break."""

from __future__ import annotations

from itertools import pairwise

from jiaoyan.documents.blocks import Cell, Row, Table
from jiaoyan.documents.word.pictures import Album
from jiaoyan.documents.word.text import inlines, paragraph
from jiaoyan.documents.word.xml import Element, el

TWIPS_PER_MM = 1440 / 25.4
CELL_MARGINS_MM = 5.0
HIGHEST_IN_CELL_MM = 110.0

_STYLES = {
    ("left", False): "Cell",
    ("center", False): "CellCentred",
    ("right", False): "CellRight",
    ("left", True): "CellBold",
    ("center", True): "CellLabel",
    ("right", True): "CellRightBold",
}


def share_out(shares: tuple[float, ...], total: int) -> tuple[int, ...]:
    """Whole twips in proportion to ``shares`` that add up to ``total`` exactly."""
    whole = sum(shares)
    edges = [round(total * sum(shares[:n]) / whole) for n in range(len(shares) + 1)]
    return tuple(right - left for left, right in pairwise(edges))


def open_table(parent: Element, widths: tuple[int, ...], style: str) -> Element:
    """An empty table of fixed layout. WPS takes the widths of the grid and Word those of the cells, so both are always written."""
    table = el(parent, "tbl")
    properties = el(table, "tblPr")
    el(properties, "tblStyle", val=style)
    el(properties, "tblW", w=sum(widths), type="dxa")
    el(properties, "jc", val="center")
    el(properties, "tblLayout", type="fixed")
    el(properties, "tblLook", val="0000")
    grid = el(table, "tblGrid")
    for width in widths:
        el(grid, "gridCol", w=width)
    return table


def open_cell(parent: Element, width: int, columns: int = 1, merge: str = "", top: bool = False) -> Element:
    """A cell with its properties; the caller must give it at least one paragraph. ``merge`` is "", "restart" or "continue"."""
    cell = el(parent, "tc")
    properties = el(cell, "tcPr")
    el(properties, "tcW", w=width, type="dxa")
    if columns > 1:
        el(properties, "gridSpan", val=columns)
    if merge:
        el(properties, "vMerge", val=merge)
    el(properties, "vAlign", val="top" if top else "center")
    return cell


def _fill(cell: Element, content: Cell, keep_next: bool, album: Album | None, width: int) -> None:
    if content.picture is not None and album is not None:
        album.write(cell, content.picture, (width / TWIPS_PER_MM - CELL_MARGINS_MM, HIGHEST_IN_CELL_MM), page_break=False)
        if not content.paragraphs:
            return
    style = _STYLES[content.align, content.bold]
    for piece in content.paragraphs or ((),):
        inlines(paragraph(cell, style, keep_next=keep_next), piece)


class _Writer:
    """Writes the rows of one table and remembers which grid places a merged cell above still covers."""

    def __init__(self, parent: Element, table: Table, text_width: int, album: Album | None) -> None:
        self.album = album
        self.widths = share_out(table.widths, text_width)
        self.element = open_table(parent, self.widths, "Ruled")
        self.header_rows = table.header_rows
        self.covered: dict[int, tuple[int, int]] = {}
        self.number = 0

    def row(self, row: Row) -> None:
        self.number += 1
        header = self.number <= self.header_rows
        tr = el(self.element, "tr")
        properties = el(tr, "trPr")
        if not row.breakable:
            el(properties, "cantSplit")
        if row.min_height_mm:
            el(properties, "trHeight", val=round(row.min_height_mm * TWIPS_PER_MM), hRule="atLeast")
        if header:
            el(properties, "tblHeader")
        place = 0
        for content in row.cells:
            place = self._continue(tr, place, row.with_next)
            place = self._cell(tr, place, content, row, header)
        if self._continue(tr, place, row.with_next) != len(self.widths):
            raise ValueError(f"row {self.number} fills {place} of {len(self.widths)} grid places: {row.cells!r:.200}")

    def _continue(self, tr: Element, place: int, keep_next: bool) -> int:
        """Write the covered places from ``place`` on; returns the first free one."""
        while place in self.covered:
            columns, left = self.covered.pop(place)
            if left > 1:
                self.covered[place] = (columns, left - 1)
            paragraph(open_cell(tr, sum(self.widths[place : place + columns]), columns, "continue"), "Cell", keep_next=keep_next)
            place += columns
        return place

    def _cell(self, tr: Element, place: int, content: Cell, row: Row, header: bool) -> int:
        end = place + content.columns
        if end > len(self.widths):
            raise ValueError(f"row {self.number} has more cells than its {len(self.widths)} grid places: {row.cells!r:.200}")
        merged = content.rows > 1
        if merged:
            self.covered[place] = (content.columns, content.rows - 1)
        # Text that may run over the page end starts at the top; labels and short entries stand in the middle.
        top = row.breakable and content.align == "left"
        cell = open_cell(tr, sum(self.widths[place:end]), content.columns, "restart" if merged else "", top)
        _fill(cell, content, row.with_next or header, self.album, sum(self.widths[place:end]))
        return end


def write_table(parent: Element, table: Table, text_width: int, album: Album | None = None) -> None:
    """Append ``table``, ``text_width`` twips wide; pictures in its cells go through ``album``.

    Raises ``ValueError`` when a row does not fill the grid exactly or a merged cell reaches below the last row.
    """
    writer = _Writer(parent, table, text_width, album)
    for row in table.rows:
        writer.row(row)
    if writer.covered:
        raise ValueError("a merged cell reaches below the last row of its table")
