"""The fourth row from marks: how many were tested on a goal and reached it, by the items of a unit's practice that ask about it."""

from __future__ import annotations

from dataclasses import dataclass

from jiaoyan.activities.models import UnitAnalysis, UnitGoal
from jiaoyan.activities.queries.units import classes_of
from jiaoyan.activities.rules.analysis import fingerprint
from jiaoyan.assessments.models import Exam
from jiaoyan.assessments.queries.exams import exams_of_unit, marks_by_class
from jiaoyan.assessments.rules.goals import counts
from jiaoyan.assessments.rules.small import FEWEST, hidden_classes
from jiaoyan.schools.models import SchoolClass
from jiaoyan.schools.rules.calendar import month_day


@dataclass(frozen=True, slots=True)
class GoalOffer:
    """One goal: its items' labels, the test they stand in (None: no item chosen), and (tested, reached) by class key.

    A class that has no marks, or too few pupils to be shown, is not among ``counts``.
    """

    goal: UnitGoal
    labels: tuple[str, ...]
    exam: Exam | None
    counts: dict[int, tuple[int, int]]

    @property
    def source(self) -> str:
        """“圆”单元练习（5月30日）第1、2题，达到80%算达成."""
        if self.exam is None:
            return ""
        return f"{self.exam}（{month_day(self.exam.day)}）第{'、'.join(self.labels)}题，达到{self.exam.goal_percent}%算达成"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the marks of a unit's practice say about its goals. ``few``: classes too small to be shown."""

    exams: tuple[Exam, ...]
    goals: tuple[GoalOffer, ...]
    classes: tuple[tuple[SchoolClass, str], ...]
    few: tuple[str, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether there is anything to take over."""
        return any(goal.counts for goal in self.goals)

    @property
    def fingerprint(self) -> str:
        """Tells whether the counts that are taken over are still those somebody looked at."""
        return fingerprint((goal.goal.pk, goal.source, sorted(goal.counts.items())) for goal in self.goals)


def has_practice(analysis: UnitAnalysis) -> bool:
    """Whether a test of the term asks about the unit. One query."""
    exams = Exam.objects.filter(group_id=analysis.group_id, term_id=analysis.term_id)
    return bool(exams.filter(questions__unit_id=analysis.unit_id).exists())


def offer_of(analysis: UnitAnalysis) -> Offer:
    """The tests that ask about the unit and what follows from their marks. Six queries, however many goals there are."""
    exams = {exam.pk: exam for exam in exams_of_unit(analysis.group, analysis.term, analysis.unit_id)}
    marks = marks_by_class(list(exams))
    few = {key: hidden_classes({school_class: len(rows) for school_class, rows in marks[key].items()}) for key in exams}
    goals = UnitGoal.objects.filter(analysis=analysis).prefetch_related("questions", "attainment")
    classes = classes_of(analysis)
    small = {school_class for hidden in few.values() for school_class in hidden}
    return Offer(
        exams=tuple(exams.values()),
        goals=tuple(_goal(goal, exams, marks, few) for goal in goals),
        classes=tuple(classes),
        few=tuple(name for school_class, name in classes if school_class.pk in small),
    )


def _goal(
    goal: UnitGoal, exams: dict[int, Exam], marks: dict[int, dict[int, list[list[int]]]], few: dict[int, frozenset[int]]
) -> GoalOffer:
    chosen = {question.pk for question in goal.questions.all()}
    exam = next((exam for exam in exams.values() if any(question.pk in chosen for question in exam.questions.all())), None)
    if exam is None:
        return GoalOffer(goal, (), None, {})
    questions = list(exam.questions.all())
    places = [place for place, question in enumerate(questions) if question.pk in chosen]
    fulls = [question.half_points for question in questions]
    found = {
        school_class: counts(rows, fulls, places, exam.goal_percent)
        for school_class, rows in marks[exam.pk].items()
        if school_class not in few[exam.pk]
    }
    return GoalOffer(goal, tuple(questions[place].label for place in places), exam, found)


def why_few() -> str:
    """Said beside an offer that leaves classes out."""
    return f"实考不足{FEWEST}人的班级（以及为防推算一并略去的班级）请任课教师自己数好再填。"
