"""Quotas taken out of use in the middle of a term: what was counted stays, what was not due is asked no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from jiaoyan.quotas.rules.count import progress_of
from jiaoyan.quotas.rules.demand import Audience, Condition, Counted, Demand, Due, Edition, Number, Per, Quota, Window
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.quotas.rules.progress import Progress, State, Tally
from jiaoyan.quotas.rules.roster import Roster, Stay
from tests.quotas.rules.worlds import GROUP, PREP, SPRING, asks, fact, month_days, person, quota, roster

WEDNESDAY = date(2024, 6, 12)  # week 17
APRIL_17 = date(2024, 4, 17)  # Wednesday of week 9, the 40th of 90 school days


def count(asked: Quota, facts: Sequence[Fact] = (), today: date = WEDNESDAY, there: Roster | None = None) -> Progress:
    (found,) = progress_of([asked], there or roster(), facts, SPRING, today)
    return found


def gone(demand: Demand, name: str = "听课", unit: str = "节") -> Quota:
    return quota(demand, (APRIL_17, None), name=name, unit=unit)


def tally(progress: Progress, span: str) -> Tally:
    return next(each for each in progress.tallies if each.span == span)


def asked(progress: Progress) -> dict[str, int | None]:
    return {each.span: each.number.least for each in progress.tallies}


# a term's number


def test_a_term_number_withdrawn_asks_the_share_due_by_its_last_day_and_counts_what_was_done_until_then() -> None:
    facts = [fact(date(2024, 3, 4)), fact(date(2024, 4, 17)), fact(date(2024, 4, 18)), fact(date(2024, 5, 8))]

    progress = count(gone(asks(Per.TERM, 15)), facts)

    # 21 February to 16 April are 39 of 90 school days: 15 × 39 ÷ 90 = 6.5
    assert (progress.state, progress.demand, progress.done, progress.target, progress.late) == (State.WITHDRAWN, None, 2, 6, 4)
    assert (progress.tallies[0].due, progress.tallies[0].note) == (date(2024, 4, 16), "4月17日起停用，按39个教学日折算为6节")
    assert progress.sentence == "听课 2/6，已到期还缺 4 节（4月17日起停用，此前的照计）"
    assert [each.why for each in progress.left_out] == ["当时这项要求已停用", "当时这项要求已停用"]


def test_what_was_done_on_the_very_day_still_counts_for_every_stretch_that_had_begun() -> None:
    for per in (Per.TERM, Per.MONTH, Per.FORTNIGHT, Per.WEEK, Per.SCHOOL_DAY):
        done, after = fact(APRIL_17), fact(date(2024, 4, 18))

        assert count(gone(asks(per, 2)), [done, after]).facts == (done,)


def test_who_had_done_the_share_is_done() -> None:
    progress = count(gone(asks(Per.TERM, 15)), [fact(day) for day in SPRING.school_days()[:7]])

    assert (progress.state, progress.met) == (State.WITHDRAWN, True)
    assert progress.sentence == "听课 7/6，已完成（4月17日起停用，此前的照计）"


def test_one_a_term_withdrawn_before_the_end_is_asked_of_nobody_but_stays_to_be_seen() -> None:
    progress = count(gone(asks(Per.TERM, 1)), [fact(date(2024, 3, 4))])

    assert (progress.state, progress.target, progress.done, progress.late, progress.met) == (State.WITHDRAWN, None, 1, 0, True)
    assert progress.tallies[0].state is State.WITHDRAWN
    assert progress.tallies[0].note == "4月17日起停用，没有到期的不再要求"
    assert progress.sentence == "听课 1 节，停用前没有到期的（4月17日起停用，此前的照计）"


def test_a_deadline_that_had_passed_is_asked_in_full_and_one_to_come_is_not() -> None:
    passed = count(gone(asks(Per.TERM, 1, window=Window(on=date(2024, 3, 6)))))
    coming = count(gone(asks(Per.TERM, 1, window=Window(by=Due.REVIEW_START))))
    later = count(gone(asks(Per.TERM, 1, window=Window(months=(5,)))))

    assert (passed.target, passed.late, passed.tallies[0].due) == (1, 1, date(2024, 3, 6))
    assert (coming.target, coming.late) == (None, 0)
    assert (later.state, later.tallies, later.sentence) == (State.WITHDRAWN, (), "听课：4月17日起停用")


def test_mid_term_and_final_not_yet_due_are_asked_no_more() -> None:
    demand = asks(Per.TERM, 1, 1, kind="exam_analysis", audience=PREP, window=Window(points=("mid_term", "final")))
    early = fact(date(2024, 4, 12), "a", "exam_analysis", of=GROUP, point="mid_term")
    late = fact(date(2024, 4, 29), "b", "exam_analysis", of=GROUP, point="final")

    progress = count(gone(demand, "检测分析", "份"), [early, late])

    assert (asked(progress), progress.done) == ({"mid_term": None, "final": None}, 1)
    assert [each.why for each in progress.left_out] == ["当时这项要求已停用"]


def test_a_school_rule_withdrawn_counts_nothing_from_then_on() -> None:
    once = gone(asks(Per.SCHOOL, 1, kind="resource", audience=Audience("school")), "质量数据", "份")
    days = [fact(day, kind="resource", of=Subject("school", 1)) for day in month_days(5, 6)]

    progress = count(once, days)

    assert (progress.done, [each.why for each in progress.left_out]) == (0, ["当时这项要求已停用"])


def test_a_withdrawal_to_come_is_known_and_its_last_day_is_the_due_day() -> None:
    planned = quota(asks(Per.TERM, 15), (date(2024, 6, 17), None))

    progress = count(planned, [fact(day) for day in SPRING.school_days()[:13]])

    # 80 of 90 school days lie before 17 June
    assert (progress.target, progress.tallies[0].due, progress.state) == (13, date(2024, 6, 14), State.DONE)
    assert progress.tallies[0].note == "6月17日起停用，按80个教学日折算为13节"


def test_of_one_a_term_nothing_is_asked_once_its_withdrawal_is_planned_and_it_says_so() -> None:
    progress = count(quota(asks(Per.TERM, 1), (date(2024, 6, 17), None)))

    assert (progress.state, progress.target) == (State.ON_PACE, None)
    assert progress.sentence == "听课 0 节，停用前没有到期的"


# weeks and months


def test_a_withdrawn_quota_keeps_its_past_weeks_and_lets_the_running_one_go() -> None:
    facts = [fact(date(2024, 4, 16)), fact(date(2024, 4, 18)), fact(date(2024, 5, 8))]

    progress = count(gone(asks(Per.WEEK, 1)), facts)

    assert asked(progress) == {**{f"w{number}": 1 for number in range(1, 9)}, "w9": None}
    assert (tally(progress, "w9").facts, tally(progress, "w9").state) == ((facts[0],), State.WITHDRAWN)
    assert (progress.demand, progress.why, progress.done) == (None, "4月17日起停用，此前的照计", 0)
    assert progress.sentence == "每周听课 0/8，已到期还缺 8 节（4月17日起停用，此前的照计）"
    assert [each.why for each in progress.left_out] == ["当时这项要求已停用"] * 2


def test_of_two_reflections_a_month_half_a_month_asks_one() -> None:
    progress = count(gone(asks(Per.MONTH, 2, kind="reflection"), "教学反思", "篇"))

    # 1 to 16 April are 11 of 22 school days
    assert asked(progress) == {"2024-02": None, "2024-03": 2, "2024-04": 1}
    assert (tally(progress, "2024-04").due, tally(progress, "2024-04").state) == (date(2024, 4, 16), State.LATE)
    assert tally(progress, "2024-04").note == "4月17日起停用，按11个教学日折算为1篇"


def test_what_was_counted_before_the_withdrawal_stays_although_less_is_asked_and_fills_no_other_month() -> None:
    facts = [fact(day, kind="reflection") for day in month_days(4, 2, 8, 9)]

    progress = count(gone(asks(Per.MONTH, 2, kind="reflection"), "教学反思", "篇"), facts)

    assert (tally(progress, "2024-04").amount, progress.done, progress.target, progress.late) == (3, 1, 3, 2)


def test_a_week_that_ended_before_the_withdrawal_is_asked_in_full() -> None:
    saturday = quota(asks(Per.WEEK, 2), (date(2024, 4, 20), None))

    assert asked(count(saturday))["w9"] == 2


def test_an_odd_week_that_may_still_be_made_good_when_the_quota_is_withdrawn_is_asked_no_more() -> None:
    meeting = quota(asks(Per.ODD_WEEK, 1, kind="meeting", audience=PREP), (date(2024, 4, 10), None), name="备课组活动", unit="次")
    before, after = fact(date(2024, 4, 9), kind="meeting", of=GROUP), fact(date(2024, 4, 11), kind="meeting", of=GROUP)

    assert asked(count(meeting))["w7"] is None  # 4 and 5 April were free: due by the end of week 8
    assert tally(count(meeting, [before]), "w7").facts == (before,)
    assert tally(count(meeting, [after]), "w7").facts == ()


def test_what_was_asked_before_a_change_and_a_withdrawal_in_the_same_month_ends_with_the_withdrawal() -> None:
    changed = quota(asks(Per.MONTH, 2), (date(2024, 4, 10), asks(Per.MONTH, 4)), (APRIL_17, None))

    progress = count(changed, [fact(date(2024, 4, 18))])

    assert (asked(progress)["2024-04"], progress.done) == (1, 0)


# events


SHARE = Demand(
    Audience("person"),
    Counted("share_back"),
    Number(1),
    Per.EVENT,
    Counted("training", (Condition("type", ("external",)),)),
    Window(within_days=7),
)


def test_duties_of_events_due_by_then_stay_and_others_are_let_go() -> None:
    due = fact(date(2024, 4, 1), "t1", "training", type="external")
    open_yet = fact(date(2024, 4, 12), "t2", "training", type="external")
    new = fact(date(2024, 5, 6), "t3", "training", type="external")
    too_late = fact(date(2024, 4, 22), "s1", "share_back", answers=("t1",))

    progress = count(gone(SHARE, "二次培训", "次"), [due, open_yet, new, too_late])

    assert {each.span: (each.number.least, each.state) for each in progress.tallies} == {
        "event:t1": (1, State.LATE),
        "event:t2": (None, State.WITHDRAWN),
    }
    assert [each.why for each in progress.left_out] == ["这件事的要求已停用，之后做的不计"]


# who is there for a part, and what comes after


def test_who_came_in_april_is_asked_a_share_of_the_own_number() -> None:
    first_of_april = count(gone(asks(Per.TERM, 15)), there=roster(person(stays=(Stay(date(2024, 4, 1)),))))
    two_days_before = count(gone(asks(Per.TERM, 15)), there=roster(person(stays=(Stay(date(2024, 4, 15)),))))

    # of 62 school days from 1 April 10 are asked, 11 of them are gone: 1; of 53 from 15 April 8, 2 of them are gone: none
    assert (asked(first_of_april), asked(two_days_before)) == ({"term": 1}, {"term": None})


def test_brought_back_leaves_the_weeks_between_unasked() -> None:
    progress = count(quota(asks(Per.WEEK, 1), (APRIL_17, None), (date(2024, 5, 20), asks(Per.WEEK, 1))))

    assert "w13" not in asked(progress)
    assert list(asked(progress))[8:11] == ["w9", "w14", "w15"]
    assert progress.state is not State.WITHDRAWN


def test_a_term_number_brought_back_counts_the_whole_term_and_says_so() -> None:
    back = quota(asks(Per.TERM, 15), (APRIL_17, None), (date(2024, 5, 20), asks(Per.TERM, 15)))

    progress = count(back, [fact(date(2024, 5, 8))])

    assert (progress.target, progress.done, progress.why) == (15, 1, "")
    assert progress.tallies[0].note == "停用过，5月20日起恢复，全学期一起计"


def test_a_withdrawal_in_the_holidays_changes_nothing_in_the_term() -> None:
    after = quota(asks(Per.TERM, 2), (date(2024, 7, 1), None))

    progress = count(after, [fact(date(2024, 7, 2))], date(2024, 7, 3))

    assert (progress.target, progress.done, progress.state) == (2, 1, State.LATE)


def test_withdrawn_on_the_first_school_day_it_asks_nothing_in_the_term() -> None:
    assert progress_of([quota(asks(Per.TERM, 2), (date(2024, 2, 21), None))], roster(), [], SPRING, WEDNESDAY) == ()


def test_a_quota_adopted_and_withdrawn_within_the_term_keeps_what_it_counted() -> None:
    adopted = Quota(1, "听课", "节", (Edition(date(2024, 4, 1), asks(Per.WEEK, 1)), Edition(APRIL_17, None)))

    assert asked(count(adopted, [fact(date(2024, 4, 2))])) == {"w7": 1, "w8": 1, "w9": None}
