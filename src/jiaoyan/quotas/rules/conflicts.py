"""Quotas of a school that do not go together, found before anybody is asked: contradictory, asked twice, against national rules, for the same hour. 冲突

The kinds cover the known conflicts of the sources: odd-week against weekly group activity (R001, R048, R080), six against five diligences (R027, R050: any two
exact numbers of one thing), two examinations against one (R013, R029, P004) and surveys besides it (R094, R095, P004), reflections that count twice
(R054, R056), and large-group, sub-group and preparation meetings competing for one hour (R043, R044, R048).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from jiaoyan.quotas.rules.compare import (
    adds_up,
    forbids,
    least_in_a_term,
    may_meet,
    most_in_a_term,
    share_people,
    within,
)
from jiaoyan.quotas.rules.demand import Demand, Per, Quota
from jiaoyan.quotas.rules.matching import kind_name
from jiaoyan.quotas.rules.sentence import demand_text
from jiaoyan.quotas.rules.spans import CADENCES, WHOLE
from jiaoyan.quotas.rules.wording import EACH, MONTH_PARTS, months_text

PRESUPPOSES = {"exam_analysis": "exam"}
"""Records about something else: an analysis of a paper says that there was a paper."""

PART_OF = {"theory_note": "meeting"}
"""What is done inside something else: theory is read in a group's meeting."""


SLOTTED = frozenset({Per.WEEK, Per.ODD_WEEK, Per.EVEN_WEEK, Per.FORTNIGHT, Per.HALF_MONTH, Per.MONTH})
"""Stretches whose meetings take a weekly hour."""


class Clash(StrEnum):
    """How quotas fail to go together. 冲突的种类"""

    NATIONAL = "national"  # 与国家规定不一致
    CONTRADICTION = "contradiction"  # 互相矛盾
    DOUBLED = "doubled"  # 同一件事要求两次
    SHARED = "shared"  # 一事两处都算
    CADENCE = "cadence"  # 频率对不上
    SLOT = "slot"  # 时间重叠


@dataclass(frozen=True, slots=True)
class Conflict:
    """Quotas that clash. ``why`` explains it; ``counts`` says what the engine does about it; ``winner``: the quota that stands alone, when one does."""

    kind: Clash
    quotas: tuple[Quota, ...]
    why: str
    counts: str
    winner: Quota | None = None


Pair = tuple[Quota, Demand]


def conflicts(quotas: Iterable[Quota], day: date) -> tuple[Conflict, ...]:
    """The conflicts among the demands in force on a day: national ones first, the rest in the order of the quotas."""
    asked: list[Pair] = [(quota, demand) for quota in quotas if (demand := quota.on(day))]
    national = [each for each in asked if each[0].national]
    own = [each for each in asked if not each[0].national]
    found = [
        *(_against_national(limit, other) for limit in national for other in own),
        *(_together_too_many(limit, own) for limit in national),
        *(_between(one, other) for one, other in combinations(own, 2)),
        _slots(own),
    ]
    return tuple(conflict for conflict in found if conflict)


# national rules


def _against_national(limit: Pair, other: Pair) -> Conflict | None:
    (rule, allowed), (quota, asked) = limit, other
    if not share_people(allowed.audience, asked.audience) or adds_up(asked.audience, allowed.audience):
        return None
    if forbids(allowed, asked):
        why = f"国家规定：{demand_text(rule, allowed)}；学校要求：{demand_text(quota, asked)}"
        return Conflict(Clash.NATIONAL, (rule, quota), why, f"以国家规定为准：它所说的年级，“{quota.name}”不再计数", rule)
    about = PRESUPPOSES.get(asked.counted.kind)
    most = most_in_a_term(allowed)
    if asked.per is not Per.EVENT and about == allowed.counted.kind and most is not None and least_in_a_term(asked) > most:
        why = f"“{quota.name}”每学期{least_in_a_term(asked)}{quota.unit}，而国家规定：{demand_text(rule, allowed)}"
        return Conflict(Clash.NATIONAL, (rule, quota), why, "两条都计数；期末以外的只作练习分析，不组织考试、不排名")
    return None


def _together_too_many(limit: Pair, own: Sequence[Pair]) -> Conflict | None:
    """Demands that each keep a national limit and together break it: a survey in April, another in May, beside the one examination."""
    rule, allowed = limit
    most = most_in_a_term(allowed)
    if most is None:
        return None
    fitting = [
        (quota, asked)
        for quota, asked in own
        if asked.number.least
        and may_meet(asked.counted, allowed.counted)
        and share_people(allowed.audience, asked.audience)
        and not adds_up(asked.audience, allowed.audience)
        and not forbids(allowed, asked)
    ]
    apart = {(asked.window.months, asked.window.on, asked.window.part, asked.counted.where): least_in_a_term(asked) for _, asked in fitting}
    if len(apart) < 2 or sum(apart.values()) <= most:
        return None
    named = "、".join(f"“{quota.name}”" for quota, _ in fitting)
    why = f"{named}各在不同时间，合计{sum(apart.values())}{rule.unit}，而国家规定：{demand_text(rule, allowed)}"
    return Conflict(
        Clash.NATIONAL, (rule, *(quota for quota, _ in fitting)), why, f"都计数，超出的会标在“{rule.name}”上；请只留{most}{rule.unit}"
    )


# between two quotas of the school


def _between(one: Pair, other: Pair) -> Conflict | None:
    first, second = one[1], other[1]
    if not share_people(first.audience, second.audience):
        return None
    if Per.EVENT in (first.per, second.per):
        return _doubled(one, other) if (first.per, first.event, first.counted) == (second.per, second.event, second.counted) else None
    if {first.counted.kind, second.counted.kind} in [{part, whole} for part, whole in PART_OF.items()]:
        return _cadence(one, other)
    if not may_meet(first.counted, second.counted) or first.counted.measure != second.counted.measure or _apart_in_time(first, second):
        return None
    if _contradictory(first, second) or _contradictory(second, first):
        why = f"“{demand_text(one[0], first)}”与“{demand_text(other[0], second)}”不能同时做到"
        return Conflict(Clash.CONTRADICTION, (one[0], other[0]), why, "不改的话两条都照原样计数，总有一条做不到；请留下一条")
    if first.audience.subject != second.audience.subject or not first.number.least or not second.number.least:
        return None
    if first.counted == second.counted:
        return _doubled(one, other)
    return _shared(one, other)


def _contradictory(asked: Demand, limit: Demand) -> bool:
    """More asked than the other allows. Two exact numbers over different stretches are compared over the term."""
    most = most_in_a_term(limit)
    if adds_up(asked.audience, limit.audience):
        return False
    return bool(asked.number.least) and most is not None and within(asked.counted, limit.counted) and least_in_a_term(asked) > most


def _doubled(one: Pair, other: Pair) -> Conflict:
    (first, here), (second, there) = one, other
    more, less = (first, second) if least_in_a_term(here) >= least_in_a_term(there) else (second, first)
    paces = f"{_paced(*one)}和{_paced(*other)}"
    why = f"“{first.name}”和“{second.name}”要的是同一件事" if here.per is there.per else f"同一件事两种频率：{paces}"
    return Conflict(Clash.DOUBLED, (first, second), why, f"一次记录两处都计；做到“{more.name}”，“{less.name}”多半也就做到了，可停用后者")


def _shared(one: Pair, other: Pair) -> Conflict | None:
    (first, here), (second, there) = one, other
    if within(there.counted, here.counted):
        wide, narrow = first, second
    elif within(here.counted, there.counted):
        wide, narrow = second, first
    else:
        return None
    return Conflict(
        Clash.SHARED,
        (first, second),
        f"“{narrow.name}”的每一{narrow.unit}也是“{wide.name}”的一{wide.unit}",
        f"两处都计；如要分开算，请给“{wide.name}”加上条件",
    )


def _cadence(one: Pair, other: Pair) -> Conflict | None:
    (inner, asked), (outer, held) = (one, other) if one[1].counted.kind in PART_OF else (other, one)
    if asked.audience.subject != held.audience.subject or least_in_a_term(asked) <= least_in_a_term(held) or not held.number.least:
        return None
    why = f"“{inner.name}”{_each(asked)}要做，而它所在的“{outer.name}”{_each(held)}才有"
    return Conflict(Clash.CADENCE, (inner, outer), why, "各按各的频率计数；请把两条改成同一频率")


def _apart_in_time(first: Demand, second: Demand) -> bool:
    """Demands whose facts can never be the same: odd weeks against even ones, other months, other parts of one, other points."""
    if {first.per, second.per} == set(CADENCES):
        return True
    one, other = first.window, second.window
    if one.months and other.months:
        return not set(one.months) & set(other.months) or bool(one.part and other.part and one.part != other.part)
    if one.points and other.points:
        return not set(one.points) & set(other.points)
    return bool(one.on and other.on and one.on != other.on)


def _paced(quota: Quota, demand: Demand) -> str:
    """每个单周的“备课组活动”."""
    each = _each(demand)
    return f"“{quota.name}”" if quota.name.startswith((each, each.removeprefix("每个"))) else f"{each}的“{quota.name}”"


def _each(demand: Demand) -> str:
    window = demand.window
    if demand.per in WHOLE and window.months:
        return months_text(window.months) + MONTH_PARTS[window.part]
    return EACH[demand.per] or "全校"


# the weekly hour


def _slots(own: Sequence[Pair]) -> Conflict | None:
    """Meetings of groups that share their people, when they leave no week free: odd weeks, even weeks, and something else besides."""
    meetings = [
        (quota, demand)
        for quota, demand in own
        if demand.per in SLOTTED and demand.counted.kind == "meeting" and demand.audience.subject == "group" and demand.number.least
    ]
    if len({demand.audience.groups for _, demand in meetings}) < 2:
        return None
    weekly = [demand.audience.groups for _, demand in meetings if demand.per is Per.WEEK]
    odd = [demand.audience.groups for _, demand in meetings if demand.per is Per.ODD_WEEK] + weekly
    even = [demand.audience.groups for _, demand in meetings if demand.per is Per.EVEN_WEEK] + weekly
    rest = [demand.audience.groups for _, demand in meetings if demand.per in (Per.MONTH, Per.HALF_MONTH, Per.FORTNIGHT)]
    if not ((odd and even and rest) or len(set(odd)) > 1 or len(set(even)) > 1):
        return None
    named = "、".join(_paced(quota, demand) for quota, demand in meetings)
    why = f"{named}都在教研时间，参加的是同一批教师，没有空出的周"
    return Conflict(
        Clash.SLOT, tuple(quota for quota, _ in meetings), why, f"各条都计数；排{kind_name('meeting')}时间时会避开，请给其中一项另定时间"
    )
