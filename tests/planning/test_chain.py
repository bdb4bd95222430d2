"""The resource chain: seven steps per unit from the records there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from jiaoyan.items.models import Exercise
from jiaoyan.library.rules import StepState
from jiaoyan.planning import chain
from jiaoyan.schools.models import Status
from jiaoyan.schools.scope import school_scope
from tests.conftest import TODAY, SmallSchool, TwoSchools
from tests.library.builders import resource, written
from tests.planning.builders import started

SignIn = Callable[[str], Client]


def exercise(school: SmallSchool, kind: str = "weekly", status: str = Status.APPROVED) -> Exercise:
    made: Exercise = Exercise.objects.create(
        school=school.school,
        group=school.group,
        term=school.term,
        title=f"{kind}练习",
        kind=kind,
        unit=school.unit,
        author=school.people["leader"],
        reviewer=school.people["teacher"],
        status=status,
        reviewed_on=TODAY,
    )
    return made


def steps(school: SmallSchool) -> dict[str, StepState]:
    found = chain.chains_of(school.group, school.term)
    return {step.slug: step.state for step in found[0].steps}


def test_each_step_takes_its_state_from_its_records(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        assert set(steps(school).values()) == {StepState.NOT_BEGUN}
        written(school)
        resource(school, "division", final=True)
        resource(school, "lesson")
        exercise(school, "weekly")
        exercise(school, "unit", Status.SUBMITTED)
        exercise(school, "review")
        assert steps(school) == {
            "study": StepState.FINAL,
            "division": StepState.FINAL,
            "weekly": StepState.FINAL,
            "unit": StepState.DOING,
            "lesson": StepState.DOING,
            "review": StepState.NOT_BEGUN,
            "paper": StepState.FINAL,
        }


def test_a_second_record_that_is_not_final_keeps_a_step_open(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        exercise(school, "weekly")
        resource(school, "weekly")
        assert steps(school)["weekly"] is StepState.DOING


def test_a_gap_names_the_units_lead_preparer_and_the_day(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        plan = started(school)
        division = plan.division.filter(unit=school.unit).get()
        found = chain.chains_of(school.group, school.term)
        begins, ends = found[0].begins, found[0].ends
        assert begins is not None
        assert ends is not None
        gaps = chain.chain_gaps(found, ends)
        mine = [gap for gap in gaps if "简易方程" in gap.what]
        assert [gap.what for gap in mine] == ["“一、简易方程”的教材梳理还没有开始", "“一、简易方程”的分工备课还没有开始"]
        assert {gap.owner_id for gap in mine} == {division.owner_id}
        assert {gap.since for gap in mine} == {begins}
        assert len([gap for gap in chain.chain_gaps(found, date(2024, 7, 1)) if "简易方程" in gap.what]) == 7


def test_final_steps_are_facts_of_the_group_and_those_above(two_schools: TwoSchools, extent: Callable[..., Any]) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        written(school)
        resource(school, "lesson")
        [fact] = chain.facts(extent(school))
        assert (fact.kind, fact.attributes["step"], fact.day) == ("chain_step", "study", TODAY)
        assert {subject.id for subject in fact.subjects} == {school.group.pk, school.research.pk}


def test_chains_take_the_same_number_of_queries_with_one_record_and_many(two_schools: TwoSchools, django_assert_num_queries: Any) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        written(school)
        for count in (1, 5):
            for _ in range(count):
                exercise(school)
                resource(school)
            with django_assert_num_queries(8):
                chain.chains_among([school.group, school.other], school.term)


def test_the_page_shows_units_beside_steps_to_every_reader(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        resource(school, "division", final=True)
    page = client_as("office").get(reverse("planning:chain", args=[school.group.pk, school.term.key])).content.decode()
    assert "一、简易方程" in page
    assert "1/7" in page
    assert "分工备课" in page


def test_a_step_that_is_no_step_or_a_unit_of_another_book_is_unknown(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    client = client_as("leader")
    for unit, step in ((school.unit.pk, "nonsense"), (0, "division"), (school.unit.pk, "study")):
        assert client.get(reverse("planning:chain_step", args=[school.group.pk, school.term.key, unit, step])).status_code == 404
