"""Weekly practice of grades with written homework, and their homework lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from jiaoyan.example.ordinary.life import Life
from jiaoyan.example.ordinary.sums import sums_of_week
from jiaoyan.example.ordinary.words import chance

Written = dict[str, Any]
EARLY_GRADES = 2  # nothing written at home
OBJECTIVES = [["能正确计算，说得出方法", "运算能力"], ["能解决实际问题，写清过程", "应用意识"]]
LIST_DAYS = 12  # the days of a fortnight that can have homework
USED = 3  # of every third practice the classes told how it went
EXTRA_ON = 3  # Thursday: one to choose


def exercise(life: Life, week: int, titles: str) -> Written | None:
    """What stands in the practice of a week; None in the few weeks nobody wrote one."""
    if chance(life.grade, life.term, week, "exercise") % 100 >= life.of_group("exercises", 1) * 100:
        return None
    opinion = life.turn(life.shared["exercises"]["opinions"], week)
    unit = next(number for number, each in life.ours.units.items() if each.title == titles)
    items = sums_of_week(life.grade, life.half, week, unit)
    return {
        "week": week,
        "used": life.grade > EARLY_GRADES and week % USED == 1,
        "title": f"周周练（第{week}周）：{titles}",
        "points": [titles, "前面学过的计算与应用"],
        "objectives": OBJECTIVES,
        "items": items,
        "opinion": opinion,
    }


def lists(life: Life, taken: set[date]) -> Iterator[Written]:
    """A homework list for each fortnight: two short things a day at most, none on days without school."""
    if life.grade <= EARLY_GRADES:
        return
    calendar, most = life.ours.place.calendar, int(life.of_group("lists", 99))
    starts = [week.monday for week in calendar.weeks() if week.no % 2 == 1][:most]
    for number, monday in enumerate(starts):
        days = calendar.school_days_between(monday, monday + timedelta(days=LIST_DAYS))
        if monday in taken or not days or monday > life.last or (not life.over and chance(life.grade, life.term, number, "list") % 9 == 0):
            continue
        yield {"starts": monday, "by": life.names[number % len(life.names)], "entries": list(_entries(life, number, days))}


def _entries(life: Life, number: int, days: tuple[date, ...]) -> Iterator[Written]:
    words = life.shared["homework"]
    for place, day in enumerate(days):
        lesson = life.book.on(day)
        text = life.tell(life.turn(words["texts"], place, number), place, lesson)
        yield {"day": day, "minutes": 10 + chance(number, day) % 3 * 3, "text": text}
        if day.weekday() == EXTRA_ON:
            yield {"day": day, "minutes": 8, "required": False, "text": life.tell(life.turn(words["extra"], number), place, lesson)}
