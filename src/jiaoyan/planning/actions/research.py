"""Writing a research group's plan part by part. 教研组计划（F36）

Every verb takes the version it was read with and raises ``ChangedMeanwhile`` when it is no longer that one (unless all it says stands already: the
form was sent again), ``NotPossible`` for a plan that is closed, and ``NotAllowed``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from jiaoyan.planning import access
from jiaoyan.planning.actions.problems import CannotStart
from jiaoyan.planning.actions.rows import known_again, store_rows
from jiaoyan.planning.models import MonthItem, PlanClause, ResearchPlan, Target
from jiaoyan.planning.research import Offer, offers_for, quotas_to_name, research_plan_of
from jiaoyan.planning.rules.entries import Entry
from jiaoyan.planning.rules.research import ClauseLine, MonthLine, TargetLine, in_order
from jiaoyan.schools.access import Actor, require
from jiaoyan.schools.actions.again import only_news
from jiaoyan.schools.actions.approval import ChangedMeanwhile, NotPossible
from jiaoyan.schools.history import note
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.rules.approval import STATUS_LABELS, Status, may_edit
from jiaoyan.schools.rules.calendar import Calendar
from jiaoyan.schools.rules.problem import RowsAtFault, in_row

LONGEST_AREA, LONGEST_ORIGIN = 40, 600
NAMED = 3


def start_research_plan(*, by: Actor, place: GroupTerm) -> ResearchPlan:
    """Begin the plan of a research group and term; beginning it again gives the one there is. Raises ``CannotStart``, ``NotAllowed``."""
    require(access.may_write_research(by, place.group.pk), access.WHO_LEADS_RESEARCH)
    if place.group.kind != Group.Kind.RESEARCH:
        raise CannotStart("只有教研组写这份计划")
    with transaction.atomic():
        plan, made = ResearchPlan.objects.get_or_create(
            school_id=by.school_id, group=place.group, term=place.term, defaults={"plan_date": place.day}
        )
        if made:
            note(by, "start", plan, f"开始写{plan}")
    return research_plan_of(place.group, place.term) or plan


def save_research_head(
    *, by: Actor, plan: ResearchPlan, version: int, plan_date: date, guiding: list[dict[str, Any]], goals: Sequence[str]
) -> None:
    """The date, the guiding ideas and the goals, one a line."""
    with _editing(by, plan, version) as row:
        row.plan_date, row.guiding = plan_date, guiding
        row.goals = [goal.strip() for goal in goals if goal.strip()]
        row.save(update_fields=["plan_date", "guiding", "goals"])
        note(by, "write", row, f"修改教研组计划的指导思想与目标，共{len(row.goals)}条目标")


def save_clauses(*, by: Actor, plan: ResearchPlan, version: int, entries: Sequence[Entry[ClauseLine]]) -> None:
    """The clauses in order; a known key keeps its row with its quotas and where it was taken up from, others go."""
    with _editing(by, plan, version) as row:
        rows = [(entry.key, _clause_values(entry.line)) for entry in entries]
        store_rows(PlanClause, row, rows)
        note(by, "write", row, f"修改主要措施，共{len(rows)}条")


def save_clause(
    *, by: Actor, plan: ResearchPlan, version: int, clause: int, area: str, text: str, quotas: Sequence[int], uncounted: str
) -> None:
    """One clause with the quotas it names; a clause that names one is counted, whatever was said before."""
    known = {quota.pk for quota in quotas_to_name(plan.group)}
    named = [key for key in dict.fromkeys(quotas) if key in known]
    with _editing(by, plan, version) as row:
        stored: PlanClause | None = row.clauses.filter(pk=clause).first()
        if stored is None:
            raise ChangedMeanwhile
        stored.area, stored.text = area.strip()[:LONGEST_AREA], text.strip()
        stored.uncounted = "" if named else uncounted.strip()
        stored.save(update_fields=["area", "text", "uncounted"])
        stored.quotas.set(named)
        note(by, "write", row, f"修改计划条目：{stored}，对应指标{len(named)}项")


def take_up(*, by: Actor, plan: ResearchPlan, version: int, area: str, keys: Sequence[str]) -> int:
    """Make clauses of what higher plans ask and the last term left behind; gives how many of them stand now. What is taken up already is not taken up twice."""
    offered = {offer.key: offer for offer in offers_for(plan)}
    wanted = [offered[key] for key in dict.fromkeys(keys) if key in offered]
    chosen = [offer for offer in wanted if not offer.taken]
    with _editing(by, plan, version) as row:
        last: int = row.clauses.aggregate(last=Max("position"))["last"] or 0
        PlanClause.objects.bulk_create(_taken(row, last + n, area, offer) for n, offer in enumerate(chosen, start=1))
        if chosen:
            note(by, "write", row, f"承接{len(chosen)}条：{'；'.join(offer.text[:20] for offer in chosen)}"[:200])
    return len(wanted)


def _taken(plan: ResearchPlan, position: int, area: str, offer: Offer) -> PlanClause:
    source, _, pk = offer.key.partition(":")
    field = {"upper": "upper_id", "group": "group_problem_id", "own": "own_problem_id"}[source]
    return PlanClause(
        school_id=plan.school_id,
        plan=plan,
        position=position,
        area=area.strip()[:LONGEST_AREA],
        text=offer.text[:500],
        origin=f"{offer.source}：{offer.text}"[:LONGEST_ORIGIN],
        **{field: int(pk)},
    )


def save_months(*, by: Actor, plan: ResearchPlan, version: int, calendar: Calendar, entries: Sequence[Entry[MonthLine]]) -> None:
    """The month schedule, put in the order of the months. Raises ``RowsAtFault`` for a day beside a part of a month: one of the two is meant."""
    both = [n for n, entry in enumerate(entries) if entry.line.day is not None and entry.line.timing not in ("on", "by")]
    if both:
        raise RowsAtFault([in_row(n, "day", "写了日期，时间请选“当天”或“截止”；只定到旬或月的，请把日期删去。") for n in both])
    ordered = [entries[n] for n in in_order([entry.line for entry in entries], calendar)]
    with _editing(by, plan, version) as row:
        store_rows(MonthItem, row, [(entry.key, _month_values(entry.line)) for entry in ordered])
        note(by, "write", row, f"修改月安排，共{len(ordered)}项")


def save_targets(*, by: Actor, plan: ResearchPlan, version: int, entries: Sequence[Entry[TargetLine]]) -> None:
    """Honours and inspections in order; a known key keeps its folder. One whose folder holds anything, also what was taken out, stays. ``NotPossible`` names it."""
    values = [{"kind": each.line.kind, "what": each.line.what.strip(), "due": each.line.due} for each in entries]
    with _editing(by, plan, version) as row:
        folders = row.targets.select_for_update().prefetch_related("evidence")  # nobody lays anything in meanwhile
        standing = {each.pk: each for each in folders}
        rows = known_again(standing, [(entry.key, value) for entry, value in zip(entries, values, strict=True)])
        gone = standing.keys() - {key for key, _ in rows}
        if full := [each for key, each in standing.items() if key in gone and each.evidence.all()]:
            raise NotPossible("".join(_holds(each) for each in full))
        store_rows(Target, row, rows)
        note(by, "write", row, f"修改争创与迎检，共{len(values)}项")


def _holds(target: Target) -> str:
    """Why a target stays, with the first things in its folder by name."""
    things = list(target.evidence.all())
    names = "".join(f"“{thing.label}”{'（已移出）' if thing.removed_at else ''}" for thing in things[:NAMED])
    more = f"等{len(things)}份" if len(things) > NAMED else ""
    return f"“{target.what}”的材料夹里有{names}{more}，这一行请保留，材料要跟着它存放；不再做的，可以在内容里注明。"


@contextmanager
def _editing(by: Actor, plan: ResearchPlan, version: int) -> Iterator[ResearchPlan]:
    """The plan, locked, as long as it may be changed and still is the one that was read; its version grows by one, unless nothing was changed."""
    require(access.may_write_research(by, plan.group_id), access.WHO_LEADS_RESEARCH)
    with transaction.atomic():
        row = ResearchPlan.objects.select_for_update(of=("self",)).select_related("group", "term__school_year").get(pk=plan.pk)
        if not may_edit(row.status):
            raise NotPossible(f"计划{STATUS_LABELS[Status(row.status)]}，现在不能改动；需要改动时，请先撤回或选“重新修改”。")
        with only_news(row, "clauses", "months", "targets", stale=row.version != version):
            yield row
            row.version += 1
            row.save(update_fields=["version"])


def _clause_values(line: ClauseLine) -> dict[str, Any]:
    return {"area": line.area.strip()[:LONGEST_AREA], "text": line.text.strip(), "uncounted": line.uncounted.strip()}


def _month_values(line: MonthLine) -> dict[str, Any]:
    return {
        "month": line.month,
        "kind": line.kind,
        "text": line.text.strip(),
        "timing": line.timing,
        "day": line.day,
        "tentative": line.tentative,
        "participants": line.participants.strip(),
        "place": line.place.strip(),
    }
