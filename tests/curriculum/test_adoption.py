"""Choosing textbooks: per grade and school year, last year's choice proposed, each school its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from jiaoyan.curriculum.actions import adopt
from jiaoyan.curriculum.forms import AdoptionForm
from jiaoyan.curriculum.models import TextbookAdoption, TextbookEdition
from jiaoyan.curriculum.queries import adopted, proposed
from jiaoyan.curriculum.school_card import school_card
from jiaoyan.schools.models import Group, HistoryLine, SchoolYear
from jiaoyan.schools.scope import school_scope
from tests.conftest import SmallSchool, TwoSchools


def new_edition() -> TextbookEdition:
    return TextbookEdition.objects.create(code="test-new", name="人教版", publisher="出版社", printing="2024")


def test_choice_is_kept_per_grade_and_noted_once(here: SmallSchool) -> None:
    edition = new_edition()
    choice = dict.fromkeys(range(1, 7), None) | {1: edition, 5: edition}
    adopt(here.year, choice, by=here.actor("office"))
    assert adopted(here.year) == {1: edition.pk, 5: edition.pk}
    lines = HistoryLine.objects.filter(verb="adopt").count()
    adopt(here.year, choice, by=here.actor("office"))
    assert HistoryLine.objects.filter(verb="adopt").count() == lines == 1


def test_new_school_year_is_offered_last_years_choice_until_it_has_its_own(here: SmallSchool) -> None:
    following = SchoolYear.objects.create(school=here.school, key="2024-2025", starts=date(2024, 9, 1), ends=date(2025, 8, 31))
    assert adopted(following) == {}
    assert proposed(following) == adopted(here.year) != {}


def test_saving_the_page_changes_this_school_only(two_schools: TwoSchools, client_as: Callable[[str], Client]) -> None:
    edition = new_edition()
    with school_scope(two_schools.there.school.pk):
        before = adopted(two_schools.there.year)
    url = reverse("curriculum:adoption", args=["2023-2024"])
    client_as("office").post(url, {"grade5": edition.pk})
    with school_scope(two_schools.here.school.pk):
        assert adopted(two_schools.here.year) == {5: edition.pk}
    with school_scope(two_schools.there.school.pk):
        assert adopted(two_schools.there.year) == before


def test_unknown_edition_is_refused_beside_its_field_and_nothing_is_stored(here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    before = adopted(here.year)
    response = client_as("office").post(reverse("curriculum:adoption", args=["2023-2024"]), {"grade5": "999999"})
    assert response.status_code == 422
    assert adopted(here.year) == before
    assert TextbookAdoption.objects.count() == len(before)


def test_editions_are_read_once_for_all_six_grades(here: SmallSchool, django_assert_num_queries: Any) -> None:
    chosen = adopted(here.year)
    with django_assert_num_queries(1):
        page = str(AdoptionForm(chosen=chosen))
    assert page.count("苏教版") == 6
    assert page.count(" selected") == 6  # the edition for grades 4 and 5, 还没有选 for the others


def test_school_without_books_is_told_so_and_one_with_all_of_them_is_not(here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    client, address = client_as("office"), reverse("schools:manage")
    assert "2个年级已选" in client.get(address).content.decode()
    TextbookAdoption.objects.filter(grade=4).delete()
    assert "四年级还没有选教材" in client.get(address).content.decode()
    TextbookAdoption.objects.all().delete()
    assert school_card(here.year).missing == ("四年级、五年级还没有选教材",)
    Group.objects.filter(grade__isnull=False).delete()
    page = client.get(address).content.decode()
    assert "<li>还没有选教材</li>" in page  # a new school has neither groups nor books
    assert page.count('href="/school/textbooks/"') == 1
    assert school_card(None).missing == ()


def test_unknown_year_is_not_found(here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    assert client_as("office").get(reverse("curriculum:adoption", args=["1999-2000"])).status_code == 404
