"""Cover and contents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiaoyan.documents.blocks import Block, Cover, Heading
from jiaoyan.documents.characters import width
from jiaoyan.documents.word.tables import open_cell, open_table
from jiaoyan.documents.word.text import close_field, field, open_field, paragraph, run
from jiaoyan.documents.word.xml import Element, el

FRONT_END = "_FrontEnd"
"""Bookmark on the last page before the body, from which the body's pages are counted."""

_CHARACTER = 320
"""Twips of one 三号 character."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading with a bookmark, in order of appearance."""

    level: int
    text: str
    bookmark: str


def entries(blocks: Sequence[Block]) -> tuple[Entry, ...]:
    """All listed headings of ``blocks``; their bookmarks are ``_Toc000001`` and so on."""
    headings = [block for block in blocks if isinstance(block, Heading) and block.listed]
    return tuple(Entry(h.level, h.text, f"_Toc{number:06d}") for number, h in enumerate(headings, 1))


def write_cover(parent: Element, cover: Cover, text_width: int) -> Element:
    """Append the cover; returns its last paragraph, which is to carry the section's properties."""
    for words, style in ((cover.school, "CoverSchool"), (cover.term, "CoverTerm"), (cover.title, "CoverTitle")):
        run(paragraph(parent, style), words)
    if cover.lines:
        _cover_lines(parent, cover.lines, text_width)
    last = paragraph(parent, "CoverMonth")
    run(last, cover.month)
    return last


def _cover_lines(parent: Element, lines: tuple[tuple[str, str], ...], text_width: int) -> None:
    """Labels of equal width, each value on a rule of equal length."""
    label_width = round((max(width(label) for label, _ in lines) + 1) * _CHARACTER)
    longest = max(width(value) for _, value in lines)
    value_width = min(text_width - label_width, round(max(10, longest + 2) * _CHARACTER))
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
