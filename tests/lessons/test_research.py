"""Research lessons: arranged, made from a meeting, held, commented on, called off."""

from __future__ import annotations

from datetime import date

import pytest

from jiaoyan.lessons import access
from jiaoyan.lessons.actions import research as actions
from jiaoyan.lessons.actions.research import CannotNote, CannotPlan
from jiaoyan.lessons.models import ExpertComment, ResearchLesson, ResearchStep
from jiaoyan.lessons.queries import research
from jiaoyan.quotas.rules.kinds import KINDS
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from tests.conftest import TODAY, SmallSchool
from tests.lessons.builders import called_off, commented, meeting, observed, planned

ROLES = ("leader", "teacher", "mentee", "mentor", "head", "liaison", "office", "admin")


def ticked(school: SmallSchool, lesson: ResearchLesson, kind: str = "taught", version: int = 0, **more: object) -> ResearchStep:
    given = {"done": True, "text": "", "today": TODAY} | more
    return actions.save_step(by=school.actor("teacher"), lesson=lesson, kind=kind, version=version, **given)  # type: ignore[arg-type]


def test_words_of_types_and_levels_are_those_that_quotas_count_by() -> None:
    told = KINDS["research_lesson"].attributes
    assert dict(ResearchLesson.Type.choices) == dict(told["type"].choices)
    assert dict(ResearchLesson.Level.choices) == dict(told["level"].choices)


def test_lesson_of_a_meeting_takes_over_teacher_day_place_and_topic_and_is_made_once(here: SmallSchool) -> None:
    activity = meeting(here)
    lesson = actions.lesson_from_meeting(by=here.actor("leader"), activity=activity)
    assert (lesson.teacher, lesson.day, lesson.place, lesson.topic) == (here.people["teacher"], activity.day, "五年级办公室", "解方程")
    actions.change_lesson(by=here.actor("leader"), lesson=lesson, version=1, day=date(2024, 5, 29))
    assert actions.lesson_from_meeting(by=here.actor("mentee"), activity=activity) == lesson
    assert ResearchLesson.objects.count() == 1


@pytest.mark.parametrize(
    ("topic", "agenda", "expected"),
    [
        ("观摩周予安《整理与练习2》；小结第一单元", [], "整理与练习2"),
        ("研讨第三单元《因数与倍数》", ["观摩周予安执教《认识方程》"], "认识方程"),
        ("研讨第三单元《因数与倍数》", [], ""),
        ("周予安上研究课，研讨第三单元《因数与倍数》", [], ""),
    ],
)
def test_topic_is_what_stands_in_title_marks_right_after_the_teachers_name(
    here: SmallSchool, topic: str, agenda: list[str], expected: str
) -> None:
    activity = meeting(here, topic=topic, agenda=agenda)
    assert actions.topic_of_meeting(activity) == expected


def test_meeting_without_a_teacher_gives_no_lesson(here: SmallSchool) -> None:
    activity = meeting(here)
    activity.lesson_teacher = None
    with pytest.raises(CannotPlan):
        actions.lesson_from_meeting(by=here.actor("leader"), activity=activity)


def test_day_without_school_or_out_of_term_is_refused(here: SmallSchool) -> None:
    for day in (date(2024, 4, 4), date(2024, 7, 5)):
        with pytest.raises(CannotPlan) as caught:
            planned(here, day=day)
        assert caught.value.field == "day"


def test_lesson_is_held_once_its_step_is_ticked_and_not_before_its_day(here: SmallSchool) -> None:
    lesson = planned(here)
    ticked(here, lesson)
    assert research.is_held(research.lesson_of(here.actor("leader"), lesson.pk))
    later = planned(here, day=date(2024, 6, 14))
    with pytest.raises(CannotNote, match="上过以后再勾选"):
        ticked(here, later)


def test_steps_keep_their_version_and_the_same_words_again_change_nothing(here: SmallSchool) -> None:
    lesson = planned(here)
    first = ticked(here, lesson, "goals", text="会用等式的性质解方程")
    assert ticked(here, lesson, "goals", text="会用等式的性质解方程").version == first.version
    with pytest.raises(ChangedMeanwhile):
        ticked(here, lesson, "goals", text="别的")
    assert ticked(here, lesson, "goals", version=1, text="别的").version == 2
    assert research.line_of(research.lesson_of(here.actor("leader"), lesson.pk)).steps == 1


def test_comment_needs_who_and_what_is_kept_once_and_can_be_taken_out(here: SmallSchool) -> None:
    lesson = planned(here)
    with pytest.raises(CannotNote) as caught:
        actions.add_comment(by=here.actor("leader"), lesson=lesson, expert=" ", text="")
    assert set(caught.value.problems) == {"expert", "text"}
    comment = commented(here)
    assert commented(here) == comment
    actions.remove_comment(by=here.actor("leader"), comment=comment, version=1)
    assert not research.line_of(research.lesson_of(here.actor("leader"), lesson.pk)).commented
    actions.restore_comment(by=here.actor("leader"), comment=comment)
    assert ExpertComment.objects.get().removed_at is None


def test_change_of_a_comment_sent_again_is_stored_once_and_the_same_written_anew_keeps_a_removed_one_out(here: SmallSchool) -> None:
    comment, by = commented(here), here.actor("leader")
    for _ in range(2):
        row = actions.change_comment(by=by, comment=comment, version=1, expert="教研员", text="留白恰当。")
    assert row.version == 2
    with pytest.raises(ChangedMeanwhile):
        actions.change_comment(by=by, comment=comment, version=1, expert="教研员", text="后写的。")
    actions.remove_comment(by=by, comment=comment, version=2)
    actions.add_comment(by=by, lesson=comment.lesson, expert="教研员", text="留白恰当。")
    with pytest.raises(CannotNote, match="不用再恢复"):
        actions.restore_comment(by=by, comment=comment)
    assert ExpertComment.objects.filter(removed_at__isnull=True).count() == 1


def test_changed_lesson_sent_again_is_stored_once_and_another_change_refused(here: SmallSchool) -> None:
    lesson, by = planned(here), here.actor("leader")
    for _ in range(2):
        row = actions.change_lesson(by=by, lesson=lesson, version=1, topic="整理与复习")
    assert row.version == 2
    with pytest.raises(ChangedMeanwhile):
        actions.change_lesson(by=by, lesson=lesson, version=1, topic="后写的")


def test_observers_are_those_who_wrote_an_observation_of_it(here: SmallSchool) -> None:
    lesson = planned(here)
    observed(here, period_no=1, research_lesson=lesson)
    observed(here, by="mentee", period_no=1, research_lesson=lesson)
    assert set(research.line_of(research.lesson_of(here.actor("leader"), lesson.pk)).observers) == {"林知远", "陈小禾"}


@pytest.mark.parametrize("level", ["group", "school"])
def test_policy_and_filter_agree_for_everyone(here: SmallSchool, level: str) -> None:
    lesson = planned(here, level=level)
    for role in ROLES:
        actor = here.actor(role)
        visible = ResearchLesson.objects.filter(access.lessons_visible_to(actor)).exists()
        assert visible == access.may_read_lesson(actor, lesson), role


def test_lesson_above_the_group_is_announced_to_all_groups_but_a_groups_own_is_not(here: SmallSchool) -> None:
    mentor = here.actor("mentor")
    assert not access.may_read_lesson(mentor, planned(here))
    assert access.may_read_lesson(mentor, planned(here, level="school", period_no=3))


def test_called_off_and_brought_back_unless_arranged_again(here: SmallSchool) -> None:
    lesson = called_off(here)
    actions.restore_lesson(by=here.actor("teacher"), lesson=lesson)
    lesson.refresh_from_db()
    assert lesson.removed_at is None
    actions.call_off(by=here.actor("teacher"), lesson=lesson, version=lesson.version)
    planned(here)
    with pytest.raises(CannotPlan, match="已经另外安排"):
        actions.restore_lesson(by=here.actor("teacher"), lesson=lesson)


def test_same_lesson_sent_twice_is_one_other_words_at_that_time_are_refused_not_dropped(here: SmallSchool) -> None:
    first = planned(here)
    assert planned(here) == first
    with pytest.raises(CannotPlan, match="5月21日第1节这位老师已经安排了一节研究课"):
        planned(here, topic="列方程", level="school")
    assert ResearchLesson.objects.count() == 1


def test_two_topics_on_one_day_with_the_period_still_open_are_two_lessons(here: SmallSchool) -> None:
    planned(here, period_no=None)
    planned(here, period_no=None, topic="列方程")
    assert ResearchLesson.objects.count() == 2


def test_lesson_is_not_moved_onto_another_of_the_same_teacher_but_its_topic_may_change(here: SmallSchool) -> None:
    planned(here)
    other = planned(here, period_no=3)
    with pytest.raises(CannotPlan, match="已经安排"):
        actions.change_lesson(by=here.actor("teacher"), lesson=other, version=1, period_no=1)
    assert actions.change_lesson(by=here.actor("teacher"), lesson=other, version=1, topic="列方程").topic == "列方程"


def test_colleague_of_the_group_writes_steps_but_does_not_move_the_lesson(here: SmallSchool) -> None:
    lesson = planned(here)
    actions.save_step(by=here.actor("mentee"), lesson=lesson, kind="discussion", done=True, text="导入改成天平", version=0, today=TODAY)
    with pytest.raises(NotAllowed):
        actions.change_lesson(by=here.actor("mentee"), lesson=lesson, version=1, day=TODAY)
