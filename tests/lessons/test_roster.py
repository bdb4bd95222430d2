"""The roster of practice lessons in the small school: proposed, edited, published, opened again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.activities.models import Activity
from jiaoyan.lessons import access
from jiaoyan.lessons.actions import research, rostering
from jiaoyan.lessons.models import PracticeRoster, ResearchLesson
from jiaoyan.lessons.queries import roster as queries
from jiaoyan.lessons.rules.roster import Line, Turn
from jiaoyan.lessons.rules.timetable import Period
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.queries import moment
from tests.conftest import TODAY, SmallSchool
from tests.lessons.builders import cohort, meeting, published, research_place, rostered

ROLES = ("leader", "teacher", "mentee", "mentor", "head", "liaison", "office", "admin")


def lines(roster: PracticeRoster) -> list[Line]:
    return [Line(slot.pk, queries.turn_of(slot), slot.topic) for slot in queries.slots_of(roster)]


def save(school: SmallSchool, roster: PracticeRoster, wanted: list[Line]) -> PracticeRoster:
    return rostering.save_roster(by=school.actor("head"), place=research_place(school), version=roster.version, lines=wanted)


def test_cohort_are_the_young_by_the_first_day_who_teach(here: SmallSchool) -> None:
    here.people["teacher"].born_on = date(1988, 2, 21)  # 36 on the first day
    here.people["teacher"].save()
    here.people["mentee"].born_on = date(1988, 2, 22)  # 36 a day later
    here.people["mentee"].save()
    assert [each.name for each in queries.material_of(research_place(here)).cohort] == ["陈小禾"]


def test_periods_offered_leave_out_the_groups_activities_and_begin_when_the_roster_stands(here: SmallSchool) -> None:
    meeting(here, day=date(2024, 5, 28))
    roster = rostered(here)
    days = [slot.day for slot in queries.slots_of(roster)]
    assert days
    assert min(days) >= date(2024, 3, 6)
    assert max(days) < date(2024, 6, 17)


def test_published_line_becomes_a_planned_practice_lesson_of_the_teachers_group(here: SmallSchool) -> None:
    roster = published(here)
    slots = queries.slots_of(roster)
    lessons = list(ResearchLesson.objects.all())
    assert len(lessons) == len(slots) > 0
    assert {(lesson.type, lesson.level, lesson.group_id) for lesson in lessons} == {("practice", "school", here.group.pk)}
    assert [(slot.lesson.day, slot.lesson.period_no) for slot in slots if slot.lesson] == [(slot.day, slot.period_no) for slot in slots]


def test_published_roster_is_opened_again_before_it_changes_and_its_lessons_move_with_it(here: SmallSchool) -> None:
    roster = published(here)
    first, *others = lines(roster)
    moved = Line(first.key, Turn(first.turn.teacher, Period(date(2024, 3, 8), 1, first.turn.period.class_id)), "轴对称")
    with pytest.raises(rostering.Published):
        save(here, roster, [moved, *others])
    rostering.reopen_roster(by=here.actor("head"), roster=roster, version=roster.version)
    roster.refresh_from_db()
    roster = save(here, roster, [moved, *others[:-1]])
    place = research_place(here)
    rostering.publish_roster(by=here.actor("head"), place=place, roster=roster, version=roster.version, at=moment(TODAY))
    assert ResearchLesson.objects.filter(removed_at__isnull=True).count() == len(others)
    assert ResearchLesson.objects.filter(day=date(2024, 3, 8), topic="轴对称").count() == 1


def reopened(school: SmallSchool, roster: PracticeRoster) -> PracticeRoster:
    rostering.reopen_roster(by=school.actor("head"), roster=roster, version=roster.version)
    roster.refresh_from_db()
    return roster


def publish(school: SmallSchool, roster: PracticeRoster) -> None:
    place = research_place(school)
    rostering.publish_roster(by=school.actor("head"), place=place, roster=roster, version=roster.version, at=moment(TODAY))


def choose(slot: int | None, topic: str) -> ResearchLesson:
    """What the teacher does on the page of the lesson that a line became."""
    lesson = ResearchLesson.objects.get(slot=slot)
    ResearchLesson.objects.filter(pk=lesson.pk).update(topic=topic, version=lesson.version + 1)
    return lesson


def test_topic_added_to_an_opened_roster_reaches_a_lesson_without_one_when_it_is_published(here: SmallSchool) -> None:
    roster = reopened(here, published(here))
    first, *others = lines(roster)
    roster = save(here, roster, [replace(first, topic="轴对称"), *others])
    assert ResearchLesson.objects.get(slot=first.key).topic == ""
    publish(here, roster)
    assert ResearchLesson.objects.get(slot=first.key).topic == "轴对称"


def test_moved_line_leaves_the_teacher_s_newer_topic_alone(here: SmallSchool) -> None:
    roster = reopened(here, published(here))
    first, *others = lines(roster)
    roster = save(here, roster, [replace(first, topic="轴对称"), *others])
    publish(here, roster)
    choose(first.key, "教师自己选的")
    roster.refresh_from_db()
    roster = reopened(here, roster)
    moved = replace(first, turn=Turn(first.turn.teacher, Period(date(2024, 3, 8), 1, first.turn.period.class_id)), topic="轴对称")
    roster = save(here, roster, [moved, *others])
    publish(here, roster)
    lesson = ResearchLesson.objects.get(slot=first.key)
    assert (lesson.day, lesson.topic) == (date(2024, 3, 8), "教师自己选的")


def test_proposal_taken_over_an_opened_roster_keeps_each_lesson_with_the_words_of_its_teacher(here: SmallSchool) -> None:
    roster = reopened(here, published(here))
    first, *others = lines(roster)
    lesson = choose(first.key, "教师自己选的")
    moved = replace(first, turn=Turn(first.turn.teacher, Period(date(2024, 3, 8), 1, first.turn.period.class_id)), topic="教师自己选的")
    roster = save(here, roster, [moved, *others])

    rostering.adopt_proposal(by=here.actor("head"), place=research_place(here), version=roster.version)
    roster.refresh_from_db()
    assert {line.key for line in lines(roster)} == {line.key for line in (first, *others)}
    lesson.refresh_from_db()
    assert (lesson.slot.topic_now, lesson.removed_at) == ("教师自己选的", None)


def test_topic_chosen_by_the_teacher_between_saving_and_publishing_stays(here: SmallSchool) -> None:
    roster = reopened(here, published(here))
    first, *others = lines(roster)
    roster = save(here, roster, [replace(first, topic="轴对称"), *others])
    lesson = choose(first.key, "教师自己选的")
    publish(here, roster)
    lesson.refresh_from_db()
    assert lesson.topic == "教师自己选的"


def test_other_words_over_the_teacher_s_topic_are_refused_in_their_cell_and_the_former_ones_are_not(here: SmallSchool) -> None:
    roster = reopened(here, published(here))
    first, *others = lines(roster)
    choose(others[0].key, "教师自己选的")
    with pytest.raises(rostering.LinesAtFault) as refused:
        save(here, roster, [first, replace(others[0], topic="平移"), *others[1:]])
    [fault] = refused.value.faults
    assert (fault.row, fault.column) == (1, "topic")
    assert "请仍写“教师自己选的”" in fault.sentence
    assert save(here, roster, [first, *others]).version == roster.version, "the form says what the roster said before: nothing to store"


def test_topic_the_lesson_still_has_from_the_roster_follows_the_roster(here: SmallSchool) -> None:
    roster = reopened(here, published(here))
    first, *others = lines(roster)
    roster = save(here, roster, [replace(first, topic="轴对称"), *others])
    publish(here, roster)
    roster.refresh_from_db()
    roster = reopened(here, roster)
    before = ResearchLesson.objects.get(slot=first.key)
    roster = save(here, roster, [replace(first, topic="轴对称图形"), *others])
    publish(here, roster)
    lesson = ResearchLesson.objects.get(slot=first.key)
    assert lesson.topic == "轴对称图形"
    assert lesson.version > before.version, "a page of the lesson that was open meanwhile is told"


def test_opened_roster_shows_the_topics_of_its_lessons(here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    roster = published(here)
    choose(lines(roster)[0].key, "教师自己选的")
    reopened(here, roster)
    page = client_as("head").get(reverse("lessons:roster_edit", args=[here.research.pk, here.term.key]))
    assert page.context["grid"].rows[0].values["topic"] == "教师自己选的"


def test_meeting_of_the_whole_research_group_keeps_its_half_day_free(here: SmallSchool) -> None:
    cohort(here)
    place = research_place(here)
    day = min(period.day for each in queries.material_of(place).cohort for period in each.periods)
    Activity.objects.filter(pk=meeting(here).pk).update(group=here.research, day=day, starts=time(8, 30))
    busy = queries.material_of(place).ground.busy
    assert any(period.day == day for periods in busy.values() for period in periods)
    assert {meeting for periods in busy.values() for period, meeting in periods.items() if period.day == day} == {
        f"08:30有{here.research.name}的活动"
    }


def test_line_whose_lesson_was_held_is_published_again_although_a_meeting_was_set_for_its_time_since(here: SmallSchool) -> None:
    roster = published(here)
    slot, *rest = queries.slots_of(roster)
    assert slot.lesson is not None
    research.save_step(by=here.actor("mentee"), lesson=slot.lesson, kind="taught", done=True, text="", version=0, today=TODAY)
    Activity.objects.filter(pk=meeting(here).pk).update(group=here.research, day=slot.day, starts=time(8, 30))
    roster = reopened(here, roster)
    assert queries.material_of(research_place(here)).faults([queries.turn_of(slot)]), "a line that is still to come would be refused"
    topics = [replace(line, topic="轴对称图形") if line.key == rest[0].pk else line for line in lines(roster)]
    publish(here, save(here, roster, topics))
    roster.refresh_from_db()
    assert roster.published_at is not None


def test_lesson_that_was_held_stays_when_its_line_goes(here: SmallSchool) -> None:
    roster = published(here)
    slot = queries.slots_of(roster)[0]
    assert slot.lesson is not None
    research.save_step(by=here.actor("mentee"), lesson=slot.lesson, kind="taught", done=True, text="", version=0, today=TODAY)
    rostering.reopen_roster(by=here.actor("head"), roster=roster, version=roster.version)
    roster.refresh_from_db()
    save(here, roster, [])
    standing = ResearchLesson.objects.filter(removed_at__isnull=True)
    assert [lesson.pk for lesson in standing] == [slot.lesson.pk]


def test_same_lines_again_change_nothing_and_a_lost_race_is_told(here: SmallSchool) -> None:
    roster = rostered(here)
    assert save(here, roster, lines(roster)).version == roster.version
    changed = save(here, roster, lines(roster)[:1])
    with pytest.raises(ChangedMeanwhile):
        save(here, roster, [])
    assert changed.version == roster.version + 1


def test_line_at_fault_is_refused_with_its_row_and_nothing_is_stored(here: SmallSchool) -> None:
    roster = rostered(here)
    wrong = Line(None, Turn(here.people["mentee"].pk, Period(date(2024, 4, 4), 1, here.classes[2].pk)))
    with pytest.raises(rostering.LinesAtFault) as caught:
        save(here, roster, [wrong])
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(0, "day")]
    assert len(queries.slots_of(roster)) == len(lines(roster)) > 0


def test_empty_roster_is_not_published(here: SmallSchool) -> None:
    roster = save(here, rostered(here), [])
    with pytest.raises(Refused, match="没有可公布的"):
        rostering.publish_roster(by=here.actor("head"), place=research_place(here), roster=roster, version=roster.version, at=moment(TODAY))


def test_turns_of_published_rosters_of_earlier_terms_count_and_who_comes_new_starts_close_to_the_others(here: SmallSchool) -> None:
    published(here)
    later = research_place(here)
    turns = queries.turns_before(here.research, here.term)
    assert turns == {}
    roster = PracticeRoster.objects.get()
    roster.term = here.term1
    roster.save()
    went = len(queries.slots_of(roster))
    assert queries.turns_before(later.group, here.term) == {here.people["mentee"].pk: went}
    here.people["teacher"].born_on = date(1995, 1, 1)
    here.people["teacher"].save()
    cohort = queries.material_of(later).cohort
    assert [(each.name, each.turns) for each in cohort] == [("周予安", went - 1), ("陈小禾", went)]
    assert went > 1


def test_policy_and_filter_agree_before_and_after_publication(here: SmallSchool) -> None:
    for make in (rostered, published):
        roster = make(here)
        for role in ROLES:
            actor = here.actor(role)
            visible = PracticeRoster.objects.filter(access.rosters_visible_to(actor)).exists()
            assert visible == access.may_read_roster(actor, roster), role


def test_teacher_writes_no_roster(here: SmallSchool) -> None:
    with pytest.raises(NotAllowed):
        rostering.adopt_proposal(by=here.actor("leader"), place=research_place(here), version=0)
