"""Goals of a unit from the marks of its practice: how many were tested and how many reached a goal. 单元目标达成"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

GOAL_PERCENT = 80


def reached(marks: Sequence[int], fulls: Sequence[int], places: Collection[int], per_cent: int = GOAL_PERCENT) -> bool:
    """A pupil reaches a goal with at least ``per_cent`` of the marks on its items (``places`` in the order of the questions)."""
    return sum(marks[place] for place in places) * 100 >= sum(fulls[place] for place in places) * per_cent


def counts(rows: Iterable[Sequence[int]], fulls: Sequence[int], places: Collection[int], per_cent: int = GOAL_PERCENT) -> tuple[int, int]:
    """(tested, reached) of one goal in one class; (0, 0) when the goal has no items."""
    if not places:
        return 0, 0
    tested = [reached(row, fulls, places, per_cent) for row in rows]
    return len(tested), sum(tested)
