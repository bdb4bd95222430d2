"""States of a ledger part."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.ledger.rules import has_quality_report, missing_whole_part, state_of
from jiaoyan.schools.rules.gaps import Gap

DAY = date(2024, 6, 12)
LATE = Gap("第8次活动：决定事项", "林知远", 1, date(2024, 6, 11), "")
OLDER = Gap("“圆”的目标达成分析", "周予安", 2, date(2024, 6, 1), "")

gaps = st.builds(Gap, st.text(max_size=5), st.text(max_size=5), st.none(), st.dates(date(2024, 2, 1), date(2024, 7, 1)), st.just(""))


def test_part_with_something_late_is_missing_and_lists_the_oldest_first() -> None:
    state = state_of((LATE, OLDER), DAY, entries=9)
    assert (state.state, state.gaps) == ("missing", (OLDER, LATE))


def test_part_with_nothing_late_but_something_to_come_is_not_due_and_says_when() -> None:
    assert (state_of((), DAY, entries=9).state, state_of((), DAY, entries=9).due) == ("not_due", DAY)


def test_part_with_records_and_nothing_more_to_come_is_complete() -> None:
    assert state_of((), None, entries=1).state == "complete"


def test_part_of_a_finished_term_without_any_record_is_not_called_complete() -> None:
    assert state_of((), None, entries=0).state != "complete"


@given(st.lists(gaps, max_size=6), st.none() | st.dates(), st.integers(0, 3))
def test_complete_is_said_only_when_nothing_is_late_and_nothing_is_to_come(late: list[Gap], due: date | None, entries: int) -> None:
    state = state_of(tuple(late), due, entries=entries)
    assert (state.state == "complete") == (not late and due is None and entries > 0)
    assert sorted(map(repr, state.gaps)) == sorted(map(repr, late))


@pytest.mark.parametrize(("due", "state"), [(date(2024, 6, 11), "missing"), (date(2024, 6, 12), "not_due"), (date(2024, 6, 13), "not_due")])
def test_empty_part_is_missing_from_the_day_after_it_was_due(due: date, state: str) -> None:
    assert missing_whole_part("备课组计划还没有写", "林知远", 1, due, DAY).state == state


@pytest.mark.parametrize(("grade", "has"), [(1, False), (2, False), (3, True), (6, True)])
def test_only_grades_three_to_six_have_a_quality_report(grade: int, has: bool) -> None:
    assert has_quality_report(grade) is has
