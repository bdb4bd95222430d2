"""Say which items ask about a goal, and take the counts that follow from their marks over into the fourth row."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction

from jiaoyan.activities import access
from jiaoyan.activities.actions.analyses import set_attainment
from jiaoyan.activities.actions.problems import CannotAnalyse
from jiaoyan.activities.models import UnitAnalysis, UnitGoal
from jiaoyan.activities.queries.from_marks import offer_of
from jiaoyan.assessments.models import ExamQuestion
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.refusal import refuse
from jiaoyan.schools.history import note


def link_questions(*, by: Actor, analysis: UnitAnalysis, links: Mapping[int, Collection[ExamQuestion]]) -> None:
    """Goal key → its items; goals that are not named keep theirs. Raises ``CannotAnalyse`` for items of two tests, ``NotAllowed``."""
    require(access.may_settle_unit(by, analysis), access.WHO_SETTLES_UNIT)
    goals = {goal.pk: goal for goal in UnitGoal.objects.filter(analysis=analysis).prefetch_related("questions")}
    problems = {
        f"goal-{key}": "一条目标的题目要来自同一次练习，请只选其中一次的。"
        for key, items in links.items()
        if len({q.exam_id for q in items}) > 1
    }
    refuse(problems, CannotAnalyse)
    wrong = [q for items in links.values() for q in items if (q.exam.group_id, q.exam.term_id) != (analysis.group_id, analysis.term_id)]
    if wrong or set(links) - set(goals):
        raise CannotAnalyse("题目或目标不属于本单元。")
    changed = {
        key: {q.pk for q in items} for key, items in links.items() if {q.pk for q in items} != {q.pk for q in goals[key].questions.all()}
    }
    if not changed:
        return
    with transaction.atomic():
        for key, items in changed.items():
            goals[key].questions.set(items)
        note(by, "goals", analysis, f"选定考查“{analysis.unit}”各目标的题目")


def take_counts(*, by: Actor, analysis: UnitAnalysis, seen: str, shown: str = "") -> int:
    """Store the counts that the marks give now; those of classes without marks stay. Gives how many goals were counted.

    ``shown``: the ``fingerprint`` of the offer somebody looked at. Raises ``CannotAnalyse`` when marks or items have changed since, when
    others have changed the counts since ``seen`` or there is nothing to take; ``NotAllowed``.
    """
    require(access.may_settle_unit(by, analysis), access.WHO_SETTLES_UNIT)
    offer = offer_of(analysis)
    if not offer.counted:
        raise CannotAnalyse("选定的题目还没有成绩，没有人数可以采用。")
    if shown and shown != offer.fingerprint:
        raise CannotAnalyse("成绩或选定的题目刚刚有变，下面是现在算出的人数，核对后请再采用一次。")
    classes = {school_class.pk: school_class for school_class, _ in offer.classes}
    taken = {(goal.goal, classes[key]): count for goal in offer.goals for key, count in goal.counts.items() if key in classes}
    sources = {goal.goal.pk: goal.source[:80] for goal in offer.goals if goal.counts}
    set_attainment(by=by, analysis=analysis, counts=taken, seen=seen, sources=sources)
    return len(sources)
