"""Figures: worked cases computed by hand, and laws that hold for any marks."""

from __future__ import annotations

import csv
import random
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.assessments import charts
from jiaoyan.assessments.rules.figures import ClassFigures, Policy, Question, Snapshot, added, extremes, tally
from jiaoyan.assessments.rules.freeze import frozen, thawed
from jiaoyan.assessments.rules.numbers import NOTHING, half_up, points, root_half_up
from jiaoyan.assessments.rules.score_sheet import Seat, columns, read
from jiaoyan.documents.sheets import read_table

CASES = Path(__file__).parent / "cases"
NAMES = {
    "应考": "enrolled",
    "实考": "tested",
    "总分": "total",
    "均分": "mean",
    "标准差": "sd",
    "最高分": "highest",
    "最低分": "lowest",
    "合格率": "pass",
    "优秀率": "excellent",
    "低分率": "low",
}


def table_of(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row[0]: row[1] for row in csv.reader(file)}


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_worked_case_from_workbook_to_printed_figures(case: str) -> None:
    paper, expected = table_of(CASES / case / "paper.csv"), table_of(CASES / case / "expected.csv")
    questions = [Question(label, round(2 * float(marks))) for label, marks in list(paper.items())[1:]]
    table = read_table((CASES / case / "scores.xlsx").read_bytes(), columns(questions))
    seats = [Seat(n, row.text("code"), row.text("name")) for n, row in enumerate(table.rows, start=1)]
    reading = read(table, questions, seats, (2019, 1), 2023)
    assert reading.problems == ()
    policy = Policy(sum(question.full for question in questions))
    rows = [line.marks for line in reading.lines if line.marks is not None]
    found = tally(rows, policy, len(questions), enrolled=len(seats))
    told = {name: found.shown[key] for name, key in NAMES.items()}
    told["等级"] = " ".join(map(str, found.levels))
    told["分数段"] = " ".join(map(str, found.bands))
    told["得分率"] = " ".join(half_up((found.item_rate(n, each.full) or 0) * 100, 1) for n, each in enumerate(questions))  # type: ignore[arg-type]
    assert told == {name: value for name, value in expected.items() if name != "项目"}


FULLS = (10, 10, 20, 160)
POLICY = Policy(sum(FULLS))
MARKS = st.tuples(*(st.integers(0, full) for full in FULLS))
GROUPS = st.lists(st.lists(MARKS, max_size=12), max_size=5)


def of(rows: list[tuple[int, ...]]) -> object:
    return tally(rows, POLICY, len(FULLS), enrolled=len(rows) + 1)


@given(GROUPS)
def test_classes_add_up_to_the_grade(groups: list[list[tuple[int, ...]]]) -> None:
    whole = tally([row for rows in groups for row in rows], POLICY, len(FULLS), enrolled=sum(len(rows) + 1 for rows in groups))
    assert added((of(rows) for rows in groups), POLICY, len(FULLS)) == whole  # type: ignore[misc]


@given(st.lists(MARKS, max_size=20), st.randoms(use_true_random=False))
def test_order_of_pupils_changes_nothing(rows: list[tuple[int, ...]], chance: random.Random) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    assert of(mixed) == of(rows)


@given(st.lists(MARKS, min_size=100, max_size=110), st.randoms(use_true_random=False))
def test_high_and_low_groups_do_not_depend_on_order(rows: list[tuple[int, ...]], chance: random.Random) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    assert extremes(mixed, len(FULLS)) == extremes(rows, len(FULLS))


@given(st.lists(MARKS, max_size=20))
def test_bands_and_levels_hold_everybody_tested_once(rows: list[tuple[int, ...]]) -> None:
    found = tally(rows, POLICY, len(FULLS), enrolled=len(rows))
    assert sum(found.bands) == sum(found.levels) == found.tested == len(rows)
    assert found.low <= found.tested - found.passed <= found.tested


@given(st.fractions(0, 10_000), st.integers(0, 3))
def test_half_up_is_never_further_than_half_a_unit_and_a_half_goes_up(value: Fraction, places: int) -> None:
    shown = Fraction(half_up(value, places))
    assert Fraction(-1, 2) < (shown - value) * 10**places <= Fraction(1, 2)


@given(st.fractions(0, 10_000))
def test_root_is_rounded_half_up_exactly(value: Fraction) -> None:
    shown = Fraction(root_half_up(value, 2)) * 100
    low, high = max(Fraction(0), shown - Fraction(1, 2)), shown + Fraction(1, 2)
    assert low**2 <= value * 10_000 < high**2


def test_nothing_is_a_dash_and_never_zero() -> None:
    empty = tally([], POLICY, 4, enrolled=3)
    assert {empty.shown[name] for name in ("mean", "sd", "total", "highest", "lowest", "pass", "excellent", "low")} == {NOTHING}
    assert empty.item_rate(0, 10) is None
    assert half_up(None, 2) == points(None) == root_half_up(None, 2) == NOTHING


def test_mean_is_over_those_tested_never_over_those_enrolled() -> None:
    assert tally([(200,)], Policy(200), 1, enrolled=5).shown["mean"] == "100.00"


@pytest.mark.parametrize(
    ("full", "names"), [(200, "100 90—99.5 80—89.5 70—79.5 60—69.5 60以下"), (80, "40 36—39.5 32—35.5 28—31.5 24—27.5 24以下")]
)
def test_bands_follow_the_full_mark(full: int, names: str) -> None:
    assert " ".join(Policy(full).band_names) == names


def test_discrimination_of_an_item_everybody_good_solves_and_everybody_weak_misses_is_one() -> None:
    rows = [(10, 10)] * 60 + [(0, 5)] * 60
    found = extremes(rows, 2)
    assert found is not None
    assert (found.discrimination(0, 10), found.discrimination(1, 10)) == (Fraction(1), Fraction(1, 2))


def test_discrimination_is_not_read_from_fewer_than_a_hundred() -> None:
    assert extremes([(10,)] * 99, 1) is None


def test_what_was_frozen_comes_back_the_same_through_json() -> None:
    import json

    rows = [(10, n % 10) for n in range(120)]
    policy = Policy(20)
    counted = tally(rows, policy, 2, enrolled=121)
    questions = (Question("1", 10, "一", "口算", "小数", "掌握", 90), Question("2", 10))
    snapshot = Snapshot(
        policy, questions, (ClassFigures(7, "五（1）班", counted, (("病假", 1),)),), counted, extremes(rows, 2), missing=("五（2）班",)
    )
    assert thawed(json.loads(json.dumps(frozen(snapshot)))) == snapshot


def test_chart_draws_the_rate_that_the_table_prints() -> None:
    counted = tally([(5,), (4,)], Policy(20), 1, enrolled=2)  # 9 of 16: 56.25 per cent, which a float rounds down
    spec, told = charts.items(Snapshot(Policy(20), (Question("1", 8),), (), counted))
    assert spec["data"]["values"][0]["rate"] == 56.3
    assert "56.3%" in told
