"""Row 4 from marks: items linked to goals, counts computed, taken over with their source, typed counts never overwritten unseen."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiaoyan.activities.actions import analyses, from_marks
from jiaoyan.activities.actions.problems import CannotAnalyse
from jiaoyan.activities.models import GoalAttainment, UnitAnalysis, UnitGoal
from jiaoyan.activities.queries.from_marks import has_practice, offer_of
from jiaoyan.activities.queries.units import counts_seen
from jiaoyan.assessments.models import ExamQuestion
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.models import HistoryLine
from tests.activities.builders import analysis
from tests.assessments import builders
from tests.conftest import SmallSchool

GOALS = [("会解方程", "掌握"), ("能列方程", "运用")]


def linked(here: SmallSchool) -> UnitAnalysis:
    """Two goals; the first is asked by items 1 and 2, the second by 3 and 4."""
    row = analysis(here)
    exam = builders.marked(here, kind="unit", title="方程练习")
    goals = analyses.set_goals(by=here.actor("leader"), analysis=row, goals=GOALS)
    items = list(ExamQuestion.objects.select_related("exam").filter(exam=exam))
    from_marks.link_questions(by=here.actor("leader"), analysis=row, links={goals[0].pk: items[:2], goals[1].pk: items[2:]})
    return row


def seen(row: UnitAnalysis) -> str:
    return counts_seen(UnitGoal.objects.filter(analysis=row).prefetch_related("attainment"))


def test_goal_is_counted_by_class_from_its_items_without_those_absent(here: SmallSchool) -> None:
    offer = offer_of(linked(here))
    rows = builders.rows_of(builders.SIZE)
    reached = sum((row[0] + row[1]) * 100 >= 20 * 80 for row in rows)
    first, second = offer.goals
    assert first.counts == {
        each.pk: ((11, sum((row[0] + row[1]) * 100 >= 1600 for row in rows[1:])) if each.number == 1 else (12, reached))
        for each in here.classes
    }
    assert second.counts[here.classes[1].pk][1] == sum((row[2] + row[3]) * 100 >= 1600 for row in rows)
    assert first.source == "方程练习（6月11日）第1、2题，达到80%算达成"


def test_counts_are_taken_with_their_source_and_a_typed_one_loses_it(here: SmallSchool) -> None:
    row = linked(here)
    assert from_marks.take_counts(by=here.actor("teacher"), analysis=row, seen=seen(row)) == 2
    assert GoalAttainment.objects.exclude(source="").count() == 6
    count = GoalAttainment.objects.select_related("goal", "school_class").first()
    same = {(count.goal, count.school_class): (count.tested, count.reached)}
    analyses.set_attainment(by=here.actor("leader"), analysis=row, counts=same)
    assert GoalAttainment.objects.get(pk=count.pk).source == count.source
    analyses.set_attainment(by=here.actor("leader"), analysis=row, counts={(count.goal, count.school_class): (count.tested, 0)})
    assert GoalAttainment.objects.get(pk=count.pk).source == ""


def test_counts_somebody_typed_meanwhile_are_not_overwritten(here: SmallSchool) -> None:
    row = linked(here)
    began = seen(row)
    goal = UnitGoal.objects.filter(analysis=row).first()
    analyses.set_attainment(by=here.actor("leader"), analysis=row, counts={(goal, here.classes[0]): (11, 7)})
    with pytest.raises(CannotAnalyse, match="别人改过这里"):
        from_marks.take_counts(by=here.actor("leader"), analysis=row, seen=began)
    assert GoalAttainment.objects.get().reached == 7


def test_counts_nobody_has_looked_at_are_not_taken(here: SmallSchool) -> None:
    row = linked(here)
    shown = offer_of(row).fingerprint
    goal = UnitGoal.objects.filter(analysis=row).first()
    goal.questions.set(list(goal.questions.all())[:1])
    with pytest.raises(CannotAnalyse, match="核对后请再采用一次"):
        from_marks.take_counts(by=here.actor("leader"), analysis=row, seen=seen(row), shown=shown)
    assert not GoalAttainment.objects.exists()
    assert from_marks.take_counts(by=here.actor("leader"), analysis=row, seen=seen(row), shown=offer_of(row).fingerprint) == 2


def test_items_of_two_tests_for_one_goal_are_refused(here: SmallSchool) -> None:
    row = linked(here)
    builders.paper(here, kind="special", title="方程专项练习")
    items = list(ExamQuestion.objects.select_related("exam").filter(label="1"))
    goal = UnitGoal.objects.filter(analysis=row).first()
    with pytest.raises(CannotAnalyse, match="同一次练习"):
        from_marks.link_questions(by=here.actor("leader"), analysis=row, links={goal.pk: items})


def test_linking_the_same_again_leaves_no_line(here: SmallSchool) -> None:
    row = linked(here)
    before = HistoryLine.objects.count()
    links = {goal.pk: list(goal.questions.select_related("exam")) for goal in UnitGoal.objects.filter(analysis=row)}
    from_marks.link_questions(by=here.actor("leader"), analysis=row, links=links)
    assert HistoryLine.objects.count() == before


def test_nobody_else_links_or_takes(here: SmallSchool) -> None:
    row = linked(here)
    with pytest.raises(NotAllowed):
        from_marks.take_counts(by=here.actor("head"), analysis=row, seen=seen(row))
    with pytest.raises(NotAllowed):
        from_marks.link_questions(by=here.actor("office"), analysis=row, links={})


def test_class_of_three_is_not_offered_and_the_page_says_so(here: SmallSchool, client_as: Any) -> None:
    for school_class, size in zip(here.classes, (3, 20, 12), strict=True):
        builders.fill(here, school_class, size)
    exam = builders.paper(here, kind="unit", title="方程练习")
    for school_class, size in zip(here.classes, (3, 20, 12), strict=True):
        builders.mark(here, exam, school_class, builders.rows_of(size))
    row = linked(here)
    assert set(offer_of(row).goals[0].counts) == set(), "of three classes two are hidden beside the small one (decision 0008)"
    page = client_as("leader").get(reverse("activities:from_marks", args=[row.pk])).content.decode()
    assert "没有列出：五（1）班、五（2）班、五（3）班" in page


def test_offer_asks_as_often_for_one_goal_as_for_many(here: SmallSchool) -> None:
    row = linked(here)
    with CaptureQueriesContext(connection) as few:
        offer_of(row)
    analyses.set_goals(by=here.actor("leader"), analysis=row, goals=[*GOALS, ("会检验", "掌握"), ("能说理由", "理解")])
    with CaptureQueriesContext(connection) as many:
        offer_of(row)
    assert len(few) == len(many)


def test_page_links_and_takes(here: SmallSchool, client_as: Any) -> None:
    row = linked(here)
    client, url = client_as("leader"), reverse("activities:from_marks", args=[row.pk])
    assert "从单元练习的得分取数" in client.get(reverse("activities:unit_analysis", args=[row.pk])).content.decode()
    goal = UnitGoal.objects.filter(analysis=row).first()
    item = ExamQuestion.objects.filter(exam__title="方程练习").last()
    assert client.post(url, {f"goal-{goal.pk}": [item.pk]}).status_code == 302
    assert [each.pk for each in goal.questions.all()] == [item.pk]
    assert client.post(url, {"take": "1", "seen": seen(row), "shown": offer_of(row).fingerprint}).status_code == 302
    assert GoalAttainment.objects.filter(goal=goal).count() == 3
    assert "人数由得分算出" in client.get(reverse("activities:unit_analysis", args=[row.pk])).content.decode()


def test_unit_without_practice_offers_nothing_and_says_what_to_do(here: SmallSchool, client_as: Any) -> None:
    row = analysis(here)
    assert not has_practice(row)
    page = client_as("leader").get(reverse("activities:from_marks", args=[row.pk])).content.decode()
    assert "先登记单元练习" in page
