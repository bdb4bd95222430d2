"""Duties in their order, days in words, the week and what comes in the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.dashboard.rules.duties import (
    Duty,
    coming_events,
    due_words,
    gathered,
    in_order,
    said_together,
    state_on,
    waited_words,
    week_on,
)
from jiaoyan.schools.rules.calendar import Calendar, Override, TermDates
from jiaoyan.schools.rules.gaps import Gap

TODAY = date(2024, 6, 12)
TERM = TermDates(date(2024, 2, 21), date(2024, 6, 28), exam_phase_start=date(2024, 6, 18))
DUTIES = st.builds(
    Duty, what=st.sampled_from("甲乙丙丁"), due=st.none() | st.dates(date(2024, 6, 1), date(2024, 6, 20)), url=st.sampled_from(["/a", "/b"])
)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (None, ""),
        (TODAY - timedelta(1), "6月11日到期，已过1天"),
        (TODAY, "今天"),
        (TODAY + timedelta(1), "明天"),
        (TODAY + timedelta(2), "6月14日 星期五前"),
        (TODAY + timedelta(7), "6月19日 星期三前"),
        (TODAY + timedelta(8), "6月20日 星期四前，还有8天"),
    ],
)
def test_a_due_day_is_said_as_people_say_it(due: date | None, words: str) -> None:
    assert due_words(due, TODAY) == words


def test_a_day_is_overdue_only_after_it() -> None:
    assert [state_on(day, TODAY) for day in (None, TODAY - timedelta(1), TODAY, TODAY + timedelta(1))] == ["", "overdue", "today", ""]


@given(st.lists(DUTIES))
def test_order_keeps_every_duty_once_and_puts_what_others_wait_for_first(duties: list[Duty]) -> None:
    ordered = in_order(duties)
    assert set(ordered) == set(duties)
    assert len(ordered) == len(set(duties))
    keys = [(duty.due is not None, duty.due or date.min) for duty in ordered]
    assert keys == sorted(keys)
    assert in_order(ordered) == ordered


def test_of_one_day_duties_stay_in_the_order_given() -> None:
    first, second = Duty("乙", TODAY, "/b"), Duty("甲", TODAY, "/a")
    assert in_order([first, second]) == [first, second]


@pytest.mark.parametrize(("days", "words"), [(0, "今天提交"), (1, "6月11日提交，已等1天"), (5, "6月7日提交，已等5天")])
def test_how_long_somebody_waits_for_a_decision_is_said_in_days(days: int, words: str) -> None:
    assert waited_words(TODAY - timedelta(days), TODAY) == words


@pytest.mark.parametrize(
    ("sentences", "words"),
    [
        (["甲还没有写"], "甲还没有写"),
        (["第2周没有每日一议", "第12周没有每日一议"], "第2、12周没有每日一议"),
        (["3月没有理论学习摘记", "4月没有理论学习摘记", "5月没有理论学习摘记"], "3—5月没有理论学习摘记"),
        (["第1周没有", "第3周没有", "第4周没有", "第6周没有", "第7周没有", "第8周没有"], "第1、3、4、6—8周没有"),
        (["第9次活动：出席还差周予安", "第9次活动：还没有形成修改意见"], "第9次活动：出席还差周予安；还没有形成修改意见"),
        (["“圆”还没有定主备人", "“方程”还没有定主备人"], "“圆”还没有定主备人；“方程”还没有定主备人"),
        (["第1次活动：甲", "第1次活动：乙", "第1次活动：丙"], "第1次活动：甲等3项"),
        (["第2周有1人没有写", "第3周有4人没有写"], "第2周有1人没有写；第3周有4人没有写"),
        (["“第2课”还没有定", "“第2课”还没有上"], "“第2课”还没有定；“第2课”还没有上"),
    ],
)
def test_several_sentences_about_one_place_are_said_as_one(sentences: list[str], words: str) -> None:
    assert said_together(sentences) == words


@given(st.lists(st.text(alphabet="第周月：12甲乙", min_size=1, max_size=8), min_size=1, max_size=5, unique=True))
def test_a_count_is_said_only_of_more_than_two_and_the_first_is_always_whole_or_merged(sentences: list[str]) -> None:
    said = said_together(sentences)
    assert said.endswith(f"等{len(sentences)}项") <= (len(sentences) > 2)
    if len(sentences) < 3 and "、" not in said:
        assert said.startswith(sentences[0])


def test_the_same_sentence_twice_at_one_place_is_said_once() -> None:
    gap = Gap("第3次活动还没有召开", "林知远", 1, TODAY, "/x")
    assert [duty.what for duty in gathered([gap, gap], named=False)] == ["第3次活动还没有召开"]


def test_gaps_of_one_person_at_one_place_are_one_line_since_the_oldest() -> None:
    gaps = [
        Gap("第3周没有每日一议", "林知远", 1, date(2024, 3, 8), "/talks"),
        Gap("第2周没有每日一议", "林知远", 1, date(2024, 3, 1), "/talks"),
    ]
    other = Gap("3月没有理论学习摘记", "林知远", 1, date(2024, 3, 31), "/notes")
    assert gathered([*gaps, other], named=False) == [
        Duty("第2、3周没有每日一议", date(2024, 3, 1), "/talks"),
        Duty("3月没有理论学习摘记", date(2024, 3, 31), "/notes"),
    ]


def test_gaps_of_two_people_at_one_place_stay_two_lines_with_their_names() -> None:
    gaps = [Gap("甲", "周予安", 1, TODAY, "/x"), Gap("乙", "", None, TODAY, "/x")]
    assert [(duty.what, duty.whose) for duty in gathered(gaps, named=True)] == [("甲", "周予安"), ("乙", "未定")]


def test_the_week_says_its_number_parity_and_how_much_is_left() -> None:
    week = week_on(Calendar(TERM, (Override(date(2024, 6, 10), "holiday", "端午节"),)), TODAY)
    assert (week.title, week.parity, week.day, week.note) == ("第17周", "单周", "2024年6月12日 星期三", "")
    assert week.left == "本学期共19周，还有13个上课日"
    assert week_on(Calendar(TERM), TODAY + timedelta(7)).parity == "双周"


@pytest.mark.parametrize(("day", "title"), [(date(2024, 2, 1), "还没有开学"), (date(2024, 7, 1), "学期已结束")])
def test_outside_the_term_there_is_no_week_and_no_parity(day: date, title: str) -> None:
    week = week_on(Calendar(TERM), day)
    assert (week.title, week.parity, week.left) == (title, "", "")


def test_a_makeup_day_says_whose_timetable_runs() -> None:
    calendar = Calendar(TERM, (Override(date(2024, 4, 7), "makeup", "清明节调休", runs_weekday=4),))
    assert week_on(calendar, date(2024, 4, 7)).note == "清明节调休，上星期五的课"


def test_a_day_off_says_why() -> None:
    calendar = Calendar(TERM, (Override(date(2024, 4, 4), "holiday", "清明节"),))
    assert week_on(calendar, date(2024, 4, 4)).note == "清明节放假"
    assert week_on(calendar, date(2024, 4, 6)).note == "周末"


def test_neighbouring_days_of_one_holiday_are_one_event() -> None:
    days = tuple(Override(date(2024, 5, n), "holiday", "劳动节") for n in range(1, 6))
    first, second = coming_events(Calendar(TERM, days), date(2024, 4, 20))
    assert (first.days, first.text) == ("5月1日—5日", "劳动节放假")
    assert second.text == "开始复习检测"


def test_a_holiday_across_two_months_names_both() -> None:
    days = tuple(Override(date(2024, 4, 29) + timedelta(n), "holiday", "劳动节") for n in range(4))
    assert coming_events(Calendar(TERM, days), date(2024, 4, 1))[0].days == "4月29日—5月2日"


def test_what_is_today_or_past_is_no_coming_event() -> None:
    events = coming_events(Calendar(TERM, (Override(TODAY, "event", "运动会"),)), TODAY, limit=9)
    assert [event.text for event in events] == ["开始复习检测", "本学期最后一个上课日"]


def test_a_school_entry_replaces_the_states_entry_of_the_same_day() -> None:
    day = date(2024, 6, 20)
    overrides = (Override(day, "holiday", "假日", source="state"), Override(day, "event", "游园会", source="school"))
    assert [event.text for event in coming_events(Calendar(TERM, overrides), TODAY)] == ["开始复习检测", "游园会"]


def test_a_trip_of_one_grade_is_no_event_of_the_whole_school() -> None:
    trip = Override(date(2024, 6, 14), "event", "春游", scope="grade", grade=3)
    assert "春游" not in [event.text for event in coming_events(Calendar(TERM, (trip,)), TODAY, limit=9)]
