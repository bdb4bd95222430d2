"""The home page: each role sees its own duties, its own group, and what it looks after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiaoyan.activities.actions import analyses, attendance, meetings, talked
from jiaoyan.activities.models import Activity, UnitAnalysis
from jiaoyan.curriculum.models import TextbookAdoption, Unit, Volume
from jiaoyan.dashboard.queries.home import Home, read_home
from jiaoyan.dashboard.rules.duties import Duty
from jiaoyan.pacing.models import PacingRow, PacingSchedule, TaughtLesson
from jiaoyan.planning.models import GroupPlan
from jiaoyan.schools.models import DayOverride, Group, Membership, Role, School, SchoolYear, Status
from tests.activities.builders import TALK, analysis, at, ended, opened, planned, settled, talk
from tests.assessments import builders as assessments
from tests.conftest import TODAY, SmallSchool, TwoSchools
from tests.items import builders as items
from tests.items import showcase_builders as showcase
from tests.planning import summaries

ClientAs = Callable[[str], Client]
DAY = timedelta(days=1)


def home_of(here: SmallSchool, name: str, day: date = TODAY) -> Home:
    return read_home(here.actor(name, day), day)


def what(home: Home) -> list[str]:
    return [duty.what for duty in home.duties]


def duty_on(home: Home, words: str) -> Duty:
    [found] = [duty for duty in home.duties if words in duty.what]
    return found


def plan_of(here: SmallSchool, status: str, **values: Any) -> GroupPlan:
    plan: GroupPlan = GroupPlan.objects.create(
        school=here.school,
        group=here.group,
        term=here.term,
        title="说清道理",
        plan_date=here.term.first_school_day,
        status=status,
        **values,
    )
    return plan


def table_of(here: SmallSchool, status: str = Status.APPROVED, **values: Any) -> PacingSchedule:
    volume = Volume.objects.get(grade=5)
    table: PacingSchedule = PacingSchedule.objects.create(
        school=here.school, group=here.group, term=here.term, volume=volume, maker=here.people["leader"], status=status, **values
    )
    return table


def lesson_in(table: PacingSchedule, unit: Unit, day: date, position: int = 1) -> PacingRow:
    row: PacingRow = PacingRow.objects.create(
        school_id=table.school_id,
        schedule=table,
        position=position,
        kind="lesson",
        week_no=17,
        date_from=day,
        date_to=day,
        unit=unit,
        content=f"第{position}课",
        periods=1,
    )
    return row


def test_the_leader_of_an_empty_group_is_told_to_begin_with_plan_and_table(here: SmallSchool) -> None:
    home = home_of(here, "leader")
    assert {duty.what for duty in home.duties if duty.due == date(2024, 2, 28)} == {"备课组计划还没有写", "教学进度表还没有排"}
    assert all(duty.state == "overdue" for duty in home.duties[:2])


def come(here: SmallSchool, day: date) -> None:
    Group.objects.filter(pk=here.group.pk).update(in_use_from=day)


def test_a_group_that_came_this_week_is_asked_for_plan_and_table_within_a_week_and_for_nothing_before(here: SmallSchool) -> None:
    planned(here, date(2024, 3, 5))
    assert home_of(here, "leader").overdue > 2
    come(here, date(2024, 6, 11))
    home = home_of(here, "leader")
    assert home.overdue == 0
    assert {duty.what: duty.due for duty in home.duties} == {
        "写备课组计划": date(2024, 6, 18),
        "提交教学进度表" if PacingSchedule.objects.exists() else "写教学进度表": date(2024, 6, 18),
        "记一条今天的每日一议": TODAY,
        "写复习计划": date(2024, 6, 17),
    }
    assert home.own[0].missing == 0


def test_decisions_follow_ups_and_lessons_from_before_the_group_came_are_nobodys_duty(here: SmallSchool) -> None:
    activity = opened(here, TODAY - 9 * DAY)
    talked.add_decision(
        by=here.actor("leader"), activity=activity, what="画图", owner=here.people["teacher"], due=TODAY - 2 * DAY, at=activity.starts_at
    )
    talk(here, day=TODAY - 5 * DAY, follow_up_owner=here.people["teacher"], follow_up_due=TODAY - 2 * DAY)
    lesson_in(table_of(here), here.unit, TODAY - 2 * DAY)
    words = ("画图", "补一句", "勾选实际教学进度")
    for begun, there in ((TODAY - 2 * DAY, True), (TODAY - DAY, False)):
        come(here, begun)
        duties = what(home_of(here, "teacher"))
        assert [any(word in duty for duty in duties) for word in words] == [there] * 3
        assert any("画图" in duty.what for duty in home_of(here, "leader").own[0].waiting) is there


def test_somebody_in_two_groups_is_told_for_which_each_duty_is(here: SmallSchool) -> None:
    assert {duty.whose for duty in home_of(here, "teacher").duties} == {""}
    Membership.objects.create(school=here.school, group=here.other, person=here.people["teacher"], starts=date(2023, 9, 1))
    talks = [(duty.what, duty.whose) for duty in home_of(here, "teacher").duties if "每日一议" in duty.what]
    assert talks == [("记一条今天的每日一议", "四年级数学备课组"), ("记一条今天的每日一议", "五年级数学备课组")]


def test_who_decides_on_a_late_plan_of_ones_own_group_is_asked_once(here: SmallSchool) -> None:
    Membership.objects.create(school=here.school, group=here.group, person=here.people["head"], starts=date(2023, 9, 1))
    plan_of(here, Status.SUBMITTED, submitted_by=here.people["leader"], submitted_at=at(0, 30, date(2024, 3, 7)))
    assert [duty.what for duty in home_of(here, "head").duties if "备课组计划" in duty.what] == ["审批五年级数学备课组计划"]


def test_before_it_is_late_the_plan_is_a_duty_with_its_day_and_no_gap(here: SmallSchool) -> None:
    day = here.term.first_school_day
    duty = duty_on(home_of(here, "leader", day), "写备课组计划")
    assert (duty.due, duty.state) == (date(2024, 2, 28), "")


def test_a_returned_plan_comes_back_with_the_reason(here: SmallSchool) -> None:
    plan_of(here, Status.RETURNED, decision_note="请补质量分析")
    home = home_of(here, "leader", here.term.first_school_day)
    assert duty_on(home, "提交备课组计划").meta == "退回意见：请补质量分析"


def test_a_plan_taken_up_again_is_to_be_handed_in_within_a_week(here: SmallSchool) -> None:
    plan_of(here, Status.DRAFT, revised_on=TODAY - DAY)
    assert duty_on(home_of(here, "leader"), "提交备课组计划").due == TODAY + 6 * DAY
    assert not [duty for duty in what(home_of(here, "leader", TODAY - DAY + 8 * DAY)) if "提交备课组计划" in duty]


def test_a_submitted_plan_is_a_duty_of_whoever_oversees_the_group_and_comes_first(here: SmallSchool) -> None:
    plan_of(here, Status.SUBMITTED, submitted_by=here.people["leader"], submitted_at=at(0, 30, date(2024, 6, 7)))
    first = home_of(here, "head").duties[0]
    assert (first.what, first.whose, first.due, first.meta) == ("审批五年级数学备课组计划", "林知远", None, "6月7日提交，已等5天")
    assert not [duty for duty in what(home_of(here, "leader")) if "审批" in duty or "备课组计划" in duty]


def test_nobody_is_asked_to_decide_on_what_he_handed_in_himself(here: SmallSchool) -> None:
    plan_of(here, Status.SUBMITTED, submitted_by=here.people["head"], submitted_at=timezone.now())
    assert not [duty for duty in what(home_of(here, "head")) if "审批" in duty]


def test_a_decision_is_the_duty_of_its_owner_only(here: SmallSchool) -> None:
    activity, due = opened(here), TODAY + 3 * DAY
    talked.add_decision(by=here.actor("leader"), activity=activity, what="每班出一份练习", owner=here.people["teacher"], due=due, at=at(15))
    assert duty_on(home_of(here, "teacher"), "每班出一份练习").due == TODAY + 3 * DAY
    assert not [duty for duty in what(home_of(here, "mentee")) if "每班" in duty]


def test_an_overdue_decision_of_another_is_what_the_leader_waits_for(here: SmallSchool) -> None:
    activity = opened(here, TODAY - 5 * DAY)
    talked.add_decision(
        by=here.actor("leader"), activity=activity, what="画知识图", owner=here.people["mentee"], due=TODAY - DAY, at=activity.starts_at
    )
    [own] = home_of(here, "leader").own
    assert [(duty.what, duty.whose, duty.state) for duty in own.waiting if "画知识图" in duty.what] == [
        ("落实决定：画知识图", "陈小禾", "overdue")
    ]


def test_what_a_record_lacks_is_the_recorders_duty_and_the_leader_waits_for_it(here: SmallSchool) -> None:
    ended(here, TODAY - DAY)
    assert duty_on(home_of(here, "mentee"), "第1次活动：").state == "overdue"
    [own] = home_of(here, "leader").own
    assert [duty.whose for duty in own.waiting if "第1次活动" in duty.what] == ["陈小禾"]


def test_parts_in_a_coming_meeting_are_duties_up_to_two_weeks_before(here: SmallSchool) -> None:
    planned(here, date(2024, 6, 26))
    assert duty_on(home_of(here, "leader"), "第1次活动").what == "准备第1次活动：您主持"
    assert duty_on(home_of(here, "teacher"), "第1次活动").what == "准备第1次活动：您中心发言"
    assert not [duty for duty in what(home_of(here, "teacher", date(2024, 6, 11))) if "第1次活动" in duty]


def test_leave_asked_waits_for_the_leader_until_it_is_granted(here: SmallSchool) -> None:
    activity = planned(here, date(2024, 6, 14))
    attendance.ask_leave(by=here.actor("mentee"), activity=activity, reason="看病", at=activity.starts_at - DAY)
    assert duty_on(home_of(here, "leader"), "请假").whose == "陈小禾"
    assert not [duty for duty in what(home_of(here, "teacher")) if "请假" in duty]
    attendance.approve_leave(by=here.actor("leader"), activity=activity, person=here.people["mentee"])
    assert not [duty for duty in what(home_of(here, "leader")) if "请假" in duty]


def test_leave_for_a_meeting_that_passed_without_being_held_waits_no_longer(here: SmallSchool) -> None:
    activity = planned(here, date(2024, 6, 14))
    attendance.ask_leave(by=here.actor("mentee"), activity=activity, reason="看病", at=activity.starts_at - DAY)
    assert [duty for duty in what(home_of(here, "leader", date(2024, 6, 14))) if "请假" in duty]
    assert not [duty for duty in what(home_of(here, "leader", date(2024, 6, 15))) if "请假" in duty]


def test_meeting_left_open_is_said_beside_a_leave_that_waits_in_it(here: SmallSchool) -> None:
    activity = planned(here, date(2024, 6, 11), recorder=here.people["leader"])
    attendance.ask_leave(by=here.actor("mentee"), activity=activity, reason="看病", at=activity.starts_at - DAY)
    meetings.open_activity(by=here.actor("leader"), activity=activity, at=activity.starts_at)
    assert [words for words in what(home_of(here, "leader")) if "第1次活动" in words] == [
        "答复陈小禾的请假（第1次活动）",
        "第1次活动还没有结束",
    ]


@pytest.mark.parametrize(("days_after", "count", "state"), [(-1, 0, ""), (0, 1, ""), (7, 1, "today"), (8, 1, "overdue")])
def test_the_fourth_row_is_one_duty_from_the_units_end_on(here: SmallSchool, days_after: int, count: int, state: str) -> None:
    row = analysis(here, unit_starts=date(2024, 5, 6), unit_ends=date(2024, 5, 24))
    settled(here, row, 1, 2, 3)
    home = home_of(here, "teacher", date(2024, 5, 24) + days_after * DAY)
    found = [duty for duty in home.duties if "目标达成分析" in duty.what]
    assert [duty.state for duty in found] == [state] * count


def test_lessons_not_ticked_are_counted_for_ones_own_class_only(here: SmallSchool) -> None:
    table = table_of(here)
    rows = [lesson_in(table, here.unit, TODAY - n * DAY, position=n + 1) for n in range(2)]
    lesson_in(table, here.unit, TODAY + DAY, position=3)
    assert duty_on(home_of(here, "teacher"), "实际教学进度").meta == "五（2）班有2课未勾选"
    TaughtLesson.objects.create(school=here.school, row=rows[0], school_class=here.classes[1], taught_on=TODAY)
    assert duty_on(home_of(here, "teacher"), "实际教学进度").meta == "五（2）班有1课未勾选"
    assert duty_on(home_of(here, "mentee"), "实际教学进度").meta == "五（3）班有2课未勾选"


def test_todays_talk_is_asked_for_on_school_days_until_somebody_has_written_one(here: SmallSchool) -> None:
    assert duty_on(home_of(here, "mentee"), "每日一议").state == "today"
    assert not [duty for duty in what(home_of(here, "mentee", date(2024, 6, 15))) if "记一条" in duty]
    assert TALK["day"] == TODAY
    talk(here)
    assert not [duty for duty in what(home_of(here, "mentee")) if "记一条" in duty]


def test_a_member_sees_the_groups_sum_and_no_names(here: SmallSchool, client_as: ClientAs) -> None:
    ended(here, TODAY - DAY)
    [own] = home_of(here, "teacher").own
    assert own.waiting == ()
    assert dict(own.sums)["计划"] == 1
    assert dict(own.sums)["活动"] >= 1
    page = client_as("teacher").get("/").content.decode()
    assert "本组还缺" in page
    assert "陈小禾" not in page.split('id="waiting-')[1]


def test_the_meeting_of_today_opens_from_home_by_those_who_keep_its_record(here: SmallSchool, client_as: ClientAs) -> None:
    activity = planned(here)
    url = reverse("activities:meeting", args=[activity.pk])
    assert [url in client_as(name).get("/").content.decode() for name in ("leader", "mentee", "teacher")] == [True, True, False]


def test_an_open_meeting_can_be_entered_by_every_member(here: SmallSchool, client_as: ClientAs) -> None:
    opened(here)
    assert "开会" in client_as("leader").get("/").content.decode()
    assert "进入会议" in client_as("teacher").get("/").content.decode()


def test_a_meeting_to_come_shows_its_three_fixed_things_and_no_button(here: SmallSchool, client_as: ClientAs) -> None:
    planned(here, date(2024, 6, 25))
    page = client_as("leader").get("/").content.decode()
    assert "6月25日 星期二 14:30—16:00" in page
    assert "中心发言 周予安" in page
    assert "开会</a>" not in page


@pytest.mark.parametrize(
    ("name", "table", "setup"), [("leader", 0, False), ("head", 2, False), ("liaison", 2, False), ("office", 2, True), ("admin", 0, True)]
)
def test_each_role_sees_the_groups_it_looks_after_and_the_school_if_it_keeps_it(
    here: SmallSchool, name: str, table: int, setup: bool
) -> None:
    home = home_of(here, name)
    assert sum(len(stage.lines) for stage in home.stages) == table
    assert bool(home.setup) is setup


def test_after_the_last_day_nobody_is_said_to_owe_the_next_meeting(here: SmallSchool, client_as: ClientAs) -> None:
    home = reverse("dashboard:home")
    assert "还没有安排下一次活动" in client_as("teacher").get(home).text
    School.objects.filter(pk=here.school.pk).update(pinned_today=here.term.last_school_day + DAY)
    page = client_as("teacher").get(home).text
    assert "还没有安排下一次活动" not in page
    assert "本学期已经结束" in page


def test_somebody_in_no_group_is_told_whom_to_ask(here: SmallSchool, client_as: ClientAs) -> None:
    Role.objects.filter(person=here.people["head"]).delete()
    assert "您还没有编入备课组" in client_as("head").get("/").content.decode()


def test_a_school_without_a_term_says_what_to_do_first(two_schools: TwoSchools, client_as: ClientAs) -> None:
    client = client_as("admin")
    empty = School.objects.create(code="empty", name="新学校", short_name="新学校", pinned_today=TODAY)
    person = two_schools.here.people["admin"]
    Role.everywhere.filter(person=person).delete()
    type(person).everywhere.filter(pk=person.pk).update(school=empty)
    type(person.account).objects.filter(person=person).update(school=empty)
    Role.everywhere.create(school=empty, person=person, kind="admin", starts=date(2023, 9, 1))
    page = client.get("/").content.decode()
    assert "学校还没有学期" in page
    assert "学校资料还缺" in page


def test_grades_without_a_book_are_named_with_the_way_to_choose_it(here: SmallSchool, client_as: ClientAs) -> None:
    assert "还没有选教材" not in client_as("office").get("/").content.decode()
    TextbookAdoption.objects.filter(grade=4).delete()
    page = client_as("office").get("/").content.decode()
    assert "四年级还没有选教材" in page
    assert reverse("curriculum:textbooks") in page


def test_home_says_the_week_the_date_and_what_comes(here: SmallSchool, client_as: ClientAs) -> None:
    page = client_as("teacher").get("/").content.decode()
    for words in ("第17周", "单周", "2024年6月12日 星期三", "开始复习检测"):
        assert words in page


def test_a_former_years_group_is_not_ones_own_group_now(here: SmallSchool) -> None:
    last = SchoolYear.objects.create(school=here.school, key="2022-2023", starts=date(2022, 9, 1), ends=date(2023, 8, 31))
    old = Group.objects.create(school=here.school, kind="prep", name="五年级数学备课组", school_year=last, subject=here.subject, grade=5)
    Membership.objects.create(school=here.school, group=old, person=here.people["teacher"], starts=date(2022, 9, 1))
    assert [own.papers.group for own in home_of(here, "teacher").own] == [here.group]


def begin(here: SmallSchool) -> None:
    """A group with one of everything that is read apart: a lesson taught, a record, an analysis that is counted, a meeting to come."""
    row = lesson_in(table_of(here), here.unit, TODAY)
    TaughtLesson.objects.create(school=here.school, row=row, school_class=here.classes[0], taught_on=TODAY)
    ended(here, TODAY - DAY)
    unit = analysis(here, activity=planned(here, date(2024, 6, 14)))
    settled(here, unit, 1)
    [goal] = analyses.set_goals(by=here.actor("leader"), analysis=unit, goals=[("会解方程", "掌握")])
    analyses.set_attainment(by=here.actor("leader"), analysis=unit, counts={(goal, here.classes[0]): (40, 36)})
    items.started(here)
    showcase.designed(here)
    assessments.made(here)


def fill(here: SmallSchool) -> None:
    """More of everything."""
    table = PacingSchedule.objects.get()
    for n in range(6):
        lesson_in(table, here.unit, TODAY - n * DAY, position=n + 2)
    for week in range(6):
        activity = opened(here, date(2024, 4, 9) + 7 * week * DAY)
        for name in ("leader", "teacher", "mentee"):
            person = here.people[name]
            talked.add_opinion(by=here.actor("leader"), activity=activity, speaker=person, text="多等一等", at=activity.starts_at)
            talked.add_decision(
                by=here.actor("leader"), activity=activity, what=f"事{week}", owner=person, due=TODAY, at=activity.starts_at
            )
        Activity.objects.filter(pk=activity.pk).update(state="ended")
    planned(here, date(2024, 6, 25))
    coming = Activity.objects.get(day=date(2024, 6, 14))
    other = Unit.objects.exclude(pk=here.unit.pk).get(volume__grade=5)
    settled(here, UnitAnalysis.objects.get(), 2, 3)
    plan_of(here, Status.SUBMITTED, submitted_by=here.people["leader"], submitted_at=timezone.now())
    UnitAnalysis.objects.create(
        school=here.school,
        group=here.group,
        term=here.term,
        unit=other,
        preparer=here.people["leader"],
        activity=coming,
        unit_starts=date(2024, 4, 1),
        unit_ends=date(2024, 4, 30),
    )
    DayOverride.objects.create(school=here.school, day=date(2024, 6, 20), kind="event", name="运动会")
    items.submitted(here)
    items.approved(here)
    showcase.added(here, showcase.designed(here, theme="量一量，算一算"))
    summaries.begun(here)


@pytest.mark.parametrize(
    ("name", "queries"), [("leader", 57), ("teacher", 52), ("head", 54), ("liaison", 45), ("office", 59), ("admin", 21)]
)
def test_home_takes_the_same_queries_with_one_row_and_with_many(
    here: SmallSchool, client_as: ClientAs, name: str, queries: int, django_assert_num_queries: Any
) -> None:
    begin(here)
    client = client_as(name)
    client.get("/")
    with django_assert_num_queries(queries):
        client.get("/")
    fill(here)
    with django_assert_num_queries(queries):
        client.get("/")
