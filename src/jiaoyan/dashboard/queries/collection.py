"""What a group is still waiting for, person by person: papers that lack something, and quotas that are late or due this week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from jiaoyan.dashboard.queries.papers import Papers, papers_of
from jiaoyan.dashboard.rules.reminding import Missing, Owing, end_of_week, gathered, of_gaps, of_progress, week_title
from jiaoyan.dashboard.sending import Channel, channels
from jiaoyan.planning.progress import Standing, of_people_and_groups, pages_of_lines, standing_of
from jiaoyan.quotas.rules.demand import Demand
from jiaoyan.schools.models import LEADERS, Group, Person, Role, School, valid_on
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.gaps import Gap

SAID_BY_PAPERS = frozenset(
    ["meeting", "talk", "theory_note", "unit_analysis", "exercise", "showcase", "quality_report", "group_plan", "group_summary", "schedule"]
)
"""Kinds of facts whose absence the papers of a group say themselves, record by record."""

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
    standing = standing_of(place.group, place.term, place.calendar, place.counting_day, asked=_not_said_by_papers)
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
    leaders, page = _leaders(place, below), pages_of_lines(place.group, place.term)
    for member in standing.roster.members:
        if member.groups & below:
            for progress in standing.of("person", member.id):
                if missing := of_progress(progress, page(progress), until):
                    yield member.id, member.name, missing
    for seat in standing.roster.seats:
        leader = leaders.get(seat.id)
        if seat.id in below:
            for progress in standing.of("group", seat.id):
                if progress.demand is not None and not _not_said_by_papers(progress.demand):
                    continue
                if missing := of_progress(progress, page(progress), until):
                    yield (leader.pk, leader.name, missing) if leader else (None, seat.name, missing)


def _not_said_by_papers(demand: Demand) -> bool:
    """Of a group's, those of which the papers' own gaps do not say the same, with the very record that lacks something."""
    said = demand.audience.subject == "group" and demand.counted.kind in SAID_BY_PAPERS
    return of_people_and_groups(demand) and not said


def _leaders(place: GroupTerm, groups: frozenset[int]) -> dict[int, Person]:
    """Who leads each group on the day. One query."""
    roles = Role.objects.select_related("person").filter(valid_on(place.day), kind__in=LEADERS, group_id__in=groups)
    return {role.group_id: role.person for role in roles}
