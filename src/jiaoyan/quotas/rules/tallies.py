"""One stretch counted for one subject: amount, what is missing, and how it stands today. 一个周期的完成情况"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from jiaoyan.quotas.rules.closing import closed
from jiaoyan.quotas.rules.demand import Number, Per
from jiaoyan.quotas.rules.fact import Fact, Subject
from jiaoyan.quotas.rules.matching import amount_of
from jiaoyan.quotas.rules.parts import Part, exact, pro_rata
from jiaoyan.quotas.rules.presence import Presence
from jiaoyan.quotas.rules.progress import Excuse, State, Tally
from jiaoyan.schools.rules.calendar import month_day


def part_for(part: Part, subject: Subject, presence: Presence, unit: str) -> Part | None:
    """What is asked of one subject: nothing outside its audience or its presence, less where it is there for part of the days."""
    span = part.span
    if subject not in part.subjects:
        return None
    if presence.whole:
        return part
    if part.original:  # first what one was asked, then what is left of it
        asked = part_for(part.original, subject, presence, unit)
        return closed(asked, part.withdrawn, unit) if asked else None
    if span.event or not span.days:
        return part if presence.covers(span.first) else None
    days = presence.of(span.days)
    if len(days) == len(span.days):
        return part
    return _for_some(part, days, presence, unit) if days else None


def _for_some(part: Part, days: tuple[date, ...], presence: Presence, unit: str) -> Part:
    """What is asked of somebody there on some of the days."""
    span = part.span
    note = f"{presence.note}，按{len(days)}个教学日计"
    there = replace(span, days=days)
    if span.paced:
        if days[-1] < span.days[-1]:  # who has left can do nothing after the last day here
            there = replace(there, due=min(span.due, days[-1]))
        number = pro_rata(part.number, len(days), len(span.days))
        if number != part.number:
            note += f"，折算为{number.least}{unit}"
        return replace(part, span=there, number=number, note=_joined(part.note, note))
    if there.short:
        return replace(part, span=there, number=Number(None, None if exact(part.number) else part.number.most), note=f"{note}，不作要求")
    return replace(part, span=there, note=_joined(part.note, note))


def expected_by(part: Part, today: date) -> int:
    """What should be done by the end of a day: of a term's number the share of the school days gone, rounded down; of a period all once it is due."""
    least = part.number.least or 0
    if not part.span.paced or today >= part.span.due:
        return least if part.span.due <= today else 0
    days = part.span.days
    return least * sum(day <= today for day in days) // len(days) if days else 0


def kept_and_surplus(part: Part, facts: Sequence[Fact]) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """The facts that count, and those beyond an exact number: the first in time count."""
    if not facts or not exact(part.demand.number):
        return tuple(facts), ()
    wanted, amount = part.number.most or 0, 0
    for position, fact in enumerate(facts):
        if amount >= wanted:
            return tuple(facts[:position]), tuple(facts[position:])
        amount += amount_of(part.demand.counted, fact)
    return tuple(facts), ()


def tally_of(part: Part, facts: tuple[Fact, ...], today: date, excuses: Sequence[Excuse] = ()) -> Tally:
    """The stretch with its facts, the excuses given for it, and its state on a day."""
    least, span = part.number.least or 0, part.span
    amount = sum(amount_of(part.demand.counted, fact) for fact in facts) if part.demand.counted.measure else len(facts)
    if exact(part.demand.number):
        amount = min(amount, part.number.most or 0)  # the last of several measured facts may go beyond the number
    short = max(0, least - amount)
    missing = max(0, short - _excused(excuses, short)) if excuses else short
    state = _state(part, amount, missing, today)
    excuse = next((each for each in excuses if each.accepted), excuses[-1] if excuses else None)
    note = part.note if not facts else _joined(part.note, _late_note(part, facts, least))
    return Tally(span.key, span.label, span.first, span.due, part.number, amount, facts, state, missing, excuse, note)


def _excused(excuses: Sequence[Excuse], short: int) -> int:
    accepted = [each.amount for each in excuses if each.accepted]
    return sum(short if amount is None else max(0, amount) for amount in accepted)


def _state(part: Part, amount: int, missing: int, today: date) -> State:
    number, span = part.number, part.span
    if part.optional:
        return State.OPTIONAL
    if number.most is not None and amount > number.most and not exact(part.demand.number):
        return State.OVER
    if part.let_go and today > span.due:
        return State.WITHDRAWN
    if not number.least:
        return State.FUTURE if today < span.first else State.DONE if today > span.due else State.ON_PACE
    if amount >= number.least:
        return State.DONE
    if missing == 0:
        return State.EXCUSED
    if today > span.due:
        return State.LATE
    if today < span.first:
        return State.FUTURE
    return State.BEHIND if number.least - missing < expected_by(part, today) else State.ON_PACE


def _late_note(part: Part, facts: tuple[Fact, ...], least: int) -> str:
    """Said when a deadline's last fact came after it."""
    if not least or part.demand.per not in (Per.TERM, Per.EVENT) or facts[-1].day <= part.span.due or part.demand.counted.measure:
        return ""
    if len(facts) < least or facts[least - 1].day <= part.span.due:
        return ""
    return f"{month_day(facts[least - 1].day)}完成，期限是{month_day(part.span.due)}"


def _joined(*notes: str) -> str:
    return "；".join(note for note in notes if note)
