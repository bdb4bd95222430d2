"""The copy of a Word file that LibreOffice renders: other fonts and other line breaking stand in for Word's; the delivered file stays as it is."""

from __future__ import annotations

import io
import re
import zipfile
from copy import deepcopy

from jiaoyan.documents.word.package import zip_files
from jiaoyan.documents.word.styles import SINGLE_LINE
from jiaoyan.documents.word.xml import SPACE, Element, el, parse, q, to_bytes

_GAP = re.compile("(?<=（)(\u00a0{2,12})(?=）)")
_STAND_IN = "～"
_NUMBER = re.compile(r"[0-9.]+")


def rendering_copy(docx: bytes) -> bytes:
    """A .docx of our own as LibreOffice is to see it."""
    changed = {"word/styles.xml": _word_pitch, "word/document.xml": _word_lines}
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist()]
    return zip_files([(name, changed[name](data) if name in changed else data) for name, data in files])


def _value(style: Element | None, path: str, name: str) -> str | None:
    found = style.find("/".join(q(step) for step in path.split("/"))) if style is not None else None
    return found.get(q(name)) if found is not None else None


def _word_pitch(sheet: bytes) -> bytes:
    """Style sheet with ``auto`` line spacing as Word would measure it: the fonts that stand in have other boxes.

    ``atLeast`` and not ``exact``: fractions and pictures must still stretch their line.
    """
    root = parse(sheet)
    for style in root.iterfind(q("style")):
        spacing = style.find(f"{q('pPr')}/{q('spacing')}")
        size = _value(style, "rPr/sz", "val")
        if style.get(q("type")) != "paragraph" or spacing is None or size is None or spacing.get(q("lineRule")) != "auto":
            continue
        points = int(size) / 2 * SINGLE_LINE * int(spacing.get(q("line"), "240")) / 240
        spacing.set(q("line"), str(round(points * 20)))
        spacing.set(q("lineRule"), "atLeast")
    return to_bytes(root)


def _word_lines(body: bytes) -> bytes:
    """Body with empty brackets kept whole and the numbers of fractions in the middle."""
    root = parse(body)
    for words in list(root.iter(q("t"))):
        if words.text and _GAP.search(words.text):
            _keep_whole(words)
    for operand in root.iter(q("m:r")):
        if _NUMBER.fullmatch(operand.findtext(q("m:t")) or ""):
            operand.remove(operand[0])  # not marked as text, which LibreOffice sets to the left
    return to_bytes(root)


def _keep_whole(words: Element) -> None:
    """Write the gaps of a stretch as white characters.

    LibreOffice breaks Chinese text at any space, also at one that may not break, but never before this character, which is as wide as
    two half spaces of 宋体.
    """
    run = words.getparent()
    parent = run.getparent() if run is not None else None
    if run is None or parent is None or len(run.findall(q("t"))) != 1:
        return
    place = run
    for number, piece in enumerate(_GAP.split(words.text or "")):
        copy = deepcopy(run)
        text = copy.find(q("t"))
        if not piece or text is None:
            continue
        text.set(SPACE, "preserve")
        text.text = piece
        if number % 2:
            text.text = _STAND_IN * (len(piece) // 2)
            _whiten(copy)
        place.addnext(copy)
        place = copy
    parent.remove(run)


def _whiten(run: Element) -> None:
    properties = run.find(q("rPr"))
    if properties is None:
        properties = el(run, "rPr")
        run.insert(0, properties)
    color = el(properties, "color", val="FFFFFF")
    underline = properties.find(q("u"))
    if underline is not None:
        underline.addprevious(color)
