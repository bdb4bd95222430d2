"""Reading cheaply: the question for a school's rows is put once, its answer is always what is stored; names alone, one row alone."""

from __future__ import annotations

from typing import Any

import pytest

from jiaoyan.schools.models import Group, Person, Role
from jiaoyan.schools.queries import only, with_names
from jiaoyan.schools.scope import NoScope, school_scope
from tests.conftest import SmallSchool, TwoSchools

pytestmark = pytest.mark.django_db


def test_rows_stored_after_the_first_question_are_found_and_those_of_another_school_never(two_schools: TwoSchools) -> None:
    here, there = two_schools.here, two_schools.there
    with school_scope(here.school.pk):
        before = set(Person.objects.values_list("pk", flat=True))
        one = Person.objects.create(school=here.school, name="新来的")
        assert set(Person.objects.values_list("pk", flat=True)) == before | {one.pk}
    with school_scope(there.school.pk):
        assert not Person.objects.filter(pk__in=before | {one.pk}).exists()
        assert {person.school_id for person in Person.objects.all()} == {there.school.pk}


def test_no_question_is_put_outside_a_school(two_schools: TwoSchools) -> None:
    with school_scope(two_schools.here.school.pk):
        assert Person.objects.exists()
    with pytest.raises(NoScope):
        Person.objects.all()


def test_people_joined_by_name_take_no_query_more_and_the_row_is_whole(here: SmallSchool, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        roles = list(with_names(Role.objects.filter(kind=Role.Kind.GROUP_LEADER), "person"))
        assert all(role.person.name and role.starts and role.kind for role in roles)
    assert roles


def test_the_one_row_or_none(here: SmallSchool, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        assert only(Group.objects.filter(pk=here.group.pk)) == here.group
        assert only(Group.objects.filter(pk=-1)) is None
