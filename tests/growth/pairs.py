"""Writings and a pair of the small school: the mentor sits in grade 4, the mentee in grade 5."""

from __future__ import annotations

from datetime import date
from typing import Any

from jiaoyan.documents import markup
from jiaoyan.growth.actions import mentorship as pair_verbs
from jiaoyan.growth.actions import writings as verbs
from jiaoyan.growth.models import MenteeLesson, Mentorship, Writing
from jiaoyan.growth.queries import mentorship as queries
from jiaoyan.lessons.models import Observation
from jiaoyan.schools.models import Person
from tests.conftest import TODAY, SmallSchool
from tests.growth.builders import leader_of

HEARD, TAUGHT = date(2024, 6, 3), date(2024, 6, 5)  # week 16
BODY = markup.parse("学生把等号连着写下去。下次先比较两种写法。")


def written(
    school: SmallSchool, by: str = "teacher", kind: str = "reflection", *, hand_in: bool = True, today: date = TODAY, **values: Any
) -> Writing:
    """A writing that was handed in, unless told otherwise."""
    fields: dict[str, Any] = {"title": "等号连写之后", "day": TODAY, "about": "general", "body": BODY, "shared": False}
    if kind == "reading_note":
        fields |= {"book_title": "儿童怎样学数学", "book_author": "江一舟"}
    return verbs.write(
        by=school.actor(by), group=school.group, term=school.term, kind=kind, today=today, hand_in=hand_in, **fields | values
    )


def paired(school: SmallSchool, **values: Any) -> Mentorship:
    """The mentor leads the mentee from February on; the same pair each time."""
    standing: Mentorship | None = queries.loaded().first()
    if standing is not None:
        return standing
    fields: dict[str, Any] = {
        "mentor": school.people["mentor"],
        "mentee": school.people["mentee"],
        "starts": date(2024, 2, 21),
        "ends": date(2024, 7, 5),
        "goals": ["一年站稳讲台"],
        "observe_per_week": 2,
    }
    return pair_verbs.pair(by=school.actor(leader_of(school)), group=school.group, **fields | values)


def observed(school: SmallSchool, day: date = HEARD, period: int = 1, teacher: Person | None = None, **values: Any) -> Observation:
    """The mentee sat in on the mentor's lesson."""
    fields: dict[str, Any] = {"topic": "小数加减法", "way": "mentor"} | values
    return Observation.objects.create(
        school=school.school,
        group=school.group,
        term=school.term,
        observer=school.people["mentee"],
        teacher=teacher or school.people["mentor"],
        day=day,
        period_no=period,
        recorded_at="2024-06-03T09:00:00Z",
        **fields,
    )


def taught(school: SmallSchool, **values: Any) -> MenteeLesson:
    """The mentee taught after it; the same lesson each time."""
    pair = paired(school)
    seen = Observation.objects.filter(day=HEARD).first() or observed(school)
    fields: dict[str, Any] = {
        "observation": seen,
        "day": TAUGHT,
        "topic": "解方程",
        "school_class": school.classes[2],
        "line": "先让学生说",
    }
    return pair_verbs.teach(by=school.actor("mentee"), mentorship=pair, today=TODAY, **fields | values)


def compared(school: SmallSchool, lesson: MenteeLesson | None = None, **values: Any) -> Writing:
    """The mentee compares the two."""
    lesson = lesson or taught(school)
    return written(school, "mentee", pair=queries.lesson_of(school.actor("mentee"), lesson.pk), title="两节课的开头", **values)


def unpaired(school: SmallSchool) -> Mentorship:
    """The pair, taken out."""
    row = paired(school)
    if row.removed_at is None:
        pair_verbs.remove_pair(by=school.actor(leader_of(school)), mentorship=row, version=row.version)
    return row


def withdrawn(school: SmallSchool) -> Writing:
    """A writing, taken out."""
    row = Writing.objects.filter(title="不要的").first() or written(school, title="不要的")
    if row.removed_at is None:
        verbs.remove(by=school.actor("teacher"), writing=row, version=row.version)
    return row


def untaught(school: SmallSchool) -> MenteeLesson:
    """A lesson of the mentee, taken out."""
    row = MenteeLesson.objects.filter(topic="不算的").first() or taught(school, topic="不算的")
    if row.removed_at is None:
        pair_verbs.remove_lesson(by=school.actor("mentee"), lesson=row, version=row.version)
    return row
