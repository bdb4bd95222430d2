"""What a design needs, when it is due, who made a work, how works are counted."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.items.rules.showcase import (
    Counts,
    Criterion,
    Design,
    author_label,
    class_counts,
    counts_problem,
    design_due,
    design_lacks,
    exhibition_lacks,
    review_due,
    rubric_lacks,
    works_due,
)
from jiaoyan.schools.rules.calendar import Calendar, TermDates

WHOLE = Criterion("说理", "有图有算式", "有图", "没有")
SPRING = Calendar(TermDates(date(2024, 2, 21), date(2024, 6, 28)))


@pytest.mark.parametrize(
    ("criteria", "said"),
    [
        ([WHOLE] * 2, "量规（3至5条，现有2条）"),
        ([], "量规（3至5条，现有0条）"),
        ([WHOLE] * 3, ""),
        ([WHOLE] * 5, ""),
        ([WHOLE] * 6, "量规（最多5条，现有6条）"),
        ([WHOLE, WHOLE, Criterion("说理", "有图", "", "没有")], "量规里A、B、C三级的表现"),
    ],
)
def test_a_rubric_has_three_to_five_whole_criteria(criteria: list[Criterion], said: str) -> None:
    assert rubric_lacks(criteria) == said


def test_an_empty_design_lacks_everything_and_a_whole_one_nothing() -> None:
    assert len(design_lacks(Design(0, 0, (), False, 0))) == 5
    assert design_lacks(Design(1, 1, (WHOLE,) * 3, True, 1)) == ()


def test_an_exhibition_needs_day_place_evaluators_and_review() -> None:
    assert exhibition_lacks(held=False, place=False, evaluators=0, review=False) == ("展评", "展评地点", "评委", "反思")
    assert exhibition_lacks(held=True, place=True, evaluators=1, review=True) == ()


@pytest.mark.parametrize(
    ("consent", "own", "said"),
    [
        (True, True, "五（2）班　吴小满"),
        (True, False, "五（2）班　吴小满"),
        (False, True, "五（2）班　学号20190101"),
        (False, False, "五（2）班 学生"),
    ],
)
def test_a_name_stands_only_with_consent_and_a_code_only_for_own_teachers(consent: bool, own: bool, said: str) -> None:
    assert author_label("五（2）班", ["吴小满"], ["20190101"], consent=consent, own=own) == said


def test_a_work_of_nobody_named_is_a_pupils_of_the_class() -> None:
    assert author_label("五（2）班", [], [], consent=True, own=True) == "五（2）班 学生"


@given(names=st.lists(st.text("赵钱孙李周吴", min_size=2, max_size=3), min_size=1, max_size=4), own=st.booleans())
def test_without_consent_no_name_ever_stands(names: list[str], own: bool) -> None:
    label = author_label("五（2）班", names, ["1"] * len(names), consent=False, own=own)
    assert not any(name in label for name in names)


def test_counts_come_from_works_only_where_all_are_recorded() -> None:
    assert class_counts(["A", "B", "A", ""], all_recorded=True, handed_in=40, excellent=9) == Counts(4, 2, counted=True)
    assert class_counts(["A"], all_recorded=False, handed_in=40, excellent=9) == Counts(40, 9)


@pytest.mark.parametrize(
    ("handed_in", "excellent", "recorded", "field"),
    [
        (40, 41, 0, "excellent"),
        (None, 3, 0, "handed_in"),
        (2, 1, 3, "handed_in"),
        (40, 12, 3, None),
        (None, None, 3, None),
        (40, None, 0, None),
    ],
)
def test_typed_counts_that_cannot_be_are_refused(handed_in: int | None, excellent: int | None, recorded: int, field: str | None) -> None:
    found = counts_problem(handed_in, excellent, recorded)
    assert (found[0] if found else None) == field


def test_design_works_and_review_are_due_in_week_four_mid_term_and_before_the_last_week() -> None:
    assert SPRING.week_no(design_due(SPRING)) == 4
    assert SPRING.last_week == 19
    assert SPRING.week_no(works_due(SPRING, None)) == 10
    assert review_due(SPRING) == date(2024, 6, 21)


def test_works_are_due_when_the_homework_ends_if_that_is_after_mid_term() -> None:
    assert works_due(SPRING, date(2024, 6, 2)) == date(2024, 5, 31)  # a Sunday moves to the school day before
    assert works_due(SPRING, date(2024, 3, 15)) == works_due(SPRING, None)


def test_a_term_of_two_weeks_has_its_days_all_the_same() -> None:
    short = Calendar(TermDates(date(2024, 2, 21), date(2024, 3, 1)))
    assert design_due(short) <= date(2024, 3, 1)
    assert review_due(short) <= works_due(short, None) or review_due(short) >= date(2024, 2, 21)
