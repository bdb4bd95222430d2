"""What a paragraph or run finally looks like, once defaults, table style, paragraph style and its own formatting are laid on each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from jiaoyan.documents.word.xml import Element, q

_P_PR, _R_PR, _STYLE, _BASED_ON, _NAME = q("pPr"), q("rPr"), q("style"), q("basedOn"), q("name")
_FONTS, _SZ, _B, _JC, _SPACING, _VAL, _ID = q("rFonts"), q("sz"), q("b"), q("jc"), q("spacing"), q("val"), q("styleId")
_SLOTS = (("east_asia", q("eastAsia")), ("ascii", q("ascii")), ("h_ansi", q("hAnsi")))
_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class Look:
    """Resolved formatting. ``size`` is half-points, ``line`` is (240ths of a line or twips, rule)."""

    east_asia: str = ""
    ascii: str = ""
    h_ansi: str = ""
    size: int = 20
    bold: bool = False
    align: str = "left"
    line: tuple[int, str] = (240, "auto")


def _changes(paragraph: Element | None, character: Element | None) -> dict[str, Any]:
    """The properties that a ``pPr`` and an ``rPr`` set themselves."""
    changes: dict[str, Any] = {}
    if character is not None:
        fonts, size, bold = character.find(_FONTS), character.find(_SZ), character.find(_B)
        if fonts is not None:
            changes |= {slot: fonts.get(name) for slot, name in _SLOTS if fonts.get(name)}
        if size is not None:
            changes["size"] = int(size.get(_VAL, "20"))
        if bold is not None:
            changes["bold"] = bold.get(_VAL) not in _OFF
    if paragraph is not None:
        align, spacing = paragraph.find(_JC), paragraph.find(_SPACING)
        if align is not None:
            changes["align"] = align.get(_VAL, "left")
        if spacing is not None and spacing.get(q("line")):
            changes["line"] = (int(spacing.get(q("line"), "240")), spacing.get(q("lineRule"), "auto"))
    return changes


class StyleSheet:
    """The styles of one document, answering what each paragraph and run looks like."""

    def __init__(self, styles: Element) -> None:
        self._styles = {node.get(_ID, ""): node for node in styles.iter(_STYLE)}
        self._looks: dict[tuple[str, str], Look] = {}
        defaults = styles.find(q("docDefaults"))
        self._defaults = Look()
        if defaults is not None:
            changes = _changes(defaults.find(f"{q('pPrDefault')}/{_P_PR}"), defaults.find(f"{q('rPrDefault')}/{_R_PR}"))
            self._defaults = replace(Look(), **changes)
        paragraphs = (key for key, node in self._styles.items() if node.get(q("type")) == "paragraph")
        self.default = next((key for key in paragraphs if self._styles[key].get(q("default")) in ("1", "true")), "")

    def knows(self, style: str) -> bool:
        """Whether a style of that id exists."""
        return style in self._styles

    def name(self, style: str) -> str:
        """The style's name as the person sees it."""
        node = self._styles.get(style)
        name = node.find(_NAME) if node is not None else None
        return name.get(_VAL, style) if name is not None else style

    def _chain(self, style: str) -> dict[str, Any]:
        """What a style and those it is based on set, the nearest last; a loop in the chain ends it."""
        seen: list[str] = []
        while style in self._styles and style not in seen:
            seen.append(style)
            based_on = self._styles[style].find(_BASED_ON)
            style = based_on.get(_VAL, "") if based_on is not None else ""
        changes: dict[str, Any] = {}
        for key in reversed(seen):
            node = self._styles[key]
            changes |= _changes(node.find(_P_PR), node.find(_R_PR))
        return changes

    def paragraph(self, style: str, table_style: str, own: Element | None) -> Look:
        """Look of a paragraph of ``style``, inside a table of ``table_style`` if not empty, with its own ``pPr``."""
        key = (style, table_style)
        if key not in self._looks:
            self._looks[key] = replace(self._defaults, **self._chain(table_style) | self._chain(style))
        changes = _changes(own, None)
        return replace(self._looks[key], **changes) if changes else self._looks[key]

    def run(self, paragraph: Look, own: Element | None) -> Look:
        """Look of a run with its own ``rPr`` in a paragraph of that look."""
        if own is None:
            return paragraph
        style = own.find(q("rStyle"))
        changes = (self._chain(style.get(_VAL, "")) if style is not None else {}) | _changes(None, own)
        return replace(paragraph, **changes) if changes else paragraph
