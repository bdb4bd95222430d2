"""Reads of plans: fixed query counts, the members table, what is overdue, what was carried over."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from jiaoyan.activities.models import Activity, Decision, GoalAttainment, UnitAnalysis, UnitGoal
from jiaoyan.curriculum.models import TextbookAdoption
from jiaoyan.pacing.actions.schedule import propose as propose_pacing
from jiaoyan.planning.actions import deciding, writing
from jiaoyan.planning.findings import arrangement_lines, authoring_lines, division_lines, findings_of, key_point_lines
from jiaoyan.planning.material import material_of
from jiaoyan.planning.members import members_of_plan, members_table
from jiaoyan.planning.models import AuthoringRow, Division, GroupPlan, KeyPoint
from jiaoyan.planning.queries import (
    approver_of,
    carried_over,
    due_day,
    plan_gaps,
    plan_head,
    plan_here,
    plan_of,
    signatures_of,
    waiting_plans,
)
from jiaoyan.schools.models import Membership, TeachingAssignment
from tests.conftest import YEAR_BEGINS, SmallSchool
from tests.planning.builders import EVE, another_teacher, approved, complete, fresh, place_of, started, submitted

LATE = date(2024, 3, 12)


def read(plan: GroupPlan | None) -> None:
    assert plan is not None
    assert plan.group.school.name
    lines = (*key_point_lines(plan.key_points.all()), *division_lines(plan.division.all()), *arrangement_lines(plan.arrangement.all()))
    assert len(lines) > 20
    assert all(row.author.name != row.reviewer.name for row in plan.authoring.all())


def test_plan_is_read_with_five_queries_however_long_it_is(here: SmallSchool, django_assert_num_queries) -> None:
    plan = started(here)
    with django_assert_num_queries(5):
        read(plan_of(here.group, here.term))

    owner = here.people["teacher"]
    KeyPoint.objects.bulk_create(
        KeyPoint(school=here.school, plan=plan, position=n, area="other", content="甲", measure="乙", owner=owner) for n in range(100, 140)
    )
    Division.objects.bulk_create(
        Division(school=here.school, plan=plan, position=n, task="丙", owner=owner, unit=here.unit) for n in range(100, 140)
    )
    with django_assert_num_queries(5):
        read(plan_of(here.group, here.term))


def test_findings_take_the_same_queries_for_three_members_and_for_nine(here: SmallSchool, django_assert_num_queries) -> None:
    plan = complete(here)
    place = place_of(here)
    with django_assert_num_queries(12):
        findings_of(plan, material_of(place))

    for n in range(6):
        another_teacher(here, f"教师{n}", f"N{n:02}")
    with django_assert_num_queries(12):
        findings_of(plan, material_of(place))


def test_members_table_is_that_of_the_term_s_first_day(here: SmallSchool, django_assert_num_queries) -> None:
    mentee = here.people["mentee"]
    TeachingAssignment.objects.create(
        school=here.school, school_class=here.classes[1], subject=here.subject, teacher=mentee, starts=date(2024, 5, 6)
    )
    Membership.objects.create(school=here.school, group=here.group, person=here.people["mentor"], starts=date(2024, 5, 6))

    place = place_of(here, LATE)

    with django_assert_num_queries(3):
        lines = members_table(place.group, place.term)

    assert [line.name for line in lines] == ["林知远", "陈小禾", "周予安"]
    assert lines[1].cells == ("陈小禾", "女", "40", "17", "本科", "五3数学", "")


def test_group_set_up_in_the_middle_of_the_term_shows_those_who_have_joined(here: SmallSchool) -> None:
    plan = started(here)
    Membership.objects.filter(group=here.group).update(starts=date(2024, 4, 15))

    lines = members_of_plan(plan)

    assert [(line.name, line.duties) for line in lines] == [("林知远", "五1数学"), ("陈小禾", "五3数学"), ("周予安", "五2数学")]


def test_book_chosen_only_for_table_2_counts_in_the_plan_too(here: SmallSchool) -> None:
    TextbookAdoption.objects.all().delete()
    by = here.actor("leader", EVE)
    place = place_of(here)
    propose_pacing(by=by, place=place, volume=here.unit.volume)
    writing.start_plan(by=by, place=place)
    plan = plan_here(place)

    assert [row.unit.number for row in plan.division.all() if row.unit] == [1, 2]
    assert not [finding for finding in findings_of(plan, material_of(place)) if finding.part in ("division", "arrangement")]


def test_teacher_of_two_classes_and_another_subject_has_them_in_one_cell(here: SmallSchool) -> None:
    other = type(here.subject).objects.create(school=here.school, name="科学")
    teacher = here.people["teacher"]
    TeachingAssignment.objects.create(school=here.school, school_class=here.classes[1], subject=other, teacher=teacher, starts=YEAR_BEGINS)
    TeachingAssignment.objects.filter(school_class=here.classes[2], subject=here.subject).update(teacher=teacher)

    line = {line.name: line for line in members_table(here.group, here.term)}["周予安"]

    assert line.duties == "五2、五3数学；五2科学"
    assert set(line.class_ids) == {here.classes[1].pk, here.classes[2].pk}


def test_leader_s_office_stands_before_other_work_once(here: SmallSchool) -> None:
    leader = here.people["leader"]
    for written, printed in (("", "备课组长"), ("工会小组长", "备课组长、工会小组长"), ("备课组长、工会小组长", "备课组长、工会小组长")):
        leader.other_work = written
        leader.save()
        assert members_table(here.group, here.term)[0].other_work == printed


def test_signatures_are_those_of_the_plan_s_day(here: SmallSchool) -> None:
    names = signatures_of(started(here))

    assert (names.leader, names.research_leader, names.liaison) == ("林知远", "顾明川", "许文澜")
    assert approver_of(here.group, EVE) == here.people["head"]


def test_nothing_is_overdue_before_the_plan_is_due(here: SmallSchool) -> None:
    plan = started(here)

    assert due_day(place_of(here).calendar, here.term, plan) == date(2024, 2, 28)
    assert plan_gaps(place_of(here, date(2024, 2, 28)), plan) == ()


@pytest.mark.parametrize(
    ("begun", "due"),
    [
        (None, date(2024, 2, 28)),
        (date(2023, 10, 12), date(2024, 2, 28)),
        (date(2024, 5, 6), date(2024, 5, 13)),
        (date(2024, 5, 9), date(2024, 5, 16)),
        (date(2024, 6, 3), date(2024, 6, 7)),
    ],
)
def test_group_that_comes_in_mid_term_has_a_week_for_its_plan(here: SmallSchool, begun: date | None, due: date) -> None:
    assert due_day(place_of(here).calendar, here.term, None, begun) == due


def test_plan_of_a_group_that_came_in_mid_term_is_late_only_after_that_week(here: SmallSchool) -> None:
    here.group.in_use_from = date(2024, 5, 6)
    here.group.save()
    GroupPlan.objects.create(school=here.school, group=here.group, term=here.term, title="甲", plan_date=date(2024, 5, 6))
    plan = plan_head(here.group, here.term)
    assert plan is not None
    assert plan_gaps(place_of(here, date(2024, 5, 13)), plan) == ()
    assert {gap.since for gap in plan_gaps(place_of(here, date(2024, 5, 14)), plan)} == {date(2024, 5, 13)}


def test_head_of_a_plan_is_judged_like_the_whole_plan_with_one_query_to_read(here: SmallSchool, django_assert_num_queries: Any) -> None:
    GroupPlan.objects.create(school=here.school, group=here.group, term=here.term, title="甲", plan_date=here.term.first_school_day)
    with django_assert_num_queries(1):
        head = plan_head(here.group, here.term)
    whole = plan_of(here.group, here.term)
    assert head is not None
    assert whole is not None
    assert plan_gaps(place_of(here, LATE), head) == plan_gaps(place_of(here, LATE), whole) != ()


def test_overdue_draft_names_each_missing_part_and_the_leader(here: SmallSchool) -> None:
    writing.start_plan(by=here.actor("leader", EVE), place=place_of(here))
    plan = plan_of(here.group, here.term)
    assert plan is not None

    gaps = plan_gaps(place_of(here, LATE), plan)

    assert [gap.what for gap in gaps] == [
        "备课组计划：请拟一个大标题",
        "备课组计划：表2还没有内容，请先填好",
        "备课组计划：表3还没有内容，请先填好",
        "备课组计划还没有提交审批",
    ]
    assert {(gap.owner_name, gap.owner_id, gap.since) for gap in gaps} == {("林知远", here.people["leader"].pk, date(2024, 2, 28))}


def test_submitted_plan_waits_for_the_research_leader(here: SmallSchool) -> None:
    plan = submitted(here)

    (gap,) = plan_gaps(place_of(here, LATE), plan)

    assert (gap.what, gap.owner_id, gap.since) == ("备课组计划等待审批", here.people["head"].pk, date(2024, 2, 28))


def test_plan_submitted_late_leaves_who_decides_three_working_days(here: SmallSchool) -> None:
    plan = complete(here)
    late = datetime(2024, 3, 11, 2, 0, tzinfo=UTC)
    deciding.submit(by=here.actor("leader", EVE), plan=plan, place=place_of(here), version=plan.version, at=late)

    assert plan_gaps(place_of(here, date(2024, 3, 14)), fresh(plan)) == ()
    (gap,) = plan_gaps(place_of(here, date(2024, 3, 15)), fresh(plan))
    assert gap.since == date(2024, 3, 14)


def test_approved_plan_lacks_nothing_and_a_reopened_one_has_a_week(here: SmallSchool) -> None:
    plan = approved(here)
    assert plan_gaps(place_of(here, LATE), plan) == ()

    day = date(2024, 5, 6)
    deciding.reopen(by=here.actor("leader", day), plan=plan, place=place_of(here, day), version=plan.version)
    assert plan_gaps(place_of(here, date(2024, 5, 13)), fresh(plan)) == ()
    assert [gap.since for gap in plan_gaps(place_of(here, date(2024, 5, 14)), fresh(plan))] == [date(2024, 5, 13)]


def test_waiting_plans_are_those_of_groups_one_oversees(here: SmallSchool, django_assert_num_queries) -> None:
    plan = submitted(here)

    for name in ("head", "liaison", "office"):
        actor = here.actor(name, EVE)
        with django_assert_num_queries(1):
            found = waiting_plans(actor)
        assert found == [plan]
    assert waiting_plans(here.actor("mentor", EVE)) == []


def first_term_left(here: SmallSchool) -> None:
    """A finished meeting, an open decision and counted goals in the first term."""
    people, day = here.people, date(2023, 10, 10)
    held = Activity.objects.create(
        school=here.school,
        group=here.group,
        term=here.term1,
        number=1,
        state="ended",
        planned_day=day,
        day=day,
        starts="14:30",
        ends="16:00",
        place="室",
        topic="题",
        host=people["leader"],
        lead_speaker=people["leader"],
        recorder=people["teacher"],
        lesson_teacher=people["leader"],
    )
    Decision.objects.create(school=here.school, activity=held, what="整理错例", owner=people["mentee"], due=day)
    Decision.objects.create(school=here.school, activity=held, what="已做好的", owner=people["mentee"], due=day, done_on=day)
    analysis = UnitAnalysis.objects.create(school=here.school, group=here.group, term=here.term1, unit=here.unit, preparer=people["leader"])
    for number, (text, reached) in enumerate([("会解方程", 30), ("会列方程", 21), ("会检验", 39), ("能说道理", 27)], start=1):
        goal = UnitGoal.objects.create(school=here.school, analysis=analysis, number=number, text=text, level="掌握")
        for school_class in here.classes[:2]:
            GoalAttainment.objects.create(school=here.school, goal=goal, school_class=school_class, tested=40, reached=reached)
    UnitGoal.objects.create(school=here.school, analysis=analysis, number=5, text="没有数据的", level="了解")


def test_weak_goals_open_decisions_and_shares_of_the_last_term_are_carried_over(here: SmallSchool, django_assert_num_queries) -> None:
    first_term_left(here)
    place = place_of(here)

    with django_assert_num_queries(3):
        left = carried_over(place)

    assert left.weak_goals == (
        "“简易方程”：会列方程，达成率52.5%",
        "“简易方程”：能说道理，达成率67.5%",
        "“简易方程”：会解方程，达成率75%",
    )
    assert left.open_decisions == ("整理错例（陈小禾）",)
    assert left.plan is None
    assert material_of(place_of(here)).lessons_given == {here.people["leader"].pk: 1}


def test_whoever_gave_a_lesson_last_term_comes_last_this_term(here: SmallSchool) -> None:
    first_term_left(here)

    plan = started(here)

    teachers = [row.lesson_teacher.name for row in plan.arrangement.all() if row.lesson_teacher]
    assert teachers[:3] == ["陈小禾", "周予安", "林知远"]


def test_table_3_knows_the_week_its_lesson_is_taught_in(here: SmallSchool) -> None:
    plan = started(here)
    AuthoringRow.objects.filter(plan=plan, week_no=1).update(lesson=None)

    lines = authoring_lines(fresh(plan).authoring.all(), material_of(place_of(here)))

    assert [line.taught_week for line in lines] == [None, 2]
