r"""The text of an exercise item: plain Chinese with a few brace constructs, read once and written as HTML, print blocks or plain words.

    {1/2}  3{1/4}  {路程/时间}    an upright fraction; beside a whole number a mixed number
    {()}  {()/()}                 brackets to fill in, also above and below a fraction bar
    {_}   {○}                     a line to fill in; a circle for ＞ ＜ ＝ or an operation sign
    {图:9f2c w=4cm}               a figure by the beginning of its hash, with its width
    {竖:345+267}                  the sum laid out in columns
    \{                            a brace that is only a brace

Everything else is the text it is. Law: ``dump(parse(text)) == text`` for every text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from jiaoyan.documents.blocks import Block, Fraction, Inline, ListItem, Paragraph, Picture, Run, words

BRACKETS = "（　　）"
GAP_WIDTH = 5
CIRCLE = "○"
NO_FIGURE = "〔图〕"
_EN = "\u2002"  # half an em, as wide as a digit of 宋体


@dataclass(frozen=True, slots=True)
class Over:
    """An upright fraction; ``()`` above or below is a place to fill in."""

    above: str
    below: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A place to fill in: ``()``, ``_`` or ``○``."""

    kind: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure by the beginning of its hash; ``width`` in cm as it was typed, or nothing."""

    key: str
    width: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A sum laid out in columns 竖式, as typed: ``345+267``."""

    left: str
    sign: str
    right: str


@dataclass(frozen=True, slots=True)
class Brace:
    """A brace that opens nothing."""


Piece = str | Over | Gap | Figure | Column | Brace

_NUMBER = r"\d{1,9}(?:\.\d{1,4})?"
_ATOM = re.compile(
    r"(?P<brace>\\\{)|\{(?P<gap>\(\)|_|○)\}"
    r"|\{图:(?P<key>[0-9a-f]{4,64})(?: w=(?P<width>\d{1,2}(?:\.\d)?)cm)?\}"
    rf"|\{{竖:(?P<left>{_NUMBER})(?P<sign>[+\-−×÷])(?P<right>{_NUMBER})\}}"
    r"|\{(?P<above>[^{}/\n]{1,12})/(?P<below>[^{}/\n]{1,12})\}"
)


def parse(text: str) -> tuple[Piece, ...]:
    """The pieces of a text, in order. Never raises: what is no construct is text."""
    pieces: list[Piece] = []
    end = 0
    for match in _ATOM.finditer(text):
        if match.start() > end:
            pieces.append(text[end : match.start()])
        pieces.append(_piece(match))
        end = match.end()
    return (*pieces, text[end:]) if end < len(text) else tuple(pieces)


def _piece(match: re.Match[str]) -> Piece:
    if match["brace"]:
        return Brace()
    if match["gap"]:
        return Gap(match["gap"])
    if match["key"]:
        return Figure(match["key"], match["width"] or "")
    if match["left"]:
        return Column(match["left"], match["sign"], match["right"])
    return Over(match["above"], match["below"])


def dump(pieces: Iterable[Piece]) -> str:
    """Pieces as the text they were typed as."""
    return "".join(_source(piece) for piece in pieces)


def _source(piece: Piece) -> str:
    match piece:
        case str():
            return piece
        case Over(above, below):
            return f"{{{above}/{below}}}"
        case Gap(kind):
            return f"{{{kind}}}"
        case Figure(key, width):
            return f"{{图:{key}{f' w={width}cm' if width else ''}}}"
        case Column(left, sign, right):
            return f"{{竖:{left}{sign}{right}}}"
        case Brace():
            return "\\{"


def figures_in(text: str) -> tuple[Figure, ...]:
    """The figures a text asks for."""
    return tuple(piece for piece in parse(text) if isinstance(piece, Figure))


# plain words


def plain(text: str) -> str:
    """One line of words for lists, search and checks. A fraction beside a division sign gets brackets, or it would read differently."""
    pieces = parse(text.strip())
    line = ""
    for place, piece in enumerate(pieces):
        after = pieces[place + 1] if place + 1 < len(pieces) else ""
        line += _plain(piece, line, after if isinstance(after, str) else "")
    return " ".join(line.split("\n"))


def _plain(piece: Piece, before: str, after: str) -> str:
    match piece:
        case str():
            return piece
        case Over(above, below):
            if before[-1:].isdigit():
                return f"又{_filled(above)}/{_filled(below)}"
            divides = before.rstrip()[-1:] in ("÷", ":", "∶") or after.lstrip()[:1] in ("÷", ":", "∶")
            value = f"{_filled(above)}/{_filled(below)}"
            return f"({value})" if divides and before.rstrip() + after.lstrip() else value
        case Gap("()"):
            return BRACKETS
        case Gap("_"):
            return "____"
        case Gap():
            return CIRCLE
        case Figure():
            return NO_FIGURE
        case Column(left, sign, right):
            return f"{left}{sign}{right}"
        case Brace():
            return "{"


def _filled(operand: str) -> str:
    """An operand of a fraction as people read it."""
    return operand.replace("()", "（　）").strip()


# HTML for the screen: fractions as MathML, no script, no style


def to_html(text: str, figures: Mapping[str, str] | None = None) -> str:
    """Escaped HTML in a line. ``figures``: beginning of a hash → address of the picture; a figure that is not there says so in words."""
    return "".join(_html(piece, figures or {}) for piece in parse(text))


def _html(piece: Piece, figures: Mapping[str, str]) -> str:
    match piece:
        case str():
            return escape(piece).replace("\n", "<br>")
        case Over(above, below):
            return f'<math displaystyle="true"><mfrac>{_operand(above)}{_operand(below)}</mfrac></math>'
        case Gap("()"):
            return f'<span class="item-gap">{BRACKETS}</span>'
        case Gap("_"):
            return f'<u class="fill">{"　" * GAP_WIDTH}</u>'
        case Gap():
            return f'<span class="item-circle">{CIRCLE}</span>'
        case Figure(key, width):
            return _image(figures.get(key), width)
        case Column():
            lines = ("".join(_text_of(part) for part in line) for line in column_lines(piece))
            return f'<span class="item-column">{"<br>".join(lines)}</span>'
        case Brace():
            return "{"


def _operand(operand: str) -> str:
    value = operand.strip()
    tag = "mn" if re.fullmatch(r"[\d.]+", value) else "mtext"
    return f"<{tag}>{escape(_filled(value))}</{tag}>"


def _image(address: str | None, width: str) -> str:
    if address is None:
        return NO_FIGURE
    pixels = f' width="{round(float(width) * 96 / 2.54)}"' if width else ""
    return f'<img class="item-figure" src="{escape(address)}" alt="题图"{pixels}>'


def _text_of(part: Inline) -> str:
    if isinstance(part, Run) and part.underline:
        return f"<u>{escape(part.text)}</u>"
    return escape(words((part,)))


# blocks for paper


def to_inlines(text: str) -> tuple[Inline, ...]:
    """One line as inline content; figures and columns as words, since they need lines of their own (``to_blocks``)."""
    return tuple(_inline(piece) for piece in parse(text))


def _inline(piece: Piece) -> Inline:
    match piece:
        case str():
            return piece
        case Over(above, below):
            return Fraction(_filled(above), _filled(below))
        case Gap("()"):
            return BRACKETS
        case Gap("_"):
            return Run("", fill=GAP_WIDTH)
        case Gap():
            return CIRCLE
        case Figure():
            return NO_FIGURE
        case Column(left, sign, right):
            return f"{left}{sign}{right}"
        case Brace():
            return "{"


def cell_paragraphs(text: str) -> tuple[tuple[Inline, ...], ...]:
    """The text as the paragraphs of a table cell."""
    return tuple(to_inlines(line) for line in text.split("\n") if line.strip())


def to_blocks(text: str, *, marker: str = "", figures: Mapping[str, Picture] | None = None) -> tuple[Block, ...]:
    """The text as an item of a list: ``marker`` before its first line, the lines below it hanging, figures and columns on lines of their own."""
    blocks: list[Block] = []
    for part in _lines(parse(text)):
        if isinstance(part, Figure | Column) and marker:
            blocks.append(ListItem((), marker=marker))
            marker = ""
        if isinstance(part, Figure):
            blocks.append(_picture(part, figures or {}))
        elif isinstance(part, Column):
            blocks += [ListItem(line, marker="") for line in column_lines(part)]
        else:
            blocks.append(ListItem(tuple(_inline(piece) for piece in part), marker=marker))
            marker = ""
    return tuple(blocks) or (ListItem((), marker=marker),)


def _lines(pieces: Sequence[Piece]) -> Iterator[Figure | Column | list[Piece]]:
    """Lines of pieces, with every figure and every column between them."""
    line: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Figure | Column):
            if line:
                yield line
            yield piece
            line = []
        elif isinstance(piece, str):
            first, *others = piece.split("\n")
            line += [first] if first else []
            for other in others:
                if line:
                    yield line
                line = [other] if other else []
        else:
            line.append(piece)
    if line:
        yield line


def _picture(figure: Figure, figures: Mapping[str, Picture]) -> Block:
    found = figures.get(figure.key)
    if found is None:
        return Paragraph((NO_FIGURE,), indent=False)
    return Picture(found.data, found.alt, float(figure.width) * 10) if figure.width else found


def column_lines(column: Column) -> tuple[tuple[Inline, ...], ...]:
    """The lines of a sum in columns: plus and minus stand point under point, times right under right, a division as it is begun by hand."""
    left, right = column.left, column.right
    if column.sign == "÷":
        bar = Run(_EN * (len(left) + 1), underline=True)
        return ((_EN * (len(right) + 1), bar), (f"{right}）{left}",))
    if column.sign != "×":
        left, right = _pointed(left, right)
    wide = max(len(left), len(right))
    sign = "－" if column.sign in "-−" else "＋" if column.sign == "+" else "×"
    gap = _EN * (4 if sign != "×" else 3)
    below = Run(sign + _EN * (2 + wide - len(right)) + right, underline=True)
    return ((gap + _EN * (wide - len(left)) + left,), (below,))


def _pointed(left: str, right: str) -> tuple[str, str]:
    """Both numbers filled up behind so that their decimal points stand under each other."""
    after = [len(number.partition(".")[2]) + ("." in number) for number in (left, right)]
    most = max(after)
    return left + _EN * (most - after[0]), right + _EN * (most - after[1])


# text pasted from elsewhere

_PASTED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[(（]\s*[(（][\s　]*[)）]\s*[/／]\s*[(（][\s　]*[)）]\s*[)）]"), "{()/()}"),
    (re.compile(r"(\d{1,4})又(\d{1,4})分之(\d{1,4})"), r"\1{\3/\2}"),
    (re.compile(r"(?<!\d)(\d{1,4})分之(\d{1,4})(?!\d)"), r"{\2/\1}"),
    (re.compile(r"(\d{1,4})(?:又|[(（](?=\d{1,4}/\d{1,4}[)）]))(\d{1,4})/(\d{1,4})(?![\d./])[)）]?"), r"\1{\2/\3}"),
    (re.compile(r"(?<![\d./{])(\d{1,4})/(\d{1,4})(?![\d./}])"), r"{\1/\2}"),
    (re.compile(r"[(（][\s　]*[)）]"), "{()}"),
    (re.compile(r"_{2,}"), "{_}"),
)


def tidy(text: str) -> str:
    """Pasted text with what people type for fractions and gaps turned into constructs: 1又1/2, 2分之1, （　）, ____.

    Constructs that are there already stay; ``a/b/c`` and ``0.8/18`` are divisions and are left alone.
    """
    for pattern, becomes in _PASTED:
        text = "".join(pattern.sub(becomes, piece) if isinstance(piece, str) else _source(piece) for piece in parse(text))
    return text
