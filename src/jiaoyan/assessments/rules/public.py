"""What may be said outside: sentences that name no class, no person and no rank."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_CLASS = re.compile(r"[（(]\s*\d{1,2}\s*[)）]\s*班|\d{1,2}\s*班|[一二三四五六七八九十]班|[1-6]0\d班?")
_RANK = re.compile(r"排名|名次|第一名|最后一名|倒数")


def public_lines(lines: Iterable[str], names: Collection[str] = ()) -> list[str]:
    """The lines fit for the public version; a line that names a class, one of ``names`` or a rank is left out whole."""
    return [line for line in lines if not _CLASS.search(line) and not _RANK.search(line) and not any(name in line for name in names)]
