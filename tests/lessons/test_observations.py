"""Observations: what is kept, what is refused, who reads it, what can be undone."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from jiaoyan.lessons import access
from jiaoyan.lessons.actions import observing
from jiaoyan.lessons.actions.observing import CannotObserve
from jiaoyan.lessons.models import Observation
from jiaoyan.lessons.queries import observations
from jiaoyan.quotas.rules.kinds import KINDS, LESSON_TYPES
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.models import HistoryLine, Membership, TimetableSlot
from tests.conftest import TODAY, YEAR_BEGINS, SmallSchool
from tests.lessons.builders import DAY, observed, removed, research_place, values

ROLES = ("leader", "teacher", "mentee", "mentor", "head", "liaison", "office", "admin")


def refused(school: SmallSchool, **more: object) -> dict[str, str]:
    with pytest.raises(CannotObserve) as caught:
        observed(school, **more)
    assert Observation.objects.count() == 0
    return caught.value.problems


def test_words_of_types_and_ways_are_those_that_quotas_count_by() -> None:
    assert dict(Observation._meta.get_field("lesson_type").choices) == LESSON_TYPES
    assert dict(Observation.Way.choices) == dict(KINDS["observation"].attributes["purpose"].choices)


def test_observation_is_kept_with_class_from_the_timetable_and_a_line_of_history(here: SmallSchool) -> None:
    row = observed(here, period_no=1)
    assert row.school_class == here.classes[1]
    assert row.teacher_group_id == here.group.pk
    assert not row.by_leader
    line = HistoryLine.objects.get(verb="observation")
    assert line.text == "记听课：周予安《圆的认识》，5月21日第1节"


def test_one_thing_seen_is_enough_and_empty_steps_are_dropped(here: SmallSchool) -> None:
    row = observed(here, steps=[{"time": " "}, {"teaching": " 摆小棒 "}], highlights=[], suggestions=[])
    assert row.steps == [{"time": "", "teaching": "摆小棒", "pupils": "", "comment": ""}]


def test_nothing_written_own_lesson_no_teacher_or_no_topic_is_refused_with_a_sentence(here: SmallSchool) -> None:
    assert "highlights" in refused(here, steps=[], highlights=[], suggestions=[])
    assert refused(here, teacher=here.people["leader"]) == {"teacher": "自己的课写教学反思，不算听课。"}
    assert set(refused(here, teacher=None, topic=" ")) == {"teacher", "topic"}
    assert "teacher" in refused(here, guest="外校李老师")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 6, 13), "日期不晚于今天"),
        (date(2024, 1, 10), "不在本学期（2月21日至6月28日），请核对"),
        (date(2024, 4, 4), "放假"),
        (date(2024, 5, 18), "周末"),
    ],
)
def test_day_to_come_out_of_term_or_without_school_is_refused(here: SmallSchool, day: date, words: str) -> None:
    assert words in refused(here, day=day)["day"]


def test_guests_lesson_on_a_weekend_has_no_class(here: SmallSchool) -> None:
    row = observed(here, teacher=None, guest="区研训活动，李老师", day=date(2024, 5, 18), school_class=here.classes[0])
    assert (row.school_class, row.teacher_group, row.taught_by) == (None, None, "区研训活动，李老师")


def test_same_lesson_sent_twice_is_one_observation_another_at_that_time_is_refused(here: SmallSchool) -> None:
    first = observed(here)
    assert observed(here) == first
    with pytest.raises(CannotObserve, match="您已经记了周予安《圆的认识》"):
        observed(here, teacher=here.people["mentee"])
    assert Observation.objects.count() == 1


@pytest.mark.parametrize("more", [{"suggestions": ["板书再大一些"]}, {"steps": []}, {"lesson_type": "practice"}, {"way": "mentor"}])
def test_more_written_about_the_same_lesson_is_never_taken_for_a_repeat_and_dropped(here: SmallSchool, more: dict[str, object]) -> None:
    observed(here)
    with pytest.raises(CannotObserve, match="请修改那一条"):
        observed(here, **more)


def test_database_itself_refuses_two_at_one_time_and_an_observation_of_nobody(here: SmallSchool) -> None:
    row = observed(here)
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(**_copied(row, topic="另一节"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(**_copied(row, teacher=None, school_class=None, period_no=5))


def _copied(row: Observation, **more: object) -> dict[str, object]:
    names = ("school", "group", "term", "observer", "teacher", "topic", "day", "period_no", "recorded_at")
    return {name: getattr(row, name) for name in names} | more


def test_leaders_visit_is_marked_a_colleagues_is_not(here: SmallSchool) -> None:
    by_head = observing.record_observation(
        by=here.actor("head"), group=here.research, term=here.term, today=TODAY, **values(here, way="drop_in", plan_matches=True)
    )
    assert by_head.by_leader
    assert not observed(here, by="mentee").by_leader


def test_own_lesson_at_that_time_is_noticed_never_refused(here: SmallSchool) -> None:
    clash = observations.observation_of(here.actor("leader"), observed(here, period_no=1).pk)
    free = observations.observation_of(here.actor("leader"), observed(here, period_no=2).pk)
    assert observations.has_own_lesson(clash)
    assert not observations.has_own_lesson(free)
    TimetableSlot.objects.filter(school_class=here.classes[0]).delete()
    assert not observations.has_own_lesson(clash)


@pytest.mark.parametrize("removed_too", [False, True])
def test_policy_and_filter_agree_for_everyone(here: SmallSchool, removed_too: bool) -> None:
    rows = [observed(here), observed(here, by="mentee"), observed(here, teacher=None, guest="李老师", period_no=4)]
    if removed_too:
        rows.append(removed(here))
    rows = list(Observation.objects.filter(pk__in={row.pk for row in rows}))
    for role in ROLES:
        actor = here.actor(role)
        visible = set(Observation.objects.filter(access.visible_to(actor)).values_list("pk", flat=True))
        assert visible == {row.pk for row in rows if access.may_read(actor, row)}, role


def test_colleague_reads_neither_others_record_nor_what_was_said_of_another(here: SmallSchool) -> None:
    row = observed(here)
    readers = {role for role in ROLES if access.may_read(here.actor(role), row)}
    assert readers == {"leader", "teacher", "head", "liaison", "office"}


def test_record_taken_out_is_its_observers_alone(here: SmallSchool) -> None:
    row = Observation.objects.get(pk=removed(here).pk)
    assert {role for role in ROLES if access.may_read(here.actor(role), row)} == {
        role for role in ROLES if here.people[role] == row.observer
    }


def test_leader_of_the_observed_teachers_group_reads_what_another_group_observed(here: SmallSchool) -> None:
    Membership.objects.create(school=here.school, group=here.other, person=here.people["admin"], starts=YEAR_BEGINS)
    visit = observing.record_observation(by=here.actor("mentor"), group=here.other, term=here.term, today=TODAY, **values(here))
    assert access.may_read(here.actor("leader"), visit)
    assert not access.may_read(here.actor("admin"), visit)


def test_only_the_observer_changes_and_a_lost_race_is_told(here: SmallSchool) -> None:
    row = observed(here)
    with pytest.raises(NotAllowed):
        observing.change_observation(by=here.actor("head"), observation=row, version=1, today=TODAY, topic="别的")
    changed = observing.change_observation(by=here.actor("leader"), observation=row, version=1, today=TODAY, topic="圆的周长")
    assert (changed.topic, changed.version, changed.highlights) == ("圆的周长", 2, row.highlights)
    with pytest.raises(ChangedMeanwhile):
        observing.change_observation(by=here.actor("leader"), observation=row, version=1, today=TODAY, topic="圆的面积")


def test_change_sent_again_is_stored_once_though_the_class_came_from_the_timetable(here: SmallSchool) -> None:
    row, by = observed(here), here.actor("leader")
    sent = {"topic": "圆的周长", "period_no": 1, "school_class": None}
    for _ in range(2):
        changed = observing.change_observation(by=by, observation=row, version=1, today=TODAY, **sent)
    assert (changed.version, changed.school_class) == (2, here.classes[1])
    assert HistoryLine.objects.filter(verb="observation_again").count() == 1
    with pytest.raises(ChangedMeanwhile):
        observing.change_observation(by=by, observation=row, version=1, today=TODAY, **sent | {"topic": "后写的"})


def test_taken_out_and_brought_back_unless_another_stands_there(here: SmallSchool) -> None:
    row = removed(here)
    observing.restore_observation(by=here.actor("leader"), observation=row)
    row.refresh_from_db()
    assert row.removed_at is None
    observing.remove_observation(by=here.actor("leader"), observation=row, version=row.version)
    observed(here, topic="另一节")
    with pytest.raises(CannotObserve):
        observing.restore_observation(by=here.actor("leader"), observation=row)


def test_observed_teacher_answers_once_or_again_nobody_else_does(here: SmallSchool) -> None:
    row = observed(here)
    with pytest.raises(NotAllowed):
        observing.answer_observation(by=here.actor("leader"), observation=row, text="好")
    observing.answer_observation(by=here.actor("teacher"), observation=row)
    row.refresh_from_db()
    assert row.answered_at is not None
    observing.answer_observation(by=here.actor("teacher"), observation=row, text="谢谢，下次多留时间")
    observing.answer_observation(by=here.actor("teacher"), observation=row, text="谢谢，下次多留时间")
    row.refresh_from_db()
    assert row.answer == "谢谢，下次多留时间"
    assert HistoryLine.objects.filter(verb="observation_answer").count() == 2


def test_tallies_count_both_sides_for_everyone_below(here: SmallSchool) -> None:
    observed(here)
    observed(here, by="mentee")
    removed(here)
    lines = {line.person.name: line for line in observations.tallies(research_place(here))}
    assert (lines["周予安"].was_observed, lines["林知远"].observed, lines["陈小禾"].observed) == (1, 0, 1)
    assert lines["陈小禾"].last == DAY
