"""The research group's plans and summary in the example, and the plans above them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from jiaoyan.documents import markup
from jiaoyan.example import reading
from jiaoyan.example.diary import Diary, moment
from jiaoyan.planning.actions import evidence, research_deciding, research_summarising, upper_plans
from jiaoyan.planning.actions import research as writing
from jiaoyan.planning.actions.summarising import Pair
from jiaoyan.planning.actions.upper_plans import UpperWords
from jiaoyan.planning.models import ResearchPlan, ResearchSummary
from jiaoyan.planning.research import offers_for, research_plan_here
from jiaoyan.planning.research_summaries import counts_of, research_summary_here
from jiaoyan.planning.rules.entries import Entry
from jiaoyan.planning.rules.research import ClauseLine, MonthLine, TargetLine
from jiaoyan.quotas.models import Quota
from jiaoyan.schools.access import Actor
from jiaoyan.schools.models import Group, Person, Role, Term
from jiaoyan.schools.queries import GroupTerm, actor_for, calendar_of, leader_of


def research(diary: Diary, school: str, term: Term) -> None:
    """Everything of one term; nothing for a school that wrote nothing."""
    written = reading.research_of(school, term.key)
    if not written:
        return
    group = Group.objects.select_related("school", "school_year", "subject").get(kind=Group.Kind.RESEARCH)
    place = GroupTerm(group, term, calendar_of(term), term.first_school_day)
    for above in written["above"]:
        diary.add(moment(above["day"], 10), partial(_enter, place, above))
    plan = written["plan"]
    diary.add(moment(plan["day"], 13), partial(_write, place, plan))
    diary.add(moment(plan["day"], 16, 30), partial(_submit, place))
    diary.add(moment(plan["approved_on"], 9, 20), partial(_approve, place, plan["note"]))
    if "summary" in written:
        summary = written["summary"]
        diary.add(moment(summary["day"], 15), partial(_summarise, place, summary))
        diary.add(moment(summary["approved_on"], 10), partial(_approve_summary, place, summary["note"]))


def _as(kind: str, place: GroupTerm) -> Actor:
    """Whoever has a role in the school, or leads the group; roles do not change in the example's year."""
    day = place.term.first_school_day
    person: Person | None = (
        leader_of(place.group, day) if kind == Role.Kind.RESEARCH_LEADER else Role.objects.select_related("person").get(kind=kind).person
    )
    if person is None:
        raise LookupError(f"{place.group} has no leader")
    return actor_for(person, day)


def _head(place: GroupTerm) -> Actor:
    return _as(Role.Kind.RESEARCH_LEADER, place)


def _enter(place: GroupTerm, above: dict[str, Any], _at: datetime) -> None:
    words = UpperWords(above["whose"], above["title"], [(text, None) for text in above["clauses"]])
    upper_plans.add_upper_plan(by=_as(Role.Kind.OFFICE, place), term=place.term, words=words)


def _write(place: GroupTerm, written: dict[str, Any], _at: datetime) -> None:
    by = _head(place)
    plan = writing.start_research_plan(by=by, place=place)
    guiding = markup.parse(written["guiding"].strip())
    day: date = written["day"]
    writing.save_research_head(by=by, plan=plan, version=plan.version, plan_date=day, guiding=guiding, goals=written["goals"])
    _write_clauses(by, place, written["clauses"])
    lines = [Entry(MonthLine(**month)) for month in written["months"]]
    plan = _plan(place)
    writing.save_months(by=by, plan=plan, version=plan.version, calendar=place.calendar, entries=lines)
    plan = _plan(place)
    targets = [Entry(TargetLine(each["kind"], each["what"], each["due"])) for each in written["targets"]]
    writing.save_targets(by=by, plan=plan, version=plan.version, entries=targets)
    for target, each in zip(_plan(place).targets.all(), written["targets"], strict=True):
        for found in each["evidence"]:
            evidence.lay_in(by=by, target=target, label=found["label"], state=found["state"])


def _write_clauses(by: Actor, place: GroupTerm, written: list[dict[str, Any]]) -> None:
    """What is taken up comes first, area by area; then everything in its own words and order, and each clause its quotas."""
    for each in written:
        if taken := each.get("takes") or each.get("left"):
            plan = _plan(place)
            keys = [offer.key for offer in offers_for(plan) if not offer.taken and taken in offer.text]
            writing.take_up(by=by, plan=plan, version=plan.version, area=each["area"], keys=keys[:1])
    plan = _plan(place)
    rows = list(plan.clauses.all())
    entries = [Entry(ClauseLine(each["area"], each["text"], uncounted=each.get("uncounted", "")), _row_for(each, rows)) for each in written]
    writing.save_clauses(by=by, plan=plan, version=plan.version, entries=entries)
    quotas: dict[str, int] = dict(Quota.objects.filter(group=place.group).values_list("code", "pk"))
    for clause, each in zip(_plan(place).clauses.all(), written, strict=True):
        if named := [quotas[code] for code in each.get("quotas", ()) if code in quotas]:
            plan = _plan(place)
            writing.save_clause(
                by=by, plan=plan, version=plan.version, clause=clause.pk, area=clause.area, text=clause.text, quotas=named, uncounted=""
            )


def _row_for(written: Mapping[str, Any], rows: Iterable[Any]) -> int | None:
    taken = written.get("takes") or written.get("left")
    return next((row.pk for row in rows if taken and taken in row.origin), None)


def _submit(place: GroupTerm, at: datetime) -> None:
    plan = _plan(place)
    research_deciding.submit(by=_head(place), plan=plan, place=_on(place, at), version=plan.version, at=at)


def _approve(place: GroupTerm, note: str, at: datetime) -> None:
    plan = _plan(place)
    by = _as(Role.Kind.LIAISON, place)
    research_deciding.approve(by=by, plan=plan, place=_on(place, at), version=plan.version, at=at, note=note)


def _summarise(place: GroupTerm, written: dict[str, Any], at: datetime) -> None:
    """Every clause answered: done as the counts say, in the leader's words; the problems; handed in."""
    by, here = _head(place), _on(place, at)
    progress = counts_of(here)
    summary = research_summarising.start_research_summary(by=by, place=here, progress=progress)
    opening = markup.parse(written["opening"].strip())
    research_summarising.save_summary_opening(by=by, summary=summary, version=summary.version, day=at.date(), opening=opening)
    summary = _summary(place)
    answers = {
        row.pk: (row.done or each.get("done", ""), each["words"])
        for row in summary.answers.all()
        for each in written["words"]
        if row.text.startswith(each["clause"])
    }
    research_summarising.save_answers(by=by, summary=summary, version=summary.version, answers=answers)
    summary = _summary(place)
    pairs = [Pair(each["problem"], each["measure"], each["when"]) for each in written["problems"]]
    research_summarising.save_research_problems(by=by, summary=summary, version=summary.version, pairs=pairs)
    summary = _summary(place)
    research_summarising.submit(by=by, summary=summary, place=here, version=summary.version, at=at, progress=progress)


def _approve_summary(place: GroupTerm, note: str, at: datetime) -> None:
    summary = _summary(place)
    by = _as(Role.Kind.OFFICE, place)
    research_summarising.approve(by=by, summary=summary, place=_on(place, at), version=summary.version, at=at, note=note)


def _on(place: GroupTerm, at: datetime) -> GroupTerm:
    return replace(place, today=at.date())


def _plan(place: GroupTerm) -> ResearchPlan:
    return research_plan_here(place)


def _summary(place: GroupTerm) -> ResearchSummary:
    return research_summary_here(place)
