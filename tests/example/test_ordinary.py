"""The words of ordinary days: they fit the books and the models, and the sums are right. No database."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.activities.models import DailyTalk, UnitGoal
from jiaoyan.curriculum import catalogue
from jiaoyan.example.ordinary import words
from jiaoyan.example.ordinary.sums import MAKERS, sums_of_week
from jiaoyan.growth.models import Writing
from jiaoyan.items.rules.showcase import KINDS, Criterion, rubric_lacks
from tests.example.test_content import PEOPLE, TODAY, calendar

GRADES = (1, 2, 3, 4, 6)
HALVES = {1: "A", 2: "B"}
TERMS = {1: "2023-2024-1", 2: "2023-2024-2"}
SCHOOL = {person["name"] for person in PEOPLE["people"] if person["school"] == "qinghe"}
PRODUCT = re.compile(r"^(\d+)×(\d+)＝\{\(\)\}$")
DIVIDED = re.compile(r"^(\d+)÷(\d+)＝\{\(\)\}……\{\(\)\}$")
each_grade = pytest.mark.parametrize("grade", GRADES)


def own(grade: int) -> dict[str, Any]:
    return words.of_grade("qinghe", grade)


@each_grade
def test_units_are_of_the_book_each_once_with_goals_that_fit(grade: int) -> None:
    seen = [(half, number) for half, number, *_ in own(grade)["units"]]
    assert len(set(seen)) == len(seen)
    for half, number, book, goals, intent, snag in own(grade)["units"]:
        volume = next(v for v in catalogue.volumes() if (v.edition, v.grade, v.half) == ("sujiao", grade, HALVES[half]))
        assert 1 <= number <= len(volume.units)
        assert min(len(book), len(intent)) >= 10
        assert snag
        for goal in goals:
            text, level = goal.split("|")
            assert level in ("了解", "理解", "掌握", "运用")
            assert len(text) <= (UnitGoal._meta.get_field("text").max_length or 0)


@each_grade
def test_every_unit_of_the_first_term_is_told(grade: int) -> None:
    volume = next(v for v in catalogue.volumes() if (v.edition, v.grade, v.half) == ("sujiao", grade, "A"))
    assert {number for half, number, *_ in own(grade)["units"] if half == 1} == set(range(1, len(volume.units) + 1))


@each_grade
def test_showcases_shows_and_awards_are_of_people_of_the_school_on_days_of_their_term(grade: int) -> None:
    for each in own(grade).get("showcases", []):
        assert each["kind"] in dict(KINDS)
        assert rubric_lacks([Criterion(*line) for line in each["rubric"]]) == ""
        assert each["designed_on"] < each["starts"] < each["ends"]
        assert calendar(each["term"]).is_school_day(each["designed_on"])
    for name, day, _ in own(grade).get("shows", []):
        assert name in SCHOOL
        assert any(calendar(term).is_school_day(day) for term in TERMS.values())
        assert day <= TODAY
    for rows in own(grade)["awards"].values():
        assert {row[0] for row in rows} <= SCHOOL


def test_gaps_of_the_sentences_can_all_be_filled_and_talks_are_short_enough() -> None:
    shared = words.shared("qinghe")
    longest = max(
        len(lesson.title)
        for volume in catalogue.volumes()
        if volume.edition == "sujiao"
        for unit in volume.units
        for lesson in unit.lessons
    )
    gaps = {"lesson": "课" * longest, "class": "一（2）班", "n": 8, "m": 3, "more": 16}
    for kind, lines in shared["talks"].items():
        assert kind in DailyTalk.Kind.values
        assert len(lines["issues"]) == len(lines["responses"]) == len(lines["points"])
        for line in lines["issues"]:
            assert 20 <= len(line.format_map(gaps)) <= (DailyTalk._meta.get_field("issue").max_length or 0)
    title = Writing._meta.get_field("title").max_length or 0
    assert all(len(line.format_map(gaps)) <= title for part in ("reflections", "cases") for line in shared[part]["titles"])


def test_no_passage_is_noted_twice_by_a_group_in_the_year() -> None:
    passages = words.shared("qinghe")["theory"]
    odd_weeks = sum(len(calendar(term).occurrences(1, "odd")) for term in TERMS.values())
    assert len({tuple(each["key_points"]) for each in passages}) == len(passages)
    assert len(passages) >= odd_weeks - 1  # the last note of the year is still to come


@pytest.mark.parametrize(("grade", "half"), sorted(MAKERS))
@given(week=st.integers(1, 20), unit=st.integers(1, 11))
def test_sums_of_every_week_are_whole_and_right(grade: int, half: int, week: int, unit: int) -> None:
    for layer, _, text, answer, intent, goal, minutes, share in sums_of_week(grade, half, week, unit):
        assert layer in "be"
        assert goal in (1, 2)
        assert answer
        assert intent
        assert "-" not in answer
        assert minutes > 0
        assert 0 < share < 1
        if found := PRODUCT.match(text):
            assert int(found[1]) * int(found[2]) == int(answer)
        if found := DIVIDED.match(text):
            quotient, rest = map(int, answer.split("；"))
            assert int(found[2]) * quotient + rest == int(found[1])
            assert 0 < rest < int(found[2])


def test_turns_are_the_same_each_time_and_go_through_all_lines() -> None:
    lines = ["a", "b", "c"]
    assert {words.turn(lines, place, "seed") for place in range(3)} == set(lines)
    assert [words.turn(lines, place, "seed") for place in range(6)] == [words.turn(lines, place, "seed") for place in range(6)]
