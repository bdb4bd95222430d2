"""States of a ledger part."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.ledger.rules import Found, begun_words, has_quality_report, state_of, whole_part
from jiaoyan.schools.rules.gaps import Gap, due_since

DAY = date(2024, 6, 12)
ONE_DAY = timedelta(days=1)
LATE = Gap("第8次活动：决定事项", "林知远", 1, date(2024, 6, 11), "")
OLDER = Gap("“圆”的目标达成分析", "周予安", 2, date(2024, 6, 1), "")

gaps = st.builds(Gap, st.text(max_size=5), st.text(max_size=5), st.none(), st.dates(date(2024, 2, 1), date(2024, 7, 1)), st.just(""))
found_things = st.builds(
    Found, st.integers(0, 3), st.lists(gaps, max_size=6).map(tuple), st.none() | st.dates(date(2024, 2, 1), date(2024, 7, 1))
)
begun_days = st.none() | st.dates(date(2024, 2, 1), date(2024, 7, 1))


def test_part_with_something_late_is_missing_and_lists_the_oldest_first() -> None:
    state = state_of(Found(9, (LATE, OLDER), DAY))
    assert (state.state, state.gaps) == ("missing", (OLDER, LATE))


def test_part_with_nothing_late_but_something_to_come_is_not_due_and_says_when() -> None:
    state = state_of(Found(9, (), DAY))
    assert (state.state, state.due) == ("not_due", DAY)


def test_part_with_records_and_nothing_more_to_come_is_complete() -> None:
    assert state_of(Found(1)).state == "complete"


def test_part_of_a_finished_term_without_any_record_is_not_called_complete() -> None:
    assert state_of(Found()).state == "absent"


def test_part_the_grade_does_not_have_says_why() -> None:
    state = state_of(Found(late=(LATE,), absent="一、二年级没有"))
    assert (state.state, state.note, state.gaps) == ("absent", "一、二年级没有", ())


@given(found_things, begun_days)
def test_complete_is_said_only_when_nothing_is_late_and_nothing_is_to_come(found: Found, begun: date | None) -> None:
    state = state_of(found, begun)
    counted = due_since(found.late, begun)
    assert sorted(map(repr, state.gaps)) == sorted(map(repr, counted))
    assert (state.state == "missing") == bool(counted)
    if begun is None:
        assert (state.state == "complete") == (not found.late and found.due is None and found.entries > 0)


@given(found_things, begun_days)
def test_nothing_is_ever_due_before_the_day_the_group_begins(found: Found, begun: date | None) -> None:
    state = state_of(found, begun)
    days = [gap.since for gap in state.gaps] + ([state.due] if state.due else [])
    assert begun is None or all(day >= begun for day in days)


@given(found_things)
def test_without_such_a_day_everything_counts(found: Found) -> None:
    assert state_of(found, None) == state_of(found, date(2000, 1, 1))


def test_what_was_due_on_the_first_day_counts_and_the_day_before_does_not() -> None:
    assert state_of(Found(late=(LATE,)), LATE.since).state == "missing"
    assert state_of(Found(late=(LATE,)), LATE.since + ONE_DAY).state == "uncounted"


def test_part_with_records_that_lacks_only_what_was_due_before_is_complete() -> None:
    assert state_of(Found(3, (LATE, OLDER)), DAY).state == "complete"


def test_every_state_has_its_word() -> None:
    founds = [Found(1), Found(late=(LATE,)), Found(due=DAY), Found(absent="没有")]
    assert [state_of(found).label for found in founds] == ["齐全", "缺", "未到时间", "无此项"]
    assert state_of(Found(late=(LATE,)), DAY).label == "不计缺项"


@pytest.mark.parametrize(("due", "state"), [(date(2024, 6, 11), "missing"), (date(2024, 6, 12), "not_due"), (date(2024, 6, 13), "not_due")])
def test_empty_part_is_missing_from_the_day_after_it_was_due(due: date, state: str) -> None:
    assert state_of(whole_part("备课组计划还没有写", "林知远", 1, due, DAY)).state == state


def test_the_line_about_days_that_do_not_count_names_the_first_that_does() -> None:
    assert begun_words(date(2026, 10, 12)) == "本组自2026年10月12日起用本系统，此前的内容不计缺项。"


@pytest.mark.parametrize(("grade", "has"), [(1, False), (2, False), (3, True), (6, True)])
def test_only_grades_three_to_six_have_a_quality_report(grade: int, has: bool) -> None:
    assert has_quality_report(grade) is has
