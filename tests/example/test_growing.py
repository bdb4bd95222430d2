"""The text of growth in the example: believable days, people of the school, and that what is written answers what was heard. No database."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from typing import Any

import pytest

from jiaoyan.growth.models import Writing
from tests.example.test_content import CONTENT, PEOPLE, calendar

FOLDERS = [(term, CONTENT / "qinghe" / term / "grade-5") for term in ("2023-2024-1", "2023-2024-2")]
GROUP = {person["name"] for person in PEOPLE["people"] if person["school"] == "qinghe" and person.get("grade") == 5}
SCHOOL = {person["name"] for person in PEOPLE["people"] if person["school"] == "qinghe"}
each_term = pytest.mark.parametrize(
    ("term", "text"), [(term, tomllib.loads((folder / "growth.toml").read_text("utf-8"))) for term, folder in FOLDERS]
)


@each_term
def test_writings_are_by_the_group_on_school_days_and_of_known_kinds(term: str, text: dict[str, Any]) -> None:
    for each in text["writings"]:
        assert each["by"] in GROUP
        assert each["kind"] in Writing.Kind.values
        assert each["body"].strip()
        if each["kind"] != "study_note":
            assert calendar(term).is_school_day(each["day"]), each["title"]
    titles = [(each["by"], each["kind"], each["title"]) for each in text["writings"]]
    assert len(titles) == len(set(titles))


@each_term
def test_each_lesson_of_the_mentee_is_on_a_school_day_and_compared_within_a_week(term: str, text: dict[str, Any]) -> None:
    days = [each["day"] for each in text["mentee_lessons"]]
    assert days == sorted(days)
    for each in text["mentee_lessons"]:
        assert calendar(term).is_school_day(each["day"]), each["topic"]
        if "on" in each:
            assert timedelta(0) < each["on"] - each["day"] <= timedelta(days=10), each["topic"]
            assert calendar(term).is_school_day(each["on"]), each["topic"]


@each_term
def test_outside_trainings_are_passed_on_after_them_and_within_two_weeks(term: str, text: dict[str, Any]) -> None:
    for each in text["trainings"]:
        assert {each["by"], *each.get("trainers", []), *each.get("people", [])} <= SCHOOL
        if each["kind"] == "external" and "shared" in each:
            assert timedelta(0) < each["shared"]["day"] - each["day"] <= timedelta(days=14)
            assert calendar(term).is_school_day(each["shared"]["day"])


def test_first_term_is_finished_and_the_running_one_has_an_open_share_back() -> None:
    first, second = (tomllib.loads((folder / "growth.toml").read_text("utf-8")) for _, folder in FOLDERS)
    assert len(first["study"]) == 10
    assert all(set(theme["lines"]) == GROUP for theme in first["study"])
    outside = [each for each in second["trainings"] if each["kind"] == "external"]
    assert ["shared" in each for each in outside] == [True, False]
