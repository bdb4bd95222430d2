"""The clock on the phone: early, in time, late, too late; leave before the start and after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.activities.actions import attendance, meetings
from jiaoyan.activities.models import Activity, Attendance
from jiaoyan.activities.printouts.records import activity_record, attendance_sheet
from jiaoyan.activities.queries import meetings as queries
from jiaoyan.activities.views import attendance as views
from jiaoyan.documents.blocks import Block
from tests.activities.builders import all_present, at, ended, opened, planned
from tests.conftest import SmallSchool

ClientAs = Callable[[str], Client]
Clock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """``clock(at(14, 36))``: what the phones' pages take for now."""
    return lambda now: monkeypatch.setattr(views, "moment", lambda day: now)


def tap(client: Client, activity: Activity) -> str:
    """Press the button of the check-in page; gives the page one lands on, or the refusal."""
    address = reverse("activities:check_in", args=[activity.check_in_key])
    return client.post(address, follow=True).content.decode()


def line(school: SmallSchool, activity: Activity, name: str = "teacher") -> Attendance:
    return Attendance.objects.get(activity=activity, person=school.people[name])


def printed(activity: Activity, what: Callable[[Activity], tuple[Block, ...]]) -> str:
    row = Activity.objects.get(pk=activity.pk)
    queries.load_record(row)
    return str(what(row))


@pytest.mark.parametrize(
    ("now", "state", "minutes", "said"),
    [
        (at(14, 0), "present", None, "14:00"),
        (at(14, 30), "present", None, "14:30"),
        (at(14, 30).replace(second=59), "present", None, "14:30"),
        (at(14, 31), "late", 1, "迟到1分钟"),
        (at(15, 29), "late", 59, "迟到59分钟"),
    ],
    ids=["half an hour before", "on the minute", "within the minute", "a minute late", "an hour late"],
)
def test_phone_is_told_whether_it_is_late_and_why(
    now: datetime, state: str, minutes: int | None, said: str, here: SmallSchool, client_as: ClientAs, clock: Clock
) -> None:
    activity = opened(here)
    clock(now)
    html = tap(client_as("teacher"), activity)
    assert "已签到" in html
    assert said in html
    assert ("会议14:30开始，迟到按签到时间记" in html) is (state == "late")
    assert (line(here, activity).state, line(here, activity).minutes) == (state, minutes)


@pytest.mark.parametrize(
    ("now", "said"),
    [(at(13, 59), "还没到签到时间，开始前30分钟起可以签到"), (at(16, 1), "签到已经结束")],
    ids=["too early", "too late"],
)
def test_phone_outside_the_time_is_told_so_and_nothing_is_marked(
    now: datetime, said: str, here: SmallSchool, client_as: ClientAs, clock: Clock
) -> None:
    activity = planned(here)
    clock(now)
    assert said in tap(client_as("teacher"), activity)
    assert not Attendance.objects.exists()


def test_open_meeting_that_runs_over_still_takes_the_code(here: SmallSchool, client_as: ClientAs, clock: Clock) -> None:
    activity = opened(here)
    clock(at(16, 10))
    assert "迟到100分钟" in tap(client_as("teacher"), activity)


def test_late_is_written_into_the_record_and_the_sheet_with_its_minutes(here: SmallSchool, client_as: ClientAs, clock: Clock) -> None:
    activity = opened(here)
    clock(at(14, 36))
    tap(client_as("teacher"), activity)
    for paper in (activity_record, attendance_sheet):
        assert "14:36" in printed(activity, paper) or "周予安（迟到6分钟）" in printed(activity, paper)


def test_whoever_waited_for_a_meeting_that_began_late_came_in_time(here: SmallSchool, client_as: ClientAs, clock: Clock) -> None:
    activity = planned(here)
    clock(at(14, 40))
    assert "迟到10分钟" in tap(client_as("teacher"), activity)
    meetings.open_activity(by=here.actor("leader"), activity=activity, at=at(14, 45))
    assert (line(here, activity).state, line(here, activity).minutes) == ("present", None)
    clock(at(14, 50))
    html = tap(client_as("mentee"), activity)
    assert "迟到5分钟" in html
    assert "会议14:45开始" in html


def test_leave_asked_before_stays_when_the_meeting_is_opened_late(here: SmallSchool) -> None:
    activity = planned(here)
    attendance.ask_leave(by=here.actor("teacher"), activity=activity, reason="看病", at=at(9))
    meetings.open_activity(by=here.actor("leader"), activity=activity, at=at(14, 45))
    assert line(here, activity).state == "leave"


@pytest.mark.parametrize(
    ("now", "state", "said"),
    [(at(14, 29), "leave", "请假已报给备课组长"), (at(14, 30), "absent", "先记为无故缺席，请组长更正")],
    ids=["before the start", "at the start"],
)
def test_leave_counts_when_it_is_asked_before_the_start(
    now: datetime, state: str, said: str, here: SmallSchool, client_as: ClientAs, clock: Clock
) -> None:
    activity = planned(here)
    clock(now)
    address = reverse("activities:leave", args=[activity.pk])
    assert ("现在请假先记为无故缺席" in client_as("teacher").get(address).content.decode()) is (state == "absent")
    assert said in client_as("teacher").post(address, {"reason": "送孩子看病"}, follow=True).content.decode()
    assert (line(here, activity).state, line(here, activity).reason) == (state, "送孩子看病")


def test_leave_asked_too_late_becomes_leave_when_the_leader_grants_it(here: SmallSchool) -> None:
    activity = opened(here)
    attendance.ask_leave(by=here.actor("teacher"), activity=activity, reason="路上堵车", at=at(14, 35))
    attendance.approve_leave(by=here.actor("leader"), activity=activity, person=here.people["teacher"])
    assert "周予安（请假，路上堵车）" in printed(activity, activity_record)
    assert "林知远" in printed(activity, attendance_sheet)


def test_whoever_comes_after_all_is_there_and_no_longer_on_leave(here: SmallSchool, client_as: ClientAs, clock: Clock) -> None:
    activity = opened(here)
    attendance.ask_leave(by=here.actor("teacher"), activity=activity, reason="看病", at=at(9))
    attendance.approve_leave(by=here.actor("leader"), activity=activity, person=here.people["teacher"])
    clock(at(14, 50))
    assert "迟到20分钟" in tap(client_as("teacher"), activity)
    html = client_as("leader").get(reverse("activities:meeting", args=[activity.pk])).content.decode()
    assert "已准假" not in html
    assert "看病" not in printed(activity, activity_record)


def test_leave_is_taken_back_before_the_start_only(here: SmallSchool, client_as: ClientAs, clock: Clock) -> None:
    activity = planned(here)
    attendance.ask_leave(by=here.actor("teacher"), activity=activity, reason="看病", at=at(9))
    address = reverse("activities:withdraw_leave", args=[activity.pk])
    clock(at(14, 30))
    assert "人到了，请直接签到" in client_as("teacher").post(address, follow=True).content.decode()
    clock(at(14, 29))
    assert "请假已撤回" in client_as("teacher").post(address, follow=True).content.decode()
    assert line(here, activity).state == ""


def test_after_the_end_neither_code_nor_leave(here: SmallSchool, client_as: ClientAs, clock: Clock) -> None:
    activity = ended(here)
    Attendance.objects.filter(activity=activity, person=here.people["teacher"]).update(state="absent")
    clock(at(16, 5))
    assert "签到已经结束" in tap(client_as("teacher"), activity)
    refused = client_as("teacher").post(reverse("activities:leave", args=[activity.pk]), {"reason": "忘了"})
    assert refused.status_code == 422
    assert "请直接告诉备课组长" in refused.content.decode()
    assert line(here, activity).state == "absent"


def test_recorder_who_marks_late_during_the_meeting_takes_the_minutes_from_the_clock(
    here: SmallSchool, client_as: ClientAs, clock: Clock
) -> None:
    activity = opened(here)
    all_present(here, activity)
    clock(at(14, 42))
    client_as("mentee").post(reverse("activities:mark", args=[activity.pk, here.people["teacher"].pk]), {"state": "late"})
    assert (line(here, activity).state, line(here, activity).minutes) == ("late", 12)
