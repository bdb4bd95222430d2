"""The research group on the workbench: what is owed and waits, and what everybody sees of the month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.dashboard.queries.home import read_home
from jiaoyan.dashboard.queries.research import research_card
from jiaoyan.dashboard.rules.duties import Duty
from jiaoyan.planning.actions import research_deciding
from jiaoyan.planning.models import ResearchPlan, ResearchSummary
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import GroupTerm, calendar_of
from tests.conftest import TODAY, SmallSchool
from tests.lessons import builders as lessons
from tests.planning import research

SignIn = Callable[[str], Client]
QUERIES = 21
"""Of the page of a research group."""


def duties(here: SmallSchool, name: str, day: date = TODAY) -> list[Duty]:
    found = read_home(here.actor(name, day), day).duties
    return [duty for duty in found if "教研组" in duty.what]


def test_the_leader_is_told_to_write_from_two_weeks_before_the_day_on(here: SmallSchool) -> None:
    assert [(duty.what, duty.due, duty.state) for duty in duties(here, "head", date(2024, 2, 21))] == [
        ("写教研组计划", date(2024, 3, 6), "")
    ]
    assert duties(here, "head", date(2024, 3, 7))[0].state == "overdue"
    assert not [duty for duty in duties(here, "leader") if "写" in duty.what]


def test_group_that_came_in_mid_term_has_two_weeks_from_then(here: SmallSchool) -> None:
    Group.objects.filter(pk=here.research.pk).update(in_use_from=date(2024, 5, 6))
    assert duties(here, "head")[0].due == date(2024, 5, 20)


def test_a_returned_plan_comes_back_with_the_reason(here: SmallSchool) -> None:
    plan = research.submitted(here)
    place = research.place_of(here)
    research_deciding.send_back(
        by=here.actor("office"), plan=plan, place=place, version=plan.version, at=research.AT, note="请写清四月的展示"
    )
    [duty] = duties(here, "head", date(2024, 2, 21))
    assert (duty.what, duty.meta) == ("提交教研组计划", "退回意见：请写清四月的展示")


def test_whoever_decides_is_told_and_the_leader_is_not(here: SmallSchool) -> None:
    research.submitted(here)
    for name in ("liaison", "office"):
        assert [duty.what for duty in duties(here, name)] == ["审批数学教研组计划"]
    assert duties(here, "head") == []


def test_summary_is_asked_for_at_the_end_of_term_once_there_is_a_plan(here: SmallSchool) -> None:
    research.approved(here)
    assert duties(here, "head") == []
    assert [duty.what for duty in duties(here, "head", date(2024, 6, 14))] == ["写教研组总结"]
    research.summary_submitted(here)
    assert [duty.what for duty in duties(here, "office")] == ["审批数学教研组总结"]
    assert ResearchSummary.objects.count() == ResearchPlan.objects.count() == 1


def test_everybody_sees_the_month_on_the_groups_page_once_the_plan_is_approved(here: SmallSchool, client_as: SignIn) -> None:
    url = reverse("dashboard:group", args=[here.group.pk, here.term.key])
    assert "6月还没有公布的安排" in client_as("mentee").get(url).content.decode()
    research.approved(here)
    page = client_as("mentee").get(url).content.decode()
    assert "整理教学资料" in page
    assert "课堂教学展示" not in page
    assert reverse("planning:research_plan", args=[here.research.pk, here.term.key]) in page


def test_group_without_a_research_group_shows_no_month(here: SmallSchool) -> None:
    Group.objects.filter(pk=here.group.pk).update(parent=None)
    group = Group.objects.get(pk=here.group.pk)
    assert research_card(GroupTerm(group, here.term, calendar_of(here.term), TODAY)) is None


def test_the_leader_reaches_the_plan_from_the_list_of_groups(here: SmallSchool, client_as: SignIn) -> None:
    head = client_as("head")
    own_page = reverse("dashboard:group", args=[here.research.pk, here.term.key])
    assert own_page in head.get(reverse("dashboard:groups")).content.decode()
    assert reverse("planning:research_plan", args=[here.research.pk, here.term.key]) in head.get(own_page).content.decode()


def group_page(here: SmallSchool, group: Group | None = None) -> str:
    return reverse("dashboard:group", args=[(group or here.research).pk, here.term.key])


@pytest.mark.parametrize("name", ["leader", "teacher", "mentee", "mentor", "head", "liaison", "office"])
def test_everybody_of_a_research_group_opens_its_page_and_finds_it_in_the_side_bar(here: SmallSchool, client_as: SignIn, name: str) -> None:
    url = group_page(here)
    assert f'class="side-link" href="{url}"' in client_as(name).get("/").content.decode()
    answer = client_as(name).get(url)
    assert answer.status_code == 200
    assert f'href="{url}" aria-current="page"' in answer.content.decode()


def test_who_only_sits_below_is_led_to_nothing_that_is_closed(here: SmallSchool, client_as: SignIn) -> None:
    page = client_as("mentee").get(group_page(here)).content.decode()
    for name in ("planning:progress", "quotas:list", "lessons:lessons", "dashboard:collection"):
        assert reverse(name, args=[here.research.pk, here.term.key]) not in page
    assert reverse("planning:research_plan", args=[here.research.pk, here.term.key]) in page
    assert (
        reverse("dashboard:collection", args=[here.research.pk, here.term.key]) in client_as("head").get(group_page(here)).content.decode()
    )


def test_the_administrator_sits_in_no_research_group(here: SmallSchool, client_as: SignIn) -> None:
    assert client_as("admin").get(group_page(here)).status_code == 403
    assert group_page(here) not in client_as("admin").get("/").content.decode()


def test_a_plan_not_handed_in_in_time_stands_as_late_before_those_who_oversee(here: SmallSchool, client_as: SignIn) -> None:
    assert "未写，已逾期" in client_as("office").get("/").content.decode()
    research.submitted(here)
    page = client_as("office").get("/").content.decode()
    assert "未写，已逾期" not in page
    assert "待审批" in page


def test_lessons_of_the_coming_weeks_stand_on_the_page_of_the_research_group(here: SmallSchool, client_as: SignIn) -> None:
    lessons.planned(here, type="public", level="school", topic="圆环的面积", day=date(2024, 6, 18))
    lessons.planned(here, type="public", level="school", topic="圆的周长", day=date(2024, 6, 4))
    page = client_as("mentor").get(group_page(here)).content.decode()
    assert "圆环的面积" in page
    assert "圆的周长" not in page


def test_a_stage_group_has_a_page_without_plan_and_summary(here: SmallSchool, client_as: SignIn) -> None:
    stage = Group.objects.create(
        school=here.school,
        kind="stage",
        name="高年段数学组",
        school_year=here.research.school_year,
        subject=here.subject,
        parent=here.research,
    )
    Group.objects.filter(pk=here.group.pk).update(parent=stage)
    page = client_as("head").get(group_page(here, stage)).content.decode()
    assert reverse("dashboard:group", args=[here.group.pk, here.term.key]) in page
    assert reverse("planning:research_plan", args=[stage.pk, here.term.key]) not in page


def test_the_page_takes_the_same_queries_with_few_lessons_and_with_many(
    here: SmallSchool, client_as: SignIn, django_assert_num_queries: Any
) -> None:
    research.approved(here)
    client = client_as("head")
    lessons.planned(here, day=date(2024, 6, 18))
    client.get(group_page(here))
    with django_assert_num_queries(QUERIES):
        client.get(group_page(here))
    for period in (2, 3, 4):
        lessons.planned(here, day=date(2024, 6, 18), period_no=period)
    with django_assert_num_queries(QUERIES):
        client.get(group_page(here))
