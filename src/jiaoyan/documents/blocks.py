"""The words every printout is written in: a document is a tuple of blocks, and only a writer knows fonts and files.

A printout function returns blocks; ``docx`` writes them as Word, ``web`` renders them as HTML for the preview, tests
compare them directly. All blocks are frozen values, so equal content compares equal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one look. ``fill`` draws an underline of at least that many full-width characters (填空线)."""

    text: str
    bold: bool = False
    underline: bool = False
    fill: int = 0
    superscript: bool = False


@dataclass(frozen=True, slots=True)
class Fraction:
    """An upright fraction. 分数. A mixed number is the whole number as text followed by this."""

    numerator: str
    denominator: str


Inline = str | Run | Fraction


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. Level 1 is the 大标题 (三号 bold centred), 2 and 3 are 小标题 (小四 bold).

    ``listed`` puts levels 1 and 2 in the contents; level 3 shows in the outline beside the text only.
    """

    text: str
    level: Literal[1, 2, 3] = 1
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Subtitle:
    """副标题: 四号, right-aligned. ``listed`` puts it in the contents, without its dashes, in the place of an unlisted 大标题 above it."""

    text: str
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text (小四, 1.5 lines). ``indent`` gives the two-character first-line indent of Chinese prose."""

    content: tuple[Inline, ...]
    indent: bool = True
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list. ``marker`` is printed as it stands ("1.", "（一）", "·")."""

    content: tuple[Inline, ...]
    marker: str = "·"
    level: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: paragraphs of inline content, spanning ``columns`` × ``rows`` grid places; ``picture`` stands above them."""

    paragraphs: tuple[tuple[Inline, ...], ...] = ()
    columns: int = 1
    rows: int = 1
    bold: bool = False
    align: Align = "left"
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A table row. ``breakable`` lets a tall row run over the page end; ``with_next`` keeps it on the page of the next row.

    A place covered by a ``Cell`` with ``rows > 1`` above has no cell of its own here.
    """

    cells: tuple[Cell, ...]
    breakable: bool = False
    with_next: bool = False
    min_height_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table. ``widths`` are relative shares of the text width; the first ``header_rows`` repeat on every page."""

    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    header_rows: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; ``data`` are PNG or JPEG bytes, ``alt`` says in words what it shows."""

    data: bytes = field(repr=False)
    alt: str
    width_mm: float


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block starts a new page."""


Block = Heading | Subtitle | Paragraph | ListItem | Table | Picture | PageBreak


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover: ``school`` and ``title`` large, ``term`` between them, then labelled lines, then ``month`` at the foot."""

    school: str
    term: str
    title: str
    lines: tuple[tuple[str, str], ...]
    month: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a writer turns into one file: an optional cover, an optional table of contents, then the body."""

    title: str
    body: tuple[Block, ...]
    cover: Cover | None = None
    contents: bool = False
    landscape: bool = False


def text(*paragraphs: str, bold: bool = False, align: Align = "left", columns: int = 1, rows: int = 1) -> Cell:
    """A cell of plain paragraphs: the everyday short form."""
    return Cell(tuple((p,) for p in paragraphs), columns=columns, rows=rows, bold=bold, align=align)


def label(words: str, columns: int = 1, rows: int = 1) -> Cell:
    """A bold, centred label cell of a form."""
    return Cell(((words,),), columns=columns, rows=rows, bold=True, align="center")


def header(*words: str) -> Row:
    """A header row of labels."""
    return Row(tuple(label(w) for w in words), with_next=True)


def para(words: str, indent: bool = True, align: Align = "left") -> Paragraph:
    """A paragraph of plain text."""
    return Paragraph((words,), indent=indent, align=align)


_RAISED = str.maketrans("0123456789n", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ")


def words(content: tuple[Inline, ...]) -> str:
    """Inline content as one plain line: 1 before 2/3 reads 1又2/3, a raised 2 reads ²."""
    line = ""
    for inline in content:
        match inline:
            case str():
                line += inline
            case Run():
                line += inline.text.translate(_RAISED) if inline.superscript else inline.text
            case Fraction():
                line += ("又" if line[-1:].isdigit() else "") + f"{inline.numerator}/{inline.denominator}"
    return line
