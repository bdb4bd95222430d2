"""Reads of research plans: one with everything in it, those that wait, what a plan may take up, what stands in a month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from jiaoyan.documents import markup
from jiaoyan.planning import access
from jiaoyan.planning.models import (
    Evidence,
    MonthItem,
    PlanClause,
    ResearchPlan,
    ResearchPlanEdition,
    ResearchSummary,
    SummaryProblem,
    Target,
    TermSummary,
    UpperClause,
    UpperPlan,
)
from jiaoyan.planning.organisation import groups_below
from jiaoyan.planning.rules.research import ClauseLine, Finding, MonthLine, PlanDraft, Timing, check_research_plan
from jiaoyan.quotas.models import Area, Quota
from jiaoyan.quotas.queries import rows_of, tree_of
from jiaoyan.quotas.rules.sentence import demand_text
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.models import Group, Status, Term
from jiaoyan.schools.queries import GroupTerm, calendar_of, taken_out_last, term_by_key
from jiaoyan.schools.rules.calendar import Calendar
from jiaoyan.schools.rules.quoting import quoted

DUE_AFTER = timedelta(days=14)  # R021: the research group's arrangements are public two weeks into the term
DONE = (Status.APPROVED, Status.ARCHIVED)


def research_place(actor: Actor, group_id: int, term_key: str, day: date) -> GroupTerm:
    """Where a page of a research group stands. Three queries.

    Raises ``Http404`` for an unknown group or term, one of another year, or a group that is no research group; ``NotAllowed``.
    """
    group = Group.objects.select_related("school", "school_year", "subject").filter(pk=group_id, kind=Group.Kind.RESEARCH).first()
    term = term_by_key(term_key)
    if group is None or term is None or term.school_year_id != group.school_year_id:
        raise Http404
    require(access.may_read_research(actor, group.pk), access.WHO_READS_RESEARCH)
    return GroupTerm(group=group, term=term, calendar=calendar_of(term), today=day)


def research_group_of(group: Group) -> Group | None:
    """The research group above a group, or itself. One query."""
    rows = {each.pk: each for each in Group.objects.filter(school_year=group.school_year_id)}
    here: Group | None = rows.get(group.pk)
    while here is not None and here.kind != Group.Kind.RESEARCH:
        here = rows.get(here.parent_id or 0)
    return here


def research_plan_of(group: Group, term: Term) -> ResearchPlan | None:
    """The research group's plan of the term with everything in it, or None. Six queries, however long it is, seven with quotas."""
    clauses = PlanClause.objects.select_related("upper__plan").prefetch_related("quotas__editions")
    evidence = Evidence.objects.select_related("file", "entered_by").filter(removed_at__isnull=True)
    plans: QuerySet[ResearchPlan] = ResearchPlan.objects.select_related(
        "group__school", "group__subject", "group__school_year", "term__school_year", "submitted_by", "decided_by"
    ).prefetch_related(
        Prefetch("clauses", clauses), "months", Prefetch("targets", Target.objects.prefetch_related(Prefetch("evidence", evidence)))
    )
    return plans.filter(group=group, term=term).first()


def research_plan_here(place: GroupTerm) -> ResearchPlan:
    """The plan of a research group's page. Raises ``Http404`` when there is none yet."""
    plan = research_plan_of(place.group, place.term)
    if plan is None:
        raise Http404
    return plan


def research_editions_of(plan: ResearchPlan) -> list[ResearchPlanEdition]:
    """The plan as it was approved each time, the latest first. One query."""
    return list(plan.editions.select_related("approved_by", "file"))


def research_edition_of(actor: Actor, pk: int) -> ResearchPlanEdition:
    """One approved edition. One query. Raises ``Http404`` when unknown here, ``NotAllowed``."""
    edition: ResearchPlanEdition | None = ResearchPlanEdition.objects.select_related("plan", "file").filter(pk=pk).first()
    if edition is None:
        raise Http404
    require(access.may_read_research(actor, edition.plan.group_id), access.WHO_READS_RESEARCH)
    return edition


def waiting_research(actor: Actor) -> tuple[list[ResearchPlan], list[ResearchSummary]]:
    """The submitted plans and summaries of research groups an actor may decide on, the longest waiting first. Two queries."""
    mine = access.research_waiting_for(actor)
    plans = ResearchPlan.objects.select_related("group", "term__school_year", "submitted_by").filter(mine)
    summaries = ResearchSummary.objects.select_related("group", "term__school_year", "submitted_by").filter(mine)
    return list(plans.order_by("submitted_at", "pk")), list(summaries.order_by("submitted_at", "pk"))


def research_due(calendar: Calendar, term: Term, plan: ResearchPlan | None = None, begun: date | None = None) -> date:
    """When the plan is due: the last school day of the first two weeks, or a week after an approved one was taken up again.

    A group that came to the system in mid-term (``begun``) has two weeks from that day.
    """
    first = calendar.deadline(max(term.first_school_day, begun or term.first_school_day) + DUE_AFTER)
    return max(first, plan.revised_on + timedelta(days=7)) if plan and plan.revised_on else first


# the numbers of a clause


def asked_on(quota: Quota, day: date) -> str:
    """A quota with its editions as a sentence: the demand in force on a day, or the first one that is still to come; "" once withdrawn. No query."""
    value = quota.value
    begun = [edition for edition in value.editions if edition.begins <= day]
    edition = begun[-1] if begun else next(iter(value.editions), None)
    return demand_text(value, edition.demand) if edition is not None and edition.demand is not None else ""


def worded_on(plan: ResearchPlan) -> date:
    """The day whose demands a plan speaks of: its own, or the day it was reopened, lest numbers changed meanwhile are approved as they were."""
    return plan.term.nearest(plan.revised_on or plan.plan_date)


def sentences_of(plan: ResearchPlan) -> dict[int, tuple[str, ...]]:
    """Clause → the sentences of its quotas, as they are on the plan's day (once it was reopened: on that day) or soon after. No query for a loaded plan."""
    day = worded_on(plan)
    return {
        clause.pk: tuple(sentence for quota in clause.quotas.all() if (sentence := asked_on(quota, day))) for clause in plan.clauses.all()
    }


def quotas_to_name(group: Group) -> list[Quota]:
    """The quotas a clause of the group's plan may name, area by area. Three queries."""
    areas = Area.values
    return sorted(rows_of(tree_of(group)), key=lambda quota: areas.index(quota.area))


# what earlier and higher plans leave to be taken up


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing a clause may take up: its key ("upper:3", "group:5", "own:2"), where it comes from, the words of a clause, and whether one did."""

    key: str
    source: str
    text: str
    taken: bool

    @property
    def words(self) -> str:
        """As a finding names it."""
        return f"{self.source}{quoted(self.text, 30)}"


def offers_for(plan: ResearchPlan) -> list[Offer]:
    """Clauses of the plans above it, then the problems of the last term with their measures. At most five queries for a loaded plan."""
    taken = {(name, getattr(clause, f"{name}_id")) for clause in plan.clauses.all() for name in ("upper", "group_problem", "own_problem")}
    upper = UpperClause.objects.select_related("plan").filter(plan__term=plan.term, plan__removed_at__isnull=True)
    offers = [
        Offer(f"upper:{row.pk}", f"{row.plan.get_whose_display()}《{row.plan.title}》", row.text, ("upper", row.pk) in taken)
        for row in upper.order_by("plan__whose", "plan_id", "position")
    ]
    before = Term.objects.filter(first_school_day__lt=plan.term.first_school_day).order_by("-first_school_day").first()
    if before is None:
        return offers
    tree = [plan.group_id, plan.group.follows_id]
    own = ResearchSummary.objects.filter(group_id__in=tree, term=before, status__in=DONE).prefetch_related("problems").first()
    if own is not None:
        offers += [
            Offer(f"own:{row.pk}", "上学期教研组总结", _measure(row.problem, row.measure), ("own_problem", row.pk) in taken)
            for row in own.problems.all()
        ]
    return [*offers, *_of_groups(plan, before, taken)]


def _of_groups(plan: ResearchPlan, before: Term, taken: set[tuple[str, Any]]) -> Iterable[Offer]:
    below = groups_below(plan.group)
    summaries = TermSummary.objects.filter(Q(group_id__in=below) | Q(group__followed_by__in=below), term=before, status__in=DONE).distinct()
    rows = SummaryProblem.objects.select_related("summary__group").filter(summary__in=summaries)
    for row in rows.order_by("summary__group__grade", "position"):
        name = f"上学期{row.summary.group.name}总结"
        yield Offer(f"group:{row.pk}", name, _measure(row.problem, row.measure), ("group_problem", row.pk) in taken)


def _measure(problem: str, measure: str) -> str:
    named = quoted(problem.strip().rstrip("。"))
    return f"针对{named}：{measure.strip()}" if measure.strip() else f"解决{named}"


# what a plan still lacks


def clause_lines(plan: ResearchPlan) -> tuple[ClauseLine, ...]:
    """A loaded plan's clauses as the rules read them. No query."""
    return tuple(ClauseLine(row.area, row.text, len(row.quotas.all()), row.uncounted) for row in plan.clauses.all())


def month_line(row: MonthItem) -> MonthLine:
    """A row of the month schedule as the rules read it."""
    return MonthLine(row.month, row.kind, row.text, cast(Timing, row.timing), row.day, row.tentative, row.participants, row.place)


def research_findings(plan: ResearchPlan, place: GroupTerm) -> tuple[Finding, ...]:
    """Everything to look at before a loaded plan is handed in. At most five queries."""
    return check_research_plan(
        PlanDraft(
            guiding=markup.plain(plan.guiding or []),
            goals=tuple(plan.goals),
            clauses=clause_lines(plan),
            months=tuple(month_line(row) for row in plan.months.all()),
            left_out=tuple(offer.words for offer in offers_for(plan) if not offer.taken),
        ),
        place.calendar,
    )


# for everybody


def month_items(group: Group, term: Term) -> list[MonthItem]:
    """The month schedule that holds for a group: of the research group above it (or itself), once its plan was approved. Three queries.

    In the order of the plan; while a plan is revised, only what its last approved edition held: what is new waits for approval like the rest.
    """
    research = research_group_of(group)
    if research is None:
        return []
    rows = MonthItem.objects.select_related("plan").filter(plan__group=research, plan__term=term).order_by("position")
    last = ResearchPlanEdition.objects.filter(plan__group=research, plan__term=term).order_by("-number").first()
    if last is None:
        return []
    approved = {key for key, _ in last.content.get("months", ())}
    return [row for row in rows if str(row.pk) in approved]


# plans above


def upper_plans_of(term: Term) -> list[UpperPlan]:
    """The plans above the research groups of a term, with their clauses and how many clauses took each up. Three queries."""
    clauses = UpperClause.objects.prefetch_related(Prefetch("taken_up", PlanClause.objects.select_related("plan__group")))
    rows = UpperPlan.objects.select_related("file", "entered_by", "term__school_year").filter(term=term, removed_at__isnull=True)
    order = UpperPlan.Whose.values
    return sorted(rows.prefetch_related(Prefetch("clauses", clauses)).order_by("pk"), key=lambda plan: order.index(plan.whose))


def removed_upper_plans(term: Term) -> list[UpperPlan]:
    """Those taken out, to be brought back. One query."""
    return taken_out_last(UpperPlan.objects.filter(term=term))


def upper_plan_of(pk: int) -> UpperPlan:
    """One of them, also one taken out. Two queries. Raises ``Http404``."""
    found: UpperPlan | None = (
        UpperPlan.objects.select_related("term__school_year", "file").prefetch_related("clauses").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


def target_of(actor: Actor, pk: int) -> Target:
    """One target with its plan. One query. Raises ``Http404``, ``NotAllowed``."""
    target: Target | None = Target.objects.select_related("plan__group", "plan__term__school_year").filter(pk=pk).first()
    if target is None:
        raise Http404
    require(access.may_read_research(actor, target.plan.group_id), access.WHO_READS_RESEARCH)
    return target


def evidence_of(actor: Actor, pk: int) -> Evidence:
    """One thing in a folder, also one taken out. One query. Raises ``Http404``, ``NotAllowed``."""
    row: Evidence | None = (
        Evidence.objects.select_related("target__plan__group", "target__plan__term__school_year", "file").filter(pk=pk).first()
    )
    if row is None:
        raise Http404
    require(access.may_read_research(actor, row.target.plan.group_id), access.WHO_READS_RESEARCH)
    return row


def evidence_in(target: Target) -> list[Evidence]:
    """Everything in a target's folder, what was taken out too. One query."""
    return list(target.evidence.select_related("file", "entered_by"))
