"""Table 3: equal shares, never one's own reviewer, content never before it is taught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.pacing.rules.fill import fill
from jiaoyan.pacing.rules.schedule import PlannedLesson, PlannedUnit, day_loads
from jiaoyan.planning.rules.authoring import (
    AuthoringLine,
    Topic,
    Writer,
    check_authoring,
    due_day,
    propose_authoring,
    topics_by_week,
)
from jiaoyan.schools.rules.calendar import Calendar, Slot, TermDates
from jiaoyan.schools.rules.holidays import proposed_holidays

spring = Calendar(TermDates(date(2024, 2, 21), date(2024, 6, 28)), proposed_holidays(2024))
FOUR = (Writer(1, "林"), Writer(2, "苏"), Writer(3, "顾"), Writer(4, "秦"))
TOPICS = [Topic(week, f"练习{week}", week) for week in range(1, 17)]
lines = propose_authoring(TOPICS, FOUR, spring).lines

groups = st.lists(st.integers(0, 9), min_size=2, max_size=8).map(lambda counts: [Writer(n, str(n), k) for n, k in enumerate(counts, 1)])
topics = st.lists(st.integers(1, 19), max_size=40).map(lambda weeks: [Topic(week, f"题{n}", week) for n, week in enumerate(weeks)])


def spread(people: Sequence[int | None], writers: Sequence[Writer]) -> int:
    counts = Counter({writer.id: 0 for writer in writers})
    counts.update(person for person in people if person is not None)
    return max(counts.values()) - min(counts.values())


# laws


@given(topics, groups)
def test_shares_of_authors_and_of_reviewers_differ_by_one_at_most(found: list[Topic], writers: list[Writer]) -> None:
    table = propose_authoring(found, writers, spring).lines

    assert spread([line.author for line in table], writers) <= 1
    assert spread([line.reviewer for line in table], writers) <= 1


@given(topics, groups)
def test_nobody_reviews_his_own_exercise_and_each_topic_has_both_people(found: list[Topic], writers: list[Writer]) -> None:
    proposed = propose_authoring(found, writers, spring)

    assert all(line.author is not None and line.reviewer is not None and line.author != line.reviewer for line in proposed.lines)
    assert proposed.problems == ()
    assert sorted(line.content for line in proposed.lines) == sorted(topic.content for topic in found)


@given(topics, groups)
def test_proposal_is_the_same_each_time_and_passes_its_own_check(found: list[Topic], writers: list[Writer]) -> None:
    table = propose_authoring(found, writers, spring).lines

    assert propose_authoring(list(found), list(writers), spring).lines == table
    assert check_authoring(table, writers, spring) == []


@given(topics, groups, st.integers(1, 19))
def test_a_topic_added_at_the_end_of_the_list_leaves_all_others_as_they_were(found: list[Topic], writers: list[Writer], week: int) -> None:
    before = {line.content: line for line in propose_authoring(found, writers, spring).lines}
    after = {line.content: line for line in propose_authoring([*found, Topic(week, "新题")], writers, spring).lines}

    assert after.pop("新题").week_no == week
    assert after == before


@given(groups)
def test_those_who_wrote_fewer_before_get_the_extra_share(writers: list[Writer]) -> None:
    first = propose_authoring([Topic(1, "一份")], writers, spring).lines[0]

    assert next(w.before for w in writers if w.id == first.author) == min(w.before for w in writers)


def test_pairs_change_from_round_to_round() -> None:
    pairs = {(line.author, line.reviewer) for line in lines[:12]}

    assert len(pairs) == 12


# people


def test_group_of_one_needs_a_reviewer_from_outside_and_is_told_so() -> None:
    proposed = propose_authoring(TOPICS[:2], FOUR[:1], spring)

    assert [(line.author, line.reviewer) for line in proposed.lines] == [(1, None), (1, None)]
    assert [p.message for p in proposed.problems] == ["本组只有一位教师，不能自己审核，请从组外请一位审核人。"]


def test_reviewers_from_outside_take_turns_for_a_group_of_one() -> None:
    proposed = propose_authoring(TOPICS[:3], FOUR[:1], spring, outside=(8, 9))

    assert [line.reviewer for line in proposed.lines] == [8, 9, 8]
    assert proposed.problems == ()
    assert check_authoring(proposed.lines, FOUR[:1], spring, outside={8: "方", 9: "齐"}) == []


def test_group_of_two_review_each_other() -> None:
    assert [(line.author, line.reviewer) for line in propose_authoring(TOPICS[:4], FOUR[:2], spring).lines] == [(1, 2), (2, 1)] * 2


def test_group_without_teachers_keeps_the_topics_and_says_what_is_missing() -> None:
    proposed = propose_authoring(TOPICS[:1], (), spring)

    assert proposed.lines[0].content == "练习1"
    assert "还没有教师" in proposed.problems[0].message


def test_no_topics_is_no_problem() -> None:
    assert propose_authoring([], (), spring).problems == ()


# days and weeks


@pytest.mark.parametrize(
    ("week", "due"),
    [(3, date(2024, 2, 29)), (1, date(2024, 2, 19)), (8, date(2024, 4, 3)), (12, date(2024, 4, 29)), (40, None)],
    ids=["two school days before Monday", "before the term", "over make-up day and holiday", "over Labour Day", "no such week"],
)
def test_handing_in_two_school_days_before_use(week: int, due: date | None) -> None:
    assert due_day(week, spring) == due


def test_topic_ahead_of_its_teaching_is_put_in_the_week_it_is_taught() -> None:
    line = propose_authoring([Topic(2, "解方程", taught_week=4)], FOUR, spring).lines[0]

    assert (line.week_no, line.due) == (4, due_day(4, spring))


def test_topics_are_taken_from_the_lessons_of_each_week() -> None:
    unit = PlannedUnit(1, "简易方程", tuple(PlannedLesson(f"方程{n}") for n in range(1, 6)), flex=1)
    whole = PlannedUnit(None, "蒜叶的生长", (PlannedLesson("观察记录", kind="activity"), PlannedLesson("小练习", kind="test")))
    rows = fill([unit, whole], day_loads(spring, [Slot(weekday, 1) for weekday in (0, 1, 2, 4)])).rows

    assert topics_by_week(rows) == (
        Topic(1, "简易方程（方程1—方程2）", 1),
        Topic(2, "简易方程（方程3—方程5）", 2),
        Topic(3, "蒜叶的生长（观察记录）", 3),
    )


def test_topics_stay_short_enough_for_their_cell() -> None:
    rows = fill([PlannedUnit(1, "单" * 60, (PlannedLesson("课" * 60),))], day_loads(spring, [Slot(2, 1)])).rows

    assert [len(topic.content) for topic in topics_by_week(rows)] == [80]


# checks


def changed(index: int, **values: object) -> list[AuthoringLine]:
    return [replace(line, **values) if n == index else line for n, line in enumerate(lines)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "column", "said"),
    [
        ({"author": None}, "author", "请填命制人"),
        ({"author": 9}, "author", "命制人不在本备课组"),
        ({"reviewer": None}, "reviewer", "请填审核人"),
        ({"reviewer": 4}, "reviewer", "不能是同一人，请换一位"),
        ({"reviewer": 9}, "reviewer", "不在可选的教师"),
        ({"content": " "}, "content", "请填练习内容"),
        ({"taught_week": 6}, "week_no", "第6周才教，请把练习移到第6周或以后"),
        ({"week_no": 33}, "week_no", "没有第33周"),
        ({"due": None}, "due", "请填交稿日"),
        ({"due": date(2024, 3, 11)}, "due", "3月11日（星期一）起使用"),
        ({"due": date(2024, 3, 10)}, "due", "3月10日（星期日）周末，可提前到3月8日（星期五）"),
    ],
)
def test_each_fault_says_row_and_way_out(values: dict[str, object], column: str, said: str) -> None:
    found = [p for p in check_authoring(changed(3, **values), FOUR, spring) if said in p.message]

    assert [(p.row_index, p.column) for p in found] == [(3, column)]
    assert found[0].message.startswith("第4行：")


@pytest.mark.parametrize(("column", "word"), [("author", "命制"), ("reviewer", "审核")])
def test_unequal_shares_name_the_two_ends(column: str, word: str) -> None:
    heavy = [replace(line, **{column: 1}) if getattr(line, column) == 2 else line for line in lines]  # type: ignore[arg-type]
    found = [p for p in check_authoring(heavy, FOUR, spring) if p.row_index is None]

    assert [(p.column, p.message) for p in found] == [(column, f"{word}分工不均：林8份，苏0份。请调整到相差不超过1份。")]


def test_day_before_the_term_may_be_a_handing_in_day() -> None:
    assert check_authoring([replace(lines[0], due=date(2024, 2, 18))], (FOUR[0], FOUR[1]), spring) == []
