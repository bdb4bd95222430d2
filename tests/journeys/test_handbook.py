"""The handbook hangs together: chapters, links and pictures."""

from __future__ import annotations

import re
from pathlib import Path

from docs.handbook.camera import PICTURES

CHAPTERS = sorted(Path(PICTURES.parent).glob("*.md"))
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
PICTURE_BYTES, ALL_BYTES = 200 * 1024, 6 * 1024 * 1024


def test_every_link_and_picture_of_a_chapter_is_there() -> None:
    links = {(chapter.name, link) for chapter in CHAPTERS for link in LINK.findall(chapter.read_text(encoding="utf-8"))}
    assert len(links) > len(CHAPTERS)
    assert [link for link in sorted(links) if not (PICTURES.parent / link[1]).exists()] == []


def test_every_picture_is_shown_and_small() -> None:
    words = "".join(chapter.read_text(encoding="utf-8") for chapter in CHAPTERS)
    pictures = sorted(PICTURES.glob("*.png"))
    assert [picture.name for picture in pictures if f"pictures/{picture.name}" not in words] == []
    assert [picture.name for picture in pictures if picture.stat().st_size > PICTURE_BYTES] == []
    assert 0 < sum(picture.stat().st_size for picture in pictures) < ALL_BYTES
