"""The few lxml words every Word builder uses: names with their prefix, one element at a time."""

from __future__ import annotations

from functools import cache

from lxml import etree

Element = etree._Element  # noqa: SLF001  # lxml's own name for the type of every element

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@cache
def q(name: str) -> str:
    """``"w:p"`` as lxml wants it; a name without a prefix is one of WordprocessingML's own."""
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix or 'w']}}}{local}"


def root(name: str) -> Element:
    """A new root element that declares every prefix once."""
    return etree.Element(q(name), nsmap=NAMESPACES)


def el(parent: Element, name: str, /, **attributes: str | int) -> Element:
    """Append ``name`` to ``parent``; attributes are in the ``w:`` namespace."""
    if not attributes:
        return etree.SubElement(parent, q(name))
    return etree.SubElement(parent, q(name), {q(key): str(value) for key, value in attributes.items()})


def to_bytes(element: Element) -> bytes:
    """The part as it stands in the package."""
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)


def parse(data: bytes) -> Element:
    """Read one part of a document of our own; entities and the network stay shut all the same."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
