"""Who may open which page of the plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.matrix import OVERSEERS, READERS, ROLES, Cell, allow
from tests.planning import builders
from tests.planning.builders import approved, started, submitted


def here(*more: str, having: Callable[[Any], object] = started) -> Callable[[Any], list[Any]]:
    """The addresses of a group's plan that stands as ``having`` makes it."""

    def args(school: Any) -> list[Any]:
        having(school)
        return [school.group.pk, school.term.key, *more]

    return args


def edition(school: Any) -> list[Any]:
    return [builders.approved(school).editions.get().pk]


LEADER = allow("leader")
NO_GET = allow(*ROLES, status=405)
SENT = allow("leader", status=302)
REFUSED = allow("leader", status=422)

MATRIX = {
    "planning:plan": Cell(args=here(), get=allow(*READERS)),
    "planning:start": Cell(args=here(), get=NO_GET, post=SENT),
    "planning:head": Cell(args=here(), get=LEADER, post=REFUSED),
    "planning:table": Cell(args=here("key_points"), get=LEADER, post=REFUSED),
    "planning:propose": Cell(args=here("arrangement"), get=LEADER, post=REFUSED),
    "planning:submit": Cell(args=here(), get=NO_GET, post=SENT),
    "planning:withdraw": Cell(args=here(having=submitted), get=NO_GET, post=SENT),
    "planning:reopen": Cell(args=here(having=approved), get=LEADER, post=SENT),
    "planning:decide": Cell(args=here(having=submitted), get=allow(*OVERSEERS), post=allow(*OVERSEERS, status=422)),
    "planning:waiting": Cell(get=allow(*OVERSEERS), school_wide=True),
    "planning:docx": Cell(args=here(), get=allow(*READERS)),
    "planning:table_docx": Cell(args=here("arrangement"), get=allow(*READERS)),
    "planning:edition": Cell(args=edition, get=allow(*READERS)),
    "planning:blank": Cell(args=lambda _school: ["plan"], get=allow(*ROLES), school_wide=True),
}
