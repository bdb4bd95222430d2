"""What lessons count for, and what is owed: each with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiaoyan.lessons.actions import observing, research, rostering
from jiaoyan.lessons.facts import facts, observation_key
from jiaoyan.lessons.models import Observation, PracticeRoster
from jiaoyan.lessons.queries import observations
from jiaoyan.lessons.queries import research as lessons
from jiaoyan.lessons.queries import roster as rosters
from jiaoyan.lessons.queries.owed import owed
from jiaoyan.quotas.extent import Extent
from jiaoyan.quotas.queries import extent_of
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.quotas.rules.kinds import KINDS
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import calendar_of
from tests.conftest import TODAY, SmallSchool
from tests.lessons.builders import commented, observed, planned, published, research_place, rostered


def extent(school: SmallSchool, group: Group | None = None, day: date = TODAY, person: str = "") -> Extent:
    one = school.people[person].pk if person else None
    return extent_of(group or school.research, school.term, calendar_of(school.term), day, one)


def of_kind(found: list[Fact], kind: str) -> list[Fact]:
    return [fact for fact in found if fact.kind == kind]


def held(school: SmallSchool) -> None:
    research.save_step(by=school.actor("teacher"), lesson=planned(school), kind="taught", done=True, text="", version=0, today=TODAY)


def test_observation_counts_for_observer_and_the_groups_above_the_visit_for_the_teacher_alone(here: SmallSchool) -> None:
    row = observed(here, lesson_type="practice", way="mentor")
    removed_one = observed(here, period_no=5)
    Observation.objects.filter(pk=removed_one.pk).update(removed_at=removed_one.recorded_at)
    found = list(facts(extent(here)))
    (seen,), (visit,) = of_kind(found, "observation"), of_kind(found, "visited")
    leader, teacher = here.people["leader"].pk, here.people["teacher"].pk
    assert seen.subjects == {Subject("person", leader), Subject("group", here.group.pk), Subject("group", here.research.pk)}
    assert dict(seen.attributes) == {"purpose": "mentor", "lesson_type": "practice", "by_leader": False}
    assert visit.subjects == {Subject("person", teacher)}
    assert seen.key == visit.key == observation_key(row.pk)


def test_research_lesson_counts_once_it_was_held(here: SmallSchool) -> None:
    planned(here)
    assert of_kind(list(facts(extent(here))), "research_lesson") == []
    held(here)
    commented(here)
    (fact,) = of_kind(list(facts(extent(here))), "research_lesson")
    assert dict(fact.attributes) == {"type": "research", "level": "group", "commented": True, "steps": 1}
    assert Subject("person", here.people["teacher"].pk) in fact.subjects
    assert Subject("group", here.research.pk) in fact.subjects


def test_roster_opened_again_to_change_a_line_keeps_the_day_it_was_first_published(here: SmallSchool) -> None:
    roster = published(here)
    PracticeRoster.objects.filter(pk=roster.pk).update(first_published_on=date(2024, 3, 1))
    roster.refresh_from_db()
    rostering.reopen_roster(by=here.actor("head"), roster=roster, version=roster.version)
    (fact,) = of_kind(list(facts(extent(here))), "lesson_roster")
    assert fact.day == date(2024, 3, 1)
    published(here)
    assert PracticeRoster.objects.get(pk=roster.pk).first_published_on == date(2024, 3, 1)


def test_roster_counts_for_its_research_group_from_the_day_it_was_published(here: SmallSchool) -> None:
    roster = rostered(here)
    assert of_kind(list(facts(extent(here))), "lesson_roster") == []
    roster = published(here)
    day = date(2024, 3, 1)
    PracticeRoster.objects.filter(pk=roster.pk).update(first_published_on=day)
    (fact,) = of_kind(list(facts(extent(here, day=day))), "lesson_roster")
    assert (fact.day, fact.subjects) == (day, {Subject("group", here.research.pk)})
    assert of_kind(list(facts(extent(here, day=day - timedelta(days=1)))), "lesson_roster") == []


def test_facts_use_only_declared_kinds_attributes_and_subjects(here: SmallSchool) -> None:
    observed(here)
    held(here)
    published(here)
    found = list(facts(extent(here)))
    assert {fact.kind for fact in found} == {"observation", "visited", "research_lesson", "lesson_roster"}
    for fact in found:
        kind = KINDS[fact.kind]
        assert set(fact.attributes) <= set(kind.attributes)
        assert {subject.kind for subject in fact.subjects} <= set(kind.subjects)
        for name, value in fact.attributes.items():
            assert not kind.attributes[name].choices or value in kind.attributes[name].choices


def test_facts_of_one_person_leave_out_the_others(here: SmallSchool) -> None:
    observed(here)
    held(here)
    assert {fact.kind for fact in facts(extent(here, person="mentee"))} == set()
    assert {fact.kind for fact in facts(extent(here, person="teacher"))} == {"visited", "research_lesson"}
    assert {fact.kind for fact in facts(extent(here, person="leader"))} == {"observation"}


def queries_of(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def test_reads_ask_the_same_number_of_queries_for_one_row_and_for_many(here: SmallSchool) -> None:
    place, whole = research_place(here), extent(here)
    _ = whole.people, whole.groups
    leader, teacher = here.actor("leader"), here.actor("teacher")
    reads = {
        "facts": lambda: list(facts(whole)),
        "owed": lambda: owed(teacher, TODAY),
        "in_group": lambda: observations.in_group(here.actor("head"), place),
        "tallies": lambda: observations.tallies(place),
        "lessons": lambda: lessons.lessons_here(leader, place),
        "material": lambda: rosters.material_of(place),
    }
    observed(here)
    held(here)
    published(here)
    once = {name: queries_of(read) for name, read in reads.items()}
    for period in range(3, 8):
        observed(here, period_no=period)
        observed(here, by="mentee", period_no=period)
        planned(here, period_no=period)
    assert {name: queries_of(read) for name, read in reads.items()} == once
    assert once["facts"] == 3


def told(school: SmallSchool, role: str, day: date = TODAY) -> list[str]:
    return [gap.what for gap in owed(school.actor(role), day)]


def test_own_lesson_is_owed_before_its_day_to_be_ticked_after_it_and_the_comment_of_a_practice_lesson(here: SmallSchool) -> None:
    lesson = planned(here, type="practice", day=date(2024, 6, 14))
    assert told(here, "teacher") == ["准备青年教师练兵课《解方程》"]
    assert told(here, "leader") == []
    assert told(here, "teacher", date(2024, 6, 17)) == ["青年教师练兵课《解方程》上过了吗？请勾选“上课”"]
    later = date(2024, 6, 17)
    research.save_step(by=here.actor("teacher"), lesson=lesson, kind="taught", done=True, text="", version=0, today=later)
    assert told(here, "teacher", later) == ["补记青年教师练兵课《解方程》的专家点评"]
    research.add_comment(by=here.actor("teacher"), lesson=lesson, expert="教研员", text="好")
    assert told(here, "teacher", later) == []


def test_feedback_is_owed_a_look_for_two_weeks(here: SmallSchool) -> None:
    row = observed(here, day=date(2024, 6, 11))
    assert told(here, "teacher") == ["林知远听了您的《圆的认识》，看看反馈"]
    assert told(here, "teacher", date(2024, 6, 26)) == []
    observing.remove_observation(by=here.actor("leader"), observation=row, version=1)
    assert told(here, "teacher") == []


def test_research_leader_owes_the_roster_until_it_is_published(here: SmallSchool) -> None:
    rostered(here)
    assert told(here, "head") == ["公布本学期练兵课安排"]
    assert told(here, "liaison") == []
    published(here)
    assert told(here, "head") == []


def test_roster_is_not_owed_by_a_group_that_began_with_the_system_after_the_day_it_was_due(here: SmallSchool) -> None:
    here.research.in_use_from = TODAY
    here.research.save()
    assert told(here, "head") == []


def test_somebody_without_a_group_is_asked_nothing_at_no_query(here: SmallSchool) -> None:
    admin = here.actor("admin")
    assert queries_of(lambda: owed(admin, TODAY)) == 0
