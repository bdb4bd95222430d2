"""Writing a research group's summary, handing it in and deciding on it. 教研组总结（F36）

Every verb of writing takes the version it was read with and raises ``ChangedMeanwhile`` when it is no longer that one (unless all it says stands
already), ``NotPossible`` for a summary that is closed, and ``NotAllowed``. ``progress`` are the counts of the group's quotas, as ``planning.progress`` gives them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiaoyan.documents.blocks import Document
from jiaoyan.documents.docx import to_docx
from jiaoyan.planning import access
from jiaoyan.planning.actions.problems import CannotStart, ResearchIncomplete
from jiaoyan.planning.actions.rounds import Round, authors_of
from jiaoyan.planning.actions.rows import store_rows
from jiaoyan.planning.actions.summarising import Pair
from jiaoyan.planning.models import ClauseAnswer, ResearchProblem, ResearchSummary, ResearchSummaryEdition
from jiaoyan.planning.printouts.research import research_summary
from jiaoyan.planning.research import research_plan_of
from jiaoyan.planning.research_editions import summary_content
from jiaoyan.planning.research_summaries import (
    awards_below,
    freeze_data,
    kept_data,
    live_data,
    research_award_rows,
    research_summary_of,
    research_summary_problems,
    sentences,
)
from jiaoyan.planning.rules.research_summary import counted_by_quota, suggested
from jiaoyan.planning.summaries import kept_awards
from jiaoyan.quotas.rules.progress import Progress
from jiaoyan.schools import files
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions import approval
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.approval import NotPossible
from jiaoyan.schools.actions.editions import keep_edition
from jiaoyan.schools.history import note
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.approval import STATUS_LABELS, Event, Status, may_edit


def start_research_summary(*, by: Actor, place: GroupTerm, progress: Sequence[Progress]) -> ResearchSummary:
    """Begin the summary with an answer for each clause of the plan, done or not as the counts say; beginning it again adds clauses that are new.

    Raises ``CannotStart`` without a plan.
    """
    require(access.may_write_research(by, place.group.pk), access.WHO_LEADS_RESEARCH)
    plan = research_plan_of(place.group, place.term)
    if plan is None:
        raise CannotStart("总结按计划的条目来写，请先写好本学期的教研组计划")
    counted = counted_by_quota(progress, place.counting_day)
    with transaction.atomic():
        summary: ResearchSummary
        summary, made = ResearchSummary.objects.select_for_update(of=("self",)).get_or_create(
            school_id=by.school_id, group=place.group, term=place.term, defaults={"day": place.day}
        )
        if not made and not may_edit(summary.status):
            return summary
        answered = set(summary.answers.values_list("clause_id", flat=True))
        fresh = [clause for clause in plan.clauses.all() if clause.pk not in answered]
        ClauseAnswer.objects.bulk_create(
            ClauseAnswer(
                school_id=by.school_id,
                summary=summary,
                clause=clause,
                position=len(answered) + n,
                area=clause.area,
                text=clause.text,
                done=suggested([quota.pk for quota in clause.quotas.all()], counted),
            )
            for n, clause in enumerate(fresh, start=1)
        )
        if fresh:
            ResearchSummary.objects.filter(pk=summary.pk).update(version=summary.version + (not made))
        if made or fresh:
            note(by, "start", summary, f"{'开始写' if made else '补上条目：'}{summary}，共{len(fresh)}条")
    return research_summary_of(place.group, place.term) or summary


def save_summary_opening(*, by: Actor, summary: ResearchSummary, version: int, day: date, opening: list[dict[str, Any]]) -> None:
    """The date and what the summary begins with."""
    with _editing(by, summary, version) as row:
        row.day, row.opening = day, opening
        row.save(update_fields=["day", "opening"])
        note(by, "write", row, "修改教研组总结的概述")


def save_answers(*, by: Actor, summary: ResearchSummary, version: int, answers: Mapping[int, tuple[str, str]]) -> None:
    """Answer → (done, words). The clauses themselves stay as the plan has them."""
    with _editing(by, summary, version) as row:
        rows = list(row.answers.all())
        for each in rows:
            each.done, each.words = answers.get(each.pk, (each.done, each.words))
            each.words = each.words.strip()
        ClauseAnswer.objects.bulk_update(rows, ["done", "words"])
        done = sum(each.done == ClauseAnswer.Done.YES for each in rows)
        note(by, "write", row, f"填写计划完成情况：{len(rows)}条中完成{done}条")


def save_research_problems(*, by: Actor, summary: ResearchSummary, version: int, pairs: Sequence[Pair]) -> None:
    """The problems with their measures in order; stored ones that are not among them go. A measure may still be missing."""
    with _editing(by, summary, version) as row:
        rows = [(pair.key, {"problem": pair.problem.strip(), "measure": pair.measure.strip(), "when": pair.when.strip()}) for pair in pairs]
        store_rows(ResearchProblem, row, rows, of="summary")
        note(by, "write", row, f"修改存在问题与改进措施，共{len(rows)}条")


@contextmanager
def _editing(by: Actor, summary: ResearchSummary, version: int) -> Iterator[ResearchSummary]:
    """The summary, locked, as long as it may be changed and still is the one that was read; its version grows by one, unless nothing was changed."""
    require(access.may_write_research(by, summary.group_id), access.WHO_LEADS_RESEARCH)
    with transaction.atomic():
        row = ResearchSummary.objects.select_for_update(of=("self",)).select_related("group", "term__school_year").get(pk=summary.pk)
        if not may_edit(row.status):
            raise NotPossible(f"总结{STATUS_LABELS[Status(row.status)]}，现在不能改动；需要改动时，请先撤回或选“重新修改”。")
        with only_news(row, "answers", "problems", stale=row.version != version):
            yield row
            row.version += 1
            row.save(update_fields=["version"])


def _may_write(by: Actor, summary: ResearchSummary) -> bool:
    return access.may_write_research(by, summary.group_id)


def _keep(summary: ResearchSummary, frozen: dict[str, Any] | None = None) -> None:
    """Keep data and award table as they stand, or let them follow the records again."""
    summary.frozen = frozen or {}
    ResearchSummary.objects.filter(pk=summary.pk).update(frozen=summary.frozen)


ROUND = Round(
    research_summary_of, _may_write, access.WHO_LEADS_RESEARCH, access.may_decide_research, access.WHO_DECIDES_RESEARCH, let_go=_keep
)


def submit(*, by: Actor, summary: ResearchSummary, place: GroupTerm, version: int, at: datetime, progress: Sequence[Progress]) -> None:
    """Hand it in; data with their records and the award table are kept as they stand. Raises ``ResearchIncomplete``."""
    fresh = ROUND.for_writer(by, summary, version, Event.SUBMIT)
    if found := [problem.message for problem in research_summary_problems(fresh)]:
        raise ResearchIncomplete(found)
    kept = {**freeze_data(live_data(fresh, progress, place.counting_day)), **kept_awards(awards_below(fresh.group, fresh.term))}
    with transaction.atomic():
        approval.submit(fresh, by=by, now=at)
        _keep(fresh, kept)


def withdraw(*, by: Actor, summary: ResearchSummary, version: int) -> None:
    """Take it back before anybody has decided on it; its data are live again."""
    ROUND.withdraw(by, summary, version)


def approve(*, by: Actor, summary: ResearchSummary, place: GroupTerm, version: int, at: datetime, note: str = "") -> None:
    """Approve it: it is kept as the file of this day, with the data it was handed in with."""
    fresh = ROUND.for_decision(by, summary, version, Event.APPROVE)
    name = f"{fresh.group.name}{fresh.term.key}总结"
    blocks = research_summary(fresh, sentences(kept_data(fresh)), research_award_rows(fresh))
    laid = files.lay_down(to_docx(Document(name, blocks)))
    with transaction.atomic():
        approval.approve(fresh, by=by, note=note, authors=authors_of(fresh, place), now=at)
        keep_edition(
            ResearchSummaryEdition, of={"summary": fresh}, laid=laid, name=name, content=summary_content(fresh), by=by, day=place.today
        )


def send_back(*, by: Actor, summary: ResearchSummary, place: GroupTerm, version: int, at: datetime, note: str) -> None:
    """Return it with a word on what to change; its data are live again. Raises ``NoteMissing`` without one."""
    ROUND.send_back(by, summary, version, place=place, at=at, note=note)


def reopen(*, by: Actor, summary: ResearchSummary, place: GroupTerm, version: int) -> None:
    """Begin a new draft of an approved summary; what was approved stays readable as its edition."""
    ROUND.reopen(by, summary, version, place=place)
