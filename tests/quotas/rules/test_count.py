"""Counts a teacher can check by hand, in the spring of 2024 (21 February to 28 June, 90 school days)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from jiaoyan.quotas.rules.count import progress_of, unasked
from jiaoyan.quotas.rules.demand import Audience, Cohort, Condition, Counted, Demand, Number, Per, Quota, Severity, Window
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.quotas.rules.progress import Excuse, Progress, State
from jiaoyan.quotas.rules.roster import Member, Roster, Seat
from jiaoyan.schools.rules.calendar import Calendar, Override, TermDates
from tests.quotas.rules.worlds import FIRST, GROUP, LAST, PREP, SPRING, TEACHER, asks, fact, month_days, person, quota, roster

WEDNESDAY = date(2024, 6, 12)  # week 17
AFTER = date(2024, 7, 2)
PRACTICE = (Condition("lesson_type", ("practice",)),)


def count(
    asked: Quota,
    facts: Sequence[Fact],
    today: date = WEDNESDAY,
    *,
    there: Roster | None = None,
    calendar: Calendar = SPRING,
    excuses: Sequence[Excuse] = (),
) -> Progress:
    (found,) = progress_of([asked], there or roster(), facts, calendar, today, excuses)
    return found


def state_of(progress: Progress, span: str) -> State:
    return next(tally.state for tally in progress.tallies if tally.span == span)


def why_left(progress: Progress) -> list[str]:
    return [each.why for each in progress.left_out]


# a term's number


def test_fifteen_observations_are_paced_by_school_days() -> None:
    eleven = [fact(day) for day in SPRING.school_days()[:77:7]]

    progress = count(quota(asks(Per.TERM, 15)), eleven, date(2024, 6, 4))

    assert (progress.done, progress.target, progress.expected, progress.late) == (11, 15, 12, 0)  # 15 × 73 ÷ 90 = 12.2
    assert (progress.state, progress.due) == (State.BEHIND, LAST)
    assert progress.sentence == "听课 11/15，还差 4 节，按进度应有 12"
    assert len(progress.facts) == 11


def test_a_term_number_is_late_only_after_the_last_school_day() -> None:
    demand = quota(asks(Per.TERM, 15))

    assert count(demand, [], LAST).state is State.BEHIND
    assert count(demand, [], LAST).expected == 15
    assert (count(demand, [], LAST + timedelta(1)).state, count(demand, [], LAST + timedelta(1)).late) == (State.LATE, 15)


@pytest.mark.parametrize(
    ("severity", "state"),
    [
        (Severity.MUST, State.LATE),
        (Severity.SHOULD, State.BEHIND),
        (Severity.AIM, State.BEHIND),
        (Severity.BENCHMARK, State.BEHIND),
    ],
)
def test_only_what_must_be_done_is_overdue_and_the_rest_behind_with_the_same_numbers(severity: Severity, state: State) -> None:
    progress = count(quota(replace(asks(Per.WEEK, 1), severity=severity)), [], date(2024, 3, 9))

    assert (progress.state, progress.late, progress.target) == (state, 3, 18)  # weeks 1 to 3 ended on Friday 8 March
    assert progress.sentence.endswith("18，已到期还缺 3 节" if state is State.LATE else "18，还缺 3 节")


def test_more_than_asked_counts_on_and_is_done() -> None:
    progress = count(quota(asks(Per.TERM, 2)), [fact(day) for day in month_days(3, 4, 5, 6)])

    assert (progress.done, progress.target, progress.state, progress.share) == (3, 2, State.DONE, 1)
    assert progress.sentence == "听课 3/2，已完成"


def test_beyond_an_exact_number_the_later_ones_are_left_out() -> None:
    progress = count(quota(asks(Per.TERM, 2, 2)), [fact(day) for day in month_days(3, 6, 4, 5)])

    assert [each.day.day for each in progress.facts] == [4, 5]
    assert why_left(progress) == ["已满2节，多出的不另计"]
    assert progress.state is State.DONE


def test_over_a_limit_at_once_with_all_its_facts() -> None:
    progress = count(quota(asks(Per.TERM, None, 1), name="检测", unit="次"), [fact(day) for day in month_days(3, 4, 5)])

    assert (progress.state, progress.target, progress.expected, len(progress.facts)) == (State.OVER, None, None, 2)
    assert progress.sentence == "检测 2 次，超过上限 1 次（最多 1 次）"


def test_a_forbidden_thing_that_did_not_happen() -> None:
    progress = count(quota(asks(Per.TERM, None, 0, kind="absence"), name="无故缺席", unit="次"), [])

    assert (progress.state, progress.sentence) == (State.ON_PACE, "无故缺席 0 次，目前没有")


def test_a_measure_is_summed() -> None:
    facts = [fact(date(2024, 3, 4), "a", minutes=30), fact(date(2024, 3, 4), "b", minutes=40)]
    progress = count(quota(asks(Per.SCHOOL_DAY, None, 60, measure="minutes"), name="书面作业", unit="分钟"), facts)

    assert state_of(progress, "2024-03-04") is State.OVER
    assert progress.sentence == "每个教学日书面作业 70 分钟，3月4日 70 分钟超过上限（最多 60 分钟）"


def test_a_deadline_met_late_counts_and_is_noted() -> None:
    demand = quota(asks(Per.TERM, 1, window=Window(on=date(2024, 3, 6))))

    assert count(demand, [], date(2024, 3, 6)).state is State.BEHIND
    assert count(demand, [], date(2024, 3, 7)).late == 1
    done = count(demand, [fact(date(2024, 3, 8))])
    assert (done.state, done.tallies[0].note) == (State.DONE, "3月8日完成，期限是3月6日")


def test_mid_term_and_final_are_one_each_and_told_apart_by_their_point() -> None:
    demand = quota(
        asks(Per.TERM, 1, 1, kind="exam_analysis", audience=PREP, window=Window(points=("mid_term", "final"))), name="检测分析", unit="份"
    )
    facts = [
        fact(date(2024, 4, 29), "a", "exam_analysis", of=GROUP, point="mid_term"),
        fact(date(2024, 4, 30), "b", "exam_analysis", of=GROUP, point="mid_term"),
        fact(date(2024, 5, 6), "c", "exam_analysis", of=GROUP),
    ]

    progress = count(demand, facts)

    assert [(tally.span, tally.state) for tally in progress.tallies] == [("mid_term", State.DONE), ("final", State.ON_PACE)]
    assert (progress.done, progress.target, progress.due) == (1, 2, LAST)
    assert why_left(progress) == ["期中已满1份，多出的不另计", "没有注明是期中还是期末"]


# periods


def test_reflections_two_a_month_are_eight_in_spring_and_a_surplus_fills_no_other_month() -> None:
    facts = [fact(day, kind="reflection") for day in [*month_days(2, 26), *month_days(3, 4, 11, 18), *month_days(4, 8), *month_days(6, 3)]]
    progress = count(quota(asks(Per.MONTH, 2, kind="reflection"), name="教学反思", unit="篇"), facts)

    assert (progress.done, progress.target, progress.expected, progress.late) == (4, 8, 6, 3)
    assert [tally.state for tally in progress.tallies] == [State.OPTIONAL, State.DONE, State.LATE, State.LATE, State.ON_PACE]
    assert why_left(progress) == ["2月只有7个教学日，不作要求"]
    assert progress.sentence == "每月教学反思 4/8，已到期还缺 3 篇，本月还要 1 篇"


def test_two_of_the_mentors_lessons_a_week_are_thirty_six() -> None:
    weeks = [week for week in SPRING.weeks() if week.no <= 15 and week.no != 11]
    facts = [fact(day, str(day)) for week in weeks for day in week.days[:2]]
    progress = count(quota(asks(Per.WEEK, 2), name="听师傅的课"), facts)

    assert (progress.done, progress.target, progress.late) == (28, 36, 2)
    assert progress.sentence == "每周听师傅的课 28/36，已到期还缺 2 节，本周还要 2 节"


def test_odd_tuesdays_are_ten_activities_and_the_first_may_lie_in_the_preparation_days() -> None:
    tuesdays = [date(2024, 2, 20), *(each.actual for each in SPRING.occurrences(1, "odd")[1:] if each.actual)]
    facts = [fact(day, kind="meeting", of=GROUP) for day in tuesdays]
    demand = quota(asks(Per.ODD_WEEK, 1, kind="meeting", audience=PREP), name="备课组活动", unit="次")

    assert (count(demand, facts, AFTER).done, count(demand, facts, AFTER).target, count(demand, facts, AFTER).state) == (10, 10, State.DONE)
    assert count(demand, facts).sentence == "每个单周备课组活动 9/10，目前都已做到"
    assert count(demand, facts).due == LAST


def test_an_activity_moved_into_the_week_after_a_holiday_counts_for_its_own_week() -> None:
    demand = quota(asks(Per.ODD_WEEK, 1, kind="meeting", audience=PREP), name="备课组活动", unit="次")
    moved, extra = fact(date(2024, 4, 9), kind="meeting", of=GROUP), fact(date(2024, 4, 11), kind="meeting", of=GROUP)

    progress = count(demand, [moved, extra])

    assert next(tally.facts for tally in progress.tallies if tally.span == "w7") == (moved,)
    assert why_left(progress) == ["第8周是双周，这里只数单周"]


def test_an_activity_in_the_week_after_a_full_odd_week_does_not_count() -> None:
    demand = quota(asks(Per.ODD_WEEK, 1, kind="meeting", audience=PREP))

    assert why_left(count(demand, [fact(date(2024, 3, 26), kind="meeting", of=GROUP)])) == ["第6周是双周，这里只数单周"]


def test_a_limit_holds_in_a_short_week_too() -> None:
    progress = count(quota(asks(Per.WEEK, None, 1)), [fact(day) for day in month_days(4, 29, 30)])

    assert state_of(progress, "w11") is State.OVER


def test_on_friday_the_week_is_behind_on_saturday_late() -> None:
    demand = quota(asks(Per.WEEK, 1))

    assert state_of(count(demand, [], date(2024, 3, 7)), "w3") is State.ON_PACE
    assert state_of(count(demand, [], date(2024, 3, 8)), "w3") is State.BEHIND
    assert state_of(count(demand, [], date(2024, 3, 9)), "w3") is State.LATE


def test_a_make_up_day_added_late_moves_the_due_day_of_its_week_only() -> None:
    demand, saturday = quota(asks(Per.WEEK, 1)), date(2024, 6, 15)
    more = Calendar(SPRING.dates, (*SPRING.overrides, Override(saturday, "makeup", "补课", runs_weekday=4)))

    before, after = count(demand, []), count(demand, [], calendar=more)

    assert [a.span for a, b in zip(before.tallies, after.tallies, strict=True) if a != b] == ["w17"]
    assert next(tally.due for tally in after.tallies if tally.span == "w17") == saturday


def test_what_is_due_today_is_the_next_due_day() -> None:
    assert count(quota(asks(Per.WEEK, 1)), [], date(2024, 3, 8)).due == date(2024, 3, 8)
    assert count(quota(asks(Per.WEEK, 1)), [fact(date(2024, 3, 8))], date(2024, 3, 8)).due == date(2024, 3, 15)


# events


SHARE = Demand(
    Audience("person"),
    Counted("share_back"),
    Number(1),
    Per.EVENT,
    Counted("training", (Condition("type", ("external",)),)),
    Window(within_days=7),
)


def test_each_external_training_opens_a_share_back_for_those_who_went() -> None:
    went = fact(date(2024, 5, 5), "t1", "training", type="external")
    again = fact(date(2024, 6, 7), "t2", "training", type="external")
    online = fact(date(2024, 5, 7), "t3", "training", type="online")
    shared = fact(date(2024, 5, 10), "s1", "share_back", answers=("t1",))
    loose = fact(date(2024, 5, 20), "s2", "share_back")

    progress, nobody = progress_of(
        [quota(SHARE, name="二次培训", unit="次")], roster(person(1), person(2)), [went, again, online, shared, loose], SPRING, WEDNESDAY
    )

    assert nobody.tallies == ()
    assert [(tally.span, tally.state, tally.due) for tally in progress.tallies] == [
        ("event:t1", State.DONE, date(2024, 5, 11)),  # a make-up Saturday
        ("event:t2", State.ON_PACE, date(2024, 6, 14)),
    ]
    assert why_left(progress) == ["没有注明对应哪一次外出培训"]
    assert progress.sentence == "二次培训 1/2，还有 1 次未到期"


def test_without_any_event_nothing_is_open_yet() -> None:
    progress = count(quota(SHARE, name="二次培训", unit="次"), [])

    assert (progress.state, progress.target, progress.sentence) == (State.FUTURE, None, "二次培训：目前没有要做的")
    assert count(quota(SHARE), [], AFTER).state is State.IDLE


def test_a_record_may_answer_itself() -> None:
    four_steps = Demand(PREP, Counted("meeting", (Condition("steps", least=4),)), Number(1), Per.EVENT, Counted("meeting"))
    full = fact(date(2024, 3, 5), "m1", "meeting", of=GROUP, steps=4)
    thin = fact(date(2024, 3, 19), "m2", "meeting", of=GROUP, steps=2)

    progress = count(quota(four_steps, name="活动环节", unit="次"), [full, thin])

    assert (progress.done, progress.target) == (1, 2)
    assert why_left(progress) == ["已写环节数是2，要不少于4"]


# facts that do not count


def test_reasons_of_facts_left_out() -> None:
    facts = [
        fact(date(2024, 1, 8), lesson_type="practice"),
        fact(date(2024, 3, 4), lesson_type="new"),
        fact(date(2024, 3, 5)),
        fact(date(2024, 6, 13), lesson_type="practice"),
        fact(date(2024, 7, 1), lesson_type="practice"),
    ]

    assert why_left(count(quota(asks(Per.TERM, 1, where=PRACTICE)), facts)) == [
        "在本学期之前",
        "课型是新授课，这里只数练习课",
        "没有填写课型",
        "日期在今天之后，到时再计",
        "日期在今天之后，到时再计",
    ]


# the days round the term


def test_a_summary_written_in_the_week_after_the_term_counts_and_is_noted_as_late() -> None:
    summary = quota(asks(Per.TERM, 1, kind="group_summary", audience=PREP), name="备课组总结", unit="份")
    written = fact(date(2024, 7, 2), kind="group_summary", of=GROUP)

    assert count(summary, [], date(2024, 7, 1)).state is State.LATE
    progress = count(summary, [written], date(2024, 7, 3))
    assert (progress.state, progress.tallies[0].note) == (State.DONE, "7月2日完成，期限是6月28日")
    assert progress.tallies[0].due == LAST


def test_what_is_done_more_than_a_week_after_the_term_does_not_count_and_why_is_said() -> None:
    facts = [fact(LAST + timedelta(7)), fact(LAST + timedelta(8))]

    progress = count(quota(asks(Per.TERM, 3)), facts, date(2024, 8, 1))

    assert progress.done == 1
    assert why_left(progress) == ["学期结束一周以后做的，不再计入"]


def test_weeks_and_months_end_with_the_term() -> None:
    for per in (Per.WEEK, Per.ODD_WEEK, Per.FORTNIGHT, Per.HALF_MONTH, Per.MONTH, Per.SCHOOL_DAY):
        progress = count(quota(asks(per, 1)), [fact(LAST), fact(LAST + timedelta(3))], date(2024, 8, 1))
        assert progress.facts == (fact(LAST),)
        assert why_left(progress) == ["学期结束后做的，不再计入"]


def test_a_final_paper_is_analysed_in_the_holiday_week_and_a_training_there_opens_no_duty() -> None:
    analysis = quota(asks(Per.TERM, 1, 1, kind="exam_analysis", audience=PREP, window=Window(points=("final",))), unit="份")
    after = fact(date(2024, 7, 1), kind="exam_analysis", of=GROUP, point="final")
    went = [fact(date(2024, 6, 26), "t1", "training", type="external"), fact(date(2024, 7, 2), "t2", "training", type="external")]
    shared = fact(date(2024, 7, 1), "s1", "share_back", answers=("t1",))

    assert count(analysis, [after], date(2024, 7, 3)).state is State.DONE
    assert {tally.span: tally.state for tally in count(quota(SHARE), [*went, shared], date(2024, 7, 9)).tallies} == {"event:t1": State.DONE}


def test_a_lesson_on_a_saturday_counts_for_its_day_once_the_make_up_day_is_entered_afterwards() -> None:
    saturday = date(2024, 3, 16)
    more = Calendar(SPRING.dates, (*SPRING.overrides, Override(saturday, "makeup", "补课", runs_weekday=4)))
    daily = quota(asks(Per.SCHOOL_DAY, 1))

    assert why_left(count(daily, [fact(saturday)])) == ["3月16日不上课（周末）"]
    assert state_of(count(daily, [fact(saturday)], calendar=more), "2024-03-16") is State.DONE
    assert count(quota(asks(Per.TERM, 15)), [fact(saturday)]).done == 1


# classes and grades with days of their own


WEEKLY = asks(Per.WEEK, 1, kind="taught_week", audience=Audience("class"))
FIVE_ONE, ONE_ONE = Subject("class", 1), Subject("class", 2)


def away(*days: date, **whose: Any) -> Calendar:
    return Calendar(SPRING.dates, (*SPRING.overrides, *(Override(day, "school_off", "春游", **whose) for day in days)))


def by_subject(asked: Quota, calendar: Calendar, facts: Sequence[Fact] = ()) -> dict[Subject, Progress]:
    return {each.subject: each for each in progress_of([asked], roster(), facts, calendar, WEDNESDAY)}


def test_a_week_in_which_one_class_was_away_asks_nothing_of_it_and_the_usual_of_others() -> None:
    week = SPRING.week(12)
    trip = away(*week.days, scope="class", class_id=1)
    taught = [fact(week.days[-1], "a", "taught_week", of=FIVE_ONE)]

    found = by_subject(quota(WEEKLY, name="按课表上课", unit="周"), trip, taught)

    assert state_of(found[FIVE_ONE], "w12") is State.OPTIONAL
    assert why_left(found[FIVE_ONE]) == ["第12周没有教学日，不作要求"]
    assert state_of(found[ONE_ONE], "w12") is State.LATE
    assert (found[FIVE_ONE].target, found[ONE_ONE].target) == (17, 18)


def test_a_short_week_of_one_grade_is_short_for_its_classes_and_itself() -> None:
    three = away(*SPRING.week(4).days[:3], scope="grade", grade=5)
    exam = quota(asks(Per.WEEK, 1, kind="exam", audience=Audience("grade")), name="周练", unit="次")

    classes, grades = by_subject(quota(WEEKLY), three), by_subject(exam, three)

    assert state_of(classes[FIVE_ONE], "w4") is state_of(grades[Subject("grade", 5)], "w4") is State.OPTIONAL
    assert state_of(classes[ONE_ONE], "w4") is state_of(grades[Subject("grade", 1)], "w4") is State.LATE
    assert next(tally.note for tally in classes[FIVE_ONE].tallies if tally.span == "w4") == "只有2个教学日，不作要求"


def test_the_pace_and_the_due_day_of_a_class_follow_its_own_days() -> None:
    early = away(*month_days(6, 24, 25, 26, 27, 28), scope="class", class_id=1)
    ninety = quota(asks(Per.TERM, 90, kind="taught_week", audience=Audience("class")))

    found = by_subject(ninety, early)

    # 78 school days are gone on 12 June, of 85 and of 90
    assert (found[FIVE_ONE].due, found[ONE_ONE].due) == (date(2024, 6, 21), LAST)
    assert (found[FIVE_ONE].expected, found[ONE_ONE].expected) == (90 * 78 // 85, 78)


def test_a_make_up_day_of_one_class_makes_its_short_week_a_whole_one() -> None:
    makeup = Calendar(SPRING.dates, (*SPRING.overrides, Override(date(2024, 5, 4), "makeup", "补课", scope="class", class_id=1)))

    found = by_subject(quota(WEEKLY), makeup)

    assert state_of(found[FIVE_ONE], "w11") is State.LATE  # 29 and 30 April, and the Saturday
    assert state_of(found[ONE_ONE], "w11") is State.OPTIONAL


def test_what_people_and_groups_are_asked_follows_the_schools_days() -> None:
    trip = away(*SPRING.week(12).days, scope="grade", grade=5)
    person_asked, group_asked = quota(asks(Per.WEEK, 1)), quota(asks(Per.WEEK, 1, kind="meeting", audience=PREP))

    assert state_of(count(person_asked, [], calendar=trip), "w12") is State.LATE
    assert state_of(count(group_asked, [], calendar=trip), "w12") is State.LATE


# the school as a whole


def test_the_school_has_what_its_people_and_groups_have_done_each_record_once() -> None:
    open_lessons = quota(asks(Per.TERM, 6, kind="research_lesson", audience=Audience("school")), name="公开课")
    of_two = Fact("research_lesson", "a", date(2024, 3, 4), frozenset({TEACHER, GROUP, Subject("group", 9)}), "公开课")

    progress = count(open_lessons, [of_two, fact(date(2024, 4, 8), kind="research_lesson", of=Subject("person", 77))])

    assert (progress.subject, progress.done) == (Subject("school", 1), 2)
    assert progress.sentence == "公开课 2/6，还差 4 节，按进度应有 5"  # 6 × 78 ÷ 90 = 5.2


def test_the_school_is_asked_from_the_day_its_first_group_uses_the_system() -> None:
    seats = tuple(Seat(key, f"{key}年级备课组", "prep", key, 4, begins=date(2024, 3, day)) for key, day in ((1, 11), (2, 25)))
    weekly = quota(asks(Per.WEEK, 1, kind="meeting", audience=Audience("school")), name="集体备课", unit="次")

    progress = count(weekly, [fact(date(2024, 3, 4), kind="meeting", of=GROUP)], there=roster(seats=seats))

    assert progress.tallies[0].span == "w4"
    assert why_left(progress) == ["本校自3月11日起使用"]


# facts of another time or place


def test_an_exam_outside_late_april_and_a_talk_on_a_sunday() -> None:
    april = count(quota(asks(Per.TERM, 1, 1, window=Window(months=(4,), part="late"))), [fact(date(2024, 4, 19)), fact(date(2024, 3, 4))])
    talk = count(quota(asks(Per.SCHOOL_DAY, 1)), [fact(date(2024, 3, 10))])

    assert why_left(april) == ["3月4日不在要求的4月", "4月19日不在4月底"]
    assert why_left(talk) == ["3月10日不上课（周末）"]


def test_yes_is_not_one_and_a_meeting_before_term_is_no_meeting_of_an_even_week() -> None:
    yes = count(quota(asks(Per.TERM, 1, where=(Condition("by_leader", (True,)),))), [fact(date(2024, 3, 4), by_leader=1)])
    even = count(quota(asks(Per.EVEN_WEEK, 1, kind="meeting", audience=PREP)), [fact(date(2024, 2, 19), kind="meeting", of=GROUP)])

    assert (yes.done, len(yes.left_out)) == (0, 1)
    assert why_left(even) == ["第1周是单周，这里只数双周"]


# excuses


def test_an_accepted_excuse_takes_away_what_is_missing_and_an_open_one_does_not() -> None:
    demand = quota(asks(Per.WEEK, 2))
    one = [fact(date(2024, 3, 4))]
    ill = Excuse(1, TEACHER, "w3", "病假", accepted=True)

    excused = next(tally for tally in count(demand, one, excuses=[ill]).tallies if tally.span == "w3")
    still = next(tally for tally in count(demand, one, excuses=[Excuse(1, TEACHER, "w3", "病假")]).tallies if tally.span == "w3")

    assert (excused.state, excused.missing, excused.excuse) == (State.EXCUSED, 0, ill)
    assert (still.state, still.missing) == (State.LATE, 1)


def test_an_excuse_for_some_leaves_the_rest_and_a_late_deed_still_counts() -> None:
    demand, three = quota(asks(Per.TERM, 15)), Excuse(1, TEACHER, "term", "外出培训", amount=3, accepted=True)

    progress = count(demand, [fact(day) for day in SPRING.school_days()[:11]], AFTER, excuses=[three])

    assert (progress.late, progress.sentence) == (1, "听课 11/15，已到期还缺 1 节")
    assert count(demand, [fact(day) for day in SPRING.school_days()[:12]], AFTER, excuses=[three]).state is State.EXCUSED
    assert count(demand, [fact(day) for day in SPRING.school_days()[:15]], AFTER, excuses=[three]).state is State.DONE


# who


def test_somebody_who_turns_thirty_six_mid_term_stays_and_it_is_explained() -> None:
    young = quota(asks(Per.TERM, 1, audience=Audience("person", (Cohort(age_max=35), Cohort(here_below=5)))))
    turning: Member = person(born_on=date(1988, 4, 3))

    assert count(young, [], there=roster(turning)).why == "按开学日计35岁，学期中变动，本学期仍在此列"
    assert count(young, [], date(2024, 4, 2), there=roster(turning)).why == ""


def test_a_quota_that_fits_nobody_has_no_progress_and_is_explained_once() -> None:
    new = quota(asks(Per.WEEK, 2, audience=Audience("person", (Cohort(service_max=2),))))

    assert progress_of([new], roster(), [], SPRING, WEDNESDAY) == ()
    assert [each.why for each in unasked([new], roster(), SPRING, WEDNESDAY)] == ["本学期没有符合条件的对象"]


def test_terms_that_cannot_be_counted_stand_still_and_say_why() -> None:
    holidays = Calendar(TermDates(FIRST, FIRST + timedelta(2)), tuple(Override(FIRST + timedelta(n), "holiday", "停课") for n in range(3)))

    progress = count(quota(asks(Per.WEEK, 2)), [fact(FIRST)], FIRST, calendar=holidays)

    assert (progress.state, progress.sentence) == (State.IDLE, "听课：本学期没有教学日，请先核对校历")
    assert progress.why == "本学期没有教学日，请先核对校历"
    assert why_left(progress) == ["本学期没有教学日，请先核对校历"]
    october = count(quota(asks(Per.TERM, 1, window=Window(months=(10,)))), [])
    assert (october.state, october.why) == (State.IDLE, "本学期没有10月")


def test_a_term_that_is_all_preparatory_week_has_no_teaching_week() -> None:
    early = Calendar(TermDates(FIRST, FIRST + timedelta(2), week1_monday=date(2024, 2, 26)))

    progress = count(quota(asks(Per.WEEK, 2)), [fact(FIRST)], FIRST, calendar=early)

    assert (progress.state, progress.why) == (State.IDLE, "本学期没有教学周，请先核对校历")
    assert count(quota(asks(Per.TERM, 2)), [fact(FIRST)], FIRST, calendar=early).done == 1


def test_a_term_of_one_day_asks_no_week() -> None:
    one = Calendar(TermDates(FIRST, FIRST))

    progress = count(quota(asks(Per.WEEK, 2)), [fact(FIRST)], FIRST, calendar=one)

    assert (progress.state, progress.sentence) == (State.OPTIONAL, "每周听课：教学日太少，不作要求")
    assert why_left(progress) == ["第1周只有1个教学日，不作要求"]


def test_a_fact_counts_for_each_of_its_subjects() -> None:
    both = Fact("observation", "o", date(2024, 3, 4), frozenset({TEACHER, Subject("person", 2)}), "听课")

    found = progress_of([quota(asks(Per.TERM, 1))], roster(person(1), person(2)), [both], SPRING, WEDNESDAY)

    assert [each.done for each in found] == [1, 1]


def test_a_school_rule_is_met_once_and_for_all_even_before_the_term() -> None:
    once = quota(asks(Per.SCHOOL, 1, kind="resource", audience=Audience("school")), name="质量数据", unit="份")

    assert count(once, [fact(date(2023, 10, 9), kind="resource", of=Subject("school", 1))]).state is State.DONE
