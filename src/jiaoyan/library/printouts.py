"""The textbook study as it prints, filled and blank. 教材梳理（F40）"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jiaoyan.curriculum.models import Unit
from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Block, Document, Heading, Row, Subtitle, Table, header, para, text
from jiaoyan.library.models import TextbookStudy, UnitStudy
from jiaoyan.schools.models import Group, Term

WIDTHS = (3.2, 4.2, 4.2, 4.2)
BLANK_UNITS = 9


def textbook_study(group: Group, term: Term, study: TextbookStudy | None, units: Sequence[Unit]) -> tuple[Block, ...]:
    """Title, what the whole book shows, then unit by unit. Expects the study with its units."""
    written: dict[int, UnitStudy] = {each.unit_id: each for each in study.units.all()} if study else {}
    rows = ((unit.numbered_title, *_words(written.get(unit.pk))) for unit in units)
    whole: tuple[Block, ...] = markup.to_blocks(study.whole_book) if study and study.whole_book else (para("还没有写。"),)
    return (
        Heading("教材梳理"),
        Subtitle(f"——{term.label}{group.name}"),
        Heading("一、通读全册", level=2),
        *whole,
        Heading("二、各单元要点", level=2),
        units_table(rows),
    )


def _words(found: UnitStudy | None) -> tuple[str, str, str]:
    return (found.key, found.difficulty, found.mistakes) if found else ("", "", "")


def units_table(rows: Iterable[Sequence[str]], *, height: float = 9.0) -> Table:
    """Unit, what is central, what is hard, what is often wrong."""
    lines = (Row(tuple(text(*cell.split("\n")) for cell in row), min_height_mm=height, breakable=True) for row in rows)
    return Table(WIDTHS, (header("单元", "重点", "难点", "易错"), *lines), header_rows=1)


def blank() -> Document:
    """The form to be filled in by hand."""
    lines = (para("") for _ in range(8))
    table = units_table([("", "", "", "")] * BLANK_UNITS, height=18.0)
    body: tuple[Block, ...] = (Heading("教材梳理"), Heading("一、通读全册", level=2), *lines, Heading("二、各单元要点", level=2), table)
    return Document("教材梳理", body)
