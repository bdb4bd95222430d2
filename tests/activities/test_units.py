"""Unit analyses: preparer, goals, attainment, and what the grid shows."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from jiaoyan.activities.actions import analyses, writing
from jiaoyan.activities.actions.problems import CannotAnalyse
from jiaoyan.activities.models import GoalAttainment, UnitAnalysis
from jiaoyan.activities.queries import units
from jiaoyan.curriculum.models import LessonTopic, Unit
from jiaoyan.pacing.models import PacingRow, PacingSchedule
from jiaoyan.pacing.queries import days_of_units
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.queries import members_of
from tests.activities.builders import IN_MEETING, analysis, planned, prose, settled
from tests.conftest import TODAY, SmallSchool

GOALS = [("能说出方程的含义", "理解"), ("会解一步方程", "掌握")]


def paced(here: SmallSchool) -> None:
    """Table 2 with a lesson every second day from 3 June on."""
    schedule = PacingSchedule.objects.create(
        school=here.school, group=here.group, term=here.term, volume=here.unit.volume, maker=here.people["leader"]
    )
    for place, lesson in enumerate(LessonTopic.objects.filter(unit__volume=here.unit.volume).order_by("unit__number", "number")):
        PacingRow.objects.create(
            school=here.school,
            schedule=schedule,
            position=place,
            kind="lesson",
            week_no=16,
            date_from=date(2024, 6, 3 + 2 * place),
            unit=lesson.unit,
            lesson=lesson,
            content=lesson.title,
            periods=1,
        )


class TestAssigning:
    def test_assigning_again_changes_what_is_given_and_keeps_the_rest(self, here: SmallSchool) -> None:
        first = analysis(here)
        settled(here, first, 1)
        again = analyses.assign_unit(
            by=here.actor("leader"), group=here.group, term=here.term, unit=here.unit, preparer=here.people["mentee"]
        )
        assert (again.pk, again.preparer, again.unit_starts) == (first.pk, here.people["mentee"], date(2024, 6, 17))
        assert again.opinions.count() == 1

    def test_unit_of_another_grade_is_refused(self, here: SmallSchool) -> None:
        other = Unit.objects.create(volume=here.unit.volume.edition.volumes.get(grade=4), number=1, title="三角形", strand="GE")
        with pytest.raises(CannotAnalyse):
            analyses.assign_unit(by=here.actor("leader"), group=here.group, term=here.term, unit=other, preparer=here.people["teacher"])

    def test_preparer_is_a_member(self, here: SmallSchool) -> None:
        with pytest.raises(CannotAnalyse):
            analyses.assign_unit(by=here.actor("leader"), group=here.group, term=here.term, unit=here.unit, preparer=here.people["mentor"])

    @pytest.mark.parametrize("name", ["teacher", "head", "office"])
    def test_only_the_leader_assigns(self, name: str, here: SmallSchool) -> None:
        with pytest.raises(NotAllowed):
            analyses.assign_unit(by=here.actor(name), group=here.group, term=here.term, unit=here.unit, preparer=here.people["teacher"])


class TestGoals:
    def test_goal_that_keeps_its_words_keeps_its_counts_when_the_order_changes(self, here: SmallSchool) -> None:
        row = analysis(here)
        first, _ = analyses.set_goals(by=here.actor("teacher"), analysis=row, goals=GOALS)
        analyses.set_attainment(by=here.actor("teacher"), analysis=row, counts={(first, here.classes[0]): (40, 30)})
        goals = analyses.set_goals(by=here.actor("teacher"), analysis=row, goals=[("会列方程", "运用"), *reversed(GOALS)])
        assert [goal.text for goal in goals] == ["会列方程", "会解一步方程", "能说出方程的含义"]
        assert [goal.number for goal in row.goals.all()] == [1, 2, 3]
        assert GoalAttainment.objects.get().goal == first

    @pytest.mark.parametrize(
        ("goals", "field"),
        [([("目标", "精通")], "level"), ([("同", "了解"), ("同", "理解")], "text"), ([(f"目标{n}", "了解") for n in range(10)], "")],
        ids=["unknown level", "twice", "ten goals"],
    )
    def test_impossible_goals_are_refused(self, goals: list[tuple[str, str]], field: str, here: SmallSchool) -> None:
        with pytest.raises(CannotAnalyse) as refused:
            analyses.set_goals(by=here.actor("teacher"), analysis=analysis(here), goals=goals)
        assert set(refused.value.problems) == {field}

    def test_member_who_neither_prepares_nor_leads_sets_no_goals(self, here: SmallSchool) -> None:
        with pytest.raises(NotAllowed):
            analyses.set_goals(by=here.actor("mentee"), analysis=analysis(here), goals=GOALS)


class TestAttainment:
    def test_rates_are_exact_by_class_and_weighted_over_the_grade(self, here: SmallSchool) -> None:
        row = analysis(here)
        first, second = analyses.set_goals(by=here.actor("teacher"), analysis=row, goals=GOALS)
        counts = {
            (first, here.classes[0]): (42, 40),
            (first, here.classes[1]): (3, 1),
            (second, here.classes[0]): (42, 10),
            (second, here.classes[1]): None,
        }
        analyses.set_attainment(by=here.actor("teacher"), analysis=row, counts=counts)
        view = units.unit_views(UnitAnalysis.objects.filter(pk=row.pk), [])[0]
        assert [rate.percent for rate in view.goals[0].classes] == ["95.2%", "33.3%", "—"]
        assert view.goals[0].grade.share == Fraction(41, 45)
        assert view.lowest is not None
        assert view.lowest.goal == second

    def test_nothing_counted_has_no_lowest_goal(self, here: SmallSchool) -> None:
        row = analysis(here)
        analyses.set_goals(by=here.actor("teacher"), analysis=row, goals=GOALS)
        assert units.unit_views([UnitAnalysis.objects.get(pk=row.pk)], [])[0].lowest is None

    def test_more_reached_than_tested_stores_nothing(self, here: SmallSchool) -> None:
        row = analysis(here)
        first, second = analyses.set_goals(by=here.actor("teacher"), analysis=row, goals=GOALS)
        with pytest.raises(CannotAnalyse):
            analyses.set_attainment(
                by=here.actor("teacher"), analysis=row, counts={(first, here.classes[0]): (40, 40), (second, here.classes[0]): (3, 4)}
            )
        assert not GoalAttainment.objects.exists()

    def test_goal_of_another_unit_stores_nothing(self, here: SmallSchool) -> None:
        mine = analysis(here)
        other = analyses.assign_unit(
            by=here.actor("leader"),
            group=here.group,
            term=here.term,
            unit=here.unit.volume.units.get(number=2),
            preparer=here.people["teacher"],
        )
        (foreign,) = analyses.set_goals(by=here.actor("teacher"), analysis=other, goals=GOALS[:1])
        with pytest.raises(CannotAnalyse):
            analyses.set_attainment(by=here.actor("teacher"), analysis=mine, counts={(foreign, here.classes[0]): (40, 40)})


class TestViews:
    def test_designs_stand_side_by_side_with_the_preparer_first_and_room_for_who_wrote_nothing(self, here: SmallSchool) -> None:
        row = analysis(here)
        writing.record_design(by=here.actor("mentee"), analysis=row, row=1, text=prose("我的"), version=0, at=IN_MEETING)
        view = units.unit_views([units.analysis_of(here.actor("leader"), row.pk)], members_of(here.group, TODAY))[0]
        assert [person for person, _ in view.rows[0].designs] == [here.people[n] for n in ("teacher", "leader", "mentee")]
        assert [design is not None for _, design in view.rows[0].designs] == [False, False, True]

    def test_author_who_has_left_the_group_is_still_shown(self, here: SmallSchool) -> None:
        row = analysis(here)
        writing.record_design(by=here.actor("mentee"), analysis=row, row=1, text=prose("我的"), version=0, at=IN_MEETING)
        view = units.unit_views([row], [here.people["teacher"]])[0]
        assert [person.name for person, _ in view.rows[0].designs] == ["周予安", "陈小禾"]

    @pytest.mark.parametrize(("day", "timely"), [(date(2024, 6, 24), False), (date(2024, 6, 25), True)])
    def test_fourth_row_waits_for_the_end_of_the_unit(self, day: date, timely: bool, here: SmallSchool) -> None:
        view = units.unit_views([analysis(here, activity=planned(here))], [], day)[0]
        assert [row.is_timely for row in view.rows] == [True, True, True, timely]


class TestBook:
    def test_book_is_the_adopted_one_of_the_terms_half(self, here: SmallSchool) -> None:
        assert units.volume_of(here.group, here.term) == here.unit.volume
        assert units.volume_of(here.group, here.term1) is None

    def test_days_of_units_come_from_table_2(self, here: SmallSchool) -> None:
        paced(here)
        assert days_of_units(here.group, here.term)[here.unit.pk] == (date(2024, 6, 3), date(2024, 6, 7))

    def test_lessons_around_today_put_the_one_taught_now_first(self, here: SmallSchool) -> None:
        paced(here)
        around = units.lessons_around(here.group, here.term, date(2024, 6, 6), span=2)
        assert around.current is not None
        assert around.current.title == "等式的性质"
        assert [lesson.title for lesson in around.near] == ["等式的性质", "解方程"]
        assert {lesson.title for lesson in around.others} == {"认识方程", "单式折线统计图", "复式折线统计图"}

    def test_without_table_2_all_lessons_of_the_book_are_offered(self, here: SmallSchool) -> None:
        around = units.lessons_around(here.group, here.term, TODAY)
        assert (around.current, around.near, len(around.others)) == (None, (), 5)
