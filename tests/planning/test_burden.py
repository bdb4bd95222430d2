"""The burden meter: minutes and fields a week by the source of the demand; each person sees oneself, leaders and overseers everybody by name."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.planning.burden import TYPED, Burden, burden_of, weights
from jiaoyan.planning.rules.burden import PLENTY, Ask, Line, Load, Source, Weight, counts_for, loads_of, rounded
from jiaoyan.quotas.rules.demand import Audience, Condition, Counted, Demand, Number, Per
from jiaoyan.quotas.rules.kinds import KINDS
from jiaoyan.schools.scope import school_scope
from tests.activities.builders import theory_note
from tests.conftest import SmallSchool, TwoSchools
from tests.planning import builders
from tests.planning.progress import TALK, asked, place_of

SignIn = Callable[[str], Client]
LIN, WEI = 1, 2
RULES, OWN, PLAN = Source("preset", "三备与研修"), Source("own", "本校自定"), Source("plan", "备课组计划")
WEIGHTS = {"observation": Weight(3, 10), "reflection": Weight(20, 5), "exercise": Weight(30, 20), "meeting": Weight(15, 12)}
REPORTED = Counted("reflection", (Condition("about", ("project",)),))


def ask(counted: str | Counted, number: int, people: tuple[int, ...] = (LIN, WEI), source: Source = RULES, **more: Any) -> Ask:
    counted = Counted(counted) if isinstance(counted, str) else counted
    return Ask(f"{counted}{number}{people}{source}", source, "", counted, number, people, **{"own": True, **more})


def minutes(load: Load) -> list[tuple[str, int]]:
    return [(line.ask.counted.kind, int(line.minutes)) for line in load.lines]


# the rule, as a teacher can reckon it


def test_a_worked_example_a_teacher_can_check() -> None:
    """18周。听课：每人15节，另外每周1节（18节），一份记录两处都算，写18份：54分钟。反思：每人1篇20分钟；全组4篇，两人已写2篇，余2篇两人分，每人再写1篇：20分钟。
    表3给林老师两份练习：60分钟。林：54+20+20+60=154分钟，每周8.6，约9；韦：94分钟，每周5.2，约5。"""
    asks = [
        ask("observation", 15),
        ask("observation", 18, source=OWN),
        ask("reflection", 1),
        ask("reflection", 4, own=False),
        ask("exercise", 2, (LIN,), PLAN, planned=True),
    ]
    loads = loads_of(asks, [LIN, WEI], WEIGHTS, 18)
    assert sum(line.minutes for line in loads[LIN].lines) == 54 + 20 + 20 + 60
    assert sum(line.minutes for line in loads[WEI].lines) == 54 + 20 + 20
    assert (loads[LIN].minutes, loads[WEI].minutes) == (9, 5)
    assert loads[WEI].fields == rounded(Fraction(18 * 10 + 1 * 5 + 1 * 5, 18))


def test_of_two_demands_for_the_same_records_only_the_larger_weighs() -> None:
    [lines] = [load.lines for load in loads_of([ask("observation", 15), ask("observation", 18)], [LIN], WEIGHTS, 18).values()]
    assert [(line.ask.number, line.minutes, line.free) for line in lines] == [(18, Fraction(54), False), (15, Fraction(0), True)]


def test_a_narrower_demand_fills_the_wider_and_never_the_other_way_round() -> None:
    loads = loads_of([ask("reflection", 3), ask(REPORTED, 1)], [LIN], WEIGHTS, 18)
    assert [(line.ask.number, line.minutes, line.filled) for line in loads[LIN].lines] == [
        (1, Fraction(20), Fraction(0)),
        (3, Fraction(40), Fraction(1)),
    ]
    more = loads_of([ask("reflection", 1), ask(REPORTED, 3)], [LIN], WEIGHTS, 18)
    assert sum(line.minutes for line in more[LIN].lines) == 60


def test_what_a_group_owes_is_shared_by_its_people() -> None:
    loads = loads_of([ask("meeting", 9, own=False)], [LIN, WEI, 3], WEIGHTS, 18)
    assert minutes(loads[LIN]) == minutes(loads[WEI]) == [("meeting", 67)]  # 9 × 15 ÷ 2 = 67.5
    assert loads[3].lines == ()


def test_a_row_of_the_plan_fills_the_groups_demand_whatever_its_conditions() -> None:
    weekly = Counted("exercise", (Condition("type", ("weekly",)),))
    loads = loads_of([ask(weekly, 2, own=False), ask("exercise", 2, (LIN,), PLAN, planned=True)], [LIN, WEI], WEIGHTS, 18)
    assert minutes(loads[LIN]) == [("exercise", 60), ("exercise", 0)]
    assert minutes(loads[WEI]) == [("exercise", 0)]


def test_sources_stand_by_what_they_weigh_and_sum_to_the_whole() -> None:
    loads = loads_of([ask("observation", 6), ask("reflection", 6, source=OWN)], [LIN], WEIGHTS, 18)
    sources = loads[LIN].by_source()
    assert [source for source, _, _ in sources] == [OWN, RULES]
    assert rounded(sum((amount for _, amount, _ in sources), Fraction())) == loads[LIN].minutes


def test_more_than_an_hour_a_week_is_said_and_an_hour_is_not() -> None:
    hour = Line(ask("reflection", 1), Fraction(1), Fraction(0), Fraction(PLENTY), Fraction(5))
    assert not Load((hour,), 1).plenty
    assert Load((hour, hour), 1).plenty


def test_a_term_without_weeks_weighs_nothing() -> None:
    assert Load((Line(ask("reflection", 1), Fraction(1), Fraction(0), Fraction(20), Fraction(5)),), 0).minutes == 0


counteds = st.sampled_from([Counted("observation"), Counted("reflection"), REPORTED])
asks = st.builds(
    lambda counted, number, people, own: ask(counted, number, people, own=own),
    counteds,
    st.integers(1, 20),
    st.sampled_from([(LIN,), (LIN, WEI)]),
    st.booleans(),
)


def whole(found: list[Ask]) -> Fraction:
    loads = loads_of(found, [LIN, WEI], WEIGHTS, 18)
    return sum((line.minutes for load in loads.values() for line in load.lines), Fraction())


@given(st.lists(asks, max_size=6), asks)
def test_one_demand_more_costs_at_most_what_it_costs_alone(before: list[Ask], one: Ask) -> None:
    assert whole([*before, one]) <= whole(before) + whole([one])


@given(st.lists(asks, max_size=6))
def test_what_is_reckoned_is_enough_for_every_demand(found: list[Ask]) -> None:
    loads = loads_of(found, [LIN, WEI], WEIGHTS, 18)
    written = {person: [(line.ask, line.records - line.filled) for line in load.lines] for person, load in loads.items()}
    for one in found:
        amounts = [sum(amount for other, amount in written[person] if counts_for(other, one)) for person in one.people]
        assert min(amounts) >= one.number if one.own else sum(amounts) >= one.number


# the kinds and their forms


def test_every_kind_has_minutes_and_whatever_takes_minutes_has_a_form() -> None:
    assert all(kind.minutes >= 0 for kind in KINDS.values())
    assert {slug for slug, weight in weights().items() if weight.minutes and not weight.fields} == set()


def test_declared_kinds_are_kinds_of_facts() -> None:
    assert {kind for each in TYPED for kind in each.kind.split()} <= set(weights())


# the page


def burden(school: SmallSchool) -> Burden:
    return burden_of(place_of(school))


def test_a_quota_weighs_on_each_person_it_asks_with_its_clause_and_source(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
        found = burden(school)
        load = found.loads[school.people["teacher"].pk]
        [line] = [line for line in load.lines if line.ask.source.origin == "own"]
        assert (line.records, line.minutes) == (Fraction(2), Fraction(2 * KINDS["theory_note"].minutes))
        assert "理论学习摘记" in line.ask.clause


def test_a_groups_quota_falls_on_its_members_only_and_in_equal_parts(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school, "每日一议", TALK)
        found = burden(school)
        shares = {
            member.id: [line.records for line in found.loads[member.id].lines if line.ask.counted.kind == "talk"]
            for member in found.people_of(school.group.pk)
        }
        assert len(set(map(tuple, shares.values()))) == 1
        [ask] = {line.ask.key: line.ask for load in found.loads.values() for line in load.lines if school.group.pk == _group(line)}.values()
        assert sum(amounts[0] for amounts in shares.values()) == ask.number


def _group(line: Line) -> int:
    *_, kind, key = line.ask.key.split(":")
    return int(key) if kind == "group" else 0


def test_an_approved_plan_names_who_writes_and_who_reviews(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        plan = builders.approved(school)
        found = burden(school)
        for person in {row.author_id for row in plan.authoring.all()}:
            [line] = [line for line in found.loads[person].lines if line.ask.clause.startswith("表3：命制")]
            assert line.records == plan.authoring.filter(author_id=person).count()


def test_the_burden_takes_the_same_number_of_queries_with_few_quotas_and_many(
    two_schools: TwoSchools, django_assert_max_num_queries: Any
) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
        place = place_of(school)
        with django_assert_max_num_queries(8) as few:
            burden_of(place)
        for number in range(4):
            asked(school, f"再读{number}", Demand(Audience("person"), Counted("theory_note"), Number(number + 1), Per.MONTH))
        theory_note(school)
        with django_assert_max_num_queries(8) as many:
            burden_of(place)
        assert len(few) == len(many)


def test_names_are_for_leaders_and_overseers_and_stand_in_their_order(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
        order = [member.name for member in burden(school).people_of(school.group.pk)]
    url = reverse("planning:burden", args=[school.group.pk, school.term.key])
    for name in ("leader", "head", "office", "liaison"):
        page = client_as(name).get(url).content.decode()
        assert [page.index(f">{each}</a>") for each in order] == sorted(page.index(f">{each}</a>") for each in order), name
    page = client_as("mentee").get(url).content.decode()
    assert "我的：每周约" in page
    assert f">{school.people['teacher'].name}</a>" not in page


@pytest.mark.parametrize(("name", "status"), [("teacher", 200), ("leader", 200), ("head", 200), ("office", 200), ("mentee", 403)])
def test_one_persons_demands_are_read_by_the_person_and_those_who_see_names(
    two_schools: TwoSchools, client_as: SignIn, name: str, status: int
) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
    url = reverse("planning:burden", args=[school.group.pk, school.term.key])
    assert client_as(name).get(url, {"of": school.people["teacher"].pk}).status_code == status


@pytest.mark.parametrize("said", ["x", "999999", "1" * 12, "-1"])
def test_a_person_who_is_not_in_the_group_is_unknown(two_schools: TwoSchools, client_as: SignIn, said: str) -> None:
    school = two_schools.here
    assert client_as("leader").get(reverse("planning:burden", args=[school.group.pk, school.term.key]), {"of": said}).status_code == 404


def test_too_much_is_said_as_a_suggestion_with_what_weighs_most(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    url = reverse("planning:burden", args=[school.group.pk, school.term.key])
    with school_scope(school.school.pk):
        asked(school, "课例报告", Demand(Audience("person"), Counted("case_report"), Number(1), Per.WEEK), unit="份")
    assert "减负提示" not in client_as("teacher").get(url).content.decode()
    with school_scope(school.school.pk):
        asked(school, "教学反思", Demand(Audience("person"), Counted("reflection"), Number(2), Per.WEEK))
    page = client_as("teacher").get(url).content.decode()
    assert "减负提示" in page
    assert "每周课例报告" in page.split("减负提示")[1].split("</section>")[0]


def test_demands_that_ask_nearly_the_same_are_named(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    url = reverse("planning:burden", args=[school.group.pk, school.term.key])
    with school_scope(school.school.pk):
        asked(school)
    assert "几乎一样的指标" not in client_as("teacher").get(url).content.decode()
    with school_scope(school.school.pk):
        asked(school, "读书摘记", Demand(Audience("person"), Counted("theory_note"), Number(1), Per.MONTH))
    assert "几乎一样的指标" in client_as("teacher").get(url).content.decode()


def test_mine_leads_to_ones_own_burden(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        asked(school)
    url = reverse("planning:burden", args=[school.group.pk, school.term.key])
    assert url in client_as("teacher").get(reverse("planning:progress_mine")).content.decode()
