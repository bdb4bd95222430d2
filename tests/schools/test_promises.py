"""The register of personal data as people read it: short, by purpose, and leaving nothing out."""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps
from django.test import Client
from django.urls import reverse

from jiaoyan.schools.privacy import Whose, declared
from jiaoyan.schools.registers.promises import NAMED, Place, Promise, chapters
from tests.conftest import SmallSchool


def test_every_declared_field_about_people_stands_in_the_register_once_per_person() -> None:
    told = {
        (chapter.whose, place.table, field)
        for chapter in chapters()
        for promise in chapter.promises
        for place in promise.places
        for field in place.fields
    }
    held = set()
    for label, fields in declared().items():
        meta = apps.get_model(label)._meta
        for name, data in fields.items():
            if data.whose is not Whose.NOBODY:
                called = str(getattr(meta.get_field(name), "verbose_name", name))
                held.add((data.whose.value, str(meta.verbose_name), called.partition("（")[0]))
    assert told == held


def test_pupils_stand_first_and_no_purpose_is_said_twice_with_the_same_end() -> None:
    found = chapters()
    assert [chapter.whose for chapter in found] == ["学生", "教职工"]
    for chapter in found:
        said = [(promise.purpose, promise.fate) for promise in chapter.promises]
        assert len(said) == len(set(said)) <= 12


def test_many_places_are_summed_up_in_a_few_words() -> None:
    places = tuple(Place(f"表{number}", ("姓名",)) for number in range(NAMED + 1))
    assert Promise("署名", "", "保留", places[:NAMED]).summary == "表0、表1、表2"
    assert Promise("署名", "", "保留", places).summary == "表0、表1、表2等4处"


def test_page_opens_with_pupils_and_folds_the_fields_away(here: SmallSchool, client_as: Callable[[str], Client]) -> None:
    page = client_as("admin").get(reverse("schools:privacy")).content.decode()
    pupils, staff = page.split("学生的信息</strong>")[1].split("教职工的信息</strong>")
    assert "<summary>学生、学籍</summary>" in pupils
    assert '<td data-label="离校期满">删除</td>' in pupils
    assert "半分" not in page
    assert "满12个月" in page
    assert "教研工作记录" in staff
