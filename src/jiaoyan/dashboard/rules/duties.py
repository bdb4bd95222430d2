"""Duties in their order, and how a day is said to somebody in a hurry. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from jiaoyan.schools.rules.calendar import WEEKDAYS, Calendar, Override, long_day, month_day
from jiaoyan.schools.rules.gaps import Gap

NEAR = 7
OPEN_KINDS = frozenset({"makeup", "half_day", "event"})


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing somebody has to do: what, by when (None: somebody is waiting for it, without a date), where, and whose it is.

    ``state`` is ``overdue``, ``today`` or empty; ``meta`` a few words more.
    """

    what: str
    due: date | None
    url: str
    state: str = ""
    whose: str = ""
    meta: str = ""


def gathered(gaps: Iterable[Gap], *, named: bool) -> list[Duty]:
    """Gaps as duties: what one person owes at one place is one line, due since the oldest. ``named``: say whose it is."""
    places: dict[tuple[str, int | None], list[Gap]] = {}
    for gap in sorted(gaps, key=lambda gap: gap.since):
        places.setdefault((gap.url, gap.owner_id), []).append(gap)
    return [_duty(here, (here[0].owner_name or "未定") if named else "") for here in places.values()]


def _duty(gaps: Sequence[Gap], whose: str) -> Duty:
    sentences = list(dict.fromkeys(gap.what for gap in gaps))
    return Duty(said_together(sentences), gaps[0].since, gaps[0].url, whose=whose)


def said_together(sentences: Sequence[str]) -> str:
    """Several sentences about one place as one: 第2、3周没有记每日一议 when only a number differs; two are both said, of more the first
    with their number (the place itself lists them).

    The head that two share is said once: 第9次活动：出席还差周予安；还没有形成修改意见.
    """
    first, *others = sentences
    if not others:
        return first
    if numbers := _numbers_that_differ(sentences):
        return f"{numbers.before}{_listed(numbers.each)}{numbers.after}"
    if len(others) > 1:
        return f"{first}等{len(sentences)}项"
    head, colon, rest = others[0].partition("：")
    return f"{first}；{rest if colon and first.startswith(head + colon) else others[0]}"


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Sentences alike but for one number: what stands before it, the numbers, what stands after."""

    before: str
    each: tuple[str, ...]
    after: str


def _numbers_that_differ(sentences: Sequence[str]) -> _Numbers | None:
    """None when more than one number differs, or anything else."""
    split = [re.split(r"(\d+)", sentence) for sentence in sentences]
    if len({len(parts) for parts in split}) > 1:
        return None
    differing = [place for place, parts in enumerate(zip(*split, strict=True)) if len(set(parts)) > 1]
    if len(differing) != 1 or differing[0] % 2 == 0:
        return None
    place, parts = differing[0], split[0]
    return _Numbers("".join(parts[:place]), tuple(each[place] for each in split), "".join(parts[place + 1 :]))


def _listed(numbers: Sequence[str]) -> str:
    """1、3、4 as they are; a run of more than two as 5—12."""
    runs: list[list[int]] = []
    for number in map(int, numbers):
        if runs and runs[-1][-1] + 1 == number:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs)


def state_on(due: date | None, today: date) -> str:
    """``overdue`` after the day, ``today`` on it, otherwise empty."""
    if due is None or due > today:
        return ""
    return "overdue" if due < today else "today"


def in_order(duties: Iterable[Duty]) -> list[Duty]:
    """What others wait for comes first, then by day; of one day, in the order given. The same duty twice is one duty."""
    once = list(dict.fromkeys(duties))
    return sorted(once, key=lambda duty: (duty.due is not None, duty.due or date.min))


def due_words(due: date | None, today: date) -> str:
    """今天, 明天, 6月11日到期，已过1天, 6月18日 星期二前, 6月25日 星期二前，还有13天; empty without a day."""
    if due is None:
        return ""
    ahead = (due - today).days
    if ahead < 0:
        return f"{month_day(due)}到期，已过{-ahead}天"
    if ahead <= 1:
        return "明天" if ahead else "今天"
    return f"{day_words(due)}前，还有{ahead}天" if ahead > NEAR else f"{day_words(due)}前"


def waited_words(since: date, today: date) -> str:
    """6月7日提交，已等5天; 今天提交."""
    waited = (today - since).days
    return f"{month_day(since)}提交，已等{waited}天" if waited > 0 else "今天提交"


def day_words(day: date) -> str:
    """6月18日 星期二"""
    return f"{month_day(day)} {WEEKDAYS[day.weekday()]}"


@dataclass(frozen=True, slots=True)
class Event:
    """Something in the school's calendar, from ``day`` to ``until``."""

    day: date
    until: date
    text: str

    @property
    def days(self) -> str:
        """6月8日 星期六, or 6月8日—10日."""
        if self.day == self.until:
            return day_words(self.day)
        month = "" if self.day.month == self.until.month else f"{self.until.month}月"
        return f"{month_day(self.day)}—{month}{self.until.day}日"


def coming_events(calendar: Calendar, today: date, limit: int = 2) -> tuple[Event, ...]:
    """The next entries of the school's calendar after today: days off, make-up days, the review phase, the end of the term."""
    ahead = [o for o in calendar.overrides if o.day > today and calendar.override(o.day) is o]
    events = [_event(run) for run in _runs(sorted(ahead, key=lambda o: o.day))]
    dates = calendar.dates
    fixed = [(dates.first_day, "开学"), (dates.exam_phase_start, "开始复习检测"), (dates.last_day, "本学期最后一个上课日")]
    events += [Event(day, day, text) for day, text in fixed if day is not None and day > today]
    return tuple(sorted(events, key=lambda event: event.day)[:limit])


def _runs(overrides: Sequence[Override]) -> list[list[Override]]:
    """Neighbouring days of the same kind and name belong together."""
    runs: list[list[Override]] = [[overrides[0]]] if overrides else []
    for before, each in pairwise(overrides):
        same = (each.kind, each.name, each.runs_weekday) == (before.kind, before.name, before.runs_weekday)
        if same and each.day - before.day == timedelta(days=1):
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def _event(run: Sequence[Override]) -> Event:
    return Event(run[0].day, run[-1].day, said(run[0]))


def said(override: Override) -> str:
    """端午节放假; 清明节调休，上星期五的课."""
    off = f"{override.name}放假" if override.kind == "holiday" and not override.name.endswith("放假") else override.name
    runs = override.runs_weekday
    return f"{off}，上{WEEKDAYS[runs]}的课" if override.kind in OPEN_KINDS and runs is not None else off


@dataclass(frozen=True, slots=True)
class Week:
    """Which teaching week it is, as the home page says it."""

    title: str
    parity: str
    day: str
    note: str
    left: str


def week_on(calendar: Calendar, today: date) -> Week:
    """第17周, 单周, the date, what is special about today, and how much of the term is left."""
    number = calendar.week_no(today)
    day = f"{long_day(today)} {WEEKDAYS[today.weekday()]}"
    override = calendar.override(today)
    note = said(override) if override else calendar.why_no_school(today) if number else ""
    if not number:
        title = "学期已结束" if number is None else "还没有开学" if today < calendar.dates.first_day else "预备周"
        return Week(title, "", day, note, "")
    left = len(calendar.school_days_between(today, calendar.dates.last_day))
    return Week(f"第{number}周", "单周" if number % 2 else "双周", day, note, f"本学期共{calendar.last_week}周，还有{left}个上课日")
