"""The roster of practice lessons: laws over random cohorts, and the sentences about an edited one."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from jiaoyan.lessons.rules.roster import (
    PER_HALF_MONTH,
    Candidate,
    Ground,
    Half,
    Turn,
    faults,
    half_name,
    half_of,
    halves_of,
    hints,
    propose,
)
from jiaoyan.lessons.rules.timetable import OwnLesson, Period, periods_of
from jiaoyan.schools.rules.calendar import Calendar, Override, Slot, TermDates

FIRST, LAST = date(2024, 2, 19), date(2024, 6, 28)
CALENDAR = Calendar(
    TermDates(FIRST, LAST),
    (
        Override(date(2024, 4, 4), "holiday", "清明节"),
        Override(date(2024, 4, 5), "holiday", "清明节"),
        Override(date(2024, 4, 7), "makeup", runs_weekday=4),
    ),
)
HALVES = halves_of(CALENDAR.school_days_between(date(2024, 3, 1), date(2024, 6, 15)))
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def candidate(key: int, turns: int, *slots: tuple[int, int]) -> Candidate:
    own = [OwnLesson(key, 5, Slot(weekday, period), FIRST) for weekday, period in slots]
    return Candidate(key, f"教师{key}", turns, periods_of(own, CALENDAR, DAYS))


TIMES = st.tuples(st.integers(0, 4), st.integers(1, 6))
COHORTS = st.lists(st.tuples(st.integers(0, 1), st.sets(TIMES, max_size=5)), max_size=24).map(
    lambda drawn: [candidate(key, turns, *slots) for key, (turns, slots) in enumerate(drawn, start=1)]
)
HALF_SETS = st.sets(st.sampled_from(HALVES)).map(sorted)


def totals(cohort: list[Candidate], turns: tuple[Turn, ...]) -> dict[int, int]:
    went = Counter(turn.teacher for turn in turns)
    return {each.id: each.turns + went[each.id] for each in cohort}


@given(COHORTS, HALF_SETS)
@settings(max_examples=150, deadline=None)
def test_every_turn_is_in_a_period_the_teacher_could_give_and_in_a_half_month_asked_for(
    cohort: list[Candidate], halves: list[Half]
) -> None:
    periods = {each.id: set(each.periods) for each in cohort}
    for turn in propose(cohort, halves).turns:
        assert turn.period in periods[turn.teacher]
        assert half_of(turn.period.day) in halves


@given(COHORTS, HALF_SETS)
@settings(max_examples=150, deadline=None)
def test_turns_of_those_who_can_differ_by_at_most_one_across_terms(cohort: list[Candidate], halves: list[Half]) -> None:
    proposal = propose(cohort, halves)
    able = [each for each in cohort if each.id not in proposal.without]
    if able:
        after = totals(able, proposal.turns).values()
        assert max(after) - min(after) <= 1


@given(COHORTS, HALF_SETS)
@settings(max_examples=150, deadline=None)
def test_nobody_goes_twice_in_a_half_month_and_only_those_without_a_period_are_left_out(
    cohort: list[Candidate], halves: list[Half]
) -> None:
    proposal = propose(cohort, halves)
    people: dict[Half, list[int]] = defaultdict(list)
    for turn in proposal.turns:
        people[half_of(turn.period.day)].append(turn.teacher)
    assert all(len(set(each)) == len(each) for each in people.values())
    for each in cohort:
        could = any(half_of(period.day) in halves for period in each.periods)
        assert (each.id in proposal.without) == (not could)


@given(st.integers(2, 20), st.integers(1, len(HALVES)))
@settings(max_examples=60, deadline=None)
def test_cohort_with_ordinary_timetables_fills_every_half_month_and_gives_everyone_a_turn(people: int, count: int) -> None:
    cohort = [candidate(key, 0, *((day, 1 + key % 4) for day in range(5))) for key in range(1, people + 1)]
    proposal = propose(cohort, HALVES[:count])
    per_half = Counter(half_of(turn.period.day) for turn in proposal.turns)
    assert all(per_half[half] >= PER_HALF_MONTH for half in HALVES[:count])
    assert {turn.teacher for turn in proposal.turns} == {each.id for each in cohort}
    assert proposal.open_halves == ()


@given(COHORTS, HALF_SETS)
@settings(max_examples=60, deadline=None)
def test_same_cohort_gives_the_same_proposal(cohort: list[Candidate], halves: list[Half]) -> None:
    assert propose(cohort, halves) == propose(list(cohort), list(halves))


def test_whoever_went_least_comes_first() -> None:
    cohort = [candidate(1, 1, (0, 1)), candidate(2, 0, (1, 1)), candidate(3, 1, (2, 1)), candidate(4, 0, (3, 1))]
    first = [turn for turn in propose(cohort, HALVES[:2]).turns if half_of(turn.period.day) == HALVES[0]]
    assert {turn.teacher for turn in first} == {2, 4}


def test_two_of_one_half_month_are_at_different_times_when_that_can_be_done() -> None:
    cohort = [candidate(1, 0, (1, 2)), candidate(2, 0, (1, 2))]
    times = [(turn.period.day, turn.period.period_no) for turn in propose(cohort, HALVES[:1]).turns]
    assert len(set(times)) == 2


def test_half_month_nobody_can_give_stays_open_and_is_said() -> None:
    lonely = Candidate(1, "教师1", 0, tuple(period for period in candidate(1, 0, (1, 2)).periods if half_of(period.day) == HALVES[0]))
    assert propose([lonely], HALVES[:2]).open_halves == ((HALVES[0], 1), (HALVES[1], 2))


def test_proposal_for_nobody_or_no_half_month_is_empty() -> None:
    assert propose([], HALVES).turns == ()
    assert propose([candidate(1, 0, (0, 1))], []).turns == ()


def test_half_month_with_few_days_left_asks_for_nothing() -> None:
    days = CALENDAR.school_days_between(date(2024, 3, 12), date(2024, 3, 31))
    assert halves_of(days) == ((2024, 3, 2),)


def test_half_month_turns_after_the_fifteenth() -> None:
    assert half_of(date(2024, 3, 15)) == (2024, 3, 1)
    assert half_of(date(2024, 3, 16)) == (2024, 3, 2)
    assert half_name((2024, 3, 2)) == "3月下半月"


def test_periods_follow_the_calendar_holidays_make_up_days_and_who_teaches_by_then() -> None:
    friday = OwnLesson(7, 5, Slot(4, 2), FIRST, date(2024, 4, 7))
    days = [date(2024, 4, 5), date(2024, 4, 7), date(2024, 4, 12)]
    assert periods_of([friday], CALENDAR, days) == (Period(date(2024, 4, 7), 2, 7),)


TUESDAY = date(2024, 3, 5)
OWN = frozenset({Period(TUESDAY, 2, 1), Period(TUESDAY + timedelta(7), 2, 1)})
GROUND = Ground(CALENDAR, {1: "陈小禾"}, {1: OWN}, "数学", {1: {Period(TUESDAY + timedelta(7), 2, 1): "08:30有五年级数学备课组的活动"}})


def said(*turns: Turn) -> list[tuple[str, str]]:
    return [(fault.column, fault.sentence) for fault in faults(turns, GROUND)]


def test_line_in_an_own_free_period_has_no_fault() -> None:
    assert said(Turn(1, Period(TUESDAY, 2, 1))) == []


def test_faults_say_what_to_change() -> None:
    assert said(Turn(1, Period(date(2024, 4, 5), 2, 1))) == [("day", "4月5日（星期五）不上课（清明节放假），请改日期。")]
    assert said(Turn(1, Period(TUESDAY, 3, 1))) == [("period_no", "陈小禾在这个班这一天的数学课是第2节，请改节次。")]
    assert said(Turn(1, Period(date(2024, 3, 6), 2, 1))) == [("period_no", "陈小禾在这个班这一天没有数学课，请改日期。")]
    assert said(Turn(1, Period(TUESDAY, 2, 9))) == [("period_no", "陈小禾不教这个班的数学，练兵课在自己的班上。")]
    assert said(Turn(1, Period(TUESDAY + timedelta(7), 2, 1))) == [
        ("day", "陈小禾3月12日08:30有五年级数学备课组的活动，那半天不排课，请改日期。")
    ]


def test_same_teacher_twice_on_a_day_is_a_fault_on_both_lines() -> None:
    twice = Turn(1, Period(TUESDAY, 2, 1))
    assert [fault.row for fault in faults([twice, twice], GROUND)] == [0, 1]


def test_hints_tell_short_half_months_missing_turns_and_lessons_at_one_time() -> None:
    cohort = [candidate(1, 0, (1, 2)), candidate(2, 0, (1, 2)), candidate(3, 2, (1, 2))]
    turns = [Turn(1, Period(TUESDAY, 2, 1)), Turn(9, Period(TUESDAY, 2, 9))]
    told = hints(turns, cohort, HALVES[:2])
    assert told[0] == "每半月2位教师上课，还不到的：3月下半月0位。"
    assert told[1] == "本学期还没有排到：教师2、教师3。"
    assert "3月5日第2节有2节课同时上，同事只能听一节。" in told
    assert "有1节由青年教师以外的教师上。" in told


def test_hints_are_silent_about_a_fair_and_full_roster() -> None:
    cohort = [candidate(key, 0, (1, 2), (2, 3)) for key in (1, 2)]
    assert hints(propose(cohort, HALVES[:3]).turns, cohort, HALVES[:3]) == ()


def test_uneven_turns_are_said_without_numbers_that_a_newcomer_never_had() -> None:
    day = date(2024, 3, 11)
    often = Candidate(1, "周予安", 2, ())
    newcomer = Candidate(2, "陈小禾", 1, ())  # begins where the others are, with turns she never had
    turns = [Turn(1, Period(day, 1, 5)), Turn(1, Period(day.replace(day=18), 1, 5))]
    said = hints(turns, [often, newcomer], [])
    assert [sentence for sentence in said if "周予安比陈小禾多轮到不止一次" in sentence]
    assert not [sentence for sentence in said if "次，陈小禾" in sentence]
