"""The meetings of the odd weeks and the units they discuss."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from jiaoyan.example.ordinary.life import Life
from jiaoyan.example.ordinary.words import chance
from jiaoyan.schools.rules.calendar import Occurrence
from jiaoyan.schools.rules.naming import unit_label

Written = dict[str, Any]
SETTLING = timedelta(days=6)  # after a unit its attainment is written
RARE = 7  # one meeting in so many misses somebody
EARLY_GRADES = 2  # without written tests
USUAL_SNAG = "漏看条件"  # of a unit whose own is not told here


def meetings_and_units(life: Life, written: Written) -> tuple[list[Written], list[Written]]:
    """The meetings and unit analyses nobody wrote out, beside those that are written (which stay as they are)."""
    held = {each["number"]: each for each in written["activities"]}
    most = int(life.of_group("meetings", 99))
    days = {
        number: each
        for number, each in enumerate(life.ours.place.calendar.occurrences(1, "odd"), 1)
        if each.actual is not None and (number in held or (number <= most and each.actual <= life.last))
    }
    told = {row[1]: row for row in life.own["units"] if row[0] == life.half}
    told = {number: row for number, row in told.items() if number not in {each["number"] for each in written["units"]}}
    where = _meetings_of_units(life, days, told, held)
    leads = _leads(life, days, held, where, written)
    meetings = [_meeting(life, number, each, leads, where, told) for number, each in days.items() if number not in held]
    _give_lessons(life, meetings, held)
    owners = _owners(written)
    units = [_unit(life, told[number], meeting, owners.get(number, leads[meeting])) for number, meeting in where.items()]
    return meetings, units


def _meetings_of_units(life: Life, days: dict[int, Occurrence], told: dict[int, list[Any]], held: dict[int, Written]) -> dict[int, int]:
    """Unit → the last meeting on or before its first day, rather one that nobody wrote out."""
    where: dict[int, int] = {}
    for number in told:
        begins = life.book.begins(number)
        before = [n for n, each in days.items() if begins and each.actual and each.actual <= begins]
        if before:
            where[number] = next((n for n in reversed(before[-2:]) if n not in held), before[-1])
    return where


def _leads(life: Life, days: dict[int, Occurrence], held: dict[int, Written], where: dict[int, int], written: Written) -> dict[int, str]:
    """Who speaks first in each meeting: who prepares its unit by the division, otherwise whose turn it is."""
    owners = _owners(written)
    leads: dict[int, str] = {}
    for number in days:
        owned = [owners[unit] for unit, meeting in where.items() if meeting == number and unit in owners]
        usual = life.names[(number + life.grade) % len(life.names)]
        leads[number] = held[number]["lead_speaker"] if number in held else (owned or [usual])[0]
    return leads


def _owners(written: Written) -> dict[int, str]:
    """Unit → who prepares it by the division as it is written."""
    return {share["unit"]: share["owner"] for share in written.get("plan", {}).get("division", ()) if "unit" in share}


def _meeting(
    life: Life, number: int, each: Occurrence, leads: dict[int, str], where: dict[int, int], told: dict[int, list[Any]]
) -> Written:
    day: date = each.actual or each.planned
    units = [unit for unit, meeting in where.items() if meeting == number]
    words, lead = life.shared["meetings"], leads[number]
    lesson = life.book.on(day - timedelta(days=2))
    past = told[lesson.unit][5] if lesson.unit in told else USUAL_SNAG
    snag = told[units[0]][5] if units else past
    review = "beginnings" if day <= life.book.days[0] else "reviews"
    talked = "discussions" if units else "exchanges"
    others = [name for name in life.names if name != lead]
    title = life.ours.units[units[0]].title if units else life.ours.units[lesson.unit].title
    meeting: Written = {
        "number": number,
        "planned_day": each.planned,
        "day": day,
        "host": life.leader,
        "lead_speaker": lead,
        "recorder": others[number % len(others)],
        "units": units,
        "forms": life.turn([["整体讨论"], ["个人感悟", "整体讨论"], ["同伴集中交流", "整体讨论"]], number, "forms"),
        "review": life.tell(life.turn(words[review], number), number, lesson, snag=past),
        "discussion": life.tell(life.turn(words[talked], number), number, lesson, snag=snag, lead=lead),
        "opinions": _opinions(life, number, others, title, snag),
        "agenda": [f"研讨{_named(life, unit)}" for unit in units] or ["交流练习与错例"],
        "topic": "研讨" + "、".join(_named(life, unit) for unit in units) if units else "交流练习与错例，商讨教学常规",
        "decisions": [_decision(life, number, day, others, title)],
    }
    if day > life.tested:
        meeting |= _ending(life, number, lead, others, snag)
    elif not units:
        meeting["no_unit_reason"] = words["no_unit"][day >= life.ours.place.calendar.dates.last_day - timedelta(days=30)]
    if each.planned != day:
        meeting["moved_reason"] = each.reason or "活动日不上课，改到邻近的上课日"
    away = next((name for name in others if name not in (meeting["recorder"], life.leader)), "")
    if away and chance(life.grade, life.term, number, "away") % RARE == 0:
        meeting["attendance"] = [_leave(life, number, day, away)]
    return meeting


def _ending(life: Life, number: int, lead: str, others: list[str], snag: str) -> Written:
    """What the meeting after the final test speaks of; the youngest have none and were asked by word of mouth."""
    words, young = life.shared["endings"], "_young" if life.grade <= EARLY_GRADES else ""
    what, done = life.turn(words["decisions"], number, "ending")
    opinions = [
        {
            "speaker": others[(number + k) % len(others)],
            "about": "下学期打算",
            "text": life.turn(words["opinions"], 2 * number + k, "ending"),
        }
        for k in range(2)
    ]
    due = life.ours.place.term.last_school_day
    return {
        "topic": words["topic"],
        "agenda": words["agenda"],
        "no_unit_reason": words["no_unit"],
        "review": words[f"review{young}"].format(snag=snag),
        "discussion": words[f"discussion{young}"].format(lead=lead),
        "opinions": opinions,
        "decisions": [{"what": what, "owner": others[(number + 1) % len(others)], "due": due, "done_on": due, "done_note": done}],
    }


def _named(life: Life, unit: int) -> str:
    return f"{unit_label(unit)}《{life.ours.units[unit].title}》"


def _opinions(life: Life, number: int, others: list[str], title: str, snag: str) -> list[Written]:
    lines = life.shared["meetings"]["opinions"]
    return [
        {
            "speaker": others[(number + k) % len(others)],
            "about": f"《{title}》",
            "text": life.turn(lines, 2 * number + k, "said").format(snag=snag),
        }
        for k in range(2)
    ]


def _decision(life: Life, number: int, day: date, others: list[str], title: str) -> Written:
    what, done = life.turn(life.shared["meetings"]["decisions"], number, "decided")
    decision: Written = {"what": what.format(unit=title), "owner": others[(number + 1) % len(others)], "due": life.after(day, 7)}
    if life.over or day + timedelta(days=10) <= life.last:
        decision |= {"done_on": life.after(day, 5), "done_note": life.tell(done, number)}
    return decision


def _leave(life: Life, number: int, day: date, name: str) -> Written:
    reason = life.turn(life.shared["meetings"]["reasons"], number)
    return {"person": name, "state": "leave", "reason": reason, "asked": datetime.combine(day, time(8, 40)), "approved_by": life.leader}


def _give_lessons(life: Life, meetings: list[Written], held: dict[int, Written]) -> None:
    """Every other meeting sees a lesson; nobody gives one twice before everybody once."""
    given = Counter(dict.fromkeys(life.names, 0))
    given.update(each["lesson_teacher"] for each in held.values() if "lesson_teacher" in each)
    for meeting in meetings:
        if meeting["number"] % 2 == 0:
            away = {line["person"] for line in meeting.get("attendance", ())}
            teacher = min((name for name in life.names if name not in away), key=lambda name: (given[name], life.names.index(name)))
            given[teacher] += 1
            lesson = life.book.on(meeting["day"])
            meeting["lesson_teacher"] = teacher
            meeting["topic"] = f"观摩{teacher}执教《{lesson.title}》；{meeting['topic']}"
            meeting["agenda"] = [f"观摩{teacher}执教《{lesson.title}》", *meeting["agenda"]]
            meeting["forms"] = ["上研究课", *meeting["forms"]]


def _unit(life: Life, row: list[Any], meeting: int, preparer: str) -> Written:
    _, number, book, goals, intent, snag = row
    lines = [dict(zip(("text", "level"), goal.split("|"), strict=True)) for goal in goals]
    words, known = life.shared["units"], {"snag": snag, "k": len(lines)}
    design = {
        "person": preparer,
        "textbook": book,
        "goals": "\n".join(f"{n}. {line['text']}。" for n, line in enumerate(lines, 1)),
        "intent": intent,
    }
    group = {name: life.turn(words[name], number, name).format_map(known) for name in ("textbook", "goals", "intent")}
    unit: Written = {
        "number": number,
        "title": life.ours.units[number].title,
        "preparer": preparer,
        "activity": meeting,
        "goals": lines,
        "designs": [design],
        "group": group,
    }
    ended = life.book.ends.get(number)
    counted = number <= life.of_group("counted", 99) and ended is not None
    if counted and (life.over or (ended and ended + SETTLING <= life.last)):
        _attain(life, unit, snag)
    return unit


def _attain(life: Life, unit: Written, snag: str) -> None:
    """Counts of each class and what they say."""
    number, words = unit["number"], life.shared["units"]
    unit["tested"] = [size - chance(life.term, life.grade, number, n, "absent") % 2 for n, size in enumerate(life.sizes)]
    said = []
    for place, goal in enumerate(unit["goals"]):
        rates = [96 - 4 * place - chance(life.term, life.grade, number, place, n) % 6 for n in range(len(unit["tested"]))]
        goal["reached"] = [tested * rate // 100 for tested, rate in zip(unit["tested"], rates, strict=True)]
        reached, total = sum(goal["reached"]), sum(unit["tested"])
        said.append(f"目标{place + 1}达成{reached}/{total}（{100 * reached / total:.1f}%）")
    began = words["spoken" if life.grade <= EARLY_GRADES else "written"].format(total=sum(unit["tested"]))
    trouble = life.turn(words["trouble"], number).format(snag=snag)
    unit["designs"][0]["attainment"] = f"{began}{'，'.join(said)}。{trouble}"
    unit["group"]["attainment"] = life.turn(words["after"], number).format(snag=snag)
