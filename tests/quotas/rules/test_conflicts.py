"""Conflicts of the sources and of bad input, each with what the engine does about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jiaoyan.quotas.rules.conflicts import Clash, Conflict, conflicts
from jiaoyan.quotas.rules.demand import Audience, Cohort, Condition, Counted, Demand, Edition, Number, Per, Quota, Window
from tests.quotas.rules.worlds import PREP, asks, quota

DAY = date(2024, 3, 4)
STAGE, RESEARCH = Audience("group", groups=("stage",)), Audience("group", groups=("research",))
UPPER = Audience("grade", grades=(3, 4, 5, 6))
NATION = quota(asks(Per.TERM, None, 1, kind="exam", audience=UPPER), name="学校组织的考试", unit="次", national=True, key=90)
FINAL_ONLY = quota(
    asks(Per.TERM, None, 1, kind="exam", where=(Condition("final", (True,)),), audience=UPPER),
    name="期末检测",
    unit="次",
    national=True,
    key=91,
)


def named(name: str, demand: Demand, key: int = 1, unit: str = "次") -> Quota:
    return quota(demand, name=name, unit=unit, key=key)


def found(*quotas: Quota) -> list[tuple[Clash, tuple[str, ...]]]:
    return [(each.kind, tuple(quota.name for quota in each.quotas)) for each in conflicts(quotas, DAY)]


def only(*quotas: Quota) -> Conflict:
    (conflict,) = conflicts(quotas, DAY)
    return conflict


def test_odd_week_meetings_and_weekly_theory_have_different_cadences() -> None:  # R001, R048, R080
    meetings = named("备课组活动", asks(Per.ODD_WEEK, 1, kind="meeting", audience=PREP))
    theory = named("理论学习", asks(Per.WEEK, 1, kind="theory_note", audience=PREP), 2)

    conflict = only(meetings, theory)

    assert (conflict.kind, conflict.winner) == (Clash.CADENCE, None)
    assert conflict.why == "“理论学习”每周要做，而它所在的“备课组活动”每个单周才有"


def test_a_number_of_the_whole_school_is_not_measured_by_what_one_grade_or_group_may_do() -> None:
    school = Audience("school")
    exams, meetings = (named(kind, asks(Per.TERM, 6, kind=kind, audience=school), key) for key, kind in enumerate(("exam", "meeting"), 1))
    twice = named("集体备课", asks(Per.TERM, 2, 2, kind="meeting", audience=PREP), 3)

    assert found(NATION, exams) == found(meetings, twice) == []


def test_a_group_asked_for_more_than_the_whole_school_may_do_contradicts_it() -> None:
    twice = named("集体备课", asks(Per.TERM, 2, kind="meeting", audience=PREP))
    once = named("全校集体备课", asks(Per.TERM, None, 1, kind="meeting", audience=Audience("school")), 2)

    assert found(twice, once) == [(Clash.CONTRADICTION, ("集体备课", "全校集体备课"))]


def test_the_same_activity_every_odd_week_and_every_week_is_asked_twice() -> None:
    odd = named("备课组活动", asks(Per.ODD_WEEK, 1, kind="meeting", audience=PREP))
    weekly = named("每周集体备课", asks(Per.WEEK, 1, kind="meeting", audience=PREP), 2)

    conflict = only(odd, weekly)

    assert conflict.kind is Clash.DOUBLED
    assert conflict.why == "同一件事两种频率：每个单周的“备课组活动”和“每周集体备课”"
    assert "“每周集体备课”" in conflict.counts


def test_two_rules_of_one_cadence_are_the_same_thing() -> None:  # R001, R117
    odd = asks(Per.ODD_WEEK, 1, kind="meeting", audience=PREP)

    assert found(named("备课组活动", odd), named("单周备课活动", odd, 2)) == [(Clash.DOUBLED, ("备课组活动", "单周备课活动"))]


def test_five_against_six_of_one_thing_contradict() -> None:  # R027, R050
    five = named("五项检查", asks(Per.MONTH, 5, 5, kind="resource", audience=PREP))
    six = named("六项检查", asks(Per.MONTH, 6, 6, kind="resource", audience=PREP), 2)

    conflict = only(five, six)

    assert conflict.kind is Clash.CONTRADICTION
    assert "不能同时做到" in conflict.why
    assert "总有一条做不到" in conflict.counts


def test_at_least_three_against_at_most_two() -> None:
    assert found(named("多听", asks(Per.TERM, 3)), named("少听", asks(Per.TERM, None, 2), 2)) == [(Clash.CONTRADICTION, ("多听", "少听"))]
    assert found(named("每周听", asks(Per.WEEK, 1)), named("少听", asks(Per.TERM, None, 2), 2)) == [
        (Clash.CONTRADICTION, ("每周听", "少听"))
    ]


def test_two_examinations_against_one_leave_the_national_rule_standing() -> None:  # R013, P004
    twice = named("检测", asks(Per.TERM, 2, 2, kind="exam", audience=UPPER))

    conflict = only(NATION, twice)

    assert (conflict.kind, conflict.winner) == (Clash.NATIONAL, NATION)
    assert conflict.counts == "以国家规定为准：它所说的年级，“检测”不再计数"
    assert "三至六年级各年级，每学期学校组织的考试不超过1次" in conflict.why


@pytest.mark.parametrize("national", [NATION, FINAL_ONLY])
def test_two_analyses_presuppose_two_examinations(national: Quota) -> None:  # R013, R029, P004
    analyses = named(
        "检测分析", asks(Per.TERM, 1, 1, kind="exam_analysis", audience=PREP, window=Window(points=("mid_term", "final"))), unit="份"
    )

    conflict = only(national, analyses)

    assert (conflict.kind, conflict.winner) == (Clash.NATIONAL, None)
    assert "期末以外的只作练习分析" in conflict.counts


@pytest.mark.parametrize("national", [NATION, FINAL_ONLY])
def test_two_surveys_at_different_times_are_too_many_together(national: Quota) -> None:  # R094, R095, P004
    april = named("区调研", asks(Per.TERM, 1, 1, kind="exam", audience=UPPER, window=Window(months=(4,), part="late")))
    may = named("市调研", asks(Per.TERM, 1, 1, kind="exam", audience=UPPER, window=Window(on=date(2024, 5, 21), tentative=True)), 2)

    assert found(national, april) == []
    assert found(national, april, may)[0] == (Clash.NATIONAL, (national.name, "区调研", "市调研"))


def test_topic_reflections_also_count_for_the_monthly_two() -> None:  # R054, R056
    monthly = named("教学反思", asks(Per.MONTH, 2, kind="reflection"), unit="篇")
    topic = named("课题反思", asks(Per.TERM, 2, 2, kind="reflection", where=(Condition("about", ("project",)),)), 2, "篇")

    conflict = only(monthly, topic)

    assert (conflict.kind, conflict.why) == (Clash.SHARED, "“课题反思”的每一篇也是“教学反思”的一篇")
    assert conflict.counts.startswith("两处都计")


def test_three_kinds_of_meetings_compete_for_one_hour() -> None:  # R043, R044, R048
    large = named("大组活动", asks(Per.MONTH, 1, 1, kind="meeting", audience=RESEARCH))
    stage = named("年段活动", asks(Per.EVEN_WEEK, 1, 1, kind="meeting", audience=STAGE), 2)
    prep = named("集体备课", asks(Per.ODD_WEEK, 1, 1, kind="meeting", audience=PREP), 3)

    assert found(large, stage, prep) == [(Clash.SLOT, ("大组活动", "年段活动", "集体备课"))]
    assert found(large, prep) == []
    assert found(stage, prep) == []


def test_one_share_back_asked_by_two_rules() -> None:  # R061, R088
    share = Demand(Audience("person"), Counted("share_back"), Number(1), Per.EVENT, Counted("training"))

    assert found(named("二次培训", share), named("外出分享", share, 2)) == [(Clash.DOUBLED, ("二次培训", "外出分享"))]


def test_half_months_and_months_of_one_thing() -> None:
    half = named("练兵课", asks(Per.HALF_MONTH, 2, kind="research_lesson", audience=RESEARCH))
    month = named("研究课", asks(Per.MONTH, 1, kind="research_lesson", audience=RESEARCH), 2)

    assert found(half, month) == [(Clash.DOUBLED, ("练兵课", "研究课"))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (asks(Per.TERM, 15), asks(Per.TERM, 15, kind="reflection")),
        (
            asks(Per.WEEK, 1, audience=Audience("person", (Cohort(service_max=5),))),
            asks(Per.TERM, None, 1, audience=Audience("person", (Cohort(service_above=5),))),
        ),
        (asks(Per.TERM, 1, kind="exam", audience=Audience("grade", grades=(1, 2))), asks(Per.TERM, None, 0, kind="exam", audience=UPPER)),
        (asks(Per.ODD_WEEK, 1, kind="meeting", audience=PREP), asks(Per.EVEN_WEEK, 1, kind="meeting", audience=PREP)),
        (
            asks(Per.TERM, 1, where=(Condition("lesson_type", ("new",)),)),
            asks(Per.TERM, 1, where=(Condition("lesson_type", ("practice",)),)),
        ),
    ],
)
def test_quotas_that_go_together_are_left_alone(one: Demand, other: Demand) -> None:
    assert found(named("甲", one), named("乙", other, 2)) == []


def test_only_what_is_in_force_on_the_day_conflicts() -> None:
    more, less = named("多听", asks(Per.TERM, 3)), named("少听", asks(Per.TERM, None, 2), 2)
    later = replace(less, editions=(Edition(date(2024, 4, 1), asks(Per.TERM, None, 2)),))

    assert found(more, later) == []
    assert len(conflicts([more, later], date(2024, 4, 1))) == 1
