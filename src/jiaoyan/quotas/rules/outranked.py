"""Where a national rule allows fewer than a quota asks, the quota stands still. 以国家规定为准"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jiaoyan.quotas.rules.compare import forbids
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.quotas.rules.plan import Plan
from jiaoyan.quotas.rules.roster import Roster


def outranked(roster: Roster, plan: Plan, nationals: Sequence[Plan]) -> Mapping[Subject, str]:
    """The subjects for whom a national rule forbids what the quota asks, with the sentence that says so."""
    found: dict[Subject, str] = {}
    for national in nationals:
        if national.current.demand and forbids(national.shown, plan.shown):
            grades = {_grade(roster, subject) for subject in national.subjects} - {None}
            for subject in plan.subjects:
                if subject in national.subjects or (subject.kind != national.shown.audience.subject and _grade(roster, subject) in grades):
                    found.setdefault(subject, f"以国家规定为准：{national.quota.name}{_limit(national)}")
    return found


def _limit(national: Plan) -> str:
    most = national.shown.number.most
    return f"不超过{most}{national.quota.unit}" if most else "不得有"


def _grade(roster: Roster, subject: Subject) -> int | None:
    match subject.kind:
        case "grade":
            return subject.id
        case "group":
            return next((seat.grade for seat in roster.seats if seat.id == subject.id), None)
        case "class":
            return next((room.grade for room in roster.rooms if room.id == subject.id), None)
        case _:
            return None
