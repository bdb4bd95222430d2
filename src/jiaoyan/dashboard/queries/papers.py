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

from django.db.models import Q, QuerySet
from django.urls import reverse

from jiaoyan.activities.models import Activity, DailyTalk, Decision, TheoryNote, UnitAnalysis
from jiaoyan.activities.queries import gaps
from jiaoyan.activities.rules.record import RecordState
from jiaoyan.assessments.models import QualityReport
from jiaoyan.assessments.queries import reports
from jiaoyan.assessments.queries.reports import FinalTest
from jiaoyan.assessments.rules.kinds import has_written_tests
from jiaoyan.curriculum.models import TextbookAdoption, Unit
from jiaoyan.curriculum.queries import HALVES
from jiaoyan.items.models import Exercise, ShowcaseHomework
from jiaoyan.items.queries import exercises, showcase
from jiaoyan.pacing import queries as pacing
from jiaoyan.pacing.models import PacingSchedule
from jiaoyan.pacing.rules.outdated import Outdated
from jiaoyan.planning import queries as planning
from jiaoyan.planning import summaries
from jiaoyan.planning.models import GroupPlan, ReviewPlan, TermSummary
from jiaoyan.schools.models import LEADERS, Group, Person, Role, Status, Term, valid_on
from jiaoyan.schools.queries import GroupTerm, with_names
from jiaoyan.schools.rules.calendar import Calendar
from jiaoyan.schools.rules.gaps import Gap, counts_since, due_since

SETTLED = frozenset({Status.APPROVED, Status.ARCHIVED})
HANDED_IN = SETTLED | {Status.SUBMITTED}


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
    records: Mapping[int, RecordState]
    analyses: tuple[UnitAnalysis, ...]
    noted: tuple[date, ...]
    talked: tuple[date, ...]
    book: tuple[Unit, ...]
    unit_days: Mapping[int, tuple[date, date]]
    exercises: tuple[Exercise, ...]
    showcases: tuple[ShowcaseHomework, ...]
    final: FinalTest | None
    summary: TermSummary | None
    review: ReviewPlan | None

    @property
    def leader(self) -> Person | None:
        """Who leads the group."""
        return self.leaders.own

    @property
    def begun(self) -> date | None:
        """Since when the group uses the system, when not from the beginning: nothing was due before."""
        day: date | None = self.group.in_use_from
        return day

    def counted(self, gaps: Iterable[Gap]) -> list[Gap]:
        """Those of the gaps that count."""
        return list(due_since(gaps, self.begun))

    @property
    def plan_due(self) -> date:
        """When the plan is to be handed in."""
        return planning.due_day(self.calendar, self.term, self.plan, self.begun)

    @property
    def pacing_due(self) -> date:
        """The same for table 2."""
        return pacing.due_day(self.calendar, self.term, self.schedule, self.begun)

    @cached_property
    def plan_gaps(self) -> list[Gap]:
        """The plan, when writing it, handing it in or deciding on it is late."""
        if self.plan is not None:
            return self.counted(
                planning.approval_gaps_among(
                    self.group,
                    self.term,
                    self.day,
                    calendar=self.calendar,
                    plan=self.plan,
                    leader=self.leader,
                    approver=self.leaders.research,
                )
            )
        url = reverse("planning:plan", args=[self.group.pk, self.term.key])
        return self.counted([Gap.of("备课组计划还没有写", self.leader, self.plan_due, url)] if self.plan_due < self.day else [])

    @cached_property
    def pacing_gaps(self) -> list[Gap]:
        """Table 2, when it is late."""
        if self.schedule is not None:
            return self.counted(
                pacing.approval_gaps_among(
                    self.group,
                    self.term,
                    self.day,
                    calendar=self.calendar,
                    schedule=self.schedule,
                    leader=self.leader,
                    decider=self.leaders.above,
                )
            )
        url = reverse("pacing:schedule", args=[self.group.pk, self.term.key])
        return self.counted([Gap.of("教学进度表还没有排", self.leader, self.pacing_due, url)] if self.pacing_due < self.day else [])

    @cached_property
    def outdated(self) -> Outdated | None:
        """What changed in calendar or timetable since table 2 was laid out, when rows must move for it. One query, two when days changed."""
        if self.schedule is None:
            return None
        offered = pacing.loads_of(self.group, self.term, self.calendar, self.schedule.weekly_periods)
        return pacing.outdated_of(self.schedule, self.day, offered)

    @cached_property
    def record_gaps(self) -> list[Gap]:
        """Meetings not held or not ended, and what ended records lack."""
        return self.counted(gaps.record_gaps_among(self.activities, self.records, self.day))

    @cached_property
    def analysis_gaps(self) -> list[Gap]:
        """Rows of unit analyses that are overdue, units that nobody prepares."""
        return self.counted(
            gaps.analysis_gaps_among(
                self.group, self.term, self.day, analyses=self.analyses, book=self.book, days=self.unit_days, leader=self.leader
            )
        )

    @cached_property
    def theory_gaps(self) -> list[Gap]:
        """Months without a note."""
        found = gaps.theory_gaps_among(self.group, self.term, self.day, calendar=self.calendar, noted=self.noted, leader=self.leader)
        return self.counted(found)

    @cached_property
    def talk_gaps(self) -> list[Gap]:
        """Weeks without a talk."""
        found = gaps.talk_gaps_among(self.group, self.term, self.day, calendar=self.calendar, talked=self.talked, leader=self.leader)
        return self.counted(found)

    @cached_property
    def exercise_gaps(self) -> list[Gap]:
        """Exercises not handed in or not reviewed."""
        return self.counted(exercises.exercise_gaps_among(self.exercises, self.day, self.calendar))

    @cached_property
    def showcase_gaps(self) -> list[Gap]:
        """Showcase homework without design, works, exhibition or review."""
        return self.counted(
            showcase.showcase_gaps_among(self.group, self.term, self.showcases, self.day, self.calendar, leader=self.leader)
        )

    @property
    def has_report(self) -> bool:
        """Grades 1 and 2 have no written tests."""
        return has_written_tests(self.group.grade)

    @property
    def report(self) -> QualityReport | None:
        """The report on the term's final test."""
        report: QualityReport | None = getattr(self.final.exam, "report", None) if self.final else None
        return report

    @property
    def report_due(self) -> date:
        """When it is to be handed in."""
        return reports.due_day(self.calendar, self.final)

    @cached_property
    def report_gaps(self) -> list[Gap]:
        """The final test, marks of classes, the report, when they are late."""
        return self.counted(
            reports.report_gaps_among(
                self.group,
                self.term,
                self.day,
                calendar=self.calendar,
                final=self.final,
                leader=self.leader,
                approver=self.leaders.research,
            )
        )

    @property
    def summary_due(self) -> date:
        """When the summary is to be handed in."""
        return summaries.summary_due(self.calendar, self.term, self.summary)

    @cached_property
    def summary_gaps(self) -> list[Gap]:
        """The summary, when it is late."""
        place = GroupTerm(self.group, self.term, self.calendar, self.day)
        found = summaries.summary_gaps_among(place, self.summary, leader=self.leader, approver=self.leaders.research)
        return self.counted(found)

    @cached_property
    def late(self) -> dict[str, list[Gap]]:
        """What is overdue in each part, by the word for it, in the order of the ledger."""
        return {
            "计划": self.plan_gaps,
            "教学进度": self.pacing_gaps,
            "活动": self.record_gaps,
            "单元分析": self.analysis_gaps,
            "理论学习": self.theory_gaps,
            "有效练习": self.exercise_gaps,
            "每日一议": self.talk_gaps,
            "特色作业": self.showcase_gaps,
            "质量报告": self.report_gaps,
            "总结": self.summary_gaps,
        }

    @cached_property
    def gaps(self) -> list[Gap]:
        """Everything overdue, the oldest first."""
        return sorted((gap for found in self.late.values() for gap in found), key=lambda gap: gap.since)

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
        open_first = sorted(self.planned, key=lambda each: (each.state != Activity.State.OPEN, each.day, each.starts))
        waiting = (
            each
            for each in open_first
            if each.state == Activity.State.OPEN or (each.state == Activity.State.PLANNED and each.day >= self.day)
        )
        return next(waiting, None)

    def open_decisions(self) -> list[Decision]:
        """Decisions not carried out, by due day."""
        left = [decision for each in self.activities for decision in each.decisions.all() if decision.done_on is None]
        return sorted((each for each in left if counts_since(each.due, self.begun)), key=lambda decision: decision.due)


def papers_of(groups: Sequence[Group], term: Term, calendar: Calendar, day: date) -> list[Papers]:
    """The papers of these groups of the term's year, in the order given. Some thirty queries, however many groups and records there are."""
    if not groups:
        return []
    ours = {"group__in": groups, "term": term}
    plans = {plan.group_id: plan for plan in with_names(GroupPlan.objects.filter(**ours), "submitted_by")}
    schedules = {schedule.group_id: schedule for schedule in with_names(PacingSchedule.objects.filter(**ours), "submitted_by")}
    meetings = gaps.judged_activities(groups, term)
    activities, records = _by_group(meetings), gaps.records_of(meetings)
    analyses = _by_group(gaps.judged_analyses(groups, term))
    noted = _days_by_group(TheoryNote.objects.filter(**ours))
    talked = _days_by_group(DailyTalk.objects.filter(**ours))
    drafted = _by_group(exercises.judged_exercises(groups, term))
    shown = _by_group(showcase.judged_showcases(groups, term))
    finals = reports.final_tests(groups, term)
    written = {each.group_id: each for each in with_names(TermSummary.objects.filter(**ours), "submitted_by")}
    reviews = {each.group_id: each for each in ReviewPlan.objects.filter(**ours)}
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
            records=records,
            analyses=tuple(analyses[group.pk]),
            noted=tuple(noted[group.pk]),
            talked=tuple(talked[group.pk]),
            book=books[group.pk],
            unit_days=unit_days.get(group.pk, {}),
            exercises=tuple(drafted[group.pk]),
            showcases=tuple(shown[group.pk]),
            final=finals.get(group.pk),
            summary=written.get(group.pk),
            review=reviews.get(group.pk),
        )
        for group in groups
    ]


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
    roles = with_names(Role.objects.filter(valid_on(day), group__school_year=term.school_year_id, kind__in=LEADERS), "person")
    leads = {role.group_id: role.person for role in roles}
    tree = {
        pk: (parent, kind)
        for pk, parent, kind in Group.objects.filter(school_year=term.school_year_id).order_by().values_list("pk", "parent_id", "kind")
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
    units = list(Unit.objects.select_related("volume").filter(adopted | chosen).order_by("volume_id", "number"))

    def is_of(unit: Unit, group: Group) -> bool:
        if group.pk in schedules:
            return bool(unit.volume_id == schedules[group.pk].volume_id)
        volume = unit.volume
        return (volume.grade, volume.edition_id, volume.half) == (group.grade, editions.get(group.grade), HALVES[term.number])

    return {group.pk: tuple(unit for unit in units if is_of(unit, group)) for group in groups}
