"""The example's research group: what is written hangs together before anything is loaded."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from jiaoyan.example.reading import CONTENT, calendar, quotas_of, research_of
from jiaoyan.planning.models import Evidence, MonthItem, Target, UpperPlan
from jiaoyan.planning.rules.research import ClauseLine, MonthLine, PlanDraft, check_research_plan
from jiaoyan.schools.rules.calendar import Calendar, Override, TermDates

TERMS = [term for term in calendar()["terms"] if research_of("qinghe", term["key"])]


def dates(term: dict[str, Any]) -> Calendar:
    overrides = [
        Override(entry["first"], entry["kind"], entry["name"]) for entry in calendar()["overrides"] if entry["first"] == entry["last"]
    ]
    return Calendar(
        TermDates(term["first_school_day"], term["last_school_day"], exam_phase_start=term["exam_phase_start"]), tuple(overrides)
    )


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term["key"])
def test_plan_lacks_nothing_and_shows_all_kinds_of_dates(term: dict[str, Any]) -> None:
    plan = research_of("qinghe", term["key"])["plan"]
    clauses = tuple(
        ClauseLine(each["area"], each["text"], len(each.get("quotas", ())), each.get("uncounted", "")) for each in plan["clauses"]
    )
    months = tuple(MonthLine(**each) for each in plan["months"])
    found = check_research_plan(PlanDraft(plan["guiding"], tuple(plan["goals"]), clauses, months), dates(term))
    assert [each.message for each in found if each.stops] == []
    timings = {line.timing for line in months}
    assert {"on", "by"} <= timings
    assert timings & {"early", "middle", "late", "end"}
    assert {line.kind for line in months} == set(MonthItem.Kind.values)


def test_schedule_of_the_running_term_has_a_whole_month_and_something_tentative() -> None:
    months = research_of("qinghe", "2023-2024-2")["plan"]["months"]
    assert any(each["timing"] == "month" for each in months)
    assert any(each.get("tentative") for each in months)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term["key"])
def test_clauses_name_quotas_the_school_has_taken_and_words_of_plans_above(term: dict[str, Any]) -> None:
    written = research_of("qinghe", term["key"])
    taken = {code for each in quotas_of("qinghe")["take"] for code in each["codes"]}
    above = "".join(clause for each in written["above"] for clause in each["clauses"])
    for clause in written["plan"]["clauses"]:
        assert set(clause.get("quotas", ())) <= taken, clause["text"]
        assert clause.get("takes", "") in above
    assert {each["whose"] for each in written["above"]} <= set(UpperPlan.Whose.values)
    for target in written["plan"]["targets"]:
        assert target["kind"] in Target.Kind.values
        assert {each["state"] for each in target["evidence"]} <= set(Evidence.State.values)


def test_summary_speaks_of_every_clause_of_its_plan_and_the_next_plan_takes_up_a_problem() -> None:
    first, second = (research_of("qinghe", term["key"]) for term in TERMS)
    for clause in first["plan"]["clauses"]:
        assert any(clause["text"].startswith(each["clause"]) for each in first["summary"]["words"]), clause["text"]
    left = [clause["left"] for clause in second["plan"]["clauses"] if "left" in clause]
    assert left
    assert all(any(words in problem["problem"] for problem in first["summary"]["problems"]) for words in left)


def test_files_are_read_whole() -> None:
    for path in CONTENT.rglob("research.toml"):
        assert set(tomllib.loads(path.read_text("utf-8"))) <= {"above", "plan", "summary"}
