"""Charts: a Vega-Lite specification of ours → a PNG for paper, an SVG for the page. Drawn on this machine, nothing is fetched.

A chart is data before it is a picture: callers give the specification (a dict whose ``data`` holds values), never a file or an address.
Equal specifications are drawn once and kept by their hash, so that a preview and a Word file carry the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from jiaoyan.documents.blocks import Picture

TEXT_WIDTH_MM = 150.0
FONT = "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, SimSun, sans-serif"
VEGA_LITE = "5.20"
KEPT = 128
PIXEL_RATIO = 2.0  # 600 px on 150 mm become about 200 dots per inch
_INK, _RULE = "#1f1d1a", "#d8d2c6"

_kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
_lock = threading.Lock()  # one drawing at a time: the engine inside is large, and a chart takes some tens of milliseconds


def picture(spec: Mapping[str, Any], alt: str, width_mm: float = TEXT_WIDTH_MM) -> Picture:
    """The chart as a block for paper, never wider than the text. ``alt`` says in words what it shows.

    Raises ``ValueError`` for a specification that fetches something or cannot be drawn.
    """
    return Picture(_drawn(spec, "png", _png), alt, min(width_mm, TEXT_WIDTH_MM))


def svg(spec: Mapping[str, Any]) -> str:
    """The chart as an SVG document. Raises like ``picture``."""
    return _drawn(spec, "svg", _svg).decode()


def svg_address(spec: Mapping[str, Any]) -> str:
    """The same as a ``data:`` address for an ``img``: what is drawn there runs no script and asks for nothing."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg(spec).encode()).decode("ascii")


def complete(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The specification with our fonts and colours, which its own ``config`` may overrule. Raises ``ValueError`` for outside data."""
    if _fetches(spec):
        raise ValueError("a chart carries its own data")
    axis = {"labelColor": _INK, "titleColor": _INK, "gridColor": _RULE, "domainColor": _INK, "tickColor": _INK, "labelLimit": 0}
    config = {
        "font": FONT,
        "background": "white",
        "view": {"stroke": None},
        "axis": {**axis, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"},
        "legend": {"labelFontSize": 12, "title": None, "orient": "top", "labelColor": _INK},
        "header": {"labelFontSize": 12, "title": None},
    }
    return {**spec, "config": {**config, **spec.get("config", {})}}


def _fetches(part: Any) -> bool:
    """Whether any part of a specification names an address to load from."""
    if isinstance(part, Mapping):
        return any((key in ("url", "href") and isinstance(value, str)) or _fetches(value) for key, value in part.items())
    if isinstance(part, list | tuple):
        return any(map(_fetches, part))
    return False


def _drawn(spec: Mapping[str, Any], kind: str, draw: Callable[[dict[str, Any]], bytes]) -> bytes:
    whole = complete(spec)
    key = kind, hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
        drawn = draw(whole)
        _kept[key] = drawn
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return drawn


def _png(spec: dict[str, Any]) -> bytes:
    import vl_convert  # loads a drawing engine: only those who draw pay for it

    return bytes(vl_convert.vegalite_to_png(spec, vl_version=VEGA_LITE, scale=PIXEL_RATIO, allowed_base_urls=[]))


def _svg(spec: dict[str, Any]) -> bytes:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])).encode()
