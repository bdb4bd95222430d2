"""The pages the ledger has of its own; all others are drawn by the package that keeps the record."""

from __future__ import annotations

from collections.abc import Sequence

from jiaoyan.documents.blocks import Block, Heading, Row, Subtitle, Table, header, text
from jiaoyan.ledger.queries import Edition

EDITIONS_TITLE = "通过稿目录"
EDITION_COLUMNS = ("序号", "材料", "定稿", "通过日期", "审批人")
EDITION_WIDTHS = (1.2, 7.0, 1.7, 2.7, 1.8)


def approved_editions(found: Sequence[Edition], group: str, term: str) -> tuple[Block, ...]:
    """One table of them, as ``queries.editions_of`` gives them; ``()`` when nothing was approved."""
    if not found:
        return ()
    rows = [
        Row(
            (
                text(str(place), align="center"),
                text(each.what),
                text(f"第{each.number}次", align="center"),
                text(f"{each.day.year}.{each.day.month}.{each.day.day}", align="center"),
                text(each.by, align="center"),
            )
        )
        for place, each in enumerate(found, start=1)
    ]
    return (
        Heading(EDITIONS_TITLE),
        Subtitle(f"——{term}{group}"),
        Table(EDITION_WIDTHS, (header(*EDITION_COLUMNS), *rows), header_rows=1),
    )
