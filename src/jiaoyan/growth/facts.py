"""What counts of writings, pairs and awards. 事实（F18、F21–F24、F13）

A writing counts on its day once it was handed in, whatever its length. A comparison answers the observation and the lesson it compares; a lesson taught after
observing answers the observation. A pair counts from its first day, for both of them and the mentee's groups. A pupil's award counts for the coach.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from jiaoyan.growth.models import Award, MenteeLesson, Mentorship, Writing
from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.rules.fact import NOTHING, Fact, Subject
from jiaoyan.web.addresses import addresses


def facts(extent: Extent) -> Iterator[Fact]:
    """The facts of this package within an extent. At most four queries, however much there is."""
    writings = dict.fromkeys(Writing.Kind.values, _writings)
    return extent.read({**writings, "mentee_lesson": _lessons, "mentorship": _pairs, "award": _awards})


def _people(*people: int | None) -> frozenset[Subject]:
    return frozenset(Subject("person", person) for person in people if person is not None)


def _writings(extent: Extent) -> Iterator[Fact]:
    rows = Writing.objects.filter(
        term=extent.term,
        group__in=extent.groups,
        author__in=extent.people,
        submitted_at__isnull=False,
        removed_at__isnull=True,
        day__lte=extent.day,
    )
    page, told = addresses("growth:writing"), ("kind", "day", "author_id", "group_id", "title", "about", "answers_id", "pair_id")
    for row in rows.only(*told).order_by():
        seen = {f"lessons.observation:{row.answers_id}"} if row.answers_id else set()
        taught = {f"growth.menteelesson:{row.pair_id}"} if row.pair_id else set()
        yield Fact(
            row.kind,
            f"growth.writing:{row.pk}",
            row.day,
            _people(row.author_id) | extent.upward(row.group_id),
            row.title,
            page(row.pk),
            {"about": row.about} if row.about else NOTHING,
            frozenset(seen | taught),
        )


def _lessons(extent: Extent) -> Iterator[Fact]:
    rows = MenteeLesson.objects.filter(
        mentorship__group__in=extent.groups,
        mentorship__removed_at__isnull=True,
        mentorship__mentee__in=extent.people,
        removed_at__isnull=True,
        day__gte=extent.term.first_school_day,
        day__lte=min(extent.day, extent.term.last_school_day),
    )
    told = ("pk", "day", "topic", "observation_id", "mentorship_id", "mentorship__mentee_id")
    for pk, day, topic, observation, pair, mentee in rows.order_by().values_list(*told):
        yield Fact(
            "mentee_lesson",
            f"growth.menteelesson:{pk}",
            day,
            _people(mentee),
            f"跟上课《{topic}》",
            reverse("growth:pair", args=[pair, extent.term.key]),
            answers=frozenset({f"lessons.observation:{observation}"}) if observation else frozenset(),
        )


def _pairs(extent: Extent) -> Iterator[Fact]:
    rows = Mentorship.objects.filter(
        group__in=extent.groups,
        removed_at__isnull=True,
        starts__lte=min(extent.day, extent.term.last_school_day),
        ends__gte=extent.term.first_school_day,
    )
    if extent.person is not None:
        rows = rows.filter(Q(mentor=extent.person) | Q(mentee=extent.person))
    told = ("pk", "starts", "group_id", "mentor_id", "mentee_id", "mentor__name", "mentee__name")
    for pk, starts, group, mentor, mentee, mentor_name, mentee_name in rows.order_by().values_list(*told):
        yield Fact(
            "mentorship",
            f"growth.mentorship:{pk}",
            max(starts, extent.term.first_school_day),
            _people(mentor, mentee) | extent.upward(group),
            f"{mentor_name}带{mentee_name}",
            reverse("growth:pair", args=[pk, extent.term.key]),
        )


def _awards(extent: Extent) -> Iterator[Fact]:
    rows = Award.objects.select_related("pupil").filter(
        term=extent.term, group__in=extent.groups, removed_at__isnull=True, day__lte=extent.day
    )
    if extent.person is not None:
        rows = rows.filter(Q(person=extent.person) | Q(coach=extent.person))
    pages = {group: reverse("growth:awards", args=[group, extent.term.key]) for group in extent.groups}
    for row in rows.order_by():
        yield Fact(
            "award",
            f"growth.award:{row.pk}",
            row.day,
            _people(row.person_id, row.coach_id) | extent.upward(row.group_id),
            f"{row.kept_name}：{row}",
            f"{pages[row.group_id]}#award-{row.pk}",
        )
