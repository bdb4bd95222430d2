"""The ordinary term of a group: what nobody wrote out in full is put together from the words of its grade and of everybody."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from jiaoyan.example.groups import ExampleGroup
from jiaoyan.example.ordinary import classrooms, gatherings, notes, papers, practice, words
from jiaoyan.example.ordinary.book import open_book
from jiaoyan.example.ordinary.life import Life
from jiaoyan.schools.queries import members_of

Written = dict[str, Any]
ASKED = {1: 12, 2: 15}  # lessons each hears in a term, as content's quotas ask


def fill(ours: ExampleGroup, written: Written, until: date) -> Written:
    """The tables of a group's term with everything ordinary added; as they are where the grade has no words of its own."""
    school, term = ours.group.school.code, ours.place.term
    own = words.of_grade(school, ours.group.grade or 0)
    if not own:
        return written
    members = list(members_of(ours.group, term.first_school_day))
    life = Life(ours, open_book(ours), members, until, words.shared(school), own, words.paces(school, term.key))
    meetings, units = gatherings.meetings_and_units(life, written)
    discussed = {each["number"]: [unit["number"] for unit in units if unit["activity"] == each["number"]] for each in written["activities"]}
    as_written = [{**each, "units": [*each["units"], *discussed[each["number"]]]} for each in written["activities"]]
    held = sorted([*as_written, *meetings], key=lambda each: each["number"])
    more: Written = {
        "activities": meetings,
        "units": units,
        "talks": list(notes.talks(life, {each["day"] for each in written["talks"]})),
        "theory_notes": list(notes.theory_notes(life, held)),
        "writings": list(notes.writings(life)),
        "study": list(notes.study(life)),
        "visits": list(classrooms.visits(life, ASKED[life.half])),
        "research_lessons": list(classrooms.shown(life)),
        "trainings": [each for each in own.get("trainings", []) if each["term"] == term.key],
        "homework": list(practice.lists(life, {each["starts"] for each in written.get("homework", [])})),
        "awards": papers.awards(life),
        "showcases": list(papers.showcases(life)),
        "exams": [each for each in own.get("exams", []) if each["term"] == term.key],
        "mentorships": [],
        "mentee_lessons": [],
    }
    if "pair" in own:
        for name, told in classrooms.pair_weeks(life, own["pair"]).items():
            more[name] = [*more[name], *told]
    whole = {name: [*written.get(name, []), *told] for name, told in more.items()}
    whole["activities"] = held
    once = {"plan": papers.plan(life, written, units), "summary": papers.summary(life), "review": papers.review(life)}
    return {
        **written,
        **whole,
        **{name: told for name, told in once.items() if told is not None},
        "assigned": partial(practice.exercise, life),
    }
