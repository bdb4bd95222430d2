"""Everything some groups have in a term, read together in a fixed number of queries; the home pages are judged from it without a query more.

The judging is that of the packages below (``activities.queries.gaps``, ``…_gaps_among``), so home page and ledger never disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from jiaoyan.activities.models import (
    Activity,
    ActivitySection,
    Attendance,
    DailyTalk,
    Decision,
    GoalAttainment,
    Opinion,
    TheoryNote,
    UnitAnalysis,
    UnitGoal,
)
from jiaoyan.activities.queries import gaps, meetings
from jiaoyan.curriculum.models import TextbookAdoption, Unit
from jiaoyan.curriculum.queries import HALVES
from jiaoyan.pacing import queries as pacing
from jiaoyan.pacing.models import PacingSchedule
from jiaoyan.planning import queries as planning
from jiaoyan.planning.models import GroupPlan
from jiaoyan.schools.models import LEADERS, Group, Person, Role, Status, Term, valid_on
from jiaoyan.schools.rules.calendar import Calendar
from jiaoyan.schools.rules.gaps import Gap

HANDED_IN = frozenset({Status.SUBMITTED, Status.APPROVED, Status.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Leaders:
    """Who leads the group, the group above it, and the research group over both."""

    own: Person | None = None
    above: Person | None = None
    research: Person | None = None


@dataclass(frozen=True)
class Papers:
    """One group's papers of one term, loaded; ``day`` is the day they are judged on."""

    group: Group
    term: Term
    calendar: Calendar
    day: date
    leaders: Leaders
    plan: GroupPlan | None
    schedule: PacingSchedule | None
    activities: tuple[Activity, ...]
    analyses: tuple[UnitAnalysis, ...]
    noted: tuple[date, ...]
    talked: tuple[date, ...]
    book: tuple[Unit, ...]
    unit_days: Mapping[int, tuple[date, date]]

    @property
    def leader(self) -> Person | None:
        """Who leads the group."""
        return self.leaders.own

    @property
    def plan_due(self) -> date:
        """When the plan is to be handed in."""
        return planning.due_day(self.calendar, self.term, self.plan)

    @property
    def pacing_due(self) -> date:
        """The same for table 2."""
        return pacing.due_day(self.calendar, self.term, self.schedule)

    @cached_property
    def plan_gaps(self) -> list[Gap]:
        """The plan, when writing it, handing it in or deciding on it is late."""
        if self.plan is not None:
            return planning.approval_gaps_among(
                self.group, self.term, self.day, calendar=self.calendar, plan=self.plan, leader=self.leader, approver=self.leaders.research
            )
        url = reverse("planning:plan", args=[self.group.pk, self.term.key])
        return [Gap.of("备课组计划还没有写", self.leader, self.plan_due, url)] if self.plan_due < self.day else []

    @cached_property
    def pacing_gaps(self) -> list[Gap]:
        """Table 2, when it is late."""
        if self.schedule is not None:
            return pacing.approval_gaps_among(
                self.group,
                self.term,
                self.day,
                calendar=self.calendar,
                schedule=self.schedule,
                leader=self.leader,
                decider=self.leaders.above,
            )
        url = reverse("pacing:schedule", args=[self.group.pk, self.term.key])
        return [Gap.of("教学进度表还没有排", self.leader, self.pacing_due, url)] if self.pacing_due < self.day else []

    @cached_property
    def record_gaps(self) -> list[Gap]:
        """Meetings not held or not ended, and what ended records lack."""
        return gaps.record_gaps_among(self.activities, self.day)

    @cached_property
    def analysis_gaps(self) -> list[Gap]:
        """Rows of unit analyses that are overdue, units that nobody prepares."""
        return gaps.analysis_gaps_among(
            self.group, self.term, self.day, analyses=self.analyses, book=self.book, days=self.unit_days, leader=self.leader
        )

    @cached_property
    def theory_gaps(self) -> list[Gap]:
        """Months without a note."""
        return gaps.theory_gaps_among(self.group, self.term, self.day, calendar=self.calendar, noted=self.noted, leader=self.leader)

    @cached_property
    def talk_gaps(self) -> list[Gap]:
        """Weeks without a talk."""
        return gaps.talk_gaps_among(self.group, self.term, self.day, calendar=self.calendar, talked=self.talked, leader=self.leader)

    @cached_property
    def gaps(self) -> list[Gap]:
        """Everything overdue, the oldest first."""
        found = self.plan_gaps + self.pacing_gaps + self.record_gaps + self.analysis_gaps + self.theory_gaps + self.talk_gaps
        return sorted(found, key=lambda gap: gap.since)

    @property
    def held(self) -> list[Activity]:
        """Meetings that have ended."""
        return [each for each in self.activities if each.state == Activity.State.ENDED]

    @property
    def planned(self) -> list[Activity]:
        """Meetings of the term, held or to come, save the cancelled ones."""
        return [each for each in self.activities if each.state != Activity.State.CANCELLED]

    @property
    def next_meeting(self) -> Activity | None:
        """The meeting that is open, or the next one planned."""
        open_first = sorted(self.planned, key=lambda each: (each.state != Activity.State.OPEN, each.day, each.number))
        waiting = (
            each
            for each in open_first
            if each.state == Activity.State.OPEN or (each.state == Activity.State.PLANNED and each.day >= self.day)
        )
        return next(waiting, None)

    def open_decisions(self) -> list[Decision]:
        """Decisions not carried out, by due day."""
        left = [decision for each in self.activities for decision in each.decisions.all() if decision.done_on is None]
        return sorted(left, key=lambda decision: decision.due)


def papers_of(groups: Sequence[Group], term: Term, calendar: Calendar, day: date) -> list[Papers]:
    """The papers of these groups of the term's year, in the order given. Nineteen queries, however many groups and records there are."""
    if not groups:
        return []
    ours = {"group__in": groups, "term": term}
    plans = {plan.group_id: plan for plan in GroupPlan.objects.select_related("submitted_by").filter(**ours)}
    schedules = {schedule.group_id: schedule for schedule in PacingSchedule.objects.select_related("submitted_by").filter(**ours)}
    activities = _by_group(_activities(ours))
    analyses = _by_group(_analyses(ours))
    noted = _days_by_group(TheoryNote.objects.filter(**ours))
    talked = _days_by_group(DailyTalk.objects.filter(**ours))
    leaders = _leaders(term, term.nearest(day))
    books = _books(groups, term, schedules)
    unit_days = pacing.days_of_units_among(groups, term)
    return [
        Papers(
            group=group,
            term=term,
            calendar=calendar,
            day=day,
            leaders=leaders.get(group.pk, Leaders()),
            plan=plans.get(group.pk),
            schedule=schedules.get(group.pk),
            activities=tuple(activities[group.pk]),
            analyses=tuple(analyses[group.pk]),
            noted=tuple(noted[group.pk]),
            talked=tuple(talked[group.pk]),
            book=books[group.pk],
            unit_days=unit_days.get(group.pk, {}),
        )
        for group in groups
    ]


def _activities(ours: dict[str, Any]) -> QuerySet[Activity]:
    """Meetings with just what judging their records needs: six queries instead of the twelve of a full record."""
    told = ("activity_id", "state", "minutes", "reason", "person__name", "person__sort_name")
    present = Attendance.objects.select_related("person").only(*told)
    record = (
        Prefetch("attendance", present),
        Prefetch("sections", ActivitySection.objects.filter(kind=ActivitySection.Kind.REVIEW)),
        Prefetch("opinions", Opinion.objects.only("activity_id", "speaker_id")),
        Prefetch("decisions", Decision.objects.select_related("owner")),
        Prefetch("unit_analyses", UnitAnalysis.objects.only("activity_id")),
    )
    rows: QuerySet[Activity] = (
        Activity.objects.select_related(*meetings.PEOPLE).filter(**ours).prefetch_related(*record).order_by("day", "number")
    )
    return rows


def _analyses(ours: dict[str, Any]) -> QuerySet[UnitAnalysis]:
    rows: QuerySet[UnitAnalysis] = UnitAnalysis.objects.select_related("unit", "preparer").filter(**ours)
    counted = (
        Prefetch("goals", UnitGoal.objects.only("analysis_id")),
        Prefetch("goals__attainment", GoalAttainment.objects.filter(tested__gt=0).only("goal_id", "tested")),
    )
    return rows.prefetch_related("opinions", *counted).order_by("unit__number")


def _by_group(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.group_id].append(row)
    return found


def _days_by_group(rows: QuerySet[Any]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = defaultdict(list)
    for group, day in rows.order_by("day").values_list("group_id", "day"):
        found[group].append(day)
    return found


def _leaders(term: Term, day: date) -> dict[int, Leaders]:
    """The leaders of every group of the year and of those above it. Two queries."""
    roles = Role.objects.select_related("person").filter(valid_on(day), group__school_year=term.school_year_id, kind__in=LEADERS)
    leads = {role.group_id: role.person for role in roles}
    tree = {
        pk: (parent, kind)
        for pk, parent, kind in Group.objects.filter(school_year=term.school_year_id).values_list("pk", "parent_id", "kind")
    }
    found = {}
    for pk, (parent, _) in tree.items():
        top = parent
        while top is not None and tree[top][1] != Group.Kind.RESEARCH:
            top = tree[top][0]
        found[pk] = Leaders(*(leads.get(each) if each else None for each in (pk, parent, top)))
    return found


def _books(groups: Sequence[Group], term: Term, schedules: Mapping[int, PacingSchedule]) -> dict[int, tuple[Unit, ...]]:
    """The units of each group's book: that of its table 2, otherwise of the edition its grade uses. Two queries."""
    grades = [group.grade for group in groups if group.grade]
    editions = dict(TextbookAdoption.objects.filter(school_year=term.school_year_id, grade__in=grades).values_list("grade", "edition_id"))
    adopted = Q(volume__edition__in=set(editions.values()), volume__grade__in=grades, volume__half=HALVES[term.number])
    chosen = Q(volume__in=[schedule.volume_id for schedule in schedules.values()])
    units = list(Unit.objects.select_related("volume").filter(adopted | chosen).order_by("volume", "number"))

    def is_of(unit: Unit, group: Group) -> bool:
        if group.pk in schedules:
            return bool(unit.volume_id == schedules[group.pk].volume_id)
        volume = unit.volume
        return (volume.grade, volume.edition_id, volume.half) == (group.grade, editions.get(group.grade), HALVES[term.number])

    return {group.pk: tuple(unit for unit in units if is_of(unit, group)) for group in groups}
