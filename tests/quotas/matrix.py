"""Who may open what in quotas. The research-group leader and the office keep; members of every group of the tree read; each gives his own excuses."""

from __future__ import annotations

from typing import Any

from tests.matrix import OVERSEERS, READERS, ROLES, Cell, allow
from tests.quotas import builders

KEEPERS = ("head", "office")
TREE = (*READERS, "mentor")  # the mentor's group belongs to the same research group
ANSWERS = OVERSEERS
NO_GET = allow(*ROLES, status=405)


def here(school: Any) -> list[Any]:
    builders.listening(school)
    return [school.group.pk, school.term.key]


def at_top(school: Any) -> list[Any]:
    builders.listening(school)
    return [school.research.pk, school.term.key]


def quota(school: Any) -> list[Any]:
    return [builders.listening(school).pk]


def excuse_form(school: Any) -> list[Any]:
    return [builders.listening(school).pk, school.term.key, "person", school.people["teacher"].pk, "term"]


def given(school: Any) -> list[Any]:
    return [builders.excused(school).pk]


MATRIX: dict[str, Cell] = {
    "quotas:list": Cell(args=here, get=allow(*READERS)),
    "quotas:docx": Cell(args=here, get=allow(*READERS)),
    "quotas:new": Cell(args=at_top, get=allow(*KEEPERS), post=allow(*KEEPERS, status=422)),
    "quotas:sentence": Cell(args=at_top, get=NO_GET, post=allow(*KEEPERS)),
    "quotas:copy": Cell(args=at_top, get=allow(*KEEPERS), post=allow(*KEEPERS, status=302)),
    "quotas:preset": Cell(args=lambda school: [*at_top(school), "study"], get=allow(*KEEPERS), post=allow(*KEEPERS, status=422)),
    "quotas:excuses": Cell(args=here, get=allow(*READERS)),
    "quotas:blank": Cell(get=allow(*ROLES), school_wide=True),
    "quotas:excuse_blank": Cell(get=allow(*ROLES), school_wide=True),
    "quotas:quota": Cell(args=quota, get=allow(*TREE)),
    "quotas:change": Cell(args=quota, get=allow(*KEEPERS), post=allow(*KEEPERS, status=422)),
    "quotas:withdraw": Cell(args=quota, get=allow(*KEEPERS), post=allow(*KEEPERS, status=422)),
    "quotas:bring_back": Cell(args=lambda school: [builders.withdrawn(school).pk], get=NO_GET, post=allow(*KEEPERS, status=302)),
    "quotas:excuse": Cell(args=excuse_form, get=allow("teacher"), post=allow("teacher", status=422)),
    "quotas:excuse_answer": Cell(args=given, get=NO_GET, post=allow(*ANSWERS, status=302)),
    "quotas:excuse_take_back": Cell(args=given, get=NO_GET, post=allow("teacher", status=302)),
}
