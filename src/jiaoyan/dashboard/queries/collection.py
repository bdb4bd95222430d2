"""What a group is still waiting for, person by person: papers that lack something, and quotas that are late or due this week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from jiaoyan.dashboard.queries.papers import Papers, papers_of
from jiaoyan.dashboard.rules.reminding import Missing, Owing, end_of_week, gathered, of_gaps, of_progress, week_title
from jiaoyan.dashboard.sending import Channel, channels
from jiaoyan.planning.progress import Standing, for_something, pages_of_lines, standing_of
from jiaoyan.quotas.rules.demand import Demand
from jiaoyan.quotas.rules.fact import Subject, SubjectKind
from jiaoyan.quotas.rules.progress import Progress
from jiaoyan.schools.models import Group, School
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.gaps import Gap

SAID_BY_PAPERS = frozenset(
    ["meeting", "talk", "theory_note", "unit_analysis", "exercise", "showcase", "quality_report", "group_plan", "group_summary", "schedule"]
)
"""Kinds of facts whose absence the papers of a group say themselves, record by record."""

ANSWERED_FOR: tuple[SubjectKind, ...] = ("school", "grade", "class")

Owed = Iterator[tuple[int | None, str, Missing]]


@dataclass(frozen=True, slots=True)
class Collection:
    """The collection of a group on a day: everybody who owes something."""

    week: str
    owing: tuple[Owing, ...]

    @property
    def people(self) -> int:
        """How many people owe something."""
        return sum(each.person is not None for each in self.owing)


def collection_of(place: GroupTerm) -> Collection:
    """Everybody of the group, and of the groups below it, who owes something. A fixed number of queries."""
    standing = standing_of(place.group, place.term, place.calendar, place.counting_day, asked=_to_remind_of)
    below = standing.tree.below(place.group.pk)
    groups = [group for group in standing.tree.groups if group.pk in below and group.kind == Group.Kind.PREP]
    papers = papers_of(groups, place.term, place.calendar, place.day)
    owed = [*_papers(papers), *_quotas(place, standing, below)]
    return Collection(week_title(place.calendar, place.day), gathered(owed))


def channels_of(school: School) -> tuple[Channel, ...]:
    """Where a school's reminders may be sent: nowhere by default, and nowhere when another school shares the installation and none is named. One query at most."""
    found = channels()
    named = settings.ENVIRONMENT.remind_school
    if not found or (named and named != school.code) or (not named and School.objects.count() > 1):
        return ()
    return found


def _papers(papers: list[Papers]) -> Owed:
    for each in papers:
        places: dict[tuple[int | None, str, str], list[Gap]] = {}
        for gap in each.gaps:
            places.setdefault((gap.owner_id, gap.owner_name, gap.url), []).append(gap)
        for (owner, name, _), gaps in places.items():
            yield owner, name or "还没有定人", of_gaps(gaps)


def _quotas(place: GroupTerm, standing: Standing, below: frozenset[int]) -> Owed:
    until = end_of_week(place.calendar, place.counting_day)
    page = pages_of_lines(place.group, place.term)
    here = standing.charge.seated(below, place.today)
    for member in standing.roster.members:
        if member.id in here:
            for progress in standing.of("person", member.id):
                if missing := of_progress(progress, page(progress), until):
                    yield member.id, member.name, missing
    for subject, lines in _answered_for(standing, below):
        somebody, whose = standing.charge.of(subject), standing.roster.name_of(subject)
        for progress in lines:
            if progress.demand is not None and not _to_remind_of(progress.demand):
                continue
            if missing := of_progress(progress, page(progress), until, "" if subject.kind == "group" else whose):
                yield (somebody.pk, somebody.name, missing) if somebody else (None, whose, missing)


def _answered_for(standing: Standing, below: frozenset[int]) -> Iterator[tuple[Subject, tuple[Progress, ...]]]:
    """What is asked of groups, grades, classes and the school: somebody answers for each."""
    for seat in standing.roster.seats:
        if seat.id in below:
            yield Subject("group", seat.id), standing.of("group", seat.id)
    for kind in ANSWERED_FOR:
        yield from standing.asked(kind).items()


def _to_remind_of(demand: Demand) -> bool:
    """What asks for something; of a group only that of which the papers' own gaps do not say the same, with the very record that lacks something."""
    said = demand.audience.subject == "group" and demand.counted.kind in SAID_BY_PAPERS
    return for_something(demand) and not said
