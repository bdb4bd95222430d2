"""The example's awards and summary: whole, believable, and no number typed where a figure counts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from jiaoyan.example import reading
from jiaoyan.growth.models import Award
from jiaoyan.planning.figures import known_names
from jiaoyan.planning.rules.summary import AREAS, PairDraft, TopicDraft, check_summary, marks_in

TERMS = ("2023-2024-1", "2023-2024-2")
PROMISED = {"听课要求人数", "听课达标人数", "听课节数", "听练习课节数"}  # figures of the example's own quotas; test_load counts them
SIZES = next(school for school in reading.everybody()["schools"] if school["code"] == "qinghe")["classes"]["5"]
MEMBERS = {
    person["name"]: person["classes"]
    for person in reading.everybody()["people"]
    if person["school"] == "qinghe" and person.get("grade") == 5
}


def awards(term: str) -> list[dict[str, Any]]:
    return reading.term_of("qinghe", term, 5)["awards"]  # type: ignore[no-any-return]


def summary() -> dict[str, Any]:
    return reading.term_of("qinghe", TERMS[0], 5)["summary"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("term", TERMS)
def test_awards_are_of_the_group_s_teachers_and_of_pupils_with_and_without_consent(term: str) -> None:
    found = awards(term)
    assert {award["person"] for award in found if "person" in award} <= set(MEMBERS)
    assert {award["pupil"]["consent"] for award in found if "pupil" in award} == {True, False}
    assert {award["level"] for award in found} <= set(Award.Level.values)


@pytest.mark.parametrize("term", TERMS)
def test_pupils_sit_in_their_class_and_are_coached_by_its_teacher(term: str) -> None:
    for award in awards(term):
        if "pupil" in award:
            seat = award["pupil"]
            assert 1 <= seat["seat"] <= SIZES[seat["class"] - 1]
            assert seat["class"] in MEMBERS[award["coach"]]


@pytest.mark.parametrize("term", TERMS)
def test_awards_lie_in_their_term(term: str) -> None:
    (dates,) = [each for each in reading.calendar()["terms"] if each["key"] == term]
    assert all(dates["first_school_day"] <= award["day"] <= dates["last_school_day"] for award in awards(term))


def test_summary_of_the_finished_term_may_be_handed_in() -> None:
    topics = [TopicDraft(topic["area"], topic["did"], topic.get("highlight", "")) for topic in summary()["topics"]]
    pairs = [PairDraft(pair["problem"], pair["measure"]) for pair in summary()["problems"]]
    assert check_summary(summary()["title"], topics, pairs, known_names() | PROMISED) == []
    assert [topic.area for topic in topics] == list(AREAS)


def test_no_count_is_typed_beside_its_figure() -> None:
    for topic in summary()["topics"]:
        assert not re.search(r"\d", topic["did"]), topic["area"]
    assert len({name for topic in summary()["topics"] for name in marks_in(topic["did"])}) >= 12


def test_second_term_has_no_summary_yet() -> None:
    assert "summary" not in reading.term_of("qinghe", TERMS[1], 5)
