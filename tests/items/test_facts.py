"""What of exercises, homework lists and showcase homework counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from jiaoyan.items.facts import facts
from jiaoyan.items.models import Exercise, HomeworkEntry, ShowcaseHomework
from jiaoyan.items.rules.words import KINDS as EXERCISE_KINDS
from jiaoyan.quotas.rules.kinds import KINDS
from jiaoyan.schools.models import Status
from tests.conftest import TODAY, SmallSchool
from tests.facts import checked, extent, groups, of, person
from tests.items import builders
from tests.items import showcase_builders as showcases


def found(school: SmallSchool, day: date = TODAY, name: str = "") -> list[Any]:
    return checked(facts(extent(school, day, name)))


@pytest.mark.parametrize(("status", "counts"), [(status, status in ("approved", "archived")) for status in Status.values])
def test_exercise_counts_once_its_reviewer_passed_it(here: SmallSchool, status: str, counts: bool) -> None:
    row = builders.submitted(here)
    Exercise.objects.update(status=status, decided_by=here.people["mentee"])
    lines = of(found(here), "exercise")
    assert [fact.key for fact in lines] == ([f"items.exercise:{row.pk}"] if counts else [])
    for fact in lines:
        assert (fact.day, groups(fact)) == (TODAY, {here.group.pk, here.research.pk})
        assert person(here, "teacher") in fact.subjects
        assert dict(fact.attributes) == {"type": "weekly", "reviewed": True}
        assert fact.answers == frozenset()


def test_every_kind_of_exercise_is_a_type_that_quotas_may_ask_for() -> None:
    assert set(dict(EXERCISE_KINDS)) == set(KINDS["exercise"].attributes["type"].choices)


def test_unit_s_own_exercise_answers_the_unit(here: SmallSchool) -> None:
    builders.submitted(here)
    Exercise.objects.update(status="approved", kind="unit", unit=here.unit, decided_by=here.people["mentee"])
    assert of(found(here), "exercise")[0].answers == {f"curriculum.unit:{here.unit.pk}@{here.group.pk}"}


def test_exercise_counts_for_its_author_and_not_before_its_day(here: SmallSchool) -> None:
    builders.submitted(here)
    Exercise.objects.update(status="approved")
    assert of(found(here, name="mentee"), "exercise") == []
    assert of(found(here, name="teacher"), "exercise")
    assert of(found(here, date(2024, 6, 11)), "exercise") == []


def test_homework_list_counts_from_its_first_day_when_something_stands_in_it(here: SmallSchool) -> None:
    row = builders.homework_list(here)
    assert of(found(here, row.ends), "homework_list") == []
    HomeworkEntry.objects.create(school=here.school, homework=row, position=1, day=row.starts, text="量一量", minutes=10)
    assert [fact.key for fact in of(found(here, row.starts), "homework_list")] == [f"items.homeworklist:{row.pk}"]
    assert of(found(here, row.starts - timedelta(days=1)), "homework_list") == []


def test_showcase_counts_from_its_first_day_until_taken_out(here: SmallSchool) -> None:
    row = showcases.designed(here)
    assert row.starts is not None
    (fact,) = of(found(here, row.starts), "showcase")
    assert (fact.attributes["shown"], groups(fact)) == (False, {here.group.pk})
    ShowcaseHomework.objects.update(exhibition_day=row.starts)
    assert of(found(here, row.starts), "showcase")[0].attributes["shown"] is True
    showcases.taken_out(here)
    assert of(found(here, row.starts), "showcase") == []


@pytest.mark.parametrize("count", [1, 4])
def test_number_of_queries_is_fixed(here: SmallSchool, count: int, django_assert_num_queries: Any) -> None:
    for n in range(count):
        builders.submitted(here, title=f"第{n}份")
    Exercise.objects.update(status="approved")
    reach = extent(here)
    with django_assert_num_queries(3):
        assert len(list(facts(reach))) == count
