"""Who prepares a unit, its goals and how far they were reached. 单元分析（F06）"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction

from jiaoyan.activities import access
from jiaoyan.activities.actions.problems import CannotAnalyse
from jiaoyan.activities.models import Activity, GoalAttainment, UnitAnalysis, UnitGoal
from jiaoyan.activities.queries.units import counts_seen, goals_seen
from jiaoyan.activities.rules.analysis import MOST_GOALS
from jiaoyan.curriculum.models import Unit
from jiaoyan.schools.access import WHO_LEADS_GROUP, Actor, may_lead_group, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.refusal import refuse
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group, Person, SchoolClass, Term
from jiaoyan.schools.queries import members_of

OTHERS_CAME_FIRST = "您填写期间，别人改过这里，所以还没有保存。您填写的内容都在；请对照上面现有的内容，再保存一次。"


def assign_unit(
    *,
    by: Actor,
    group: Group,
    term: Term,
    unit: Unit,
    preparer: Person,
    unit_starts: date | None = None,
    unit_ends: date | None = None,
    activity: Activity | None = None,
) -> UnitAnalysis:
    """Say who prepares a unit (主备人), its days as table 2 gives them, and the meeting that discusses it; table 1 calls this too.

    Called again it changes what is given and keeps what is written; None keeps the days and the meeting there are.
    Raises ``CannotAnalyse``, ``NotAllowed``.
    """
    require(may_lead_group(by, group.pk), WHO_LEADS_GROUP)
    if unit.volume.grade != group.grade:
        raise CannotAnalyse({"unit": "这个单元不是本年级的教材"})
    if (
        not members_of(group, term.first_school_day).filter(pk=preparer.pk).exists()
        and not members_of(group, term.last_school_day).filter(pk=preparer.pk).exists()
    ):
        raise CannotAnalyse({"preparer": "主备人应是本组成员"})
    if activity is not None and (activity.group_id, activity.term_id) != (group.pk, term.pk):
        raise CannotAnalyse({"activity": "不是本组本学期的活动"})
    given = {"unit_starts": unit_starts, "unit_ends": unit_ends, "activity": activity}
    values = {"preparer": preparer} | {name: value for name, value in given.items() if value is not None}
    with transaction.atomic():
        analysis, made = UnitAnalysis.objects.select_for_update().get_or_create(
            school_id=by.school_id, group=group, term=term, unit=unit, defaults=values
        )
        changed = made or any(getattr(analysis, name) != value for name, value in values.items())
        if changed:
            for name, value in values.items():
                setattr(analysis, name, value)
            analysis.save()
            note(by, "assign_unit", analysis, f"“{unit}”由{preparer}主备")
    return analysis  # type: ignore[no-any-return]


def assign_units(
    *, by: Actor, group: Group, term: Term, preparers: Iterable[tuple[Unit, Person]], days: Mapping[int, tuple[date, date]]
) -> list[UnitAnalysis]:
    """Say who prepares several units at once, all or none; ``days`` are those of table 2 by unit key. Raises like ``assign_unit``."""
    rows = []
    with transaction.atomic():
        for unit, person in preparers:
            starts, ends = days.get(unit.pk, (None, None))
            rows.append(assign_unit(by=by, group=group, term=term, unit=unit, preparer=person, unit_starts=starts, unit_ends=ends))
    return rows


def set_goals(*, by: Actor, analysis: UnitAnalysis, goals: Sequence[tuple[str, str]], seen: str = "") -> list[UnitGoal]:
    """The unit's observable goals as (text, level), in order. A goal that keeps its text keeps its counts; the same sent again change nothing.

    ``seen``: the ``goals_seen`` somebody began with; when others have changed them since, nothing is stored. Raises ``CannotAnalyse`` for
    that and for a goal without level, ``NotAllowed``.
    """
    require(access.may_settle_unit(by, analysis), access.WHO_SETTLES_UNIT)
    levels = dict(UnitGoal._meta.get_field("level").flatchoices)
    problems = {}
    if len(goals) > MOST_GOALS:
        problems[""] = f"目标不超过{MOST_GOALS}条"
    if any(level not in levels for _, level in goals):
        problems["level"] = "请为每条目标选层次"
    if len({text for text, _ in goals}) != len(goals):
        problems["text"] = "有两条目标相同"
    refuse(problems, CannotAnalyse)
    with transaction.atomic():
        unit = UnitAnalysis.objects.select_for_update(of=("self",)).get(pk=analysis.pk)
        stored = list(UnitGoal.objects.filter(analysis=analysis))
        with only_news(unit, "goals", stale=bool(seen) and seen != goals_seen(stored), refusal=_others_came_first):
            rows = _in_place(by, analysis, stored, goals)
            note(by, "goals", analysis, f"定“{analysis.unit}”的目标{len(rows)}条")
    return rows


def _others_came_first() -> CannotAnalyse:
    return CannotAnalyse(OTHERS_CAME_FIRST)


def _in_place(by: Actor, analysis: UnitAnalysis, stored: Iterable[UnitGoal], goals: Sequence[tuple[str, str]]) -> list[UnitGoal]:
    """Store the goals in the order wanted; those not named go."""
    standing = {goal.text: goal for goal in stored}
    UnitGoal.objects.filter(analysis=analysis).exclude(text__in=[text for text, _ in goals]).delete()
    kept = [goal for text, goal in standing.items() if text in {text for text, _ in goals}]
    for goal in kept:  # out of the way first: numbers are unique
        goal.number += 100
    UnitGoal.objects.bulk_update(kept, ["number"])
    rows = []
    for number, (text, level) in enumerate(goals, start=1):
        goal = standing.get(text) or UnitGoal(school_id=by.school_id, analysis=analysis, text=text)
        goal.number, goal.level = number, level
        goal.save()
        rows.append(goal)
    return rows


def set_attainment(
    *,
    by: Actor,
    analysis: UnitAnalysis,
    counts: Mapping[tuple[UnitGoal, SchoolClass], tuple[int, int] | None],
    seen: str = "",
    sources: Mapping[int, str] | None = None,
) -> None:
    """How many were tested and how many reached a goal, by goal and class; None takes a count out. Rates are never typed. Sent again it changes nothing.

    ``seen``: the ``counts_seen`` somebody began with; ``sources``: goal key → the test whose marks gave the counts (a count that is typed anew
    loses its source). Raises ``CannotAnalyse`` (field ``goal-class``) for impossible counts, and when
    others have changed them since; ``NotAllowed``.
    """
    require(access.may_settle_unit(by, analysis), access.WHO_SETTLES_UNIT)
    problems = {
        f"{goal.pk}-{school_class.pk}": f"目标{goal.number}：达成人数不能多于检测人数"
        for (goal, school_class), count in counts.items()
        if count is not None and not 0 <= count[1] <= count[0]
    }
    refuse(problems, CannotAnalyse)
    with transaction.atomic():
        unit = UnitAnalysis.objects.select_for_update(of=("self",)).get(pk=analysis.pk)
        if any(goal.analysis_id != analysis.pk for goal, _ in counts):
            raise CannotAnalyse("这条目标不属于本单元")
        stale = bool(seen) and seen != counts_seen(UnitGoal.objects.filter(analysis=analysis).prefetch_related("attainment"))
        with only_news(unit, stale=stale, refusal=_others_came_first, below=lambda: _standing_counts(analysis)):
            _store_counts(by, analysis, counts, sources or {})
            note(by, "attainment", analysis, f"填“{analysis.unit}”的目标达成数据")


def _standing_counts(analysis: UnitAnalysis) -> list[tuple[object, ...]]:
    rows = GoalAttainment.objects.filter(goal__analysis=analysis).order_by("goal", "school_class")
    return list(rows.values_list("goal", "school_class", "tested", "reached", "source"))


def _store_counts(
    by: Actor, analysis: UnitAnalysis, counts: Mapping[tuple[UnitGoal, SchoolClass], tuple[int, int] | None], sources: Mapping[int, str]
) -> None:
    standing = {(row.goal_id, row.school_class_id): row for row in GoalAttainment.objects.filter(goal__analysis=analysis)}
    out = [standing[goal.pk, room.pk].pk for (goal, room), count in counts.items() if count is None and (goal.pk, room.pk) in standing]
    rows = [
        _counted(by, standing.get((goal.pk, room.pk)), goal, room, count, sources.get(goal.pk))
        for (goal, room), count in counts.items()
        if count is not None
    ]
    GoalAttainment.objects.filter(pk__in=out).delete()
    GoalAttainment.objects.bulk_update([row for row in rows if row.pk], ["tested", "reached", "source"])
    GoalAttainment.objects.bulk_create(row for row in rows if not row.pk)


def _counted(
    by: Actor, standing: GoalAttainment | None, goal: UnitGoal, school_class: SchoolClass, count: tuple[int, int], source: str | None
) -> GoalAttainment:
    """One count to be stored. Without a new source the old one stays as long as the numbers do."""
    row = standing or GoalAttainment(school_id=by.school_id, goal=goal, school_class=school_class)
    kept = row.source if (row.tested, row.reached) == count else ""
    row.tested, row.reached, row.source = *count, kept if source is None else source
    return row
