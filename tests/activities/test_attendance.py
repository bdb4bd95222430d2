"""Checking in by phone, marking, leave."""

from __future__ import annotations

import pytest

from jiaoyan.activities.actions import attendance, meetings
from jiaoyan.activities.actions.problems import CannotMark, CheckInClosed, NotNow
from jiaoyan.activities.models import Activity, Attendance
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.models import HistoryLine
from tests.activities.builders import IN_MEETING, at, ended, opened, planned
from tests.conftest import SmallSchool


class TestCheckIn:
    @pytest.mark.parametrize(
        ("moment", "state", "minutes"), [(at(14, 0), "present", None), (at(14, 30), "present", None), (at(14, 36), "late", 6)]
    )
    def test_clock_tells_who_is_late(self, moment: object, state: str, minutes: int | None, here: SmallSchool) -> None:
        line = attendance.check_in(by=here.actor("teacher"), key=planned(here).check_in_key, at=moment)
        assert (line.state, line.minutes, line.by_phone) == (state, minutes, True)

    def test_nobody_is_late_for_a_meeting_that_began_late(self, here: SmallSchool) -> None:
        activity = planned(here)
        meetings.open_activity(by=here.actor("leader"), activity=activity, at=at(14, 45))
        assert attendance.check_in(by=here.actor("teacher"), key=activity.check_in_key, at=at(14, 45)).state == "present"
        assert attendance.check_in(by=here.actor("mentee"), key=activity.check_in_key, at=at(14, 50)).minutes == 5

    def test_second_tap_keeps_the_first_time(self, here: SmallSchool) -> None:
        key = planned(here).check_in_key
        attendance.check_in(by=here.actor("teacher"), key=key, at=at(14, 20))
        lines = HistoryLine.objects.count()
        line = attendance.check_in(by=here.actor("teacher"), key=key, at=at(14, 50))
        assert (line.state, line.checked_in_at) == ("present", at(14, 20))
        assert HistoryLine.objects.count() == lines

    @pytest.mark.parametrize("moment", [at(13, 59), at(16, 1)])
    def test_code_of_a_planned_meeting_works_only_around_its_time(self, moment: object, here: SmallSchool) -> None:
        with pytest.raises(CheckInClosed):
            attendance.check_in(by=here.actor("teacher"), key=planned(here).check_in_key, at=moment)

    def test_code_is_dead_after_the_end(self, here: SmallSchool) -> None:
        with pytest.raises(CheckInClosed):
            attendance.check_in(by=here.actor("teacher"), key=ended(here).check_in_key, at=IN_MEETING)

    def test_code_says_nothing_to_people_of_other_groups(self, here: SmallSchool) -> None:
        with pytest.raises(NotAllowed):
            attendance.check_in(by=here.actor("mentor"), key=opened(here).check_in_key, at=IN_MEETING)

    @pytest.mark.parametrize("key", ["", "no-such-key"])
    def test_unknown_code_finds_no_meeting(self, key: str, here: SmallSchool) -> None:
        opened(here)
        with pytest.raises(Activity.DoesNotExist):
            attendance.check_in(by=here.actor("teacher"), key=key, at=IN_MEETING)

    def test_coming_after_all_replaces_leave(self, here: SmallSchool) -> None:
        activity = planned(here)
        attendance.ask_leave(by=here.actor("teacher"), activity=activity, reason="看病", at=at(9))
        line = attendance.check_in(by=here.actor("teacher"), key=activity.check_in_key, at=at(14, 25))
        assert (line.state, line.reason) == ("present", "")


class TestMarking:
    def mark(self, here: SmallSchool, activity: Activity, state: str, by: str = "mentee", **more: object) -> Attendance:
        fields = {"at": IN_MEETING, **more}
        return attendance.mark_attendance(by=here.actor(by), activity=activity, person=here.people["teacher"], state=state, **fields)

    def test_lateness_by_hand_counts_from_the_real_start_as_by_phone(self, here: SmallSchool) -> None:
        activity = planned(here)
        meetings.open_activity(by=here.actor("leader"), activity=activity, at=at(14, 45))
        activity.refresh_from_db()
        assert self.mark(here, activity, "late", at=at(14, 50)).minutes == 5

    def test_recorder_marks_every_state(self, here: SmallSchool) -> None:
        activity = opened(here)
        for state, more in [
            ("present", {}),
            ("early", {"minutes": 10}),
            ("leave", {"reason": "看病"}),
            ("duty", {"reason": "听课"}),
            ("absent", {}),
        ]:
            assert self.mark(here, activity, state, **more).state == state

    def test_late_takes_its_minutes_from_the_clock_while_the_meeting_runs(self, here: SmallSchool) -> None:
        assert self.mark(here, opened(here), "late").minutes == 10

    def test_late_asks_for_minutes_after_the_meeting(self, here: SmallSchool) -> None:
        with pytest.raises(CannotMark) as refused:
            self.mark(here, ended(here), "late", at=at(17))
        assert set(refused.value.problems) == {"minutes"}

    def test_minutes_vanish_when_the_state_has_none(self, here: SmallSchool) -> None:
        activity = opened(here)
        self.mark(here, activity, "early", minutes=10)
        assert self.mark(here, activity, "present").minutes is None

    def test_leave_and_duty_ask_for_a_reason(self, here: SmallSchool) -> None:
        with pytest.raises(CannotMark):
            self.mark(here, opened(here), "duty")

    def test_leave_marked_by_the_leader_is_granted_and_by_the_recorder_not_yet(self, here: SmallSchool) -> None:
        activity = opened(here)
        assert self.mark(here, activity, "leave", reason="看病").leave_approved_by is None
        assert self.mark(here, activity, "leave", by="leader", reason="看病").leave_approved_by == here.people["leader"]

    def test_people_who_are_not_expected_cannot_be_marked(self, here: SmallSchool) -> None:
        with pytest.raises(CannotMark):
            attendance.mark_attendance(
                by=here.actor("leader"), activity=opened(here), person=here.people["mentor"], state="present", at=IN_MEETING
            )

    @pytest.mark.parametrize("name", ["teacher", "head", "office"])
    def test_others_mark_nobody(self, name: str, here: SmallSchool) -> None:
        with pytest.raises(NotAllowed):
            self.mark(here, opened(here), "present", by=name)

    def test_nobody_is_marked_before_the_meeting(self, here: SmallSchool) -> None:
        with pytest.raises(NotNow):
            self.mark(here, planned(here), "present")


class TestLeave:
    def test_leave_before_the_start_waits_for_the_leader(self, here: SmallSchool) -> None:
        activity = planned(here)
        line = attendance.ask_leave(by=here.actor("teacher"), activity=activity, reason="看病", at=at(14, 29))
        assert (line.state, line.leave_approved_by) == ("leave", None)
        line = attendance.approve_leave(by=here.actor("leader"), activity=activity, person=here.people["teacher"])
        assert line.leave_approved_by == here.people["leader"]

    def test_leave_after_the_start_is_absence_until_the_leader_grants_it(self, here: SmallSchool) -> None:
        activity = opened(here)
        assert attendance.ask_leave(by=here.actor("teacher"), activity=activity, reason="堵车", at=at(14, 31)).state == "absent"
        assert attendance.approve_leave(by=here.actor("leader"), activity=activity, person=here.people["teacher"]).state == "leave"

    def test_leave_needs_a_reason(self, here: SmallSchool) -> None:
        with pytest.raises(CannotMark):
            attendance.ask_leave(by=here.actor("teacher"), activity=planned(here), reason=" ", at=at(9))

    def test_who_is_there_asks_for_no_leave(self, here: SmallSchool) -> None:
        activity = opened(here)
        attendance.check_in(by=here.actor("teacher"), key=activity.check_in_key, at=IN_MEETING)
        with pytest.raises(CannotMark):
            attendance.ask_leave(by=here.actor("teacher"), activity=activity, reason="看病", at=IN_MEETING)

    def test_nobody_asks_for_leave_from_an_ended_meeting(self, here: SmallSchool) -> None:
        with pytest.raises(NotNow):
            attendance.ask_leave(by=here.actor("teacher"), activity=ended(here), reason="看病", at=at(17))

    def test_leave_is_taken_back_before_the_start_only(self, here: SmallSchool) -> None:
        activity = planned(here)
        attendance.ask_leave(by=here.actor("teacher"), activity=activity, reason="看病", at=at(9))
        with pytest.raises(NotNow):
            attendance.withdraw_leave(by=here.actor("teacher"), activity=activity, at=at(14, 30))
        attendance.withdraw_leave(by=here.actor("teacher"), activity=activity, at=at(10))
        assert activity.attendance.get().state == ""

    def test_leader_cannot_grant_a_leave_nobody_asked_for(self, here: SmallSchool) -> None:
        with pytest.raises(CannotMark):
            attendance.approve_leave(by=here.actor("leader"), activity=opened(here), person=here.people["teacher"])

    def test_people_of_other_groups_ask_for_no_leave(self, here: SmallSchool) -> None:
        with pytest.raises(NotAllowed):
            attendance.ask_leave(by=here.actor("mentor"), activity=planned(here), reason="看病", at=at(9))
