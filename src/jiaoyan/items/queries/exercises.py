"""Reads of exercises: the group's list, one with everything in it, and how it stands against the rules. Fixed numbers of queries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Manager, Max, Prefetch, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from jiaoyan.items.access.exercise import WHO_READS, may_read, may_write, waiting_for
from jiaoyan.items.models import (
    Exercise,
    ExerciseEdition,
    ExerciseItem,
    ExerciseObjective,
    ExerciseReview,
    ExerciseRevision,
    HomeworkCeiling,
)
from jiaoyan.items.rules.checks import ExerciseState, Figures, Finding, ItemState, figures_of, findings, limit_of
from jiaoyan.items.rules.homework import MATHEMATICS
from jiaoyan.pacing.models import PacingRow
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.models import Group, Status, Term
from jiaoyan.schools.queries import GroupTerm, calendar_of, taken_out_last, with_names
from jiaoyan.schools.rules.calendar import Calendar
from jiaoyan.schools.rules.gaps import Gap
from jiaoyan.web.addresses import addresses

REVIEW_DAYS = 2
"""School days a reviewer has after handing in, and an author after a return."""


def exercise_of(actor: Actor, pk: int) -> Exercise:
    """One exercise with everything in it, also one taken out for those who may bring it back. Seven queries.

    Raises ``Http404`` when unknown here, ``NotAllowed``.
    """
    row: Exercise | None = _whole(Exercise.even_removed).filter(pk=pk).first()
    if row is None or (row.removed_at is not None and not may_write(actor, row)):
        raise Http404
    require(may_read(actor, row), WHO_READS)
    return row


def exercises_of(group: Group, term: Term) -> list[Exercise]:
    """The exercises of a term in the order of their use, each with everything in it. Seven queries however many."""
    return sorted(_whole(Exercise.objects).filter(group=group, term=term), key=_order)


def removed_exercises(actor: Actor, place: GroupTerm) -> list[Exercise]:
    """Those taken out last that the actor may bring back. One query."""
    rows = taken_out_last(Exercise.even_removed.filter(group=place.group, term=place.term))
    return [row for row in rows if may_write(actor, row)]


def approved_exercises(group: Group, term: Term) -> list[Exercise]:
    """Those that are approved, in the order of their use: part 6 of the ledger. Seven queries however many."""
    return sorted(_whole(Exercise.objects).filter(group=group, term=term, status__in=(Status.APPROVED, Status.ARCHIVED)), key=_order)


def _order(exercise: Exercise) -> tuple[int, date, int]:
    return exercise.week_no or 99, exercise.use_date or exercise.due or date.max, exercise.pk


def _whole(exercises: Manager[Exercise]) -> QuerySet[Exercise]:
    rows: QuerySet[Exercise] = exercises.select_related(
        "group__school", "group__subject", "term__school_year", "unit", "author", "reviewer", "submitted_by", "decided_by"
    )
    return rows.prefetch_related(
        Prefetch("objectives", ExerciseObjective.objects.select_related("competency")),
        Prefetch("items", ExerciseItem.objects.select_related("objective", "figure")),
        "lessons",
        Prefetch("reviews", ExerciseReview.objects.select_related("reviewer")),
        Prefetch("revisions", ExerciseRevision.objects.select_related("by")),
        Prefetch("editions", ExerciseEdition.objects.select_related("file")),
    )


def item_of(actor: Actor, pk: int) -> tuple[Exercise, ExerciseItem]:
    """One item with its exercise, also one taken out for those who may bring it back. Raises as ``exercise_of``."""
    item: ExerciseItem | None = ExerciseItem.even_removed.select_related("figure", "exercise").filter(pk=pk).first()
    if item is None or (item.removed_at is not None and not may_write(actor, item.exercise)):
        raise Http404
    exercise = exercise_of(actor, item.exercise_id)
    return exercise, next((each for each in exercise.items.all() if each.pk == pk), item)


def removed_items(exercise: Exercise) -> list[ExerciseItem]:
    """Those taken out last. One query."""
    return taken_out_last(ExerciseItem.even_removed.filter(exercise=exercise))


def edition_of(actor: Actor, pk: int) -> ExerciseEdition:
    """One approved edition. One query. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    row: ExerciseEdition | None = ExerciseEdition.objects.select_related("exercise", "file").filter(pk=pk).first()
    if row is None:
        raise Http404
    require(may_read(actor, row.exercise), WHO_READS)
    return row


def waiting_exercises(actor: Actor) -> list[Exercise]:
    """The exercises that wait for the actor's review, the longest waiting first. One query."""
    rows = Exercise.objects.select_related("group", "term__school_year", "author").filter(waiting_for(actor))
    return list(rows.order_by("submitted_at", "pk"))


def place_of(exercise: Exercise, today: date) -> GroupTerm:
    """Where its pages stand; also for a reviewer from outside the group. One query."""
    return GroupTerm(exercise.group, exercise.term, calendar_of(exercise.term), today)


# how it stands


def mathematics_minutes() -> int:
    """The school's daily share of mathematics at home. One query."""
    row: HomeworkCeiling | None = HomeworkCeiling.objects.first()
    return row.minutes if row else MATHEMATICS


def taught_days(group: Group, term: Term) -> dict[int, date]:
    """Lesson → the day its last period is planned for, by table 2. One query."""
    rows = PacingRow.objects.filter(schedule__group=group, schedule__term=term, lesson__isnull=False, date_from__isnull=False)
    days = rows.order_by().values("lesson_id").annotate(last=Max(Coalesce("date_to", "date_from")))
    return {each["lesson_id"]: each["last"] for each in days}


@dataclass(frozen=True, slots=True)
class Standing:
    """An exercise measured against the rules; ``limit`` are the minutes it may take."""

    exercise: Exercise
    state: ExerciseState
    figures: Figures
    limit: int
    findings: tuple[Finding, ...]

    @property
    def stops(self) -> tuple[Finding, ...]:
        """What keeps it from being handed in."""
        return tuple(each for each in self.findings if each.stops)

    @property
    def hints(self) -> tuple[Finding, ...]:
        """What its author might look at once more."""
        return tuple(each for each in self.findings if not each.stops)


def standing_of(exercise: Exercise) -> Standing:
    """One loaded exercise. Two queries."""
    return standing_among(exercise, mathematics_minutes(), taught_days(exercise.group, exercise.term))


def standing_among(exercise: Exercise, mathematics: int, taught: Mapping[int, date]) -> Standing:
    """The same, knowing the school's minutes and when lessons are taught. No query when the exercise is loaded."""
    state = state_of(exercise, mathematics, taught)
    return Standing(exercise, state, figures_of(state.items), limit_of(state), findings(state))


def state_of(exercise: Exercise, mathematics: int, taught: Mapping[int, date]) -> ExerciseState:
    """An exercise as the rules read it."""
    used = exercise.use_date
    untaught = [lesson.title for lesson in exercise.lessons.all() if used and lesson.pk in taught and taught[lesson.pk] > used]
    return ExerciseState(
        grade=exercise.group.grade or 0,
        kind=exercise.kind,
        place=exercise.place,
        has_unit=exercise.unit_id is not None,
        has_use_date=used is not None,
        knowledge_points=len(exercise.knowledge_points),
        author_solved=exercise.author_solved,
        minutes_limit=exercise.minutes_limit,
        mathematics=mathematics,
        objectives=tuple(each.number for each in exercise.objectives.all()),
        items=tuple(_item_state(item) for item in exercise.items.all()),
        untaught=tuple(untaught),
    )


def _item_state(item: ExerciseItem) -> ItemState:
    return ItemState(
        number=item.number,
        layer=item.layer,
        section=item.section,
        stem=item.stem,
        answer=item.answer,
        objective=item.objective.number if item.objective else None,
        source=item.source,
        source_note=item.source_note,
        intent=item.intent,
        difficulty=item.difficulty_est,
        minutes=item.minutes_est,
    )


def needs_change_line(exercise: Exercise) -> bool:
    """Whether handing in again asks what was changed: there is a review that no revision has answered. No query when loaded."""
    return len(exercise.reviews.all()) > len(exercise.revisions.all())


def is_begun(exercise: Exercise) -> bool:
    """Somebody has written in it, or it was handed in. No query when loaded."""
    return exercise.status != Status.DRAFT or bool(exercise.items.all()) or bool(exercise.reviews.all())


def head_seen(exercise: Exercise) -> str:
    """Tells two heads apart, so that two people saving at once notice each other; what happens to items does not count."""
    goals = [(goal.number, goal.text, goal.competency_id) for goal in exercise.objectives.all()]
    lessons = sorted(lesson.pk for lesson in exercise.lessons.all())
    fields = [str(getattr(exercise, name)) for name in HEAD_FIELDS]
    return hashlib.sha256(repr((fields, goals, lessons)).encode()).hexdigest()[:16]


HEAD_FIELDS = (
    "title",
    "kind",
    "unit_id",
    "knowledge_points",
    "use_date",
    "place",
    "author_id",
    "reviewer_id",
    "due",
    "author_solved",
    "minutes_limit",
)


# what is overdue


def judged_exercises(groups: Iterable[Group], term: Term) -> list[Exercise]:
    """The exercises of several groups with what judging them needs, the oldest first. One query."""
    rows = with_names(Exercise.objects.filter(group__in=groups, term=term), "author", "reviewer").order_by()
    return sorted(rows, key=lambda exercise: exercise.pk)


def exercise_gaps(group: Group, term: Term, day: date) -> list[Gap]:
    """Exercises that are late: not handed in (the author's), not reviewed (the reviewer's). Two queries."""
    return exercise_gaps_among(judged_exercises([group], term), day, calendar_of(term))


def exercise_gaps_among(exercises: Iterable[Exercise], day: date, calendar: Calendar) -> list[Gap]:
    """The same for loaded exercises. No query."""
    found, page = list[Gap](), addresses("items:exercise")
    for exercise in exercises:
        since = due_day(exercise, calendar)
        if since is None or since >= day:
            continue
        if exercise.status == Status.SUBMITTED:
            found.append(Gap.of(f"练习“{exercise.title}”还没有审核", exercise.reviewer, since, page(exercise.pk)))
        else:
            what = "还没有按审核意见修改" if exercise.status == Status.RETURNED else "还没有交稿"
            found.append(Gap.of(f"练习“{exercise.title}”{what}", exercise.author, since, page(exercise.pk)))
    return sorted(found, key=lambda gap: gap.since)


def due_day(exercise: Exercise, calendar: Calendar) -> date | None:
    """The day the next step is due: handing in, reviewing, changing; None when nothing is to be done or no day was set."""
    if exercise.status in (Status.APPROVED, Status.ARCHIVED):
        return None
    if exercise.status == Status.SUBMITTED and exercise.submitted_at:
        handed = timezone.localdate(exercise.submitted_at)
        return school_day_after(calendar, max(handed, exercise.due or handed), REVIEW_DAYS)
    if exercise.status == Status.RETURNED and exercise.decided_at:
        return school_day_after(calendar, timezone.localdate(exercise.decided_at), REVIEW_DAYS)
    due: date | None = exercise.due
    return due


def school_day_after(calendar: Calendar, day: date, count: int) -> date:
    """The ``count``-th school day after a day; the day itself when the term offers no more."""
    coming = [each for each in calendar.school_days() if each > day]
    return coming[min(count, len(coming)) - 1] if coming else day


def by_week(standings: Sequence[Standing], calendar: Calendar) -> list[tuple[int | None, list[Standing]]]:
    """The same in weeks of use, in order; None for what has no week yet."""
    weeks: dict[int | None, list[Standing]] = {}
    for each in standings:
        used = each.exercise.use_date
        week = (calendar.week_no(used) if used else None) or each.exercise.week_no
        weeks.setdefault(week, []).append(each)
    return sorted(weeks.items(), key=lambda entry: entry[0] or 99)
