"""One group at a glance, and the table of all groups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jiaoyan.activities.actions.analyses import set_attainment, set_goals
from jiaoyan.activities.actions.meetings import cancel_activity
from jiaoyan.dashboard.queries.groups import cells_of, prep_groups
from jiaoyan.dashboard.queries.home import read_groups
from jiaoyan.dashboard.queries.papers import Papers, papers_of
from jiaoyan.ledger.reading import read_ledger
from jiaoyan.pacing.models import PacingSchedule
from jiaoyan.planning.models import GroupPlan
from jiaoyan.schools.models import Group, Membership, Role, SchoolYear, Status, Term
from jiaoyan.schools.queries import GroupTerm, calendar_of
from tests.activities import judged
from tests.activities.builders import analysis, at, ended, opened, planned, settled, talk, theory_note
from tests.assessments import builders as assessments
from tests.conftest import TODAY, SmallSchool
from tests.items import builders as items
from tests.items import showcase_builders as showcase

ClientAs = Callable[[str], Client]


def papers(here: SmallSchool, group: Group | None = None, day: date = TODAY) -> Papers:
    [found] = papers_of([group or here.group], here.term, calendar_of(here.term), day)
    return found


def url_of(here: SmallSchool, term: Term | None = None) -> str:
    return reverse("dashboard:group", args=[here.group.pk, (term or here.term).key])


@pytest.fixture
def busy(here: SmallSchool) -> SmallSchool:
    """A group with something missing in every part."""
    ended(here, date(2024, 3, 5))
    opened(here, date(2024, 4, 2))
    planned(here, date(2024, 5, 14))
    planned(here, date(2024, 6, 25))
    row = analysis(here, unit_starts=date(2024, 3, 4), unit_ends=date(2024, 3, 22))
    settled(here, row, 1)
    theory_note(here, day=date(2024, 3, 20))
    talk(here, day=date(2024, 3, 6))
    return here


@pytest.mark.usefixtures("busy")
def test_the_workbench_and_the_packages_below_find_the_same_gaps(here: SmallSchool) -> None:
    read = papers(here)
    one_by_one = (judged.record_gaps, judged.analysis_gaps, judged.theory_gaps, judged.talk_gaps)
    below = [sorted(find(here.group, here.term, TODAY), key=str) for find in one_by_one]
    assert [sorted(found, key=str) for found in (read.record_gaps, read.analysis_gaps, read.theory_gaps, read.talk_gaps)] == below
    assert all(below)


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("begun", [None, date(2024, 5, 20), date(2024, 6, 10), date(2024, 7, 1)])
def test_workbench_and_ledger_find_the_same_gaps_since_whichever_day_the_group_is_there(here: SmallSchool, begun: date | None) -> None:
    Group.objects.filter(pk=here.group.pk).update(in_use_from=begun)
    here.group.refresh_from_db()
    read = papers(here)
    ledger = read_ledger(GroupTerm(here.group, here.term, calendar_of(here.term), TODAY))
    assert sorted((gap.what, gap.since) for gap in read.gaps) == sorted((gap.what, gap.since) for gap in ledger.missing)
    assert begun is None or all(gap.since >= begun for gap in read.gaps)


@pytest.mark.usefixtures("busy")
def test_the_table_of_all_groups_counts_nothing_from_before_the_group_came(here: SmallSchool, client_as: ClientAs) -> None:
    url = reverse("dashboard:groups")
    row = "“简易方程”单元分析："
    assert [cell.badge for cell in cells_of(papers(here))] == [*["missing"] * 5, "", "missing", "missing", "due", "due"]
    Group.objects.filter(pk=here.group.pk).update(in_use_from=TODAY)
    here.group.refresh_from_db()
    assert [cell.badge for cell in cells_of(papers(here))] == ["due", "due", "", "", "", "", "", "", "due", "due"]
    assert row not in client_as("office").get(url).content.decode()
    assert "到今天为止没有缺项" in client_as("leader").get(url_of(here)).content.decode()


@pytest.mark.usefixtures("busy")
def test_a_part_says_how_much_there_is_and_how_much_is_missing(here: SmallSchool) -> None:
    cells = {cell.label: cell for cell in cells_of(papers(here))}
    assert (cells["活动"].said, cells["活动"].badge) == ("1/4次", "missing")
    assert (cells["理论学习"].said, cells["每日一议"].said) == ("1篇", "1条")
    assert cells["计划"].badge_label == "未做"
    assert cells["活动"].url == reverse("activities:list", args=[here.group.pk, here.term.key])


@pytest.mark.parametrize(
    ("status", "late"),
    [
        (Status.DRAFT, ["备课组计划还没有提交审批"]),
        (Status.RETURNED, ["备课组计划已退回，还没有改好再提交"]),
        (Status.SUBMITTED, []),
        (Status.APPROVED, []),
    ],
)
def test_a_plan_is_late_until_it_is_handed_in(here: SmallSchool, status: Status, late: list[str]) -> None:
    GroupPlan.objects.create(school=here.school, group=here.group, term=here.term, title="甲", plan_date=TODAY, status=status)
    assert [gap.what for gap in papers(here).plan_gaps] == late


def test_what_waits_for_a_decision_too_long_is_a_gap_of_who_decides(here: SmallSchool) -> None:
    handed = {"status": Status.SUBMITTED, "submitted_by": here.people["leader"], "submitted_at": at(9, 0, date(2024, 3, 4))}
    GroupPlan.objects.create(school=here.school, group=here.group, term=here.term, title="甲", plan_date=TODAY, **handed)
    PacingSchedule.objects.create(
        school=here.school, group=here.group, term=here.term, volume=here.unit.volume, maker=here.people["leader"], **handed
    )
    read = papers(here)
    assert [(gap.what, gap.owner_name, gap.since) for gap in (*read.plan_gaps, *read.pacing_gaps)] == [
        ("备课组计划等待审批", "顾明川", date(2024, 3, 7)),
        ("教学进度表还没有审批", "顾明川", date(2024, 3, 7)),
    ]
    assert papers(here, day=date(2024, 3, 7)).plan_gaps == []


def test_on_the_day_it_is_due_a_plan_is_not_late(here: SmallSchool) -> None:
    assert papers(here, day=date(2024, 2, 28)).plan_gaps == []
    assert len(papers(here, day=date(2024, 2, 29)).plan_gaps) == 1


def test_the_open_meeting_comes_before_one_planned_earlier(here: SmallSchool) -> None:
    planned(here, date(2024, 6, 13))
    later = opened(here, TODAY)
    assert papers(here).next_meeting == later


def test_a_cancelled_or_missed_meeting_is_not_the_next_one(here: SmallSchool) -> None:
    planned(here, date(2024, 5, 14))
    off = planned(here, date(2024, 6, 14))
    cancel_activity(by=here.actor("leader"), activity=off, reason="与运动会冲突")
    coming = planned(here, date(2024, 6, 25))
    assert papers(here).next_meeting == coming


@pytest.mark.usefixtures("busy")
def test_the_groups_page_names_who_owes_what_to_its_leader_and_to_who_oversees_it(here: SmallSchool, client_as: ClientAs) -> None:
    for name in ("leader", "head", "office"):
        assert "“简易方程”单元分析：" in client_as(name).get(url_of(here)).content.decode()
    page = client_as("teacher").get(url_of(here)).content.decode()
    assert "“简易方程”单元分析：" not in page
    assert "到今天为止还缺" in page


def test_the_groups_page_lists_members_with_the_leader_first(here: SmallSchool, client_as: ClientAs) -> None:
    page = client_as("teacher").get(url_of(here)).content.decode()
    places = [page.index(f"<li>{name}") for name in ("林知远", "陈小禾", "周予安")]
    assert places[0] == min(places)


def test_the_groups_page_leads_to_the_other_term_and_to_the_group_it_follows(here: SmallSchool, client_as: ClientAs) -> None:
    last = SchoolYear.objects.create(school=here.school, key="2022-2023", starts=date(2022, 9, 1), ends=date(2023, 8, 31))
    old_term = Term.objects.create(
        school=here.school, school_year=last, number=2, first_school_day=date(2023, 2, 13), last_school_day=date(2023, 6, 30)
    )
    old = Group.objects.create(school=here.school, kind="prep", name="五年级数学备课组", school_year=last, subject=here.subject, grade=5)
    Group.objects.filter(pk=here.group.pk).update(follows=old)
    page = client_as("teacher").get(url_of(here)).content.decode()
    former = reverse("dashboard:group", args=[old.pk, old_term.key])
    assert url_of(here, here.term1) in page
    assert former in page
    there = client_as("teacher").get(former)
    assert there.status_code == 200
    assert "（已结束）" in there.content.decode()


def test_a_group_nobody_sits_in_says_what_to_do_first(here: SmallSchool, client_as: ClientAs) -> None:
    Membership.objects.filter(group=here.group).delete()
    Role.objects.filter(group=here.group).delete()
    assert "还没有成员" in client_as("office").get(url_of(here)).content.decode()


def test_the_table_shows_the_groups_of_the_year_under_the_group_above_them(here: SmallSchool, client_as: ClientAs) -> None:
    [stage] = read_groups(here.actor("head"), here.term, TODAY)
    assert (stage.name, [line.group.name for line in stage.lines]) == ("数学教研组", ["四年级数学备课组", "五年级数学备课组"])
    page = client_as("liaison").get(reverse("dashboard:groups")).content.decode()
    assert "林知远" in page
    assert "缺得最久的一项" in page


def test_the_table_of_a_school_without_groups_says_what_to_do_first(here: SmallSchool, client_as: ClientAs) -> None:
    Group.objects.filter(kind="prep").update(kind="stage", grade=None)
    assert "本学年还没有备课组" in client_as("office").get(reverse("dashboard:groups")).content.decode()


def test_only_groups_one_belongs_to_or_oversees_are_read(here: SmallSchool) -> None:
    assert prep_groups(here.actor("teacher"), here.term) == ([here.group], [])
    assert prep_groups(here.actor("head"), here.term) == ([], [here.other, here.group])
    assert prep_groups(here.actor("admin"), here.term) == ([], [])


def test_table_2_waiting_for_a_decision_is_shown_as_such(here: SmallSchool) -> None:
    volume = here.unit.volume
    PacingSchedule.objects.create(
        school=here.school, group=here.group, term=here.term, volume=volume, maker=here.people["leader"], status=Status.SUBMITTED
    )
    cell = cells_of(papers(here))[1]
    assert (cell.label, cell.badge, cell.badge_label) == ("教学进度", "submitted", "待审批")


def test_the_papers_of_many_groups_take_the_queries_of_one(here: SmallSchool, django_assert_num_queries: Any) -> None:
    for group in (here.group, here.other):
        PacingSchedule.objects.create(school=here.school, group=group, term=here.term, volume=here.unit.volume, maker=here.people["leader"])
    ended(here, date(2024, 3, 5))
    row = analysis(here)
    settled(here, row, 1)
    [goal] = set_goals(by=here.actor("leader"), analysis=row, goals=[("会解方程", "掌握")])
    set_attainment(by=here.actor("leader"), analysis=row, counts={(goal, here.classes[0]): (40, 36)})
    items.started(here)
    showcase.designed(here)
    assessments.made(here)
    calendar = calendar_of(here.term)
    with django_assert_num_queries(30):
        [one] = papers_of([here.group], here.term, calendar, TODAY)
        assert one.gaps
    ended(here, date(2024, 3, 19))
    items.approved(here)
    showcase.added(here, showcase.designed(here, theme="量一量，算一算"))
    with django_assert_num_queries(30):
        assert all(each.gaps for each in papers_of([here.group, here.other], here.term, calendar, TODAY))


def test_no_group_takes_no_query(here: SmallSchool, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert papers_of([], here.term, calendar_of, TODAY) == []  # type: ignore[arg-type]


@pytest.mark.usefixtures("busy")
def test_the_groups_page_takes_the_same_queries_with_few_rows_and_with_many(
    here: SmallSchool, client_as: ClientAs, django_assert_num_queries: Any
) -> None:
    client = client_as("leader")
    client.get(url_of(here))
    with django_assert_num_queries(39):
        client.get(url_of(here))
    for day in (date(2024, 4, 16), date(2024, 4, 30), date(2024, 5, 28)):
        ended(here, day)
        talk(here, day=day)
    with django_assert_num_queries(39):
        client.get(url_of(here))
