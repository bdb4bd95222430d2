"""The research group on the workbench: what its leader owes, what waits for whoever decides, what this month brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from jiaoyan.dashboard.rules.duties import Duty, state_on, waited_words
from jiaoyan.lessons.access import lessons_visible_to
from jiaoyan.lessons.queries import research as lessons
from jiaoyan.lessons.queries.research import LessonLine
from jiaoyan.planning.models import MonthItem, ResearchPlan, ResearchSummary
from jiaoyan.planning.research import month_items, research_due, research_group_of, waiting_research
from jiaoyan.planning.research_summaries import research_summary_due
from jiaoyan.schools.access import Actor
from jiaoyan.schools.models import LEADERS, Group, Person, Role, Status, Term, valid_on
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.approval import may_edit
from jiaoyan.schools.rules.calendar import Calendar

AHEAD = timedelta(days=14)
LESSONS_AHEAD = timedelta(days=21)
Paper = ResearchPlan | ResearchSummary


@dataclass(frozen=True, slots=True)
class ResearchCard:
    """The research group above a group, and what its month schedule has for this month."""

    group: Group
    month: int
    items: tuple[MonthItem, ...]


def research_card(place: GroupTerm) -> ResearchCard | None:
    """None for a group with no research group above it. At most three queries."""
    group = research_group_of(place.group)
    if group is None:
        return None
    month = place.day.month
    return ResearchCard(group, month, tuple(item for item in month_items(place.group, place.term) if item.month == month))


@dataclass(frozen=True, slots=True)
class PaperState:
    """The plan or the summary of a research group at a glance; ``due`` while it is not handed in."""

    name: str
    url: str
    badge: str
    label: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Below:
    """A group below, with its leader."""

    group: Group
    leader: Person | None


@dataclass(frozen=True, slots=True)
class AtAGlance:
    """A group above the preparation groups: its papers, this month, the lessons to come, the groups below it."""

    papers: tuple[PaperState, ...]
    card: ResearchCard | None
    lessons: tuple[LessonLine, ...]
    below: tuple[Below, ...]


def at_a_glance(actor: Actor, place: GroupTerm) -> AtAGlance:
    """A research or stage group's own page. Some fifteen queries, however much there is."""
    below = _groups_below(place)
    return AtAGlance(
        papers=tuple(_papers(place)) if place.group.kind == Group.Kind.RESEARCH else (),
        card=research_card(place),
        lessons=_lessons_ahead(actor, place, [place.group.pk, *(each.group.pk for each in below)]),
        below=tuple(each for each in below if each.group.kind == Group.Kind.PREP),
    )


def paper_states(groups: Sequence[Group], term: Term, calendar: Calendar, day: date) -> dict[int, tuple[PaperState, PaperState]]:
    """Plan and summary of each research group. Two queries, however many groups."""
    plans = {plan.group_id: plan for plan in ResearchPlan.objects.filter(group__in=groups, term=term)}
    summaries = {summary.group_id: summary for summary in ResearchSummary.objects.filter(group__in=groups, term=term)}
    found = {}
    for group in groups:
        plan, summary, args = plans.get(group.pk), summaries.get(group.pk), [group.pk, term.key]
        found[group.pk] = (
            _state("计划", reverse("planning:research_plan", args=args), plan, research_due(calendar, term, plan, group.in_use_from), day),
            _state("总结", reverse("planning:research_summary", args=args), summary, research_summary_due(calendar, term, summary), day),
        )
    return found


@dataclass(frozen=True, slots=True)
class ResearchLine:
    """A research group above the table of its groups: its plan and summary."""

    group: Group
    papers: tuple[PaperState, PaperState]


def research_lines(actor: Actor, term: Term, calendar: Calendar, day: date) -> list[ResearchLine]:
    """The research groups of the term's year that the actor oversees. Three queries for who oversees groups, otherwise none."""
    if not actor.oversees:
        return []
    groups = list(Group.objects.filter(pk__in=actor.oversees, kind=Group.Kind.RESEARCH, school_year=term.school_year_id))
    states = paper_states(groups, term, calendar, day)
    return [ResearchLine(group, states[group.pk]) for group in groups]


def _papers(place: GroupTerm) -> tuple[PaperState, ...]:
    return paper_states([place.group], place.term, place.calendar, place.today)[place.group.pk]


def _state(name: str, url: str, paper: Paper | None, due: date, day: date) -> PaperState:
    handed_in = paper is not None and not may_edit(paper.status)
    label = Status(paper.status).label if paper is not None else "未写"
    if not handed_in and due < day:
        return PaperState(name, url, "overdue", f"{label}，已逾期", due)
    badge = "due" if paper is None else "complete" if paper.status == Status.ARCHIVED else str(paper.status)
    return PaperState(name, url, badge, label, None if handed_in else due)


def _groups_below(place: GroupTerm) -> list[Below]:
    rows = {group.pk: group for group in Group.objects.filter(school_year=place.group.school_year_id)}
    roles = Role.objects.select_related("person").filter(valid_on(place.day), kind__in=LEADERS, group__in=rows)
    leaders = {role.group_id: role.person for role in roles}

    def is_below(group: Group) -> bool:
        parent = group.parent_id
        while parent is not None and parent != place.group.pk:
            parent = rows[parent].parent_id if parent in rows else None
        return parent is not None

    found = sorted((group for group in rows.values() if is_below(group)), key=lambda group: (group.grade or 0, group.pk))
    return [Below(group, leaders.get(group.pk)) for group in found]


def _lessons_ahead(actor: Actor, place: GroupTerm, groups: Sequence[int]) -> tuple[LessonLine, ...]:
    """The practice and research lessons of the coming weeks that the actor may see. At most five queries."""
    rows = lessons.loaded().filter(
        lessons_visible_to(actor),
        group_id__in=groups,
        term=place.term,
        removed_at__isnull=True,
        day__gte=place.today,
        day__lte=place.today + LESSONS_AHEAD,
    )
    return tuple(lessons.line_of(lesson) for lesson in rows.order_by("day", "period_no", "pk"))


def research_duties(actor: Actor, term: Term, calendar: Calendar, day: date) -> list[Duty]:
    """Papers of research groups to decide on, and one's own to write and hand in. Two queries for who oversees a group, three for who heads one."""
    found = _to_decide(actor, day) if actor.oversees else []
    return [*found, *(_to_write(actor, term, calendar, day) if actor.heads else [])]


def _to_decide(actor: Actor, day: date) -> list[Duty]:
    plans, summaries = waiting_research(actor)
    papers: Sequence[tuple[Paper, str, str]] = [
        *((plan, "计划", "planning:research_plan") for plan in plans),
        *((summary, "总结", "planning:research_summary") for summary in summaries),
    ]
    return [
        Duty(
            f"审批{paper.group.name}{what}",
            None,
            reverse(page, args=[paper.group_id, paper.term.key]),
            whose=str(paper.submitted_by or ""),
            meta=waited_words(timezone.localdate(paper.submitted_at), day) if paper.submitted_at else "",
        )
        for paper, what, page in papers
    ]


def _to_write(actor: Actor, term: Term, calendar: Calendar, day: date) -> list[Duty]:
    groups = list(Group.objects.filter(pk__in=actor.heads, kind=Group.Kind.RESEARCH, school_year=term.school_year_id))
    plans = {plan.group_id: plan for plan in ResearchPlan.objects.filter(group__in=groups, term=term)}
    summaries = {summary.group_id: summary for summary in ResearchSummary.objects.filter(group__in=groups, term=term)}
    found = []
    for group in groups:
        plan, summary = plans.get(group.pk), summaries.get(group.pk)
        found += _step(
            group, term, plan, "教研组计划", "planning:research_plan", research_due(calendar, term, plan, group.in_use_from), day
        )
        if plan is not None:
            due = research_summary_due(calendar, term, summary)
            found += _step(group, term, summary, "教研组总结", "planning:research_summary", due, day)
    return found


def _step(group: Group, term: Term, paper: Paper | None, called: str, page: str, due: date, day: date) -> list[Duty]:
    """What is next with a paper that is not handed in, from two weeks before it is due; what was sent back at once."""
    if paper is not None and not may_edit(paper.status):
        return []
    returned = paper is not None and paper.status == Status.RETURNED
    if not returned and day < due - AHEAD:
        return []
    verb = "写" if paper is None else "提交"
    meta = f"退回意见：{paper.decision_note}" if paper is not None and returned else ""
    return [Duty(f"{verb}{called}", due, reverse(page, args=[group.pk, term.key]), state=state_on(due, day), meta=meta)]
