"""Charts: drawn without network, the same each time, never wider than the text."""

from __future__ import annotations

import struct

import pytest

from jiaoyan.documents import chart
from jiaoyan.documents.blocks import Document
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check

SPEC = {
    "width": 300,
    "height": 120,
    "data": {"values": [{"题": "一", "率": 80}, {"题": "二", "率": 65}]},
    "mark": "bar",
    "encoding": {"x": {"field": "题", "type": "nominal"}, "y": {"field": "率", "type": "quantitative"}},
}


def test_picture_is_a_png_that_fits_the_text_and_the_format_rule() -> None:
    block = chart.picture(SPEC, "得分率", width_mm=999)
    assert block.data.startswith(b"\x89PNG")
    assert block.width_mm == chart.TEXT_WIDTH_MM
    assert struct.unpack(">I", block.data[16:20])[0] > 300
    assert check(to_docx(Document("图", (block,)))) == []


def test_equal_specifications_are_drawn_once_and_others_differ() -> None:
    assert chart.picture(SPEC, "a").data is chart.picture(dict(SPEC), "b").data
    assert chart.picture({**SPEC, "mark": "point"}, "a").data != chart.picture(SPEC, "a").data


def test_svg_carries_the_words_and_no_script() -> None:
    text = chart.svg(SPEC)
    assert text.startswith("<svg")
    assert ">一<" in text
    assert "<script" not in text
    assert chart.svg_address(SPEC).startswith("data:image/svg+xml;base64,")


@pytest.mark.parametrize("data", [{"url": "https://example.org/x.json"}, {"values": [], "format": {"url": "file:///etc/passwd"}}])
def test_specification_that_would_fetch_something_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="own data"):
        chart.svg({**SPEC, "data": data})


def test_fonts_name_one_for_each_system_and_own_config_is_kept() -> None:
    whole = chart.complete({**SPEC, "config": {"background": None}})
    assert "Microsoft YaHei" in whole["config"]["font"]
    assert whole["config"]["background"] is None


def test_no_more_charts_are_kept_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chart, "KEPT", 2)
    chart._kept.clear()
    for height in (101, 102, 103):
        chart.svg({**SPEC, "height": height})
    assert len(chart._kept) == 2
