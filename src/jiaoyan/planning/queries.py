"""Reads of plans: one with everything in it, those waiting for a decision, what is overdue, what was carried over from before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, Sum, prefetch_related_objects
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from jiaoyan.activities.models import Decision, UnitGoal
from jiaoyan.activities.rules.analysis import rate
from jiaoyan.planning import access
from jiaoyan.planning.findings import draft_of
from jiaoyan.planning.material import groups_before, material_of
from jiaoyan.planning.models import ArrangementRow, AuthoringRow, Division, GroupPlan, KeyPoint, PlanEdition
from jiaoyan.planning.rules.plan import check_plan
from jiaoyan.schools.access import WHO_READS_GROUP, Actor, require
from jiaoyan.schools.models import Group, Person, Role, Status, Term, valid_on
from jiaoyan.schools.queries import GroupTerm, above, leader_of
from jiaoyan.schools.rules.approval import may_edit
from jiaoyan.schools.rules.calendar import Calendar
from jiaoyan.schools.rules.gaps import Gap, decision_due
from jiaoyan.schools.rules.numerals import percent

DUE_AFTER = timedelta(days=7)
WEAKEST = 3
MOST_DECISIONS = 5


def plan_of(group: Group, term: Term) -> GroupPlan | None:
    """The group's plan of the term with everything in it, or None. Five queries, however long it is."""
    plan: GroupPlan | None = _loaded().filter(group=group, term=term).first()
    return plan


def plan_head(group: Group, term: Term) -> GroupPlan | None:
    """The same without its parts: enough to say how it stands. One query."""
    plan: GroupPlan | None = GroupPlan.objects.filter(group=group, term=term).first()
    if plan is not None:
        plan.group, plan.term = group, term
    return plan


def _loaded() -> QuerySet[GroupPlan]:
    plans: QuerySet[GroupPlan] = GroupPlan.objects.select_related(
        "group__school", "group__subject", "group__school_year", "term__school_year", "submitted_by", "decided_by"
    )
    return plans.prefetch_related(*_parts())


def _parts() -> tuple[Prefetch[str, QuerySet[Any], str], ...]:
    return (
        Prefetch("key_points", KeyPoint.objects.select_related("owner")),
        Prefetch("division", Division.objects.select_related("owner", "unit")),
        Prefetch("arrangement", ArrangementRow.objects.select_related("lesson_teacher", "lead", "unit", "activity")),
        Prefetch("authoring", AuthoringRow.objects.select_related("author", "reviewer", "lesson__unit")),
    )


def plan_here(place: GroupTerm) -> GroupPlan:
    """The plan of a group page. Raises ``Http404`` when there is none yet."""
    plan = plan_of(place.group, place.term)
    if plan is None:
        raise Http404
    return plan


def waiting_plans(actor: Actor) -> list[GroupPlan]:
    """The submitted plans an actor may decide on, the longest waiting first. One query."""
    plans = GroupPlan.objects.select_related("group", "term__school_year", "submitted_by").filter(access.waiting_for(actor))
    return list(plans.order_by("submitted_at", "pk"))


def editions_of(plan: GroupPlan) -> list[PlanEdition]:
    """The plan as it was approved each time, the latest first. One query."""
    return list(plan.editions.select_related("approved_by", "file"))


def edition_of(actor: Actor, pk: int) -> PlanEdition:
    """One approved edition. One query. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    edition: PlanEdition | None = PlanEdition.objects.select_related("plan", "file").filter(pk=pk).first()
    if edition is None:
        raise Http404
    require(access.may_read(actor, edition.plan), WHO_READS_GROUP)
    return edition


def due_day(calendar: Calendar, term: Term, plan: GroupPlan | None, begun: date | None = None) -> date:
    """When the plan is due: the last school day before the second week is over, or a week after an approved one was taken up again.

    A group that came to the system in mid-term (``begun``) has a week from that day.
    """
    first = calendar.deadline(max(term.first_school_day, begun or term.first_school_day) + DUE_AFTER)
    return max(first, plan.revised_on + DUE_AFTER) if plan and plan.revised_on else first


def plan_gaps(place: GroupTerm, plan: GroupPlan) -> tuple[Gap, ...]:
    """What is overdue about a plan on ``place.today``: parts that are missing, submitting it, deciding on it.

    A fixed number of queries; the parts of a plan that is read without them are fetched only when it is late.
    """
    group, term, day = place.group, place.term, place.today
    leader, approver = leader_of(group, place.day), approver_of(group, place.day)
    late = approval_gaps_among(group, term, day, calendar=place.calendar, plan=plan, leader=leader, approver=approver)
    if not late or not may_edit(plan.status):
        return tuple(late)
    prefetch_related_objects([plan], *_parts())
    material = material_of(place)
    problems = check_plan(draft_of(plan, material), list(material.names), place.calendar.last_week)
    whole = [problem for problem in problems if problem.row_index is None]
    lacking = [Gap.of(f"备课组计划：{problem.message.rstrip('。')}", leader, late[0].since, late[0].url) for problem in whole]
    return (*lacking, *late)


def approval_gaps_among(
    group: Group, term: Term, day: date, *, calendar: Calendar, plan: GroupPlan, leader: Person | None, approver: Person | None
) -> list[Gap]:
    """The gaps of handing in and deciding, for a loaded plan. No query."""
    args = [group.pk, term.key]
    if plan.status == Status.SUBMITTED and plan.submitted_at is not None:
        own, handed_in = due_day(calendar, term, None, group.in_use_from), timezone.localdate(plan.submitted_at)
        since = decision_due(calendar, own, handed_in)
        return [Gap.of("备课组计划等待审批", approver, since, reverse("planning:plan", args=args))] if since < day else []
    since = due_day(calendar, term, plan, group.in_use_from)
    if not may_edit(plan.status) or since >= day:
        return []
    word = "已退回，还没有改好再提交" if plan.status == Status.RETURNED else "还没有提交审批"
    return [Gap.of(f"备课组计划{word}", leader, since, reverse("planning:plan", args=args))]


def approver_of(group: Group, on: date) -> Person | None:
    """Who is asked first to decide on the group's plan: the leader of the research group above it. One query."""
    over = Q(group__children=group.pk) | Q(group__children__children=group.pk)
    role = Role.objects.select_related("person").filter(valid_on(on), over, kind=Role.Kind.RESEARCH_LEADER).first()
    return role.person if role else None


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who stands in the head row of table 1."""

    leader: str
    research_leader: str
    liaison: str


def signatures_of(plan: GroupPlan) -> Signatures:
    """The three names of table 1's head row, as of the plan's own day. Three queries."""
    day = plan.term.nearest(plan.plan_date)
    leader, over = leader_of(plan.group, day), above(plan.group, day)
    return Signatures(leader.name if leader else "", over["research_leader"], over["liaison"])


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """What earlier terms leave behind for the analysis that opens a plan: their last plan, goals reached least, decisions still open."""

    plan: GroupPlan | None
    weak_goals: tuple[str, ...]
    open_decisions: tuple[str, ...]


def carried_over(place: GroupTerm) -> CarriedOver:
    """From the group's own last term, or that of the group it follows. Three queries."""
    groups, first = groups_before(place), place.term.first_school_day
    plans = GroupPlan.objects.select_related("group", "term__school_year").filter(group_id__in=groups, term__first_school_day__lt=first)
    goals = (
        UnitGoal.objects.filter(analysis__group_id__in=groups, analysis__term__first_school_day__lt=first)
        .annotate(tested=Sum("attainment__tested"), reached=Sum("attainment__reached"))
        .filter(tested__gt=0)
        .select_related("analysis__unit", "analysis__term")
    )
    decisions = Decision.objects.filter(
        activity__group_id__in=groups, activity__term__first_school_day__lt=first, done_on__isnull=True
    ).select_related("owner", "activity")
    reached = [(goal, rate(goal.tested, goal.reached)) for goal in goals]
    return CarriedOver(
        plan=plans.order_by("-term__first_school_day").first(),
        weak_goals=tuple(f"“{goal.analysis.unit.title}”：{goal.text}，达成率{percent(share)}" for goal, share in _weakest(reached)),
        open_decisions=tuple(f"{row.what}（{row.owner.name}）" for row in decisions.order_by("-activity__day", "pk")[:MOST_DECISIONS]),
    )


def _weakest(goals: list[tuple[UnitGoal, Fraction | None]]) -> list[tuple[UnitGoal, Fraction | None]]:
    """The goals of the last term that were reached least."""
    last = max((goal.analysis.term.first_school_day for goal, _ in goals), default=None)
    recent = [(goal, share) for goal, share in goals if goal.analysis.term.first_school_day == last]
    return sorted(recent, key=lambda found: found[1] or 0)[:WEAKEST]
