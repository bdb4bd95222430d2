"""What a verb says to the rows of a grid."""

from __future__ import annotations

from collections.abc import Callable

from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.rules.problem import RowsAtFault
from jiaoyan.web.grid import CellProblem


def in_the_way(verb: Callable[[], object]) -> list[CellProblem]:
    """Runs the verb that stores a grid; gives what it refuses, by row and column, or [] once the grid is stored."""
    try:
        verb()
    except RowsAtFault as refused:
        return [CellProblem(problem.row_index, problem.column, problem.sentence) for problem in refused.problems]
    except NotPossible as refused:
        return [CellProblem(None, "", str(refused))]
    return []
