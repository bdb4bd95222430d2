"""The plan, the summary, the review plan and the awards of a group."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from jiaoyan.example.ordinary.life import Life
from jiaoyan.example.ordinary.words import chance
from jiaoyan.schools.rules.naming import unit_label

Written = dict[str, Any]
POINT = ("area", "content", "measure", "owner", "due_week")
AWARD = ("person", "event", "level", "prize", "issuer", "day")
AREAS = ("preparation", "lessons", "routine", "homework", "survey", "awards", "resources")
EARLY_GRADES = 2
EXHIBITED = timedelta(days=4)  # after the last day


def plan(life: Life, written: Written, units: list[Written]) -> Written | None:
    """The plan as it is written, or the autumn's in the group's words; everybody's units in the division."""
    own = written.get("plan") or _autumn_plan(life)
    if own is None:
        return None
    settled = {share.get("unit") for share in own["division"]}
    shares = [_share(unit) for unit in units if unit["number"] not in settled]
    return {**own, "division": [*own["division"], *shares]}


def _autumn_plan(life: Life) -> Written | None:
    if life.half != 1:
        return None
    own = life.own["plan"]
    return {
        "title": own["title"],
        "plan_date": life.ours.eve,
        "opening": own["opening"],
        "key_points": [dict(zip(POINT, point, strict=True)) for point in own["key_points"]],
        "division": [],
    }


def _share(unit: Written) -> Written:
    task = f"主备{unit_label(unit['number'])}《{unit['title']}》"
    return {"task": task, "owner": unit["preparer"], "unit": unit["number"], "scope": "单元分析、教案与练习"}


def summary(life: Life) -> Written | None:
    """The summary of a finished term: figures as marks, one thing of the group's own, one problem with its measure."""
    if not life.over:
        return None
    own, words = life.own["summary"], life.shared["summary"]
    topics = []
    for area in AREAS:
        name = f"{area}_young" if life.grade <= EARLY_GRADES and f"{area}_young" in words else area
        topics.append({"area": area, "did": words[name]} | ({"highlight": own["lessons"]} if area == "lessons" else {}))
    problems = [{name: own[name] for name in ("problem", "measure", "when")}]
    return {
        "title": own["title"],
        "day": life.ours.place.term.last_school_day,
        "note": life.turn(words["notes"], 0),
        "topics": topics,
        "problems": problems,
    }


def review(life: Life) -> Written | None:
    """The review plan of a finished term."""
    if not life.over:
        return None
    own = life.own["review"]
    phases = [
        {"kind": kind, "starts": first, "ends": last, "by": life.names[place % len(life.names)], "contents": contents}
        for place, (kind, first, last, contents) in enumerate(_phases(life))
    ]
    return {
        "by": life.leader,
        "start": life.after(date(2023, 12, 27), life.grade % 2),
        "hand_in": date(2024, 1, 3),
        **life.shared["review"],
        **own,
        "phases": phases,
    }


def _phases(life: Life) -> Iterator[tuple[str, date, date, list[str]]]:
    points = life.own["review"]["key_points"]
    last = life.ours.place.term.last_school_day
    days = [day for day in life.book.days if life.ours.place.calendar.dates.exam_phase_start <= day < last]  # type: ignore[operator]
    parts = (
        ("units", days[:3], ["按单元整理，画知识图"]),
        ("topics", days[3:5], points[:2]),
        ("gaps", days[5:6], [points[-1], "按错例补一补"]),
    )
    for kind, some, contents in parts:
        yield kind, some[0], some[-1], contents


def awards(life: Life) -> list[Written]:
    """The awards of the term so far."""
    found = []
    for row in life.own["awards"].get("autumn" if life.half == 1 else "spring", []):
        award = dict(zip(AWARD, row, strict=True))
        if award["day"] + timedelta(days=1) <= life.last:
            found.append(award | {"recorder": award["person"], "certificate": True})
    return found


def showcases(life: Life) -> Iterator[Written]:
    """The showcase homework of the term, with its exhibition once that is over."""
    told = [each for each in life.own.get("showcases", []) if each["term"] == life.term and each["designed_on"] <= life.last]
    for number, each in enumerate(told):
        designers = [life.names[(number + k + life.grade) % len(life.names)] for k in range(2)]
        shown = life.school_day(each["ends"] + EXHIBITED)
        exhibition = {"exhibition": _exhibition(life, each, designers, shown)} if shown < life.last else {}
        yield {**each, "designers": designers, **exhibition}


def _exhibition(life: Life, each: Written, designers: list[str], day: date) -> Written:
    counts = [[size - chance(each["theme"], n) % 4, size // 3 - chance(n, each["theme"]) % 5] for n, size in enumerate(life.sizes)]
    total, best = (sum(line[n] for line in counts) for n in (0, 1))
    return {
        "recorded_on": day,
        "by": designers[0],
        "day": day,
        "place": "年级走廊",
        "form": "board",
        "evaluators": designers,
        "counts": counts,
        "review": life.turn(life.shared["showcases"]["reviews"], life.half).format(total=total, best=best),
    }
