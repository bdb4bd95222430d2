"""A quota laid over a term: which edition asks what in which stretch, and for whom. 指标在一个学期里的安排

- A stretch keeps the edition in force on its first school day: past weeks and the running one keep the old number, stretches never overlap.
- A term's number is that of the latest edition begun; what an earlier edition asked by weeks or months stays, and the term's number is then for the rest.
- A term's number asked for the first time counts the whole term once it has begun, and nothing before it has; a limit looks back on nothing.
- A quota withdrawn keeps what was counted; its running stretches and its term's number end with its last day and ask the share due by then (``closing``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from jiaoyan.quotas.rules.audience import subjects_of
from jiaoyan.quotas.rules.closing import closed
from jiaoyan.quotas.rules.demand import Demand, Edition, Number, Per, Quota
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.quotas.rules.parts import Part, exact, pro_rata
from jiaoyan.quotas.rules.roster import Roster
from jiaoyan.quotas.rules.spans import ONE_DAY, WHOLE, Span, Thresholds, spans_of, why_none
from jiaoyan.quotas.rules.wording import number_text
from jiaoyan.schools.rules.calendar import Calendar, month_day


@dataclass(frozen=True, slots=True)
class Regime:
    """An edition in force from a day up to another, which is not its own any more. ``withdrawn``: the next day of the term on which the quota was taken out of use."""

    begins: date
    ends: date
    demand: Demand | None
    withdrawn: date | None = None


@dataclass(frozen=True)
class Plan:
    """All parts of a quota in a term. ``at``: which part a day lies in; ``spill``: which earlier part a day may still fill; ``points``: part by point."""

    quota: Quota
    regimes: tuple[Regime, ...]
    current: Regime
    parts: tuple[Part, ...]
    subjects: tuple[Subject, ...]
    audiences: Mapping[Demand, frozenset[Subject]]
    at: Mapping[date, int] = field(default_factory=dict)
    spill: Mapping[date, int] = field(default_factory=dict)
    points: Mapping[str, int] = field(default_factory=dict)
    standing: int | None = None
    why: str = ""

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """What was asked some time in the term, in order."""
        return tuple(dict.fromkeys(regime.demand for regime in self.regimes if regime.demand))

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of facts it is about."""
        return tuple(dict.fromkeys(demand.counted.kind for demand in self.demands))

    @cached_property
    def by_events(self) -> bool:
        """Whether events open duties of it."""
        return any(demand.per is Per.EVENT for demand in self.demands)

    @cached_property
    def lasting(self) -> Regime | None:
        """The regime in force, or the last one before the quota was withdrawn: its term's number is the one that counts."""
        if self.current.demand:
            return self.current
        before = [each for each in self.regimes if each.demand and each.begins <= self.current.begins]
        return before[-1] if before else None

    @cached_property
    def shown(self) -> Demand:
        """The demand in force, or the last one before the quota was withdrawn, or the first to come."""
        return self.lasting.demand if self.lasting and self.lasting.demand else self.demands[0]

    @cached_property
    def withdrawn(self) -> bool:
        """Taken out of use in this term, and not brought back."""
        return self.current.demand is None and self.lasting is not None

    def part_at(self, fact: Fact) -> int | None:
        """Which part a fact belongs to by its point or its day."""
        index = self.at.get(fact.day)
        if index is not None:
            return index
        index = self.points.get(str(fact.attributes.get("point", ""))) if self.points else self.standing
        return index if index is None or self.parts[index].span.covers(fact.day) else None

    def regime_on(self, day: date) -> Regime | None:
        """The edition in force on a day; days before the first school day count as that day."""
        return next((each for each in self.regimes if each.begins <= day < each.ends), None)

    def in_force(self, day: date) -> Demand | None:
        """What was asked on a day."""
        regime = self.regime_on(day)
        return regime.demand if regime else None


def plan_of(
    quota: Quota, roster: Roster, calendar: Calendar, today: date, thresholds: Thresholds, own: Calendar | None = None
) -> Plan | None:
    """The plan of a quota; None when no edition asks anything in the term. ``own``: over the days of a class or grade that has others than the school."""
    regimes = regimes_of(quota, calendar)
    if not any(regime.demand for regime in regimes):
        return None
    current = _current(regimes, today)
    demands = dict.fromkeys(regime.demand for regime in regimes if regime.demand)
    audiences = {demand: subjects_of(demand.audience, roster) for demand in demands}
    plan = Plan(
        quota,
        regimes,
        current,
        (),
        tuple(dict.fromkeys(subject for found in audiences.values() for subject in found)),
        {demand: frozenset(found) for demand, found in audiences.items()},
    )
    seen = own or calendar
    plan = replace(plan, parts=_parts(plan, seen, today, thresholds))
    return _indexed(replace(plan, why=_why(plan, seen)))


def regimes_of(quota: Quota, calendar: Calendar) -> tuple[Regime, ...]:
    """The editions of a quota that are in force some time from the term's first school day to its last day; the first one reaches back before it."""
    if not quota.editions:
        return ()
    days = calendar.school_days()
    first, last = days[0] if days else calendar.dates.first_day, calendar.dates.last_day
    following = [*(each.begins for each in quota.editions[1:]), date.max]
    return tuple(
        Regime(date.min if edition.begins <= first else edition.begins, ends, edition.demand, _withdrawn_after(quota, edition, last))
        for edition, ends in zip(quota.editions, following, strict=True)
        if edition.begins <= last and ends > max(first, edition.begins)
    )


def _withdrawn_after(quota: Quota, edition: Edition, last: date) -> date | None:
    return next((each.begins for each in quota.editions if each.demand is None and edition.begins < each.begins <= last), None)


def _current(regimes: tuple[Regime, ...], today: date) -> Regime:
    begun = [regime for regime in regimes if regime.begins <= today]
    return begun[-1] if begun else regimes[0]


def _parts(plan: Plan, calendar: Calendar, today: date, thresholds: Thresholds) -> tuple[Part, ...]:
    parts: list[Part] = []
    kept = date.min
    for regime in plan.regimes:
        demand = regime.demand
        if demand is None or demand.per is Per.EVENT or (_is_whole(plan.lasting) and plan.lasting and regime.begins > plan.lasting.begins):
            continue
        spans = spans_of(demand, calendar, thresholds=thresholds)
        if demand.per not in WHOLE:
            spans = tuple(span for span in spans if _keeps(plan, span) is regime and span.ranges[0][0] > kept)
            found = _closed(plan, regime, [_periodic(plan, demand, span) for span in spans])
            parts += found
            kept = max([kept, *(part.span.ranges[-1][1] for part in found)])
        elif regime is plan.lasting:
            since = _looks_back_to(regime, today) if regime is plan.regimes[0] else date.min
            left = [_from(span, since) for span in spans]
            whole = [part for span in left if span.days or since == date.min if (part := _whole(plan, regime, demand, span, kept))]
            parts += _closed(plan, regime, whole)
    return tuple(parts)


def _keeps(plan: Plan, span: Span) -> Regime | None:
    """Whose a stretch is: that of its first school day. One begun by the day of a withdrawal, with all its school days to come, is that of the last asked."""
    there = plan.regime_on(span.first)
    if there is None or there.demand or span.ranges[0][0] > there.begins:
        return there
    return next((each for each in reversed(plan.regimes) if each.demand and each.begins < there.begins), None)


def _closed(plan: Plan, regime: Regime, parts: Iterable[Part]) -> list[Part]:
    return [left for part in parts if (left := closed(part, regime.withdrawn, plan.quota.unit))]


def _looks_back_to(first: Regime, today: date) -> date:
    """From which day the first edition of a term counts: a limit, and what is still to come, from its own day; a number begun counts the whole term."""
    limits = first.demand is not None and not first.demand.number.least
    return first.begins if limits or first.begins > today else date.min


def _from(span: Span, since: date) -> Span:
    """What is left of a span from a day on; its note says so."""
    if since == date.min:
        return span
    ranges = tuple((max(first, since), end) for first, end in span.ranges if end >= since)
    days = tuple(day for day in span.days if day >= since)
    return replace(span, ranges=ranges, days=days, note=_joined(span.note, f"{month_day(since)}起要求"))


def _is_whole(regime: Regime | None) -> bool:
    return regime is not None and regime.demand is not None and regime.demand.per in WHOLE


def _periodic(plan: Plan, demand: Demand, span: Span) -> Part:
    number = demand.number
    if span.short:
        number = Number(None, None if exact(number) else number.most)
    note = f"只有{len(span.days)}个教学日，不作要求" if span.short and span.days else "没有教学日，不作要求" if span.short else span.note
    old = plan.current.demand is not None and demand != plan.current.demand and span.first < plan.current.begins
    return Part(span, demand, number, plan.audiences[demand], _joined(note, "按当时的要求计" if old else ""))


def _whole(plan: Plan, regime: Regime, demand: Demand, span: Span, kept: date) -> Part | None:
    number = demand.number
    earlier = [each.demand for each in plan.regimes if each.begins < regime.begins]
    note = ""
    if any(each not in (None, demand) for each in earlier):
        note = f"{month_day(regime.begins)}起改为{number_text(demand.number, plan.quota.unit)}，全学期按新要求计"
    elif demand in earlier:
        note = f"停用过，{month_day(regime.begins)}起恢复，全学期一起计"
    if kept > date.min:
        since = kept + ONE_DAY
        ranges = tuple((max(first, since), end) for first, end in span.ranges if end >= since)
        days = tuple(day for day in span.days if day >= since)
        if not ranges or not days:
            return None
        number = pro_rata(number, len(days), len(span.days))
        note = f"{month_day(since)}起改按学期计，按余下{len(days)}个教学日折算"
        span = replace(span, ranges=ranges, days=days)
    return Part(span, demand, number, plan.audiences[demand], _joined(span.note, note))


def _indexed(plan: Plan) -> Plan:
    at: dict[date, int] = {}
    spill: dict[date, int] = {}
    points: dict[str, int] = {}
    standing = None
    for index, part in enumerate(plan.parts):
        if part.span.point:
            points[part.span.point] = index
            continue
        if part.demand.per is Per.SCHOOL:
            standing = index
        for first, end in part.span.ranges:
            at.update(dict.fromkeys(_days(max(first, end - timedelta(400)), end), index))
        if part.span.spill and part.demand.number.least:
            spill.update(dict.fromkeys(_days(*part.span.spill), index))
    return replace(plan, at=at, spill=spill, points=points, standing=standing)


def _days(first: date, end: date) -> list[date]:
    return [first + timedelta(n) for n in range((end - first).days + 1)]


def _why(plan: Plan, calendar: Calendar) -> str:
    """Why nothing can be counted at all, or since when nothing is asked."""
    if plan.withdrawn:
        kept = "，此前的照计" if plan.parts or plan.by_events else ""
        return f"{month_day(plan.current.begins)}起停用{kept}"
    if plan.current.demand is None:
        return ""
    if plan.parts or (plan.shown.per is Per.EVENT and calendar.school_days()):
        return ""
    return "" if spans_of(plan.shown, calendar) else why_none(plan.shown, calendar)


def _joined(*notes: str) -> str:
    return "；".join(note for note in notes if note)
