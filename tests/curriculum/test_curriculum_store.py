"""The catalogue in the database, and the reads other packages build on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jiaoyan.curriculum import catalogue
from jiaoyan.curriculum.actions import load_catalogue
from jiaoyan.curriculum.models import Competency, LessonTopic, TextbookAdoption, TextbookEdition, Unit, Volume
from jiaoyan.curriculum.queries import unit_tree, volume_for
from jiaoyan.schools.models import Group
from tests.conftest import SmallSchool

pytestmark = pytest.mark.django_db
MODELS = (Competency, TextbookEdition, Volume, Unit, LessonTopic)


def snapshot() -> list[list[dict[str, Any]]]:
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


def test_loading_stores_the_whole_catalogue() -> None:
    load_catalogue()
    volumes = catalogue.volumes()
    assert Volume.objects.count() == len(volumes)
    assert Unit.objects.count() == sum(len(v.units) for v in volumes)
    assert LessonTopic.objects.count() == sum(len(u.lessons) for v in volumes for u in v.units)
    assert [c.name for c in Competency.objects.all()] == list(catalogue.competencies())


def test_loading_twice_changes_nothing_not_even_keys() -> None:
    load_catalogue()
    before = snapshot()
    load_catalogue()
    assert snapshot() == before


def test_loading_again_mends_a_changed_title_and_drops_a_lesson_no_longer_listed() -> None:
    load_catalogue()
    unit = Unit.objects.get(volume__edition__code="sujiao", volume__grade=5, volume__half="B", number=1)
    Unit.objects.filter(pk=unit.pk).update(title="方程")
    LessonTopic.objects.create(unit=unit, number=11, title="多出来的课")
    load_catalogue()
    unit.refresh_from_db()
    assert unit.title == "简易方程"
    assert unit.lessons.count() == 10


def test_loading_leaves_an_edition_of_the_schools_own_alone(volume: Volume) -> None:
    load_catalogue()
    assert [branch.unit.title for branch in unit_tree(volume)] == ["简易方程", "折线统计图"]


def test_loading_takes_a_fixed_number_of_queries(django_assert_max_num_queries: Callable[[int], Any]) -> None:
    with django_assert_max_num_queries(30):
        load_catalogue()
    with django_assert_max_num_queries(30):
        load_catalogue()


def test_volume_follows_edition_grade_and_term(here: SmallSchool, django_assert_num_queries: Callable[[int], Any]) -> None:
    load_catalogue()
    TextbookAdoption.objects.filter(grade=5).update(edition=TextbookEdition.objects.get(code="sujiao"))
    with django_assert_num_queries(1):
        spring = volume_for(here.group, here.term)
        assert spring is not None
        assert (spring.title, str(spring)) == ("五年级下册", "苏教版五年级下册")
    autumn = volume_for(here.group, here.term1)
    assert autumn is not None
    assert autumn.title == "五年级上册"


def test_volume_is_none_without_adoption_or_grade(here: SmallSchool) -> None:
    assert volume_for(here.research, here.term) is None
    TextbookAdoption.objects.all().delete()
    assert volume_for(here.group, here.term) is None


def test_adoption_of_another_school_does_not_count(here: SmallSchool) -> None:
    TextbookAdoption.objects.all().delete()
    assert TextbookAdoption.everywhere.filter(grade=5).exists()
    assert volume_for(Group(school=here.school, grade=5), here.term) is None


@pytest.mark.parametrize("units", [1, 8])
def test_unit_tree_takes_two_queries_with_one_unit_and_with_many(
    units: int, volume: Volume, django_assert_num_queries: Callable[[int], Any]
) -> None:
    volume.units.all().delete()
    for number in range(units, 0, -1):
        unit = Unit.objects.create(volume=volume, number=number, title=f"单元{number}", strand="NA", activity="实践")
        LessonTopic.objects.create(unit=unit, number=2, title="实践", periods=2)
        LessonTopic.objects.create(unit=unit, number=1, title="新授", periods=3)
    with django_assert_num_queries(2):
        tree = unit_tree(volume)
        assert [branch.unit.number for branch in tree] == list(range(1, units + 1))
        assert [[x.title for x in branch.lessons] for branch in tree] == [["新授", "实践"]] * units
        assert {branch.periods for branch in tree} == {5}
        assert {branch.activity.title for branch in tree if branch.activity} == {"实践"}
