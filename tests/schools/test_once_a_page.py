"""Term and calendar are read once for a page, and addresses hold below a prefix."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_script_prefix
from django.urls import reverse

from jiaoyan.schools.models import DayOverride
from jiaoyan.schools.queries import calendar_of, term_on
from jiaoyan.schools.scope import once, remembering
from tests.conftest import TODAY, SmallSchool

SignIn = Callable[[str], Client]


@pytest.mark.parametrize(
    ("name", "page"),
    [("leader", "dashboard:home"), ("leader", "growth:awards"), ("office", "schools:calendar"), ("office", "schools:manage")],
)
def test_page_reads_terms_and_calendar_once(here: SmallSchool, client_as: SignIn, name: str, page: str) -> None:
    client = client_as(name)
    address = reverse(page, args=[here.group.pk, here.term.key] if page.startswith("growth") else [])
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    for table in ("schools_term", "schools_dayoverride"):
        read = [each["sql"] for each in caught.captured_queries if f'FROM "{table}"' in each["sql"] and "EXISTS" not in each["sql"]]
        assert len(read) == len(set(read)), table


def test_what_was_read_is_forgotten_with_the_page_and_never_kept_where_something_is_written(here: SmallSchool) -> None:
    day = date(2024, 6, 13)
    with remembering():
        term = term_on(TODAY, here.school.pk)
        assert term is not None
        assert calendar_of(term).is_school_day(day)
        assert calendar_of(term) is calendar_of(term)
    DayOverride.objects.create(school=here.school, day=day, kind="school_off", name="停课", source="school")
    assert not calendar_of(term).is_school_day(day)
    assert once("a key", lambda: 1) == 1
    assert once("a key", lambda: 2) == 2


def test_posted_page_sees_what_it_has_just_changed(here: SmallSchool, client_as: SignIn) -> None:
    client, day = client_as("office"), date(2024, 6, 13)
    values = {"day": day, "kind": "school_off", "name": "停课", "scope": "school"}
    answer = client.post(reverse("schools:day_new"), values, follow=True)
    assert "停课" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("teacher", "items:exercise_waiting"),
        ("office", "items:homework_ceiling"),
        ("head", "assessments:waiting"),
        ("head", "planning:waiting"),
    ],
)
def test_way_home_holds_below_a_prefix(here: SmallSchool, client_as: SignIn, name: str, page: str) -> None:
    client, address = client_as(name), reverse(page)
    with override_script_prefix("/jiaoyan/"):
        response = client.get(address)
    text = response.content.decode()
    assert response.status_code == 200
    assert 'href="/"' not in text
    assert text.count('href="/jiaoyan/"') >= 3  # the brand, the workbench on the side, the crumb


def test_page_of_a_problem_leads_home_below_a_prefix(here: SmallSchool, client_as: SignIn) -> None:
    with override_script_prefix("/jiaoyan/"):
        text = client_as("teacher").get("/nowhere/").content.decode()
    assert 'href="/"' not in text
    assert 'href="/jiaoyan/"' in text
