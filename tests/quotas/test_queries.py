"""The roster of a tree in a term, the extent of its facts, fixed numbers of queries, and policies that agree both ways."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from jiaoyan.quotas import access, queries
from jiaoyan.quotas.models import Excuse, Quota
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.quotas.rules.roster import Member, Roster, Stay
from jiaoyan.schools.models import Group, Membership, Person, Role, SchoolClass, TeachingAssignment
from jiaoyan.schools.queries import calendar_of
from jiaoyan.schools.scope import school_scope
from tests.conftest import TODAY, YEAR_BEGINS, SmallSchool, TwoSchools
from tests.matrix import ROLES
from tests.quotas.builders import changed, excused, listening, withdrawn


def member(roster: Roster, school: SmallSchool, name: str) -> Member:
    return next(each for each in roster.members if each.id == school.people[name].pk)


def test_roster_holds_members_of_the_whole_tree_with_what_demands_ask_of_them(here: SmallSchool) -> None:
    roster = queries.roster_of(here.group, here.term)
    assert [each.name for each in roster.members] == ["林知远", "陈小禾", "沈静言", "周予安"]
    leader = member(roster, here, "leader")
    assert leader.roles == {Role.Kind.GROUP_LEADER}
    assert (set(leader.groups), set(leader.grades)) == ({here.group.pk}, {5})
    assert list(leader.stays) == [Stay(YEAR_BEGINS)]
    assert [(seat.name, seat.kind, seat.grade, seat.size) for seat in roster.seats] == [
        ("数学教研组", "research", None, 4),
        ("四年级数学备课组", "prep", 4, 1),
        ("五年级数学备课组", "prep", 5, 3),
    ]
    assert [(room.name, room.grade) for room in roster.rooms] == [("五（1）班", 5), ("五（2）班", 5), ("五（3）班", 5)]
    assert roster.first_day == here.term.first_school_day


def test_roster_is_the_same_from_every_group_of_the_tree(here: SmallSchool) -> None:
    assert queries.roster_of(here.group, here.term) == queries.roster_of(here.research, here.term)


def test_grades_are_those_taught_by_timetable_and_those_sat_with(here: SmallSchool) -> None:
    fourth = SchoolClass.objects.create(school=here.school, entry_year=2020, number=1)
    TeachingAssignment.objects.create(
        school=here.school, school_class=fourth, subject=here.subject, teacher=here.people["teacher"], starts=date(2024, 3, 1)
    )
    assert member(queries.roster_of(here.group, here.term), here, "teacher").grades == {4, 5}
    assert member(queries.roster_of(here.group, here.term1), here, "teacher").grades == {5}


def test_person_who_changed_groups_has_one_unbroken_stay_and_both_groups(here: SmallSchool) -> None:
    Membership.objects.filter(person=here.people["teacher"]).update(ends=date(2024, 4, 14))
    Membership.objects.create(school=here.school, group=here.other, person=here.people["teacher"], starts=date(2024, 4, 15))
    moved = member(queries.roster_of(here.group, here.term), here, "teacher")
    assert moved.groups == {here.group.pk, here.other.pk}
    assert moved.stays == (Stay(YEAR_BEGINS),)


def test_person_who_came_and_went_has_two_stays_and_who_left_the_school_ends_the_day_before(here: SmallSchool) -> None:
    person = here.people["teacher"]
    Membership.objects.filter(person=person).update(ends=date(2024, 3, 1))
    Membership.objects.create(school=here.school, group=here.group, person=person, starts=date(2024, 5, 6))
    Person.objects.filter(pk=person.pk).update(left_on=date(2024, 6, 1))
    stays = member(queries.roster_of(here.group, here.term), here, "teacher").stays
    assert stays == (Stay(YEAR_BEGINS, date(2024, 3, 1)), Stay(date(2024, 5, 6), date(2024, 5, 31)))


def test_who_sat_there_in_another_term_only_is_not_in_the_roster(here: SmallSchool) -> None:
    Membership.objects.filter(person=here.people["mentee"]).update(ends=date(2024, 1, 19))
    assert here.people["mentee"].pk not in {each.id for each in queries.roster_of(here.group, here.term).members}
    assert here.people["mentee"].pk in {each.id for each in queries.roster_of(here.group, here.term1).members}


def test_size_of_a_group_is_that_of_the_first_school_day(here: SmallSchool) -> None:
    Membership.objects.filter(person=here.people["mentee"]).update(starts=date(2024, 5, 6))
    seats = {seat.id: seat for seat in queries.roster_of(here.group, here.term).seats}
    assert seats[here.group.pk].size == 2


def test_group_in_use_from_mid_term_says_so(here: SmallSchool) -> None:
    Group.objects.filter(pk=here.group.pk).update(in_use_from=date(2024, 4, 8))
    seats = {seat.id: seat.begins for seat in queries.roster_of(here.group, here.term).seats}
    assert (seats[here.group.pk], seats[here.other.pk]) == (date(2024, 4, 8), None)


def test_extent_knows_the_groups_above_and_may_be_of_one_person(here: SmallSchool) -> None:
    calendar = calendar_of(here.term)
    extent = queries.extent_of(here.group, here.term, calendar, TODAY)
    teacher = here.people["teacher"].pk
    assert extent.upward(here.group.pk) == {Subject("group", here.group.pk), Subject("group", here.research.pk)}
    assert extent.groups == {here.research.pk, here.group.pk, here.other.pk}
    assert len(extent.people) == 4
    assert queries.extent_of(here.group, here.term, calendar, TODAY, teacher).people == {teacher}


@pytest.mark.parametrize("many", [False, True])
def test_numbers_of_queries_do_not_grow_with_the_rows(
    here: SmallSchool, django_assert_num_queries: DjangoAssertNumQueries, many: bool
) -> None:
    listening(here)
    excused(here)
    if many:
        changed(listening(here), here, name="互相听课", why="改名")
        for name in ("公开课", "推门听课", "练兵课"):
            listening(here, name=name)
        withdrawn(here)
        excused(here, "mentee")
    calendar = calendar_of(here.term)
    with django_assert_num_queries(5):
        queries.roster_of(here.group, here.term)
    with django_assert_num_queries(5):
        queries.extent_of(here.group, here.term, calendar, TODAY)
    with django_assert_num_queries(2):
        queries.quotas_of(here.group)
    with django_assert_num_queries(2):
        queries.excuses_of(here.group, here.term)
    actor, quota = here.actor("head"), Quota.objects.order_by("pk")[0]
    with django_assert_num_queries(4):
        found = queries.quota_of(actor, quota.pk, TODAY)
        assert found.quota.value.on(TODAY)
    tree = queries.tree_of(here.group)
    roster = queries.roster_of_tree(tree, here.term)
    with django_assert_num_queries(1):
        assert queries.excuse_rows(actor, tree, roster, here.term)


@pytest.mark.parametrize("name", ROLES)
def test_who_may_read_and_change_a_quota_agrees_with_the_filters(here: SmallSchool, name: str) -> None:
    quota, actor, tree = listening(here), here.actor(name), queries.tree_of(here.research)
    tops = {queries.tree_of(group).top.pk for group in Group.objects.filter(pk__in=actor.readable)}
    assert Quota.objects.filter(access.visible_to(actor, tops)).exists() == access.may_read(actor, tree.keys)
    assert Quota.objects.filter(access.changeable_by(actor)).exists() == access.may_change(actor, quota)


@pytest.mark.parametrize("name", ROLES)
def test_who_may_read_an_excuse_agrees_with_the_filter(here: SmallSchool, name: str) -> None:
    excused(here)
    excused(here, "mentee")
    actor, tree = here.actor(name), queries.tree_of(here.group)
    roster = queries.roster_of_tree(tree, here.term)
    seen = set(Excuse.objects.filter(access.excuses_visible_to(actor, queries.subjects_overseen(actor, tree, roster))))
    assert seen == {
        row for row in Excuse.objects.all() if access.may_read_excuse(actor, row, queries.groups_concerned(row.subject, tree, roster))
    }


def test_quota_and_excuse_of_the_neighbour_school_are_unknown(two_schools: TwoSchools) -> None:
    with school_scope(two_schools.here.school.pk):
        quota, excuse = listening(two_schools.here), excused(two_schools.here)
    there = two_schools.there
    with school_scope(there.school.pk):
        for name in ("head", "office"):
            with pytest.raises(Http404):
                queries.quota_of(there.actor(name), quota.pk, TODAY)
            with pytest.raises(Http404):
                queries.excuse_of(there.actor(name), excuse.pk)
            assert not access.may_change(there.actor(name), quota)
