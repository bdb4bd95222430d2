"""What of meetings, talks, notes, analyses and trainings counts, for whom, and what does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiaoyan.activities.actions import attendance, meetings, talked, training, writing
from jiaoyan.activities.facts import facts, unit_key
from jiaoyan.activities.models import Activity
from jiaoyan.pacing import actions as pacing
from jiaoyan.schools.queries import group_term
from tests.activities.builders import analysis, at, ended, opened, planned, prose, settled, shared, talk, theory_note, trained
from tests.conftest import TODAY, SmallSchool
from tests.facts import checked, extent, groups, of, person

DAY = date(2024, 6, 11)


def found(school: SmallSchool, day: date = TODAY, name: str = "") -> list[Any]:
    return checked(facts(extent(school, day, name)))


def test_meeting_counts_once_it_has_ended_and_for_its_own_group_only(here: SmallSchool) -> None:
    planned(here, date(2024, 6, 5))
    opened(here)
    meetings.cancel_activity(by=here.actor("leader"), activity=planned(here, date(2024, 6, 4)), reason="学校另有安排")
    row = ended(here, DAY)
    (fact,) = of(found(here), "meeting")
    assert (fact.key, fact.day, groups(fact)) == (f"activities.activity:{row.pk}", DAY, {here.group.pk})
    assert fact.answers == {fact.key}
    assert dict(fact.attributes) == {"steps": 0, "fixed": 3}


def test_steps_of_a_meeting_are_the_parts_that_say_something(here: SmallSchool) -> None:
    row = opened(here, DAY)
    leader, now = here.actor("leader"), at(15, day=DAY)
    for kind in ("review", "exercises"):
        writing.record_section(by=leader, activity=row, kind=kind, text=prose("写了"), version=1, at=now)
    talked.add_opinion(by=leader, activity=row, speaker=here.people["teacher"], text="先画图", at=now)
    analysis(here, activity=row)
    Activity.objects.update(state=Activity.State.ENDED)
    (fact,) = of(found(here), "meeting")
    assert fact.attributes["steps"] == 4


@pytest.mark.parametrize(
    ("state", "told"), [("absent", "absent"), ("late", "late"), ("early", "left_early"), ("leave", None), ("present", None)]
)
def test_absence_counts_for_the_person_and_leave_does_not(here: SmallSchool, state: str, told: str | None) -> None:
    row = ended(here, DAY)
    extra = {"minutes": 5} if state in ("late", "early") else {"reason": "外出"}
    attendance.mark_attendance(
        by=here.actor("leader"), activity=row, person=here.people["teacher"], state=state, at=at(17, day=DAY), **extra
    )
    lines = of(found(here), "absence")
    assert [fact.attributes["state"] for fact in lines] == ([told] if told else [])
    assert all(person(here, "teacher") in fact.subjects for fact in lines)
    assert of(found(here, name="mentee"), "absence") == []


def test_talk_and_note_count_for_their_people_their_group_and_those_above(here: SmallSchool) -> None:
    talk(here, "teacher", speakers=[here.people["teacher"], here.people["mentee"]])
    theory_note(here, "teacher")
    for kind in ("talk", "theory_note"):
        (fact,) = of(found(here), kind)
        assert groups(fact) == {here.group.pk, here.research.pk}
        assert person(here, "teacher") in fact.subjects
        assert len(of(found(here, name="teacher"), kind)) == 1
        assert of(found(here, name="leader"), kind) == []
        assert of(found(here, date(2024, 6, 11)), kind) == []  # of tomorrow


def test_analysis_answers_its_unit_which_is_over_on_its_last_day(here: SmallSchool) -> None:
    place = group_term(here.actor("leader"), here.group.pk, here.term.key, TODAY)
    pacing.propose(by=here.actor("leader"), place=place)
    units = of(found(here), "unit")
    assert unit_key(here.group.pk, here.unit.pk) in {fact.key for fact in units}
    assert all(fact.day <= TODAY for fact in units)
    assert of(found(here, here.term.first_school_day), "unit") == []

    row = analysis(here, activity=ended(here, DAY))
    assert of(found(here), "unit_analysis") == []  # nothing is written yet
    settled(here, row, 1, 2, 4)
    (fact,) = of(found(here), "unit_analysis")
    assert dict(fact.attributes) == {"rows": 2, "attained": False, "lead_spoke": True}  # the fourth row needs numbers
    assert fact.answers == {unit_key(here.group.pk, here.unit.pk)}
    assert (fact.day, person(here, "teacher") in fact.subjects) == (DAY, True)


def test_training_counts_once_written_and_share_back_answers_it(here: SmallSchool) -> None:
    trained(here, theme="还没有写", digest=[])
    gone = trained(here, theme="删去的")
    training.remove_training(by=here.actor("leader"), training=gone, version=1)
    row = trained(here, kind="external", day=date(2024, 5, 6), participants=[here.people["teacher"]], trainers=[], guest="教研员")
    share = shared(here, row)
    (fact,) = of(found(here), "training")
    assert (fact.attributes["type"], groups(fact), person(here, "teacher") in fact.subjects) == ("external", {here.group.pk}, True)
    (back,) = of(found(here), "share_back")
    assert back.answers == {fact.key}
    assert of(found(here, name="mentee"), "training") == []
    training.remove_share_back(by=here.actor("teacher"), share=share)
    assert of(found(here), "share_back") == []


def test_an_outside_training_asks_to_be_passed_on_before_a_word_of_it_is_written(here: SmallSchool) -> None:
    row = trained(
        here, kind="external", day=date(2024, 5, 6), digest=[], participants=[here.people["teacher"]], trainers=[], guest="教研员"
    )
    (event,) = of(found(here), "training")
    shared(here, row)
    (back,) = of(found(here), "share_back")
    assert (event.attributes["type"], back.answers) == ("external", {event.key})


def test_facts_of_the_neighbour_and_of_former_terms_are_left_out(here: SmallSchool) -> None:
    theory_note(here)
    here.term = here.term1
    assert found(here) == []


@pytest.mark.parametrize("count", [1, 5])
def test_number_of_queries_is_fixed(here: SmallSchool, count: int, django_assert_num_queries: Any) -> None:
    place = group_term(here.actor("leader"), here.group.pk, here.term.key, TODAY)
    pacing.propose(by=here.actor("leader"), place=place)
    for n in range(count):
        day = date(2024, 6, 3 + n)
        row = ended(here, day)
        attendance.mark_attendance(
            by=here.actor("leader"), activity=row, person=here.people["teacher"], state="absent", reason="不明", at=at(17, day=day)
        )
        talk(here, day=day, issue=f"第{n}问")
        theory_note(here, day=day, key_points=[f"{n}", "二", "三"])
        shared(here, trained(here, kind="external", theme=f"第{n}次", day=date(2024, 5, 6), participants=[here.people["teacher"]]))
    settled(here, analysis(here), 1)
    reach = extent(here)
    with django_assert_num_queries(12):
        assert len(list(facts(reach))) >= 5 * count
