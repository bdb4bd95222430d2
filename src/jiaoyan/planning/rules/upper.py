"""Clauses of a plan that was typed or pasted: one a line, and which stored row each of them still is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

_NUMBER = re.compile(
    r"^\s*(?:[（(]?[0-9０-９一二三四五六七八九十]{1,3}[)）、.．]|[（(][0-9一二三四五六七八九十]{1,3}[)）]|[·•●■◆①②③④⑤⑥⑦⑧⑨⑩])\s*"
)


def clauses_of(text: str) -> tuple[str, ...]:
    """Pasted text → clauses: empty lines and typed numbers (1. （二） 三、 ①) are left out."""
    return tuple(clause for line in text.splitlines() if (clause := _NUMBER.sub("", line).strip()))


def with_keys(before: Sequence[tuple[int, str]], after: Sequence[str]) -> tuple[tuple[str, int | None], ...]:
    """Each clause with the key of the row it is: the same words, wherever they went, or new words in the place of old ones. A key is used once."""
    keys: list[int | None] = [None] * len(after)
    old = [text for _, text in before]
    free = dict(enumerate(key for key, _ in before))
    steps = SequenceMatcher(a=old, b=list(after), autojunk=False).get_opcodes()
    for tag, i, i_end, j, _ in steps:
        if tag == "equal":
            for n in range(i_end - i):
                keys[j + n] = free.pop(i + n)
    for place, text in enumerate(after):
        moved = next((n for n in free if old[n] == text), None) if keys[place] is None else None
        if moved is not None:
            keys[place] = free.pop(moved)
    for tag, i, i_end, j, j_end in steps:
        if tag == "replace":
            for n in range(min(i_end - i, j_end - j)):
                if keys[j + n] is None and i + n in free:
                    keys[j + n] = free.pop(i + n)
    return tuple(zip(after, keys, strict=True))
