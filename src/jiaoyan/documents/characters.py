"""Which characters a file can hold, and how wide a line of them is. Shared by all writers of this package."""

from __future__ import annotations

import re
import unicodedata

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """``text`` without the characters XML 1.0 forbids (control characters, lone surrogates), each line end as one line feed."""
    if _ILLEGAL.search(text):
        text = _ILLEGAL.sub("", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def width(text: str) -> float:
    """Width of ``text`` in full-width characters: Chinese counts 1, Latin letters and digits count 0.5, combining marks 0."""
    total = 0.0
    for character in text:
        if unicodedata.combining(character):
            continue
        total += 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5
    return total
