"""The columns of the test suite are told apart as Django does it."""

from __future__ import annotations

from django.db.models import IntegerField
from django.db.models.expressions import Col, Expression

from jiaoyan.schools.models import Membership, Person
from tests.columns import identity

NAME, STARTS = Person._meta.get_field("name"), Membership._meta.get_field("starts")


def test_a_column_is_who_django_says_it_is_however_it_was_made() -> None:
    made = [
        Col("a", NAME),
        Col("a", NAME, NAME),
        Col(None, NAME),
        Col("b", STARTS, IntegerField()),
        Col("b", STARTS, output_field=NAME),
        Col(alias="b", target=STARTS),
    ]
    assert [identity(column) for column in made] == [Expression.identity.func(column) for column in made]


def test_queries_use_it() -> None:
    assert Col("a", NAME) == Col("a", NAME) != Col("b", NAME)
    assert Col.identity.func is identity
