"""What of writings, pairs and awards counts, for whom, and what does not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from jiaoyan.growth.actions import mentorship as pair_verbs
from jiaoyan.growth.actions import writings as verbs
from jiaoyan.growth.facts import facts
from jiaoyan.growth.models import Writing
from tests.conftest import TODAY, SmallSchool
from tests.facts import checked, extent, groups, of, person
from tests.growth.builders import recorded, removed
from tests.growth.pairs import compared, observed, paired, taught, written


def found(school: SmallSchool, day: date = TODAY, name: str = "") -> list[Any]:
    return checked(facts(extent(school, day, name)))


@pytest.mark.parametrize("kind", Writing.Kind.values)
def test_writing_counts_once_handed_in_for_its_author_and_the_groups(here: SmallSchool, kind: str) -> None:
    written(here, kind=kind, hand_in=False, title="草稿")
    gone = written(here, kind=kind, title="删去的")
    verbs.remove(by=here.actor("teacher"), writing=gone, version=1)
    row = written(here, kind=kind)
    (fact,) = of(found(here), kind)
    assert (fact.key, groups(fact)) == (f"growth.writing:{row.pk}", {here.group.pk, here.research.pk})
    assert person(here, "teacher") in fact.subjects
    assert dict(fact.attributes) == ({"about": "general"} if kind == "reflection" else {})
    assert of(found(here, TODAY - timedelta(days=1)), kind) == []
    assert of(found(here, name="mentee"), kind) == []


def test_comparison_answers_what_was_heard_and_taught(here: SmallSchool) -> None:
    lesson = taught(here)
    compared(here, lesson)
    (own,) = of(found(here), "mentee_lesson")
    heard = f"lessons.observation:{lesson.observation_id}"
    assert (own.answers, own.subjects) == ({heard}, {person(here, "mentee")})
    (fact,) = of(found(here), "reflection")
    assert (fact.answers, fact.attributes["about"]) == ({heard, own.key}, "comparison")
    pair_verbs.remove_lesson(by=here.actor("mentee"), lesson=lesson, version=1)
    assert of(found(here), "mentee_lesson") == []


def test_pair_counts_for_both_and_the_mentee_s_groups(here: SmallSchool) -> None:
    pair = paired(here)
    (fact,) = of(found(here), "mentorship")
    assert {person(here, "mentor"), person(here, "mentee")} <= fact.subjects
    assert groups(fact) == {here.group.pk, here.research.pk}
    assert of(found(here, name="teacher"), "mentorship") == []
    pair_verbs.remove_pair(by=here.actor("leader"), mentorship=pair, version=1)
    assert of(found(here), "mentorship") == []


def test_award_of_a_pupil_counts_for_the_coach_and_names_the_pupil_by_code(here: SmallSchool) -> None:
    recorded(here, name_consent=True)
    (fact,) = of(found(here), "award")
    assert fact.label == "50217：小学生数学小论文评比 一等奖"
    assert person(here, "teacher") in fact.subjects
    removed(here)
    assert of(found(here), "award") == []


@pytest.mark.parametrize("count", [1, 5])
def test_number_of_queries_is_fixed(here: SmallSchool, count: int, django_assert_num_queries: Any) -> None:
    for n in range(count):
        day = date(2024, 6, 3) - timedelta(days=n)
        compared(here, taught(here, observation=observed(here, day), day=day, topic=f"第{n}课"))
        recorded(here, person_kind="teacher", event=f"第{n}项")
    reach = extent(here)
    with django_assert_num_queries(4):
        assert len(list(facts(reach))) == 3 * count + 1
