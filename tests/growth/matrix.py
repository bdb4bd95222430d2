"""Who may open what in growth."""

from __future__ import annotations

from tests.matrix import Cell

MATRIX: dict[str, Cell] = {}
