"""Who may open what in growth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.growth import builders
from tests.matrix import MEMBERS, READERS, ROLES, Cell, allow


def here(school: Any) -> list[Any]:
    builders.recorded(school)
    return [school.group.pk, school.term.key]


def award(make: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    return lambda school: [make(school).pk]


LEADER = allow("leader")
NO_GET = allow(*ROLES, status=405)

MATRIX: dict[str, Cell] = {
    "growth:awards": Cell(args=here, get=allow(*READERS)),
    "growth:award_new": Cell(args=here, get=allow(*MEMBERS), post=allow(*MEMBERS, status=422)),
    "growth:awards_docx": Cell(args=here, get=allow(*READERS)),
    "growth:awards_blank": Cell(get=allow(*ROLES), school_wide=True),
    "growth:award": Cell(args=award(builders.recorded), get=LEADER, post=allow("leader", status=422)),
    "growth:award_remove": Cell(args=award(builders.recorded), get=LEADER, post=allow("leader", status=302)),
    "growth:award_restore": Cell(args=award(builders.removed), get=NO_GET, post=allow("leader", status=302)),
    "growth:award_certificate": Cell(args=award(builders.with_certificate), get=allow(*READERS)),
}
