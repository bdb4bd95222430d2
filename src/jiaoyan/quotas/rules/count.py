"""The counting engine: quotas, roster and facts in; for each quota and subject what is done, by which facts, and what is open. 指标计数

Pure and exact: facts are sorted once, so their order never matters; every fact of a quota's kind and subject is counted or left out with a reason.
National rules outrank: where one allows fewer than a school's quota asks, the school's stands still and says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiaoyan.quotas.rules.audience import why_still
from jiaoyan.quotas.rules.closing import closed
from jiaoyan.quotas.rules.demand import Per, Quota, Severity
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.quotas.rules.left import Reasons
from jiaoyan.quotas.rules.matching import matches, why_not
from jiaoyan.quotas.rules.outranked import outranked
from jiaoyan.quotas.rules.parts import Part
from jiaoyan.quotas.rules.plan import Plan, plan_of
from jiaoyan.quotas.rules.presence import ALWAYS, Presence, presences
from jiaoyan.quotas.rules.progress import Excuse, Left, Progress, State, Tally
from jiaoyan.quotas.rules.roster import Member, Roster
from jiaoyan.quotas.rules.seen import calendars_of
from jiaoyan.quotas.rules.sentence import sentence_from
from jiaoyan.quotas.rules.spans import USUAL, Thresholds, event_span, opening
from jiaoyan.quotas.rules.tallies import expected_by, kept_and_surplus, part_for, tally_of
from jiaoyan.schools.rules.calendar import Calendar, month_day

Parts = Sequence[Part | None]


@dataclass(frozen=True, slots=True)
class Unasked:
    """A quota that asks nobody in a term, and why."""

    quota: Quota
    why: str


@dataclass(frozen=True)
class _Term:
    """What every quota is counted with."""

    roster: Roster
    calendar: Calendar
    today: date
    facts: Mapping[tuple[str, Subject], list[Fact]]
    excuses: Mapping[tuple[int, Subject, str], list[Excuse]]
    presences: Mapping[Subject, Presence]
    members: Mapping[int, Member]
    calendars: Mapping[Subject, Calendar]
    thresholds: Thresholds


@dataclass(frozen=True)
class _Sheet:
    """A plan ready for counting: what is the same for every subject is worked out once. ``own``: the sheets of classes and grades with days of their own."""

    plan: Plan
    calendar: Calendar
    everybody: bool
    blanks: tuple[Tally, ...]
    expected: int
    target: int
    reasons: Reasons
    outranked: Mapping[Subject, str]
    own: Mapping[Subject, _Sheet]


def progress_of(
    quotas: Iterable[Quota],
    roster: Roster,
    facts: Iterable[Fact],
    calendar: Calendar,
    today: date,
    excuses: Iterable[Excuse] = (),
    thresholds: Thresholds = USUAL,
    among: Collection[Subject] | None = None,
) -> tuple[Progress, ...]:
    """How every quota stands for each of its subjects on a day, in the order of the quotas and of the roster; ``among``: only for these subjects.

    A quota that asks nobody has no progress: ``unasked`` says why. Facts and excuses may come in any order and more than once.
    """
    plans = [plan for quota in quotas if (plan := plan_of(quota, roster, calendar, today, thresholds))]
    term = _Term(
        roster,
        calendar,
        today,
        _by_subject(facts, Subject("school", roster.school)),
        _by_duty(excuses),
        presences(roster, calendar),
        {member.id: member for member in roster.members},
        calendars_of(roster, calendar),
        thresholds,
    )
    nationals = [plan for plan in plans if plan.quota.national]
    sheets = [_sheet(term, plan, calendar, nationals, _own_sheets(term, plan, nationals)) for plan in plans]
    return tuple(
        _progress(term, sheet.own.get(subject, sheet), subject)
        for sheet in sheets
        for subject in _present(term.presences, sheet.plan.subjects)
        if among is None or subject in among
    )


def unasked(
    quotas: Iterable[Quota], roster: Roster, calendar: Calendar, today: date, thresholds: Thresholds = USUAL
) -> tuple[Unasked, ...]:
    """The quotas that ``progress_of`` says nothing about: not in force in the term, or nobody there fits."""
    there, found = presences(roster, calendar), []
    for quota in quotas:
        plan = plan_of(quota, roster, calendar, today, thresholds)
        if plan is None:
            found.append(Unasked(quota, _not_in_force(quota, calendar)))
        elif not _present(there, plan.subjects):
            found.append(Unasked(quota, "本学期没有符合条件的对象"))
    return tuple(found)


def _not_in_force(quota: Quota, calendar: Calendar) -> str:
    begun = [each for each in quota.editions if each.begins <= calendar.dates.last_day]
    if not quota.editions:
        return "还没有写明要求"
    return "本学期开学前已停用" if begun else "本学期结束后才开始"


def _present(there: Mapping[Subject, Presence], subjects: Iterable[Subject]) -> list[Subject]:
    return [subject for subject in subjects if there.get(subject, ALWAYS).stays]


# what is worked out once


def _by_subject(facts: Iterable[Fact], school: Subject) -> Mapping[tuple[str, Subject], list[Fact]]:
    """Each fact once for everyone it counts for, and once for the whole school."""
    once = {(fact.kind, fact.key): fact for fact in facts}
    found: dict[tuple[str, Subject], list[Fact]] = {}
    for fact in sorted(once.values(), key=lambda fact: (fact.day, fact.key)):
        for subject in fact.subjects | {school}:
            found.setdefault((fact.kind, subject), []).append(fact)
    return found


def _by_duty(excuses: Iterable[Excuse]) -> Mapping[tuple[int, Subject, str], list[Excuse]]:
    found: dict[tuple[int, Subject, str], list[Excuse]] = {}
    for excuse in sorted(excuses, key=lambda each: (each.accepted, each.reason, each.amount or 0)):
        found.setdefault((excuse.quota, excuse.subject, excuse.span), []).append(excuse)
    return found


def _own_sheets(term: _Term, plan: Plan, nationals: Sequence[Plan]) -> Mapping[Subject, _Sheet]:
    """The same quota over the days of each class or grade that has other days than the school; one sheet for all that have the same."""
    sheets: dict[tuple[date, ...], _Sheet] = {}
    theirs = {subject: term.calendars[subject] for subject in plan.subjects if subject in term.calendars}
    for own in theirs.values():
        if own.school_days() not in sheets:
            seen = plan_of(plan.quota, term.roster, term.calendar, term.today, term.thresholds, own)
            sheets[own.school_days()] = _sheet(term, seen or plan, own, nationals, {})
    return {subject: sheets[own.school_days()] for subject, own in theirs.items()}


def _sheet(term: _Term, plan: Plan, calendar: Calendar, nationals: Sequence[Plan], own: Mapping[Subject, _Sheet]) -> _Sheet:
    return _Sheet(
        plan,
        calendar,
        len(plan.audiences) == 1,
        tuple(tally_of(part, (), term.today) for part in plan.parts),
        sum(expected_by(part, term.today) for part in plan.parts),
        sum(part.number.least or 0 for part in plan.parts),
        Reasons(plan, calendar),
        {} if plan.quota.national else outranked(term.roster, plan, nationals),
        own,
    )


# one subject


def _progress(term: _Term, sheet: _Sheet, subject: Subject) -> Progress:
    plan, presence = sheet.plan, term.presences.get(subject, ALWAYS)
    facts = _facts_of(term, plan, subject)
    if subject in sheet.outranked:
        why = sheet.outranked[subject]
        return _standing_still(plan, subject, why, tuple(Left(fact, why) for fact in facts))
    parts: Parts = plan.parts
    if not (sheet.everybody and presence.whole):
        parts = [part_for(part, subject, presence, plan.quota.unit) for part in plan.parts]
    opened = _opened(term, sheet, subject, presence) if plan.by_events else []
    if opened:
        parts = [*parts, *opened]
    buckets, left = _sorted_into(term, sheet, parts, facts, presence) if facts else ({}, [])
    tallies = _tallies(term, sheet, subject, parts, buckets, left)
    asked = plan.parts if parts is plan.parts else [part for part in parts if part]
    return _summed(term, sheet, subject, asked, tallies, left)


def _facts_of(term: _Term, plan: Plan, subject: Subject) -> list[Fact]:
    if len(plan.kinds) == 1:
        return term.facts.get((plan.kinds[0], subject), [])
    found = [fact for kind in plan.kinds for fact in term.facts.get((kind, subject), [])]
    return sorted(found, key=lambda fact: (fact.day, fact.key))


def _opened(term: _Term, sheet: _Sheet, subject: Subject, presence: Presence) -> list[Part]:
    """A part for each event that opened a duty for a subject by today."""
    plan, parts = sheet.plan, list[Part]()
    last = min(term.today, sheet.calendar.dates.last_day)
    for regime in plan.regimes:
        demand = regime.demand
        if demand is None or demand.event is None or demand.per is not Per.EVENT or subject not in plan.audiences[demand]:
            continue
        for event in term.facts.get((demand.event.kind, subject), []):
            in_force = regime.begins <= event.day < regime.ends and opening(sheet.calendar) <= event.day <= last
            if in_force and (presence.whole or presence.covers(event.day)) and matches(demand.event, event):
                part = Part(event_span(demand, sheet.calendar, event), demand, demand.number, plan.audiences[demand])
                parts += [left for left in [closed(part, regime.withdrawn, plan.quota.unit)] if left]
    return sorted(parts, key=lambda part: (part.span.first, part.span.key))


def _sorted_into(
    term: _Term, sheet: _Sheet, parts: Parts, facts: Sequence[Fact], presence: Presence
) -> tuple[dict[int, list[Fact]], list[Left]]:
    """Each fact into the part it counts in, or among those left out."""
    plan, reasons = sheet.plan, sheet.reasons
    events = {part.span.event: index for index, part in enumerate(parts) if part and part.span.event}
    buckets: dict[int, list[Fact]] = {}
    left: list[Left] = []
    late: list[tuple[int, Fact]] = []
    first, last = reasons.bounds[0], min(reasons.bounds[1], term.today)
    whole = presence.whole
    for fact in facts:
        day = fact.day
        why = "" if first <= day <= last else reasons.of_time(day, term.today)
        if not (why or whole or presence.covers(day)):
            why = presence.absent
        answered = [events[key] for key in (*fact.answers, fact.key) if key in events] if events and not why else []
        index = plan.part_at(fact)
        if why:
            pass
        elif answered:
            in_time = [each for each in answered if (part := parts[each]) and day <= part.span.ranges[-1][1]]
            why = _into(buckets, parts, in_time, fact) if in_time else reasons.closed
        elif index is not None:
            if not (why := reasons.of_part(parts[index], fact)):
                buckets.setdefault(index, []).append(fact)
        elif day in plan.spill and (part := parts[plan.spill[day]]) and not part.optional and matches(part.demand.counted, fact):
            late.append((plan.spill[day], fact))
        else:
            why = reasons.nowhere(fact)
        if why:
            left.append(Left(fact, why))
    _spill(buckets, left, late, parts, reasons)
    return buckets, left


def _into(buckets: dict[int, list[Fact]], parts: Parts, indices: Sequence[int], fact: Fact) -> str:
    why = ""
    fitting = [index for index in dict.fromkeys(indices) if (part := parts[index]) and not (why := why_not(part.demand.counted, fact))]
    for index in fitting:
        buckets.setdefault(index, []).append(fact)
    return "" if fitting else why


def _spill(buckets: dict[int, list[Fact]], left: list[Left], late: Sequence[tuple[int, Fact]], parts: Parts, reasons: Reasons) -> None:
    """Facts of the week after a holiday fill the week before as far as it lacks any."""
    for index, fact in late:
        part = parts[index]
        bucket = buckets.setdefault(index, [])
        if part and tally_of(part, tuple(bucket), fact.day).amount < part.room:
            bucket.append(fact)
        else:
            left.append(Left(fact, reasons.nowhere(fact)))


def _tallies(
    term: _Term, sheet: _Sheet, subject: Subject, parts: Parts, buckets: Mapping[int, list[Fact]], left: list[Left]
) -> list[Tally]:
    """The tally of each part asked; those nobody did or said anything about are the same for everyone."""
    blanks, own, spare = sheet.blanks, sheet.plan.parts, dict[Fact, Part]()
    shared = (
        [blanks[index] if index < len(own) and part is own[index] else None for index, part in enumerate(parts)]
        if parts is not own
        else blanks
    )
    tallies: list[Tally] = []
    for index, (part, blank) in enumerate(zip(parts, shared, strict=True)):
        facts = buckets.get(index)
        if blank and not facts and not term.excuses:
            tallies.append(blank)
        elif part is not None:
            given = term.excuses.get((sheet.plan.quota.key, subject, part.span.key), ())
            kept, surplus = kept_and_surplus(part, facts or ())
            spare |= dict.fromkeys(surplus, part)
            tallies.append(tally_of(part, kept, term.today, given) if kept or given or not blank else blank)
    if spare:  # a fact may answer two events: spare for one, it still counts for the other
        used = {(fact.kind, fact.key) for tally in tallies for fact in tally.facts}
        left += [Left(fact, sheet.reasons.surplus(part)) for fact, part in spare.items() if (fact.kind, fact.key) not in used]
    return tallies


# the whole


def _standing_still(plan: Plan, subject: Subject, why: str, left: tuple[Left, ...], state: State = State.IDLE) -> Progress:
    return Progress(plan.quota, plan.current.demand, subject, (), 0, None, None, 0, None, state, left, why, f"{plan.quota.name}：{why}")


def _summed(term: _Term, sheet: _Sheet, subject: Subject, parts: Sequence[Part], tallies: Sequence[Tally], left: list[Left]) -> Progress:
    plan, today = sheet.plan, term.today
    left.sort(key=lambda each: (each.fact.day, each.fact.key))
    if not tallies:
        return _without_tallies(term, plan, subject, tuple(left))
    shared = parts is plan.parts
    target = sheet.target if shared else sum(part.number.least or 0 for part in parts)
    done = late = 0
    due: date | None = None
    for part, tally in zip(parts, tallies, strict=True):
        if not (target and part.let_go):  # what a stretch let go counted fills no other
            done += tally.amount if part.span.paced or not part.number.least else min(tally.amount, part.number.least)
        if tally.missing:
            late += tally.missing if tally.due < today else 0
            if tally.due >= today and (due is None or tally.due < due):
                due = tally.due
    expected = sheet.expected if shared else sum(expected_by(part, today) for part in parts)
    state = _state(tallies, target)
    why = _why(term, plan, subject)
    pace = expected if target else None
    sentence = sentence_from(plan.quota, plan.shown, tallies, done, target or None, pace, late, state)
    if plan.why and state is not State.OPTIONAL:
        sentence += f"（{plan.why}）"
    if plan.withdrawn:
        state = State.WITHDRAWN
    if state is State.LATE and plan.shown.severity is not Severity.MUST:  # a habit, an aim or a figure to go by is never overdue
        state = State.BEHIND
    return Progress(
        plan.quota,
        plan.current.demand,
        subject,
        tuple(tallies),
        done,
        target or None,
        pace,
        late,
        due,
        state,
        tuple(left),
        why,
        sentence,
    )


def _why(term: _Term, plan: Plan, subject: Subject) -> str:
    if plan.why or subject.kind != "person" or not plan.shown.audience.cohorts:
        return plan.why
    return why_still(plan.shown.audience, term.members[subject.id], term.roster.first_day, term.today)


def _without_tallies(term: _Term, plan: Plan, subject: Subject, left: tuple[Left, ...]) -> Progress:
    if plan.withdrawn:
        return _standing_still(plan, subject, plan.why, left, State.WITHDRAWN)
    if subject not in plan.audiences[plan.shown]:
        return _standing_still(plan, subject, f"{month_day(plan.current.begins)}起不在要求的范围内", left)
    if plan.why or plan.shown.per is not Per.EVENT:
        return _standing_still(plan, subject, plan.why or _no_stretch(plan), left)
    if term.today > term.calendar.dates.last_day:
        return _standing_still(plan, subject, "本学期没有要做的", left)
    return _standing_still(plan, subject, "目前没有要做的", left, State.FUTURE)


def _no_stretch(plan: Plan) -> str:
    """Why nothing is asked of a subject in the term: the quota begins when no stretch of it begins any more, or the subject is there in none."""
    begins = plan.regimes[0].begins
    if not plan.parts and begins > date.min:
        return f"{month_day(begins)}起要求，本学期那以后没有完整的时段"
    return "在组期间没有要计的时段"


def _state(tallies: Sequence[Tally], target: int) -> State:
    states = {tally.state for tally in tallies} - {State.OPTIONAL}
    if not states or states == {State.WITHDRAWN}:
        return State.WITHDRAWN if states else State.OPTIONAL
    states.discard(State.WITHDRAWN)
    for worst in (State.OVER, State.LATE, State.BEHIND):
        if worst in states:
            return worst
    if states == {State.DONE} or states == {State.FUTURE}:
        return next(iter(states))
    if target and states <= {State.DONE, State.EXCUSED}:
        return State.EXCUSED
    return State.ON_PACE
