"""Somebody records a thing anew while somebody else brings the one back that was taken out: one of them stands, whoever is first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connections, transaction

from jiaoyan.activities.actions import talked, talks, theory
from jiaoyan.activities.actions import training as trainings
from jiaoyan.activities.models import Activity
from jiaoyan.assessments.actions import exams
from jiaoyan.growth.actions import awards, mentorship, writings
from jiaoyan.items.actions import homework
from jiaoyan.items.actions import showcase as showcases
from jiaoyan.lessons.actions import observing, research
from jiaoyan.library import actions as library
from jiaoyan.planning.actions import evidence, upper_plans
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.scope import school_scope
from tests.activities.builders import IN_MEETING, opened, shared, talk, theory_note, trained
from tests.assessments import builders as of_tests
from tests.conftest import TODAY, SmallSchool, TwoSchools
from tests.growth import builders as growth
from tests.growth import pairs
from tests.items.builders import homework_list
from tests.items.showcase_builders import started
from tests.lessons import builders as lessons
from tests.library.builders import resource
from tests.planning import research as plans

LONG_ENOUGH = 0.3
"""Seconds in which whoever does not wait for the other has finished."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: ``begin`` stores the first (and all that must be there before it), ``add`` the same anew."""

    begin: Callable[[SmallSchool], Any]
    add: Callable[[SmallSchool, Any], Any]
    out: Callable[[SmallSchool, Any], None]
    back: Callable[[SmallSchool, Any], None]


def award(school: SmallSchool, *_: Any) -> Any:
    values = growth.teacher_values(school)
    return awards.record_award(by=school.actor("leader"), group=school.group, term=school.term, today=TODAY, **values)


def pair(school: SmallSchool, *_: Any) -> Any:
    people = {"mentor": school.people["mentor"], "mentee": school.people["mentee"]}
    agreed = {"starts": date(2024, 2, 21), "ends": date(2024, 7, 5), "goals": ["站稳讲台"], "observe_per_week": 2}
    return mentorship.pair(by=school.actor("leader"), group=school.group, **people, **agreed)


def mentee_lesson(school: SmallSchool, *_: Any) -> Any:
    return mentorship.teach(by=school.actor("mentee"), mentorship=pair(school), today=TODAY, topic="小数乘法", day=TODAY)


def comment(school: SmallSchool, *_: Any) -> Any:
    return lessons.commented(school)


def exam(school: SmallSchool, *_: Any) -> Any:
    return exams.make_exam(by=school.actor("leader"), place=of_tests.place_of(school), values=of_tests.values())


def opinion(school: SmallSchool, *_: Any) -> Any:
    meeting = Activity.objects.first() or opened(school)
    speaker = school.people["teacher"]
    return talked.add_opinion(by=school.actor("leader"), activity=meeting, speaker=speaker, text="先估一估", at=IN_MEETING)


def decision(school: SmallSchool, *_: Any) -> Any:
    meeting = Activity.objects.first() or opened(school)
    owner = school.people["teacher"]
    return talked.add_decision(by=school.actor("leader"), activity=meeting, what="写教案", owner=owner, due=TODAY, at=IN_MEETING)


KINDS = {
    "award": Kind(
        award,
        award,
        lambda here, row: awards.remove_award(by=here.actor("leader"), award=row, version=row.version),
        lambda here, row: awards.restore_award(by=here.actor("leader"), award=row),
    ),
    "pair": Kind(
        pair,
        pair,
        lambda here, row: mentorship.remove_pair(by=here.actor("leader"), mentorship=row, version=row.version),
        lambda here, row: mentorship.restore_pair(by=here.actor("leader"), mentorship=row),
    ),
    "mentee's lesson": Kind(
        mentee_lesson,
        mentee_lesson,
        lambda here, row: mentorship.remove_lesson(by=here.actor("mentee"), lesson=row, version=row.version),
        lambda here, row: mentorship.restore_lesson(by=here.actor("mentee"), lesson=row),
    ),
    "writing": Kind(
        pairs.written,
        lambda here, _: pairs.written(here),
        lambda here, row: writings.remove(by=here.actor("teacher"), writing=row, version=row.version),
        lambda here, row: writings.restore(by=here.actor("teacher"), writing=row),
    ),
    "observation": Kind(
        lessons.observed,
        lambda here, _: lessons.observed(here),
        lambda here, row: observing.remove_observation(by=here.actor("leader"), observation=row, version=row.version),
        lambda here, row: observing.restore_observation(by=here.actor("leader"), observation=row),
    ),
    "research lesson": Kind(
        lessons.planned,
        lambda here, _: lessons.planned(here),
        lambda here, row: research.call_off(by=here.actor("leader"), lesson=row, version=row.version),
        lambda here, row: research.restore_lesson(by=here.actor("leader"), lesson=row),
    ),
    "expert's comment": Kind(
        comment,
        comment,
        lambda here, row: research.remove_comment(by=here.actor("leader"), comment=row, version=row.version),
        lambda here, row: research.restore_comment(by=here.actor("leader"), comment=row),
    ),
    "upper plan": Kind(
        plans.upper_plan,
        lambda here, _: plans.upper_plan(here),
        lambda here, row: upper_plans.remove_upper_plan(by=here.actor("office"), plan=row),
        lambda here, row: upper_plans.restore_upper_plan(by=here.actor("office"), plan=row),
    ),
    "evidence": Kind(
        plans.laid_in,
        lambda here, row: evidence.lay_in(by=here.actor("head"), target=row.target, label=row.label, state=row.state, link=row.link),
        lambda here, row: evidence.take_out(by=here.actor("head"), evidence=row),
        lambda here, row: evidence.put_back(by=here.actor("head"), evidence=row),
    ),
    "resource": Kind(
        resource,
        lambda here, _: resource(here),
        lambda here, row: library.remove_resource(by=here.actor("leader"), resource=row, version=row.version),
        lambda here, row: library.restore_resource(by=here.actor("leader"), resource=row),
    ),
    "training": Kind(
        trained,
        lambda here, _: trained(here),
        lambda here, row: trainings.remove_training(by=here.actor("leader"), training=row, version=row.version),
        lambda here, row: trainings.restore_training(by=here.actor("leader"), training=row),
    ),
    "share-back": Kind(
        lambda here: shared(here, trained(here, kind="external", day=date(2024, 5, 6))),
        lambda here, row: shared(here, row.training),
        lambda here, row: trainings.remove_share_back(by=here.actor("teacher"), share=row),
        lambda here, row: trainings.restore_share_back(by=here.actor("teacher"), share=row),
    ),
    "theory note": Kind(
        theory_note,
        lambda here, _: theory_note(here),
        lambda here, row: theory.remove_note(by=here.actor("teacher"), theory_note=row, version=row.version),
        lambda here, row: theory.restore_note(by=here.actor("teacher"), theory_note=row),
    ),
    "daily talk": Kind(
        talk,
        lambda here, _: talk(here),
        lambda here, row: talks.remove_talk(by=here.actor("teacher"), talk=row, version=row.version),
        lambda here, row: talks.restore_talk(by=here.actor("teacher"), talk=row),
    ),
    "opinion": Kind(
        opinion,
        opinion,
        lambda here, row: talked.remove_opinion(by=here.actor("leader"), opinion=row, at=IN_MEETING),
        lambda here, row: talked.restore_opinion(by=here.actor("leader"), opinion=row, at=IN_MEETING),
    ),
    "decision": Kind(
        decision,
        decision,
        lambda here, row: talked.remove_decision(by=here.actor("leader"), decision=row, at=IN_MEETING),
        lambda here, row: talked.restore_decision(by=here.actor("leader"), decision=row, at=IN_MEETING),
    ),
    "homework list": Kind(
        homework_list,
        lambda here, _: homework_list(here),
        lambda here, row: homework.drop_list(by=here.actor("leader"), homework=row, version=row.version),
        lambda here, row: homework.restore_list(by=here.actor("leader"), homework=row),
    ),
    "exam": Kind(
        exam,
        exam,
        lambda here, row: exams.remove_exam(by=here.actor("leader"), exam=row, version=row.version),
        lambda here, row: exams.restore_exam(by=here.actor("leader"), exam=row),
    ),
    "showcase": Kind(
        started,
        lambda here, _: started(here),
        lambda here, row: showcases.remove_showcase(by=here.actor("leader"), showcase=row),
        lambda here, row: showcases.restore_showcase(by=here.actor("leader"), showcase=row),
    ),
}


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Any, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def _at_once(here: SmallSchool, first: Callable[[], Any], second: Callable[[], Any]) -> None:
    """``first`` has stored and not yet committed when ``second`` begins; a refusal is an answer."""
    stored, finished = threading.Event(), threading.Event()

    def one() -> None:
        with school_scope(here.school.pk), transaction.atomic():
            first()
            stored.set()
            finished.wait(LONG_ENOUGH)

    def other() -> None:
        stored.wait(10)
        with school_scope(here.school.pk):
            try:
                second()
            except Refused:
                pass
            finally:
                finished.set()

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(run, one), pool.submit(run, other)]:
            each.result()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_record_made_anew_and_the_one_brought_back_at_once_are_one(two_schools: TwoSchools, kind: Kind) -> None:
    here = two_schools.here
    with school_scope(here.school.pk):
        row = kind.begin(here)
        kind.out(here, row)
        rows = type(row).objects.filter(removed_at__isnull=True)
    _at_once(here, lambda: kind.add(here, row), lambda: kind.back(here, row))
    with school_scope(here.school.pk):
        again = rows.get()
        assert again.pk != row.pk
        kind.out(here, again)
    _at_once(here, lambda: kind.back(here, row), lambda: kind.add(here, row))
    with school_scope(here.school.pk):
        assert rows.get() == row
