"""The research group's plan 教研组计划 (F36): what it lacks, and how the times of its month schedule read.

Sources plan by the month, and say "截止3月26日前", "三月底", "暂定5月21日": exact days, deadlines, parts of a month and whole months stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from jiaoyan.schools.rules.calendar import Calendar, month_day
from jiaoyan.schools.rules.numerals import chinese_number
from jiaoyan.schools.rules.quoting import quoted

Timing = Literal["on", "by", "early", "middle", "late", "end", "month"]
Part = Literal["head", "clauses", "months", "targets"]

PARTS: dict[Part, str] = {"head": "指导思想与目标", "clauses": "主要措施", "months": "具体安排", "targets": "争创与迎检"}
AREAS = ("教学常规", "集体备课", "课堂教学与研究课", "教师培训", "青年教师培养", "专题与课题研究", "质量监测与帮扶", "学生活动", "资源建设")
OWN = "own"
EARLIER = timedelta(days=14)  # the group meets before the term begins: August belongs to the autumn term
_PARTS_OF_MONTH = {"early": "上旬", "middle": "中旬", "late": "下旬", "end": "底"}
_MOST_QUOTED = 24


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """One clause of the measures: how many quotas it names, or why there is nothing to count."""

    area: str
    text: str
    counted: int = 0
    uncounted: str = ""


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One thing of the month schedule. ``day`` belongs to ``on`` and ``by`` only."""

    month: int
    kind: str
    text: str
    timing: Timing = "month"
    day: date | None = None
    tentative: bool = False
    participants: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class TargetLine:
    """An honour or an inspection as it comes from a person."""

    kind: str
    what: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What decides whether a plan may be handed in. ``left_out``: what earlier or higher plans ask and no clause takes up, in words."""

    guiding: str
    goals: tuple[str, ...]
    clauses: tuple[ClauseLine, ...]
    months: tuple[MonthLine, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at, in a part of ``PARTS``. ``stops``: the plan cannot be handed in like this; others are only said."""

    part: Part
    message: str
    stops: bool = True

    @property
    def title(self) -> str:
        """The part's name."""
        return PARTS[self.part]


def months_of(calendar: Calendar) -> tuple[tuple[int, int], ...]:
    """The (year, month)s of a term in order, from two weeks before its first day on; none of them comes twice."""
    first, last = calendar.dates.first_day - EARLIER, calendar.dates.last_day
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return tuple((first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1) for n in range(count))


def month_name(month: int) -> str:
    """5 → 五月份, as plans head their months."""
    return f"{chinese_number(month)}月份"


def in_order(lines: Sequence[MonthLine], calendar: Calendar) -> list[int]:
    """The places of lines in the order they are printed: by month of the term, as the group put them within one."""
    order = {month: n for n, (_, month) in enumerate(months_of(calendar))}
    return sorted(range(len(lines)), key=lambda n: order.get(lines[n].month, len(order)))


def when_words(line: MonthLine) -> str:
    """5月21日；截止3月26日；三月下旬；三月底. Nothing for a thing that has the whole month; 暂定 before what may still move."""
    words = ""
    if line.timing in _PARTS_OF_MONTH:
        words = f"{chinese_number(line.month)}月{_PARTS_OF_MONTH[line.timing]}"
    elif line.day is not None:
        words = f"截止{month_day(line.day)}" if line.timing == "by" else month_day(line.day)
    return f"暂定{words}" if line.tentative else words


def item_words(line: MonthLine) -> str:
    """One line of the printed schedule: the text, then when, who and where in brackets."""
    more = [word for word in (when_words(line), line.participants, line.place) if word]
    said = f"（{'，'.join(more)}）" if more else ""
    return f"{line.text.rstrip('。；')}{said}。"


def check_research_plan(draft: PlanDraft, calendar: Calendar) -> tuple[Finding, ...]:
    """Everything to look at before a plan is handed in, in the order of the paper."""
    return (*_head(draft), *_clauses(draft), *_months(draft.months, calendar))


def _head(draft: PlanDraft) -> Iterator[Finding]:
    if not draft.guiding.strip():
        yield Finding("head", "请写指导思想。")
    if not draft.goals:
        yield Finding("head", "请写工作目标，一行一条。")


def _clauses(draft: PlanDraft) -> Iterator[Finding]:
    if not draft.clauses:
        yield Finding("clauses", "请写主要措施，至少一条。")
    for clause in draft.clauses:
        if not clause.counted and not clause.uncounted:
            yield Finding("clauses", f"{quoted(clause.text, _MOST_QUOTED)}还没有对应的指标；没有可数的，请写明不计数的原因。")
    for words in draft.left_out:
        yield Finding("clauses", f"还没有承接：{words}", stops=False)


def _months(lines: Sequence[MonthLine], calendar: Calendar) -> Iterator[Finding]:
    own = {line.month for line in lines if line.kind == OWN}
    for each in calendar.counted_months():
        if each.month not in own:
            yield Finding("months", f"{each.month}月还没有安排本组的教研活动。")
    for line in lines:
        yield from _month_line(line, calendar)


def _month_line(line: MonthLine, calendar: Calendar) -> Iterator[Finding]:
    name = f"{line.month}月{quoted(line.text, _MOST_QUOTED)}"
    if line.day is None:
        if line.timing == "by":
            yield Finding("months", f"{name}写了截止，请填上截止的日期。")
        elif line.timing == "on":
            yield Finding("months", f"{name}写了当天，请填上日期；还没有定的，可以写上旬、中旬、下旬或当月。")
    else:
        if line.day.month != line.month:
            yield Finding("months", f"{name}的日期是{month_day(line.day)}，不在{line.month}月里。")
        inside = calendar.dates.first_day <= line.day <= calendar.dates.last_day
        if inside and not calendar.is_school_day(line.day):
            yield Finding("months", f"{name}在{month_day(line.day)}（{calendar.why_no_school(line.day)}），请再核对。", stops=False)
    if line.tentative:
        yield Finding("months", f"{name}是暂定的，定下来以后请改过来。", stops=False)
