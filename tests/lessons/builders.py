"""Lessons of the small school, as far as a test needs them."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from jiaoyan.activities.models import Activity
from jiaoyan.lessons.actions import filing, observing, research, rostering
from jiaoyan.lessons.models import ExpertComment, LessonFile, Observation, PracticeRoster, ResearchLesson
from jiaoyan.lessons.queries.roster import roster_here
from jiaoyan.library.actions import lay_file
from jiaoyan.schools.models import Group
from jiaoyan.schools.queries import GroupTerm, calendar_of, moment
from tests.conftest import TODAY, SmallSchool

DAY = date(2024, 5, 21)


def leader_of(school: SmallSchool) -> str:
    return "leader" if "leader" in school.people else "neighbour"


def values(school: SmallSchool, **more: Any) -> dict[str, Any]:
    return {
        "teacher": school.people["teacher"],
        "topic": "圆的认识",
        "day": DAY,
        "period_no": 2,
        "steps": [{"time": "0—5分", "teaching": "出示车轮图", "pupils": "说哪里见过圆", "comment": ""}],
        "highlights": ["先折后画，直径是折出来的"],
        "suggestions": ["画圆留够两分钟"],
    } | more


def observed(school: SmallSchool, by: str = "", **more: Any) -> Observation:
    """The leader's observation of ``teacher``, made once."""
    return observing.record_observation(
        by=school.actor(by or leader_of(school)), group=school.group, term=school.term, today=TODAY, **values(school, **more)
    )


def removed(school: SmallSchool) -> Observation:
    """One that was taken out."""
    standing = Observation.objects.filter(removed_at__isnull=False).first()
    row: Observation = standing or observed(school)
    if row.removed_at is None:
        observing.remove_observation(by=school.actor(leader_of(school)), observation=row, version=row.version)
    return row


def planned(school: SmallSchool, **more: Any) -> ResearchLesson:
    """A lesson of ``teacher`` in the group."""
    given = {"teacher": school.people["teacher"], "topic": "解方程", "day": DAY, "period_no": 1} | more
    return research.plan_lesson(by=school.actor(leader_of(school)), group=school.group, term=school.term, **given)


def called_off(school: SmallSchool) -> ResearchLesson:
    """One that was called off."""
    standing = ResearchLesson.objects.filter(removed_at__isnull=False).first()
    lesson: ResearchLesson = standing or planned(school)
    if lesson.removed_at is None:
        research.call_off(by=school.actor(leader_of(school)), lesson=lesson, version=lesson.version)
    return lesson


def commented(school: SmallSchool) -> ExpertComment:
    """What an expert said about it."""
    return research.add_comment(by=school.actor(leader_of(school)), lesson=planned(school), expert="区教研员", text="算理讲得透。")


def comment_gone(school: SmallSchool) -> ExpertComment:
    """A comment that was taken out."""
    standing = ExpertComment.objects.filter(removed_at__isnull=False).first()
    comment: ExpertComment = standing or commented(school)
    if comment.removed_at is None:
        research.remove_comment(by=school.actor(leader_of(school)), comment=comment, version=comment.version)
    return comment


DOCX = b"PK\x03\x04 a plan of the lesson"


def filed(school: SmallSchool, by: str = "", name: str = "解方程 教案.docx", data: bytes = DOCX, **more: Any) -> LessonFile:
    """The plan of the lesson of ``teacher``, given by the leader; given once."""
    lesson, given = planned(school), lay_file(data, name)
    values = {"kind": LessonFile.Kind.PLAN, "words": "", "day": TODAY} | more
    return filing.give_file(by=school.actor(by or leader_of(school)), lesson=lesson, given=given, **values)


def file_gone(school: SmallSchool) -> LessonFile:
    """A file that was taken out."""
    standing = LessonFile.even_removed.filter(removed_at__isnull=False).first()
    row: LessonFile = standing or filed(school)
    if row.removed_at is None:
        filing.remove_file(by=school.actor(leader_of(school)), file=row, version=row.version)
    return row


def meeting(school: SmallSchool, **more: Any) -> Activity:
    """A planned meeting in which ``teacher`` gives a lesson."""
    people = school.people
    standing = Activity.objects.filter(group=school.group, lesson_teacher=people["teacher"]).first()
    if standing is not None:
        found: Activity = standing
        return found
    given: dict[str, Any] = {
        "topic": "观摩周予安《解方程》；研讨第二单元",
        "day": date(2024, 5, 28),
        "lesson_teacher": people["teacher"],
    } | more
    made: Activity = Activity.objects.create(
        school=school.school,
        group=school.group,
        term=school.term,
        planned_day=given["day"],
        starts=time(14, 30),
        ends=time(16, 0),
        place="五年级办公室",
        host=people["teacher"],
        lead_speaker=people["teacher"],
        recorder=people["mentee"],
        **given,
    )
    return made


def research_place(school: SmallSchool, today: date = TODAY) -> GroupTerm:
    group = Group.objects.select_related("school", "school_year", "subject").get(pk=school.research.pk)
    return GroupTerm(group, school.term, calendar_of(school.term), today)


def cohort(school: SmallSchool) -> None:
    """The mentee is young enough for the cohort."""
    school.people["mentee"].born_on = date(1999, 1, 1)
    school.people["mentee"].save()


def rostered(school: SmallSchool) -> PracticeRoster:
    """The proposal taken as the roster, not published."""
    cohort(school)
    place = research_place(school)
    standing = roster_here(school.research, school.term)
    return standing or rostering.adopt_proposal(by=school.actor("head"), place=place, version=0)


def published(school: SmallSchool) -> PracticeRoster:
    """The same, published."""
    roster = rostered(school)
    rostering.publish_roster(by=school.actor("head"), place=research_place(school), roster=roster, version=roster.version, at=moment(TODAY))
    roster.refresh_from_db()
    return roster
