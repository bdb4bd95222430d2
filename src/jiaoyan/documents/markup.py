"""The light markup teachers type, the blocks it is stored as, and the blocks it prints as.

Typed: one paragraph a line, ``## 标题``, ``- 项``, ``1. 项``, ``| 甲 | 乙 |``; inside a line ``**粗**``, ``{3/4}``, ``1{2/3}``, ``a^2``.
Whatever is not complete markup stays the text it is: nothing typed is ever lost or refused.

Stored is a list of JSON objects, each with a stable ``id`` and a ``type``:

    {"id": …, "type": "paragraph" | "heading", "content": [inline, …]}
    {"id": …, "type": "item", "marker": "-" | "1.", "content": [inline, …]}
    {"id": …, "type": "table", "header": bool, "rows": [[[inline, …], …], …]}

and ``"gap": true`` where a blank line stood before. An inline is a string, ``{"bold": [inline, …]}``, ``{"fraction": [a, b]}`` or
``{"raised": "2"}``. Law: ``source(parse(text))`` is ``text`` without spaces at line ends and repeated blank lines, and parsing that
again gives the same blocks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from jiaoyan.documents.blocks import Block, Cell, Fraction, Heading, Inline, ListItem, Paragraph, Row, Run, Table, words
from jiaoyan.documents.characters import legal, width

Stored = dict[str, Any]
StoredInline = str | dict[str, Any]

_BOLD = re.compile(r"\*\*(?=\S)(.{1,300}?)(?<=\S)\*\*(?!\*)")
_ATOM = re.compile(r"\{(?P<above>[^{}/|*^]{1,12})/(?P<below>[^{}/|*^]{1,12})\}|(?<=[0-9A-Za-z)）}])\^(?P<raised>\d{1,3}|n)(?![0-9A-Za-z])")
_HEADING = re.compile(r"## (?P<text>.+)")
_ITEM = re.compile(r"(?P<marker>-|\d{1,3}\.) (?P<text>.+)")
_TABLE_LINE = re.compile(r"\|.*\|")
_RULE = re.compile(r"-{3,}")
_MOST_COLUMNS = 12


def _atoms(text: str) -> Iterator[StoredInline]:
    """Split text at fractions and raised digits."""
    end = 0
    for match in _ATOM.finditer(text):
        if match.start() > end:
            yield text[end : match.start()]
        raised = match["raised"]
        yield {"raised": raised} if raised else {"fraction": [match["above"], match["below"]]}
        end = match.end()
    if end < len(text):
        yield text[end:]


def _inlines(text: str) -> list[StoredInline]:
    """Split one line at bold stretches, then at atoms; joining the sources of the parts gives the line again."""
    parts: list[StoredInline] = []
    end = 0
    for match in _BOLD.finditer(text):
        parts += _atoms(text[end : match.start()])
        parts.append({"bold": list(_atoms(match[1]))})
        end = match.end()
    return [*parts, *_atoms(text[end:])]


def _inline_source(content: Sequence[StoredInline]) -> str:
    pieces: list[str] = []
    for inline in content:
        match inline:
            case str():
                pieces.append(inline)
            case {"bold": inside}:
                pieces.append(f"**{_inline_source(inside)}**")
            case {"fraction": [above, below]}:
                pieces.append(f"{{{above}/{below}}}")
            case {"raised": raised}:
                pieces.append(f"^{raised}")
            case _:
                raise ValueError(f"unknown inline {inline!r:.80}")
    return "".join(pieces)


def _cells(line: str) -> list[str] | None:
    """The cells of a table line, or ``None`` for any other line."""
    if len(line) < 3 or not _TABLE_LINE.fullmatch(line):
        return None
    cells = [cell.strip() for cell in line[1:-1].split("|")]
    return cells if len(cells) <= _MOST_COLUMNS else None


def _table(lines: Sequence[list[str]]) -> Stored:
    columns = max(len(line) for line in lines)
    header = len(lines) > 1 and all(_RULE.fullmatch(cell) for cell in lines[1])
    rows = [lines[0], *lines[2 if header else 1 :]]
    return {"type": "table", "header": header, "rows": [[_inlines(cell) for cell in row + [""] * (columns - len(row))] for row in rows]}


def _line(line: str) -> Stored:
    if match := _HEADING.fullmatch(line):
        return {"type": "heading", "content": _inlines(match["text"])}
    if match := _ITEM.fullmatch(line):
        return {"type": "item", "marker": match["marker"], "content": _inlines(match["text"])}
    return {"type": "paragraph", "content": _inlines(line)}


def _blocks(text: str) -> list[Stored]:
    """Blocks without ids."""
    blocks: list[Stored] = []
    table: list[list[str]] = []
    gap = False

    def keep(block: Stored) -> None:
        blocks.append(block | ({"gap": True} if gap and blocks else {}))

    def close_table() -> None:
        nonlocal gap
        if table:
            keep(_table(table))
            table.clear()
            gap = False

    for raw in legal(text).split("\n"):
        line = raw.strip()
        cells = _cells(line)
        if cells is not None:
            table.append(cells)
            continue
        close_table()
        if line:
            keep(_line(line))
        gap = not line
    close_table()
    return blocks


def _key(block: Stored) -> str:
    """What makes two blocks the same: everything but the id and the blank line before."""
    return json.dumps({name: value for name, value in block.items() if name not in ("id", "gap")}, ensure_ascii=False, sort_keys=True)


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """How ``new`` came from ``old``, as difflib says it. What both begin and end with is settled first: an edit touches little."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    yield "equal", 0, head, 0, head
    middle = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    for kind, start, end, new_start, new_end in middle.get_opcodes():
        yield kind, start + head, end + head, new_start + head, new_end + head
    yield "equal", len(old) - tail, len(old), len(new) - tail, len(new)


def _inherit(blocks: Sequence[Stored], keys: Sequence[str], previous: Sequence[Stored]) -> dict[int, str]:
    """Ids that ``blocks`` take over: those of equal blocks, of blocks rewritten in place, and of equal blocks that moved."""
    ids: dict[int, str] = {}
    old_keys = [_key(block) for block in previous]
    for kind, old, old_end, new, new_end in _changes(old_keys, keys):
        if kind == "equal" or (kind == "replace" and old_end - old == new_end - new):
            for before, after in zip(range(old, old_end), range(new, new_end), strict=True):
                if previous[before]["type"] == blocks[after]["type"]:
                    ids[after] = previous[before]["id"]
    used = set(ids.values())
    moved = {key: block["id"] for key, block in zip(old_keys, previous, strict=True) if block["id"] not in used}
    for place, key in enumerate(keys):
        if place not in ids and key in moved:
            ids[place] = moved.pop(key)
    return ids


def parse(text: str, previous: Sequence[Stored] = ()) -> list[Stored]:
    """Typed text as stored blocks.

    With the blocks stored before as ``previous``, an unchanged block keeps its id, also where it moved, and a block rewritten in place
    keeps it too. A new block's id comes from its content, so the same text always gives the same ids.
    """
    blocks = _blocks(text)
    keys = [_key(block) for block in blocks]
    ids = _inherit(blocks, keys, previous)
    taken = set(ids.values())
    named: list[Stored] = []
    for place, (block, key) in enumerate(zip(blocks, keys, strict=True)):
        if place not in ids:
            ids[place] = _new_id(key, taken)
            taken.add(ids[place])
        named.append({"id": ids[place], **block})
    return named


def _new_id(key: str, taken: set[str]) -> str:
    number = 0
    while True:
        name = hashlib.sha256(f"{number}{key}".encode()).hexdigest()[:10]
        if name not in taken:
            return name
        number += 1


def _table_source(block: Stored) -> Iterator[str]:
    for number, row in enumerate(block["rows"]):
        yield "| " + " | ".join(_inline_source(cell) for cell in row) + " |"
        if number == 0 and block["header"]:
            yield "| " + " | ".join("---" for _ in row) + " |"


def _lines(block: Stored) -> Iterator[str]:
    match block["type"]:
        case "paragraph":
            yield _inline_source(block["content"])
        case "heading":
            yield f"## {_inline_source(block['content'])}"
        case "item":
            yield f"{block['marker']} {_inline_source(block['content'])}"
        case "table":
            yield from _table_source(block)
        case other:
            raise ValueError(f"unknown stored block {other!r:.80}")


def source(blocks: Sequence[Stored]) -> str:
    """Stored blocks as the text to edit. Raises ``ValueError`` for a block this markup does not know."""
    lines: list[str] = []
    for block in blocks:
        if block.get("gap"):
            lines.append("")
        lines.extend(_lines(block))
    return "\n".join(lines)


def _to_inlines(content: Sequence[StoredInline], bold: bool = False) -> tuple[Inline, ...]:
    inlines: list[Inline] = []
    for inline in content:
        match inline:
            case str():
                inlines.append(Run(inline, bold=True) if bold else inline)
            case {"bold": inside}:
                inlines.extend(_to_inlines(inside, bold=True))
            case {"fraction": [above, below]}:
                inlines.append(Fraction(above.strip(), below.strip()))
            case {"raised": raised}:
                inlines.append(Run(raised, bold=bold, superscript=True))
    return tuple(inlines)


def _marker(block: Stored) -> str:
    return "·" if block["marker"] == "-" else str(block["marker"])


def _print_table(block: Stored) -> Table:
    rows = [[_to_inlines(cell) for cell in row] for row in block["rows"]]
    # Columns as wide as their longest entry asks for, none starved by a long neighbour.
    widths = tuple(min(20.0, max(3.0, *(width(words(row[column])) for row in rows))) for column in range(len(rows[0])))
    header = 1 if block["header"] else 0
    printed = tuple(
        Row(
            tuple(Cell((cell,), bold=number < header, align="center" if number < header else "left") for cell in row),
            breakable=number >= header,
            with_next=number < header,
        )
        for number, row in enumerate(rows)
    )
    return Table(widths, printed, header_rows=header)


def _print(block: Stored) -> Block:
    match block["type"]:
        case "paragraph":
            return Paragraph(_to_inlines(block["content"]))
        case "heading":
            return Heading(words(_to_inlines(block["content"])).strip(), level=3, listed=False)
        case "item":
            return ListItem(_to_inlines(block["content"]), _marker(block))
        case "table":
            return _print_table(block)
        case other:
            raise ValueError(f"unknown stored block {other!r:.80}")


def to_blocks(stored: Sequence[Stored]) -> tuple[Block, ...]:
    """Stored blocks as print blocks: headings as unlisted 小标题, list items with their marker, tables ruled."""
    return tuple(_print(block) for block in stored)


def _in_cell(block: Stored) -> Iterator[tuple[Inline, ...]]:
    match block["type"]:
        case "heading":
            yield _to_inlines(block["content"], bold=True)
        case "item":
            yield (f"{_marker(block)} ", *_to_inlines(block["content"]))
        case "table":
            for row in block["rows"]:
                yield tuple(piece for number, cell in enumerate(row) for piece in (*(("\u3000",) if number else ()), *_to_inlines(cell)))
        case _:
            yield _to_inlines(block["content"])


def cell_paragraphs(stored: Sequence[Stored]) -> tuple[tuple[Inline, ...], ...]:
    """The same content as the paragraphs of one table cell: headings bold, markers in line, a table as one line per row."""
    return tuple(paragraph for block in stored for paragraph in _in_cell(block))


def plain(stored: Sequence[Stored]) -> str:
    """The words alone, one line per paragraph or table row: for search, counting and short extracts."""
    return "\n".join(words(paragraph) for paragraph in cell_paragraphs(stored))
