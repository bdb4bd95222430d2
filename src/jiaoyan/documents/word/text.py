"""Runs, paragraphs, fields and fractions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jiaoyan.documents.blocks import Fraction, Inline, Run
from jiaoyan.documents.characters import legal, width
from jiaoyan.documents.word.styles import fonts
from jiaoyan.documents.word.xml import SPACE, Element, el, q

_GAP = "\u3000"
_GAP_END = "\u00a0"
"""Ends a gap: at the end of a line wide spaces would hang over the margin undrawn, one that may not break stands."""

_BRACKETS = re.compile(r"（[ \u3000]{1,6}）")
_CHOICE = re.compile(r"(?<![A-Za-z0-9])([A-F][.．]) (?=\S)")
_UNBROKEN = {" ": "\u00a0", "\u3000": "\u00a0\u00a0"}  # in 宋体 half as wide as a character


def paragraph(parent: Element, style: str, *, keep_next: bool = False, page_break: bool = False) -> Element:
    """Append an empty paragraph of the named style."""
    p = el(parent, "p")
    properties = el(p, "pPr")
    el(properties, "pStyle", val=style)
    if keep_next:
        el(properties, "keepNext")
    if page_break:
        el(properties, "pageBreakBefore")
    return p


def together(text: str) -> str:
    """``text`` with spaces that may not break where a line end would hurt: in empty brackets （　　）, after the letter of a choice ``A. ``."""
    if "（" in text:
        text = _BRACKETS.sub(lambda found: "".join(_UNBROKEN.get(sign, sign) for sign in found.group()), text)
    return _CHOICE.sub("\\1\u00a0", text)


def _plain(r: Element, text: str) -> None:
    """Append one stretch without line ends or tabs."""
    t = el(r, "t")
    t.text = text
    if text[0] == " " or text[-1] == " " or "  " in text:
        t.set(SPACE, "preserve")


def _emphasis(properties: Element, bold: bool, underline: bool, superscript: bool) -> None:
    # Direct, not a character style: bold in a character style would switch the bold of a heading off.
    if bold:
        el(properties, "b")
        el(properties, "bCs")
    if underline:
        el(properties, "u", val="single")
    if superscript:
        el(properties, "vertAlign", val="superscript")


def run(parent: Element, text: str, *, bold: bool = False, underline: bool = False, superscript: bool = False) -> None:
    """Append ``text``: a line end becomes a line break, a tab a tab, characters XML forbids are left out."""
    text = together(legal(text))
    if not text:
        return
    r = el(parent, "r")
    if bold or underline or superscript:
        _emphasis(el(r, "rPr"), bold, underline, superscript)
    if "\n" in text or "\t" in text:
        _broken(r, text)
    else:
        _plain(r, text)


def _broken(r: Element, text: str) -> None:
    """Append text that has line ends or tabs in it."""
    for number, line in enumerate(text.split("\n")):
        if number:
            el(r, "br")
        for place, piece in enumerate(line.split("\t")):
            if place:
                el(r, "tab")
            if piece:
                _plain(r, piece)


def _filled(text: str, fill: int) -> str:
    """``text`` in the middle of a gap at least ``fill`` full-width characters wide."""
    missing = max(0, fill - round(width(text)))
    left = missing // 2
    return _GAP * left + text + _GAP * (missing - left) + (_GAP_END if missing else "")


def _operand(parent: Element, name: str, text: str) -> None:
    # ``nor`` keeps the digits in the text font; a mathematics font looks foreign beside 宋体.
    r = el(el(parent, f"m:{name}"), "m:r")
    el(el(r, "m:rPr"), "m:nor")
    fonts(el(r, "rPr"))
    t = el(r, "m:t")
    t.text = legal(text) or " "
    if t.text != t.text.strip():
        t.set(SPACE, "preserve")


def _fraction(parent: Element, fraction: Fraction) -> None:
    f = el(el(parent, "m:oMath"), "m:f")
    _operand(f, "num", fraction.numerator)
    _operand(f, "den", fraction.denominator)


def inlines(parent: Element, content: Iterable[Inline]) -> None:
    """Append inline content to a paragraph."""
    for inline in content:
        match inline:
            case str():
                run(parent, inline)
            case Fraction():
                _fraction(parent, inline)
            case Run(text, bold, underline, fill, superscript):
                text = _filled(text, fill) if fill else text
                run(parent, text, bold=bold, underline=underline or fill > 0, superscript=superscript)


def _mark(parent: Element, kind: str, dirty: bool = False) -> None:
    character = el(el(parent, "r"), "fldChar", fldCharType=kind)
    if dirty:
        character.set(q("dirty"), "true")


def open_field(parent: Element, instruction: str, dirty: bool = False) -> None:
    """Begin a field; what follows up to ``close_field`` is its cached result. Each mark has a run of its own, as WPS wants."""
    _mark(parent, "begin", dirty)
    text = el(el(parent, "r"), "instrText")
    text.text = f" {instruction} "
    text.set(SPACE, "preserve")
    _mark(parent, "separate")


def close_field(parent: Element) -> None:
    """End the field begun last."""
    _mark(parent, "end")


def field(parent: Element, instruction: str, cached: str) -> None:
    """A whole field with its cached result."""
    open_field(parent, instruction)
    run(parent, cached)
    close_field(parent)


def open_bookmark(parent: Element, number: int, name: str) -> None:
    """Begin a bookmark; ``number`` is its own within the file."""
    el(parent, "bookmarkStart", id=number, name=name)


def close_bookmark(parent: Element, number: int) -> None:
    """Close the bookmark of that number."""
    el(parent, "bookmarkEnd", id=number)
