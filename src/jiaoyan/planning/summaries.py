"""Reads of term summaries: one with everything in it, what it lacks, those that wait, what is overdue, what the next plan may take up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from jiaoyan.documents import markup
from jiaoyan.growth.models import Award
from jiaoyan.growth.printouts.awards import award_cells
from jiaoyan.growth.queries.awards import awards_of, consented_names
from jiaoyan.planning import access
from jiaoyan.planning.figures import names_for
from jiaoyan.planning.material import groups_before
from jiaoyan.planning.models import SummaryEdition, SummaryProblem, SummaryTopic, TermSummary
from jiaoyan.planning.queries import approver_of
from jiaoyan.planning.rules.summary import AREAS, PairDraft, TopicDraft, check_summary, fingerprint, marks_in
from jiaoyan.schools.access import WHO_READS_GROUP, Actor, require
from jiaoyan.schools.models import Group, Person, Status, Term
from jiaoyan.schools.queries import GroupTerm, leader_of
from jiaoyan.schools.rules.approval import may_edit
from jiaoyan.schools.rules.calendar import Calendar
from jiaoyan.schools.rules.changes import Cells, PartChanges, changes
from jiaoyan.schools.rules.gaps import Gap, decision_due
from jiaoyan.schools.rules.problem import Problem

REOPENED_FOR = timedelta(days=7)
TOPICS = dict(SummaryTopic.Area.choices)


def summary_of(group: Group, term: Term) -> TermSummary | None:
    """The group's summary of the term with everything in it, or None. Three queries."""
    summary: TermSummary | None = _loaded().filter(group=group, term=term).first()
    return summary


def _loaded() -> QuerySet[TermSummary]:
    summaries: QuerySet[TermSummary] = TermSummary.objects.select_related(
        "group__school", "group__subject", "group__school_year", "term__school_year", "submitted_by", "decided_by"
    )
    return summaries.prefetch_related("topics", "problems")


def summary_here(place: GroupTerm) -> TermSummary:
    """The summary of a group page. Raises ``Http404`` when there is none yet."""
    summary = summary_of(place.group, place.term)
    if summary is None:
        raise Http404
    return summary


def topics_of(summary: TermSummary) -> dict[str, SummaryTopic]:
    """Area → topic, in the order of the paper; an empty one where nothing is written. No query for a loaded summary."""
    written = {topic.area: topic for topic in summary.topics.all()}
    return {area: written.get(area) or SummaryTopic(summary=summary, area=area) for area in AREAS}


def head_seen(summary: TermSummary) -> str:
    """Tells whether title and date are still as somebody saw them. No query."""
    return fingerprint(summary.title, summary.day)


def topic_seen(topic: SummaryTopic) -> str:
    """The same for one topic. No query."""
    return fingerprint(markup.source(topic.did or []), markup.source(topic.highlight or []))


def problems_seen(rows: Iterable[SummaryProblem]) -> str:
    """The same for the problems and measures. No query for loaded rows."""
    return fingerprint(*((row.pk, row.problem, row.measure, row.when) for row in rows))


def marks_of(summary: TermSummary) -> tuple[str, ...]:
    """The names of all marks that stand in a loaded summary. No query."""
    prose = [text for topic in summary.topics.all() for text in (topic.did, topic.highlight)]
    pairs = [text for row in summary.problems.all() for text in (row.problem, row.measure)]
    return marks_in("\n".join([*(markup.plain(text or []) for text in prose), *pairs]))


def summary_problems(summary: TermSummary, known: Collection[str] | None = None) -> list[Problem]:
    """What keeps a loaded summary from being handed in. ``known``: names of figures, read by the way when it is not given and marks need it."""
    topics = [
        TopicDraft(area, markup.plain(topic.did or []), markup.plain(topic.highlight or [])) for area, topic in topics_of(summary).items()
    ]
    pairs = [PairDraft(row.problem, row.measure) for row in summary.problems.all()]
    return check_summary(summary.title, topics, pairs, names_for(summary, marks_of(summary)) if known is None else known)


def award_rows(summary: TermSummary) -> list[list[str]]:
    """The award table's cells: kept ones once the summary was handed in, otherwise as they stand. One query."""
    if summary.frozen:
        return kept_award_rows(summary.frozen)
    return [list(award_cells(award)) for award in awards_of(summary.group, summary.term)]


def kept_award_rows(frozen: Mapping[str, Any]) -> list[list[str]]:
    """The cells a summary kept, pupils by name only while consent stands. One query."""
    names = consented_names(frozen["award_keys"])
    return [[names.get(key, name), *cells] for key, (name, *cells) in zip(frozen["award_keys"], frozen["awards"], strict=True)]


def kept_awards(found: Sequence[Award]) -> dict[str, Any]:
    """What a summary keeps of the award table as it stands. No query.

    A pupil is kept by code alone: the name is looked up wherever it is shown, so that it goes with the consent and with the pupil's data.
    """
    return {"awards": [[award.kept_name, *award_cells(award)[1:]] for award in found], "award_keys": [each.pk for each in found]}


def waiting_summaries(actor: Actor) -> list[TermSummary]:
    """The submitted summaries an actor may decide on, the longest waiting first. One query."""
    rows = TermSummary.objects.select_related("group", "term__school_year", "submitted_by").filter(access.waiting_for(actor))
    return list(rows.order_by("submitted_at", "pk"))


def summary_editions_of(summary: TermSummary) -> list[SummaryEdition]:
    """The summary as it was approved each time, the latest first. One query."""
    return list(summary.editions.select_related("approved_by", "file"))


def summary_edition_of(actor: Actor, pk: int) -> SummaryEdition:
    """One approved edition. One query. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    edition: SummaryEdition | None = SummaryEdition.objects.select_related("summary", "file").filter(pk=pk).first()
    if edition is None:
        raise Http404
    require(access.may_read(actor, edition.summary), WHO_READS_GROUP)
    return edition


def summary_due(calendar: Calendar, term: Term, summary: TermSummary | None = None) -> date:
    """When the summary is due: the last school day of the term, or a week after an approved one was taken up again."""
    last = calendar.deadline(term.last_school_day)
    return max(last, summary.revised_on + REOPENED_FOR) if summary and summary.revised_on else last


def summary_gaps(place: GroupTerm, summary: TermSummary | None) -> tuple[Gap, ...]:
    """What is overdue about the summary on ``place.today``: writing, parts that lack, handing in, deciding. At most two queries, and quotas counted once when it speaks of them."""
    leader, approver = leader_of(place.group, place.day), approver_of(place.group, place.day)
    late = summary_gaps_among(place, summary, leader=leader, approver=approver)
    if not late or summary is None or not may_edit(summary.status):
        return late
    lacking = [problem for problem in summary_problems(summary) if problem.row_index is None]
    return (*(Gap.of(f"备课组总结：{problem.message.rstrip('。')}", leader, late[0].since, late[0].url) for problem in lacking), *late)


def summary_gaps_among(place: GroupTerm, summary: TermSummary | None, *, leader: Person | None, approver: Person | None) -> tuple[Gap, ...]:
    """The gaps of writing, handing in and deciding, knowing who leads and who decides. No query."""
    day, url = place.today, reverse("planning:summary", args=[place.group.pk, place.term.key])
    due = summary_due(place.calendar, place.term, summary)
    if summary is not None and summary.status == Status.SUBMITTED and summary.submitted_at is not None:
        since = decision_due(place.calendar, due, timezone.localdate(summary.submitted_at))
        return (Gap.of("备课组总结等待审批", approver, since, url),) if since < day else ()
    if due >= day or (summary is not None and not may_edit(summary.status)):
        return ()
    if summary is None:
        return (Gap.of("备课组总结还没有写", leader, due, url),)
    word = "已退回，还没有改好再提交" if summary.status == Status.RETURNED else "还没有提交审批"
    return (Gap.of(f"备课组总结{word}", leader, due, url),)


@dataclass(frozen=True, slots=True)
class LeftOver:
    """The last summary before a term, and its problems with their measures: what the next plan takes up."""

    summary: TermSummary
    pairs: tuple[SummaryProblem, ...]


def left_over(place: GroupTerm) -> LeftOver | None:
    """From the group's own last term, or that of the group it follows; None without one. Two queries."""
    earlier = TermSummary.objects.select_related("group", "term__school_year").filter(
        group_id__in=groups_before(place), term__first_school_day__lt=place.term.first_school_day
    )
    last: TermSummary | None = earlier.order_by("-term__first_school_day").prefetch_related("problems").first()
    return LeftOver(last, tuple(last.problems.all())) if last else None


def content_of(summary: TermSummary) -> dict[str, list[Any]]:
    """What an edition keeps of a loaded summary, part → rows of (key, cells). No query."""
    return {
        "head": [["title", ["大标题", summary.title]]],
        "topics": [[area, list(_topic_cells(topic))] for area, topic in topics_of(summary).items()],
        "problems": [[str(row.pk), [row.problem, row.measure, row.when]] for row in summary.problems.all()],
    }


_PARTS = {
    "head": ("大标题", ("项目", "内容")),
    "topics": ("主要工作", ("方面", "做法", "亮点")),
    "problems": ("存在问题与改进措施", ("存在问题", "改进措施", "落实时间")),
}


def summary_changes(summary: TermSummary) -> list[PartChanges] | None:
    """What a loaded summary changes against its last approved edition, the parts that differ only; None without one. One query."""
    last: SummaryEdition | None = summary.editions.first()
    if last is None or not last.content:
        return None
    now = content_of(summary)
    found = [
        PartChanges(title, columns, changes(_rows(last.content.get(part, [])), _rows(now[part])))
        for part, (title, columns) in _PARTS.items()
    ]
    return [part for part in found if not part.changes_nothing]


def _rows(kept: Iterable[Any]) -> list[tuple[str, Cells]]:
    return [(str(key), tuple(cells)) for key, cells in kept]


def _topic_cells(topic: SummaryTopic) -> Sequence[str]:
    return (TOPICS[topic.area], markup.source(topic.did or []), markup.source(topic.highlight or []))
