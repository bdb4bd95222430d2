"""Who may open which page of tests, marks and reports. The first class is the leader's own; nobody else sees its marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.assessments import builders
from tests.matrix import MEMBERS, OVERSEERS, READERS, ROLES, Cell, allow


def group_page(school: Any) -> list[Any]:
    return [school.group.pk, school.term.key]


def exam(having: Callable[[Any], Any] = builders.marked) -> Callable[[Any], list[Any]]:
    """The addresses of a test that stands as ``having`` makes it."""

    def args(school: Any) -> list[Any]:
        found = having(school)
        return [getattr(found, "exam_id", found.pk)]

    return args


def own_class(school: Any) -> list[Any]:
    return [builders.marked(school).pk, school.classes[0].pk]


def waiting_file(school: Any) -> list[Any]:
    return [*own_class(school), "0" * 32]


def error(school: Any) -> list[Any]:
    return [builders.with_error(school).pk]


def removed_error(school: Any) -> list[Any]:
    return [builders.error_removed(school).pk]


def edition(school: Any) -> list[Any]:
    return [builders.approved(school).editions.get().pk]


LEADER = allow("leader")
SENT = allow("leader", status=302)
REFUSED = allow("leader", status=422)
NO_GET = allow(*ROLES, status=405)
DRAFT = exam(builders.complete)

MATRIX = {
    "assessments:exams": Cell(args=group_page, get=allow(*READERS)),
    "assessments:exam_new": Cell(args=group_page, get=allow(*MEMBERS), post=allow(*MEMBERS, status=422)),
    "assessments:waiting": Cell(get=allow(*OVERSEERS), school_wide=True),
    "assessments:blank": Cell(args=lambda _school: ["quality-report"], get=allow(*ROLES), school_wide=True),
    "assessments:exam": Cell(args=exam(), get=allow(*READERS)),
    "assessments:exam_edit": Cell(args=exam(), get=LEADER, post=REFUSED),
    "assessments:questions": Cell(args=exam(), get=LEADER, post=REFUSED),
    # The leader comes first and takes it out: afterwards only the leader finds it.
    "assessments:exam_remove": Cell(args=exam(builders.paper), get=LEADER, post=SENT, otherwise=404),
    "assessments:exam_restore": Cell(args=exam(builders.taken_out), get=NO_GET, post=SENT),
    "assessments:marks": Cell(args=own_class, get=LEADER),
    "assessments:marks_edit": Cell(args=own_class, get=LEADER, post=REFUSED),
    "assessments:marks_send": Cell(args=own_class, get=LEADER, post=REFUSED),
    "assessments:marks_review": Cell(args=waiting_file, get=SENT, post=SENT),
    "assessments:marks_blank": Cell(args=own_class, get=LEADER),
    "assessments:marks_export": Cell(args=own_class, get=LEADER),
    "assessments:marks_clear": Cell(args=own_class, get=LEADER, post=SENT),
    "assessments:report": Cell(args=DRAFT, get=allow(*READERS)),
    "assessments:report_start": Cell(args=exam(), get=NO_GET, post=SENT),
    "assessments:report_text": Cell(args=DRAFT, get=LEADER, post=REFUSED),
    "assessments:report_problems": Cell(args=DRAFT, get=LEADER, post=REFUSED),
    "assessments:error_new": Cell(args=DRAFT, get=LEADER, post=REFUSED),
    "assessments:error_edit": Cell(args=error, get=LEADER, post=REFUSED),
    "assessments:error_remove": Cell(args=error, get=LEADER, post=SENT, otherwise=404),
    "assessments:error_restore": Cell(args=removed_error, get=NO_GET, post=SENT),
    "assessments:report_docx": Cell(args=DRAFT, get=allow(*READERS)),
    "assessments:report_public": Cell(args=DRAFT, get=allow(*READERS)),
    "assessments:edition": Cell(args=edition, get=allow(*READERS)),
    "assessments:report_submit": Cell(args=DRAFT, get=NO_GET, post=SENT),
    "assessments:report_withdraw": Cell(args=exam(builders.submitted), get=NO_GET, post=SENT),
    "assessments:report_decide": Cell(args=exam(builders.submitted), get=allow(*OVERSEERS), post=allow(*OVERSEERS, status=422)),
    "assessments:report_reopen": Cell(args=exam(builders.approved), get=LEADER, post=SENT),
}
