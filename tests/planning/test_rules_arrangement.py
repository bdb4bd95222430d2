"""Table 1: the proposal follows cadence, units and fair rotation; the checks say what to mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.pacing.rules.schedule import UnitSpan
from jiaoyan.planning.rules.arrangement import (
    FORMS,
    RESEARCH_LESSON,
    ArrangementLine,
    Slot,
    Teacher,
    check_arrangement,
    numbered,
    numbers_by_day,
    propose_arrangement,
    propose_leads,
    rotation,
    split_numbered,
)
from jiaoyan.schools.rules.calendar import Calendar, Occurrence, Override, TermDates
from jiaoyan.schools.rules.holidays import proposed_holidays
from jiaoyan.schools.rules.problem import Problem

TUESDAY = 1
spring = Calendar(TermDates(date(2024, 2, 21), date(2024, 6, 28)), proposed_holidays(2024))
meetings = spring.occurrences(TUESDAY, "odd")
FOUR = (Teacher(1, "林"), Teacher(2, "苏"), Teacher(3, "顾"), Teacher(4, "秦"))
UNITS = (
    UnitSpan(1, "简易方程", 1, 3, date(2024, 3, 8)),
    UnitSpan(2, "折线统计图", 4, 5, date(2024, 3, 20)),
    UnitSpan(3, "因数与倍数", 5, 8, date(2024, 4, 10)),
    UnitSpan(4, "分数的意义", 8, 12, date(2024, 5, 8)),
    UnitSpan(None, "蒜叶的生长", 12, 12, date(2024, 5, 10)),
    UnitSpan(5, "分数加减法", 13, 16, date(2024, 6, 7)),
)


def propose(
    teachers: Sequence[Teacher] = FOUR, occurrences: Sequence[Occurrence] = meetings, **options: object
) -> tuple[ArrangementLine, ...]:
    settings = {"textbook_title": "苏教版五年级下册", "review_week": 17, **options}
    return propose_arrangement(occurrences, teachers, UNITS, **settings)  # type: ignore[arg-type]


def words(line: ArrangementLine) -> str:
    return " ".join(line.contents)


lines = propose()


def test_rows_are_before_term_each_activity_week_and_end_of_term() -> None:
    assert [line.label for line in lines] == [
        "开学前准备",
        "第1周 第一次活动",
        "第3周 第二次活动",
        "第5周 第三次活动",
        "第7周 第四次活动",
        "第9周 第五次活动",
        "第11周 第六次活动",
        "第13周 第七次活动",
        "第15周 第八次活动",
        "第17周 第九次活动",
        "第19周 第十次活动",
        "期末",
    ]


def test_proposal_passes_its_own_check() -> None:
    assert check_arrangement(lines, spring, FOUR, occurrences=meetings, units=UNITS) == []


def test_before_term_the_whole_book_and_the_first_unit_are_studied() -> None:
    assert "通读苏教版五年级下册" in lines[0].contents[0]
    assert "第一单元《简易方程》" in words(lines[0])
    assert lines[0].forms == ("个人感悟", "整体讨论", "个人修改提高")
    assert (lines[0].lead, lines[0].unit_no) == (1, 1)


def test_first_second_and_fourth_of_four_activities_are_research_lessons_until_review() -> None:
    activities = [line for line in lines if line.kind == "activity"]

    assert [line.number for line in activities if RESEARCH_LESSON in line.forms] == [1, 2, 4, 5, 6, 8]
    assert "单元练习" in words(activities[2])
    assert "第二单元《折线统计图》的复习办法" in words(activities[2])


def test_research_lessons_go_round_before_anybody_gives_a_second_one() -> None:
    assert [line.lesson_teacher for line in lines if line.lesson_teacher] == [1, 2, 3, 4, 1, 2]
    assert "听林老师的研究课" in words(lines[1])


def test_each_unit_is_analysed_with_its_lead_speaking_before_it_begins() -> None:
    analysed = {
        unit.title: line.week_no
        for line in lines
        for unit in UNITS
        if f"分析第{'零一二三四五'[unit.number or 0]}单元《{unit.title}》" in words(line)
    }

    assert analysed == {"简易方程": None, "折线统计图": 3, "因数与倍数": 3, "分数的意义": 7, "分数加减法": 11}
    assert "第二单元《折线统计图》，苏老师主讲" in words(lines[2])


def test_a_unit_outside_the_numbering_is_analysed_too() -> None:
    assert "重点分析《蒜叶的生长》" in words(lines[6])


def test_a_meeting_without_new_unit_is_led_by_the_lead_of_the_running_unit() -> None:
    week9 = next(line for line in lines if line.week_no == 9)

    assert week9.unit_no is None
    assert week9.lead == propose_leads(UNITS, FOUR)[4]


def test_finished_units_come_back_with_data() -> None:
    assert "用各班数据看第一单元《简易方程》的目标达成" in words(next(line for line in lines if line.week_no == 5))


def test_review_plan_is_settled_in_the_last_meeting_before_review_and_no_lesson_after() -> None:
    before, after = (next(line for line in lines if line.week_no == week) for week in (15, 17))

    assert "商定期末复习计划与分工" in before.contents
    assert after.lesson_teacher is None
    assert "复习课" in words(after)


def test_leads_from_the_division_of_work_win_over_the_proposal() -> None:
    assert propose(leads={1: 4, 2: 3})[0].lead == 4


def test_moved_meeting_says_why_in_its_remarks() -> None:
    first = lines[1]

    assert first.day == date(2024, 2, 21)
    assert first.remarks[-1].startswith("原定2月20日（星期二）")


def test_cancelled_meeting_keeps_a_row_with_the_reason_and_no_number() -> None:
    off = tuple(Override(date(2024, 4, 29) + timedelta(n), "holiday", "劳动节") for n in range(12))
    calendar = Calendar(spring.dates, off)
    occurrences = calendar.occurrences(TUESDAY, "odd", "cancel_with_note")
    table = propose(occurrences=occurrences)
    cancelled = next(line for line in table if line.week_no == 11)

    assert (cancelled.label, cancelled.number, cancelled.forms) == ("第11周", None, ())
    assert "暂停" in words(cancelled)
    assert [line.number for line in table if line.number] == list(range(1, 9))
    assert check_arrangement(table, calendar, FOUR, occurrences=occurrences) == []


def test_meeting_put_off_to_the_next_week_is_listed_under_that_week() -> None:
    off = tuple(Override(date(2024, 4, 29) + timedelta(n), "holiday", "劳动节") for n in range(5))
    calendar = Calendar(spring.dates, off)
    occurrences = calendar.occurrences(TUESDAY, "odd")
    table = propose(occurrences=occurrences)

    assert [line.week_no for line in table if line.day == date(2024, 5, 7)] == [12]
    assert check_arrangement(table, calendar, FOUR, occurrences=occurrences) == []


def test_group_without_teachers_gets_a_proposal_that_names_nobody() -> None:
    table = propose(())

    assert {line.lesson_teacher for line in table} == {None}
    assert "听一节研究课" in words(table[1])
    assert any(problem.column == "lesson_teacher" for problem in check_arrangement(table, spring, ()))


def test_forms_are_those_of_the_paper_list() -> None:
    assert {form for line in lines for form in line.forms} <= set(FORMS)


def test_no_meeting_at_all_leaves_the_rows_before_and_after() -> None:
    assert [line.kind for line in propose(occurrences=())] == ["before", "end"]


# rotation

groups = st.lists(st.integers(0, 5), min_size=1, max_size=8).map(lambda counts: [Teacher(n, str(n), k) for n, k in enumerate(counts, 1)])


@given(groups, st.integers(0, 30))
def test_rotation_is_fair_at_every_point_and_favours_those_who_gave_fewer(teachers: list[Teacher], count: int) -> None:
    turns = rotation(teachers, count)

    assert len(turns) == count
    for n in range(count + 1):
        given_so_far = Counter({teacher.id: 0 for teacher in teachers})
        given_so_far.update(turns[:n])
        assert max(given_so_far.values()) - min(given_so_far.values()) <= 1
    before = {teacher.id: teacher.lessons_before for teacher in teachers}
    first_round = [before[each] for each in turns[: len(teachers)]]
    assert first_round == sorted(first_round)


@given(groups, st.integers(1, 12))
def test_leads_are_shared_evenly_and_cover_each_numbered_unit(teachers: list[Teacher], count: int) -> None:
    leads = propose_leads([UnitSpan(n, "单元", n, n, None) for n in range(1, count + 1)], teachers)
    shares = Counter({teacher.id: 0 for teacher in teachers}) + Counter()
    shares.update(leads.values())

    assert set(leads) == set(range(1, count + 1))
    assert max(shares.values()) - min([*shares.values(), 0 if count < len(teachers) else 99]) <= 1


@given(groups)
def test_any_group_gets_a_table_without_faults(teachers: list[Teacher]) -> None:
    assert check_arrangement(propose(teachers), spring, teachers, occurrences=meetings, units=UNITS) == []


# checks


def changed(index: int, **values: object) -> list[ArrangementLine]:
    return [replace(line, **values) if n == index else line for n, line in enumerate(lines)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "row", "column", "said"),
    [
        (lines[1:], None, "week_no", "开学前准备"),
        (lines[:-1], None, "week_no", "期末"),
        (lines[:3] + lines[4:], None, "week_no", "第5周应有活动"),
        (changed(2, contents=(" ",)), 2, "contents", "请填活动内容"),
        (changed(2, forms=()), 2, "forms", "请选活动形式"),
        (changed(2, forms=("看电影",)), 2, "forms", "没有“看电影”"),
        (changed(2, number=5), 2, "number", "第2次活动"),
        (changed(2, lesson_teacher=None), 2, "lesson_teacher", "请填上课教师"),
        (changed(2, lesson_teacher=9), 2, "lesson_teacher", "不在本备课组"),
        (changed(5, lesson_teacher=3), 5, "lesson_teacher", "顾已经上过，请先安排秦"),
        (changed(2, lead=9), 2, "lead", "主备人不在"),
        (changed(4, day=date(2024, 4, 4)), 4, "day", "清明节放假"),
        (changed(4, day=date(2024, 4, 10)), 4, "week_no", "在第8周"),
        (changed(4, week_no=3, day=None), 4, "week_no", "不能早于"),
        (changed(4, unit_no=1), 4, "contents", "第一单元第1周开始"),
    ],
    ids=[
        "no row before term",
        "no row at the end",
        "activity week missing",
        "nothing to do",
        "no form",
        "unknown form",
        "wrong number",
        "research lesson without teacher",
        "teacher of another group",
        "second turn before everybody's first",
        "lead of another group",
        "holiday",
        "day of another week",
        "week going back",
        "analysis after the unit began",
    ],
)
def test_each_fault_is_named_where_it_is(table: Sequence[ArrangementLine], row: int | None, column: str, said: str) -> None:
    found = [p for p in check_arrangement(table, spring, FOUR, occurrences=meetings, units=UNITS) if said in p.message]

    assert [(p.row_index, p.column) for p in found] == [(row, column)]
    assert row is None or found[0].message.startswith(f"第{row + 1}行：")


def test_clash_with_a_large_group_activity_is_named() -> None:
    assert check_arrangement(lines, spring, FOUR, busy={date(2024, 3, 5)}) == [
        Problem(2, "day", "第3行：3月5日（星期二）已有教研组活动，请错开。")
    ]


def test_empty_table_asks_for_its_frame() -> None:
    assert [p.row_index for p in check_arrangement([], spring, FOUR)] == [None, None]


# cells

items = st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20), max_size=12).map(tuple)


@given(items)
def test_numbered_items_come_back_from_their_cell(found: tuple[str, ...]) -> None:
    assert split_numbered(numbered(found)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1、研读教材\n2、商量设计", ("研读教材", "商量设计")),
        ("1. 研读教材\r\n\r\n（2）商量设计", ("研读教材", "商量设计")),
        ("３．研读", ("研读",)),
        ("3.5千克的认识", ("3.5千克的认识",)),
        ("研读教材", ("研读教材",)),
        ("", ()),
    ],
)
def test_cells_typed_by_hand_are_split(text: str, found: tuple[str, ...]) -> None:
    assert split_numbered(text) == found


AFTERNOON, MORNING = time(14, 30), time(9, 0)
DAYS = st.dates(date(2024, 2, 21), date(2024, 6, 28))


def test_rows_and_meetings_outside_the_table_are_counted_by_day() -> None:
    rows = [Slot(date(2024, 3, 5), AFTERNOON), None, Slot(date(2024, 4, 2), AFTERNOON)]
    others = [Slot(date(2024, 3, 20), AFTERNOON), Slot(date(2024, 4, 2), MORNING)]
    assert numbers_by_day(rows, others) == (1, None, 4)


def test_row_without_a_day_counts_after_the_one_above_it() -> None:
    rows = [Slot(date(2024, 3, 5), AFTERNOON), Slot(None, AFTERNOON), Slot(date(2024, 4, 2), AFTERNOON)]
    assert numbers_by_day(rows, [Slot(date(2024, 3, 20), AFTERNOON)]) == (1, 2, 4)


@given(st.lists(DAYS, unique=True, max_size=8), st.lists(DAYS, unique=True, max_size=5), st.data())
def test_numbers_rise_with_the_days_and_leave_room_for_the_others(rows: list[date], others: list[date], data: st.DataObject) -> None:
    pausing = data.draw(st.sets(st.integers(0, 7)))
    slots = [None if n in pausing else Slot(day, AFTERNOON) for n, day in enumerate(rows)]
    numbers = numbers_by_day(slots, [Slot(day, MORNING) for day in others])
    held = sorted((slot.day, number) for slot, number in zip(slots, numbers, strict=True) if slot and slot.day)
    for place, (day, number) in enumerate(held, start=1):
        assert number == place + sum(other <= day for other in others)
