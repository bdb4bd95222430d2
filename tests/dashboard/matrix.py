"""Who gets which page of the workbench."""

from __future__ import annotations

from tests.matrix import OVERSEERS, READERS, ROLES, Cell, allow

MATRIX = {
    "dashboard:home": Cell(get=allow(*ROLES), school_wide=True),
    "dashboard:groups": Cell(get=allow(*OVERSEERS), school_wide=True),
    "dashboard:group": Cell(get=allow(*READERS), args=lambda school: [school.group.pk, school.term.key]),
}
