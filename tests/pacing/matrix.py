"""Who may open which page of table 2."""

from __future__ import annotations

from typing import Any

from jiaoyan.pacing import actions, queries
from tests.matrix import MEMBERS, OVERSEERS, READERS, ROLES, Cell, allow
from tests.pacing.conftest import place_of, reloaded


def place(school: Any) -> list[Any]:
    return [school.group.pk, school.term.key]


def proposed(school: Any) -> list[Any]:
    if queries.schedule_of(school.group, school.term) is None:
        actions.propose(by=school.actor("leader"), place=place_of(school))
    return place(school)


def edited(school: Any) -> list[Any]:
    """A row was taken out by hand: proposing anew brings it back."""
    proposed(school)
    table = reloaded(place_of(school))
    rows = queries.pace_rows(table)[:-1]
    actions.save_rows(by=school.actor("leader"), place=place_of(school), schedule=table, rows=rows, version=table.version)
    return place(school)


def submitted(school: Any) -> list[Any]:
    proposed(school)
    actions.submit(reloaded(place_of(school)), by=school.actor("leader"))
    return place(school)


def approved(school: Any) -> list[Any]:
    submitted(school)
    actions.approve(reloaded(place_of(school)), by=school.actor("head"))
    return place(school)


LEADER = allow("leader", status=302)
NO_GET = allow(*ROLES, status=405)

MATRIX = {
    "pacing:schedule": Cell(args=proposed, get=allow(*READERS)),
    "pacing:propose": Cell(args=edited, get=allow("leader"), post=LEADER),
    "pacing:edit": Cell(args=proposed, get=allow("leader"), post=allow("leader", status=422)),
    "pacing:taught": Cell(args=proposed, get=allow(*READERS), post=allow(*MEMBERS, status=302)),
    "pacing:replan": Cell(args=proposed, get=allow("leader"), post=LEADER),
    "pacing:submit": Cell(args=proposed, get=NO_GET, post=LEADER),
    "pacing:withdraw": Cell(args=submitted, get=NO_GET, post=LEADER),
    "pacing:decide": Cell(args=submitted, get=allow(*OVERSEERS), post=allow(*OVERSEERS, status=422)),
    "pacing:reopen": Cell(args=approved, get=allow("leader"), post=LEADER),
    "pacing:docx": Cell(args=proposed, get=allow(*READERS)),
    "pacing:blank": Cell(args=place, get=allow(*READERS)),
    "pacing:approved": Cell(args=lambda school: [*approved(school), 1], get=allow(*READERS)),
}
