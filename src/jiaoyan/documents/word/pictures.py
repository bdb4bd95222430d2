"""Pictures in line with the text: size read from the file's own header, one part per different picture."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

from lxml import etree

from jiaoyan.documents.blocks import Picture
from jiaoyan.documents.characters import legal
from jiaoyan.documents.word.text import paragraph
from jiaoyan.documents.word.xml import NAMESPACES, Element, el, q

EMU_PER_MM = 36000
_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Media:
    """A picture file of the package."""

    name: str
    data: bytes
    relation: str


def _jpeg_size(data: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], struct.unpack(">H", data[place + 2 : place + 4])[0]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + length
    raise ValueError("a JPEG picture without a frame header")


def pixel_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG or JPEG; ``ValueError`` for anything else or an empty picture."""
    if data.startswith(_PNG) and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
    elif data.startswith(b"\xff\xd8"):
        width, height = _jpeg_size(data)
    else:
        raise ValueError("a picture must be PNG or JPEG")
    if not width or not height:
        raise ValueError("a picture without pixels")
    return width, height


class Album:
    """The pictures of one document. Equal files are stored once."""

    def __init__(self, first_relation: int) -> None:
        self._media: dict[str, Media] = {}
        self._first = first_relation
        self._shown = 0

    @property
    def media(self) -> tuple[Media, ...]:
        """All different files, in order of first use."""
        return tuple(self._media.values())

    def _keep(self, data: bytes) -> Media:
        key = hashlib.sha256(data).hexdigest()
        if key not in self._media:
            number = len(self._media) + 1
            ending = "png" if data.startswith(_PNG) else "jpeg"
            self._media[key] = Media(f"image{number}.{ending}", data, f"rId{self._first + number - 1}")
        return self._media[key]

    def write(self, parent: Element, picture: Picture, limit_mm: tuple[float, float], page_break: bool, keep_next: bool = False) -> None:
        """Append the picture as a centred paragraph, made smaller where it would leave the text area ``limit_mm``.

        ``keep_next`` keeps it on the page of what follows.
        """
        wide, high = pixel_size(picture.data)
        width = min(picture.width_mm, limit_mm[0], limit_mm[1] * wide / high)
        size = {"cx": str(round(width * EMU_PER_MM)), "cy": str(round(width * high / wide * EMU_PER_MM))}
        media = self._keep(picture.data)
        self._shown += 1
        drawing = el(el(paragraph(parent, "Figure", keep_next=keep_next, page_break=page_break), "r"), "drawing")
        inline = etree.SubElement(drawing, q("wp:inline"), {"distT": "0", "distB": "0", "distL": "0", "distR": "0"})
        etree.SubElement(inline, q("wp:extent"), size)
        etree.SubElement(inline, q("wp:docPr"), {"id": str(self._shown), "name": f"图{self._shown}", "descr": legal(picture.alt)})
        graphic = etree.SubElement(inline, q("a:graphic"))
        self._graphic(etree.SubElement(graphic, q("a:graphicData"), {"uri": NAMESPACES["pic"]}), media, size)

    def _graphic(self, parent: Element, media: Media, size: dict[str, str]) -> None:
        pic = etree.SubElement(parent, q("pic:pic"))
        names = etree.SubElement(pic, q("pic:nvPicPr"))
        etree.SubElement(names, q("pic:cNvPr"), {"id": str(self._shown), "name": media.name})
        etree.SubElement(names, q("pic:cNvPicPr"))
        fill = etree.SubElement(pic, q("pic:blipFill"))
        etree.SubElement(fill, q("a:blip"), {q("r:embed"): media.relation})
        etree.SubElement(etree.SubElement(fill, q("a:stretch")), q("a:fillRect"))
        shape = etree.SubElement(pic, q("pic:spPr"))
        transform = etree.SubElement(shape, q("a:xfrm"))
        etree.SubElement(transform, q("a:off"), {"x": "0", "y": "0"})
        etree.SubElement(transform, q("a:ext"), size)
        etree.SubElement(etree.SubElement(shape, q("a:prstGeom"), {"prst": "rect"}), q("a:avLst"))
