"""Table 3 有效练习命制安排 (F04): who writes each exercise and who reviews it, proposed in equal shares, and its checks (R119).

Shares are dealt in rounds. Each round every teacher writes once and, shifted by a number that changes from round to round, reviews once; so
authors' and reviewers' shares never differ by more than one, nobody reviews his own, and pairs change. Topics are dealt in the order given:
a topic put at the end of the list, whatever its week, leaves all others as they were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiaoyan.pacing.rules.schedule import PaceRow, unit_title
from jiaoyan.schools.rules.calendar import Calendar, NoSuchWeek, short_day
from jiaoyan.schools.rules.problem import Problem, in_row, of_table

LEAD_DAYS = 2  # school days between handing in and use
LONGEST_TOPIC = 80


@dataclass(frozen=True, slots=True)
class Writer:
    """A member of the group; ``before`` counts the exercises written earlier: those with fewer come first in the dealing."""

    id: int
    name: str
    before: int = 0


@dataclass(frozen=True, slots=True)
class Topic:
    """What an exercise is about, the week it is used in, and the week its content is taught in (None: not known)."""

    week_no: int
    content: str
    taught_week: int | None = None


@dataclass(frozen=True, slots=True)
class AuthoringLine:
    """A row of table 3. ``due`` is the day the author hands in; people are None as long as nobody can be named."""

    week_no: int
    content: str
    author: int | None
    reviewer: int | None
    due: date | None
    taught_week: int | None = None


@dataclass(frozen=True, slots=True)
class Authoring:
    """A proposed table 3 in order of weeks and, in Chinese, what still needs a person."""

    lines: tuple[AuthoringLine, ...]
    problems: tuple[Problem, ...]


def topics_by_week(rows: Sequence[PaceRow]) -> tuple[Topic, ...]:
    """One topic for each teaching week of table 2, named after its lessons: 简易方程（认识方程—等式的性质2）."""
    titles = {row.unit_no: unit_title(row.content) for row in rows if row.row_type == "unit"}
    weeks: dict[int, dict[int | None, list[str]]] = {}
    for row in rows:
        if row.row_type in ("lesson", "activity") and row.week_no is not None:
            weeks.setdefault(row.week_no, {}).setdefault(row.unit_no, []).append(row.content)
    return tuple(Topic(week, _topic(units, titles), week) for week, units in sorted(weeks.items()))


def propose_authoring(topics: Sequence[Topic], writers: Sequence[Writer], calendar: Calendar, *, outside: Sequence[int] = ()) -> Authoring:
    """Table 3 for topics in the order they were added. A topic ahead of its teaching is put in the week it is taught.

    A group of one needs reviewers from ``outside`` (ids, taken in turn); without them the reviewer stays open and a problem says so.
    """
    dealt = [_line(topic, pair, calendar) for topic, pair in zip(topics, _pairs(writers, outside, len(topics)), strict=True)]
    return Authoring(tuple(sorted(dealt, key=lambda line: line.week_no)), tuple(_people_missing(topics, writers, outside)))


def due_day(week_no: int, calendar: Calendar, *, lead_days: int = LEAD_DAYS) -> date | None:
    """The day an exercise for a week is handed in: two school days before the week's first school day; None for a week without one."""
    try:
        used = calendar.first_school_day_of_week(week_no)
    except NoSuchWeek:
        return None
    return calendar.school_day_before(used, lead_days) if used else None


def check_authoring(
    lines: Sequence[AuthoringLine], writers: Sequence[Writer], calendar: Calendar, *, outside: Mapping[int, str] | None = None
) -> list[Problem]:
    """What is wrong with table 3, each sentence naming the row and the way out. ``outside``: reviewers from elsewhere, id → name."""
    group = {writer.id: writer.name for writer in writers}
    others = outside or {}
    problems: list[Problem] = []
    for index, line in enumerate(lines):
        problems += _people(index, line, group, others)
        problems += _content(index, line)
        problems += _timing(index, line, calendar)
    return [*problems, *_spread(lines, group)]


def _pairs(writers: Sequence[Writer], outside: Sequence[int], count: int) -> Iterator[tuple[int | None, int | None]]:
    """Author and reviewer of each topic. Within a round authors are all different and so, being shifted, are reviewers."""
    order = [writer.id for writer in sorted(writers, key=lambda writer: writer.before)]
    size = len(order)
    for n in range(count):
        if size == 0:
            yield None, None
        elif size == 1:
            yield order[0], outside[n % len(outside)] if outside else None
        else:
            shift = 1 + n // size % (size - 1)
            yield order[n % size], order[(n + shift) % size]


def _line(topic: Topic, pair: tuple[int | None, int | None], calendar: Calendar) -> AuthoringLine:
    week = max(topic.week_no, topic.taught_week or 0)
    return AuthoringLine(week, topic.content, *pair, due_day(week, calendar), topic.taught_week)


def _people_missing(topics: Sequence[Topic], writers: Sequence[Writer], outside: Sequence[int]) -> Iterator[Problem]:
    if topics and not writers:
        yield of_table("备课组里还没有教师，无法安排命制人和审核人。", "author")
    if topics and len(writers) == 1 and not outside:
        yield of_table("本组只有一位教师，不能自己审核，请从组外请一位审核人。", "reviewer")


def _people(index: int, line: AuthoringLine, group: Mapping[int, str], outside: Mapping[int, str]) -> Iterator[Problem]:
    if line.author is None:
        yield in_row(index, "author", "请填命制人。")
    elif line.author not in group:
        yield in_row(index, "author", "命制人不在本备课组，请另选。")
    if line.reviewer is None:
        advice = "请从组外请一位审核人" if len(group) == 1 else "请填审核人"
        yield in_row(index, "reviewer", f"{advice}。")
    elif line.reviewer == line.author:
        yield in_row(index, "reviewer", "命制人和审核人不能是同一人，请换一位审核人。")
    elif line.reviewer not in group and line.reviewer not in outside:
        yield in_row(index, "reviewer", "审核人不在可选的教师之中，请另选。")


def _content(index: int, line: AuthoringLine) -> Iterator[Problem]:
    if not line.content.strip():
        yield in_row(index, "content", "请填练习内容。")
    if line.taught_week is not None and line.taught_week > line.week_no:
        yield in_row(index, "week_no", f"“{line.content}”第{line.taught_week}周才教，请把练习移到第{line.taught_week}周或以后。")


def _timing(index: int, line: AuthoringLine, calendar: Calendar) -> Iterator[Problem]:
    try:
        used = calendar.first_school_day_of_week(line.week_no)
    except NoSuchWeek as error:
        yield in_row(index, "week_no", f"{error}，请改周次。")
        return
    if line.due is None:
        yield in_row(index, "due", "请填交稿日。")
    elif used and line.due >= used:
        yield in_row(index, "due", f"这份练习{short_day(used)}起使用，请在此之前交稿。")
    elif line.due >= calendar.dates.first_day and not calendar.is_school_day(line.due):
        yield in_row(
            index, "due", f"{short_day(line.due)}{calendar.why_no_school(line.due)}，可提前到{short_day(calendar.deadline(line.due))}。"
        )


def _spread(lines: Sequence[AuthoringLine], group: Mapping[int, str]) -> Iterator[Problem]:
    if len(group) < 2:
        return
    shares = (("author", "命制", [line.author for line in lines]), ("reviewer", "审核", [line.reviewer for line in lines]))
    for column, word, people in shares:
        counts = Counter(dict.fromkeys(group, 0)) + Counter(person for person in people if person in group)
        most = max(group, key=lambda person: counts[person])
        least = min(group, key=lambda person: counts[person])
        if counts[most] - counts[least] > 1:
            yield of_table(
                f"{word}分工不均：{group[most]}{counts[most]}份，{group[least]}{counts[least]}份。请调整到相差不超过1份。", column
            )


def _of_unit(unit: str, lessons: str) -> str:
    """简易方程（认识方程—等式的性质2）; no brackets within brackets: 负数的初步认识：认识负数（1）."""
    return f"{unit}：{lessons}" if "（" in unit + lessons else f"{unit}（{lessons}）"


def _topic(units: Mapping[int | None, list[str]], titles: Mapping[int | None, str]) -> str:
    parts = []
    for unit_no, lessons in units.items():
        span = lessons[0] if len(lessons) == 1 else f"{lessons[0]}—{lessons[-1]}"
        parts.append(_of_unit(titles[unit_no], span) if titles.get(unit_no) else span)
    return "；".join(parts)[:LONGEST_TOPIC]
