"""The Friday collection: what is still missing from whom, said courteously for the group chat or for one person. Pure. 周五催办"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from jiaoyan.dashboard.rules.duties import said_together
from jiaoyan.quotas.rules.demand import Severity
from jiaoyan.quotas.rules.progress import Progress, State
from jiaoyan.schools.rules.calendar import Calendar, month_day
from jiaoyan.schools.rules.gaps import Gap

MOST = 4
"""How many things a message names for one person; the rest is a number, since nobody reads more in a chat."""
MOST_CHARACTERS = 5000
"""How long a message may be that is sent from here."""
PAPERS = "活动记录、单元分析等材料"
WANTING = frozenset({State.LATE, State.BEHIND})
"""What may be asked for: a limit that was overstepped cannot be made up, and is nothing for a chat."""
ASKED = frozenset({Severity.MUST, Severity.SHOULD})
"""How firmly a thing is asked before anybody is reminded of it: an aim and a figure to go by stand on the page of progress only."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing somebody has not done.

    ``words`` are short enough for a message, ``sentence`` says all of it on the page; ``topic`` is what it is about when nobody is named. ``due`` is the day it was or is
    due, ``late``: that day is over; ``url`` leads to where it is done.
    """

    words: str
    sentence: str
    topic: str
    due: date | None
    late: bool
    url: str


@dataclass(frozen=True, slots=True)
class Owing:
    """Everything one person is asked for, what is late first."""

    person: int | None
    name: str
    things: tuple[Missing, ...]

    @property
    def late(self) -> int:
        """How many of them are past their day."""
        return sum(thing.late for thing in self.things)


def of_gaps(gaps: Sequence[Gap]) -> Missing:
    """What one person's papers lack at one place, as one thing since the oldest: 第2、3周没有记每日一议. Late by its nature."""
    ordered = sorted(gaps, key=lambda gap: gap.since)
    words = said_together(list(dict.fromkeys(gap.what for gap in ordered)))
    return Missing(words, words, PAPERS, ordered[0].since, late=True, url=ordered[0].url)


def of_progress(progress: Progress, url: str, until: date, whose: str = "") -> Missing | None:
    """A quota that is late or behind, or has something due by ``until``; None when it can wait, or is no more than an aim.

    ``whose``: the class, grade or school it is asked of, when one person may answer for several.
    """
    if progress.demand is None or progress.demand.severity not in ASKED:
        return None
    missing = sum(tally.missing for tally in progress.tallies if tally.due <= until)
    if progress.state not in WANTING and not (progress.state is State.ON_PACE and missing):
        return None
    late = progress.state is State.LATE
    words, sentence = f"{whose}{_short(progress, missing)}", f"{whose}　{progress.sentence}" if whose else progress.sentence
    return Missing(words, f"{sentence}{_answered_already(progress)}", progress.quota.name, None if late else progress.due, late, url)


def _answered_already(progress: Progress) -> str:
    """（4月：已说明，待答复）: what was said of what is still missing, for whoever reads the page; never in a message, where others would read it."""
    said = [f"{tally.label}：{tally.excuse.reason}" for tally in progress.tallies if tally.missing and tally.excuse is not None]
    return f"（{'；'.join(said)}）" if said else ""


def _short(progress: Progress, missing: int) -> str:
    """听课还缺2节; 听课还差4节到进度."""
    name, unit = progress.quota.name, progress.quota.unit
    if progress.state is State.LATE:
        return f"{name}还缺{progress.late}{unit}"
    if progress.state is State.BEHIND and progress.expected is not None and progress.expected > progress.done:
        return f"{name}还差{progress.expected - progress.done}{unit}到进度"
    return f"{name}还差{missing}{unit}"


def gathered(owed: Iterable[tuple[int | None, str, Missing]]) -> tuple[Owing, ...]:
    """Person by person, whoever is late with most first; of one person what is late first, then by day. Nobody's things come last."""
    by_person: dict[tuple[int | None, str], list[Missing]] = {}
    for person, name, thing in owed:
        by_person.setdefault((person, name), []).append(thing)
    found = [Owing(person, name, tuple(sorted(things, key=_urgency))) for (person, name), things in by_person.items()]
    return tuple(sorted(found, key=lambda owing: (owing.person is None, -owing.late, -len(owing.things), owing.name)))


def _urgency(thing: Missing) -> tuple[bool, date, str]:
    return not thing.late, thing.due or date.max, thing.words


def week_title(calendar: Calendar, day: date) -> str:
    """第17周; 本学期 outside the weeks."""
    number = calendar.week_no(day)
    return f"第{number}周" if number else "本学期"


def end_of_week(calendar: Calendar, day: date) -> date:
    """The last day of the teaching week a day lies in: what is due by then is asked for on Friday. Outside the term the day itself."""
    return next((week.end for week in calendar.weeks() if week.start <= day <= week.end), day)


def for_the_group(week: str, owing: Sequence[Owing], signed: str, *, names: bool) -> str:
    """The message for the group chat. Without names it says how many people each kind of thing concerns."""
    people = [each for each in owing if each.person is not None]
    if not people:
        return f"各位老师好！{week}的各项工作都做好了，谢谢大家。——{signed}"
    if names:
        head = f"各位老师好！{week}还有下面几项，麻烦大家抽空补一补："
        lines = [f"{each.name}：{_said(each.things)}" for each in people]
    else:
        head = f"各位老师好！{week}还有{len(people)}位老师有要补的，请打开“工作台”看自己的："
        lines = list(_topics(people))
    return "\n".join([head, *lines, f"有困难的请直接告诉我，或在“我的指标”里说明原因。已完成的老师，谢谢！——{signed}"])


def _topics(people: Sequence[Owing]) -> Iterator[str]:
    """听课：4位老师, what concerns most people first; of equals what was wanted first."""
    counts = Counter(topic for each in people for topic in dict.fromkeys(thing.topic for thing in each.things))
    for topic, count in counts.most_common():
        yield f"{topic}：{count}位老师"


def for_one(week: str, owing: Owing, signed: str) -> str:
    """The message for one person alone."""
    surname = owing.name[:1]
    return f"{surname}老师好！{week}还有几项想请您抽空补一补：{_said(owing.things)}。有困难请告诉我，或在“我的指标”里说明原因，谢谢！——{signed}"


def _said(things: Sequence[Missing]) -> str:
    more = f"；另有{len(things) - MOST}项" if len(things) > MOST else ""
    return "；".join(_with_day(thing) for thing in things[:MOST]) + more


def _with_day(thing: Missing) -> str:
    if thing.late or thing.due is None:
        return thing.words
    return f"{thing.words}（{month_day(thing.due)}前）"


def pieces(text: str, most: int) -> list[str]:
    """A message cut between its lines into pieces of at most ``most`` bytes, since robots of group chats take no longer ones; a line longer than that is cut."""
    found = [""]
    for line in text.splitlines():
        for part in _cut(line, most):
            joined = f"{found[-1]}\n{part}" if found[-1] else part
            if len(joined.encode()) <= most:
                found[-1] = joined
            else:
                found.append(part)
    return [piece for piece in found if piece.strip()]


def _cut(line: str, most: int) -> Iterator[str]:
    """A line in parts of at most ``most`` bytes, between its characters."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > most:
            yield part
            part = ""
        part += letter
    yield part
