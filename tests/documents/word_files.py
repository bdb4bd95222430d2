"""Opening what the writers wrote: parts by name, paragraphs with their style, planted faults."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

from jiaoyan.documents.blocks import Block, Document
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.word.package import zip_files
from jiaoyan.documents.word.xml import Element, parse, q


def part(docx: bytes, name: str = "word/document.xml") -> Element:
    """One part of the file, parsed."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return parse(archive.read(name))


def body(*blocks: Block, landscape: bool = False) -> Element:
    """The document part of a file of these blocks."""
    return part(to_docx(Document("试", blocks, landscape=landscape)))


def styled(root: Element) -> list[tuple[str, str]]:
    """Each paragraph as (style, text)."""
    found = []
    for p in root.iter(q("p")):
        style = p.find(f"{q('pPr')}/{q('pStyle')}")
        found.append((style.get(q("val")) if style is not None else "", "".join(t.text or "" for t in p.iter(q("t")))))
    return found


def texts(root: Element) -> str:
    """All text of a part."""
    return "".join(t.text or "" for t in root.iter(q("t"), q("m:t")))


def values(root: Element, path: str, attribute: str = "val") -> list[str | None]:
    """The attribute of every element at ``path`` (steps by "/") below ``root``."""
    return [node.get(q(attribute)) for node in root.iterfind(".//" + "/".join(q(step) for step in path.split("/")))]


def replaced(docx: bytes, old: str | re.Pattern[str], new: str, name: str = "word/document.xml") -> bytes:
    """The file with one text or pattern of one part replaced everywhere; it must be there."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        files = {info: archive.read(info) for info in archive.namelist()}
    content = files[name].decode()
    changed = content.replace(old, new) if isinstance(old, str) else old.sub(new, content)
    assert changed != content, f"{old} is not in {name}"
    return zip_files([(info, changed.encode() if info == name else data) for info, data in files.items()])


def raw(element: Element) -> str:
    """The element as XML text."""
    return etree.tostring(element, encoding="unicode")
