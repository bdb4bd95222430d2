"""A school's own catalogue: typed, copied, imported, and seen by no other school."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jiaoyan.curriculum import actions, workbook
from jiaoyan.curriculum.actions import EditionTaken, UnitInUse
from jiaoyan.curriculum.catalogue import CatalogueLesson, CatalogueUnit
from jiaoyan.curriculum.models import LessonTopic, TextbookEdition, Unit, Volume
from jiaoyan.curriculum.queries import editions_here, volumes_in, written_units
from jiaoyan.pacing.models import PacingRow, PacingSchedule
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import HistoryLine
from jiaoyan.schools.scope import school_scope
from tests.conftest import SmallSchool, TwoSchools
from tests.documents.workbooks import workbook as xlsx

SignIn = Callable[[str], Client]
HEAD = ["年级", "册次", "单元", "领域", "课题", "课时", "机动课时", "综合与实践"]
ROWS: list[list[Any]] = [
    HEAD,
    ["五年级", "下册", "简易方程", "数与代数", "认识方程", 2, 1, None],
    ["五年级", "下册", None, None, "解方程", None, None, None],
    ["五年级", "下册", "圆", "图形与几何", "画圆", None, None, "是"],
    ["六年级", "上册", "分数乘法", "数与代数", None, None, None, None],
]
EQUATIONS = CatalogueUnit("简易方程", "NA", flex=1, lessons=(CatalogueLesson("认识方程", 2), CatalogueLesson("解方程")))
CIRCLE = CatalogueUnit("圆", "GE", activity="画圆", lessons=(CatalogueLesson("画圆"),))


def own(here: SmallSchool, name: str = "新版") -> TextbookEdition:
    return actions.add_edition(name=name, publisher="", printing="2024年秋起", by=here.actor("office"))


def book(edition: TextbookEdition) -> Volume:
    return Volume.objects.get(edition=edition, grade=5, half="B")


def write(volume: Volume, here: SmallSchool, *units: CatalogueUnit) -> None:
    actions.write_volume(volume, units, expected=written_units(volume), by=here.actor("office"))


def sent(rows: list[list[Any]]) -> SimpleUploadedFile:
    return SimpleUploadedFile("目录.xlsx", xlsx({"教材目录": rows}))


def test_new_edition_has_twelve_empty_books_or_those_of_the_copied_one(here: SmallSchool) -> None:
    assert [line.units for line in volumes_in(own(here))] == [0] * 12
    shared = here.unit.volume.edition
    copy = actions.add_edition(name="苏教版", publisher="", printing="2024", copied=shared, by=here.actor("office"))
    assert written_units(book(copy)) == written_units(here.unit.volume)
    assert {(line.units, line.lessons, line.periods) for line in volumes_in(copy) if line.units} == {(2, 5, 5)}
    with pytest.raises(EditionTaken):
        actions.add_edition(name="苏教版", publisher="", printing="2024", by=here.actor("office"))


def test_rewritten_book_keeps_the_keys_of_what_goes_on(here: SmallSchool) -> None:
    volume = book(own(here))
    write(volume, here, EQUATIONS, CIRCLE)
    before = {unit.title: unit.pk for unit in Unit.objects.filter(volume=volume)}
    lesson = LessonTopic.objects.get(unit__volume=volume, title="解方程").pk
    shorter = CatalogueUnit("简易方程", "NA", lessons=(CatalogueLesson("解方程", 3),))
    write(volume, here, CIRCLE, shorter)
    assert [(unit.title, unit.pk) for unit in Unit.objects.filter(volume=volume)] == [
        ("圆", before["圆"]),
        ("简易方程", before["简易方程"]),
    ]
    assert LessonTopic.objects.get(unit__volume=volume, title="解方程").pk == lesson
    assert written_units(volume) == (CIRCLE, shorter)


def test_book_changed_meanwhile_is_not_overwritten(here: SmallSchool) -> None:
    volume = book(own(here))
    write(volume, here, EQUATIONS)
    with pytest.raises(Refused, match="改过"):
        actions.write_volume(volume, [CIRCLE], expected=(), by=here.actor("office"))
    assert written_units(volume) == (EQUATIONS,)


def test_book_sent_again_is_written_once(here: SmallSchool) -> None:
    volume = book(own(here))
    for _ in range(2):
        actions.write_volume(volume, [CIRCLE], expected=(), by=here.actor("office"))
    assert written_units(volume) == (CIRCLE,)
    assert HistoryLine.objects.filter(text__contains="修改教材目录").count() == 1


def test_unit_that_records_hang_on_is_kept_and_named(here: SmallSchool) -> None:
    volume = book(own(here))
    write(volume, here, EQUATIONS, CIRCLE)
    schedule = PacingSchedule.objects.create(
        school=here.school, group=here.group, term=here.term, volume=volume, maker=here.people["leader"]
    )
    circle = Unit.objects.get(volume=volume, title="圆")
    PacingRow.objects.create(school=here.school, schedule=schedule, position=1, unit=circle, kind="lesson", content="画圆")
    with pytest.raises(UnitInUse, match="圆"):
        write(volume, here, EQUATIONS)
    assert written_units(volume) == (EQUATIONS, CIRCLE)
    with pytest.raises(Refused):
        actions.remove_edition(volume.edition, by=here.actor("office"))


def test_shared_catalogue_is_changed_by_nobody(here: SmallSchool) -> None:
    shared = here.unit.volume
    with pytest.raises(NotAllowed):
        actions.write_volume(shared, [], expected=written_units(shared), by=here.actor("office"))
    with pytest.raises(NotAllowed):
        actions.remove_edition(shared.edition, by=here.actor("admin"))


def test_unused_edition_taken_out_is_offered_nowhere_and_comes_back_with_its_books(here: SmallSchool, client_as: SignIn) -> None:
    edition, client = own(here), client_as("office")
    write(book(edition), here, EQUATIONS)
    asked = client.get(reverse("curriculum:own_remove", args=[edition.pk])).text
    assert "可以在“教材”页下方恢复" in asked
    page = client.post(reverse("curriculum:own_remove", args=[edition.pk]), follow=True).text
    assert HistoryLine.objects.latest("number").text == "删去教材目录“新版（2024年秋起，本校目录）”"
    assert edition not in editions_here()
    assert page.count(reverse("curriculum:own_restore", args=[edition.pk])) == 2, "in the notice and in the list"
    for name, more in (("own", []), ("own_edit", []), ("own_export", []), ("own_book", [book(edition).pk])):
        assert client.get(reverse(f"curriculum:{name}", args=[edition.pk, *more])).status_code == 404
    for _ in range(2):
        client.post(reverse("curriculum:own_restore", args=[edition.pk]))
    assert edition in editions_here()
    assert written_units(book(edition)) == (EQUATIONS,)
    assert [line.text[:2] for line in HistoryLine.objects.order_by("-number")[:2]] == ["恢复", "删去"]


def test_edition_does_not_come_back_beside_one_of_its_name(here: SmallSchool) -> None:
    edition = own(here)
    actions.remove_edition(edition, by=here.actor("office"))
    own(here)
    with pytest.raises(EditionTaken):
        actions.restore_edition(edition, by=here.actor("office"))


def test_edition_taken_out_is_chosen_for_no_grade(here: SmallSchool) -> None:
    edition = own(here)
    actions.remove_edition(edition, by=here.actor("office"))
    with pytest.raises(Refused, match="重新选择"):
        actions.adopt(here.year, {5: edition}, by=here.actor("office"))


def test_only_those_who_keep_the_school_bring_an_edition_back(here: SmallSchool) -> None:
    edition = own(here)
    actions.remove_edition(edition, by=here.actor("office"))
    with pytest.raises(NotAllowed):
        actions.restore_edition(edition, by=here.actor("leader"))


def test_other_school_neither_chooses_nor_opens_it(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    edition = own(here)
    assert edition in editions_here()
    with school_scope(two_schools.there.school.pk):
        assert edition not in editions_here()


def test_grid_saves_the_book_and_shows_every_problem_beside_its_cell(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    volume = book(own(here))
    url = reverse("curriculum:own_book", args=[volume.edition_id, volume.pk])
    client = client_as("office")
    version = client.get(url).context["grid"].version
    typed = {
        "catalogue-version": version,
        "catalogue-end": "1",
        "catalogue-order": "0,1",
        "catalogue-0-unit": "简易方程",
        "catalogue-0-lesson": "认识方程",
        "catalogue-1-periods": "2",
    }
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert [problem.column for problem in refused.context["grid"].problems] == ["strand", "lesson"]
    assert client.post(url, typed | {"catalogue-0-strand": "数与代数", "catalogue-1-lesson": "解方程"}).status_code == 302
    assert [(lesson.title, lesson.periods) for lesson in LessonTopic.objects.filter(unit__volume=volume)] == [
        ("认识方程", 1),
        ("解方程", 2),
    ]


def test_table_is_imported_and_its_own_export_changes_nothing(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    edition = own(here)
    client, url = client_as("office"), reverse("curriculum:own_import", args=[edition.pk])
    assert client.post(url, {"file": sent(ROWS)}).status_code == 302
    assert written_units(book(edition)) == (EQUATIONS, CIRCLE)
    keys = list(Unit.objects.filter(volume__edition=edition).values_list("pk", flat=True))
    exported = client.get(reverse("curriculum:own_export", args=[edition.pk])).content
    again = {"file": SimpleUploadedFile("目录.xlsx", exported)}
    assert "replace" in client.post(url, again).context["form"].errors
    again["file"] = SimpleUploadedFile("目录.xlsx", exported)
    assert client.post(url, again | {"replace": "on"}).status_code == 302
    assert written_units(book(edition)) == (EQUATIONS, CIRCLE)
    assert list(Unit.objects.filter(volume__edition=edition).values_list("pk", flat=True)) == keys


def test_faulty_table_stores_nothing_and_says_everything_at_once(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    edition = own(here)
    rows = [
        HEAD,
        ["七年级", "下册", "圆", "图形与几何", "画圆", 1, None, None],
        ["五年级", "下册", None, None, "解方程", "两节", None, None],
        ["五年级", "上册", "负数", None, "认识负数", 1, None, None],
    ]
    reply = client_as("office").post(reverse("curriculum:own_import", args=[edition.pk]), {"file": sent(rows)})
    assert reply.status_code == 422
    assert [problem.row for problem in reply.context["plan"].problems] == [2, 3, 4]
    assert not Unit.objects.filter(volume__edition=edition).exists()


def test_blank_table_has_the_columns_that_are_read(two_schools: TwoSchools, here: SmallSchool, client_as: SignIn) -> None:
    data = client_as("office").get(reverse("curriculum:own_blank", args=[own(here).pk])).content
    assert [problem.message for problem in workbook.read(data).problems] == ["表里没有内容。请从第二行起，一行写一个课题。"]
