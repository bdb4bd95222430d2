"""Cover and contents."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiaoyan.documents.blocks import Block, Cover, Heading, Subtitle
from jiaoyan.documents.characters import width
from jiaoyan.documents.word.pages import Page
from jiaoyan.documents.word.styles import CELL_MARGIN_HEIGHT, CELL_MARGIN_SIDE, PARAGRAPH_STYLES, SINGLE_LINE
from jiaoyan.documents.word.tables import open_cell, open_table
from jiaoyan.documents.word.text import close_field, field, open_field, paragraph, run
from jiaoyan.documents.word.xml import Element, el

FRONT_END = "_FrontEnd"
"""Bookmark on the last page before the body, from which the body's pages are counted."""

_CHARACTER = 320
"""Twips of one 三号 character."""

_RESERVE = 800
"""Twips kept free at the foot of the cover: other fonts are a little higher."""

_STYLES = {style.id: style for style in PARAGRAPH_STYLES}
_GAPS = (("CoverSchool", "before"), ("CoverTitle", "after"), ("CoverMonth", "before"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading with a bookmark, in order of appearance."""

    level: int
    text: str
    bookmark: str


def entries(blocks: Sequence[Block]) -> tuple[Entry, ...]:
    """All listed headings and subtitles of ``blocks``; their bookmarks are ``_Toc000001`` and so on."""
    listed = [block for block in blocks if isinstance(block, Heading | Subtitle) and block.listed]
    return tuple(Entry(*_level_and_text(block), f"_Toc{number:06d}") for number, block in enumerate(listed, 1))


def _level_and_text(block: Heading | Subtitle) -> tuple[int, str]:
    return (block.level, block.text) if isinstance(block, Heading) else (1, block.text.lstrip("—"))


def write_cover(parent: Element, cover: Cover, page: Page) -> Element:
    """Append the cover; returns its last paragraph, which is to carry the section's properties."""
    written: dict[str, Element] = {}
    for words, style in ((cover.school, "CoverSchool"), (cover.term, "CoverTerm"), (cover.title, "CoverTitle")):
        written[style] = paragraph(parent, style)
        run(written[style], words)
    if cover.lines:
        _cover_lines(parent, cover.lines, page.text_width)
    written["CoverMonth"] = last = paragraph(parent, "CoverMonth")
    run(last, cover.month)
    _tighten(written, _height(cover, page.text_width) + _RESERVE - page.text_height)
    return last


def _height(cover: Cover, text_width: int) -> int:
    """Height of the cover in twips as its styles ask for it, with long names over several lines."""
    rows = [(cover.school, "CoverSchool", text_width), (cover.term, "CoverTerm", text_width), (cover.title, "CoverTitle", text_width)]
    rows.append((cover.month, "CoverMonth", text_width))
    value_width = _line_widths(cover.lines, text_width)[1] - 2 * CELL_MARGIN_SIDE
    rows += [(value, "CoverValue", value_width) for _, value in cover.lines]
    total = CELL_MARGIN_HEIGHT * len(cover.lines)
    for words, style_id, room in rows:
        style = _STYLES[style_id]
        lines = max(1, math.ceil(width(words) * style.size * 10 / room))
        total += style.before + style.after + round(lines * style.size * 10 * SINGLE_LINE * style.line / 240)
    return total


def _tighten(written: dict[str, Element], over: int) -> None:
    """Take what the cover is too high by from its three wide gaps, so that it stays one page."""
    whole = sum(getattr(_STYLES[style], side) for style, side in _GAPS)
    share = min(max(0, over) / whole, 0.9)
    for style, side in _GAPS:
        if share:
            el(written[style][0], "spacing", **{side: round(getattr(_STYLES[style], side) * (1 - share))})


def _line_widths(lines: tuple[tuple[str, str], ...], text_width: int) -> tuple[int, int]:
    """Widths of the label column and the value column."""
    label = round((max((width(label) for label, _ in lines), default=0) + 1) * _CHARACTER)
    longest = max((width(value) for _, value in lines), default=0)
    return label, min(text_width - label, round(max(10, longest + 2) * _CHARACTER))


def _cover_lines(parent: Element, lines: tuple[tuple[str, str], ...], text_width: int) -> None:
    """Labels of equal width, each value on a rule of equal length."""
    label_width, value_width = _line_widths(lines, text_width)
    table = open_table(parent, (label_width, value_width), "Unruled")
    for label, value in lines:
        row = el(table, "tr")
        el(el(row, "trPr"), "cantSplit")
        run(paragraph(open_cell(row, label_width), "CoverLabel"), label)
        cell = open_cell(row, value_width)
        _underline(cell)
        run(paragraph(cell, "CoverValue"), value)


def _underline(cell: Element) -> None:
    properties = cell[0]
    borders = el(properties, "tcBorders")
    el(borders, "bottom", val="single", sz=6, space=0, color="000000")
    properties.insert(1, borders)


def write_contents(parent: Element, listed: Sequence[Entry], pages: Mapping[str, int] | None) -> Element:
    """Append the contents as a real field with its result; returns the last paragraph for the section's properties.

    Without page numbers the field is marked as out of date: Word then fills it when the file is opened. WPS shows what is cached.
    """
    run(paragraph(parent, "ContentsHeading"), "目  录")
    shown = [entry for entry in listed if entry.level <= 2]
    last: Element | None = None
    for entry in shown:
        p = paragraph(parent, f"TOC{entry.level}")
        if last is None:
            open_field(p, 'TOC \\o "1-2" \\h \\z \\u', dirty=not pages)
        link = el(p, "hyperlink", anchor=entry.bookmark, history=1)
        run(link, entry.text)
        el(el(link, "r"), "tab")
        field(link, f"PAGEREF {entry.bookmark} \\h", str((pages or {}).get(entry.bookmark, "")))
        last = p
    if last is not None:
        close_field(last)
    return paragraph(parent, "Hairline")
