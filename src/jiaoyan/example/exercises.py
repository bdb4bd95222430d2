"""The exercises of an example group: written, reviewed, changed, used; and its homework lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import timezone

from jiaoyan.example import reading
from jiaoyan.example.diary import Diary, moment
from jiaoyan.example.groups import ExampleGroup
from jiaoyan.items.actions import exercises, homework, items, reviewing, using
from jiaoyan.items.models import Exercise, HomeworkList
from jiaoyan.items.queries.exercises import exercise_of, head_seen
from jiaoyan.items.queries.homework import list_of
from jiaoyan.items.rules.feedback import low_items
from jiaoyan.items.rules.homework import Entry
from jiaoyan.items.rules.words import CHECKLIST
from jiaoyan.schools.models import Status

DAY = timedelta(days=1)
LAYERS = {"b": "basic", "e": "extension", "c": "challenge"}
SECTIONS = {"f": "fill", "x": "choice", "j": "judge", "k": "calculate", "o": "operate", "s": "solve", "q": "inquire"}
LEVELS = {"basic": "understand", "extension": "apply", "challenge": "apply"}
EVERYTHING = [name for name, _ in CHECKLIST]
ALL_BUT = {"change": "wording", "redo": "progress"}  # what the reviewer found wanting
HARD = 54  # of a hundred solve the item that turned out hard
Written = dict[str, Any]
Assigned = Callable[[int, str], Written | None]


def practise(diary: Diary, ours: ExampleGroup, written: list[Written], lists: list[Written], assigned: Assigned | None = None) -> None:
    """Every exercise of table 3 on the days on which it was due, and the homework lists on the Friday before they begin.

    ``assigned``: what stands in an exercise of table 3 that nobody wrote out.
    """
    diary.add(moment(ours.eve, 15, 30), partial(_enter, diary, ours, {each["week"]: each for each in written}, assigned))
    for each in lists:
        friday = each["starts"] - 3 * DAY
        day = ours.school_day(friday, -1) if friday > ours.place.term.first_school_day else ours.eve
        diary.add(moment(day, 16), partial(_homework, ours, each))


def _enter(diary: Diary, ours: ExampleGroup, written: dict[int, Written], assigned: Assigned | None, _: datetime) -> None:
    """The plan is approved by now, so the days of the exercises are known: note what will happen on them."""
    rows = Exercise.objects.select_related("unit").filter(group=ours.group, term=ours.place.term, assigned=True)
    for row in rows.order_by("pk"):
        if row.week_no in written:
            _note(diary, ours, row, written[row.week_no])
        elif assigned and row.unit and row.week_no and (told := assigned(row.week_no, row.unit.title)):
            _note(diary, ours, row, told)


def _note(diary: Diary, ours: ExampleGroup, row: Exercise, written: Written) -> None:
    first = max(row.due or ours.eve, ours.eve)
    state = written.get("state", "")
    begun = first - 2 * DAY if state == "draft" else first
    diary.add(moment(begun, 16, 40), partial(_write, ours, row.pk, written))
    if state:
        if state == "submitted":
            diary.add(moment(first, 16, 50), partial(_submit, ours, row.pk, ""))
        return
    handed_in: list[Exercise] = []
    diary.add(moment(first, 16, 50), partial(_submit, ours, row.pk, "", handed_in=handed_in))
    day = ours.school_day(first + DAY)
    verdict = written.get("verdict", "pass")
    diary.add(moment(day, 7, 50), partial(_review, ours, row.pk, written["opinion"], verdict, handed_in=handed_in))
    if verdict != "pass":
        diary.add(moment(day, 16, 20), partial(_submit, ours, row.pk, written["change"]))
        again = ours.school_day(day + DAY)
        diary.add(moment(again, 7, 50), partial(_review, ours, row.pk, "改得清楚，可以使用。", "pass"))
    if row.use_date and written.get("used", True):
        diary.add(moment(row.use_date, 11), partial(_use, ours, row.pk))
        back = row.use_date + DAY if row.use_date >= ours.place.term.last_school_day else ours.school_day(row.use_date + DAY)
        diary.add(moment(back, 16, 30), partial(_report, ours, row.pk, written))


def _write(ours: ExampleGroup, key: int, written: Written, _: datetime) -> None:
    row = _head(key)
    by = ours.act(row.author.name)
    exercises.save_head(
        by=by,
        exercise=row,
        seen=head_seen(row),
        lessons=list(row.lessons.all()),
        objectives=[(text, ours.competency(name)) for text, name in written["objectives"]],
        title=written["title"],
        kind=written.get("kind", row.kind),
        use_date=row.use_date,
        place=written.get("place", row.place),
        unit=row.unit,
        knowledge_points=written["points"],
        minutes_limit=None,
        author_solved=written.get("state") != "draft",
    )
    goals = {goal.number: goal for goal in row.objectives.all()}
    for layer, section, stem, answer, intent, goal, minutes, difficulty in written["items"]:
        items.add_item(
            by=by,
            exercise=row,
            layer=LAYERS[layer],
            section=SECTIONS[section],
            stem=stem,
            answer=answer,
            intent=intent,
            objective=goals[goal],
            cognitive=LEVELS[LAYERS[layer]],
            source="own",
            minutes_est=Decimal(str(minutes)),
            difficulty_est=Decimal(str(difficulty)),
        )


def _submit(ours: ExampleGroup, key: int, change: str, at: datetime, handed_in: list[Exercise] | None = None) -> None:
    row = _row(ours, key)
    row = reviewing.submit(by=ours.act(row.author.name), exercise=row, version=row.version, change=change, today=_day(at), now=at)
    if handed_in is not None:
        handed_in.append(row)


def _review(ours: ExampleGroup, key: int, opinion: str, verdict: str, at: datetime, handed_in: list[Exercise] | None = None) -> None:
    """What was ``handed_in`` just before and nobody has touched since need not be read again."""
    row = handed_in.pop() if handed_in else _row(ours, key)
    checklist = [name for name in EVERYTHING if name != ALL_BUT.get(verdict)]
    reviewing.review(
        by=ours.act(row.reviewer.name),
        exercise=row,
        version=row.version,
        checklist=checklist,
        opinion=opinion,
        verdict=verdict,
        today=_day(at),
        now=at,
    )


def _use(ours: ExampleGroup, key: int, at: datetime) -> None:
    row = _head(key)
    if row.status == Status.APPROVED:
        place = ours.on(_day(at))
        for seat in ours.seats:
            using.use_exercise(by=ours.act(seat.teachers[0].name), exercise=row, seat=seat, day=_day(at), place=place)


def _report(ours: ExampleGroup, key: int, written: Written, _: datetime) -> None:
    row = _head(key)
    items = list(row.items.all())
    seats = {seat.school_class.pk: seat for seat in ours.seats}
    hard, adjust = written.get("hard", (0, ""))
    sizes = _sizes(ours)
    for use in row.uses.all():
        seat = seats[use.school_class_id]
        number, week = seat.school_class.number, written["week"]
        submitted = sizes[number - 1] - (week + number) % 3
        counts = {item.pk: _correct(item.number, float(item.difficulty_est or 0), hard, submitted, week, number) for item in items}
        low = low_items({item.number: counts[item.pk] for item in items}, submitted)
        minutes = sum(item.minutes_est or 0 for item in items) + (week + number) % 4
        using.give_feedback(
            by=ours.act(seat.teachers[0].name),
            use=use,
            seat=seat,
            version=use.version,
            submitted=submitted,
            minutes_actual=Decimal(minutes),
            adjust=adjust if low else "",
            correct=counts,
        )


def _sizes(ours: ExampleGroup) -> list[int]:
    """Pupils of each class of the grade."""
    school = next(each for each in reading.everybody()["schools"] if each["code"] == ours.group.school.code)
    sizes: list[int] = school["classes"][str(ours.group.grade)]
    return sizes


def _correct(item: int, estimate: float, hard: int, submitted: int, week: int, number: int) -> int:
    """How many of a class solved an item: near what its author expected, a little different in every class."""
    percent = HARD if item == hard else max(62, round(100 * estimate))
    apart = (week * 7 + number * 5 + item * 3) % 9 - 4
    return max(0, min(submitted, submitted * (percent + apart) // 100))


def _homework(ours: ExampleGroup, written: Written, at: datetime) -> None:
    place, by = ours.on(_day(at)), ours.act(written["by"])
    made = homework.start_list(by=by, place=place, starts=written["starts"])
    row: HomeworkList = list_of(by, made.pk)
    set_by_week = {each.week_no: each.pk for each in Exercise.objects.filter(group=ours.group, term=place.term, assigned=True)}
    entries = [
        Entry(
            day=each["day"],
            required=each.get("required", True),
            exercise=set_by_week[each["week"]] if "week" in each else None,
            text=each.get("text", ""),
            minutes=each["minutes"],
        )
        for each in written["entries"]
    ]
    days: list[date] = list(place.calendar.school_days_between(row.starts, row.ends))
    minutes = dict(zip(days, written.get("all_minutes", ()), strict=False))
    homework.save_list(by=by, homework=row, version=row.version, entries=entries, all_minutes=minutes)


def _row(ours: ExampleGroup, key: int) -> Exercise:
    """With everything in it, as handing in and reviewing want it."""
    return exercise_of(ours.act(ours.leader.name), key)


def _head(key: int) -> Exercise:
    """Without its items: one query in the place of seven."""
    row: Exercise = Exercise.objects.select_related("group", "unit", "author", "reviewer").get(pk=key)
    return row


def _day(at: datetime) -> date:
    return timezone.localdate(at)
