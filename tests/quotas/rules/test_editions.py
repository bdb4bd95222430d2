"""Quotas changed, withdrawn, adopted late; people who come and go; national rules that outrank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from jiaoyan.quotas.rules.count import progress_of, unasked
from jiaoyan.quotas.rules.demand import Audience, Cohort, Condition, Edition, Per, Quota, Window
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.quotas.rules.progress import Progress, State
from jiaoyan.quotas.rules.roster import Roster, Seat, Stay
from tests.quotas.rules.worlds import GROUP, LONG_AGO, PREP, SPRING, TEACHER, asks, fact, month_days, person, quota, roster

WEDNESDAY = date(2024, 6, 12)  # week 17
APRIL_17 = date(2024, 4, 17)  # Wednesday of week 9


def count(asked: Quota, facts: Sequence[Fact] = (), today: date = WEDNESDAY, there: Roster | None = None) -> Progress:
    (found,) = progress_of([asked], there or roster(), facts, SPRING, today)
    return found


def numbers(progress: Progress) -> dict[str, int | None]:
    return {tally.span: tally.number.least for tally in progress.tallies}


# editions


def test_past_weeks_and_the_running_one_keep_the_old_number() -> None:
    asked = numbers(count(quota(asks(Per.WEEK, 1), (APRIL_17, asks(Per.WEEK, 2)))))

    assert [asked[f"w{number}"] for number in (8, 9, 10, 12)] == [1, 1, 2, 2]


def test_old_weeks_say_so() -> None:
    progress = count(quota(asks(Per.WEEK, 1), (APRIL_17, asks(Per.WEEK, 2))))

    assert {tally.span: tally.note for tally in progress.tallies}["w9"] == "按当时的要求计"
    assert {tally.span: tally.note for tally in progress.tallies}["w10"] == ""


def test_a_term_number_follows_the_latest_edition_begun_and_says_so() -> None:
    changed = quota(asks(Per.TERM, 15), (APRIL_17, asks(Per.TERM, 12)))

    assert count(changed, today=date(2024, 4, 16)).target == 15
    assert count(changed).target == 12
    assert count(changed).tallies[0].note == "4月17日起改为不少于12节，全学期按新要求计"


def test_from_weeks_to_a_term_number_keeps_the_weeks_and_asks_the_rest_of_the_term() -> None:
    changed = quota(asks(Per.WEEK, 1), (APRIL_17, asks(Per.TERM, 15)))

    progress = count(changed, [fact(day) for day in [*month_days(4, 16, 18, 22), *month_days(5, 6)]])

    # week 9 ends on 21 April, a Sunday; 22 April to 28 June are 48 of 90 school days: 15 × 48 ÷ 90 = 8
    assert numbers(progress) == {**{f"w{number}": 1 for number in range(1, 10)}, "term": 8}
    assert progress.tallies[-1].note == "4月22日起改按学期计，按余下48个教学日折算"
    assert progress.done == 1 + 2  # one of the two in week 9, then two


def test_from_a_term_number_to_weeks_asks_weeks_from_then_on() -> None:
    progress = count(quota(asks(Per.TERM, 15), (APRIL_17, asks(Per.WEEK, 1))), [fact(date(2024, 3, 4)), fact(date(2024, 4, 22))])

    assert next(iter(numbers(progress))) == "w10"
    assert progress.done == 1
    assert [each.why for each in progress.left_out] == ["要求已改，4月17日起另计"]


def test_a_new_stretch_begins_only_when_the_old_one_has_ended() -> None:
    progress = count(quota(asks(Per.MONTH, 2), (APRIL_17, asks(Per.WEEK, 1))), [fact(date(2024, 5, 2))])

    assert list(numbers(progress))[:4] == ["2024-02", "2024-03", "2024-04", "w12"]
    assert [each.why for each in progress.left_out] == ["这一时段跨新旧两次要求，不另计"]


def test_a_quota_adopted_in_week_two_asks_weeks_from_then_and_the_whole_of_a_term_number() -> None:
    late = date(2024, 2, 26)
    weekly = replace(quota(asks(Per.WEEK, 1)), editions=(Edition(late, asks(Per.WEEK, 1)),))
    term = replace(quota(asks(Per.TERM, 15)), editions=(Edition(late, asks(Per.TERM, 15)),))

    assert next(iter(numbers(count(weekly)))) == "w2"
    assert count(term).target == 15
    assert [each.why for each in count(weekly, [fact(date(2024, 2, 22))]).left_out] == ["当时还没有这项要求"]


def test_a_quota_of_months_adopted_within_the_last_one_says_that_no_stretch_begins_any_more() -> None:
    monthly = replace(quota(asks(Per.MONTH, 2)), editions=(Edition(date(2024, 6, 17), asks(Per.MONTH, 2)),))

    assert count(monthly).state is State.IDLE
    assert count(monthly).why == "6月17日起要求，本学期那以后没有完整的时段"


@pytest.mark.parametrize(
    ("editions", "why"),
    [
        ((Edition(date(2024, 9, 1), asks(Per.TERM, 1)),), "本学期结束后才开始"),
        ((Edition(LONG_AGO, asks(Per.TERM, 1)), Edition(date(2024, 2, 1), None)), "本学期开学前已停用"),
        ((), "还没有写明要求"),
    ],
)
def test_a_quota_not_in_force_in_the_term_is_explained(editions: tuple[Edition, ...], why: str) -> None:
    out = Quota(1, "听课", "节", editions)

    assert progress_of([out], roster(), [], SPRING, WEDNESDAY) == ()
    assert [each.why for each in unasked([out], roster(), SPRING, WEDNESDAY)] == [why]


def test_somebody_no_longer_meant_by_the_new_edition_is_told() -> None:
    young = asks(Per.TERM, 1, audience=Audience("person", (Cohort(age_max=35),)))

    progress = count(quota(asks(Per.TERM, 15), (APRIL_17, young)))

    assert (progress.state, progress.why) == (State.IDLE, "4月17日起不在要求的范围内")


# presence


def test_who_comes_in_april_is_asked_a_share_of_the_term_and_no_weeks_before() -> None:
    newcomer = roster(person(stays=(Stay(date(2024, 4, 15)),)))

    term = count(quota(asks(Per.TERM, 15)), [fact(date(2024, 3, 4)), fact(date(2024, 4, 16))], there=newcomer)
    weekly = count(quota(asks(Per.WEEK, 2)), there=newcomer)

    # 15 April to 28 June are 53 of 90 school days: 15 × 53 ÷ 90 = 8.8
    assert (term.target, term.done) == (8, 1)
    assert term.tallies[0].note == "4月15日起在组，按53个教学日计，折算为8节"
    assert [each.why for each in term.left_out] == ["当天不在组里（4月15日起在组）"]
    assert next(iter(numbers(weekly))) == "w9"


def test_a_share_is_never_less_than_one() -> None:
    assert count(quota(asks(Per.TERM, 1)), there=roster(person(stays=(Stay(date(2024, 6, 24)),)))).target == 1


def test_a_week_somebody_is_there_for_two_days_asks_nothing() -> None:
    leaving = roster(person(stays=(Stay(LONG_AGO, date(2024, 3, 5)),)))

    progress = count(quota(asks(Per.WEEK, 2)), [fact(date(2024, 3, 4))], there=leaving)

    assert [(tally.span, tally.state) for tally in progress.tallies] == [("w1", State.LATE), ("w2", State.LATE), ("w3", State.OPTIONAL)]
    assert [each.why for each in progress.left_out] == ["第3周在组至3月5日，按2个教学日计，不作要求"]


def test_who_was_there_on_the_first_day_was_there_for_the_preparation() -> None:
    there = roster(person(stays=(Stay(date(2024, 2, 21)),)))

    assert count(quota(asks(Per.TERM, 1)), [fact(date(2024, 2, 19))], there=there).done == 1


def test_a_deadline_before_somebody_came_is_not_asked() -> None:
    newcomer = roster(person(stays=(Stay(date(2024, 4, 15)),)))

    assert count(quota(asks(Per.TERM, 1, window=Window(on=date(2024, 3, 6)))), there=newcomer).state is State.IDLE


def test_a_group_is_asked_from_the_day_it_uses_the_system_and_so_are_its_people() -> None:
    begun = roster(seats=(Seat(1, "五年级备课组", "prep", 5, 4, begins=date(2024, 3, 11)),))

    early = fact(date(2024, 3, 5), kind="meeting", of=GROUP)
    group = count(quota(asks(Per.ODD_WEEK, 1, kind="meeting", audience=PREP)), [early], there=begun)
    teacher = count(quota(asks(Per.WEEK, 1)), there=begun)

    assert next(iter(numbers(group))) == "w5"
    assert [each.why for each in group.left_out] == ["本组自3月11日起使用"]
    assert next(iter(numbers(teacher))) == "w4"


def test_a_person_is_asked_from_the_first_of_their_groups() -> None:
    both = replace(person(), groups=frozenset({1, 2}))
    seats = (Seat(1, "五年级备课组", "prep", 5, 4, begins=date(2024, 3, 11)), Seat(2, "数学教研组", "research", None, 9))

    assert next(iter(numbers(count(quota(asks(Per.WEEK, 1)), there=roster(both, seats=seats))))) == "w1"


def test_who_left_before_the_term_has_no_progress() -> None:
    gone = roster(person(stays=(Stay(LONG_AGO, date(2024, 1, 20)),)))

    assert progress_of([quota(asks(Per.TERM, 1))], gone, [], SPRING, WEDNESDAY) == ()


# national rules


EXAMS = asks(Per.TERM, 2, 2, kind="exam", audience=Audience("grade"))
ONE_EXAM = asks(Per.TERM, None, 1, kind="exam", audience=Audience("grade", grades=(3, 4, 5, 6)))
GRADES = {grade: Subject("grade", grade) for grade in (1, 5)}


def test_two_examinations_stand_still_where_the_nation_allows_one() -> None:
    national = quota(ONE_EXAM, name="学校组织的考试", unit="次", national=True, key=2)
    facts = [fact(date(2024, 5, 6), kind="exam", of=GRADES[5])]

    found = {
        (each.quota.key, each.subject): each
        for each in progress_of([quota(EXAMS, name="检测"), national], roster(), facts, SPRING, WEDNESDAY)
    }

    own = found[1, GRADES[5]]
    assert (own.state, own.why, own.target) == (State.IDLE, "以国家规定为准：学校组织的考试不超过1次", None)
    assert [each.why for each in own.left_out] == [own.why]
    assert found[2, GRADES[5]].done == 1
    assert found[1, GRADES[1]].state is not State.IDLE


def test_a_national_rule_for_grades_outranks_a_quota_of_the_grades_groups() -> None:
    monthly = quota(asks(Per.MONTH, 1, kind="exam", audience=PREP), name="月考", unit="次")
    national = quota(ONE_EXAM, name="学校组织的考试", unit="次", national=True, key=2)

    (own, _) = progress_of([monthly, national], roster(), [], SPRING, WEDNESDAY)

    assert (own.subject, own.state) == (GROUP, State.IDLE)


def test_what_is_forbidden_outranks_a_sum_of_it_too() -> None:
    none = quota(asks(Per.SCHOOL_DAY, None, 0, kind="homework_list", audience=PREP), name="家庭书面作业", unit="份", national=True, key=2)
    minutes = quota(asks(Per.TERM, 60, kind="homework_list", measure="minutes", audience=PREP), name="作业时间", unit="分钟")

    assert progress_of([minutes, none], roster(), [], SPRING, WEDNESDAY)[0].why == "以国家规定为准：家庭书面作业不得有"


def test_what_the_nation_does_not_limit_goes_on() -> None:
    finals = replace(ONE_EXAM, counted=replace(ONE_EXAM.counted, where=(Condition("final", (True,)),)))
    national = quota(finals, name="期末检测", unit="次", national=True, key=2)
    one = quota(asks(Per.TERM, 1, kind="exam", audience=Audience("grade")), name="检测", unit="次")

    for own in (one, quota(EXAMS, name="检测")):
        assert all(each.state is not State.IDLE for each in progress_of([own, national], roster(), [], SPRING, WEDNESDAY))
    assert TEACHER not in {each.subject for each in progress_of([one, national], roster(), [], SPRING, WEDNESDAY)}


def adopted(begins: date, least: int | None = None, most: int | None = None) -> Quota:
    """A quota nobody had before a day."""
    return Quota(1, "听课", "节", (Edition(begins, asks(Per.TERM, least, most)),))


def test_a_limit_adopted_in_mid_term_looks_back_on_nothing() -> None:
    before, after = fact(date(2024, 4, 1)), fact(date(2024, 6, 5))
    assert count(adopted(date(2024, 6, 3), most=0), [before]).state is not State.OVER
    assert count(adopted(date(2024, 6, 3), most=0), [before, after]).state is State.OVER


def test_a_number_adopted_in_mid_term_counts_the_whole_term_once_it_has_begun_and_nothing_before() -> None:
    done = [fact(day) for day in month_days(4, 1, 2, 3)]
    begun, coming = count(adopted(date(2024, 6, 3), 5), done), count(adopted(date(2024, 6, 19), 5), done)
    assert (begun.done, begun.target) == (3, 5)
    assert (coming.done, coming.late, coming.state) == (0, 0, State.FUTURE)


def test_who_left_in_april_has_until_the_last_day_there_and_no_longer() -> None:
    left = roster(person(stays=(Stay(LONG_AGO, date(2024, 4, 30)),)))
    progress = count(quota(asks(Per.TERM, 15)), [fact(date(2024, 3, 6))], there=left)
    assert progress.tallies[0].due == date(2024, 4, 30)
    assert progress.target == 15 * 50 // 90  # 7 + 21 + 22 of 90 school days
