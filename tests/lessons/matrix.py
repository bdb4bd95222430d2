"""Who may open what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.lessons import builders
from tests.matrix import OVERSEERS, READERS, ROLES, Cell, allow


def here(school: Any) -> list[Any]:
    builders.observed(school)
    builders.planned(school)
    return [school.group.pk, school.term.key]


def of(make: Callable[[Any], Any], *more: Any) -> Callable[[Any], list[Any]]:
    return lambda school: [make(school).pk, *more]


def teachers_list(school: Any) -> list[Any]:
    return [*here(school), school.people["teacher"].pk]


def research(school: Any) -> list[Any]:
    builders.rostered(school)
    return [school.research.pk, school.term.key]


def without_roster(school: Any) -> list[Any]:
    builders.cohort(school)
    return [school.research.pk, school.term.key]


ABOUT = allow("leader", "teacher", *OVERSEERS)  # observer and observed, those above
OBSERVER = allow("leader")
ABOVE = allow("leader", "teacher", *OVERSEERS)  # the lesson's teacher and those above
NO_GET = allow(*ROLES, status=405)
IN_GROUPS = allow(*(role for role in ROLES if role != "admin"))

MATRIX: dict[str, Cell] = {
    "lessons:lessons": Cell(args=here, get=allow(*READERS)),
    "lessons:blank": Cell(args=lambda _: ["observation"], get=allow(*ROLES), school_wide=True),
    "lessons:observation_new": Cell(args=here, get=allow(*READERS), post=allow(*READERS, status=422)),
    "lessons:observations": Cell(args=teachers_list, get=ABOUT),
    "lessons:observations_docx": Cell(args=teachers_list, get=ABOUT),
    "lessons:observation": Cell(args=of(builders.observed), get=ABOUT),
    "lessons:observation_change": Cell(args=of(builders.observed), get=OBSERVER, post=allow("leader", status=422)),
    "lessons:observation_remove": Cell(args=of(builders.observed), get=OBSERVER, post=allow("leader", status=302)),
    "lessons:observation_restore": Cell(args=of(builders.removed), get=NO_GET, post=allow("leader", status=302)),
    "lessons:observation_answer": Cell(args=of(builders.observed), get=NO_GET, post=allow("teacher", status=302)),
    "lessons:observation_docx": Cell(args=of(builders.observed), get=ABOUT),
    "lessons:lesson_new": Cell(args=here, get=allow(*READERS), post=allow(*READERS, status=422)),
    "lessons:lesson_from_meeting": Cell(args=of(builders.meeting), get=NO_GET, post=allow(*READERS, status=302)),
    "lessons:lesson": Cell(args=of(builders.planned), get=allow(*READERS)),
    "lessons:lesson_change": Cell(args=of(builders.planned), get=ABOVE, post=allow("leader", "teacher", *OVERSEERS, status=422)),
    "lessons:lesson_remove": Cell(args=of(builders.planned), get=ABOVE, post=allow("leader", "teacher", *OVERSEERS, status=302)),
    "lessons:lesson_restore": Cell(args=of(builders.called_off), get=NO_GET, post=allow("leader", "teacher", *OVERSEERS, status=302)),
    "lessons:step": Cell(args=of(builders.planned, "topic"), get=allow(*READERS), post=allow(*READERS, status=302)),
    "lessons:comment_new": Cell(args=of(builders.planned), get=allow(*READERS), post=allow(*READERS, status=422)),
    "lessons:lesson_docx": Cell(args=of(builders.planned), get=allow(*READERS)),
    "lessons:comment": Cell(args=of(builders.commented), get=allow(*READERS), post=allow(*READERS, status=422)),
    "lessons:comment_remove": Cell(args=of(builders.commented), get=allow(*READERS), post=allow(*READERS, status=302)),
    "lessons:comment_restore": Cell(args=of(builders.comment_gone), get=NO_GET, post=allow(*READERS, status=302)),
    "lessons:file_new": Cell(args=of(builders.planned), get=allow(*READERS), post=allow(*READERS, status=422)),
    "lessons:file": Cell(args=of(builders.filed), get=allow(*READERS)),
    "lessons:file_remove": Cell(args=of(builders.filed), get=ABOVE, post=allow("leader", "teacher", *OVERSEERS, status=302)),
    "lessons:file_restore": Cell(args=of(builders.file_gone), get=NO_GET, post=allow("leader", "teacher", *OVERSEERS, status=302)),
    "lessons:roster_edit": Cell(args=research, get=allow(*OVERSEERS), post=allow(*OVERSEERS, status=422)),
    "lessons:roster_adopt": Cell(args=without_roster, get=NO_GET, post=allow(*OVERSEERS, status=302)),
    "lessons:roster": Cell(args=of(builders.published), get=IN_GROUPS),
    "lessons:roster_publish": Cell(args=of(builders.rostered), get=NO_GET, post=allow(*OVERSEERS, status=302)),
    "lessons:roster_reopen": Cell(args=of(builders.published), get=allow(*OVERSEERS), post=allow(*OVERSEERS, status=302)),
    "lessons:roster_docx": Cell(args=of(builders.published), get=IN_GROUPS),
}
