"""The zip package around the parts: same parts in, same bytes out, on every machine."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from jiaoyan.documents.characters import legal
from jiaoyan.documents.word.pictures import Media

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PRODUCER = "教研台账"


def _content_types(parts: Mapping[str, str]) -> str:
    kinds = {"document": "document.main", **parts}
    overrides = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>' for name, kind in kinds.items())
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f"{overrides}</Types>"
    )


def _relations(rows: Sequence[tuple[str, str, str]]) -> str:
    inside = "".join(f'<Relationship Id="{number}" Type="{kind}" Target="{target}"/>' for number, kind, target in rows)
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _core(title: str) -> str:
    """Title and producer only: no person's or machine's name, and no clock."""
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(legal(title))}</dc:title><dc:creator>{PRODUCER}</dc:creator></cp:coreProperties>"
    )


def pack(title: str, document: bytes, parts: Sequence[tuple[str, str, bytes]], media: Sequence[Media]) -> bytes:
    """One .docx. ``parts`` are (name, kind, content), related as ``rId1``, ``rId2`` … in that order; ``media`` bring their own numbers."""
    relations = [(f"rId{number}", f"{_OFFICE}/{kind}", f"{name}.xml") for number, (name, kind, _) in enumerate(parts, 1)]
    relations += [(picture.relation, f"{_OFFICE}/image", f"media/{picture.name}") for picture in media]
    files: list[tuple[str, bytes | str]] = [
        ("[Content_Types].xml", _content_types({name: kind for name, kind, _ in parts})),
        (
            "_rels/.rels",
            _relations(
                [
                    ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
                    ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
                ]
            ),
        ),
        ("docProps/core.xml", _core(title)),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", _relations(relations)),
        *((f"word/{name}.xml", content) for name, _, content in parts),
        *((f"word/media/{picture.name}", picture.data) for picture in media),
    ]
    return zip_files(files)


def zip_files(files: Sequence[tuple[str, bytes | str]]) -> bytes:
    """A zip whose bytes depend on names and contents only."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in files:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, content)
    return buffer.getvalue()
