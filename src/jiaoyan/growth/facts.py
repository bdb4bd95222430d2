"""What counts of writings, pairs and awards. 事实（F18、F21–F24、F13）

A writing counts on its day once it was handed in, whatever its length. A comparison answers the observation and the lesson it compares; a lesson taught after
observing answers the observation. A pair counts from its first day, for both of them and the mentee's groups. A pupil's award counts for the coach.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from jiaoyan.growth.models import Award, MenteeLesson, Mentorship, Writing
from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.rules.fact import NOTHING, Fact, Subject


def facts(extent: Extent) -> Iterator[Fact]:
    """The facts of this package within an extent. Four queries, however much there is."""
    yield from _writings(extent)
    yield from _lessons(extent)
    yield from _pairs(extent)
    yield from _awards(extent)


def _people(*people: int | None) -> frozenset[Subject]:
    return frozenset(Subject("person", person) for person in people if person is not None)


def _writings(extent: Extent) -> Iterator[Fact]:
    rows = Writing.objects.defer("body").filter(
        term=extent.term,
        group__in=extent.groups,
        author__in=extent.people,
        submitted_at__isnull=False,
        removed_at__isnull=True,
        day__lte=extent.day,
    )
    for row in rows:
        seen = {f"lessons.observation:{row.answers_id}"} if row.answers_id else set()
        taught = {f"growth.menteelesson:{row.pair_id}"} if row.pair_id else set()
        yield Fact(
            row.kind,
            f"growth.writing:{row.pk}",
            row.day,
            _people(row.author_id) | extent.upward(row.group_id),
            row.title,
            reverse("growth:writing", args=[row.pk]),
            {"about": row.about} if row.about else NOTHING,
            frozenset(seen | taught),
        )


def _lessons(extent: Extent) -> Iterator[Fact]:
    rows = MenteeLesson.objects.select_related("mentorship").filter(
        mentorship__group__in=extent.groups,
        mentorship__removed_at__isnull=True,
        mentorship__mentee__in=extent.people,
        removed_at__isnull=True,
        day__gte=extent.term.first_school_day,
        day__lte=min(extent.day, extent.term.last_school_day),
    )
    for row in rows:
        yield Fact(
            "mentee_lesson",
            f"growth.menteelesson:{row.pk}",
            row.day,
            _people(row.mentorship.mentee_id),
            f"跟上课《{row.topic}》",
            reverse("growth:pair", args=[row.mentorship_id, extent.term.key]),
            answers=frozenset({f"lessons.observation:{row.observation_id}"}) if row.observation_id else frozenset(),
        )


def _pairs(extent: Extent) -> Iterator[Fact]:
    rows = Mentorship.objects.select_related("mentor", "mentee").filter(
        group__in=extent.groups,
        removed_at__isnull=True,
        starts__lte=min(extent.day, extent.term.last_school_day),
        ends__gte=extent.term.first_school_day,
    )
    if extent.person is not None:
        rows = rows.filter(Q(mentor=extent.person) | Q(mentee=extent.person))
    for row in rows:
        day: date = max(row.starts, extent.term.first_school_day)
        yield Fact(
            "mentorship",
            f"growth.mentorship:{row.pk}",
            day,
            _people(row.mentor_id, row.mentee_id) | extent.upward(row.group_id),
            f"{row.mentor.name}带{row.mentee.name}",
            reverse("growth:pair", args=[row.pk, extent.term.key]),
        )


def _awards(extent: Extent) -> Iterator[Fact]:
    rows = Award.objects.select_related("pupil").filter(
        term=extent.term, group__in=extent.groups, removed_at__isnull=True, day__lte=extent.day
    )
    if extent.person is not None:
        rows = rows.filter(Q(person=extent.person) | Q(coach=extent.person))
    for row in rows:
        yield Fact(
            "award",
            f"growth.award:{row.pk}",
            row.day,
            _people(row.person_id, row.coach_id) | extent.upward(row.group_id),
            f"{row.kept_name}：{row}",
            reverse("growth:awards", args=[row.group_id, extent.term.key]) + f"#award-{row.pk}",
        )
