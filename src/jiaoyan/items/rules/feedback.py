"""How a class did: rates computed from counts, and when an adjustment is asked for (F08)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

LOW_RATE = Fraction(6, 10)


def rate(correct: int | None, submitted: int | None) -> Fraction | None:
    """正确率, exact; None without a sample."""
    return Fraction(correct, submitted) if correct is not None and submitted else None


def is_low(share: Fraction | None) -> bool:
    """Few enough solved it that something should change."""
    return share is not None and share < LOW_RATE


def low_items(correct: Mapping[int, int | None], submitted: int | None) -> list[int]:
    """The numbers of the items few solved; ``correct`` is by number."""
    return [number for number, count in correct.items() if is_low(rate(count, submitted))]


def count_problem(correct: int | None, submitted: int | None) -> str:
    """Why a count cannot be right; nothing when it can."""
    if correct is None:
        return ""
    if submitted is None:
        return "请先填上交人数。"
    return f"正确{correct}人，上交只有{submitted}人。" if correct > submitted else ""
