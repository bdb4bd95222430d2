"""Whether a table still fits its term: the days that offer other periods than when it was laid out, and whether rows must move for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jiaoyan.pacing.rules.replan import replan
from jiaoyan.pacing.rules.schedule import DayLoad, PaceRow, makeup_note
from jiaoyan.schools.rules.calendar import WEEKDAYS, month_day

LOOKS_BACK = timedelta(days=14)  # what was lost before is in the records of what was taught
FRIDAY = 4
A_PATTERN = 3  # the same change on so many days of one weekday is a change of the timetable


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that offered ``before`` periods when the table was laid out and offers ``now``; ``note`` says what is unusual about it."""

    day: date
    before: int
    now: int
    note: str = ""

    @property
    def sentence(self) -> str:
        """6月10日（星期一）停课，少1课时"""
        more, note = self.now - self.before, f"{self.note}，" if self.note else ""
        return f"{month_day(self.day)}（{WEEKDAYS[self.day.weekday()]}）{note}{'多' if more > 0 else '少'}{abs(more)}课时"


@dataclass(frozen=True, slots=True)
class Outdated:
    """A table that no longer fits: ``words`` say what changed, ``title`` what to do, replanning begins with ``from_day``."""

    title: str
    words: tuple[str, ...]
    from_day: date
    moves: int


def offered_days(loads: Sequence[DayLoad]) -> dict[str, int]:
    """The periods of each day that has some, by ISO day: kept with a table to find out later what changed."""
    return {load.day.isoformat(): load.periods for load in loads if load.periods}


def changed_days(before: Mapping[str, int], loads: Sequence[DayLoad], from_day: date) -> tuple[DayChange, ...]:
    """The days from ``from_day`` on that offer other periods than ``before`` (``offered_days`` of then); none when nothing was kept."""
    if not before:
        return ()
    now = {load.day: load for load in loads}
    days = sorted({date.fromisoformat(day) for day in before} | set(now))
    found = []
    for day in days:
        load, was = now.get(day), before.get(day.isoformat(), 0)
        periods = load.periods if load else 0
        if day >= from_day and periods != was:
            found.append(DayChange(day, was, periods, load.note if load else ""))
    return tuple(found)


def outdated(rows: Sequence[PaceRow], changes: Sequence[DayChange], loads: Sequence[DayLoad]) -> Outdated | None:
    """What to tell the leader when rows must move because of the changes; None when the table still fits."""
    if not changes:
        return None
    from_day = changes[0].day
    moves = len(replan(rows, None, loads, from_day).differences)
    if not moves:
        return None
    patterns, singles = _sorted_out(changes)
    causes = [word for word, found in (("校历", singles), ("课表", patterns)) if found]
    words = (*_weekly(patterns), *(change.sentence for change in singles))
    return Outdated(f"{'和'.join(causes)}有变，请重排教学进度", words, from_day, moves)


def _sorted_out(changes: Sequence[DayChange]) -> tuple[list[list[DayChange]], list[DayChange]]:
    """Changes that repeat on a weekday, with the make-up days that run it, and all others."""
    alike: dict[tuple[int, int, int], list[DayChange]] = defaultdict(list)
    for change in changes:
        if not change.note:
            alike[change.day.weekday(), change.before, change.now].append(change)
    patterns = {key: group for key, group in alike.items() if len(group) >= A_PATTERN}
    repeated = {change for group in patterns.values() for change in group}
    return list(patterns.values()), [each for each in changes if each not in repeated and not any(_runs(each, *key) for key in patterns)]


def _runs(change: DayChange, weekday: int, before: int, now: int) -> bool:
    """Whether the change is that of a make-up day on which the weekday's timetable runs; without a lesson left it has no note."""
    is_makeup = change.note == makeup_note(weekday) or (not change.note and change.day.weekday() > FRIDAY)
    return is_makeup and (change.before, change.now) == (before, now)


def _weekly(patterns: Sequence[Sequence[DayChange]]) -> Iterator[str]:
    for group in patterns:
        first = group[0]
        yield f"{month_day(first.day)}起，{WEEKDAYS[first.day.weekday()]}由{first.before}课时改为{first.now}课时"
