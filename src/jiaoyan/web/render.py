"""documents.blocks → HTML: the preview that looks like the paper, and long text on a page. Everything is escaped by ``format_html``."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jiaoyan.documents.blocks import (
    Block,
    Cell,
    Cover,
    Document,
    Fraction,
    Heading,
    Inline,
    ListItem,
    PageBreak,
    Paragraph,
    Picture,
    Row,
    Run,
    Subtitle,
    Table,
)

PIXELS_PER_MM = 96 / 25.4
EMPTY = SafeString("")


def to_html(document: Document | Iterable[Block]) -> SafeString:
    """A document, or bare blocks, as A4 sheets: cover, contents, then one sheet per page break."""
    if not isinstance(document, Document):
        return _sheets([sheet_html(sheet) for sheet in split_sheets(document)], landscape=False)
    sheets: list[SafeString] = []
    if document.cover:
        sheets.append(format_html('<div class="sheet cover">{}</div>', cover_html(document.cover)))
    if document.contents:
        sheets.append(format_html('<div class="sheet">{}</div>', contents_html(document.body)))
    number = 0
    for sheet in split_sheets(document.body):
        sheets.append(sheet_html(sheet, number))
        number += len(sheet)
    return _sheets(sheets, landscape=document.landscape)


def _sheets(sheets: Sequence[SafeString], *, landscape: bool) -> SafeString:
    kind = "sheets landscape" if landscape else "sheets"
    return format_html('<div class="{}">{}</div>', kind, joined(sheets))


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Safe pieces, one after the other."""
    return format_html_join("", "{}", ((part,) for part in parts))


def split_sheets(blocks: Iterable[Block]) -> list[list[Block]]:
    """The blocks of each sheet; page breaks themselves are gone, and there is always at least one sheet."""
    sheets: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, PageBreak):
            sheets.append([])
        else:
            sheets[-1].append(block)
    return [sheet for sheet in sheets if sheet] or [[]]


def sheet_html(blocks: Sequence[Block], first: int = 0) -> SafeString:
    """One sheet; headings carry anchors counted from ``first`` so that the contents can point to them."""
    return format_html('<div class="sheet">{}</div>', blocks_html(blocks, first=first))


def blocks_html(blocks: Iterable[Block], *, first: int | None = None) -> SafeString:
    """Blocks without a sheet around them. With ``first`` the headings get anchors ``paper-N``."""
    return joined(block_html(block, None if first is None else first + index) for index, block in enumerate(blocks))


def block_html(block: Block, anchor: int | None = None) -> SafeString:
    """One block."""
    match block:
        case Heading():
            tag = f"h{block.level + 1}"
            if anchor is None:
                return format_html("<{0}>{1}</{0}>", tag, block.text)
            return format_html('<{0} id="paper-{2}">{1}</{0}>', tag, block.text, anchor)
        case Subtitle():
            if anchor is None:
                return format_html('<p class="paper-subtitle">{}</p>', block.text)
            return format_html('<p class="paper-subtitle" id="paper-{1}">{0}</p>', block.text, anchor)
        case Paragraph():
            return format_html('<p class="{}">{}</p>', _paragraph_class(block), inline_html(block.content))
        case ListItem():
            return format_html(
                '<p class="list-item level-{}"><span>{}</span><span>{}</span></p>', block.level, block.marker, inline_html(block.content)
            )
        case Table():
            return table_html(block)
        case Picture():
            return picture_html(block)
        case PageBreak():
            return format_html("<hr>")


def _paragraph_class(paragraph: Paragraph) -> str:
    indent = "indent" if paragraph.indent and paragraph.align == "left" else ""
    return " ".join(part for part in (indent, "" if paragraph.align == "left" else paragraph.align) if part)


def inline_html(content: Iterable[Inline]) -> SafeString:
    """Text, runs and fractions in a line."""
    return joined(_inline(part) for part in content)


def _inline(part: Inline) -> SafeString:
    if isinstance(part, str):
        return format_html("{}", part)
    if isinstance(part, Fraction):
        return format_html(
            '<span class="frac"><span>{}</span><span class="visually-hidden">/</span><span>{}</span></span>',
            part.numerator,
            part.denominator,
        )
    return _run(part)


def _run(run: Run) -> SafeString:
    if run.fill:
        padding = "\u3000" * max(0, run.fill - len(run.text))
        html = format_html('<u class="fill">{}{}</u>', run.text, padding)
    else:
        html = format_html("<u>{}</u>", run.text) if run.underline else format_html("{}", run.text)
    if run.superscript:
        html = format_html("<sup>{}</sup>", html)
    return format_html("<b>{}</b>", html) if run.bold else html


def table_html(table: Table) -> SafeString:
    """A ruled table. Widths are the presentational ``col width``: a style attribute would break the content security policy."""
    total = sum(table.widths) or 1
    columns = format_html_join("", '<col width="{}%">', ((round(width * 100 / total, 2),) for width in table.widths))
    head = joined(row_html(row, "th") for row in table.rows[: table.header_rows])
    body = joined(row_html(row, "td") for row in table.rows[table.header_rows :])
    head = format_html("<thead>{}</thead>", head) if head else EMPTY
    return format_html('<table class="paper-table"><colgroup>{}</colgroup>{}<tbody>{}</tbody></table>', columns, head, body)


def row_html(row: Row, tag: str) -> SafeString:
    """One row; a least height is given in pixels."""
    cells = joined(cell_html(cell, tag) for cell in row.cells)
    if row.min_height_mm:
        return format_html('<tr height="{}">{}</tr>', round(row.min_height_mm * PIXELS_PER_MM), cells)
    return format_html("<tr>{}</tr>", cells)


def cell_html(cell: Cell, tag: str) -> SafeString:
    """One cell with its spans; each of its paragraphs is a line of its own."""
    looks = [*(["bold"] if cell.bold else []), *([cell.align] if cell.align != "left" else [])]
    attributes = [
        *([("scope", "col")] if tag == "th" else []),
        *([("class", " ".join(looks))] if looks else []),
        *([("colspan", cell.columns)] if cell.columns > 1 else []),
        *([("rowspan", cell.rows)] if cell.rows > 1 else []),
    ]
    shown = picture_html(cell.picture) if cell.picture else EMPTY
    content = joined((shown, *(_cell_paragraph(paragraph) for paragraph in cell.paragraphs)))
    return format_html("<{0}{1}>{2}</{0}>", tag, format_html_join("", ' {}="{}"', attributes), content)


def _cell_paragraph(paragraph: Sequence[Inline]) -> SafeString:
    return format_html("<p>{}</p>", inline_html(paragraph))


def picture_html(picture: Picture) -> SafeString:
    """A picture carried in the page itself, as wide as on paper at most."""
    kind = "png" if picture.data.startswith(b"\x89PNG") else "jpeg"
    data = base64.b64encode(picture.data).decode("ascii")
    width = round(picture.width_mm * PIXELS_PER_MM)
    return format_html('<p class="center"><img src="data:image/{};base64,{}" alt="{}" width="{}"></p>', kind, data, picture.alt, width)


def cover_html(cover: Cover) -> SafeString:
    """The cover sheet."""
    lines = format_html_join("", "<tr><td>{}</td><td>{}</td></tr>", cover.lines)
    return format_html(
        '<h2>{}</h2><p class="paper-cover-term">{}</p><p class="paper-cover-title">{}</p>'
        '<table class="paper-cover-lines"><tbody>{}</tbody></table><p class="paper-month">{}</p>',
        cover.school,
        cover.term,
        cover.title,
        lines,
        cover.month,
    )


def contents_html(body: Iterable[Block]) -> SafeString:
    """The table of contents: listed headings of the first two levels and listed subtitles, each a link to its place in the preview."""
    entries = format_html_join("", '<li class="level-{}"><a href="#paper-{}">{}</a></li>', _entries(body))
    return format_html('<h2>目　录</h2><ul class="paper-contents">{}</ul>', entries)


def _entries(body: Iterable[Block]) -> Iterator[tuple[int, int, str]]:
    """(indent, anchor, words) of each entry; anchors count the blocks without page breaks, as ``to_html`` does."""
    kept = [block for block in body if not isinstance(block, PageBreak)]
    for anchor, block in enumerate(kept):
        if isinstance(block, Heading) and block.listed and block.level < 3:
            yield block.level - 1, anchor, block.text
        elif isinstance(block, Subtitle) and block.listed:
            yield 0, anchor, block.text.lstrip("—")
