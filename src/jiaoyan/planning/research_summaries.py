"""Reads of research summaries: one with everything in it, what its clauses come to, what it lacks, when it is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from jiaoyan.documents import markup
from jiaoyan.growth.models import Award
from jiaoyan.growth.printouts.awards import award_cells
from jiaoyan.planning import access
from jiaoyan.planning.figures import Record, frozen_records, thawed_records
from jiaoyan.planning.models import ClauseAnswer, PlanClause, ResearchSummary, ResearchSummaryEdition
from jiaoyan.planning.organisation import groups_below
from jiaoyan.planning.progress import standing_of
from jiaoyan.planning.rules.research_summary import AnswerDraft, Counted, check_research_summary, counted_by_quota
from jiaoyan.planning.rules.summary import PairDraft
from jiaoyan.planning.summaries import kept_award_rows
from jiaoyan.quotas.rules.fact import Fact
from jiaoyan.quotas.rules.progress import Progress
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.models import Group, Person, Term
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.calendar import Calendar
from jiaoyan.schools.rules.problem import Problem

REOPENED_FOR = timedelta(days=7)
MOST_NAMED = 3
LOWEST_FIRST = (Group.Kind.PREP, Group.Kind.STAGE, Group.Kind.RESEARCH)


@dataclass(frozen=True, slots=True)
class Datum:
    """What became of one quota that a clause names: its sentence, and exactly the records it counts."""

    quota: int
    name: str
    text: str
    met: bool
    records: tuple[Record, ...]


Data = Mapping[int, tuple[Datum, ...]]
"""Answer → its data."""


def research_summary_of(group: Group, term: Term) -> ResearchSummary | None:
    """The research group's summary of the term with everything in it, or None. Four queries, five with clauses."""
    answers = ClauseAnswer.objects.select_related("clause").prefetch_related("clause__quotas")
    rows: QuerySet[ResearchSummary] = ResearchSummary.objects.select_related(
        "group__school", "group__subject", "group__school_year", "term__school_year", "submitted_by", "decided_by"
    ).prefetch_related(Prefetch("answers", answers), "problems")
    return rows.filter(group=group, term=term).first()


def research_summary_here(place: GroupTerm) -> ResearchSummary:
    """The summary of a research group's page. Raises ``Http404`` when there is none yet."""
    found = research_summary_of(place.group, place.term)
    if found is None:
        raise Http404
    return found


def live_data(summary: ResearchSummary, progress: Sequence[Progress], day: date) -> Data:
    """What the clauses of a loaded summary come to, as counts stand on a day. No query."""
    counted = counted_by_quota(progress, day)
    return {
        answer.pk: tuple(datum(counted[quota]) for quota in quotas_of_answer(answer) if quota in counted)
        for answer in summary.answers.all()
    }


def counts_of(place: GroupTerm) -> tuple[Progress, ...]:
    """How far the quotas of the group are met on the place's day. A fixed number of queries."""
    return standing_of(place.group, place.term, place.calendar, place.counting_day).progress


def data_for(summary: ResearchSummary, place: GroupTerm) -> Data:
    """What a loaded summary shows: kept data once it was handed in, otherwise live ones."""
    return kept_data(summary) if summary.frozen else live_data(summary, counts_of(place), place.counting_day)


def clauses_left_out(summary: ResearchSummary) -> int:
    """How many clauses of the plan a loaded summary has no answer to yet. One query."""
    clauses = PlanClause.objects.filter(plan__group=summary.group, plan__term=summary.term)
    return clauses.exclude(pk__in=[answer.clause_id for answer in summary.answers.all()]).count()


def turned_since(summary: ResearchSummary, live: Data) -> tuple[tuple[ClauseAnswer, bool], ...]:
    """The answers that say otherwise than the counts do now, with what these say: done or not. The words stay the writer's. No query."""
    met = {answer: all(each.met for each in rows) for answer, rows in live.items() if rows}
    says = ClauseAnswer.Done
    return tuple(
        (answer, met[answer.pk])
        for answer in summary.answers.all()
        if answer.pk in met and answer.done and answer.done != (says.YES if met[answer.pk] else says.NO)
    )


def quotas_of_answer(answer: ClauseAnswer) -> list[int]:
    """The quotas the answered clause names. No query for a loaded summary."""
    return [quota.pk for quota in answer.clause.quotas.all()] if answer.clause else []


def datum(counted: Counted) -> Datum:
    """A count as a summary shows and keeps it."""
    return Datum(counted.quota, counted.name, counted.text, counted.met, tuple(_record(fact) for fact in counted.facts))


def _record(fact: Fact) -> Record:
    people, groups = (tuple(sorted(subject.id for subject in fact.subjects if subject.kind == kind)) for kind in ("person", "group"))
    return Record(fact.key, fact.label, fact.day, fact.url, people=people, groups=() if people else groups)


def whose_records(records: Sequence[Record]) -> dict[Record, str]:
    """Record → 林知远、周予安, of many the first two and how many they are; a group's record by the group that made it, not those above. Two queries."""
    people = dict(Person.objects.filter(pk__in={person for record in records for person in record.people}).values_list("pk", "name"))
    groups = Group.objects.in_bulk({group for record in records for group in record.groups})
    return {record: _named(record, people) or _lowest(record, groups) for record in records}


def _named(record: Record, people: Mapping[int, str]) -> str:
    names = [people[person] for person in record.people if person in people]
    return "、".join(names) if len(names) <= MOST_NAMED else f"{'、'.join(names[:2])}等{len(names)}人"


def _lowest(record: Record, groups: Mapping[int, Group]) -> str:
    made = sorted((groups[group] for group in record.groups if group in groups), key=lambda group: LOWEST_FIRST.index(group.kind))
    return made[0].name if made else ""


def freeze_data(data: Data) -> dict[str, Any]:
    """As JSON keeps it."""
    return {
        "data": {str(answer): [{**asdict(each), "records": frozen_records(each.records)} for each in rows] for answer, rows in data.items()}
    }


def kept_data(summary: ResearchSummary) -> Data:
    """What was kept when the summary was handed in."""
    kept: Mapping[str, Iterable[Mapping[str, Any]]] = summary.frozen["data"]
    return {
        int(answer): tuple(Datum(**{**each, "records": tuple(thawed_records(each["records"]))}) for each in rows)
        for answer, rows in kept.items()
    }


def sentences(data: Data) -> dict[int, tuple[str, ...]]:
    """Answer → what prints below its clause."""
    return {answer: tuple(each.text for each in rows) for answer, rows in data.items()}


def lost_since(kept: Data, live: Data) -> list[tuple[str, Record]]:
    """Records that kept data count and that are counted no longer: with the name of their quota."""
    now = {(each.quota, record.key) for rows in live.values() for each in rows for record in each.records}
    gone = [(each, record) for rows in kept.values() for each in rows for record in each.records if (each.quota, record.key) not in now]
    return list({(each.quota, record.key): (each.name, record) for each, record in gone}.values())


def awards_below(group: Group, term: Term) -> list[Award]:
    """The awards of every group of the research group: by group, teachers first, then pupils, by day. Two queries."""
    rows = Award.objects.select_related("group__school_year", "term__school_year", "person", "pupil", "school_class", "coach")
    found = rows.filter(group_id__in=[group.pk, *groups_below(group)], term=term, removed_at__isnull=True)
    return list(found.order_by("group__grade", "-person_kind", "day", "pk"))


def research_award_rows(summary: ResearchSummary) -> list[list[str]]:
    """The award table's cells: kept ones once the summary was handed in, otherwise as they stand. At most two queries."""
    if summary.frozen:
        return kept_award_rows(summary.frozen)
    return [list(award_cells(award)) for award in awards_below(summary.group, summary.term)]


def research_summary_problems(summary: ResearchSummary) -> list[Problem]:
    """What keeps a loaded summary from being handed in. No query."""
    answers = [AnswerDraft(row.text, row.done, row.words) for row in summary.answers.all()]
    pairs = [PairDraft(row.problem, row.measure) for row in summary.problems.all()]
    return check_research_summary(markup.plain(summary.opening or []), answers, pairs)


def research_summary_due(calendar: Calendar, term: Term, summary: ResearchSummary | None = None) -> date:
    """When it is due: the last school day of the term, or a week after an approved one was taken up again."""
    last = calendar.deadline(term.last_school_day)
    return max(last, summary.revised_on + REOPENED_FOR) if summary and summary.revised_on else last


def research_summary_editions_of(summary: ResearchSummary) -> list[ResearchSummaryEdition]:
    """The summary as it was approved each time, the latest first. One query."""
    return list(summary.editions.select_related("approved_by", "file"))


def research_summary_edition_of(actor: Actor, pk: int) -> ResearchSummaryEdition:
    """One approved edition. One query. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    edition: ResearchSummaryEdition | None = ResearchSummaryEdition.objects.select_related("summary", "file").filter(pk=pk).first()
    if edition is None:
        raise Http404
    require(access.may_read_research(actor, edition.summary.group_id), access.WHO_READS_RESEARCH)
    return edition
