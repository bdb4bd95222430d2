"""The example's lessons: on school days, of lessons being taught then, by people of the school, nobody in two at once."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import jiaoyan
from jiaoyan.example import reading
from jiaoyan.lessons.models import LessonType, Observation, ResearchLesson, ResearchStep
from jiaoyan.schools.rules.calendar import Calendar, Override, TermDates

BOOK = Path(jiaoyan.__file__).parent / "curriculum" / "data" / "sujiao-5.toml"
TERMS = [(number, term) for number, term in enumerate(reading.calendar()["terms"])]
NAMES = {each["name"] for each in reading.everybody()["people"] if each["school"] == "qinghe"}


def calendar_of(term: dict[str, Any]) -> Calendar:
    overrides = [
        Override(entry["first"] + timedelta(days=n), entry["kind"], runs_weekday=entry.get("runs"))
        for entry in reading.calendar()["overrides"]
        for n in range((entry["last"] - entry["first"]).days + 1)
    ]
    return Calendar(TermDates(term["first_school_day"], term["last_school_day"]), tuple(overrides))


def taught_on(number: int, days: tuple[date, ...]) -> dict[tuple[int, int], date]:
    """Unit and lesson → the day the book reaches it, one period each school day."""
    units, place, found = tomllib.loads(BOOK.read_text("utf-8"))["volumes"][number]["units"], 0, {}
    for unit, chapter in enumerate(units, start=1):
        for lesson, entry in enumerate(chapter["lessons"], start=1):
            found[unit, lesson] = days[min(place, len(days) - 1)]
            place += entry[1] if isinstance(entry, list) else 1
        place += chapter.get("flex", 0)
    return found


@pytest.mark.parametrize(("number", "term"), TERMS)
def test_visits_are_on_school_days_of_lessons_taught_about_then(number: int, term: dict[str, Any]) -> None:
    calendar, written = calendar_of(term), reading.term_of("qinghe", term["key"], 5)
    reached = taught_on(number, calendar.school_days())
    for visit in written["visits"]:
        assert calendar.is_school_day(visit["day"]), visit["day"]
        if "lesson" in visit:
            away = (visit["day"] - reached[tuple(visit["lesson"])]).days
            assert -6 <= away <= 10, (visit["day"], visit["lesson"])


@pytest.mark.parametrize(("number", "term"), TERMS)
def test_visits_are_by_colleagues_once_each_in_known_words(number: int, term: dict[str, Any]) -> None:
    visits = reading.term_of("qinghe", term["key"], 5)["visits"]
    for visit in visits:
        assert {*visit["by"], visit["teacher"]} <= NAMES
        assert visit["teacher"] not in visit["by"]
        assert {visit.get("way", "peer"), *visit.get("ways", ())} <= set(Observation.Way.values)
        assert visit.get("type", "new") in LessonType.values
        assert len(visit.get("ways", visit["by"])) == len(visit["by"])
        assert all(len(step) == 4 for step in visit["steps"])
        assert visit["good"]
    seats = Counter((name, visit["day"], visit["class"], visit.get("period")) for visit in visits for name in visit["by"])
    assert max(seats.values()) == 1


@pytest.mark.parametrize(("number", "term"), TERMS)
def test_mentee_hears_the_mentor_in_nearly_every_week(number: int, term: dict[str, Any]) -> None:
    calendar, visits = calendar_of(term), reading.term_of("qinghe", term["key"], 5)["visits"]
    heard = Counter(calendar.week_no(each["day"]) for each in visits if "陈小禾" in each["by"] and each["teacher"] == "沈静言")
    weeks = [week.no for week in calendar.counted_weeks() if week.start <= reading.calendar()["today"]]
    assert sum(heard[week] >= 2 for week in weeks) >= len(weeks) - 2


@pytest.mark.parametrize(("number", "term"), TERMS)
def test_research_lessons_speak_of_known_steps_and_kinds(number: int, term: dict[str, Any]) -> None:
    for lesson in reading.term_of("qinghe", term["key"], 5)["research_lessons"]:
        assert set(lesson["steps"]) <= set(ResearchStep.Kind.values)
        assert lesson["type"] in ResearchLesson.Type.values
        assert lesson["level"] in ResearchLesson.Level.values
        assert ("meeting" in lesson) != ("day" in lesson)
