"""The showcase homework of an example group: designed, works put in, exhibited, talked about, looked back on."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils import timezone

from jiaoyan.example.diary import Diary, moment
from jiaoyan.example.drawings import lay_drawing
from jiaoyan.example.groups import ExampleGroup
from jiaoyan.items.actions import showcase as actions
from jiaoyan.items.actions import showcase_works as works
from jiaoyan.items.models import ShowcaseHomework, Work
from jiaoyan.items.queries.showcase import showcase_of
from jiaoyan.items.rules.showcase import Criterion, Task, TypedCount
from jiaoyan.schools.models import Enrolment, Pupil, SchoolClass

Written = dict[str, Any]


def exhibit(diary: Diary, ours: ExampleGroup, written: list[Written]) -> None:
    """Every showcase homework on its days."""
    for each in written:
        diary.add(moment(each["designed_on"], 16, 10), partial(_design, diary, ours, each))


def _design(diary: Diary, ours: ExampleGroup, written: Written, at: datetime) -> None:
    by, day = ours.act(written["designers"][0]), timezone.localdate(at)
    row = actions.start_showcase(by=by, place=ours.on(day), theme=written["theme"], kind=written["kind"])
    actions.save_design(
        by=by,
        showcase=row,
        version=row.version,
        designers=[ours.people[name] for name in written["designers"]],
        tasks=[Task(text, minutes or None) for text, minutes in written["tasks"]],
        criteria=[Criterion(*line) for line in written["rubric"]],
        theme=written["theme"],
        kind=written["kind"],
        unit=ours.units.get(written.get("unit", 0)),
        goals=written["goals"],
        starts=written["starts"],
        ends=written["ends"],
    )
    for seed, work in enumerate(written.get("works", []), start=1):
        diary.add(moment(ours.school_day(work["day"]), 15, 20 + seed), partial(_work, ours, row.pk, work, seed))
    if "exhibition" in written:
        shown = written["exhibition"]
        diary.add(moment(shown["recorded_on"], 16, 30), partial(_exhibition, ours, row.pk, shown))


def _work(ours: ExampleGroup, key: int, written: Written, seed: int, at: datetime) -> None:
    """The class's own teacher takes the picture and says what it is."""
    place, school_class = ours.on(timezone.localdate(at)), ours.classes[written["class"] - 1]
    seat = next(seat for seat in ours.seats if seat.school_class == school_class)
    by, row = ours.act(seat.teachers[0].name), _row(ours, key)
    (work,) = works.add_works(
        by=by,
        showcase=row,
        school_class=school_class,
        pictures=[lay_drawing(written["drawing"], written["title"], seed + 7 * len(row.goals))],
    )
    told = works.Told(
        title=written["title"],
        school_class=school_class,
        pupils=[_pupil(school_class, number) for number in written["seats"]],
        form="team" if len(written["seats"]) > 1 else "single",
        level=written.get("level", ""),
        comment=written.get("comment", ""),
        shown=written.get("shown", False),
        consent=written.get("consent", False),
    )
    works.save_work(by=by, place=place, work=work, version=work.version, told=told)


def _pupil(school_class: SchoolClass, seat: int) -> Pupil:
    pupil: Pupil = Enrolment.objects.select_related("pupil").get(school_class=school_class, seat_no=seat).pupil
    return pupil


def _exhibition(ours: ExampleGroup, key: int, written: Written, at: datetime) -> None:
    today: date = timezone.localdate(at)
    for title, name, text in written.get("comments", []):
        work = Work.objects.select_related("showcase__group").get(showcase=key, title=title)
        works.add_comment(by=ours.act(name), work=work, text=text, at=at)
    row = _row(ours, key)
    counts = [
        TypedCount(ours.classes[n].pk, handed_in=handed_in, excellent=excellent)
        for n, (handed_in, excellent) in enumerate(written.get("counts", []))
    ]
    actions.save_exhibition(
        by=ours.act(written["by"]),
        showcase=row,
        version=row.version,
        evaluators=[ours.people[name] for name in written["evaluators"]],
        counts=counts,
        today=today,
        exhibition_day=written["day"],
        exhibition_place=written["place"],
        exhibition_form=written["form"],
        review=written.get("review", "").strip(),
    )


def _row(ours: ExampleGroup, key: int) -> ShowcaseHomework:
    return showcase_of(ours.act(ours.leader.name), key)
