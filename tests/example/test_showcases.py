"""The example's showcase homework: drawn sheets exist, figures of the review are those of the counts, days are possible."""

from __future__ import annotations

import io
import tomllib
from typing import Any

import pytest
from PIL import Image

from jiaoyan.example import sheet
from jiaoyan.example.drawings import SHEETS, draw
from jiaoyan.example.reading import CONTENT
from jiaoyan.items.rules.showcase import KINDS, Criterion, rubric_lacks

WRITTEN = [each for path in sorted(CONTENT.glob("*/*/*/showcase.toml")) for each in tomllib.loads(path.read_text("utf-8"))["showcases"]]
each_showcase = pytest.mark.parametrize("written", WRITTEN, ids=[each["theme"] for each in WRITTEN])


@each_showcase
def test_designs_are_complete_and_their_days_in_order(written: dict[str, Any]) -> None:
    assert rubric_lacks([Criterion(*line) for line in written["rubric"]]) == ""
    assert written["kind"] in dict(KINDS)
    assert written["designed_on"] < written["starts"] < written["ends"]
    assert all(written["starts"] <= work["day"] and work["drawing"] in SHEETS for work in written.get("works", []))
    titles = [work["title"] for work in written.get("works", [])]
    assert len(titles) == len(set(titles))
    assert {title for title, _, _ in written.get("exhibition", {}).get("comments", [])} <= set(titles)


def test_the_review_speaks_of_the_counts() -> None:
    shown = WRITTEN[0]["exhibition"]
    handed_in, excellent = (sum(line[n] for line in shown["counts"]) for n in (0, 1))
    assert f"交了{handed_in}件" in shown["review"]
    assert f"A等{excellent}件" in shown["review"]
    assert 8 <= len(WRITTEN[0]["works"]) <= 12


@pytest.mark.parametrize("name", sorted(SHEETS))
def test_a_sheet_is_a_picture_and_the_same_each_time(name: str) -> None:
    data = draw(name, "题目", 3)
    assert draw(name, "题目", 3) == data
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.format == "JPEG"
        assert not picture.getexif()


def test_without_a_chinese_font_figures_and_shapes_remain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "FONTS", ())
    sheet._font.cache_clear()
    try:
        assert len(draw("parallelogram", "题目", 1)) > 20_000
    finally:
        sheet._font.cache_clear()
