"""Ages, service, classes, school years and terms."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.schools.rules.people import (
    TermKey,
    age_on,
    at_most_years_old,
    class_name,
    class_short,
    duties,
    grade_name,
    grade_of,
    is_young_teacher,
    parse_school_year,
    parse_term_key,
    school_year_key,
    school_year_label,
    school_year_of,
    served_less_than,
    service_years_on,
    term_label,
)

TERM_START = date(2024, 2, 21)


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        (date(1991, 2, 21), 33),
        (date(1991, 2, 22), 32),
        (date(1991, 12, 31), 32),
        (date(2000, 2, 29), 23),
    ],
    ids=["birthday is the first day of term", "birthday tomorrow", "late birthday", "leap day"],
)
def test_age_at_the_start_of_term(birth: date, age: int) -> None:
    assert age_on(birth, TERM_START) == age


def test_leap_day_child_turns_older_on_the_first_of_march_in_a_common_year() -> None:
    assert age_on(date(2000, 2, 29), date(2023, 2, 28)) == 22
    assert age_on(date(2000, 2, 29), date(2023, 3, 1)) == 23


@pytest.mark.parametrize(
    ("start", "years"),
    [
        (date(2014, 9, 1), 9),
        (date(2015, 2, 28), 9),
        (date(2015, 3, 1), 8),
        (date(2024, 2, 1), 0),
        (date(2024, 9, 1), 0),
    ],
    ids=["September start", "same month counts whatever the day", "a month short", "just begun", "not yet begun"],
)
def test_service_years_count_from_the_month_work_began(start: date, years: int) -> None:
    assert service_years_on(start, TERM_START) == years


def test_thirty_five_or_younger_includes_thirty_five_until_the_next_birthday() -> None:
    assert at_most_years_old(date(1988, 2, 22), 35, TERM_START)
    assert not at_most_years_old(date(1988, 2, 21), 35, TERM_START)


def test_less_than_five_years_excludes_five() -> None:
    assert served_less_than(date(2019, 3, 1), 5, TERM_START)
    assert not served_less_than(date(2019, 2, 1), 5, TERM_START)


@pytest.mark.parametrize(
    ("birth", "joined", "young"),
    [
        (date(1980, 1, 1), date(2020, 9, 1), True),
        (date(1995, 1, 1), date(2010, 9, 1), True),
        (date(1980, 1, 1), date(2010, 9, 1), False),
        (None, None, False),
        (None, date(2023, 9, 1), True),
    ],
    ids=["older but new here", "young but long here", "neither", "nothing known", "only the joining date known"],
)
def test_young_teacher_is_young_or_new_in_the_school(birth: date | None, joined: date | None, young: bool) -> None:
    assert is_young_teacher(birth, joined, TERM_START) is young


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2024, 1, 15), "2023-2024"),
        (date(2024, 8, 31), "2023-2024"),
        (date(2024, 9, 1), "2024-2025"),
        (date(2023, 12, 31), "2023-2024"),
    ],
)
def test_school_year_changes_on_the_first_of_september(day: date, key: str) -> None:
    assert school_year_of(day) == key


@pytest.mark.parametrize("text", ["2023-2024", "2023—2024学年", "２０２３～２０２４", " 2023~2024 学年", "2023——2024"])
def test_school_year_is_read_however_it_is_written(text: str) -> None:
    assert parse_school_year(text) == 2023


@pytest.mark.parametrize("text", ["2023", "2023-2025", "2024-2023", "23-24", ""])
def test_school_year_that_makes_no_sense_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(ValueError, match="学年请写成"):
        parse_school_year(text)


@given(st.integers(1990, 2100), st.sampled_from([1, 2]))
def test_term_key_survives_its_text(start: int, no: int) -> None:
    key = TermKey(start, no)

    assert parse_term_key(str(key)) == key
    assert parse_school_year(key.school_year) == start
    assert parse_school_year(school_year_label(school_year_key(start))) == start


def test_term_keys_sort_by_time() -> None:
    assert sorted([TermKey(2024, 1), TermKey(2023, 2), TermKey(2023, 1)]) == [TermKey(2023, 1), TermKey(2023, 2), TermKey(2024, 1)]


@pytest.mark.parametrize("text", ["2023-2024-3", "2023-2024", "2023-2025-1", "2023-2024-0", "一"])
def test_term_that_makes_no_sense_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(ValueError, match="学期"):
        parse_term_key(text)


def test_labels_of_year_and_term() -> None:
    assert school_year_label("2023-2024") == "2023—2024学年"
    assert term_label("2023-2024", 2) == "2023—2024学年第二学期"
    assert TermKey(2023, 1).label == "2023—2024学年第一学期"


def test_a_third_term_does_not_exist() -> None:
    with pytest.raises(ValueError, match="学期只有"):
        term_label("2023-2024", 3)


@pytest.mark.parametrize(("school_year", "grade"), [(2018, None), (2019, 1), (2023, 5), (2024, 6), (2025, None)])
def test_grade_follows_from_entry_year_and_school_year(school_year: int, grade: int | None) -> None:
    assert grade_of(2019, school_year) == grade


def test_names_of_grades_and_classes() -> None:
    assert grade_name(5) == "五年级"
    assert class_name(5, 2) == "五（2）班"
    assert class_short(5, 2) == "五2"


@pytest.mark.parametrize("grade", [0, 7, -1])
def test_there_are_six_grades(grade: int) -> None:
    with pytest.raises(ValueError, match="一至六年级"):
        grade_name(grade)


@pytest.mark.parametrize(
    ("lessons", "text"),
    [
        ([(5, 3, "数学"), (5, 2, "数学")], "五2、五3数学"),
        ([(5, 1, "数学"), (4, 2, "科学"), (5, 4, "数学")], "五1、五4数学；四2科学"),
        ([(5, 1, "数学"), (5, 1, "数学")], "五1数学"),
        ([(5, 10, "数学"), (5, 9, "数学")], "五9、五10数学"),
        ([], ""),
    ],
)
def test_duties_gather_classes_by_subject(lessons: list[tuple[int, int, str]], text: str) -> None:
    assert duties(lessons) == text
