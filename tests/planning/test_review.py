"""The review plan: phases fill the days before the test, evenings keep their ceiling, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from jiaoyan.documents.blocks import Document
from jiaoyan.documents.docx import to_docx
from jiaoyan.documents.format_check import check
from jiaoyan.items.models import Exercise, ExerciseItem
from jiaoyan.planning import reviewing
from jiaoyan.planning.actions import review as actions
from jiaoyan.planning.printouts.review import blank_review_plan, review_plan
from jiaoyan.planning.rules.review import HomeMinutes, PhaseLine, Window, hints, phase_problems, propose_phases
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible
from jiaoyan.schools.rules.problem import RowsAtFault
from jiaoyan.schools.scope import school_scope
from tests.conftest import TODAY, TwoSchools
from tests.planning.builders import place_of
from tests.planning.review import WORDS, begun, fresh, full, handed_in

SignIn = Callable[[str], Client]
JUNE = date(2024, 6, 3)


def window(periods: dict[date, int], test: date | None = None) -> Window:
    days = sorted(periods)
    return Window(days[0], (test - timedelta(1)) if test else days[-1], periods, test)


WEEK = {JUNE + timedelta(n): 1 for n in range(20) if (JUNE + timedelta(n)).weekday() < 5}


def test_four_phases_share_fifteen_periods_as_a_teacher_would() -> None:
    phases = propose_phases(window(WEEK), [1, 2, 3])
    offered = [window(WEEK).offered(phase.starts, phase.ends) for phase in phases]
    assert [phase.kind for phase in phases] == ["units", "topics", "whole", "gaps"]
    assert offered == [8, 4, 2, 1]
    assert [phase.owner for phase in phases] == [1, 2, 3, 1]


@given(st.dictionaries(st.integers(0, 40).map(lambda n: JUNE + timedelta(n)), st.integers(0, 3), min_size=1), st.integers(1, 4))
def test_proposed_phases_never_overlap_and_leave_no_period_over(periods: dict[date, int], owners: int) -> None:
    here = window(periods)
    phases = propose_phases(here, list(range(1, owners + 1)))
    assert phase_problems(phases, here) == []
    assert sum(here.offered(phase.starts, phase.ends) for phase in phases) == sum(periods.values())
    assert hints(phases, here, []) == []


def line(first: int, last: int, kind: str = "units") -> PhaseLine:
    return PhaseLine(kind, date(2024, 6, first), date(2024, 6, last), ("整理",), 1)


def test_phases_back_to_front_overlapping_or_on_the_day_of_the_test_are_refused_with_their_rows() -> None:
    here = window(WEEK, test=date(2024, 6, 21))
    found = phase_problems([line(10, 5), line(4, 12), line(13, 21)], here)
    assert [(problem.row_index, problem.column) for problem in found] == [(0, "ends"), (1, "starts"), (2, "ends")]
    assert "前一天" in found[2].message


def test_a_phase_after_the_last_school_day_is_refused_where_no_test_is_set() -> None:
    here = window(WEEK)
    assert phase_problems([PhaseLine("gaps", here.last, here.last, ("查漏",), 1)], here) == []
    [problem] = phase_problems([PhaseLine("gaps", here.last, here.last + timedelta(1), ("查漏",), 1)], here)
    assert (problem.row_index, problem.column) == (0, "ends")
    assert "本学期上课到" in problem.message


def test_hints_name_idle_days_what_is_left_over_and_evenings_that_ask_too_much() -> None:
    found = hints(
        [line(8, 9), line(11, 14)],
        window(WEEK),
        [
            HomeMinutes(date(2024, 6, 12), Decimal("20.5"), 20, ("方程练习", "“圆”单元练习")),
            HomeMinutes(date(2024, 6, 13), Decimal("20.0"), 20, ("统计练习",)),
        ],
    )
    assert len(found) == 3
    assert "没有数学课" in found[0]
    assert found[1] == "6月3日、6月4日、6月5日等11天共11课时还没有安排。"
    assert "6月12日的家庭练习“方程练习”“‘圆’单元练习”，必做题共20.5分钟，超过数学每天20分钟的上限" in found[2]


def test_a_plan_begins_once_with_phases_that_end_by_the_last_school_day(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        plan = begun(school)
        assert begun(school).pk == plan.pk
        assert plan.phases.count() == 4
        last = plan.phases.last()
        assert last is not None
        assert last.ends <= school.term.last_school_day


def test_handing_in_says_everything_that_is_missing_at_once(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        plan = begun(school)
        with pytest.raises(actions.NotComplete) as refused:
            actions.hand_in_review_plan(by=school.actor("leader"), plan=plan, place=place_of(school, TODAY), version=plan.version)
        assert len(refused.value.sentences) == 4
        assert fresh(school).handed_in is None


def test_a_handed_in_plan_is_changed_only_after_taking_it_back(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        plan = handed_in(school)
        assert plan.handed_in == TODAY
        with pytest.raises(NotPossible):
            actions.save_review_words(by=school.actor("leader"), plan=plan, version=plan.version, words=WORDS)
        actions.take_back_review_plan(by=school.actor("leader"), plan=plan, version=plan.version)
        again = fresh(school)
        actions.save_review_words(by=school.actor("leader"), plan=again, version=again.version, words=WORDS)
        assert fresh(school).handed_in is None


def test_only_the_leader_writes_and_two_people_notice_each_other(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        plan = full(school)
        with pytest.raises(NotAllowed):
            actions.save_review_words(by=school.actor("teacher"), plan=plan, version=plan.version, words=WORDS)
        with pytest.raises(ChangedMeanwhile):
            actions.save_review_words(by=school.actor("leader"), plan=plan, version=plan.version - 1, words=replace(WORDS, low="后写的"))


def test_overlapping_phases_change_nothing(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        plan = begun(school)
        before = list(plan.phases.values_list("kind", "starts", "ends"))
        with pytest.raises(RowsAtFault):
            actions.save_review_phases(
                by=school.actor("leader"),
                plan=plan,
                place=place_of(school, TODAY),
                version=plan.version,
                phases=[line(17, 20), line(19, 21)],
            )
        assert list(fresh(school).phases.values_list("kind", "starts", "ends")) == before


def test_a_phase_shows_its_periods_and_the_exercises_of_its_days(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        plan = full(school)
        phase = plan.phases.first()
        assert phase is not None
        exercise = Exercise.objects.create(
            school=school.school,
            group=school.group,
            term=school.term,
            title="方程整理练习",
            kind="review",
            place="home",
            use_date=phase.starts,
            author=school.people["leader"],
            reviewer=school.people["teacher"],
        )
        ExerciseItem.objects.create(school=school.school, exercise=exercise, number=1, stem="x+5=12", minutes_est=Decimal("25.5"))
        place = place_of(school, TODAY)
        here = reviewing.window_of(place)
        exercises = reviewing.exercises_in(place, here)
        shown = reviewing.shown_phases(plan, here, exercises)
        assert [each.title for each in shown[0].exercises] == [exercise.title]
        assert shown[1].exercises == ()
        [hint] = [hint for hint in reviewing.hints_for(plan, here, exercises) if "20分钟" in hint]
        assert "“方程整理练习”，必做题共25.5分钟" in hint


def test_an_evening_of_exactly_the_ceiling_is_well_and_what_a_pupil_may_choose_does_not_count(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        plan = begun(school)
        place, day = place_of(school, TODAY), plan.phases.all()[0].starts
        for title, minutes in (("方程练习", "10.5"), ("圆的练习", "9.5")):
            exercise = Exercise.objects.create(
                school=school.school,
                group=school.group,
                term=school.term,
                title=title,
                kind="review",
                place="home",
                use_date=day,
                author=school.people["leader"],
                reviewer=school.people["teacher"],
            )
            item = {"school": school.school, "exercise": exercise, "stem": "x+5=12"}
            ExerciseItem.objects.create(**item, number=1, minutes_est=Decimal(minutes))
            ExerciseItem.objects.create(**item, number=2, minutes_est=Decimal(5), layer="challenge")
            ExerciseItem.objects.create(**item, number=2, minutes_est=Decimal(5), removed_at=timezone.now())
        here = reviewing.window_of(place)
        exercises = reviewing.exercises_in(place, here)
        assert [each.minutes for each in exercises] == [Decimal("10.5"), Decimal("9.5")]
        assert not [hint for hint in reviewing.hints_for(plan, here, exercises) if "家庭练习" in hint]


def test_a_gap_begins_when_review_does_and_ends_when_it_is_handed_in(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        place = place_of(school, TODAY)
        due = reviewing.review_due(place.calendar)
        plan = full(school)
        assert reviewing.review_gaps(place, plan, due) == []
        [gap] = reviewing.review_gaps(place, plan, due + timedelta(1))
        assert (gap.since, gap.owner_id) == (due, school.people["leader"].pk)
        assert reviewing.review_gaps(place, handed_in(school), due + timedelta(30)) == []


def test_the_printout_and_the_blank_form_keep_the_house_style(two_schools: TwoSchools) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        plan = handed_in(school)
        here = reviewing.window_of(place_of(school, TODAY))
        body = review_plan(plan, reviewing.shown_phases(plan, here, []))
        for document in (Document("期末复习计划", body), blank_review_plan()):
            assert check(to_docx(document)) == []


def test_what_was_typed_stays_when_somebody_else_saved_first(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        plan = full(school)
    url = reverse("planning:review_words", args=[school.group.pk, school.term.key])
    typed = {"version": plan.version - 1, "state": "学情", "goals": "不会丢的目标", "key_points": "", "high": "", "middle": "", "low": ""}
    answer = client_as("leader").post(url, typed)
    assert answer.status_code == 422
    assert "不会丢的目标" in answer.content.decode()


def test_a_colleague_reads_the_plan_without_buttons(two_schools: TwoSchools, client_as: SignIn) -> None:
    school = two_schools.here
    with school_scope(school.school.pk):
        full(school)
    page = client_as("teacher").get(reverse("planning:review", args=[school.group.pk, school.term.key])).content.decode()
    assert "列方程解决问题" in page
    assert "提交</" not in page.replace("提交以前", "")
    assert "请先" not in page


def test_the_page_takes_the_same_number_of_queries_with_few_phases_and_many(
    two_schools: TwoSchools, client_as: SignIn, django_assert_max_num_queries: Any
) -> None:
    school = two_schools.here
    client = client_as("leader")
    url = reverse("planning:review", args=[school.group.pk, school.term.key])
    with school_scope(school.school.pk):
        plan = full(school)
    client.get(url)
    with django_assert_max_num_queries(30) as few:
        client.get(url)
    with school_scope(school.school.pk):
        lines = [line(n, n) for n in (17, 18, 19, 20, 21, 24, 25)]
        actions.save_review_phases(by=school.actor("leader"), plan=plan, place=place_of(school, TODAY), version=plan.version, phases=lines)
    with django_assert_max_num_queries(30) as many:
        client.get(url)
    assert len(few) == len(many)
