"""A demand and its progress as one sentence each, as teachers say them. 一句话"""

from __future__ import annotations

from collections.abc import Sequence

from jiaoyan.quotas.rules.demand import Demand, Number, Per, Quota, Severity
from jiaoyan.quotas.rules.kinds import KINDS
from jiaoyan.quotas.rules.progress import Progress, State, Tally
from jiaoyan.quotas.rules.spans import WHOLE
from jiaoyan.quotas.rules.wording import EACH, audience_text, conditions_text, number_text, when_text
from jiaoyan.schools.rules.calendar import month_day

NOW = {Per.SCHOOL_DAY: "今天", Per.WEEK: "本周", Per.FORTNIGHT: "这两周", Per.MONTH: "本月"}
SHOWN = 3


def demand_text(quota: Quota, demand: Demand) -> str:
    """The demand as a clause of a plan, without a full stop: 35岁以下或到校未满5年的教师，每学期上研究课不少于1节."""
    lead = "力争" if demand.severity is Severity.AIM else ""
    if demand.counted.measure and demand.number.least:
        lead = f"{lead or '应'}有"  # 每学期应有备课组长6位: what is there, not what is done
    tail = "（参考数）" if demand.severity is Severity.BENCHMARK else ""
    where = conditions_text(demand.counted, quota.name)
    told = f"（{where}）" if where else ""
    return f"{audience_text(demand.audience)}，{when_text(demand)}{lead}{_asked(quota, demand, told)}{tail}"


def sentence_of(progress: Progress) -> str:
    """How a quota stands: 听课 11/15，还差 4 节，按进度应有 12."""
    return progress.sentence


def sentence_from(
    quota: Quota,
    demand: Demand,
    tallies: Sequence[Tally],
    done: int,
    target: int | None,
    expected: int | None,
    late: int,
    state: State,
) -> str:
    """The sentence of a progress, from its parts. ``demand``: the one shown."""
    name = _titled(quota, demand)
    if state is State.OPTIONAL:
        return f"{name}：教学日太少，不作要求"
    if state is State.OVER:
        return f"{name} {done} {quota.unit}，{_over(tallies, quota.unit, demand)}"
    if target is None and demand.number.least:
        return f"{name} {done} {quota.unit}，停用前没有到期的"
    if target is None:
        return f"{name} {done} {quota.unit}，{_within(demand, quota.unit)}"
    head = f"{name} {done}/{target}"
    if state is State.DONE:
        return f"{head}，已完成"
    if state is State.EXCUSED:
        return f"{head}，其余已说明并认可"
    if state is State.FUTURE:
        return f"{head}，{month_day(min(tally.first for tally in tallies))}起"
    overdue = [f"{_lacking(demand)} {late} {quota.unit}"] if late else []
    if demand.per in WHOLE:
        return "，".join([head, *(overdue or _of_a_whole(tallies, quota.unit, expected))])
    return "，".join([head, *([*overdue, *_of_periods(tallies, quota.unit, demand)] or ["目前都已做到"])])


def _lacking(demand: Demand) -> str:
    """Only what must be done is ever late: of a habit or an aim it is said that it lacks, not that its day is over."""
    return "已到期还缺" if demand.severity is Severity.MUST else "还缺"


def _of_a_whole(tallies: Sequence[Tally], unit: str, expected: int | None) -> list[str]:
    missing = sum(tally.missing for tally in tallies)
    return [f"还差 {missing} {unit}", *([f"按进度应有 {expected}"] if expected else [])]


def _of_periods(tallies: Sequence[Tally], unit: str, demand: Demand) -> list[str]:
    running = [tally for tally in tallies if tally.missing and tally.state in (State.ON_PACE, State.BEHIND)]
    if demand.per is Per.EVENT and running:
        return [f"还有 {sum(tally.missing for tally in running)} {unit}未到期"]
    return [f"{NOW.get(demand.per, tally.label)}还要 {tally.missing} {unit}" for tally in running]


def _over(tallies: Sequence[Tally], unit: str, demand: Demand) -> str:
    over = [tally for tally in tallies if tally.state is State.OVER]
    if demand.per in WHOLE and len(over) == 1:
        most = over[0].number.most or 0
        return f"超过上限 {over[0].amount - most} {unit}（{_limit(most, unit)}）"
    named = "、".join(f"{tally.label} {tally.amount} {unit}" for tally in over[:SHOWN])
    more = f"等{len(over)}处" if len(over) > SHOWN else ""
    return f"{named}{more}超过上限（{_limit(over[0].number.most or 0, unit)}）"


def _within(demand: Demand, unit: str) -> str:
    if demand.number.most is None:
        return "不限次数"
    return f"没有超过上限（{_limit(demand.number.most, unit)}）" if demand.number.most else "目前没有"


def _limit(most: int, unit: str) -> str:
    return f"最多 {most} {unit}" if most else "不得有"


def _titled(quota: Quota, demand: Demand) -> str:
    """The quota's name, with its period before it unless the name says it."""
    if demand.per in WHOLE or demand.per is Per.EVENT or quota.name.startswith(("每", "周周", "单周", "双周", "各")):
        return quota.name
    return EACH[demand.per] + quota.name


def _asked(quota: Quota, demand: Demand, told: str) -> str:
    name = quota.name
    for each in (EACH[demand.per], EACH[demand.per].removeprefix("每个"), "每学期"):
        if each and name.startswith(each) and name != each:
            name = name.removeprefix(each)
            break
    if demand.per is Per.WEEK and name.startswith("周"):
        name = f"的{name}"  # 每周的周周练
    number = demand.number
    if number.most == 0 and not number.least:
        return f"不得有{name}{told}"
    if number.most is None and not number.least:
        return f"{name}{told}不限{quota.unit}数" if quota.unit in ("次", "节") else f"{name}{told}不限数量"
    if number == Number(1) and _is_each_one(quota, demand):
        return f"{name}{told}"
    return f"{name}{told}{number_text(number, quota.unit)}"


def _is_each_one(quota: Quota, demand: Demand) -> bool:
    """每周……1周, 每节公开课……1节: one of each is what 每 says already."""
    if demand.event is not None:
        return demand.event.kind == demand.counted.kind and quota.unit == KINDS[demand.event.kind].unit
    return EACH[demand.per] == f"每{quota.unit}"
