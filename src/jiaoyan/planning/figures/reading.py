"""The records of a group and term that figures are counted from, read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from jiaoyan.activities.models import Activity, Attendance, DailyTalk, Decision, GoalAttainment, TheoryNote, UnitAnalysis
from jiaoyan.assessments.models import Exam, PupilMarks
from jiaoyan.growth.models import Award
from jiaoyan.growth.queries.awards import awards_of
from jiaoyan.items.models import Exercise, ShowcaseHomework
from jiaoyan.schools.models import Group, Term


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
    """Everything figures are counted from. A fixed number of queries, however much there is."""
    held = {"activity__group": group, "activity__term": term, "activity__state": Activity.State.ENDED}
    return Reading(
        group=group,
        term=term,
        meetings=tuple(
            Activity.objects.select_related("lesson_teacher").filter(group=group, term=term, state=Activity.State.ENDED).order_by("day")
        ),
        attendance=tuple(
            Attendance.objects.select_related("activity", "person").filter(**held).order_by("activity__day", "person__sort_name", "pk")
        ),
        decisions=tuple(Decision.objects.select_related("activity", "owner").filter(**held).order_by("activity__day", "pk")),
        analyses=tuple(
            UnitAnalysis.objects.select_related("unit", "preparer")
            .filter(group=group, term=term)
            .prefetch_related("opinions", "goals__attainment")
            .order_by("unit__number")
        ),
        attainment=tuple(
            GoalAttainment.objects.select_related("goal__analysis__unit", "school_class")
            .filter(goal__analysis__group=group, goal__analysis__term=term, tested__gt=0)
            .order_by("goal__analysis__unit__number", "goal__number", "school_class__number")
        ),
        theory=tuple(TheoryNote.objects.select_related("note_taker").filter(group=group, term=term)),
        talks=tuple(DailyTalk.objects.filter(group=group, term=term).prefetch_related("speakers")),
        exercises=tuple(
            Exercise.objects.select_related("author", "reviewer").filter(group=group, term=term).order_by("week_no", "use_date", "pk")
        ),
        showcases=tuple(
            ShowcaseHomework.objects.filter(group=group, term=term, removed_at__isnull=True)
            .filter(works__isnull=False, works__removed_at__isnull=True)
            .distinct()
            .order_by("starts", "pk")
        ),
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
