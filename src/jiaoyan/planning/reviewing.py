"""The review plan of a group and term with what timetable, calendar and exercises say about it. 复习计划"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from django.db.models import Prefetch, Q, Sum
from django.urls import reverse

from jiaoyan.assessments.queries.reports import final_exam
from jiaoyan.items.models import Exercise, HomeworkCeiling
from jiaoyan.items.rules.homework import MATHEMATICS
from jiaoyan.pacing.queries import loads
from jiaoyan.planning.models import ReviewPhase, ReviewPlan
from jiaoyan.planning.rules.review import HomeMinutes, PhaseLine, Window, hints, lacking
from jiaoyan.schools.models import Group, Person, Term
from jiaoyan.schools.queries import GroupTerm, leader_of
from jiaoyan.schools.rules.calendar import Calendar
from jiaoyan.schools.rules.gaps import Gap
from jiaoyan.schools.rules.problem import Problem

REVIEW_WEEKS = timedelta(weeks=3)  # before the last day, where the school has set no review phase


@dataclass(frozen=True, slots=True)
class DatedExercise:
    """An exercise to be used on a day of review; ``minutes`` that everybody has to do, ``home``: done at home."""

    title: str
    day: date
    minutes: Decimal
    home: bool


@dataclass(frozen=True, slots=True)
class ShownPhase:
    """A phase with what follows from its days."""

    phase: ReviewPhase
    periods: int
    exercises: tuple[DatedExercise, ...]


def review_plan_of(group: Group, term: Term) -> ReviewPlan | None:
    """The plan with its phases and their owners. Two queries."""
    phases = Prefetch("phases", ReviewPhase.objects.select_related("owner"))
    found: ReviewPlan | None = (
        ReviewPlan.objects.filter(group=group, term=term)
        .select_related("group__subject", "group__school", "term__school_year", "changed_by")
        .prefetch_related(phases)
        .first()
    )
    return found


def first_day_of_review(calendar: Calendar) -> date:
    """When the review phase begins: as the school set it, otherwise three weeks before the last school day."""
    return calendar.dates.exam_phase_start or max(calendar.dates.first_day, calendar.dates.last_day - REVIEW_WEEKS)


def review_due(calendar: Calendar) -> date:
    """The plan is there by the day review begins (R014), as its quota counts it."""
    return calendar.deadline(first_day_of_review(calendar))


def window_of(place: GroupTerm) -> Window:
    """The days and periods there are for review: to the day before the final test, or to the last school day. Two queries."""
    exam = final_exam(place.group, place.term)
    last = exam.day - timedelta(1) if exam is not None else place.calendar.dates.last_day
    days = {each.day: each.periods for each in loads(place).days}
    return Window(first_day_of_review(place.calendar), last, days, exam.day if exam else None)


def lines_of(plan: ReviewPlan) -> tuple[PhaseLine, ...]:
    """Its phases as the rules read them. No query."""
    return tuple(PhaseLine(each.kind, each.starts, each.ends, tuple(each.contents), each.owner_id) for each in plan.phases.all())


def lacking_in(plan: ReviewPlan) -> list[Problem]:
    """What it needs before it can be handed in. No query."""
    layers = {"学有余力": plan.high, "中等": plan.middle, "有困难": plan.low}
    return lacking(state=bool(plan.state), goals=plan.goals, key_points=plan.key_points, layers=layers, phases=lines_of(plan))


def exercises_in(place: GroupTerm, window: Window) -> list[DatedExercise]:
    """The exercises to be used in the days of review, by day, with their minutes: challenges are a pupil's choice, as on the exercise. One query."""
    found = Exercise.objects.filter(group=place.group, term=place.term, use_date__gte=window.first, use_date__lte=window.last)
    required = Sum("items__minutes_est", filter=~Q(items__layer="challenge") & Q(items__removed_at__isnull=True))
    rows = found.order_by("use_date", "pk").values_list("title", "use_date", "place").annotate(minutes=required)
    return [DatedExercise(title, day, minutes or Decimal(0), where == "home") for title, day, where, minutes in rows]


def shown_phases(plan: ReviewPlan, window: Window, exercises: list[DatedExercise]) -> list[ShownPhase]:
    """Each phase with its periods and exercises. No query."""
    return [
        ShownPhase(
            each,
            window.offered(each.starts, each.ends),
            tuple(exercise for exercise in exercises if each.starts <= exercise.day <= each.ends),
        )
        for each in plan.phases.all()
    ]


def hints_for(plan: ReviewPlan, window: Window, exercises: list[DatedExercise]) -> list[str]:
    """What is worth a second look. One query."""
    ceiling = HomeworkCeiling.objects.values_list("minutes", flat=True).first() or MATHEMATICS
    evenings = groupby((each for each in exercises if each.home), key=lambda each: each.day)
    loads_of = [(day, list(found)) for day, found in evenings]
    minutes = [
        HomeMinutes(day, sum((e.minutes for e in found), Decimal(0)), ceiling, tuple(e.title for e in found)) for day, found in loads_of
    ]
    return hints(lines_of(plan), window, minutes)


def review_gaps(place: GroupTerm, plan: ReviewPlan | None, day: date, leader: Person | None = None) -> list[Gap]:
    """The plan that is not handed in although review has begun. One query at most, for the leader."""
    due = review_due(place.calendar)
    if (plan is not None and plan.handed_in) or day <= due:
        return []
    what = "复习计划还没有提交" if plan else "还没有写复习计划"
    owner = leader or leader_of(place.group, place.day)
    return [Gap.of(what, owner, due, reverse("planning:review", args=[place.group.pk, place.term.key]))]
