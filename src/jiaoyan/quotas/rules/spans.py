"""The stretches a demand is counted in: terms, months, weeks, days, points and events, each with its due day. 计数周期

Decisions:
- Every day from the preparation before the term (three weeks) to its last day lies in exactly one week, fortnight, half month and month. Preparation
  days belong to the first of them, so an activity moved before the first school day counts for week 1; the days of a holiday week without a number
  belong to the week that follows, as the calendar numbers them. Weekends belong to their week.
- A stretch with fewer school days than ``Thresholds`` asks for nothing. Odd and even weeks are cadences: they ask as long as there is one school day,
  for the meeting moves (calendar notes 4) rather than falls out; in a week that lost a weekday it may move into the next week (``spill``), and is due then.
- Fortnights begin with an odd week. 下旬 as 月底 is the last seven days of a month, 上旬 its first ten, 中旬 the 11th to 20th.
- By term start is due on the first school day, ``weeks`` after it at the end of that teaching week; by the review phase on its first day; without that date
  at the end of the term. Mid-term is over two weeks after the middle of the term (week 11 of 19). Every due day moves to the school day before it.
- A month's or week's fact must lie in it; a deadline's may come late and counts then.
- The paper of a term is often written when the pupils have gone: what is counted over the term, by a point or for an event counts until a week after the last
  day (``GRACE``), as late. Weeks, months and days end with the term, and nothing opens a duty after it.
- In holidays shorter than four weeks a day may lie in that week and in the preparation for the next term. A fact is read with the term of its record
  (``facts.py`` of each package), so it counts once, for that term; where nobody chose one, a day is of the nearer term: the next, once its preparation
  has begun (``schools.queries.term_on``). The week is not cut: what was written for the ended term would then count for neither.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from jiaoyan.quotas.rules.demand import Demand, Due, Per, Window
from jiaoyan.quotas.rules.fact import Fact
from jiaoyan.quotas.rules.kinds import POINT
from jiaoyan.schools.rules.calendar import PREPARATION, Calendar, TeachingWeek, long_day, month_day

Range = tuple[date, date]
ONE_DAY = timedelta(1)
GRACE = timedelta(7)
"""How long after a term's last day a deed may still be done late for it: the week of putting things in order."""
CADENCES = {Per.ODD_WEEK: 1, Per.EVEN_WEEK: 0}
WEEKLY = frozenset({Per.WEEK, Per.ODD_WEEK, Per.EVEN_WEEK, Per.FORTNIGHT})
WHOLE = frozenset({Per.TERM, Per.SCHOOL})
PARTS = {"": "", "early": "上旬", "middle": "中旬", "late": "底"}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How many school days a stretch needs to be asked in (calendar notes 7); a school may set others."""

    week: int = 3
    cadence_week: int = 1
    fortnight: int = 5
    half_month: int = 5
    month: int = 10


USUAL = Thresholds()


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch. Facts lie in ``ranges`` (both days included); ``days`` are the school days one has for it, ``enough`` how many make it count.

    ``paced``: its number is spread over its days. ``point``, ``event``: which value of the attribute, which event, its facts belong to.
    ``spill``: days after it that may still fill it.
    """

    key: str
    label: str
    ranges: tuple[Range, ...]
    due: date
    days: tuple[date, ...]
    enough: int = 1
    paced: bool = False
    point: str = ""
    event: str = ""
    spill: Range | None = None
    note: str = ""

    @property
    def first(self) -> date:
        """Its first school day, or its first day when it has none."""
        return self.days[0] if self.days else self.ranges[0][0]

    def covers(self, day: date) -> bool:
        """Whether a day's facts may lie in it."""
        return any(first <= day <= end for first, end in self.ranges)

    @property
    def short(self) -> bool:
        """Too few school days to ask for anything."""
        return len(self.days) < self.enough


def opening(calendar: Calendar) -> date:
    """The first day whose facts belong to the term: the preparation before the first school day."""
    return calendar.dates.first_day - PREPARATION


def closing(calendar: Calendar) -> date:
    """The last day whose facts may count for the term, late."""
    return calendar.dates.last_day + GRACE


def spans_of(demand: Demand, calendar: Calendar, events: Iterable[Fact] = (), thresholds: Thresholds = USUAL) -> tuple[Span, ...]:
    """The stretches of a demand in a term, in order; ``events`` are the facts that open a duty each. Empty when there is nothing to count in."""
    if not calendar.school_days():
        return ()
    if demand.per is Per.EVENT:
        return tuple(event_span(demand, calendar, event) for event in events)
    if demand.per in WHOLE:
        return _points(demand.window, calendar) if demand.window.points else _whole(demand, calendar)
    spans = [span for span in _PERIODS[demand.per](calendar, thresholds) if _in_months(demand, calendar, span)]
    if demand.per is Per.MONTH and demand.window.part:
        spans = [part for span in spans if (part := _part_of(span, demand.window, calendar))]
    named = _named_day(demand.window, calendar)
    return tuple(spans) if named is None else _until(tuple(spans), calendar.deadline(named))


def event_span(demand: Demand, calendar: Calendar, event: Fact) -> Span:
    """The stretch an event opens: from its day, for ``within_days`` or to the end of the term, due on a school day not before the event itself."""
    within, last = demand.window.within_days, calendar.dates.last_day
    ends = last if within is None else min(last, event.day + timedelta(within))
    due = max(event.day, calendar.deadline(ends))
    return Span(f"event:{event.key}", event.label, ((event.day, closing(calendar)),), due, (event.day,), event=event.key)


def why_none(demand: Demand, calendar: Calendar) -> str:
    """Why a demand has no stretch in a term, in Chinese."""
    window = demand.window
    if not calendar.school_days():
        return "本学期没有教学日，请先核对校历"
    if demand.per in WEEKLY and not any(week.no > 0 for week in calendar.weeks()):
        return "本学期没有教学周，请先核对校历"
    if window.on and not calendar.dates.first_day <= window.on <= calendar.dates.last_day:
        return f"要求的日期{long_day(window.on)}不在本学期"
    if window.months:
        return f"本学期没有{'、'.join(str(month) for month in window.months)}月"
    return "本学期没有双周" if demand.per is Per.EVEN_WEEK else "本学期没有可计的时段"


# the whole term


def _whole(demand: Demand, calendar: Calendar) -> tuple[Span, ...]:
    window, last = demand.window, calendar.dates.last_day
    ranges: tuple[Range, ...] = ((opening(calendar), closing(calendar)),)
    if window.months:
        ranges = tuple(
            part
            for first, end in _months(calendar)
            if first.month in window.months and (part := _clip(_part(first, window.part), first, end))
        )
    named = _named_day(window, calendar)
    if not ranges or (window.on and not calendar.dates.first_day <= window.on <= last):
        return ()
    due = calendar.deadline(named or ranges[-1][1])
    days = tuple(day for day in _days_in(ranges, calendar) if day <= due)
    if demand.per is Per.SCHOOL:
        return (Span("school", "全校", ((date.min, ranges[-1][1]),), due, days, enough=0, paced=True, note=_window_note(window, calendar)),)
    return (Span("term", "本学期", ranges, due, days, enough=0, paced=True, note=_window_note(window, calendar)),)


def _points(window: Window, calendar: Calendar) -> tuple[Span, ...]:
    spans = []
    for point in window.points:
        due = calendar.deadline(_middle(calendar) if point == "mid_term" else calendar.dates.last_day)
        ranges = ((opening(calendar), closing(calendar)),)
        days = calendar.school_days_between(calendar.dates.first_day, due)
        spans.append(Span(point, POINT.choices.get(point, point), ranges, due, days, point=point))
    return tuple(spans)


def _middle(calendar: Calendar) -> date:
    numbered = [week for week in calendar.weeks() if week.no > 0]
    wanted = calendar.last_week // 2 + 2
    return next((week.end for week in numbered if week.no == wanted), calendar.dates.last_day)


def _window_note(window: Window, calendar: Calendar) -> str:
    if window.by is Due.REVIEW_START and calendar.dates.exam_phase_start is None:
        return "校历没有填复习开始日，按学期末计"
    return "日期暂定" if window.tentative else ""


def _named_day(window: Window, calendar: Calendar) -> date | None:
    """The day a window names, not yet moved to a school day; None when it names none."""
    days, dates = calendar.school_days(), calendar.dates
    if window.on:
        return window.on
    match window.by:
        case None:
            return None
        case Due.TERM_START:
            return _weeks_after(days[0], window.weeks, calendar) if window.weeks else days[0]
        case Due.REVIEW_START if dates.exam_phase_start:
            return _weeks_after(dates.exam_phase_start, window.weeks, calendar) if window.weeks else dates.exam_phase_start
        case _:
            return dates.last_day


def _weeks_after(day: date, weeks: int, calendar: Calendar) -> date:
    """The end of the teaching week so many weeks on, the running one included: two weeks from the first school day end with week 2."""
    wanted = max(1, calendar.week_no(day) or 0) + weeks - 1
    return next((min(week.end, calendar.dates.last_day) for week in calendar.weeks() if week.no == wanted), calendar.dates.last_day)


# periods


def _weeks(calendar: Calendar, thresholds: Thresholds) -> list[Span]:
    return [
        Span(f"w{week.no}", f"第{week.no}周", (reach,), _last(days, week.end, calendar), days, thresholds.week)
        for week, reach in _reaches(calendar)
        for days in [_taught(week, reach, calendar)]
    ]


def _cadence(parity: int) -> Callable[[Calendar, Thresholds], list[Span]]:
    def spans(calendar: Calendar, thresholds: Thresholds) -> list[Span]:
        reaches = _reaches(calendar)
        following = [*reaches[1:], None]
        return [
            _cadence_week(week, reach, then, calendar, thresholds)
            for (week, reach), then in zip(reaches, following, strict=True)
            if week.no % 2 == parity
        ]

    return spans


def _cadence_week(
    week: TeachingWeek, reach: Range, then: tuple[TeachingWeek, Range] | None, calendar: Calendar, thresholds: Thresholds
) -> Span:
    days = _taught(week, reach, calendar)
    due = _last(days, week.end, calendar)
    span = Span(f"w{week.no}", f"第{week.no}周", (reach,), due, days, thresholds.cadence_week)
    if then is None or sum(day.weekday() < 5 for day in days) >= 5:
        return span
    later, spill = then
    return replace(
        span, spill=spill, due=max(due, _last(_taught(later, spill, calendar), due, calendar)), note=f"本周有放假，可顺延到第{later.no}周"
    )


def _fortnights(calendar: Calendar, thresholds: Thresholds) -> list[Span]:
    pairs: dict[int, list[tuple[TeachingWeek, Range]]] = {}
    for week, reach in _reaches(calendar):
        pairs.setdefault((week.no + 1) // 2, []).append((week, reach))
    return [_fortnight(number, pair, calendar, thresholds) for number, pair in pairs.items()]


def _fortnight(number: int, pair: list[tuple[TeachingWeek, Range]], calendar: Calendar, thresholds: Thresholds) -> Span:
    days = tuple(day for week, reach in pair for day in _taught(week, reach, calendar))
    numbers = "、".join(str(week.no) for week, _ in pair)
    reach = (pair[0][1][0], pair[-1][1][1])
    return Span(f"f{number}", f"第{numbers}周", (reach,), _last(days, reach[1], calendar), days, thresholds.fortnight)


def _taught(week: TeachingWeek, reach: Range, calendar: Calendar) -> tuple[date, ...]:
    """The school days of a week, with those a class has of its own in a holiday week without a number."""
    if calendar.dates.count_full_holiday_weeks:
        return week.days
    return tuple(day for day in calendar.school_days_between(*reach) if calendar.week_no(day))


def _reaches(calendar: Calendar) -> list[tuple[TeachingWeek, Range]]:
    """Each numbered week with the days that belong to it; together they cover the term and its preparation without gaps."""
    weeks = [week for week in calendar.weeks() if week.no > 0]
    starts = [opening(calendar), *(week.end + ONE_DAY for week in weeks[:-1])]
    ends = [*(week.end for week in weeks[:-1]), calendar.dates.last_day]
    return list(zip(weeks, zip(starts, ends, strict=True), strict=True)) if weeks else []


def _month_spans(calendar: Calendar, thresholds: Thresholds) -> list[Span]:
    return [
        _dated(f"{end:%Y-%m}", f"{end.month}月", (first, end), thresholds.month, calendar)
        for first, end in _merged_opening(_months(calendar), calendar)
    ]


def _half_months(calendar: Calendar, thresholds: Thresholds) -> list[Span]:
    halves = []
    for first, end in _months(calendar):
        middle = first.replace(day=15)
        halves += [half for half in (_clip((first, middle), first, end), _clip((middle + ONE_DAY, end), first, end)) if half]
    return [
        _dated(
            f"{end:%Y-%m}-{1 if end.day <= 15 else 2}",
            f"{end.month}月{'上' if end.day <= 15 else '下'}半月",
            (first, end),
            thresholds.half_month,
            calendar,
        )
        for first, end in _merged_opening(halves, calendar)
    ]


def _school_days(calendar: Calendar, thresholds: Thresholds) -> list[Span]:
    del thresholds
    return [Span(day.isoformat(), month_day(day), ((day, day),), day, (day,)) for day in calendar.school_days()]


def _dated(key: str, label: str, reach: Range, enough: int, calendar: Calendar) -> Span:
    days = calendar.school_days_between(*reach)
    return Span(key, label, (reach,), _last(days, reach[1], calendar), days, enough)


def _merged_opening(stretches: Iterable[Range], calendar: Calendar) -> list[Range]:
    """Without the stretches that end before the term; the first that remains takes in the preparation."""
    left = [each for each in stretches if each[1] >= calendar.dates.first_day]
    return [(opening(calendar), left[0][1]), *left[1:]]


def _months(calendar: Calendar) -> list[Range]:
    """The calendar months from the preparation to the last day, cut to them."""
    opens, closes = opening(calendar), calendar.dates.last_day
    found, first = [], opens
    while first <= closes:
        end = first.replace(day=monthrange(first.year, first.month)[1])
        found.append((first, min(end, closes)))
        first = end + ONE_DAY
    return found


def _part(day: date, part: str) -> Range:
    """The early, middle or late part of a day's calendar month, or all of it."""
    last = monthrange(day.year, day.month)[1]
    first, end = {"": (1, last), "early": (1, 10), "middle": (11, 20), "late": (last - 6, last)}[part]
    return day.replace(day=first), day.replace(day=end)


def _part_of(span: Span, window: Window, calendar: Calendar) -> Span | None:
    first, end = span.ranges[0]
    reach = _clip(_part(end, window.part), first, end)
    return _dated(span.key, span.label + PARTS[window.part], reach, 1, calendar) if reach else None


def _in_months(demand: Demand, calendar: Calendar, span: Span) -> bool:
    if not demand.window.months:
        return True
    if demand.per in WEEKLY:
        number = next(week.no for week in calendar.weeks() if week.no > 0 and week.end >= span.first)
        return calendar.month_of_week(number)[1] in demand.window.months
    return span.ranges[0][1].month in demand.window.months


def _until(spans: tuple[Span, ...], day: date) -> tuple[Span, ...]:
    """Spans that begin by a day, due by it."""
    return tuple(replace(span, due=min(span.due, day)) for span in spans if span.first <= day)


def _clip(reach: Range, first: date, end: date) -> Range | None:
    cut = (max(reach[0], first), min(reach[1], end))
    return cut if cut[0] <= cut[1] else None


def _last(days: tuple[date, ...], otherwise: date, calendar: Calendar) -> date:
    return days[-1] if days else calendar.deadline(otherwise)


def _days_in(ranges: tuple[Range, ...], calendar: Calendar) -> tuple[date, ...]:
    return tuple(day for first, end in ranges for day in calendar.school_days_between(first, end))


_PERIODS: Mapping[Per, Callable[[Calendar, Thresholds], list[Span]]] = {
    Per.SCHOOL_DAY: _school_days,
    Per.WEEK: _weeks,
    Per.ODD_WEEK: _cadence(1),
    Per.EVEN_WEEK: _cadence(0),
    Per.FORTNIGHT: _fortnights,
    Per.HALF_MONTH: _half_months,
    Per.MONTH: _month_spans,
}
