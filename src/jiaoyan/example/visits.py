"""Lessons observed and lessons given in the example, and the research group's roster of practice lessons."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from jiaoyan.activities.models import Activity
from jiaoyan.activities.queries.units import lessons_around
from jiaoyan.curriculum.models import LessonTopic
from jiaoyan.example.books import word_file
from jiaoyan.example.diary import Diary, moment
from jiaoyan.example.groups import ExampleGroup
from jiaoyan.example.ordinary.words import shared, turn
from jiaoyan.lessons.actions import filing, observing, research, rostering
from jiaoyan.lessons.models import Observation, ResearchLesson
from jiaoyan.lessons.queries.people import own_lessons
from jiaoyan.lessons.queries.roster import roster_here, slots_of
from jiaoyan.lessons.rules.timetable import periods_of
from jiaoyan.schools.access import Actor
from jiaoyan.schools.models import Group, Person, Term
from jiaoyan.schools.queries import GroupTerm, actor_for, calendar_of, leader_of

Written = dict[str, Any]
UNREAD = timedelta(days=5)  # what was observed in the last days waits for its teacher's look
MADE_BEFORE = timedelta(days=6)  # a research lesson is made so long before its day
STEP_DAYS = {"topic": -5, "goals": -4, "key_points": -4, "first_draft": -3, "discussion": -2, "evaluation": 0, "reflection": 2, "final": 4}
REVIEW = ("整理", "复习")
RESTED = 3  # the comment of every third practice lesson of this month is still missing


def visit(diary: Diary, ours: ExampleGroup, written: Written) -> None:
    """What one group's people gave and observed, each on its day; before the group's own later records, which may speak of it."""
    for each in written.get("research_lessons", []):
        _give(diary, ours, each)
    for each in written.get("visits", []):
        for place, name in enumerate(each["by"]):
            diary.add(moment(each["day"], 11, 40 + place), partial(_observe, diary, ours, each, place, name))


def _give(diary: Diary, ours: ExampleGroup, written: Written) -> None:
    day: date = ours.days_of_meetings[written["meeting"]] if "meeting" in written else written["day"]
    made: list[ResearchLesson] = []
    diary.add(moment(ours.school_day(day - MADE_BEFORE, -1), 16, 5), partial(_arrange, ours, written, day, made))
    for kind, shift in {**STEP_DAYS, "taught": 0}.items():
        if kind in written["steps"]:
            at = moment(
                ours.school_day(day + timedelta(days=shift), 1 if shift > 0 else -1),
                16,
                10 + list(STEP_DAYS).index(kind) if kind != "taught" else 9,
            )
            diary.add(at, partial(_step, ours, kind, written["steps"][kind], made))
    for each in written.get("files", []):
        diary.add(moment(ours.school_day(day + timedelta(days=each["after"]), 1), 16, 30), partial(_file, ours, each, made))
    for expert, text in written.get("comments", []):
        diary.add(moment(day, 17), partial(_heard, ours, expert, text, made))


def _file(ours: ExampleGroup, written: Written, made: list[ResearchLesson], at: datetime) -> None:
    filing.give_file(
        by=ours.act(written["by"]),
        lesson=made[0],
        kind=written["kind"],
        given=word_file(written["title"], written["text"]),
        words=written["note"],
        day=at.date(),
    )


def _heard(ours: ExampleGroup, expert: str, text: str, made: list[ResearchLesson], _: datetime) -> None:
    _comment(made[0], ours.act(made[0].teacher.name), expert, text)


def _arrange(ours: ExampleGroup, written: Written, day: date, made: list[ResearchLesson], _: datetime) -> None:
    topic = ours.lesson(*written["lesson"])
    facts = {
        "type": written["type"],
        "level": written["level"],
        "lesson_type": written["kind"],
        "school_class": ours.classes[written["class"] - 1],
        "period_no": written["period"],
        "topic": topic.title if topic else "",
        "lesson_topic": topic,
    }
    if "meeting" in written:
        meeting = Activity.objects.select_related("group__school_year", "term__school_year", "lesson_teacher").get(
            group=ours.group, term=ours.place.term, day=day
        )
        by = ours.act(ours.leader.name)
        lesson = research.lesson_from_meeting(by=by, activity=meeting)
        made.append(research.change_lesson(by=by, lesson=lesson, version=lesson.version, **facts))
    else:
        teacher = ours.people[written["teacher"]]
        made.append(
            research.plan_lesson(
                by=ours.act(written["by"]),
                group=ours.group,
                term=ours.place.term,
                teacher=teacher,
                day=day,
                place=written["place"],
                **facts,
            )
        )


def _step(ours: ExampleGroup, kind: str, text: str, made: list[ResearchLesson], at: datetime) -> None:
    lesson = made[0]
    research.save_step(by=ours.act(lesson.teacher.name), lesson=lesson, kind=kind, done=True, text=text, version=0, today=at.date())


def _comment(lesson: ResearchLesson, by: Actor, expert: str, text: str) -> None:
    research.add_comment(by=by, lesson=lesson, expert=expert, text=text)


def _observe(diary: Diary, ours: ExampleGroup, written: Written, place: int, name: str, at: datetime) -> None:
    teacher, school_class = ours.people[written["teacher"]], ours.classes[written["class"] - 1]
    topic: LessonTopic | None = ours.lesson(*written["lesson"]) if "lesson" in written else None
    given = (
        ResearchLesson.objects.filter(teacher=teacher, day=written["day"], removed_at__isnull=True).first() if _is_given(written) else None
    )
    advice = written["advice"]
    row = observing.record_observation(
        by=ours.act(name),
        group=_home(ours, name),
        term=ours.place.term,
        today=at.date(),
        calendar=ours.place.calendar,
        teacher=teacher,
        school_class=school_class,
        topic=written.get("topic") or (topic.title if topic else ""),
        lesson_topic=topic,
        lesson_type=written.get("type", "new"),
        day=written["day"],
        period_no=written.get("period") or _period(ours, teacher, school_class.pk, written["day"]),
        way=written["ways"][place] if "ways" in written else written["way"],
        steps=[dict(zip(("time", "teaching", "pupils", "comment"), step, strict=True)) for step in written["steps"]],
        highlights=[written["good"][place % len(written["good"])]],
        suggestions=[advice[place % len(advice)]] if advice else [],
        plan_matches=written.get("plan"),
        homework_note=written.get("homework", ""),
        feedback_on=written["day"] if "plan" in written else None,
        research_lesson=given,
    )
    if written["day"] < diary.until - UNREAD:
        diary.add(moment(written["day"], 16, 50), partial(_seen, ours.act(teacher.name), row))


def _is_given(written: Written) -> bool:
    return "meeting" in written or "given" in written


def _home(ours: ExampleGroup, name: str) -> Group:
    """The observer's own group; leaders keep theirs with the group they visit."""
    return ours.group if ours.group.pk in ours.act(name).member_of or ours.group.pk in ours.act(name).oversees else _sits(ours.people[name])


def _sits(person: Person) -> Group:
    group: Group = Group.objects.get(memberships__person=person, kind=Group.Kind.PREP)
    return group


def _period(ours: ExampleGroup, teacher: Person, class_id: int, day: date) -> int:
    lessons = own_lessons([teacher.pk], ours.place.term)[teacher.pk]
    return next(each.period_no for each in periods_of(lessons, ours.place.calendar, [day]) if each.class_id == class_id)


def _seen(by: Actor, row: Observation, _: datetime) -> None:
    observing.answer_observation(by=by, observation=row)


@dataclass(slots=True)
class Practice:
    """The research group's practice lessons of a term, with its leader and whoever acts in them."""

    diary: Diary
    place: GroupTerm
    head: Person
    words: dict[str, list[str]]
    actors: dict[int, Actor] = field(default_factory=dict)

    def act(self, person: Person) -> Actor:
        """Somebody as an actor; roles do not change in the example's year."""
        if person.pk not in self.actors:
            self.actors[person.pk] = actor_for(person, self.place.term.first_school_day)
        return self.actors[person.pk]


def practise_in_turn(diary: Diary, everybody: dict[str, Person], term: Term) -> None:
    """The research leader publishes the roster in the first weeks; its lessons are given, commented on and observed."""
    groups = Group.objects.select_related("school", "school_year", "subject")
    place = GroupTerm(groups.get(kind=Group.Kind.RESEARCH, school_year=term.school_year_id), term, calendar_of(term), term.first_school_day)
    head = next(person for person in everybody.values() if person.roles.filter(kind="research_group_leader").exists())
    practice, day = Practice(diary, place, head, shared(term.school.code)["observed"]), place.calendar.school_days()[4]
    diary.add(moment(day, 15, 30), lambda _: rostering.adopt_proposal(by=practice.act(head), place=place, version=0))
    diary.add(moment(day, 16, 30), partial(_publish, practice))


def _publish(practice: Practice, at: datetime) -> None:
    place = practice.place
    roster = roster_here(place.group, place.term)
    if roster is None:
        raise LookupError("the example's roster has not been written")
    rostering.publish_roster(by=practice.act(practice.head), place=place, roster=roster, version=roster.version, at=at)
    for number, slot in enumerate(slots_of(roster)):
        practice.diary.add(moment(slot.day, 15, 20), partial(_practised, practice, slot.pk, number))


def _practised(practice: Practice, slot: int, number: int, at: datetime) -> None:
    lesson = ResearchLesson.objects.select_related("teacher", "group__school_year", "term__school_year").get(slot=slot)
    own, today, until = practice.act(lesson.teacher), at.date(), practice.diary.until
    topic = _around(lesson.group, practice.place, lesson.day)
    if topic is not None:
        lesson = research.change_lesson(
            by=own, lesson=lesson, version=lesson.version, topic=topic.title, lesson_topic=topic, lesson_type=_type(topic.title)
        )
    research.save_step(by=own, lesson=lesson, kind="taught", done=True, text="", version=0, today=today)
    if (today.year, today.month) != (until.year, until.month) or number % RESTED:
        _comment(lesson, own, f"教研组长{practice.head.name}", practice.words["experts"][number % len(practice.words["experts"])])
    elsewhere = set(Observation.objects.filter(day=lesson.day, period_no=lesson.period_no).values_list("observer_id", flat=True))
    leader = leader_of(lesson.group, lesson.day)
    there = [each for each in (practice.head, leader) if each is not None and each.pk not in {lesson.teacher_id, *elsewhere}]
    for place, person in enumerate(dict.fromkeys(there)):
        _watch(practice, lesson, person, number + place)


def _type(title: str) -> str:
    """新授课, 练习课 or 复习课 by the lesson's title."""
    if any(word in title for word in REVIEW):
        return "review"
    return "practice" if "练习" in title else "new"


def _watch(practice: Practice, lesson: ResearchLesson, person: Person, number: int) -> None:
    observing.record_observation(
        by=practice.act(person),
        group=lesson.group,
        term=practice.place.term,
        today=lesson.day,
        calendar=practice.place.calendar,
        teacher=lesson.teacher,
        school_class=lesson.school_class,
        topic=lesson.topic or "数学练兵课",
        lesson_topic=lesson.lesson_topic,
        lesson_type=lesson.lesson_type,
        day=lesson.day,
        period_no=lesson.period_no,
        way="open",
        highlights=[turn(practice.words["good"], number, "practice")],
        suggestions=[turn(practice.words["advice"], number, "practice")],
        research_lesson=lesson,
    )


def _around(group: Group, place: GroupTerm, day: date) -> LessonTopic | None:
    """The lesson table 2 places there, or where there is none the one that the share of the term gone by brings; None without a book."""
    found = lessons_around(group, place.term, day)
    days = place.calendar.school_days()
    gone = sum(each <= day for each in days)
    topics = found.others
    return found.current or (topics[min(len(topics) - 1, len(topics) * gone // len(days))] if topics else None)
