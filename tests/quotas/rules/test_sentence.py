"""Demands and progress in words a teacher would use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from jiaoyan.quotas.rules.conflicts import conflicts
from jiaoyan.quotas.rules.count import progress_of
from jiaoyan.quotas.rules.demand import Audience, Cohort, Condition, Counted, Demand, Due, Number, Per, Quota, Severity, Window
from jiaoyan.quotas.rules.progress import Excuse
from jiaoyan.quotas.rules.sentence import demand_text, sentence_of
from tests.quotas.rules.worlds import PERSONS, PREP, SPRING, TEACHER, asks, fact, month_days, quota, roster

YOUNG = Audience("person", (Cohort(age_max=35), Cohort(here_below=5)))
TRAINED = Counted("training", (Condition("type", ("external",)),))


def named(name: str, unit: str = "节") -> Quota:
    return Quota(1, name, unit, ())


@pytest.mark.parametrize(
    ("name", "unit", "demand", "text"),
    [
        ("上研究课", "节", asks(Per.TERM, 1, audience=YOUNG), "35岁以下或到校未满5年的教师，每学期上研究课不少于1节"),
        ("听课", "节", asks(Per.TERM, 15, window=Window(by=Due.TERM_END)), "每位教师，每学期听课不少于15节"),
        (
            "听师傅的课",
            "节",
            asks(Per.WEEK, 2, audience=Audience("person", (Cohort(service_max=2),))),
            "工作1—2年的教师，每周听师傅的课不少于2节",
        ),
        ("教学反思", "篇", asks(Per.MONTH, 2), "每位教师，每月教学反思不少于2篇"),
        ("课例报告", "份", asks(Per.TERM, 1, 1), "每位教师，每学期课例报告1份"),
        ("备课组活动", "次", asks(Per.ODD_WEEK, 1, audience=PREP), "每个备课组，每个单周备课组活动不少于1次"),
        ("单周备课活动", "次", asks(Per.ODD_WEEK, 1, audience=PREP), "每个备课组，每个单周备课活动不少于1次"),
        ("大组活动", "次", asks(Per.MONTH, 1, 1, audience=Audience("group", groups=("research",))), "教研组，每月大组活动1次"),
        ("练兵课安排", "份", asks(Per.TERM, 1, 1, window=Window(by=Due.TERM_START, weeks=2)), "每位教师，开学两周内练兵课安排1份"),
        ("复习计划", "份", asks(Per.TERM, 1, 1, audience=PREP, window=Window(by=Due.REVIEW_START)), "每个备课组，进入复习前复习计划1份"),
        (
            "检测分析",
            "份",
            asks(Per.TERM, 1, 1, audience=PREP, window=Window(points=("mid_term", "final"))),
            "每个备课组，每学期期中、期末各检测分析1份",
        ),
        (
            "口算达标",
            "次",
            asks(Per.TERM, 1, 1, audience=Audience("grade"), window=Window(months=(10,))),
            "每个年级，10月口算达标1次",
        ),
        (
            "调研",
            "次",
            asks(Per.TERM, 1, 1, audience=Audience("grade", grades=(3, 4, 5, 6)), window=Window(months=(4,), part="late")),
            "三至六年级各年级，4月底调研1次",
        ),
        (
            "调研",
            "次",
            asks(Per.TERM, 1, 1, window=Window(on=date(2024, 5, 21), tentative=True)),
            "每位教师，2024年5月21日前（暂定）调研1次",
        ),
        (
            "二次培训",
            "次",
            asks(Per.EVENT, 1, event=TRAINED, window=Window(within_days=7)),
            "每位教师，每次外出培训后7天内，二次培训不少于1次",
        ),
        ("单元专项练习", "份", asks(Per.EVENT, 1, event=Counted("unit"), audience=PREP), "每个备课组，每个单元，单元专项练习不少于1份"),
        ("无故缺席", "次", asks(Per.TERM, None, 0), "每位教师，每学期不得有无故缺席"),
        ("书面作业", "分钟", asks(Per.SCHOOL_DAY, None, 60, measure="minutes"), "每位教师，每个教学日书面作业不超过60分钟"),
        (
            "推门听课",
            "节",
            asks(Per.TERM, 0, audience=Audience("person", (Cohort(service_above=5),))),
            "工作5年以上的教师，每学期推门听课不限节数",
        ),
        ("听课", "节", asks(Per.TERM, 1, where=(Condition("lesson_type", ("practice",)),)), "每位教师，每学期听课（练习课）不少于1节"),
        ("听练习课", "节", asks(Per.TERM, 1, where=(Condition("lesson_type", ("practice",)),)), "每位教师，每学期听练习课不少于1节"),
        (
            "研究课",
            "节",
            asks(Per.TERM, 1, 3, kind="research_lesson", where=(Condition("commented", (True,)),)),
            "每位教师，每学期研究课（有专家点评）1至3节",
        ),
        ("活动", "次", asks(Per.MONTH, 1, audience=PREP, window=Window(months=(3, 4, 5, 6))), "每个备课组，3至6月每月活动不少于1次"),
        (
            "轮流听课",
            "节",
            asks(Per.TERM, 1, audience=Audience("group", groups=("prep",), size_below=3)),
            "不足3人的备课组，每学期轮流听课不少于1节",
        ),
        (
            "质量报告",
            "份",
            asks(Per.TERM, 1, 1, audience=Audience("group", groups=("prep",), grades=(5, 6))),
            "五、六年级每个备课组，每学期质量报告1份",
        ),
        ("组务", "次", asks(Per.TERM, 1, audience=Audience("person", (Cohort(roles=("group_leader",)),))), "备课组长，每学期组务不少于1次"),
        (
            "听课",
            "节",
            asks(Per.TERM, 5, audience=Audience("person", (Cohort(age_max=35, roles=("group_leader",)),))),
            "35岁以下且担任备课组长的教师，每学期听课不少于5节",
        ),
        ("数据", "份", asks(Per.SCHOOL, 1, 1, audience=Audience("school")), "全校，数据1份"),
        (
            "备课组长",
            "位",
            asks(Per.TERM, 6, 6, kind="research_plan", measure="leaders", audience=Audience("group", groups=("research",))),
            "教研组，每学期应有备课组长6位",
        ),
        ("教材分析培训", "次", asks(Per.TERM, 1, 1, window=Window(months=(2,))), "每位教师，2月教材分析培训1次"),
        ("按课表上课", "周", asks(Per.WEEK, 1, kind="taught_week", audience=Audience("class")), "每个班，每周按课表上课"),
        (
            "磨课九步齐全",
            "节",
            asks(Per.EVENT, 1, kind="research_lesson", event=Counted("research_lesson"), audience=PREP),
            "每个备课组，每节研究课，磨课九步齐全",
        ),
    ],
)
def test_a_demand_reads_as_a_clause_of_a_plan(name: str, unit: str, demand: Demand, text: str) -> None:
    assert demand_text(named(name, unit), demand) == text


def test_hopes_and_reported_figures_say_so() -> None:
    hope = Demand(PERSONS, Counted("research_lesson"), Number(1), Per.TERM, severity=Severity.AIM)
    figure = Demand(PREP, Counted("exercise"), Number(8), Per.TERM, severity=Severity.BENCHMARK)

    assert demand_text(named("成果课"), hope) == "每位教师，每学期力争成果课不少于1节"
    assert demand_text(named("有效练习", "份"), figure) == "每个备课组，每学期有效练习不少于8份（参考数）"


AUDIENCES = [
    PERSONS,
    YOUNG,
    PREP,
    Audience("person", grades=(3, 4)),
    Audience("class"),
    Audience("grade", grades=(1, 2)),
    Audience("school"),
]
WINDOWS = [
    Window(),
    Window(by=Due.TERM_START),
    Window(by=Due.REVIEW_START, weeks=1),
    Window(months=(4,), part="late"),
    Window(on=date(2024, 5, 6)),
]
NUMBERS = [Number(1), Number(2, 2), Number(1, 3), Number(None, 2), Number(None, 0), Number(0), Number()]


def test_no_combination_leaves_a_hole_or_says_a_thing_twice() -> None:
    for audience, per, window, number in product(AUDIENCES, Per, WINDOWS, NUMBERS):
        event = TRAINED if per is Per.EVENT else None
        text = demand_text(named("听课"), Demand(audience, Counted("observation"), number, per, event, window))

        assert text.count("听课") == 1, text
        assert not any(hole in text for hole in ("None", "，，", "每每", "的的", "（）", "  ", "内内", "前前")), text
        assert text.startswith(("每", "35岁", "三、四年级", "一、二年级", "全校")), text
        assert not text.endswith("，"), text


def sentence(asked: Quota, *days: date, today: date = date(2024, 6, 12), excuses: tuple[Excuse, ...] = ()) -> str:
    (progress,) = progress_of([asked], roster(), [fact(day) for day in days], SPRING, today, excuses)
    return sentence_of(progress)


def test_sentences_of_a_term_number() -> None:
    fifteen = quota(asks(Per.TERM, 15))

    assert sentence(fifteen, *SPRING.school_days()[:11]) == "听课 11/15，还差 4 节，按进度应有 13"
    assert sentence(fifteen, *SPRING.school_days()[:15]) == "听课 15/15，已完成"
    assert sentence(fifteen, today=date(2024, 2, 21)) == "听课 0/15，还差 15 节"
    assert sentence(fifteen, today=date(2024, 2, 20)) == "听课 0/15，2月21日起"
    assert sentence(fifteen, *SPRING.school_days()[:11], today=date(2024, 7, 1)) == "听课 11/15，已到期还缺 4 节"
    assert sentence(fifteen, excuses=(Excuse(1, TEACHER, "term", "病假", accepted=True),)) == "听课 0/15，其余已说明并认可"


@pytest.mark.parametrize("severity", [Severity.SHOULD, Severity.AIM, Severity.BENCHMARK])
def test_of_what_need_not_be_done_nobody_is_told_that_its_day_is_over(severity: Severity) -> None:
    fifteen, weekly = (quota(replace(asks(per, number), severity=severity)) for per, number in ((Per.TERM, 15), (Per.WEEK, 1)))

    assert sentence(fifteen, *SPRING.school_days()[:11], today=date(2024, 7, 1)) == "听课 11/15，还缺 4 节"
    assert sentence(weekly, date(2024, 2, 22), today=date(2024, 3, 12)) == "每周听课 1/18，还缺 2 节，本周还要 1 节"


def test_sentences_of_periods() -> None:
    assert sentence(quota(asks(Per.FORTNIGHT, 1)), today=date(2024, 3, 12)) == "每两周听课 0/10，已到期还缺 1 节，这两周还要 1 节"
    assert sentence(quota(asks(Per.WEEK, 1), name="每周听课"), date(2024, 2, 22), today=date(2024, 2, 24)) == "每周听课 1/18，目前都已做到"
    assert sentence(quota(asks(Per.SCHOOL_DAY, 1)), date(2024, 2, 21), today=date(2024, 2, 22)) == "每个教学日听课 1/90，今天还要 1 节"


def test_sentences_of_limits() -> None:
    assert sentence(quota(asks(Per.TERM, 0))) == "听课 0 节，不限次数"
    assert sentence(quota(asks(Per.WEEK, None, 1)), *month_days(3, 4, 5)) == "每周听课 2 节，第3周 2 节超过上限（最多 1 节）"
    over = sentence(quota(asks(Per.WEEK, None, 0)), *month_days(3, 4, 11, 18, 25))
    assert over == "每周听课 4 节，第3周 1 节、第4周 1 节、第5周 1 节等4处超过上限（不得有）"


def test_conflicts_speak_of_demands_in_the_same_words() -> None:
    found = conflicts([quota(asks(Per.TERM, 3)), quota(asks(Per.TERM, None, 2), key=2, name="旁听")], date(2024, 3, 1))

    assert found[0].why == "“每位教师，每学期听课不少于3节”与“每位教师，每学期旁听不超过2节”不能同时做到"
