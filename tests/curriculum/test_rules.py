"""A catalogue written line by line, and what goes on when its titles change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.curriculum.catalogue import CatalogueLesson, CatalogueUnit
from jiaoyan.curriculum.rules import Line, lines_of, matched, units_of

TITLES = st.text("数与形甲乙丙丁", min_size=1, max_size=6)


def test_lines_below_a_units_first_line_belong_to_it() -> None:
    units, problems = units_of(
        [
            Line(0, "简易方程", "NA", 1, "认识方程", 2),
            Line(1, lesson="解方程"),
            Line(2, "简易方程", lesson="方程的应用"),
            Line(3, "蒜叶的生长", "CP"),
        ]
    )
    assert problems == ()
    assert units == (
        CatalogueUnit(
            "简易方程", "NA", flex=1, lessons=(CatalogueLesson("认识方程", 2), CatalogueLesson("解方程"), CatalogueLesson("方程的应用"))
        ),
        CatalogueUnit("蒜叶的生长", "CP"),
    )


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (Line(2, "圆"), "strand"),
        (Line(2, "简易方程", "NA", lesson="再认识"), "unit"),
        (Line(2, strand="GE", lesson="画圆"), "strand"),
        (Line(2, flex=2, lesson="画圆"), "flex"),
        (Line(2, periods=2), "lesson"),
        (Line(2, lesson="画圆", practice=True), "practice"),
    ],
)
def test_what_contradicts_the_lines_above_is_said_where_it_stands(line: Line, column: str) -> None:
    above = [Line(0, "简易方程", "NA", 1, "认识方程"), Line(1, "因数与倍数", "NA", 1, "找因数", practice=True)]
    assert units_of(above)[1] == ()
    assert [(each.row, each.column) for each in units_of([*above, line])[1]] == [(2, column)]


def test_every_problem_is_said_at_once_and_a_line_above_all_units_is_one() -> None:
    _, problems = units_of([Line(0, lesson="认识方程"), Line(1, "圆", lesson="画圆"), Line(2, periods=1)])
    assert [each.row for each in problems] == [0, 1, 2]


@given(
    st.lists(
        st.tuples(TITLES, st.integers(0, 3), st.lists(st.tuples(TITLES, st.integers(1, 9)), max_size=4)),
        max_size=5,
        unique_by=lambda u: u[0],
    )
)
def test_units_written_as_lines_are_read_as_the_same_units(raw: list[tuple[str, int, list[tuple[str, int]]]]) -> None:
    units = tuple(
        CatalogueUnit(title, "NA", flex=flex, lessons=tuple(CatalogueLesson(*lesson) for lesson in lessons)) for title, flex, lessons in raw
    )
    assert units_of(lines_of(units)) == (units, ())


@given(st.lists(TITLES, max_size=6), st.lists(TITLES, max_size=6))
def test_no_title_goes_on_twice_and_none_is_lost_that_is_still_there(old: list[str], new: list[str]) -> None:
    places = matched(old, new)
    used = [place for place in places if place is not None]
    assert len(used) == len(set(used))
    for title in set(old) & set(new):
        assert sum(place is not None and old[place] == new[at] == title for at, place in enumerate(places)) == min(
            old.count(title), new.count(title)
        )


def test_a_corrected_title_goes_on_in_its_place_and_a_moved_one_keeps_its_own() -> None:
    assert matched(["甲", "乙", "丙"], ["丙", "乙改", "甲", "丁"]) == [2, 1, 0, None]
