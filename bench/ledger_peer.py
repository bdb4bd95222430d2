"""The same blocks written with python-docx, row by row: the way most projects do it."""

from __future__ import annotations

import io
import json

from docx import Document as Word
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK

from bench.measure import best_of
from jiaoyan.documents import blocks
from tests.documents.sample import LEDGER


def words(content: tuple[blocks.Inline, ...]) -> str:
    """The text of inline content."""
    return blocks.words(content)


def write(document: blocks.Document) -> bytes:
    """Headings, paragraphs and tables; tables cell by cell along each new row."""
    word = Word()
    for block in document.body:
        write_block(word, block)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def write_block(word: WordDocument, block: blocks.Block) -> None:
    """One block with python-docx's own calls."""
    match block:
        case blocks.Heading():
            word.add_heading(block.text, block.level)
        case blocks.Subtitle():
            word.add_paragraph(block.text)
        case blocks.Paragraph() | blocks.ListItem():
            word.add_paragraph(words(block.content))
        case blocks.PageBreak():
            word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case blocks.Table():
            write_table(word, block)
        case _:
            pass


def write_table(word: WordDocument, table: blocks.Table) -> None:
    """Row by row; spans are merged afterwards."""
    made = word.add_table(rows=0, cols=len(table.widths))
    covered: set[tuple[int, int]] = set()
    for number, row in enumerate(table.rows):
        cells = made.add_row().cells
        place = 0
        for cell in row.cells:
            while (number, place) in covered:
                place += 1
            cells[place].text = "\n".join(words(paragraph) for paragraph in cell.paragraphs)
            if cell.columns > 1:
                cells[place].merge(cells[place + cell.columns - 1])
            covered |= {(number + down, place + across) for down in range(1, cell.rows) for across in range(cell.columns)}
            place += cell.columns


data = write(LEDGER)
wall, cpu = best_of(3, lambda: write(LEDGER))
print(json.dumps({"wall": wall, "cpu": cpu, "bytes": len(data)}))
