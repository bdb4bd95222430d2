"""Who may open which page of the plan and the summary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.matrix import MEMBERS, OVERSEERS, READERS, ROLES, Cell, allow
from tests.planning import builders, progress, research_matrix, review, summaries
from tests.planning.builders import approved, started, submitted


def here(*more: str, having: Callable[[Any], object] = started) -> Callable[[Any], list[Any]]:
    """The addresses of a group's plan that stands as ``having`` makes it."""

    def args(school: Any) -> list[Any]:
        having(school)
        return [school.group.pk, school.term.key, *more]

    return args


def summary(*more: str, having: Callable[[Any], object] = summaries.complete) -> Callable[[Any], list[Any]]:
    """The addresses of a group's summary that stands as ``having`` makes it."""
    return here(*more, having=having)


def summary_edition(school: Any) -> list[Any]:
    return [summaries.approved(school).editions.get().pk]


def edition(school: Any) -> list[Any]:
    return [builders.approved(school).editions.get().pk]


def chain_step(school: Any) -> list[Any]:
    return [school.group.pk, school.term.key, school.unit.pk, "division"]


LEADER = allow("leader")
NO_GET = allow(*ROLES, status=405)
SENT = allow("leader", status=302)
REFUSED = allow("leader", status=422)

REVIEW = {
    "planning:review": Cell(args=here(having=review.begun), get=allow(*READERS)),
    "planning:review_start": Cell(args=here(having=lambda _school: None), get=NO_GET, post=SENT),
    "planning:review_words": Cell(args=here(having=review.begun), get=LEADER, post=REFUSED),
    "planning:review_phases": Cell(args=here(having=review.begun), get=LEADER, post=REFUSED),
    "planning:review_hand_in": Cell(args=here(having=review.full), get=NO_GET, post=SENT),
    "planning:review_take_back": Cell(args=here(having=review.handed_in), get=NO_GET, post=SENT),
    "planning:review_docx": Cell(args=here(having=review.begun), get=allow(*READERS)),
    "planning:review_blank": Cell(get=allow(*ROLES), school_wide=True),
    "planning:progress_mine": Cell(get=allow(*ROLES), school_wide=True),
    "planning:progress_brief": Cell(get=allow(*ROLES), school_wide=True),
    "planning:progress": Cell(args=here(having=lambda _school: None), get=allow(*READERS)),
    "planning:progress_line": Cell(args=progress.line_of_teacher, get=allow("leader", "teacher", *OVERSEERS)),
    "planning:burden": Cell(args=here(having=lambda _school: None), get=allow(*READERS)),
    "planning:chain": Cell(args=here(having=lambda _school: None), get=allow(*READERS)),
    "planning:chain_step": Cell(args=chain_step, get=allow(*READERS), post=allow(*MEMBERS, status=422)),
}

MATRIX = REVIEW | {
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
    "planning:summary": Cell(args=summary(), get=allow(*READERS)),
    "planning:summary_start": Cell(args=summary(having=lambda _school: None), get=NO_GET, post=SENT),
    "planning:summary_head": Cell(args=summary(), get=LEADER, post=REFUSED),
    "planning:summary_topic": Cell(args=summary("lessons"), get=LEADER, post=REFUSED),
    "planning:summary_problems": Cell(args=summary(), get=LEADER, post=REFUSED),
    "planning:summary_drafts": Cell(args=summary(having=summaries.drafted), get=LEADER, post=SENT),
    "planning:summary_figure": Cell(args=summary("meetings"), get=allow(*READERS)),
    "planning:summary_docx": Cell(args=summary(), get=allow(*READERS)),
    "planning:summary_submit": Cell(args=summary(), get=NO_GET, post=SENT),
    "planning:summary_withdraw": Cell(args=summary(having=summaries.submitted), get=NO_GET, post=SENT),
    "planning:summary_reopen": Cell(args=summary(having=summaries.approved), get=LEADER, post=SENT),
    "planning:summary_decide": Cell(args=summary(having=summaries.submitted), get=allow(*OVERSEERS), post=allow(*OVERSEERS, status=422)),
    "planning:summary_edition": Cell(args=summary_edition, get=allow(*READERS)),
    "planning:summaries_waiting": Cell(get=allow(*OVERSEERS), school_wide=True),
    "planning:summary_blank": Cell(get=allow(*ROLES), school_wide=True),
    **research_matrix.MATRIX,
}
