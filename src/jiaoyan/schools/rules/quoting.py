"""Words of a record inside a sentence of ours. 引用"""

from __future__ import annotations

_INNER = str.maketrans("“”", "‘’")


def quoted(text: str, most: int | None = None) -> str:
    """The words in quotation marks, on one line, cut to ``most`` characters; marks inside become inner ones (GB/T 15834): “针对‘审题’：先读后算”."""
    words = " ".join(text.split()).translate(_INNER)
    if most is not None and len(words) > most:
        words = f"{words[:most]}…"
        words += "’" * max(0, words.count("‘") - words.count("’"))
    return f"“{words}”"
