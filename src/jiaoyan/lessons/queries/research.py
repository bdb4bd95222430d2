"""Reads of research lessons, each with a fixed number of queries. 研究课"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from jiaoyan.activities.models import Activity
from jiaoyan.lessons import access
from jiaoyan.lessons.models import ExpertComment, LessonFile, Observation, ResearchLesson, ResearchStep
from jiaoyan.lessons.queries.people import tree_of
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.queries import GroupTerm, name_of_class, taken_out_last


def loaded() -> QuerySet[ResearchLesson]:
    """Research lessons with everything their pages and papers show. Four queries when read."""
    rows: QuerySet[ResearchLesson] = ResearchLesson.objects.select_related(
        "group__school", "group__school_year", "term__school_year", "teacher", "school_class", "activity"
    ).prefetch_related(
        "steps__written_by",
        Prefetch("comments", ExpertComment.objects.select_related("noted_by").filter(removed_at__isnull=True), to_attr="heard"),
        Prefetch(
            "observations", Observation.objects.select_related("observer").filter(removed_at__isnull=True).order_by("pk"), to_attr="seen_by"
        ),
    )
    return rows


def lesson_of(actor: Actor, pk: int) -> ResearchLesson:
    """One research lesson, also one called off. Five queries. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    lesson = loaded().filter(pk=pk).first()
    if lesson is None:
        raise Http404
    require(access.may_read_lesson(actor, lesson), access.WHO_READS_LESSON)
    return lesson


@dataclass(frozen=True, slots=True)
class StepLine:
    """One of the nine steps as the page shows it; ``step`` is None while nothing was written."""

    kind: str
    label: str
    step: ResearchStep | None

    @property
    def done(self) -> bool:
        """Ticked."""
        return self.step is not None and self.step.done


def step_lines(lesson: ResearchLesson) -> list[StepLine]:
    """All nine in their order. No query for a loaded lesson."""
    written = {step.kind: step for step in lesson.steps.all()}
    return [StepLine(kind.value, str(kind.label), written.get(kind.value)) for kind in ResearchStep.Kind]


def is_held(lesson: ResearchLesson) -> bool:
    """The step 上课 is ticked. No query for a loaded lesson."""
    return any(step.kind == ResearchStep.Kind.TAUGHT and step.done for step in lesson.steps.all())


def done_steps(lesson: ResearchLesson) -> int:
    """How many of the nine are ticked. No query for a loaded lesson."""
    return sum(step.done for step in lesson.steps.all())


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A research lesson as lists show it."""

    lesson: ResearchLesson
    held: bool
    steps: int
    class_label: str
    observers: tuple[str, ...]
    commented: bool


def line_of(lesson: ResearchLesson) -> LessonLine:
    """For a loaded lesson; no query."""
    seen: list[Observation] = getattr(lesson, "seen_by", [])
    return LessonLine(
        lesson,
        is_held(lesson),
        done_steps(lesson),
        class_label(lesson),
        tuple(dict.fromkeys(row.observer.name for row in seen)),
        bool(getattr(lesson, "heard", ())),
    )


def lessons_here(actor: Actor, place: GroupTerm) -> list[LessonLine]:
    """The lessons of a group and the groups below it in the term. Five queries and one for the tree."""
    rows = loaded().filter(access.lessons_visible_to(actor), group_id__in=tree_of(place.group), term=place.term, removed_at__isnull=True)
    return [line_of(lesson) for lesson in rows]


def lessons_elsewhere(actor: Actor, place: GroupTerm, day: date) -> list[LessonLine]:
    """What colleagues of other groups of the subject will give from ``day`` on and announced to the school. Six queries."""
    rows = loaded().filter(
        access.lessons_visible_to(actor),
        ~Q(level=ResearchLesson.Level.GROUP),
        group__subject_id=place.group.subject_id,
        term=place.term,
        day__gte=day,
        removed_at__isnull=True,
    )
    return [line_of(lesson) for lesson in rows.exclude(group_id__in=tree_of(place.group))]


def removed_here(actor: Actor, place: GroupTerm) -> list[ResearchLesson]:
    """Those called off last that the actor may bring back. Two queries."""
    rows = taken_out_last(ResearchLesson.objects.select_related("teacher").filter(group_id__in=tree_of(place.group), term=place.term))
    return [row for row in rows if access.may_change_lesson(actor, row)]


def meetings_with_lesson(place: GroupTerm) -> list[Activity]:
    """Meetings with a teacher who gives a lesson there, for which there is no research lesson yet. One query."""
    made = ResearchLesson.objects.filter(activity=OuterRef("pk"), removed_at__isnull=True)
    rows = Activity.objects.select_related("lesson_teacher", "group").filter(
        ~Exists(made), ~Q(state=Activity.State.CANCELLED), group=place.group, term=place.term, lesson_teacher__isnull=False
    )
    return list(rows)


def activity_of(actor: Actor, pk: int) -> Activity:
    """A meeting from which a research lesson is to be made. One query. Raises ``Http404``, ``NotAllowed``."""
    activity: Activity | None = (
        Activity.objects.select_related("group__school_year", "term__school_year", "lesson_teacher").filter(pk=pk).first()
    )
    if activity is None:
        raise Http404
    require(access.may_plan(actor, activity.group_id), access.WHO_PLANS)
    return activity


def comment_of(actor: Actor, pk: int) -> ExpertComment:
    """One comment, also one taken out. One query. Raises ``Http404``, ``NotAllowed``."""
    comment: ExpertComment | None = ExpertComment.objects.select_related("lesson__teacher", "lesson__group").filter(pk=pk).first()
    if comment is None:
        raise Http404
    require(access.may_work_on(actor, comment.lesson), access.WHO_WORKS)
    return comment


def removed_comments(lesson: ResearchLesson) -> list[ExpertComment]:
    """Those taken out last. One query."""
    return taken_out_last(ExpertComment.objects.filter(lesson=lesson))


def files_of(lesson: ResearchLesson) -> list[LessonFile]:
    """The files of a lesson in the order they came. One query."""
    return list(LessonFile.objects.select_related("file", "given_by", "lesson").filter(lesson=lesson))


def removed_files(actor: Actor, lesson: ResearchLesson) -> list[LessonFile]:
    """Those taken out last that the actor may bring back. One query."""
    rows = taken_out_last(LessonFile.even_removed.select_related("lesson", "file").filter(lesson=lesson))
    return [row for row in rows if access.may_take_out(actor, row)]


def file_of(actor: Actor, pk: int) -> LessonFile:
    """One file of a lesson, also one taken out. One query. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    found: LessonFile | None = (
        LessonFile.even_removed.select_related("file", "lesson__group", "lesson__teacher", "given_by").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    require(access.may_read_lesson(actor, found.lesson), access.WHO_READS_LESSON)
    return found


def class_label(lesson: ResearchLesson) -> str:
    """五（2）班 as the class was called that year. No query."""
    return name_of_class(lesson.school_class, lesson.term.school_year.first_calendar_year) if lesson.school_class else ""
