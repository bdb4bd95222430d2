"""What a research group's plan lacks, how its times read, what counts say about its clauses, which row a pasted clause is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.planning.rules.research import (
    ClauseLine,
    MonthLine,
    PlanDraft,
    check_research_plan,
    in_order,
    item_words,
    months_of,
    when_words,
)
from jiaoyan.planning.rules.research_summary import AnswerDraft, check_research_summary, counted_by_quota, suggested
from jiaoyan.planning.rules.summary import PairDraft
from jiaoyan.planning.rules.upper import clauses_of, with_keys
from jiaoyan.quotas.rules.demand import Audience, Counted, Demand, Edition, Number, Per, Quota
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.quotas.rules.progress import Progress, State, Tally
from jiaoyan.schools.rules.calendar import Calendar, Override, TermDates

SPRING = Calendar(TermDates(date(2024, 2, 21), date(2024, 6, 28)), (Override(date(2024, 4, 4), "holiday", "清明节"),))
AUTUMN = Calendar(TermDates(date(2023, 9, 1), date(2024, 1, 19)))
MONTHS = tuple(MonthLine(month, "own", "大组活动") for month in (3, 4, 5, 6))
WHOLE = PlanDraft("以学定教", ("人人上研究课",), (ClauseLine("课堂教学", "上研究课", counted=1),), MONTHS)


def messages(draft: PlanDraft, *, stops: bool = True) -> list[str]:
    return [found.message for found in check_research_plan(draft, SPRING) if found.stops is stops]


def test_a_whole_plan_lacks_nothing() -> None:
    assert check_research_plan(WHOLE, SPRING) == ()


def test_empty_plan_says_what_is_missing_part_by_part() -> None:
    found = check_research_plan(PlanDraft("", (), (), ()), SPRING)
    assert [each.part for each in found] == ["head", "head", "clauses", "months", "months", "months", "months"]
    assert [each.message for each in found if each.part == "months"] == [f"{n}月还没有安排本组的教研活动。" for n in (3, 4, 5, 6)]


def test_february_with_seven_school_days_needs_no_activity_of_its_own() -> None:
    assert not any("2月" in message for message in messages(WHOLE))


def test_an_outside_activity_is_no_activity_of_the_groups_own() -> None:
    draft = replace(WHOLE, months=(*MONTHS[:3], MonthLine(6, "region", "区研讨活动")))
    assert messages(draft) == ["6月还没有安排本组的教研活动。"]


def test_clause_without_quota_must_say_why() -> None:
    bare = replace(WHOLE, clauses=(ClauseLine("常规", "备课要精心"),))
    assert messages(bare) == ["“备课要精心”还没有对应的指标；没有可数的，请写明不计数的原因。"]
    assert messages(replace(WHOLE, clauses=(ClauseLine("常规", "备课要精心", uncounted="重在过程"),))) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (MonthLine(3, "region", "优质课报名", "by"), "3月“优质课报名”写了截止，请填上截止的日期。"),
        (MonthLine(3, "own", "沙龙", "on"), "3月“沙龙”写了当天，请填上日期；还没有定的，可以写上旬、中旬、下旬或当月。"),
        (MonthLine(3, "own", "沙龙", "on", date(2024, 4, 2)), "3月“沙龙”的日期是4月2日，不在3月里。"),
    ],
)
def test_time_that_contradicts_itself_stops_the_plan(line: MonthLine, words: str) -> None:
    assert messages(replace(WHOLE, months=(*MONTHS, line))) == [words]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (MonthLine(4, "own", "展示", "on", date(2024, 4, 4)), "4月“展示”在4月4日（清明节放假），请再核对。"),
        (MonthLine(4, "own", "展示", "on", date(2024, 4, 6)), "4月“展示”在4月6日（周末），请再核对。"),
        (MonthLine(5, "test", "质量检测", "on", date(2024, 5, 21), tentative=True), "5月“质量检测”是暂定的，定下来以后请改过来。"),
    ],
)
def test_doubtful_time_is_said_but_stops_nothing(line: MonthLine, words: str) -> None:
    draft = replace(WHOLE, months=(*MONTHS, line))
    assert messages(draft) == []
    assert messages(draft, stops=False) == [words]


def test_meeting_before_the_term_is_no_day_off() -> None:
    draft = replace(WHOLE, months=(MonthLine(2, "training", "教材分析", "on", date(2024, 2, 18)), *MONTHS))
    assert check_research_plan(draft, SPRING) == ()


def test_what_nobody_took_up_is_listed_but_stops_nothing() -> None:
    draft = replace(WHOLE, left_out=("教导处计划“每月检查作业”",))
    assert messages(draft) == []
    assert messages(draft, stops=False) == ["还没有承接：教导处计划“每月检查作业”"]


def test_autumn_runs_from_august_into_january() -> None:
    assert months_of(AUTUMN) == ((2023, 8), (2023, 9), (2023, 10), (2023, 11), (2023, 12), (2024, 1))
    lines = [MonthLine(1, "own", "一月"), MonthLine(9, "own", "九月甲"), MonthLine(12, "own", "十二月"), MonthLine(9, "own", "九月乙")]
    assert [lines[n].text for n in in_order(lines, AUTUMN)] == ["九月甲", "九月乙", "十二月", "一月"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (MonthLine(3, "own", "沙龙", "on", date(2024, 3, 5)), "3月5日"),
        (MonthLine(3, "own", "报名", "by", date(2024, 3, 26)), "截止3月26日"),
        (MonthLine(3, "own", "沙龙", "early"), "三月上旬"),
        (MonthLine(3, "own", "沙龙", "end"), "三月底"),
        (MonthLine(3, "own", "沙龙", "month"), ""),
        (MonthLine(5, "test", "检测", "on", date(2024, 5, 21), tentative=True), "暂定5月21日"),
        (MonthLine(5, "test", "检测", "month", tentative=True), "暂定"),
    ],
)
def test_times_read_as_plans_print_them(line: MonthLine, words: str) -> None:
    assert when_words(line) == words


def test_line_of_the_schedule_says_when_who_and_where() -> None:
    line = MonthLine(3, "own", "大组活动。", "on", date(2024, 3, 5), participants="全体数学教师", place="录播教室")
    assert item_words(line) == "大组活动（3月5日，全体数学教师，录播教室）。"
    assert item_words(MonthLine(3, "own", "大组活动")) == "大组活动。"


# counts


def progress(subject: int, done: int, target: int | None = 1, state: State = State.ON_PACE, *days: date) -> Progress:
    demand = Demand(Audience("person"), Counted("research_lesson"), Number(least=1), Per.TERM)
    quota = Quota(7, "上研究课", "节", (Edition(date(2024, 2, 21), demand),))
    facts = tuple(
        Fact("research_lesson", f"lessons.researchlesson:{subject}{n}", day, frozenset(), f"第{n}节") for n, day in enumerate(days)
    )
    tally = Tally("term", "本学期", date(2024, 2, 21), date(2024, 6, 28), Number(least=1), done, facts, state)
    return Progress(quota, demand, Subject("person", subject), (tally,), done, target, None, 0, None, state)


def test_many_subjects_are_said_together_with_how_many_are_there() -> None:
    found = counted_by_quota([progress(1, 1, 1, State.DONE, date(2024, 4, 1)), progress(2, 0)], date(2024, 6, 28))[7]
    assert found.text == "上研究课：2人中1人达到要求，共1节（应有2节）"
    assert not found.met
    assert [fact.label for fact in found.facts] == ["第0节"]


def test_one_subject_is_said_plainly() -> None:
    assert counted_by_quota([progress(1, 2, 1, State.DONE)], date(2024, 6, 28))[7].text == "上研究课2节（应有1节）"
    assert counted_by_quota([progress(1, 2, None)], date(2024, 6, 28))[7].text == "上研究课2节"


def test_excused_counts_as_met_and_over_does_not() -> None:
    assert counted_by_quota([progress(1, 0, 1, State.EXCUSED)], date(2024, 6, 28))[7].met
    assert not counted_by_quota([progress(1, 3, 1, State.OVER)], date(2024, 6, 28))[7].met


def test_quota_that_asks_nothing_says_so_and_stops_nothing() -> None:
    idle = replace(progress(1, 0, 1, State.IDLE), why="没有教学周")
    found = counted_by_quota([idle], date(2024, 6, 28))[7]
    assert (found.text, found.met) == ("上研究课：没有教学周", True)


def test_facts_after_the_day_are_not_listed() -> None:
    found = counted_by_quota([progress(1, 1, 1, State.DONE, date(2024, 4, 1), date(2024, 7, 1))], date(2024, 6, 28))[7]
    assert len(found.facts) == 1


def test_clause_is_suggested_done_when_all_its_quotas_are_met() -> None:
    met = counted_by_quota([progress(1, 1, 1, State.DONE)], date(2024, 6, 28))
    assert suggested([7], met) == "yes"
    assert suggested([7], counted_by_quota([progress(1, 0)], date(2024, 6, 28))) == "no"
    assert suggested([], met) == ""
    assert suggested([8], met) == ""


def test_summary_needs_opening_answers_reasons_and_measures() -> None:
    answers = [
        AnswerDraft("上研究课", "", ""),
        AnswerDraft("听课", "no", " "),
        AnswerDraft("读书", "no", "书还在路上"),
        AnswerDraft("写反思", "yes", ""),
    ]
    found = check_research_summary("", answers, [PairDraft("研究课集中在期末", "")])
    assert [each.column for each in found] == ["head", "answers", "answers", "problems"]
    assert [each.message for each in found if each.column == "answers"] == [
        "“上研究课”还没有填完成或未完成。",
        "“听课”没有完成，请写一句原因或打算。",
    ]
    assert check_research_summary("概述", answers[2:], [PairDraft("甲", "乙")]) == []


# pasted clauses


def test_pasted_text_loses_numbers_and_empty_lines() -> None:
    text = "1. 每月检查作业\n\n（二）组织展示课\n三、写好反思\n④ 读一本书\n2024年开展调研\n10个班全部参加"
    assert clauses_of(text) == ("每月检查作业", "组织展示课", "写好反思", "读一本书", "2024年开展调研", "10个班全部参加")


def test_changed_words_keep_their_row_and_new_ones_get_none() -> None:
    before = [(1, "每月检查作业"), (2, "组织展示课"), (3, "写好反思")]
    assert with_keys(before, ["每月检查作业", "组织骨干展示课", "写好反思", "读一本书"]) == (
        ("每月检查作业", 1),
        ("组织骨干展示课", 2),
        ("写好反思", 3),
        ("读一本书", None),
    )


def test_moved_clause_keeps_its_row() -> None:
    assert dict(with_keys([(1, "甲"), (2, "乙"), (3, "丙")], ["丙", "甲", "乙"])) == {"甲": 1, "乙": 2, "丙": 3}


TEXTS = st.lists(st.sampled_from("甲乙丙丁戊"), max_size=6)


@given(TEXTS, TEXTS)
def test_every_row_is_used_at_most_once_and_every_clause_comes_back_in_order(before: list[str], after: list[str]) -> None:
    found = with_keys(list(enumerate(before)), after)
    keys = [key for _, key in found if key is not None]
    assert [text for text, _ in found] == after
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(range(len(before)))


@given(TEXTS)
def test_unchanged_clauses_keep_all_rows(texts: list[str]) -> None:
    assert with_keys(list(enumerate(texts)), texts) == tuple((text, n) for n, text in enumerate(texts))
