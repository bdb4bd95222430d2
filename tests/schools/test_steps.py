"""Steps of a button, seen on the pages that use them: asked once, said, refused, undone from the notice."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.items.models import Exercise
from jiaoyan.lessons.actions import observing
from jiaoyan.lessons.models import Observation, ResearchLesson
from jiaoyan.schools.access import Actor
from tests.activities import builders as activities
from tests.assessments import builders as assessments
from tests.conftest import SmallSchool
from tests.growth import builders as growth
from tests.items import builders as items
from tests.items import showcase_builders as showcases
from tests.lessons import builders as lessons

SignIn = Callable[[str], Client]

UNDONE: dict[str, tuple[Callable[[SmallSchool], Any], str]] = {
    "lessons:lesson_remove": (lessons.planned, "lessons:lesson_restore"),
    "lessons:observation_remove": (lessons.observed, "lessons:observation_restore"),
    "growth:award_remove": (growth.recorded, "growth:award_restore"),
    "activities:training_remove": (activities.trained, "activities:training_restore"),
    "activities:theory_note_remove": (activities.theory_note, "activities:theory_note_restore"),
    "activities:talk_remove": (activities.talk, "activities:talk_restore"),
    "items:showcase_remove": (showcases.started, "items:showcase_restore"),
    "assessments:error_remove": (assessments.with_error, "assessments:error_restore"),
    "assessments:exam_remove": (assessments.paper, "assessments:exam_restore"),
    "items:exercise_drop": (items.written, "items:exercise_restore"),
    "items:exercise_item_remove": (items.one_of_two, "items:exercise_item_restore"),
    "items:exercise_forget": (items.used, "items:exercise_use_restore"),
    "items:homework_drop": (items.homework_list, "items:homework_restore"),
}


def offered(page: str) -> str:
    """The address the notice's button posts to."""
    found = re.search(r'<div class="messages"(?:(?!<main).)*?<form method="post" action="([^"]+)"', page, re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize("name", UNDONE)
def test_record_taken_out_is_asked_for_once_and_comes_back_from_the_notice(here: SmallSchool, client_as: SignIn, name: str) -> None:
    build, restore = UNDONE[name]
    row = build(here)
    client, address = client_as("leader"), reverse(name, args=[row.pk])

    assert "？" in client.get(address).text
    row.refresh_from_db()
    assert row.removed_at is None

    said = client.post(address, follow=True).text
    row.refresh_from_db()
    assert row.removed_at is not None
    assert offered(said) == reverse(restore, args=[row.pk])

    back = client.post(offered(said), follow=True).text
    row.refresh_from_db()
    assert row.removed_at is None
    assert "已恢复。" in back
    assert offered(back) == ""


def test_notice_offers_undoing_only_once(here: SmallSchool, client_as: SignIn) -> None:
    lesson, client = lessons.planned(here), client_as("leader")
    assert offered(client.post(reverse("lessons:lesson_remove", args=[lesson.pk]), follow=True).text)
    assert offered(client.get(reverse("lessons:lesson", args=[lesson.pk])).text) == ""


def test_undo_from_the_notice_says_why_when_the_same_was_arranged_meanwhile(here: SmallSchool, client_as: SignIn) -> None:
    lesson, client = lessons.planned(here), client_as("leader")
    said = client.post(reverse("lessons:lesson_remove", args=[lesson.pk]), follow=True).text
    lessons.planned(here)
    assert "这节课已经另外安排了，不用再恢复。" in client.post(offered(said), follow=True).text
    assert ResearchLesson.objects.filter(removed_at__isnull=True).count() == 1


def test_record_somebody_else_took_out_first_is_told_so_and_offers_nothing(
    here: SmallSchool, client_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = lessons.observed(here)
    first = observing.remove_observation

    def late(*, by: Actor, observation: Observation, version: int) -> None:
        first(by=by, observation=observation, version=version)
        first(by=by, observation=observation, version=version)

    monkeypatch.setattr("jiaoyan.lessons.actions.observing.remove_observation", late)
    said = client_as("leader").post(reverse("lessons:observation_remove", args=[row.pk]), follow=True).text
    assert "这条听课记录已经删去了。" in said
    assert offered(said) == ""


def test_refused_step_is_said_on_the_page_of_the_record_and_nothing_is_lost(here: SmallSchool, client_as: SignIn) -> None:
    row = items.reviewed(here, items.submitted(here), "returned")
    answer = client_as("teacher").post(reverse("items:exercise_drop", args=[row.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("items:exercise", args=[row.pk])
    assert "这份练习已经审核或用过，要保留。" in answer.text
    assert Exercise.objects.filter(pk=row.pk).exists()
