"""Why a fact of the right kind does not count, in short Chinese. 没有计入的理由"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from jiaoyan.quotas.rules.demand import Demand, Per
from jiaoyan.quotas.rules.fact import Fact
from jiaoyan.quotas.rules.matching import why_not
from jiaoyan.quotas.rules.parts import Part
from jiaoyan.quotas.rules.plan import Plan
from jiaoyan.quotas.rules.spans import CADENCES, PARTS, WHOLE, closing, opening
from jiaoyan.quotas.rules.wording import event_name
from jiaoyan.schools.rules.calendar import Calendar, month_day


@dataclass(frozen=True)
class Reasons:
    """The reasons of one plan."""

    plan: Plan
    calendar: Calendar

    @cached_property
    def bounds(self) -> tuple[date, date]:
        """The first and last day whose facts can count."""
        first = date.min if self.plan.standing is not None else opening(self.calendar)
        return first, closing(self.calendar) if self.lasts else self.calendar.dates.last_day

    @cached_property
    def lasts(self) -> bool:
        """Something of it may be done late, in the week after the term."""
        return any(demand.per in WHOLE or demand.per is Per.EVENT for demand in self.plan.demands)

    @property
    def closed(self) -> str:
        """Done for an event whose quota was withdrawn since."""
        return "这件事的要求已停用，之后做的不计"

    def of_time(self, day: date, today: date) -> str:
        """A day to come, or one of another term."""
        first, last = self.bounds
        if day > last:
            return "学期结束一周以后做的，不再计入" if self.lasts else "学期结束后做的，不再计入"
        if day < first:
            return "在本学期之前"
        return "日期在今天之后，到时再计" if day > today else ""

    def of_part(self, part: Part | None, fact: Fact) -> str:
        """A stretch in which nothing is asked."""
        if part is None:
            return "这一时段对本人（本组）不作要求"
        why = why_not(part.demand.counted, fact)
        return why or (f"{part.span.label}{part.note}" if part.optional else "")

    def surplus(self, part: Part) -> str:
        """Beyond an exact number."""
        where = "" if part.demand.per in WHOLE and not part.span.point else part.span.label
        return f"{where}已满{part.number.most}{self.plan.quota.unit}，多出的不另计"

    def nowhere(self, fact: Fact) -> str:
        """A day on which the plan has no stretch."""
        demand = self.plan.in_force(fact.day)
        if demand is None:
            before = not any(each.demand and each.begins <= fact.day for each in self.plan.regimes)
            return "当时还没有这项要求" if before else "当时这项要求已停用"
        return why_not(demand.counted, fact) or self._off(demand, fact)

    def _off(self, demand: Demand, fact: Fact) -> str:
        day = fact.day
        if self.plan.why and not self.plan.parts:
            return self.plan.why
        if demand.per is Per.EVENT:
            return f"没有注明对应哪一次{event_name(demand)}"
        if demand.window.points and demand.per in WHOLE:
            return "没有注明是期中还是期末"
        if demand.window.months and day.month not in demand.window.months:
            return f"{month_day(day)}不在要求的{'、'.join(str(month) for month in demand.window.months)}月"
        if demand.window.part:
            return f"{month_day(day)}不在{'、'.join(str(month) for month in demand.window.months)}月{PARTS[demand.window.part]}"
        if demand.per is Per.SCHOOL_DAY:
            return f"{month_day(day)}不上课（{self.calendar.why_no_school(day)}）"
        number = max(1, self.calendar.week_no(day) or 0)
        if demand.per in CADENCES and number % 2 != CADENCES[demand.per]:
            return f"第{number}周是{'单' if number % 2 else '双'}周，这里只数{'单' if CADENCES[demand.per] else '双'}周"
        return self._between(demand)

    def _between(self, demand: Demand) -> str:
        if demand.per in WHOLE and demand is not self.plan.current.demand:
            return f"要求已改，{month_day(self.plan.current.begins)}起另计" if self.plan.current.demand else "这项要求已停用"
        if demand.window.by or demand.window.on:
            return "已过这项要求的期限"
        return "这一时段跨新旧两次要求，不另计"
