"""Lessons the members hear of each other, lessons shown, and the weeks of a pair."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from jiaoyan.example.ordinary.life import Life

Written = dict[str, Any]
SWAPPED = 4
PRACTICE_TURN = 4  # every fourth time it is a practice lesson
STEPS = {
    "topic": "选这一课，是因为孩子会算不会说。",
    "goals": "孩子说得出方法，也说得出理由。",
    "taught": "",
    "reflection": "孩子说的时间比上一次多，最后一题可以再放手。",
}


def visits(life: Life, asked: int) -> Iterator[Written]:
    """The group hears one of its own on a day, in a period swapped for it, until everybody has heard about ``asked`` lessons by the term's end."""
    names, days = life.names, [day for day in life.book.days if day <= life.last]
    share = len(days) / len(life.book.days)
    wanted = {name: round(asked * share * life.pace(name) + 0.3) for name in names}
    turns = -(-max(wanted.values()) * len(names) // (len(names) - 1))
    heard, when = dict.fromkeys(names, 0), _apart(life, days, turns)
    for turn, day in enumerate(when):
        teacher = names[turn % len(names)]
        lesson = life.book.on(day, practice=turn % PRACTICE_TURN == PRACTICE_TURN - 1)
        listeners = [name for name in names if name != teacher and heard[name] < wanted[name]]
        for name in listeners:
            heard[name] += 1
        if listeners:
            yield _visit(life, day, teacher, listeners, lesson.unit, lesson.number, turn) | {
                "type": "practice" if lesson.is_practice else "new"
            }


def _apart(life: Life, days: list[date], turns: int) -> list[date]:
    """So many days through the term; after the final test nobody is heard any more, so those that fall there go to free days before it."""
    spread = [days[min(len(days) - 1, int((turn + 0.6) * len(days) / turns))] for turn in range(turns)]
    taken = {*spread, *(day for _, day, _ in life.own.get("shows", []))}
    free = [day for day in days if day <= life.tested and day not in taken]
    return sorted(day if day <= life.tested else free.pop() for day in spread)


def _visit(life: Life, day: date, teacher: str, listeners: list[str], unit: int, number: int, turn: int) -> Written:
    observed, apart = life.shared["observed"], 2 * len(life.names) * life.half
    good, advice = ([life.turn(observed[name], 3 * turn + k + apart, name) for k in range(len(listeners))] for name in ("good", "advice"))
    return {
        "day": day,
        "by": listeners,
        "way": "peer",
        "teacher": teacher,
        "class": life.taught_by(teacher)[turn % len(life.taught_by(teacher))],
        "period": SWAPPED,
        "lesson": [unit, number],
        "steps": [],
        "good": good,
        "advice": advice if turn % 2 else [],
    }


def shown(life: Life) -> Iterator[Written]:
    """The lessons experienced teachers gave for everybody."""
    for teacher, day, kind in life.own.get("shows", []):
        if life.ours.place.term.first_school_day <= day <= life.last:
            lesson = life.book.on(day)
            yield {
                "day": day,
                "by": teacher,
                "teacher": teacher,
                "place": "录播教室",
                "class": life.taught_by(teacher)[0],
                "period": SWAPPED,
                "type": kind,
                "level": "school",
                "kind": "practice" if lesson.is_practice else "new",
                "lesson": [lesson.unit, lesson.number],
                "steps": STEPS,
                "comments": [[f"教研组长{life.ours.head.name}", life.turn(life.shared["observed"]["experts"], day.day, "expert")]],
            }


def pair_weeks(life: Life, pair: Written) -> Written:
    """A pair's weeks: two lessons heard, one taught after them, the comparison and the mentor's word; some weeks have less."""
    told: Written = {"mentorships": [], "visits": [], "mentee_lessons": []}
    words, away = life.shared["mentee"], pair["away"][life.term]
    if life.half == 1:
        first, last = life.ours.place.term.first_school_day, life.ours.place.term.school_year.ends
        names = ("mentor", "mentee", "goals", "mentor_duties", "mentee_duties")
        told["mentorships"] = [
            {"day": life.after(first, 5), "starts": life.after(first, 5), "ends": last} | {name: pair[name] for name in names}
        ]
    classes = life.taught_by(pair["mentor"])
    for number, week in enumerate(life.ours.place.calendar.weeks(), 1):
        days = [day for day in week.days if day in life.book.days and day <= life.last]
        if len(days) < 3 or week.no in away:
            continue
        for place, day in enumerate(days[:2]):
            lesson = life.book.on(day)
            visit = _visit(life, day, pair["mentor"], [pair["mentee"]], lesson.unit, lesson.number, 2 * number + place)
            told["visits"].append(
                {key: value for key, value in visit.items() if key != "period"} | {"way": "mentor", "class": classes[place % len(classes)]}
            )
        lesson, compared = life.book.on(days[1]), life.school_day(days[2] + timedelta(days=4))
        taught: Written = {"day": days[2], "topic": lesson.title, "line": life.turn(words["lines"], number), "class": pair["class"]}
        if days[2] < compared <= life.last:
            taught |= {"on": compared, "title": life.turn(words["titles"], number), "text": life.turn(words["texts"], number)}
        if week.days[-1] <= life.last:
            taught["word"] = life.turn(words["words"], number)
        told["mentee_lessons"].append(taught)
    return told
