"""The records of a group and term that figures are counted from, read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch

from jiaoyan.activities.models import (
    Activity,
    Attendance,
    DailyTalk,
    Decision,
    GoalAttainment,
    GroupOpinion,
    TheoryNote,
    UnitAnalysis,
    UnitGoal,
)
from jiaoyan.assessments.models import Exam, PupilMarks
from jiaoyan.growth.models import Award
from jiaoyan.growth.queries.awards import awards_of
from jiaoyan.items.models import Exercise, ShowcaseHomework
from jiaoyan.schools.models import Group, Person, Term


@dataclass(frozen=True, slots=True)
class TestCount:
    """A test with marks: how many pupils were tested, how many of them passed, and what they got together in half-points."""

    exam: Exam
    tested: int
    passed: int
    half_points: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Rows as they are stored; attendance and decisions are those of meetings that were held, showcases those with works."""

    group: Group
    term: Term
    meetings: tuple[Activity, ...]
    attendance: tuple[Attendance, ...]
    decisions: tuple[Decision, ...]
    analyses: tuple[UnitAnalysis, ...]
    attainment: tuple[GoalAttainment, ...]
    theory: tuple[TheoryNote, ...]
    talks: tuple[DailyTalk, ...]
    exercises: tuple[Exercise, ...]
    showcases: tuple[ShowcaseHomework, ...]
    tests: tuple[TestCount, ...]
    awards: tuple[Award, ...]


def read(group: Group, term: Term) -> Reading:
    """Everything figures are counted from, of each record only what is said of it. A fixed number of queries, however much there is."""
    ours = {"group": group, "term": term}
    held = {"activity__group": group, "activity__term": term, "activity__state": Activity.State.ENDED}
    meetings = Activity.objects.select_related("lesson_teacher").filter(**ours, state=Activity.State.ENDED)
    attendance = Attendance.objects.select_related("activity", "person").filter(**held)
    decisions = Decision.objects.select_related("activity", "owner").filter(**held)
    judged = (
        Prefetch("opinions", GroupOpinion.objects.only("analysis_id", "row", "text").order_by()),
        Prefetch("goals", UnitGoal.objects.only("analysis_id").order_by()),
        Prefetch("goals__attainment", GoalAttainment.objects.only("goal_id", "tested").order_by()),
    )
    analyses = UnitAnalysis.objects.select_related("unit", "preparer").filter(**ours).prefetch_related(*judged)
    attained = ("tested", "reached", "goal__number", "goal__analysis__unit_ends", "goal__analysis__unit__title")
    attainment = GoalAttainment.objects.select_related("goal__analysis__unit", "school_class").filter(
        goal__analysis__group=group, goal__analysis__term=term, tested__gt=0
    )
    notes = TheoryNote.objects.select_related("note_taker").filter(**ours)
    talks = DailyTalk.objects.filter(**ours).prefetch_related(Prefetch("speakers", Person.objects.only("name", "sort_name")))
    drafted = Exercise.objects.select_related("author", "reviewer").filter(**ours)
    shown = ShowcaseHomework.objects.filter(**ours, removed_at__isnull=True, works__isnull=False, works__removed_at__isnull=True)
    meeting = ("activity__number", "activity__topic", "activity__day")
    return Reading(
        group=group,
        term=term,
        meetings=tuple(meetings.only("number", "topic", "day", "lesson_teacher__name").order_by("day")),
        attendance=tuple(
            attendance.only("state", "person__name", *meeting).order_by("activity__day", "person__sort_name", "pk"),
        ),
        decisions=tuple(decisions.only("what", "done_on", "owner__name", *meeting).order_by("activity__day", "pk")),
        analyses=tuple(analyses.only("unit_starts", "unit_ends", "unit__title", "preparer__name").order_by("unit__number")),
        attainment=tuple(
            attainment.only(*attained, "school_class__entry_year", "school_class__number").order_by(
                "goal__analysis__unit__number", "goal__number", "school_class__number"
            )
        ),
        theory=tuple(notes.only("theme", "day", "note_taker__name")),
        talks=tuple(talks.only("kind", "day", "lesson_title", "issue")),
        exercises=tuple(
            drafted.only("title", "made_on", "status", "author__name", "reviewer__name").order_by("week_no", "use_date", "pk"),
        ),
        showcases=tuple(shown.only("theme", "kind", "starts").distinct().order_by("starts", "pk")),
        tests=tuple(_tests(group, term)),
        awards=tuple(awards_of(group, term)),
    )


def _tests(group: Group, term: Term) -> Iterator[TestCount]:
    """The tests with marks, by day. Two queries."""
    totals: dict[int, list[int]] = defaultdict(list)
    marks = PupilMarks.objects.filter(sheet__exam__group=group, sheet__exam__term=term, total__isnull=False)
    for exam, total in marks.values_list("sheet__exam_id", "total"):
        totals[exam].append(total)
    for exam in Exam.objects.filter(group=group, term=term).order_by("day", "pk"):
        got = totals[exam.pk]
        passed = sum(total * 100 >= exam.pass_percent * exam.full_mark * 2 for total in got)
        if got:
            yield TestCount(exam, len(got), passed, sum(got))
