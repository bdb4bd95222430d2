"""The research group on the workbench: what is owed and waits, and what everybody sees of the month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

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
from tests.planning import research

SignIn = Callable[[str], Client]


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
