"""Theory notes (F07): three to eight key points, a complete source, and no passage handed in twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

POINTS = range(3, 9)
VIEW_ADVISED = 50
_QUIET = re.compile(r"[\W_]+")
_MARKERS = re.compile(r"^\s*(?:[-·•]|[（(]?\d{1,2}(?:[)）、]|[.．](?!\d))|[（(]?[一二三四五六七八九十]{1,2}[)）、．])\s*")


def points_of(text: str) -> list[str]:
    """One key point a line; numbers and bullets in front of a line and empty lines vanish."""
    lines = (_MARKERS.sub("", line).strip() for line in text.splitlines())
    return [line for line in lines if line]


def point_problem(points: Sequence[str]) -> str:
    """The sentence when there are not three to eight points; empty when there are."""
    return "" if len(points) in POINTS else f"摘记要点写3至8条，一行一条，现有{len(points)}条"


def fingerprint(points: Iterable[str]) -> str:
    """A passage without width, case, blanks and punctuation: two notes with the same fingerprint copy the same passage."""
    return _QUIET.sub("", unicodedata.normalize("NFKC", "".join(points)).casefold())


def view_hint(length: int) -> str:
    """A hint, never a condition: a thought of fifty characters can be tried out in a lesson."""
    return "" if length >= VIEW_ADVISED else f"“我的思考”现有{length}字，写到50字左右、落到一节课上更好用"
