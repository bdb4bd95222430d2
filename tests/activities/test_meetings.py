"""A meeting from its plan to its end: what each verb does, and every reason why it does not."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from jiaoyan.activities.actions import attendance, meetings, talked, writing
from jiaoyan.activities.actions.problems import AttendanceIncomplete, CannotPlan, NotNow
from jiaoyan.activities.models import Activity
from jiaoyan.activities.queries import meetings as queries
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.models import HistoryLine, Membership
from tests.activities.builders import IN_MEETING, all_present, analysis, at, ended, opened, planned, prose, yesterday
from tests.conftest import TODAY, SmallSchool


def numbers() -> dict[date, int | None]:
    return dict(Activity.objects.values_list("day", "number"))


class TestPlanning:
    def test_meeting_is_planned_with_its_three_fixed_things_and_the_next_number(self, here: SmallSchool) -> None:
        first, second = planned(here), planned(here, date(2024, 6, 25))
        assert (first.number, second.number) == (1, 2)
        assert (first.state, first.place, first.lead_speaker) == ("planned", "数学备课室", here.people["teacher"])
        assert len(first.check_in_key) >= 32
        assert first.check_in_key != second.check_in_key

    @pytest.mark.parametrize(
        ("changes", "fields"),
        [
            ({"place": " "}, {"place"}),
            ({"topic": ""}, {"topic"}),
            ({"lead_speaker": None}, {"lead_speaker"}),
            ({"host": None, "recorder": None, "place": ""}, {"host", "recorder", "place"}),
            ({"starts": time(16, 0), "ends": time(16, 0)}, {"ends"}),
        ],
    )
    def test_whatever_is_missing_is_said_at_once(self, changes: dict[str, Any], fields: set[str], here: SmallSchool) -> None:
        with pytest.raises(CannotPlan) as refused:
            planned(here, **changes)
        assert set(refused.value.problems) == fields
        assert not Activity.objects.exists()

    @pytest.mark.parametrize(
        ("day", "ok"),
        [
            (date(2024, 6, 10), False),
            (date(2024, 6, 9), False),
            (date(2024, 5, 11), True),
            (date(2024, 1, 30), False),
            (date(2024, 1, 31), True),
            (date(2024, 6, 28), True),
            (date(2024, 6, 29), False),
        ],
        ids=["holiday", "sunday", "make-up saturday", "22 days before", "21 days before", "last day", "after the term"],
    )
    def test_day_is_a_school_day_or_within_three_weeks_before_the_term(self, day: date, ok: bool, here: SmallSchool) -> None:
        if ok:
            assert planned(here, day).day == day
        else:
            with pytest.raises(CannotPlan) as refused:
                planned(here, day)
            assert set(refused.value.problems) == {"day"}

    def test_people_of_other_groups_cannot_be_named(self, here: SmallSchool) -> None:
        with pytest.raises(CannotPlan) as refused:
            planned(here, lesson_teacher=here.people["mentor"], host=here.people["head"])
        assert set(refused.value.problems) == {"lesson_teacher", "host"}

    def test_two_meetings_at_the_same_time_are_refused_unless_the_first_is_cancelled(self, here: SmallSchool) -> None:
        first = planned(here)
        with pytest.raises(CannotPlan):
            planned(here, starts=time(15, 0), ends=time(17, 0))
        meetings.cancel_activity(by=here.actor("leader"), activity=first, reason="学校另有安排")
        assert planned(here).number == 1

    def test_meetings_are_numbered_by_day_whatever_is_added_moved_cancelled_or_restored(self, here: SmallSchool) -> None:
        by = here.actor("leader")
        later, first = planned(here, date(2024, 6, 25)), planned(here, date(2024, 6, 4))
        assert numbers() == {date(2024, 6, 4): 1, date(2024, 6, 25): 2}
        middle = planned(here)
        assert (middle.number, numbers()[date(2024, 6, 25)]) == (2, 3)
        moved = meetings.change_activity(by=by, activity=first, day=date(2024, 6, 26), moved_reason="区里有会")
        assert (moved.number, numbers()) == (3, {TODAY: 1, date(2024, 6, 25): 2, date(2024, 6, 26): 3})
        cancelled = meetings.cancel_activity(by=by, activity=middle, reason="学校另有安排")
        assert (cancelled.number, cancelled.name, numbers()) == (
            None,
            "6月12日的活动",
            {TODAY: None, date(2024, 6, 25): 1, date(2024, 6, 26): 2},
        )
        meetings.cancel_activity(by=by, activity=later, reason="学校另有安排")
        assert meetings.restore_activity(by=by, activity=middle).number == 1

    def test_two_meetings_of_a_day_are_numbered_by_the_hour(self, here: SmallSchool) -> None:
        afternoon = planned(here)
        morning = planned(here, starts=time(9, 0), ends=time(10, 0))
        afternoon.refresh_from_db()
        assert (morning.number, afternoon.number) == (1, 2)

    def test_each_group_and_term_counts_for_itself(self, here: SmallSchool) -> None:
        planned(here)
        earlier = meetings.plan_activity(
            by=here.actor("leader"),
            group=here.group,
            term=here.term1,
            day=date(2023, 10, 10),
            starts=time(14),
            ends=time(15),
            place="室",
            topic="题",
            host=here.people["leader"],
            lead_speaker=here.people["leader"],
            recorder=here.people["leader"],
        )
        assert earlier.number == 1

    def test_meeting_added_before_those_that_were_held_moves_their_numbers_too(self, here: SmallSchool) -> None:
        held = ended(here)
        planned(here, yesterday(8))
        held.refresh_from_db()
        assert held.number == 2

    @pytest.mark.parametrize("name", ["teacher", "mentor", "head", "office", "admin"])
    def test_only_the_leader_plans(self, name: str, here: SmallSchool) -> None:
        people = here.people
        with pytest.raises(NotAllowed):
            meetings.plan_activity(
                by=here.actor(name),
                group=here.group,
                term=here.term,
                day=TODAY,
                starts=time(14),
                ends=time(15),
                place="室",
                topic="题",
                host=people["leader"],
                lead_speaker=people["leader"],
                recorder=people["leader"],
            )

    def test_new_day_needs_its_reason_and_the_planned_day_stays(self, here: SmallSchool) -> None:
        activity = planned(here)
        with pytest.raises(CannotPlan) as refused:
            meetings.change_activity(by=here.actor("leader"), activity=activity, day=date(2024, 6, 13))
        assert set(refused.value.problems) == {"moved_reason"}
        moved = meetings.change_activity(by=here.actor("leader"), activity=activity, day=date(2024, 6, 13), moved_reason="全校体检")
        assert (moved.planned_day, moved.day) == (TODAY, date(2024, 6, 13))

    def test_begun_meeting_is_neither_changed_nor_cancelled(self, here: SmallSchool) -> None:
        activity = opened(here)
        with pytest.raises(NotNow):
            meetings.change_activity(by=here.actor("leader"), activity=activity, place="会议室")
        with pytest.raises(NotNow):
            meetings.cancel_activity(by=here.actor("leader"), activity=activity, reason="改期")

    def test_cancelled_meeting_can_be_restored(self, here: SmallSchool) -> None:
        activity = planned(here)
        cancelled = meetings.cancel_activity(by=here.actor("leader"), activity=activity, reason="学校另有安排")
        assert cancelled.state == "cancelled"
        for _ in range(2):  # pressed twice, it is restored once
            assert meetings.restore_activity(by=here.actor("leader"), activity=activity).state == "planned"
        with pytest.raises(NotNow):
            meetings.restore_activity(by=here.actor("leader"), activity=activity, topic="别的")

    def test_restoring_asks_what_planning_asks(self, here: SmallSchool) -> None:
        by = here.actor("leader")
        cancelled = meetings.cancel_activity(by=by, activity=planned(here), reason="学校另有安排")
        other = planned(here, topic="代替它的活动")
        with pytest.raises(CannotPlan, match="这个时间已经安排了第1次活动（代替它的活动）"):
            meetings.restore_activity(by=by, activity=cancelled)
        cancelled.refresh_from_db()
        assert (cancelled.state, cancelled.number) == ("cancelled", None)
        meetings.cancel_activity(by=by, activity=other, reason="又改了")
        Membership.objects.filter(group=here.group, person=here.people["teacher"]).update(ends=yesterday())
        with pytest.raises(CannotPlan, match="中心发言人当天不是本组成员"):
            meetings.restore_activity(by=by, activity=cancelled)

    def test_meeting_is_restored_on_another_day_when_its_own_is_taken(self, here: SmallSchool) -> None:
        by = here.actor("leader")
        cancelled = meetings.cancel_activity(by=by, activity=planned(here), reason="学校另有安排")
        planned(here)
        restored = meetings.restore_activity(by=by, activity=cancelled, day=date(2024, 6, 13), moved_reason="改到周四")
        assert (restored.state, restored.day, restored.planned_day, restored.number) == ("planned", date(2024, 6, 13), TODAY, 2)

    def test_cancelling_needs_a_reason(self, here: SmallSchool) -> None:
        with pytest.raises(CannotPlan):
            meetings.cancel_activity(by=here.actor("leader"), activity=planned(here), reason=" ")


class TestOpening:
    def test_opening_makes_a_line_for_every_member_and_the_parts_of_the_record(self, here: SmallSchool) -> None:
        activity = opened(here)
        assert {line.person for line in activity.attendance.all()} == {here.people[n] for n in ("leader", "teacher", "mentee")}
        assert {section.kind for section in activity.sections.all()} == {"review", "unit_analysis", "exercises", "discussion"}
        assert activity.opened_at == at(14, 30)

    def test_opening_twice_changes_nothing(self, here: SmallSchool) -> None:
        activity = opened(here)
        lines = HistoryLine.objects.count()
        again = meetings.open_activity(by=here.actor("mentee"), activity=activity, at=IN_MEETING)
        assert again.opened_at == at(14, 30)
        assert HistoryLine.objects.count() == lines

    def test_leave_asked_before_survives_opening(self, here: SmallSchool) -> None:
        activity = planned(here)
        attendance.ask_leave(by=here.actor("teacher"), activity=activity, reason="看病", at=at(9))
        meetings.open_activity(by=here.actor("leader"), activity=activity, at=at(14, 30))
        assert activity.attendance.get(person=here.people["teacher"]).state == "leave"

    def test_meeting_of_another_day_is_not_opened_early(self, here: SmallSchool) -> None:
        activity = planned(here, date(2024, 6, 13))
        with pytest.raises(NotNow):
            meetings.open_activity(by=here.actor("leader"), activity=activity, at=IN_MEETING)

    @pytest.mark.parametrize("name", ["teacher", "head"])
    def test_only_who_keeps_the_record_opens(self, name: str, here: SmallSchool) -> None:
        with pytest.raises(NotAllowed):
            meetings.open_activity(by=here.actor(name), activity=planned(here), at=IN_MEETING)


class TestUnits:
    def test_units_replace_the_reason_and_the_other_way_round(self, here: SmallSchool) -> None:
        activity, unit = planned(here), analysis(here)
        by = here.actor("mentee")
        row = meetings.set_unit_analyses(by=by, activity=activity, analyses=[], no_unit_reason="复习课", at=IN_MEETING)
        assert row.no_unit_reason == "复习课"
        row = meetings.set_unit_analyses(by=by, activity=activity, analyses=[unit], no_unit_reason="复习课", at=IN_MEETING)
        assert (row.no_unit_reason, list(row.unit_analyses.all())) == ("", [unit])
        meetings.set_unit_analyses(by=by, activity=activity, analyses=[], no_unit_reason="复习课", at=IN_MEETING)
        assert list(row.unit_analyses.all()) == []

    def test_neither_unit_nor_reason_is_refused(self, here: SmallSchool) -> None:
        with pytest.raises(CannotPlan):
            meetings.set_unit_analyses(by=here.actor("leader"), activity=planned(here), analyses=[], no_unit_reason=" ", at=IN_MEETING)


class TestEnding:
    def test_meeting_does_not_end_while_somebody_is_unknown(self, here: SmallSchool) -> None:
        activity = opened(here)
        attendance.mark_attendance(by=here.actor("leader"), activity=activity, person=here.people["leader"], state="present", at=IN_MEETING)
        with pytest.raises(AttendanceIncomplete, match=r"陈小禾.*周予安|周予安.*陈小禾"):
            meetings.end_activity(by=here.actor("leader"), activity=activity, at=at(16))
        activity.refresh_from_db()
        assert activity.state == "open"

    def test_other_gaps_do_not_keep_it_from_ending_and_are_shown_all_at_once(self, here: SmallSchool) -> None:
        activity = ended(here)
        assert [gap.step for gap in queries.missing_in(activity)] == ["review", "opinion", "opinions", "decisions"]

    def test_gaps_vanish_as_the_record_is_completed_after_the_end(self, here: SmallSchool) -> None:
        activity, by, moment = ended(here), here.actor("mentee"), at(17)
        writing.record_section(by=by, activity=activity, kind="review", text=prose("上周完成了方程。"), version=1, at=moment)
        meetings.set_unit_analyses(by=by, activity=activity, analyses=[analysis(here)], no_unit_reason="", at=moment)
        for name in ("teacher", "leader"):
            talked.add_opinion(by=by, activity=activity, speaker=here.people[name], text=f"{name}的意见", at=moment)
        talked.add_decision(by=by, activity=activity, what="改练习", owner=here.people["teacher"], due=TODAY, at=moment)
        assert queries.missing_in(Activity.objects.get(pk=activity.pk)) == ()

    def test_ending_twice_changes_nothing(self, here: SmallSchool) -> None:
        activity = ended(here)
        assert meetings.end_activity(by=here.actor("leader"), activity=activity, at=at(18)).closed_at == at(16)

    def test_planned_meeting_cannot_end(self, here: SmallSchool) -> None:
        with pytest.raises(NotNow):
            meetings.end_activity(by=here.actor("leader"), activity=planned(here), at=at(16))

    def test_leader_reopens_a_closed_record_for_another_week(self, here: SmallSchool) -> None:
        activity = ended(here, yesterday(9))
        with pytest.raises(NotNow):
            writing.record_section(by=here.actor("leader"), activity=activity, kind="review", text=prose("补"), version=1, at=IN_MEETING)
        meetings.reopen_record(by=here.actor("leader"), activity=activity, reason="补写回顾", at=IN_MEETING)
        writing.record_section(by=here.actor("leader"), activity=activity, kind="review", text=prose("补"), version=1, at=IN_MEETING)
        assert HistoryLine.objects.filter(verb="reopen", text__contains="补写回顾").exists()

    def test_recorder_does_not_reopen(self, here: SmallSchool) -> None:
        with pytest.raises(NotAllowed):
            meetings.reopen_record(by=here.actor("mentee"), activity=ended(here), reason="补", at=IN_MEETING)

    def test_record_of_an_open_meeting_is_not_reopened(self, here: SmallSchool) -> None:
        with pytest.raises(NotNow):
            meetings.reopen_record(by=here.actor("leader"), activity=opened(here), reason="补", at=IN_MEETING)

    def test_every_step_leaves_its_line(self, here: SmallSchool) -> None:
        activity = opened(here)
        all_present(here, activity)
        meetings.end_activity(by=here.actor("leader"), activity=activity, at=at(16))
        verbs = list(HistoryLine.objects.filter(kind="activities.activity").order_by("number").values_list("verb", flat=True))
        assert verbs == ["plan", "open", "attendance", "attendance", "attendance", "end"]
