"""A review plan of the small school, as far as a test needs it."""

from __future__ import annotations

from jiaoyan.documents import markup
from jiaoyan.planning import reviewing
from jiaoyan.planning.actions import review as actions
from jiaoyan.planning.models import ReviewPlan
from jiaoyan.planning.rules.review import Words
from tests.conftest import TODAY, SmallSchool
from tests.planning.builders import leader_of, place_of


def begun(school: SmallSchool) -> ReviewPlan:
    """A plan as proposed; the same one when it stands."""
    place = place_of(school, TODAY)
    actions.start_review_plan(by=school.actor(leader_of(school)), place=place)
    return fresh(school)


def fresh(school: SmallSchool) -> ReviewPlan:
    found = reviewing.review_plan_of(school.group, school.term)
    assert found is not None
    return found


WORDS = Words(markup.parse("方程掌握得好，统计图的分析还薄弱。"), ["会解方程"], ["列方程解决问题"], "做挑战题", "做基础题", "先补口算")


def full(school: SmallSchool) -> ReviewPlan:
    plan = begun(school)
    if not plan.goals:
        actions.save_review_words(by=school.actor(leader_of(school)), plan=plan, version=plan.version, words=WORDS)
    return fresh(school)


def handed_in(school: SmallSchool) -> ReviewPlan:
    plan = full(school)
    if plan.handed_in is None:
        actions.hand_in_review_plan(by=school.actor(leader_of(school)), plan=plan, place=place_of(school, TODAY), version=plan.version)
    return fresh(school)
