"""What is left of a stretch when its quota is taken out of use in the middle of it. 停用

What was counted until then stays, that of the very day too; what is done afterwards does not count. The stretch is due on the quota's last school day and
asks the share of its school days that had gone by, rounded down (as pace does): of two a month after half the month one, of one a term nothing. What only an
event or a later week would have made due is asked no more. What was due before is asked in full.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from jiaoyan.quotas.rules.demand import Number
from jiaoyan.quotas.rules.parts import Part
from jiaoyan.quotas.rules.spans import ONE_DAY, Range, Span
from jiaoyan.schools.rules.calendar import month_day


def closed(part: Part, withdrawn: date | None, unit: str) -> Part | None:
    """A part as it stands once its quota is withdrawn on a day; None when it had not begun. ``withdrawn`` None: as it is."""
    if withdrawn is None or _reach(part.span) < withdrawn:
        return part
    span = _cut(part.span, withdrawn)
    if not span.ranges:
        return None
    number, note = part.number, part.note
    if part.span.due >= withdrawn and number.least:
        number = Number(_share(part, span) or None, number.most)
        told = f"按{len(span.days)}个教学日折算为{number.least}{unit}" if number.least else "没有到期的不再要求"
        note = "；".join(each for each in (note, f"{month_day(withdrawn)}起停用，{told}") if each)
    return replace(part, span=span, number=number, note=note, withdrawn=withdrawn, original=part)


def _reach(span: Span) -> date:
    return max(span.ranges[-1][1], span.due, *([span.spill[1]] if span.spill else []))


def _cut(span: Span, withdrawn: date) -> Span:
    until = withdrawn - ONE_DAY
    ranges = tuple((first, min(end, withdrawn)) for first, end in span.ranges if first <= withdrawn)
    days = tuple(day for day in span.days if day <= until)
    last = days[-1] if days and not (span.event or span.spill) else until
    enough = span.enough if span.short else min(span.enough, len(days))
    due = span.due if span.due <= until else last
    return replace(span, ranges=ranges, days=days, due=due, enough=enough, spill=_spill(span.spill, withdrawn))


def _spill(spill: Range | None, until: date) -> Range | None:
    return (spill[0], min(spill[1], until)) if spill and spill[0] <= until else None


def _share(part: Part, left: Span) -> int:
    """How many of its number the days gone by stand for."""
    if part.span.event or part.span.spill or not part.span.days:
        return 0
    return (part.number.least or 0) * len(left.days) // len(part.span.days)
