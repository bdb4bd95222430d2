"""Who may open what in growth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.growth import builders, pairs
from tests.matrix import MEMBERS, OVERSEERS, READERS, ROLES, Cell, allow


def here(school: Any) -> list[Any]:
    builders.recorded(school)
    return [school.group.pk, school.term.key]


def award(make: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    return lambda school: [make(school).pk]


def kind(school: Any) -> list[Any]:
    return [*here(school), "reflection"]


def pair(school: Any) -> list[Any]:
    return [pairs.paired(school).pk, school.term.key]


ABOVE = ("leader", *OVERSEERS)
PAIR = ("mentor", "mentee", *ABOVE)
LEADER = allow("leader")
CORRECT = allow("leader", "teacher")  # who teaches the pupil's class
NO_GET = allow(*ROLES, status=405)

MATRIX: dict[str, Cell] = {
    "growth:awards": Cell(args=here, get=allow(*READERS)),
    "growth:award_new": Cell(args=here, get=allow(*MEMBERS), post=allow(*MEMBERS, status=422)),
    "growth:awards_docx": Cell(args=here, get=allow(*READERS)),
    "growth:awards_blank": Cell(get=allow(*ROLES), school_wide=True),
    "growth:award": Cell(args=award(builders.recorded), get=CORRECT, post=allow("leader", "teacher", status=422)),
    "growth:award_remove": Cell(args=award(builders.recorded), get=LEADER, post=allow("leader", status=302)),
    "growth:award_restore": Cell(args=award(builders.removed), get=NO_GET, post=allow("leader", status=302)),
    "growth:award_certificate": Cell(args=award(builders.with_certificate), get=allow(*READERS)),
    "growth:writings": Cell(args=here, get=allow(*READERS)),
    "growth:writing_new": Cell(args=kind, get=allow(*MEMBERS), post=allow(*MEMBERS, status=422)),
    "growth:writings_docx": Cell(args=lambda school: [*here(school), "all", "reflection"], get=allow(*READERS)),
    "growth:writing_blank": Cell(args=lambda school: ["reflection"], get=allow(*ROLES), school_wide=True),
    "growth:writing": Cell(args=award(pairs.written), get=allow("teacher", "leader", *OVERSEERS)),
    "growth:writing_docx": Cell(args=award(pairs.written), get=allow("teacher", "leader", *OVERSEERS)),
    "growth:writing_change": Cell(args=award(pairs.written), get=allow("teacher"), post=allow("teacher", status=422)),
    "growth:writing_remove": Cell(args=award(pairs.written), get=allow("teacher"), post=allow("teacher", status=302)),
    "growth:writing_restore": Cell(args=award(pairs.withdrawn), get=NO_GET, post=allow("teacher", status=302)),
    "growth:pairs": Cell(args=here, get=allow(*READERS)),
    "growth:pair_new": Cell(args=here, get=allow(*ABOVE), post=allow(*ABOVE, status=422)),
    "growth:pair_blank": Cell(get=allow(*ROLES), school_wide=True),
    "growth:pair": Cell(args=pair, get=allow(*PAIR)),
    "growth:pair_docx": Cell(args=pair, get=allow(*PAIR)),
    "growth:mentor_line": Cell(args=lambda school: [*pair(school), 16], get=NO_GET, post=allow("mentor", status=302)),
    "growth:pair_change": Cell(args=award(pairs.paired), get=allow(*ABOVE), post=allow(*ABOVE, status=422)),
    "growth:pair_remove": Cell(args=award(pairs.paired), get=allow(*ABOVE), post=allow(*ABOVE, status=302)),
    "growth:pair_restore": Cell(args=award(pairs.unpaired), get=NO_GET, post=allow(*ABOVE, status=302)),
    "growth:mentee_lesson_new": Cell(args=award(pairs.paired), get=allow("mentee"), post=allow("mentee", status=422)),
    "growth:mentee_lesson": Cell(args=award(pairs.taught), get=allow("mentee"), post=allow("mentee", status=422)),
    "growth:mentee_lesson_remove": Cell(args=award(pairs.taught), get=allow("mentee"), post=allow("mentee", status=302)),
    "growth:mentee_lesson_restore": Cell(args=award(pairs.untaught), get=NO_GET, post=allow("mentee", status=302)),
    "growth:compare": Cell(args=award(pairs.taught), get=allow("mentee"), post=allow("mentee", status=422)),
}
