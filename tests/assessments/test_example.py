"""The example's marks: exactly as many reach each goal as the unit's analysis counts, and nothing is above its full mark."""

from __future__ import annotations

from typing import Any

import pytest

from jiaoyan.assessments.rules.goals import counts
from jiaoyan.assessments.rules.kinds import problem_of_title, proposed_title
from jiaoyan.example import quality, reading

TERMS = ("2023-2024-1", "2023-2024-2")
WRITTEN = [(term, each) for term in TERMS for each in reading.term_of("qinghe", term, 5)["exams"]]
SIZES = next(school for school in reading.everybody()["schools"] if school["code"] == "qinghe")["classes"]["5"]


def name(case: tuple[str, dict[str, Any]]) -> str:
    return f"{case[0]}-{case[1].get('unit', 'final')}"


@pytest.mark.parametrize(
    ("term", "written"), [case for case in WRITTEN if "unit" in case[1]], ids=[name(c) for c in WRITTEN if "unit" in c[1]]
)
def test_as_many_reach_each_goal_as_the_unit_counts(term: str, written: dict[str, Any]) -> None:
    unit = next(each for each in reading.term_of("qinghe", term, 5)["units"] if each["number"] == written["unit"])
    goals_of = [row[4] for row in written["questions"]]
    fulls = [2 * row[2] for row in written["questions"]]
    for place, tested in enumerate(unit["tested"]):
        codes = [f"2019{place + 1:02}{seat:02}" for seat in range(1, tested + 1)]
        rows = list(quality.unit_marks(goals_of, fulls, unit["goals"], place, codes, "seed").values())
        assert all(0 <= mark <= full for row in rows for mark, full in zip(row, fulls, strict=True))
        for number, goal in enumerate(unit["goals"], start=1):
            places = [n for n, of in enumerate(goals_of) if of == number]
            assert len(places) >= 2, goal["text"]
            assert counts(rows, fulls, places) == (tested, goal["reached"][place])


@pytest.mark.parametrize(("term", "written"), WRITTEN, ids=[name(case) for case in WRITTEN])
def test_paper_is_whole_and_absent_pupils_sit_in_their_class(term: str, written: dict[str, Any]) -> None:
    rows = written.get("paper", written.get("questions"))
    labels = [row[0] for row in rows]
    assert len(set(labels)) == len(labels)
    assert all(0 < row[-1] <= 100 for row in rows)
    if "paper" in written:
        assert sum(row[2] for row in rows) == 100
    assert all(1 <= seat <= SIZES[number - 1] for number, seat, _ in written.get("absent", ()))
    assert problem_of_title(written.get("kind", "unit"), proposed_title(written.get("kind", "unit"), "圆")) == ""


def test_marks_of_a_pupil_are_the_same_each_time_and_never_above_the_full_mark() -> None:
    final = next(written for _, written in WRITTEN if "paper" in written)
    rates, fulls = [row[7] / 100 for row in final["paper"]], [2 * row[2] for row in final["paper"]]
    rows = [quality.paper_marks(rates, fulls, f"20190{c}{seat:02}") for c in range(1, 7) for seat in range(1, 45)]
    assert rows[7] == quality.paper_marks(rates, fulls, "20190108")
    assert all(0 <= mark <= full and mark % 2 == 0 for row in rows for mark, full in zip(row, fulls, strict=True))
    assert 0.8 < sum(map(sum, rows)) / (len(rows) * sum(fulls)) < 0.88
