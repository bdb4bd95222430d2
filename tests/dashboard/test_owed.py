"""What somebody owes beside the group's ledger stands on the workbench, each once: lessons, mentoring, trainings, the review plan, excuses to answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiaoyan.dashboard.queries.home import read_home
from jiaoyan.dashboard.queries.papers import papers_of
from jiaoyan.dashboard.rules.duties import Duty
from jiaoyan.lessons.actions import research
from jiaoyan.planning.models import ReviewPlan
from jiaoyan.quotas.actions import excusing
from jiaoyan.schools.models import Group, Membership
from jiaoyan.schools.queries import calendar_of
from tests.activities.builders import trained
from tests.conftest import TODAY, SmallSchool
from tests.growth import pairs
from tests.lessons import builders as lessons
from tests.planning import review
from tests.quotas.builders import excused

SignIn = Callable[[str], Client]
DAY = timedelta(days=1)


def duties(here: SmallSchool, name: str, words: str, day: date = TODAY) -> list[Duty]:
    return [duty for duty in read_home(here.actor(name, day), day).duties if words in duty.what]


def test_a_lesson_to_come_is_a_duty_of_who_gives_it_only(here: SmallSchool) -> None:
    lesson = lessons.planned(here, type="practice", day=TODAY + 2 * DAY)
    [duty] = duties(here, "teacher", "练兵课")
    assert (duty.due, duty.url) == (lesson.day, reverse("lessons:lesson", args=[lesson.pk]))
    assert duties(here, "leader", "练兵课") == []


def test_feedback_waits_a_week_before_it_is_late(here: SmallSchool) -> None:
    lessons.observed(here, day=TODAY - DAY)
    [duty] = duties(here, "teacher", "看看反馈")
    assert (duty.due, duty.state) == (TODAY + 6 * DAY, "")
    assert duties(here, "teacher", "看看反馈", TODAY + 8 * DAY)[0].state == "overdue"


def test_a_lesson_given_in_a_meeting_is_asked_for_once(here: SmallSchool) -> None:
    meeting = lessons.meeting(here, day=TODAY + 2 * DAY)
    [before] = duties(here, "teacher", "准备")
    assert before.what == f"准备{meeting.name}：您主持、中心发言、上研讨课"
    research.lesson_from_meeting(by=here.actor("leader"), activity=meeting)
    assert [duty.what for duty in duties(here, "teacher", f"准备{meeting.name}")] == [f"准备{meeting.name}：您主持、中心发言"]
    assert len(duties(here, "teacher", "组内研究课")) == 1


def test_what_a_pair_lacks_is_the_duty_of_whose_it_is(here: SmallSchool) -> None:
    pairs.paired(here)
    assert {duty.url.split("#")[1] for duty in duties(here, "mentee", "听师傅的课")} == {"week-15", "week-16", "week-17"}
    assert duties(here, "teacher", "师傅") == []


def test_who_went_to_an_outside_training_is_told_to_pass_it_on(here: SmallSchool) -> None:
    row = trained(here, kind="external", participants=[here.people["teacher"]])
    [duty] = duties(here, "teacher", "二次培训")
    assert duty.due == row.share_by
    assert duties(here, "mentee", "二次培训") == []


def test_the_review_plan_is_asked_of_the_leader_from_two_weeks_before_its_day_until_it_is_handed_in(here: SmallSchool) -> None:
    due = date(2024, 6, 17)
    assert [(duty.due, duty.state) for duty in duties(here, "leader", "复习计划")] == [(due, "")]
    assert duties(here, "leader", "复习计划", due - 15 * DAY) == []
    assert duties(here, "teacher", "复习计划") == []
    assert duties(here, "leader", "复习计划", due + DAY)[0].state == "overdue"
    review.begun(here)
    assert [duty.what for duty in duties(here, "leader", "复习计划")] == ["提交复习计划"]
    ReviewPlan.objects.update(handed_in=TODAY)
    assert duties(here, "leader", "复习计划") == []


def test_a_late_review_plan_stands_on_the_groups_page_for_who_oversees_it(here: SmallSchool, client_as: SignIn) -> None:
    url = reverse("planning:review", args=[here.group.pk, here.term.key])
    page = reverse("dashboard:group", args=[here.group.pk, here.term.key])
    assert f'href="{url}"' not in client_as("head").get(page).content.decode().split('id="waiting"')[1]
    here.school.pinned_today = date(2024, 6, 18)
    here.school.save()
    assert f'href="{url}"' in client_as("head").get(page).content.decode().split('id="waiting"')[1]


@pytest.mark.parametrize(("name", "told"), [("head", True), ("office", True), ("leader", False), ("teacher", False)])
def test_an_excuse_is_to_be_answered_by_those_who_oversee(here: SmallSchool, name: str, told: bool) -> None:
    excused(here)
    found = duties(here, name, "未完成说明")
    assert [duty.what for duty in found] == (["答复1条未完成说明"] if told else [])


def test_an_answered_excuse_and_ones_own_are_no_duty(here: SmallSchool) -> None:
    excuse = excused(here)
    excusing.answer_excuse(by=here.actor("office"), excuse=excuse, accepted=True, words="")
    assert duties(here, "head", "未完成说明") == []
    Membership.objects.create(school=here.school, group=here.research, person=here.people["head"], starts=date(2023, 9, 1))
    excused(here, by="head")
    assert duties(here, "head", "未完成说明") == []
    assert len(duties(here, "office", "未完成说明")) == 1


def test_a_line_of_an_excuse_leads_to_a_page_one_may_open(here: SmallSchool, client_as: SignIn) -> None:
    excused(here)
    for name in ("head", "liaison", "office"):
        [duty] = duties(here, name, "未完成说明")
        assert client_as(name).get(duty.url).status_code == 200


def filled(here: SmallSchool, period: int) -> None:
    """One more of everything that is owed beside the ledger."""
    lessons.planned(here, type="practice", day=TODAY + DAY, period_no=period)
    lessons.observed(here, day=TODAY - DAY, period_no=period)
    trained(here, kind="external", theme=f"第{period}次", participants=[here.people["teacher"]])


@pytest.mark.parametrize("name", ["leader", "teacher", "mentor", "mentee", "head", "liaison", "office"])
def test_duties_take_the_same_number_of_queries_with_one_of_everything_and_with_many(here: SmallSchool, name: str) -> None:
    pairs.paired(here)
    excused(here)
    filled(here, 1)
    once = queries_of(here, name)
    for period in (2, 3, 4):
        filled(here, period)
    excused(here, by="mentee")
    assert queries_of(here, name) == once


def queries_of(here: SmallSchool, name: str) -> int:
    actor = here.actor(name)
    with CaptureQueriesContext(connection) as taken:
        read_home(actor, TODAY)
    return len(taken)


def test_the_leader_is_told_how_many_steps_of_the_chain_are_late_in_one_line(here: SmallSchool, client_as: SignIn) -> None:
    url = reverse("dashboard:late_steps", args=[here.group.pk, here.term.key])
    assert url in client_as("leader").get("/").content.decode()
    assert url not in client_as("teacher").get("/").content.decode()
    assert client_as("leader").get(url).status_code == 200


def test_papers_know_whether_the_review_plan_is_handed_in(here: SmallSchool) -> None:
    plan = review.begun(here)
    [papers] = papers_of([Group.objects.get(pk=here.group.pk)], here.term, calendar_of(here.term), TODAY)
    assert papers.review == plan


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_what_is_wanting_is_told_in_numbers_and_names_nobody(here: SmallSchool, client_as: SignIn) -> None:
    from tests.planning.progress import asked

    asked(here)
    url = reverse("dashboard:wanting", args=[here.group.pk, here.term.key])
    said = text_of(client_as("mentee").get(url))
    assert "理论学习摘记" in said
    assert "人落后" in said
    assert here.people["teacher"].name not in said


def test_classes_and_the_school_that_are_behind_are_told_with_their_own_word(here: SmallSchool, client_as: SignIn) -> None:
    from tests.planning.progress import READ_HERE, TAUGHT, asked

    asked(here, "上足课", TAUGHT, "周", "school")
    asked(here, "读书摘记", READ_HERE, "篇", "growth")
    said = text_of(client_as("head").get(reverse("dashboard:wanting", args=[here.research.pk, here.term.key])))
    assert "个班逾期" in said
    assert "#classes" in said
    assert "#school" in said
