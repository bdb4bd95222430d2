"""Who may open what of textbook study and resources."""

from __future__ import annotations

from typing import Any

from tests.library.builders import resource, written
from tests.matrix import MEMBERS, OVERSEERS, READERS, ROLES, Cell, allow


def here(school: Any) -> list[Any]:
    written(school)
    return [school.group.pk, school.term.key]


def one(school: Any) -> list[Any]:
    return [resource(school).pk]


def state(school: Any) -> list[Any]:
    return [resource(school).pk, "final"]


def version(school: Any) -> list[Any]:
    return [resource(school).versions.get().pk]


REFUSED = allow(*OVERSEERS, status=403)  # they read it, but do not write

MATRIX = {
    "library:study": Cell(args=here, get=allow(*READERS)),
    "library:study_edit": Cell(args=here, get=allow(*MEMBERS), post=allow(*MEMBERS, status=422)),
    "library:study_docx": Cell(args=here, get=allow(*READERS)),
    "library:study_blank": Cell(get=allow(*ROLES), school_wide=True),
    "library:resource": Cell(args=one, get=allow(*READERS), post=allow(*MEMBERS, status=422) | REFUSED, otherwise=404),
    "library:resource_state": Cell(args=state, get=allow(*ROLES, status=405), post=allow(*MEMBERS, status=302) | REFUSED, otherwise=404),
    "library:version": Cell(args=version, get=allow(*READERS), otherwise=404),
}
