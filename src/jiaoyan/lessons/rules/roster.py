"""The roster of practice lessons: R020 two young teachers each half month, R021 published early in the term, R022 everyone's turn. 练兵课安排

A lesson takes place in one of the teacher's own periods. Turns are fair across terms: whoever went least comes first, and no proposal makes
the difference between the most and the least greater than one (or than it was).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from jiaoyan.lessons.rules.timetable import Period
from jiaoyan.schools.rules.calendar import Calendar, month_day, short_day

PER_HALF_MONTH = 2
Half = tuple[int, int, int]  # year, month, 1 the 1st–15th, 2 the rest


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the cohort: turns in earlier terms, and the periods in which the lesson could be (own, no activity then)."""

    id: int
    name: str
    turns: int
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """One lesson of a roster."""

    teacher: int
    period: Period


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a roster as it is to stand: ``key`` of the stored line, None for a new one."""

    key: int | None
    turn: Turn
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """``turns`` by day. ``open_halves``: half months that could not be filled, with how many are missing; ``without``: who has no period to give."""

    turns: tuple[Turn, ...]
    open_halves: tuple[tuple[Half, int], ...] = ()
    without: tuple[int, ...] = ()


def half_of(day: date) -> Half:
    """The half month of a day: the 15th belongs to the first."""
    return day.year, day.month, 1 if day.day <= 15 else 2


def half_name(half: Half) -> str:
    """3月上半月."""
    return f"{half[1]}月{'上' if half[2] == 1 else '下'}半月"


def halves_of(days: Iterable[date], minimum: int = 5) -> tuple[Half, ...]:
    """The half months that ask for lessons: those with at least ``minimum`` of the school days on which lessons may be."""
    counts = Counter(half_of(day) for day in days)
    return tuple(half for half, count in sorted(counts.items()) if count >= minimum)


def propose(candidates: Sequence[Candidate], halves: Sequence[Half]) -> Proposal:
    """Two lessons in each half month, more where the cohort would not get its turn otherwise.

    In rounds: those with the fewest turns are placed first, each once; nobody goes again before everyone has, and never twice in one half month.
    """
    able = [each for each in candidates if any(half_of(period.day) in set(halves) for period in each.periods)]
    without = tuple(each.id for each in candidates if each not in able)
    room = _rooms(len(able), halves)
    placed: dict[Half, list[Candidate]] = {half: [] for half in halves}
    turns = {each.id: each.turns for each in able}
    while able and any(room.values()):
        level = min(turns.values())
        going = [each for each in able if turns[each.id] == level]
        matched = _round(going, room, placed)
        for half, people in matched.items():
            placed[half] += people
            room[half] -= len(people)
            for each in people:
                turns[each.id] += 1
        if sum(map(len, matched.values())) < len(going):
            break
    chosen = [turn for half in halves for turn in _periods(half, placed[half])]
    return Proposal(
        tuple(sorted(chosen, key=lambda turn: (turn.period, turn.teacher))),
        tuple((half, left) for half, left in room.items() if left and len(placed[half]) < PER_HALF_MONTH) if able else (),
        without,
    )


def _rooms(people: int, halves: Sequence[Half]) -> dict[Half, int]:
    if not halves:
        return {}
    wanted = max(PER_HALF_MONTH * len(halves), people)
    each, more = divmod(wanted, len(halves))
    return {half: each + (place < more) for place, half in enumerate(halves)}


def _round(going: Sequence[Candidate], room: Mapping[Half, int], placed: Mapping[Half, list[Candidate]]) -> dict[Half, list[Candidate]]:
    """Place as many as possible, once each, the earlier half months first; who is placed may move to make room (augmenting paths)."""
    sat: dict[Half, list[Candidate]] = {half: [] for half in room}
    can = {each.id: [half for half in room if each not in placed[half] and _free(each, half)] for each in going}

    def seat(each: Candidate, tried: set[Half]) -> bool:
        for half in can[each.id]:
            if half in tried:
                continue
            tried.add(half)
            if len(sat[half]) < room[half]:
                sat[half].append(each)
                return True
            for other in list(sat[half]):
                if seat(other, tried):
                    sat[half].remove(other)
                    sat[half].append(each)
                    return True
        return False

    for each in going:
        seat(each, set())
    return sat


def _free(each: Candidate, half: Half) -> tuple[Period, ...]:
    return tuple(period for period in each.periods if half_of(period.day) == half)


def _periods(half: Half, people: Sequence[Candidate]) -> list[Turn]:
    """A period for each, spread over the half month, at different times wherever that can be done: colleagues want to see both."""
    days = sorted({period.day for each in people for period in _free(each, half)})
    wishes = {
        each.id: sorted(
            _free(each, half), key=lambda period: (abs((place + 1) * len(days) - days.index(period.day) * (len(people) + 1)), period)
        )
        for place, each in enumerate(people)
    }
    taken: dict[tuple[date, int], tuple[int, Period]] = {}

    def choose(who: int, tried: set[tuple[date, int]]) -> bool:
        for period in wishes[who]:
            time = (period.day, period.period_no)
            if time in tried:
                continue
            tried.add(time)
            if time not in taken or choose(taken[time][0], tried):
                taken[time] = (who, period)
                return True
        return False

    alone = [each.id for each in people if not choose(each.id, set())]
    return [Turn(who, period) for who, period in taken.values()] + [Turn(who, wishes[who][0]) for who in alone]


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps one line of an edited roster from being published: row from 0, the column it belongs to."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What an edited roster is held against. ``own``: every own period of a teacher; ``busy``: those of them on a half day with a meeting, which is named."""

    calendar: Calendar
    names: Mapping[int, str]
    own: Mapping[int, frozenset[Period]]
    subject: str
    busy: Mapping[int, Mapping[Period, str]] = field(default_factory=dict)


def faults(turns: Sequence[Turn], ground: Ground) -> tuple[Fault, ...]:
    """Every line that cannot take place as it stands."""
    found, times = [], Counter((turn.teacher, turn.period.day) for turn in turns)
    for row, turn in enumerate(turns):
        period, name = turn.period, ground.names.get(turn.teacher, "")
        own = ground.own.get(turn.teacher, frozenset())
        why = ground.calendar.why_no_school(period.day)
        if why:
            found.append(Fault(row, "day", f"{short_day(period.day)}不上课（{why}），请改日期。"))
        elif period not in own:
            found.append(Fault(row, "period_no", _not_own(period, name, own, ground.subject)))
        elif meeting := ground.busy.get(turn.teacher, {}).get(period):
            found.append(Fault(row, "day", f"{name}{month_day(period.day)}{meeting}，那半天不排课，请改日期。"))
        if times[turn.teacher, period.day] > 1:
            found.append(Fault(row, "day", f"{name}这一天安排了两次，请改一次。"))
    return tuple(found)


def _not_own(period: Period, name: str, own: Iterable[Period], subject: str) -> str:
    same = sorted(each.period_no for each in own if each.day == period.day and each.class_id == period.class_id)
    if same:
        return f"{name}在这个班这一天的{subject}课是{'、'.join(f'第{number}节' for number in same)}，请改节次。"
    if any(each.class_id == period.class_id for each in own):
        return f"{name}在这个班这一天没有{subject}课，请改日期。"
    return f"{name}不教这个班的{subject}，练兵课在自己的班上。"


def hints(turns: Sequence[Turn], cohort: Sequence[Candidate], halves: Sequence[Half]) -> tuple[str, ...]:
    """What an edited roster leaves to be wished for; nothing here forbids it."""
    found = []
    people: dict[Half, set[int]] = defaultdict(set)
    for turn in turns:
        people[half_of(turn.period.day)].add(turn.teacher)
    short = [f"{half_name(half)}{len(people[half])}位" for half in halves if len(people[half]) < PER_HALF_MONTH]
    if short:
        found.append(f"每半月{PER_HALF_MONTH}位教师上课，还不到的：{'、'.join(short)}。")
    counts = Counter(turn.teacher for turn in turns)
    waiting = [each.name for each in cohort if not counts[each.id]]
    if waiting:
        found.append(f"本学期还没有排到：{'、'.join(waiting)}。")
    totals = {each.id: each.turns + counts[each.id] for each in cohort}
    if totals and max(totals.values()) - min(totals.values()) > max(1, _spread([each.turns for each in cohort])):
        most, least = max(cohort, key=lambda each: totals[each.id]), min(cohort, key=lambda each: totals[each.id])
        found.append(f"连同前几个学期，{most.name}比{least.name}多轮到不止一次（新来的教师从大家的次数起算）。")
    times = Counter((turn.period.day, turn.period.period_no) for turn in turns)
    found += [
        f"{month_day(day)}第{number}节有{count}节课同时上，同事只能听一节。" for (day, number), count in sorted(times.items()) if count > 1
    ]
    young = {each.id for each in cohort}
    others = sum(turn.teacher not in young for turn in turns)
    if others:
        found.append(f"有{others}节由青年教师以外的教师上。")
    return tuple(found)


def _spread(turns: Sequence[int]) -> int:
    return max(turns) - min(turns) if turns else 0
