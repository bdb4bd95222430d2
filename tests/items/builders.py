"""Exercises and homework lists for tests, made through the product's own verbs. The teacher writes, the mentee reviews."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from jiaoyan.documents.pictures_in import CleanPicture
from jiaoyan.items.actions import exercises, homework, items, reviewing, using
from jiaoyan.items.models import Exercise, ExerciseItem, ExerciseUse, HomeworkList
from jiaoyan.items.queries.exercises import exercise_of, head_seen
from jiaoyan.items.rules.words import CHECKLIST
from jiaoyan.pacing.queries import Seat, seats_of
from jiaoyan.schools.queries import GroupTerm, group_term
from tests.conftest import TODAY, SmallSchool

ITEM: dict[str, Any] = {
    "layer": "basic",
    "section": "calculate",
    "stem": "直接写出得数。\n0.25×4＝　　{1/2}＋{1/3}＝",
    "answer": "1；{5/6}",
    "intent": "看清小数点和通分两处容易错的地方",
    "difficulty_est": Decimal("0.85"),
    "minutes_est": Decimal(2),
    "source": "own",
}
ALL_CHECKED = [name for name, _ in CHECKLIST]


def place_of(school: SmallSchool, day: date = TODAY) -> GroupTerm:
    return group_term(school.actor("head", day), school.group.pk, school.term.key, day)


def started(school: SmallSchool, **changes: Any) -> Exercise:
    """An empty exercise, due next week."""
    people = school.people
    fields: dict[str, Any] = {
        "title": "解方程周周练",
        "author": people["teacher"],
        "reviewer": people["mentee"],
        "kind": "weekly",
        "use_date": TODAY,
        "due": date(2024, 6, 20),
        "week_no": 17,
    } | changes
    by = "leader" if "leader" in people else "neighbour"
    return exercises.start_exercise(by=school.actor(by), group=school.group, term=school.term, **fields)


def headed(school: SmallSchool, **changes: Any) -> Exercise:
    """With its head and one objective."""
    row = fresh(school, started(school, **changes))
    exercises.save_head(
        by=school.actor("teacher"), exercise=row, seen=head_seen(row), lessons=[], objectives=[("会解简单的方程", None)], **head(row)
    )
    return fresh(school, row)


def head(row: Exercise, **changes: Any) -> dict[str, Any]:
    """What a head form hands over."""
    return {
        "title": row.title,
        "kind": row.kind,
        "use_date": row.use_date,
        "place": row.place,
        "unit": None,
        "knowledge_points": ["解方程"],
        "minutes_limit": None,
        "author_solved": True,
    } | changes


def written(school: SmallSchool, count: int = 1, **changes: Any) -> Exercise:
    """With items; everything is there to hand it in."""
    row = headed(school, **changes)
    for _ in range(count):
        add(school, row)
    return fresh(school, row)


def add(school: SmallSchool, row: Exercise, **changes: Any) -> ExerciseItem:
    goal = row.objectives.first()
    return items.add_item(by=school.actor("teacher"), exercise=row, **(ITEM | {"objective": goal} | changes))


def submitted(school: SmallSchool, count: int = 1, **changes: Any) -> Exercise:
    row = written(school, count, **changes)
    reviewing.submit(by=school.actor("teacher"), exercise=row, version=row.version, today=TODAY)
    return fresh(school, row)


def reviewed(school: SmallSchool, row: Exercise, verdict: str, **changes: Any) -> Exercise:
    fields: dict[str, Any] = {
        "checklist": ALL_CHECKED,
        "opinion": "题目清楚，分数题再少一道更好。",
        "verdict": verdict,
        "today": TODAY,
    } | changes
    reviewing.review(by=school.actor("mentee"), exercise=row, version=row.version, **fields)
    return fresh(school, row)


def approved(school: SmallSchool, count: int = 1, **changes: Any) -> Exercise:
    return reviewed(school, submitted(school, count, **changes), "pass")


def used(school: SmallSchool, row: Exercise | None = None, number: int = 2) -> ExerciseUse:
    """Used by the teacher's own class, or another."""
    row = row or approved(school)
    return using.use_exercise(by=school.actor("leader"), exercise=row, seat=seat_of(school, number), day=TODAY, place=place_of(school))


def homework_list(school: SmallSchool, starts: date = date(2024, 6, 10)) -> HomeworkList:
    by = "leader" if "leader" in school.people else "neighbour"
    return homework.start_list(by=school.actor(by), place=place_of(school), starts=starts)


def fresh(school: SmallSchool, row: Exercise) -> Exercise:
    """The exercise as it is stored now, with everything in it."""
    return exercise_of(school.actor("teacher"), row.pk)


DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
"""A white point as PNG."""


def with_figure(school: SmallSchool) -> ExerciseItem:
    """An item with a figure."""
    row = written(school)
    by = school.actor("teacher")
    item = row.items.get(number=1)
    return items.save_item(by=by, exercise=row, item=item, version=item.version, picture=CleanPicture(DOT, "png", "image/png", 1, 1))


def dropped(school: SmallSchool) -> Exercise:
    """An exercise with an item that its author took out."""
    row = written(school)
    exercises.drop_exercise(by=school.actor("teacher"), exercise=row)
    return row


def one_of_two(school: SmallSchool) -> ExerciseItem:
    """The first of two items that differ."""
    row = written(school)
    add(school, row, stem="{frac:3,4}÷{frac:1,2}={blank}")
    return row.items.get(number=1)


def item_removed(school: SmallSchool) -> ExerciseItem:
    """The first of two items, taken out."""
    item = one_of_two(school)
    items.remove_item(by=school.actor("teacher"), exercise=item.exercise, item=item)
    return item


def forgotten(school: SmallSchool) -> ExerciseUse:
    """A use taken back by the class's teacher."""
    use = used(school)
    using.forget_use(by=school.actor("teacher"), use=use, seat=seat_of(school))
    return use


def seat_of(school: SmallSchool, number: int = 2) -> Seat:
    """The class of a number as ``pacing`` gives it."""
    return next(seat for seat in seats_of(place_of(school)) if seat.school_class.number == number)


def list_dropped(school: SmallSchool) -> HomeworkList:
    """A homework list that was taken out."""
    row = homework_list(school)
    homework.drop_list(by=school.actor("teacher"), homework=row, version=row.version)
    return row
