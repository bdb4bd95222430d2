"""The small schools put back from memory are those that were built."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from jiaoyan.curriculum.models import TextbookEdition
from jiaoyan.schools.models import Account, School
from tests import conftest
from tests.conftest import TwoSchools, build_two_schools, build_volume, kept, rows_but, tables

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conftest, "KEPT", {})


def schools() -> TwoSchools:
    made: TwoSchools = kept("two schools", lambda: build_two_schools(kept("volume", build_volume)))
    return made


def undone(deed: Callable[[], Any]) -> tuple[Any, dict[str, Any]]:
    """What a deed gives and every row there is after it; then it is undone."""
    with transaction.atomic():
        made = deed()
        stored = {model._meta.label: rows for model in tables() if (rows := rows_but(model, set()))[1]}
        transaction.set_rollback(True)
    return made, stored


def test_what_is_put_back_is_row_for_row_what_was_built() -> None:
    conftest.kept("volume", build_volume)  # stays: its keys are the same both times
    first, built = undone(lambda: kept("two schools", lambda: build_two_schools(kept_volume())))
    second, put_back = undone(lambda: kept("two schools", refuse))
    assert {"schools.School", "schools.Account", "schools.TimetableSlot", "curriculum.TextbookAdoption"} <= set(built)
    assert put_back == built
    assert [second.here.school, second.there.people["neighbour"]] == [first.here.school, first.there.people["neighbour"]]
    assert second.here.school is not first.here.school


def kept_volume() -> Any:
    from jiaoyan.curriculum.models import Volume

    return Volume.objects.get(grade=5)


def refuse() -> Any:
    raise AssertionError("built a second time")


def test_objects_put_back_stand_for_their_rows() -> None:
    undone(schools)
    with transaction.atomic():
        made = schools()
        assert School.objects.get(code="there") == made.there.school
        assert Account.objects.get(username="leader").person == made.here.people["leader"]
        assert made.here.group.school is made.here.school


def test_where_rows_are_already_they_are_built_beside_them() -> None:
    undone(schools)
    other = TextbookEdition.objects.create(code="other", name="另一版", publisher="出版社", printing="2022")
    assert schools().here.unit.volume.edition_id != other.pk
    assert School.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_they_are_put_back_where_every_statement_stands_for_itself_too() -> None:
    undone(schools)
    assert schools().here.school.name == School.objects.get(code="here").name
