"""What counts of lessons: observations on both sides, research lessons held, rosters published."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from jiaoyan.lessons.models import ExpertComment, Observation, PracticeRoster, ResearchLesson, ResearchStep
from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.web.addresses import addresses


def observation_key(pk: int) -> str:
    """The key of an observation's fact: what a lesson taught after it answers (听一堂上一堂)."""
    return f"lessons.observation:{pk}"


def facts(extent: Extent) -> Iterator[Fact]:
    """Observations (R053, R017, R081), visits (R084, R085), research lessons (R008, R020–R024, R086, R087), rosters (R021). At most three queries."""
    return extent.read(
        {"observation": _observations, "visited": _observations, "research_lesson": _research_lessons, "lesson_roster": _rosters}
    )


def _observations(extent: Extent) -> Iterator[Fact]:
    rows = Observation.objects.filter(
        Q(observer_id__in=extent.people) | Q(teacher_id__in=extent.people),
        term=extent.term,
        day__lte=extent.day,
        removed_at__isnull=True,
    )
    page = addresses("lessons:observation")
    whose = {person: extent.of_people([person]) for person in extent.people}
    # hundreds a term: only what a fact tells, not what was written down
    names = (
        "pk",
        "day",
        "topic",
        "way",
        "lesson_type",
        "by_leader",
        "guest",
        "observer_id",
        "observer__name",
        "teacher_id",
        "teacher__name",
    )
    for pk, day, topic, way, lesson_type, by_leader, guest, observer, observer_name, teacher, teacher_name in rows.order_by().values_list(
        *names
    ):
        key, url = observation_key(pk), page(pk)
        if observer in whose:
            told = {"purpose": way, "lesson_type": lesson_type, "by_leader": by_leader}
            yield Fact("observation", key, day, whose[observer], f"听{teacher_name or guest}《{topic}》", url, told)
        if teacher in whose:
            told = {"purpose": way, "by_leader": by_leader}
            yield Fact("visited", key, day, frozenset({Subject("person", teacher)}), f"{observer_name}来听《{topic}》", url, told)


def _research_lessons(extent: Extent) -> Iterator[Fact]:
    """Those held: their step 上课 is ticked. They count for the teacher, and for the group they were prepared in and the groups above it."""
    taught = ResearchStep.objects.filter(lesson=OuterRef("pk"), kind=ResearchStep.Kind.TAUGHT, done=True)
    heard = ExpertComment.objects.filter(lesson=OuterRef("pk"), removed_at__isnull=True)
    rows = (
        ResearchLesson.objects.select_related("teacher")
        .filter(Exists(taught), term=extent.term, day__lte=extent.day, removed_at__isnull=True)
        .filter(Q(group_id__in=extent.groups) | Q(teacher_id__in=extent.people))
        .annotate(steps_done=Count("steps", filter=Q(steps__done=True)), is_commented=Exists(heard))
    )
    page = addresses("lessons:lesson")
    told = ("day", "group_id", "type", "level", "topic", "teacher__name")
    for row in rows.only(*told).order_by():
        if extent.person is not None and row.teacher_id != extent.person:
            continue
        groups = extent.upward(row.group_id) if row.group_id in extent.groups else frozenset()
        yield Fact(
            "research_lesson",
            f"lessons.researchlesson:{row.pk}",
            row.day,
            extent.of_people([row.teacher_id]) | groups,
            f"{row.teacher.name}{row.get_type_display()}{row.called}",
            page(row.pk),
            {"type": row.type, "level": row.level, "commented": row.is_commented, "steps": row.steps_done},
        )


def _rosters(extent: Extent) -> Iterator[Fact]:
    rows = PracticeRoster.objects.filter(group_id__in=extent.groups, term=extent.term, first_published_on__lte=extent.day)
    for row in rows.order_by().values_list("pk", "group_id", "first_published_on"):
        url = reverse("lessons:roster", args=[row[0]])
        yield Fact(
            "lesson_roster", f"lessons.practiceroster:{row[0]}", row[2], frozenset({Subject("group", row[1])}), "练兵课安排已公布", url
        )
