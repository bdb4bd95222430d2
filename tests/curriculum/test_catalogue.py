"""The catalogue files: facts of the books, whole and teachable in a term."""

from __future__ import annotations

import pytest

from jiaoyan.curriculum import catalogue
from jiaoyan.curriculum.catalogue import CatalogueVolume
from jiaoyan.curriculum.models import LessonTopic, TextbookEdition, Unit

VOLUMES = {(v.edition, v.grade, v.half): v for v in catalogue.volumes()}
SUJIAO = [v for v in catalogue.volumes() if v.edition == "sujiao"]
SCHOOL_DAYS = {"A": 86, "B": 80}  # days before the review phase of the example's two terms
WEEKLY = {1: 4, 2: 4, 3: 4, 4: 4, 5: 5, 6: 5}


def label(volume: CatalogueVolume) -> str:
    return f"{volume.edition}-{volume.grade}{volume.half}"


def test_three_editions_have_twelve_volumes_each_once() -> None:
    assert {e.code for e in catalogue.editions()} == {"sujiao", "renjiao", "beishida"}
    assert len(VOLUMES) == len(catalogue.volumes()) == 36
    assert {(grade, half) for _, grade, half in VOLUMES} == {(g, h) for g in range(1, 7) for h in "AB"}


def test_grade_five_volume_b_begins_with_the_ten_lessons_of_equations() -> None:
    unit = VOLUMES["sujiao", 5, "B"].units[0]
    assert [lesson.title for lesson in unit.lessons] == [
        "认识方程",
        "等式的性质1",
        "等式的性质2",
        "解方程",
        "列方程解决实际问题1",
        "列方程解决实际问题2",
        "列方程解决实际问题3",
        "列方程解决实际问题4",
        "整理与练习1",
        "整理与练习2",
    ]
    assert (unit.periods, unit.flex) == (10, 1)


def test_grade_five_has_the_units_of_its_books_in_order() -> None:
    assert [u.title for u in VOLUMES["sujiao", 5, "A"].units] == [
        "负数的初步认识",
        "多边形的面积",
        "小数的意义和性质",
        "小数加法和减法",
        "小数乘法和除法",
        "统计表和条形统计图（二）",
        "解决问题的策略",
        "用字母表示数",
        "整理与复习",
    ]
    assert [u.title for u in VOLUMES["sujiao", 5, "B"].units] == [
        "简易方程",
        "折线统计图",
        "因数与倍数",
        "分数的意义和性质",
        "分数加法和减法",
        "圆",
        "解决问题的策略",
        "整理与复习",
    ]


@pytest.mark.parametrize("volume", SUJIAO, ids=label)
def test_every_unit_of_the_default_edition_has_at_least_three_periods(volume: CatalogueVolume) -> None:
    assert [u.title for u in volume.units if u.periods < 3] == []


@pytest.mark.parametrize("volume", SUJIAO, ids=label)
def test_periods_with_flexible_ones_fit_the_term(volume: CatalogueVolume) -> None:
    needed = sum(u.periods + u.flex for u in volume.units)
    budget = SCHOOL_DAYS[volume.half] * WEEKLY[volume.grade] // 5
    reviewing = sum(u.periods for u in volume.units if u.strand == "RV")
    assert needed - reviewing <= budget
    if volume.grade == 5:
        assert 65 <= sum(u.periods for u in volume.units) <= 80


@pytest.mark.parametrize("volume", SUJIAO, ids=label)
def test_an_activity_is_one_of_the_lessons_of_its_unit(volume: CatalogueVolume) -> None:
    assert [u.activity for u in volume.units if u.activity and [x.title for x in u.lessons].count(u.activity) != 1] == []


@pytest.mark.parametrize("volume", catalogue.volumes(), ids=label)
def test_titles_fit_their_fields_and_repeat_only_where_a_book_repeats(volume: CatalogueVolume) -> None:
    titles = [u.title for u in volume.units]
    assert len(set(titles)) == len(titles)
    for unit in volume.units:
        assert 0 < len(unit.title) <= 40
        assert unit.strand in Unit.Strand.values
        lessons = [x.title for x in unit.lessons]
        assert len(set(lessons)) == len(lessons)
        assert all(0 < len(title) <= 60 for title in lessons)
        assert all(x.periods >= 1 for x in unit.lessons)


@pytest.mark.parametrize("volume", catalogue.volumes(), ids=label)
def test_every_volume_ends_with_review(volume: CatalogueVolume) -> None:
    if (volume.edition, volume.grade, volume.half) != ("renjiao", 6, "B"):
        assert volume.units[-1].strand == "RV"


def test_competencies_are_the_eleven_of_the_standard() -> None:
    names = catalogue.competencies()
    assert len(names) == len(set(names)) == 11
    assert (names[0], names[3], names[-1]) == ("数感", "运算能力", "创新意识")


def test_unit_number_beyond_ten_is_written_in_chinese() -> None:
    assert Unit(number=11, title="期末复习").numbered_title == "十一、期末复习"
    assert LessonTopic(title="认识方程").periods == 1
    assert str(TextbookEdition(name="苏教版")) == "苏教版"
