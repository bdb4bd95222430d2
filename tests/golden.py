"""Whole printouts in tests, block by block: pictures are compared by what they show, not by pixels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jiaoyan.documents.blocks import Block, Cell, Picture, Row, Table, label, text

NO_PIXELS = b""


def bare(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The same blocks, the pixels of their pictures left out."""
    return tuple(_bare(block) for block in blocks)


def _bare(block: Block) -> Block:
    match block:
        case Picture():
            return replace(block, data=NO_PIXELS)
        case Table():
            return replace(block, rows=tuple(_row(row) for row in block.rows))
    return block


def _row(row: Row) -> Row:
    return replace(row, cells=tuple(_cell(cell) for cell in row.cells))


def _cell(cell: Cell) -> Cell:
    return replace(cell, picture=replace(cell.picture, data=NO_PIXELS)) if cell.picture else cell


def line(name: str, *cells: str) -> Row:
    """A row of centred cells after its label; 100%/11人 stands on two lines."""
    return Row((label(name), *(text(*cell.split("/"), align="center") for cell in cells)))
