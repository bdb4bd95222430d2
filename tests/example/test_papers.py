"""The papers of the finished term: tests with their reports, homework lists, certificates. Numbers follow from the marks. No database."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from jiaoyan.curriculum import catalogue
from jiaoyan.example import quality, reading
from jiaoyan.example.ordinary import words
from jiaoyan.items.rules.homework import ALL_SUBJECTS, FORTNIGHT, MATHEMATICS
from tests.example.test_content import PEOPLE, calendar

AUTUMN = "2023-2024-1"
TESTED = (3, 4, 5, 6)
TIMES = calendar(AUTUMN)
FIGURE = re.compile(r"\{(\w+?)(\d*)\}")
SIZES = next(school for school in PEOPLE["schools"] if school["code"] == "qinghe")["classes"]
each_grade = pytest.mark.parametrize("grade", TESTED)


def final(grade: int) -> dict[str, Any]:
    """The final test of a grade with its report."""
    written = [*reading.term_of("qinghe", AUTUMN, grade).get("exams", []), *words.of_grade("qinghe", grade).get("exams", [])]
    (found,) = [exam for exam in written if exam.get("kind") == "final"]
    return dict(found)


def marks(grade: int) -> list[list[int]]:
    """The half-points of everybody who was there, as the loader makes them."""
    exam = final(grade)
    paper, away = exam["paper"], {(number, seat) for number, seat, _ in exam["absent"]}
    fulls = [2 * row[2] for row in paper]
    return [
        quality.paper_marks(
            [row[7] / 100 + exam["better"].get(str(number), 0) / 100 for row in paper], fulls, f"{2024 - grade}{number:02}{seat:02}"
        )
        for number, size in enumerate(SIZES[str(grade)], 1)
        for seat in range(1, size + 1)
        if (number, seat) not in away
    ]


def members(grade: int) -> set[str]:
    return {person["name"] for person in PEOPLE["people"] if person["school"] == "qinghe" and person.get("grade") == grade}


@each_grade
def test_paper_of_a_hundred_marks_asks_for_every_unit_of_its_own_book_but_the_review(grade: int) -> None:
    paper = final(grade)["paper"]
    volume = next(v for v in catalogue.volumes() if (v.edition, v.grade, v.half) == ("sujiao", grade, "A"))
    assert sum(row[2] for row in paper) == 100
    assert [row[0] for row in paper] == [str(number) for number in range(1, len(paper) + 1)]
    told = {row[4] for row in paper}
    assert told <= set(range(1, len(volume.units) + 1))
    lacking = {unit.title for number, unit in enumerate(volume.units, 1) if number not in told}
    assert all("复习" in title for title in lacking), lacking
    assert all(row[5] in ("了解", "理解", "掌握", "运用") for row in paper)


@each_grade
def test_typical_errors_are_no_more_than_those_who_lost_marks_on_the_item(grade: int) -> None:
    exam = final(grade)
    rows, labels = marks(grade), [row[0] for row in exam["paper"]]
    counted: dict[str, int] = {}
    for error in exam["report"]["errors"]:
        counted[error["question"]] = counted.get(error["question"], 0) + error["pupils"]
    for label, pupils in counted.items():
        place = labels.index(label)
        full = 2 * exam["paper"][place][2]
        assert pupils <= sum(row[place] < full for row in rows), label


@each_grade
def test_items_called_problems_lie_below_what_was_expected_and_those_praised_do_not(grade: int) -> None:
    exam = final(grade)
    rows = marks(grade)
    short = {row[0]: row[6] - 100 * sum(mark[place] for mark in rows) / (2 * row[2] * len(rows)) for place, row in enumerate(exam["paper"])}
    problems = "".join(problem["text"] for problem in exam["report"]["problems"])
    praise = "".join(exam["report"]["strengths"])
    assert all(short[label] > 3 for name, label in FIGURE.findall(problems) if name == "item")
    assert all(short[label] < 3 for name, label in FIGURE.findall(praise) if name == "item")
    assert any(name == "item" for name, _ in FIGURE.findall(problems))


@each_grade
def test_report_comes_after_the_marks_and_its_measures_have_owners_of_the_group_and_school_days(grade: int) -> None:
    exam = final(grade)
    report, spring = exam["report"], calendar("2023-2024-2")
    days = [exam["day"], exam["marked_on"], report["day"], report["approved_on"]]
    assert days == sorted(days)
    assert all(TIMES.is_school_day(day) for day in days)
    assert sum(TIMES.is_school_day(exam["day"] + timedelta(days=n)) for n in range(1, (report["day"] - exam["day"]).days + 1)) <= 5
    for measure in (measure for problem in report["problems"] for measure in problem["measures"]):
        assert measure["owner"] in members(grade)
        assert measure["start"] < measure["check_by"]
        assert spring.is_school_day(measure["start"]), measure["action"]
        assert spring.is_school_day(measure["check_by"]), measure["action"]


@pytest.mark.parametrize("grade", [3, 4, 6])
def test_next_terms_plan_speaks_of_the_test_in_the_figures_of_its_report(grade: int) -> None:
    opening, rows = reading.term_of("qinghe", "2023-2024-2", grade)["plan"]["opening"], marks(grade)
    rates = {f"{100 * sum(mark[place] for mark in rows) / (2 * row[2] * len(rows)):.1f}" for place, row in enumerate(final(grade)["paper"])}
    told = re.findall(r"得分率(\d+\.\d)%", opening)
    assert len(told) >= 2
    assert set(told) <= rates


def test_reports_of_different_grades_say_nothing_in_the_same_words() -> None:
    said = [
        text
        for grade in TESTED
        for text in (
            final(grade)["report"]["last"],
            final(grade)["report"]["note"],
            *(error["cause"] for error in final(grade)["report"]["errors"]),
        )
    ]
    assert len(set(said)) == len(said)


def test_homework_of_grade_five_covers_every_fortnight_of_the_finished_term() -> None:
    lists = reading.term_of("qinghe", AUTUMN, 5)["homework"]
    starts = [each["starts"] for each in lists]
    assert starts == [week.monday for week in TIMES.weeks() if week.no % 2 == 1]
    assert {each["by"] for each in lists} == members(5)
    words_of = [entry["text"] for each in lists for entry in each["entries"] if "text" in entry]
    assert len(set(words_of)) >= 0.95 * len(words_of)


@pytest.mark.parametrize("term", [AUTUMN, "2023-2024-2"])
def test_homework_keeps_its_days_and_ceilings_and_sets_only_what_is_done_at_home(term: str) -> None:
    times, written = calendar(term), reading.term_of("qinghe", term, 5)
    home = {each["week"] for each in written["exercises"] if each.get("place") == "home"}
    for each in written["homework"]:
        days = times.school_days_between(each["starts"], each["starts"] + timedelta(days=FORTNIGHT - 1))
        asked: dict[date, int] = dict.fromkeys(days, 0)
        for entry in each["entries"]:
            assert entry["day"] in asked, entry
            assert "text" in entry or entry["week"] in home, entry
            asked[entry["day"]] += entry["minutes"] if entry.get("required", True) else 0
        assert max(asked.values()) <= MATHEMATICS
        for everything, own in zip(each.get("all_minutes", ()), asked.values(), strict=False):
            assert own <= everything <= ALL_SUBJECTS


def test_every_award_of_the_finished_term_has_its_certificate() -> None:
    assert all(award["certificate"] for award in reading.term_of("qinghe", AUTUMN, 5)["awards"])
