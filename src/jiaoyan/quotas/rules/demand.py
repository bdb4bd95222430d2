"""Demands: what a quota asks, as a value. Whose, what, how many, per what, when; each kept in editions by the day they begin. 指标的要求"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from jiaoyan.quotas.rules.fact import SubjectKind, Value


class Per(StrEnum):
    """The stretch of time, or the event, that each count belongs to. 计数周期"""

    SCHOOL_DAY = "school_day"
    WEEK = "week"
    ODD_WEEK = "odd_week"
    EVEN_WEEK = "even_week"
    FORTNIGHT = "fortnight"
    HALF_MONTH = "half_month"
    MONTH = "month"
    TERM = "term"
    SCHOOL = "school"
    EVENT = "event"


class Severity(StrEnum):
    """How firmly it is asked. 要求的分量"""

    MUST = "must"
    SHOULD = "should"
    AIM = "aim"
    BENCHMARK = "benchmark"


class Due(StrEnum):
    """Named points of a term that something is due by. 期限"""

    TERM_START = "term_start"
    TERM_END = "term_end"
    REVIEW_START = "review_start"


@dataclass(frozen=True, slots=True)
class Cohort:
    """Conditions on a person at the first day of the term; all that are set must hold. 人群

    ``age_max`` includes the limit (35岁以下); ``here_below`` does not (到校未满5年); ``service_max`` full or begun years as "1–2 years of service" means them:
    the year of service one is in; ``service_above`` the rest. ``titles``: any of these words in the title 称号. ``roles``: any of these roles (schools.Role.Kind).
    """

    age_max: int | None = None
    here_below: int | None = None
    service_max: int | None = None
    service_above: int | None = None
    titles: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """Whose the demand is. 对象

    ``subject``: what is counted for. Of persons: ``cohorts`` any of which holds (none: everybody who sits in the research group or a group below it).
    Of groups: ``groups`` their kinds (prep, stage, research) and ``size_below``. ``grades`` narrows groups, classes, grades, and persons by the grades they teach.
    """

    subject: SubjectKind
    cohorts: tuple[Cohort, ...] = ()
    groups: tuple[str, ...] = ()
    grades: tuple[int, ...] = ()
    size_below: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing asked of a fact's attribute: one of ``among``, or a whole number within ``least`` … ``most``."""

    attribute: str
    among: tuple[Value, ...] = ()
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Which facts count: a kind, with conditions that must all hold. ``measure``: sum this attribute instead of counting one for each fact (minutes, steps)."""

    kind: str
    where: tuple[Condition, ...] = ()
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """How many: at least, at most, or both (exactly). ``most`` 0 forbids."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """When. All empty: the whole of each period.

    ``by``: due at a named point of the term, ``weeks`` teaching weeks after it. ``on``: due on a date, ``tentative`` or not.
    ``months``: only these calendar months of the term; ``part`` of them. ``within_days``: after an event.
    ``points``: one count for each of these values of the attribute ``point`` (mid_term, final).
    """

    by: Due | None = None
    weeks: int = 0
    on: date | None = None
    tentative: bool = False
    months: tuple[int, ...] = ()
    part: Literal["", "early", "middle", "late"] = ""
    within_days: int | None = None
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """What one edition of a quota asks. ``event``: the facts that open a duty each, when ``per`` is EVENT."""

    audience: Audience
    counted: Counted
    number: Number
    per: Per
    event: Counted | None = None
    window: Window = Window()
    severity: Severity = Severity.MUST


@dataclass(frozen=True, slots=True)
class Edition:
    """A demand from a day on. ``demand`` is None when the quota was withdrawn that day."""

    begins: date
    demand: Demand | None


@dataclass(frozen=True, slots=True)
class Quota:
    """A quota with its editions in order of their days. 指标

    ``name`` and ``unit`` as teachers say them: 听课, 节. ``rule``: the rule it came from ("R053"), empty for a school's own. ``national`` rules outrank the school's.
    """

    key: int
    name: str
    unit: str
    editions: tuple[Edition, ...]
    rule: str = ""
    national: bool = False

    def on(self, day: date) -> Demand | None:
        """The demand in force on a day: the last edition that had begun; None before the first, and once withdrawn."""
        begun = [each for each in self.editions if each.begins <= day]
        return begun[-1].demand if begun else None
