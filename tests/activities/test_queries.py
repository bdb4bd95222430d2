"""A fixed number of database queries, with one row and with many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiaoyan.activities import access
from jiaoyan.activities.actions import attendance, talked, writing
from jiaoyan.activities.actions import meetings as activity_actions
from jiaoyan.activities.models import Activity, DailyTalk, Decision
from jiaoyan.activities.queries import gaps, meetings, papers, units
from jiaoyan.activities.rules.record import missing
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.models import Group, Role
from jiaoyan.schools.scope import school_scope
from tests.activities import judged
from tests.activities.builders import IN_MEETING, analysis, at, ended, opened, planned, prose, talk, theory_note, yesterday
from tests.conftest import TODAY, SmallSchool, TwoSchools

SCHOOL_DAYS = [date(2024, 6, day) for day in (3, 4, 5, 6, 7, 11)]


def fill(here: SmallSchool, days: list[date]) -> list[Activity]:
    """A meeting with opinions and a decision on each day."""
    rows = []
    for day in days:
        activity = ended(here, day)
        for name in ("teacher", "leader"):
            talked.add_opinion(by=here.actor("leader"), activity=activity, speaker=here.people[name], text=f"{day}", at=activity.closed_at)
        talked.add_decision(
            by=here.actor("leader"), activity=activity, what="改", owner=here.people["teacher"], due=day, at=activity.closed_at
        )
        rows.append(activity)
    return rows


@pytest.mark.parametrize("count", [1, 5])
def test_list_with_all_gaps(count: int, here: SmallSchool, django_assert_num_queries: Any) -> None:
    fill(here, SCHOOL_DAYS[:count])
    with django_assert_num_queries(9):
        rows = meetings.meetings_of(here.group, here.term)
        assert all(missing(meetings.record_state(row)) for row in rows)
    assert len(rows) == count


@pytest.mark.parametrize("count", [1, 5])
def test_agenda(count: int, here: SmallSchool, django_assert_num_queries: Any) -> None:
    fill(here, SCHOOL_DAYS[:count])
    for day in SCHOOL_DAYS[:count]:
        talk(here, day=day, issue=f"{day}的事")
    activity = opened(here)
    row = analysis(here, activity=activity)
    for name in ("leader", "teacher", "mentee")[:count]:
        for place in (1, 2, 3):
            writing.record_design(by=here.actor(name), analysis=row, row=place, text=prose("话"), version=0, at=IN_MEETING)
    activity = meetings.activity_of(here.actor("leader"), activity.pk)
    members = meetings.members_at(activity)
    with django_assert_num_queries(9):
        agenda = meetings.agenda_of(activity, members)
    assert len(agenda.decisions) == count
    assert len(agenda.units[0].rows[0].designs) == 3


@pytest.mark.parametrize("count", [1, 5])
def test_gaps_of_every_part(count: int, here: SmallSchool, django_assert_num_queries: Any) -> None:
    fill(here, SCHOOL_DAYS[:count])
    analysis(here)
    for number, day in enumerate(SCHOOL_DAYS[:count]):
        theory_note(here, day=day, key_points=[f"{number}", "二", "三"])
        talk(here, day=day, issue=f"{day}的事")
    with django_assert_num_queries(6):
        judged.record_gaps(here.group, here.term, TODAY)
    with django_assert_num_queries(7):
        judged.analysis_gaps(here.group, here.term, TODAY)
    with django_assert_num_queries(3):
        judged.theory_gaps(here.group, here.term, TODAY)
    with django_assert_num_queries(3):
        judged.talk_gaps(here.group, here.term, TODAY)
    mentee = here.actor("mentee")
    with django_assert_num_queries(1):
        gaps.decisions_owed(mentee, TODAY)
    with django_assert_num_queries(2):
        gaps.designs_owed(mentee, here.term, TODAY)
    with django_assert_num_queries(1):
        gaps.follow_ups_owed(mentee, here.term, TODAY)


@pytest.mark.parametrize("count", [1, 5])
def test_notes_and_talks(count: int, here: SmallSchool, django_assert_num_queries: Any) -> None:
    for number, day in enumerate(SCHOOL_DAYS[:count]):
        theory_note(here, day=day, key_points=[f"{number}", "二", "三"])
        talk(here, day=day, issue=f"{day}的事")
    with django_assert_num_queries(1):
        assert [note.group.school.name for note in papers.theory_notes_of(here.group, here.term)] == ["青禾实验小学"] * count
    with django_assert_num_queries(2):
        assert [len(row.speakers.all()) for row in papers.talks_of(here.group, here.term)] == [2] * count


def test_open_page_that_asks_in_vain_costs_two_queries_of_ours(here: SmallSchool, django_assert_num_queries: Any) -> None:
    activity = opened(here)
    actor = here.actor("teacher")
    with django_assert_num_queries(2):
        meetings.pulse(meetings.activity_of(actor, activity.pk))


@pytest.mark.parametrize("count", [1, 20])
def test_poll_answers_204_until_something_happens_and_then_with_a_fixed_number_of_queries(
    count: int, here: SmallSchool, client_as: Callable[[str], Client], django_assert_num_queries: Any
) -> None:
    activity = opened(here)
    for number in range(count):
        talked.add_opinion(by=here.actor("leader"), activity=activity, speaker=here.people["teacher"], text=f"{number}", at=IN_MEETING)
    client, seen = client_as("teacher"), meetings.pulse(activity)
    with django_assert_num_queries(7):
        assert client.get(f"/activities/{activity.pk}/live?seen={seen}").status_code == 204
    attendance.check_in(by=here.actor("mentee"), key=activity.check_in_key, at=IN_MEETING)
    with django_assert_num_queries(20):
        answer = client.get(f"/activities/{activity.pk}/live?seen={seen}")
    assert answer.status_code == 200
    assert f'name="seen" value="{meetings.pulse(activity)}"' in answer.content.decode()


@pytest.mark.parametrize("page", ["list", "unit_analyses", "theory_notes", "daily_talks"])
def test_pages_cost_the_same_with_one_row_and_with_many(page: str, here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    address = reverse(f"activities:{page}", args=[here.group.pk, here.term.key])
    client = client_as("leader")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def more(number: int, day: date) -> None:
        ended(here, day)
        theory_note(here, day=day, key_points=[f"{number}", "二", "三"])
        talk(here, day=day, issue=f"{day}的事")

    analysis(here)
    more(0, SCHOOL_DAYS[0])
    one = cost()
    for number, day in enumerate(SCHOOL_DAYS[1:], start=1):
        more(number, day)
    assert cost() == one


def test_previous_meeting_is_the_last_one_held_before(here: SmallSchool) -> None:
    first, second = fill(here, SCHOOL_DAYS[:2])
    opened(here, SCHOOL_DAYS[2])
    third = opened(here)
    assert meetings.previous(third) == second
    assert meetings.previous(second) == first
    assert meetings.previous(first) is None


def test_agenda_carries_older_open_decisions_and_drops_older_done_ones(here: SmallSchool) -> None:
    first, _second = fill(here, SCHOOL_DAYS[:2])
    old = first.decisions.get()
    activity = opened(here)
    assert old in meetings.agenda_of(activity, []).decisions
    talked.finish_decision(by=here.actor("leader"), decision=old, day=TODAY, done_note="")
    found = meetings.agenda_of(activity, []).decisions
    assert old not in found
    assert len(found) == 1


def autumn(school: SmallSchool, day: date, group: Group | None = None, name: str = "leader") -> Activity:
    """A meeting held in the term before."""
    people, by = school.people, school.actor(name, day)
    activity = activity_actions.plan_activity(
        by=replace(by, leads=by.leads | {(group or school.group).pk}),
        group=group or school.group,
        term=school.term1,
        day=day,
        starts=time(14, 30),
        ends=time(16, 0),
        place="数学备课室",
        topic="期末复习",
        host=people[name],
        lead_speaker=people[name],
        recorder=people[name],
    )
    Activity.objects.filter(pk=activity.pk).update(state="ended", opened_at=at(14, 30, day), closed_at=at(16, 0, day))
    return activity


def left(school: SmallSchool, activity: Activity, what: str, done: date | None = None) -> Decision:
    return Decision.objects.create(
        school=school.school, activity=activity, what=what, owner=school.people["teacher"], due=activity.day, done_on=done
    )


def test_first_meeting_of_a_term_carries_what_the_term_before_left_open(here: SmallSchool) -> None:
    last = autumn(here, date(2024, 1, 9))
    left(here, last, "整理错例")
    left(here, last, "已做好的", done=date(2024, 1, 10))
    left(here, autumn(here, date(2023, 10, 10)), "更早留下的")
    left(here, autumn(here, date(2023, 10, 17), here.other, "mentor"), "别组的")

    agenda = meetings.agenda_of(planned(here), [])

    assert [row.what for row in agenda.decisions] == ["更早留下的", "整理错例"]
    assert agenda.last is None


def test_what_the_followed_group_left_open_is_carried_and_finished_by_the_leader_of_today(
    here: SmallSchool, client_as: Callable[[str], Client]
) -> None:
    former = here.other
    row = left(here, autumn(here, date(2024, 1, 9), former, "mentor"), "整理错例")
    activity = planned(here)
    assert meetings.agenda_of(activity, []).decisions == ()

    Group.objects.filter(pk=here.group.pk).update(follows=former)

    activity = meetings.activity_of(here.actor("leader"), activity.pk)
    assert list(meetings.agenda_of(activity, []).decisions) == [row]
    for name, allowed in (("leader", True), ("teacher", True), ("mentee", False), ("head", False)):
        assert access.may_finish_decision(here.actor(name), Decision.objects.select_related("activity").get(pk=row.pk)) is allowed
    for name, allowed in (("leader", True), ("mentee", False)):  # the page of the old record offers what the verb allows
        html = client_as(name).get(reverse("activities:activity", args=[row.activity_id])).content.decode()
        assert (reverse("activities:finish_decision", args=[row.pk]) in html) is allowed
    # Leading some other group is not enough: it is the leader of the group that follows who takes it over.
    elsewhere = Group.objects.create(
        school=here.school, kind="prep", name="六年级数学备课组", school_year=here.year, subject=here.subject, grade=6, parent=here.research
    )
    Role.objects.create(school=here.school, person=here.people["mentee"], kind="group_leader", group=elsewhere, starts=here.year.starts)
    assert not access.may_finish_decision(here.actor("mentee"), Decision.objects.select_related("activity").get(pk=row.pk))


def test_agenda_shows_the_talks_since_the_last_meeting_only(here: SmallSchool) -> None:
    fill(here, [SCHOOL_DAYS[3]])
    talk(here, day=SCHOOL_DAYS[3], issue="那天的事")
    talk(here, day=yesterday(), issue="昨天的事")
    assert [row.issue for row in meetings.agenda_of(opened(here), []).talks] == ["昨天的事"]


def test_first_meeting_of_a_term_does_not_bring_back_the_talks_of_the_term_before(here: SmallSchool) -> None:
    old = talk(here, day=SCHOOL_DAYS[0], issue="上学期的事")
    DailyTalk.objects.filter(pk=old.pk).update(term=here.term1, day=here.term1.last_school_day)
    assert meetings.agenda_of(opened(here), []).talks == ()


def test_next_meeting_is_the_open_one_or_the_next_planned(here: SmallSchool) -> None:
    later = planned(here, TODAY + timedelta(days=13))
    assert meetings.next_meeting(here.group, here.term, TODAY) == later
    running = opened(here)
    assert meetings.next_meeting(here.group, here.term, TODAY) == running


@pytest.mark.parametrize(
    "read", [meetings.activity_of, units.analysis_of, papers.theory_note_of, papers.talk_of, meetings.opinion_of, meetings.decision_of]
)
def test_rows_of_the_other_school_are_unknown_and_of_other_groups_refused(read: Callable[..., Any], two_schools: TwoSchools) -> None:
    here = two_schools.here
    with school_scope(here.school.pk):
        activity = opened(here)
        made = {
            "activity_of": activity,
            "analysis_of": analysis(here),
            "theory_note_of": theory_note(here),
            "talk_of": talk(here),
            "opinion_of": talked.add_opinion(
                by=here.actor("leader"), activity=activity, speaker=here.people["teacher"], text="话", at=IN_MEETING
            ),
            "decision_of": talked.add_decision(
                by=here.actor("leader"), activity=activity, what="事", owner=here.people["teacher"], due=TODAY, at=IN_MEETING
            ),
        }[read.__name__]
        assert read(here.actor("head"), made.pk) == made
        with pytest.raises(NotAllowed):
            read(here.actor("mentor"), made.pk)
    with school_scope(two_schools.there.school.pk), pytest.raises(Http404):
        read(two_schools.there.actor("neighbour"), made.pk)
