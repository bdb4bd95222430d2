"""Daily talks, theory notes, and what each member writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from jiaoyan.example.ordinary.life import Life
from jiaoyan.example.ordinary.words import chance

Written = dict[str, Any]
KINDS = ("difficulty", "error", "reaction", "idea", "exercise", "routine", "error", "difficulty", "reaction")
MONTHLY = ((0.3, 0), (0.7, 1))  # when in the month the two reflections are written
FULL_MONTH = 10  # school days of a month that asks
BEFORE = {1: 0, 2: 11}  # notes of the year before the term
THEORY_AFTER = timedelta(days=2)


def talks(life: Life, taken: set[date]) -> Iterator[Written]:
    """Talks of a share of the school days, none on a day that has one."""
    share = life.of_group("talks", 0.66)
    for place, day in enumerate(day for day in life.ours.place.calendar.school_days() if day <= min(life.last, life.tested)):
        if day in taken or chance(life.grade, life.term, day, "talk") % 100 >= share * 100:
            continue
        kind = life.turn(KINDS, place, "kind")
        words, lesson = life.shared["talks"][kind], life.book.on(day)
        which = chance(life.grade, day, kind) % len(words["issues"])
        writer = life.names[place % len(life.names)]
        partner = life.names[(place + 1 + place // 5 % (len(life.names) - 1)) % len(life.names)]
        # issues, responses and points stand side by side: what is said answers what was asked
        yield {
            "day": day,
            "kind": kind,
            "unit": lesson.unit,
            "lesson": lesson.number,
            "lesson_title": lesson.title,
            "written_by": writer,
            "speakers": [writer, partner] if writer != partner else [writer, life.names[(place + 2) % len(life.names)]],
            "issue": life.tell(words["issues"][which], place, lesson),
            "points": words["points"][which],
            "response": words["responses"][which],
            "minutes": 4 + chance(day, kind) % 4,
        }


def theory_notes(life: Life, meetings: list[Written]) -> Iterator[Written]:
    """One note after each meeting, by turns; each of another passage."""
    passages = life.shared["theory"]
    for meeting in meetings:
        day = life.school_day(meeting["day"] + THEORY_AFTER)
        if meeting.get("state") == "planned" or day > life.last:
            continue
        number = meeting["number"]
        passage = passages[(BEFORE[life.half] + number - 1 + life.grade) % len(passages)]
        lesson = life.book.on(day)
        view = life.turn(life.shared["theory_views"]["views"], number, "view")
        yield {
            "day": day,
            "note_taker": life.names[number % len(life.names)],
            "theme": passage["theme"],
            "form": "guided" if number % 3 == 0 else "own",
            "source": passage["source"],
            "key_points": passage["key_points"],
            "my_view": life.tell(view, number, lesson, group=f"{'一二三四五六'[life.grade - 1]}年级组"),
            "use_in": {"unit": lesson.unit, "lesson": lesson.number},
        }


def writings(life: Life) -> Iterator[Written]:
    """Reflections of each month, the reading note and the case report of the term."""
    for place, name in enumerate(life.names):
        yield from _reflections(life, name, place)
        if life.pace(name) >= 1 or chance(name, life.term) % 4 == 0:
            yield from _papers(life, name, place)


def _reflections(life: Life, name: str, place: int) -> Iterator[Written]:
    words, days = life.shared["reflections"], life.ours.place.calendar.school_days()
    months = sorted({(day.year, day.month) for day in days})
    for month in months:
        within = [day for day in days if (day.year, day.month) == month]
        if len(within) < FULL_MONTH:
            continue
        within = [day for day in within if day <= life.tested]
        for share, which in MONTHLY:
            day = within[min(len(within) - 1, int(share * len(within)) + place % 3)]
            number = 2 * month[1] + which
            if day > life.last or not _does(life, name, number):
                continue
            lesson = life.book.on(day)
            said = [life.tell(life.turn(words[part], number, name, part), number, lesson) for part in ("saw", "because", "next")]
            title = life.tell(life.turn(words["titles"], number, name), number, lesson)
            yield {"by": name, "kind": "reflection", "day": day, "title": title, "body": "".join(said), "shared": number % 9 == place}


def _does(life: Life, name: str, number: int) -> bool:
    return chance(name, life.term, number, "does") % 100 < life.pace(name) * 100


def _papers(life: Life, name: str, place: int) -> Iterator[Written]:
    reading, cases = life.shared["reading"], life.shared["cases"]
    number = place + life.grade + life.half
    note = reading[number % len(reading)]
    day = life.book.day_at(0.62 + place * 0.05)
    if day <= life.last:
        body = note["bodies"][number // len(reading) % len(note["bodies"])]
        yield {"by": name, "kind": "reading_note", "day": day, "title": note["title"], "book": note["book"], "body": body}
    day = life.book.day_at(0.86 + place * 0.02)
    if day <= life.last:
        lesson = life.book.on(day - timedelta(days=9))
        which = number % len(cases["problems"])
        change, found = life.turn(cases["changes"], number, "changes"), life.turn(cases["found"], number, "found")
        body = f"问题：{cases['problems'][which]}\n两次教学：{change}\n证据：{life.tell(found, number)}\n{life.turn(cases['ends'], number)}"
        title = life.tell(life.turn(cases["titles"], number), number, lesson)
        yield {"by": name, "kind": "case_report", "day": day, "title": title, "body": body}


def _noted(lines: list[str], number: int, grade: int) -> str:
    """Two lines of a theme; no two teachers of different grades note the same two on a day."""
    return lines[number % len(lines)] + lines[(number + 1 + grade) % len(lines)]


def study(life: Life) -> Iterator[Written]:
    """The themes of the term's study, with a line of each who came so far."""
    themes = life.shared["study"] if life.half == 1 else life.shared["study"][::-1]
    for number, theme in enumerate(themes):
        day = life.book.day_at((number + 0.5) / (len(themes) + 0.5))
        if day > life.last:
            return
        lines = {
            name: _noted(theme["lines"], place + 2 * life.grade + life.half, life.grade)
            for place, name in enumerate(life.names)
            if _does(life, name, 100 + number)
        }
        yield {"day": day, **{key: theme[key] for key in ("title", "form", "source")}, "lines": lines}
