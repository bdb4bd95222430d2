"""Writing a term summary part by part, handing it in and deciding on it. 备课组总结（F13）

Every verb of writing takes what the person saw of its part and raises ``ChangedMeanwhile`` when that is no longer what is stored (unless all it
says stands already: the form was sent again); all raise ``NotPossible`` for a summary that is closed, and ``NotAllowed``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiaoyan.documents import markup
from jiaoyan.documents.blocks import Document
from jiaoyan.documents.docx import to_docx
from jiaoyan.growth.queries.awards import awards_of
from jiaoyan.planning import access
from jiaoyan.planning.actions.problems import CannotStart, SummaryIncomplete
from jiaoyan.planning.actions.rounds import Round, authors_of
from jiaoyan.planning.actions.rows import store_rows
from jiaoyan.planning.figures import Live, figures_of, freeze, live
from jiaoyan.planning.models import SummaryEdition, SummaryProblem, SummaryTopic, TermSummary
from jiaoyan.planning.printouts import group_summary
from jiaoyan.planning.rules.promises import sentences_of
from jiaoyan.planning.rules.summary import AREAS, first_text
from jiaoyan.planning.summaries import (
    content_of,
    head_seen,
    kept_awards,
    problems_seen,
    summary_of,
    summary_problems,
    topic_seen,
)
from jiaoyan.schools import files
from jiaoyan.schools.access import WHO_LEADS_GROUP, Actor, may_lead_group, require
from jiaoyan.schools.actions import approval
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.actions.editions import keep_edition
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.approval import STATUS_LABELS, Event, Status, may_edit

Stored = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A problem with its measure as it comes from a person; ``key`` names the stored row, None for a new one."""

    problem: str
    measure: str = ""
    when: str = ""
    key: int | None = None


def start_summary(*, by: Actor, place: GroupTerm) -> TermSummary:
    """Begin the summary of a group and term with its seven empty topics; beginning it again gives the one there is. Raises ``CannotStart``."""
    require(may_lead_group(by, place.group.pk), WHO_LEADS_GROUP)
    if place.group.kind != Group.Kind.PREP:
        raise CannotStart("只有备课组写这份总结")
    standing = summary_of(place.group, place.term)
    if standing is not None:
        return standing
    with transaction.atomic():
        summary, made = TermSummary.objects.get_or_create(
            school_id=by.school_id, group=place.group, term=place.term, defaults={"day": place.day}
        )
        if made:
            SummaryTopic.objects.bulk_create(SummaryTopic(school_id=by.school_id, summary=summary, area=area) for area in AREAS)
            note(by, "start", summary, f"开始写{summary}")
    return summary_of(place.group, place.term) or summary


def save_summary_head(*, by: Actor, summary: TermSummary, seen: str, title: str, day: date) -> None:
    """Title and date."""
    with _editing(by, summary, lambda row: head_seen(row) == seen) as row:
        row.title, row.day = title.strip(), day
        row.save(update_fields=["title", "day"])
        note(by, "write", row, f"修改总结的大标题：{row.title}")


def save_topic(*, by: Actor, summary: TermSummary, area: str, seen: str, did: Stored, highlight: Stored) -> None:
    """One topic: what was done and the highlight, marks and all, whether or not anybody knows them."""
    with _editing(by, summary, lambda row: topic_seen(_topic(row, area)) == seen) as row:
        topic = _topic(row, area)
        topic.did, topic.highlight = did, highlight
        topic.save(update_fields=["did", "highlight"])
        note(by, "write", row, f"修改总结的“{AREAS[area]}”")


def drafts_of(summary: TermSummary) -> dict[str, str]:
    """Area → a first text from records and promises, with marks in the place of figures; "" where there is none. A fixed number of queries."""
    return drafts_from(live(summary.group, summary.term))


def drafts_from(read: Live) -> dict[str, str]:
    """The same from what was read already: what the records say, then what was promised and what was done. No query."""
    known = {name for name in read.figures if read.has_records(name)}
    return {
        area: "\n".join([*first_text(area, known, read.words).splitlines(), *sentences_of(read.promises, area, read.has_records)])
        for area in AREAS
    }


def with_draft(did: Stored, draft: str) -> Stored:
    """What stands there with the first text below it: nothing typed is replaced, and what stands there already is not added twice."""
    typed = markup.source(did)
    standing = {line.strip() for line in typed.splitlines()}
    fresh = [line for line in draft.splitlines() if line.strip() not in standing]
    return markup.parse("\n".join([*([typed] if typed else []), *fresh]), previous=did)


def accept_draft(*, by: Actor, summary: TermSummary, area: str, seen: str) -> None:
    """Put the first text of a topic below what is written there."""
    draft = drafts_of(summary)[area]
    with _editing(by, summary, lambda row: topic_seen(_topic(row, area)) == seen) as row:
        topic = _topic(row, area)
        topic.did = with_draft(topic.did or [], draft)
        topic.save(update_fields=["did"])
        note(by, "write", row, f"采用“{AREAS[area]}”的初稿")


def save_problems(*, by: Actor, summary: TermSummary, seen: str, pairs: Sequence[Pair]) -> None:
    """The problems with their measures in order; stored ones that are not among them go. A measure may still be missing."""
    with _editing(by, summary, lambda row: problems_seen(row.problems.all()) == seen) as row:
        rows = [(pair.key, {"problem": pair.problem.strip(), "measure": pair.measure.strip(), "when": pair.when.strip()}) for pair in pairs]
        store_rows(SummaryProblem, row, rows, of="summary")
        note(by, "write", row, f"修改存在问题与改进措施，共{len(rows)}条")


def _topic(summary: TermSummary, area: str) -> SummaryTopic:
    topic: SummaryTopic
    topic, _ = SummaryTopic.objects.get_or_create(school_id=summary.school_id, summary=summary, area=area)
    return topic


@contextmanager
def _editing(by: Actor, summary: TermSummary, seen: Callable[[TermSummary], bool]) -> Iterator[TermSummary]:
    """The summary, locked, as long as it may be changed; its version grows by one, unless nothing was changed. ``seen``: whether the part is still as the person saw it."""
    require(access.may_write(by, summary), WHO_LEADS_GROUP)
    with transaction.atomic():
        row = TermSummary.objects.select_for_update(of=("self",)).select_related("group", "term__school_year").get(pk=summary.pk)
        if not may_edit(row.status):
            raise NotPossible(f"总结{STATUS_LABELS[Status(row.status)]}，现在不能改动；需要改动时，请先撤回或选“重新修改”。")
        with only_news(row, "topics", "problems", stale=not seen(row)):
            yield row
            row.version += 1
            row.save(update_fields=["version"])


def _keep(summary: TermSummary, frozen: dict[str, Any] | None = None) -> None:
    """Keep figures and award table as they stand, or let them follow the records again."""
    summary.frozen = frozen or {}
    TermSummary.objects.filter(pk=summary.pk).update(frozen=summary.frozen)


ROUND = Round(summary_of, access.may_write, WHO_LEADS_GROUP, access.may_decide, access.WHO_DECIDES, let_go=_keep)


def submit(*, by: Actor, summary: TermSummary, version: int, at: datetime) -> None:
    """Hand the summary in; figures and award table are kept as they stand. Raises ``SummaryIncomplete`` with everything that is missing."""
    fresh = ROUND.for_writer(by, summary, version, Event.SUBMIT)
    figures = figures_of(fresh.group, fresh.term)
    if found := summary_problems(fresh, figures.keys()):
        raise SummaryIncomplete(found)
    kept = {**freeze(figures), **kept_awards(awards_of(fresh.group, fresh.term))}
    with transaction.atomic():
        approval.submit(fresh, by=by, now=at)
        _keep(fresh, kept)


def withdraw(*, by: Actor, summary: TermSummary, version: int) -> None:
    """Take it back before anybody has decided on it; its figures are live again."""
    ROUND.withdraw(by, summary, version)


def approve(*, by: Actor, summary: TermSummary, place: GroupTerm, version: int, at: datetime, note: str = "") -> None:
    """Approve it: it is kept as the file of this day, with the figures it was handed in with."""
    fresh = ROUND.for_decision(by, summary, version, Event.APPROVE)
    name = f"{fresh.group.name}{fresh.term.key}总结"
    laid = files.lay_down(to_docx(Document(name, group_summary(fresh))))
    with transaction.atomic():
        approval.approve(fresh, by=by, note=note, authors=authors_of(fresh, place), now=at)
        keep_edition(SummaryEdition, of={"summary": fresh}, laid=laid, name=name, content=content_of(fresh), by=by, day=place.today)


def send_back(*, by: Actor, summary: TermSummary, place: GroupTerm, version: int, at: datetime, note: str) -> None:
    """Return it with a word on what to change; its figures are live again. Raises ``NoteMissing`` without one."""
    ROUND.send_back(by, summary, version, place=place, at=at, note=note)


def reopen(*, by: Actor, summary: TermSummary, place: GroupTerm, version: int) -> None:
    """Begin a new draft of an approved summary; what was approved stays readable as its edition."""
    ROUND.reopen(by, summary, version, place=place)
