"""Who may open which page of a research group's plan and summary, and of the plans above them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.matrix import ROLES, Cell, allow
from tests.planning import research

# everybody below the research group, its leader and those over it; the administrator has no group
READERS = tuple(role for role in ROLES if role != "admin")
DECIDERS = ("liaison", "office")
NO_GET = allow(*ROLES, status=405)
HEAD = allow("head")
SENT = allow("head", status=302)
REFUSED = allow("head", status=422)
OFFICE = allow("office")


def here(*more: str, having: Callable[[Any], object] = research.complete) -> Callable[[Any], list[Any]]:
    """The addresses of the research group's papers, standing as ``having`` makes them."""

    def args(school: Any) -> list[Any]:
        having(school)
        return [school.research.pk, school.term.key, *more]

    return args


def clause(school: Any) -> list[Any]:
    return [school.research.pk, school.term.key, research.complete(school).clauses.all()[0].pk]


def answer(school: Any) -> list[Any]:
    return [school.research.pk, school.term.key, research.summary_complete(school).answers.all()[0].pk]


MATRIX = {
    "planning:research_waiting": Cell(get=allow("head", *DECIDERS), school_wide=True),
    "planning:research_blank": Cell(args=lambda _school: ["plan"], get=allow(*ROLES), school_wide=True),
    "planning:research_edition": Cell(args=lambda school: [research.approved(school).editions.get().pk], get=allow(*READERS)),
    "planning:research_summary_edition": Cell(
        args=lambda school: [research.summary_approved(school).editions.get().pk], get=allow(*READERS)
    ),
    "planning:research_plan": Cell(args=here(), get=allow(*READERS)),
    "planning:research_start": Cell(args=here(having=lambda _school: None), get=NO_GET, post=SENT),
    "planning:research_head": Cell(args=here(), get=HEAD, post=REFUSED),
    "planning:research_table": Cell(args=here("months"), get=HEAD, post=REFUSED),
    "planning:research_clause": Cell(args=clause, get=HEAD, post=REFUSED),
    "planning:research_offers": Cell(args=here(having=research.offered), get=HEAD, post=REFUSED),
    "planning:research_docx": Cell(args=here(), get=allow(*READERS)),
    "planning:research_submit": Cell(args=here(), get=NO_GET, post=SENT),
    "planning:research_withdraw": Cell(args=here(having=research.submitted), get=NO_GET, post=SENT),
    "planning:research_decide": Cell(args=here(having=research.submitted), get=allow(*DECIDERS), post=allow(*DECIDERS, status=422)),
    "planning:research_reopen": Cell(args=here(having=research.approved), get=HEAD, post=SENT),
    "planning:research_summary": Cell(args=here(having=research.summary_complete), get=allow(*READERS)),
    "planning:research_summary_start": Cell(args=here(having=research.approved), get=NO_GET, post=SENT),
    "planning:research_summary_opening": Cell(args=here(having=research.summary_complete), get=HEAD, post=REFUSED),
    "planning:research_answers": Cell(args=here(having=research.summary_complete), get=HEAD, post=REFUSED),
    "planning:research_answer": Cell(args=answer, get=allow(*READERS)),
    "planning:research_problems": Cell(args=here(having=research.summary_complete), get=HEAD, post=REFUSED),
    "planning:research_summary_docx": Cell(args=here(having=research.summary_complete), get=allow(*READERS)),
    "planning:research_summary_submit": Cell(args=here(having=research.summary_complete), get=NO_GET, post=SENT),
    "planning:research_summary_withdraw": Cell(args=here(having=research.summary_submitted), get=NO_GET, post=SENT),
    "planning:research_summary_decide": Cell(
        args=here(having=research.summary_submitted), get=allow(*DECIDERS), post=allow(*DECIDERS, status=422)
    ),
    "planning:research_summary_reopen": Cell(args=here(having=research.summary_approved), get=HEAD, post=SENT),
    "planning:target": Cell(args=lambda school: [research.target(school).pk], get=allow(*READERS), post=allow(*READERS, status=422)),
    "planning:evidence": Cell(args=lambda school: [research.laid_in(school).pk], get=NO_GET, post=SENT),
    "planning:evidence_file": Cell(args=lambda school: [research.laid_in(school).pk], get=allow(*READERS, status=404)),
    "planning:upper_plans_now": Cell(get=allow(*ROLES, status=302), school_wide=True),
    "planning:upper_plans": Cell(args=lambda school: [school.term.key], get=allow(*ROLES), school_wide=True),
    "planning:upper_plan_new": Cell(args=lambda school: [school.term.key], get=OFFICE, post=allow("office", status=422), school_wide=True),
    "planning:upper_plan": Cell(args=lambda school: [research.upper_plan(school).pk], get=OFFICE, post=allow("office", status=422)),
    "planning:upper_plan_remove": Cell(args=lambda school: [research.upper_plan(school).pk], get=OFFICE, post=allow("office", status=302)),
    "planning:upper_plan_restore": Cell(
        args=lambda school: [research.removed_upper_plan(school).pk], get=NO_GET, post=allow("office", status=302)
    ),
    "planning:upper_plan_file": Cell(args=lambda school: [research.upper_plan(school).pk], get=allow(*ROLES, status=404), otherwise=404),
}
