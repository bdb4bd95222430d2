"""Who may open what in items."""

from __future__ import annotations

from tests.matrix import Cell

MATRIX: dict[str, Cell] = {}
