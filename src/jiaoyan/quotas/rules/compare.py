"""How two demands stand to each other: the same deeds, the same people, more than the other allows. 要求之间的关系"""

from __future__ import annotations

from collections.abc import Mapping

from jiaoyan.quotas.rules.demand import Audience, Cohort, Condition, Counted, Demand, Per

STRETCHES: Mapping[Per, int] = {
    Per.SCHOOL_DAY: 90,
    Per.WEEK: 18,
    Per.ODD_WEEK: 9,
    Per.EVEN_WEEK: 9,
    Per.FORTNIGHT: 9,
    Per.HALF_MONTH: 8,
    Per.MONTH: 4,
    Per.TERM: 1,
    Per.SCHOOL: 1,
    Per.EVENT: 1,
}
"""How many of each an ordinary term has: enough to see that one a month is more than one a term."""


def least_in_a_term(demand: Demand) -> int:
    """What a demand asks at least over an ordinary term."""
    return (demand.number.least or 0) * _stretches(demand)


def most_in_a_term(demand: Demand) -> int | None:
    """What a demand allows at most over an ordinary term; None without a limit."""
    return None if demand.number.most is None else demand.number.most * _stretches(demand)


def forbids(limit: Demand, asked: Demand) -> bool:
    """Whether whoever does what ``asked`` wants must break the limit: its deeds all fall under the limit, and there are more of them than allowed."""
    most = most_in_a_term(limit)
    if most is None or not asked.number.least or not within(asked.counted, limit.counted):
        return False
    return (most == 0 or asked.counted.measure == limit.counted.measure) and least_in_a_term(asked) > most


def within(narrow: Counted, wide: Counted) -> bool:
    """Whether every fact that ``narrow`` counts is one that ``wide`` counts."""
    return narrow.kind == wide.kind and all(any(_narrower(each, condition) for each in narrow.where) for condition in wide.where)


def may_meet(one: Counted, other: Counted) -> bool:
    """Whether some fact could be counted by both."""
    if one.kind != other.kind:
        return False
    pairs = [(a, b) for a in one.where for b in other.where if a.attribute == b.attribute]
    return all(not (a.among and b.among) or bool(set(a.among) & set(b.among)) for a, b in pairs)


def adds_up(asked: Audience, limit: Audience) -> bool:
    """Whether what is asked is a number of the whole school, and the limit one of each of its parts: many parts that keep it may well do more together."""
    return asked.subject == "school" != limit.subject


def share_people(one: Audience, other: Audience) -> bool:
    """Whether some subject may be asked both: persons by cohort and grade, the rest by their grades."""
    if one.grades and other.grades and not set(one.grades) & set(other.grades):
        return False
    if one.subject != other.subject:
        return "person" not in (one.subject, other.subject)
    if one.subject == "group" and one.groups and other.groups and not set(one.groups) & set(other.groups):
        return False
    if not one.cohorts or not other.cohorts:
        return True
    return any(not _apart(a, b) and not _apart(b, a) for a in one.cohorts for b in other.cohorts)


def _stretches(demand: Demand) -> int:
    months = len(demand.window.months)
    if demand.per is Per.MONTH and months:
        return months
    return max(1, len(demand.window.points)) if demand.per is Per.TERM else STRETCHES[demand.per]


def _narrower(condition: Condition, wide: Condition) -> bool:
    if condition.attribute != wide.attribute:
        return False
    if wide.among and not (condition.among and set(condition.among) <= set(wide.among)):
        return False
    least = wide.least is None or (condition.least is not None and condition.least >= wide.least)
    return least and (wide.most is None or (condition.most is not None and condition.most <= wide.most))


def _apart(one: Cohort, other: Cohort) -> bool:
    return one.service_max is not None and other.service_above is not None and one.service_max <= other.service_above
