"""A question with its answer. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

GAP = "{()}"
Item = list[object]


@dataclass(frozen=True, slots=True)
class Sum:
    """A question with its answer and what it asks about."""

    text: str
    answer: str
    intent: str
    section: str = "f"
    minutes: float = 1
    share: float = 0.88

    def item(self, layer: str, goal: int) -> Item:
        """As ``content/`` writes an item."""
        return [layer, self.section, self.text, self.answer, self.intent, goal, self.minutes, self.share]


Maker = Callable[[int], Sum]


def solve(text: str, answer: str, intent: str) -> Sum:
    """A question of everyday life, to be written out."""
    return Sum(text, answer, intent, "s", 4, 0.74)
