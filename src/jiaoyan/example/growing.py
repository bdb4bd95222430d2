"""What the teachers of an example group write for themselves, a pair's weeks, and the trainings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from jiaoyan.activities.actions import training as trainings
from jiaoyan.activities.models import Training
from jiaoyan.activities.queries.training import people_below
from jiaoyan.documents import markup
from jiaoyan.example.diary import Diary, moment
from jiaoyan.example.groups import ExampleGroup
from jiaoyan.growth.actions import mentorship as pairs
from jiaoyan.growth.actions import writings
from jiaoyan.growth.models import MenteeLesson, Mentorship, Writing
from jiaoyan.lessons.models import Observation
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import GroupTerm
from jiaoyan.schools.registers.choices import people_of

Written = dict[str, Any]
LISTENED_WITHIN = timedelta(days=7)


def grow(diary: Diary, ours: ExampleGroup, written: dict[str, Any]) -> None:
    """Trainings, pairs, what the mentee taught, and writings, each on its day."""
    for each in written.get("trainings", []):
        diary.add(moment(each["day"], 16, 45), partial(_training, diary, ours, each))
    for each in written.get("mentorships", []):
        diary.add(moment(each["day"], 16), partial(_pair, ours, each))
    for each in written.get("mentee_lessons", []):
        diary.add(moment(each["day"], 15, 50), partial(_taught, diary, ours, each))
    for each in [*written.get("writings", []), *_study_notes(written)]:
        diary.add(moment(each["day"], 17, 20), partial(_writing, ours, each))


def _study_notes(written: dict[str, Any]) -> Iterator[Written]:
    """One note for everybody who wrote a line on a theme."""
    for theme in written.get("study", []):
        shared = {name: theme[name] for name in ("day", "title", "form", "source")}
        yield from ({"by": name, "kind": Writing.Kind.STUDY_NOTE.value, "body": line, **shared} for name, line in theme["lines"].items())


def _training(diary: Diary, ours: ExampleGroup, written: Written, at: datetime) -> None:
    place, today = ours.on(written["day"]), timezone.localdate(at)
    if written.get("of") == "research":
        group = Group.objects.select_related("school", "school_year").get(kind=Group.Kind.RESEARCH, school_year=ours.group.school_year_id)
        everybody = people_below(GroupTerm(group, place.term, place.calendar, place.today))
    else:
        group, everybody = ours.group, people_of(place)
    row = trainings.record_training(
        by=ours.act(written["by"]),
        group=group,
        term=place.term,
        today=today,
        trainers=[ours.people[name] for name in written.get("trainers", [])],
        participants=[ours.people[name] for name in written["people"]] if "people" in written else everybody,
        digest=markup.parse(written["digest"]),
        guest=written.get("guest", ""),
        **{name: written[name] for name in ("kind", "theme", "day", "form")},
    )
    if "shared" in written:
        diary.add(moment(written["shared"]["day"], 16, 50), partial(_share, ours, row, written["shared"]))


def _share(ours: ExampleGroup, row: Training, shared: Written, _: datetime) -> None:
    trainings.share_back(
        by=ours.act(shared["givers"][0]),
        training=row,
        today=shared["day"],
        day=shared["day"],
        givers=[ours.people[name] for name in shared["givers"]],
        audience=shared["audience"],
        materials=shared.get("materials", ""),
    )


def _pair(ours: ExampleGroup, written: Written, _: datetime) -> None:
    pairs.pair(
        by=ours.act(ours.leader.name),
        group=ours.group,
        mentor=ours.people[written["mentor"]],
        mentee=ours.people[written["mentee"]],
        **{name: written[name] for name in ("starts", "ends", "goals", "mentor_duties", "mentee_duties")},
    )


def _taught(diary: Diary, ours: ExampleGroup, written: Written, at: datetime) -> None:
    """The mentee's lesson; its comparison and the mentor's word of the week come later."""
    pair = Mentorship.objects.select_related("group__school_year", "mentor", "mentee").get(group=ours.group, removed_at__isnull=True)
    by, day = ours.act(pair.mentee.name), timezone.localdate(at)
    lesson = pairs.teach(
        by=by,
        mentorship=pair,
        today=day,
        observation=_heard(pair, written["topic"], day),
        day=day,
        school_class=ours.classes[written.get("class", 4) - 1],
        topic=written["topic"],
        line=written["line"],
        mentor_present=written.get("present", False),
    )
    if "on" in written:
        diary.add(moment(written["on"], 17, 30), partial(_compare, ours, lesson, written))
    if "word" in written:
        diary.add(moment(_friday(ours, day), 16, 20), partial(_word, ours, pair, written["word"]))


def _heard(pair: Mentorship, topic: str, day: date) -> Observation | None:
    """The mentor's lesson on the topic that the mentee heard within the week."""
    heard: Observation | None = Observation.objects.filter(
        observer=pair.mentee_id,
        teacher=pair.mentor_id,
        topic=topic,
        day__gt=day - LISTENED_WITHIN,
        day__lte=day,
        removed_at__isnull=True,
    ).last()
    return heard


def _friday(ours: ExampleGroup, day: date) -> date:
    """The last school day of a day's teaching week."""
    week = ours.place.calendar.week(ours.place.calendar.week_no(day) or 1)
    return week.days[-1]


def _compare(ours: ExampleGroup, lesson: MenteeLesson, written: Written, at: datetime) -> None:
    writings.write(
        by=ours.act(lesson.mentorship.mentee.name),
        group=ours.group,
        term=ours.place.term,
        kind=Writing.Kind.REFLECTION,
        today=timezone.localdate(at),
        pair=lesson,
        title=written["title"],
        day=written["on"],
        body=markup.parse(written["text"]),
    )


def _word(ours: ExampleGroup, pair: Mentorship, text: str, at: datetime) -> None:
    today = timezone.localdate(at)
    week = ours.place.calendar.week_no(today) or 1
    pairs.advise(by=ours.act(pair.mentor.name), mentorship=pair, term=ours.place.term, week_no=week, text=text, seen="", today=today)


def _writing(ours: ExampleGroup, written: Written, at: datetime) -> None:
    title, author = written.get("book", ("", ""))
    about = written.get("about", Writing.About.GENERAL.value) if written["kind"] == Writing.Kind.REFLECTION else ""
    writings.write(
        by=ours.act(written["by"]),
        group=ours.group,
        term=ours.place.term,
        today=timezone.localdate(at),
        hand_in=not written.get("draft", False),
        about=about,
        body=markup.parse(written["body"]),
        book_title=title,
        book_author=author,
        form=written.get("form", ""),
        source=written.get("source", ""),
        lesson=ours.lesson(*written["lesson"]) if "lesson" in written else None,
        shared=written.get("shared", False),
        **{name: written[name] for name in ("kind", "title", "day")},
    )
