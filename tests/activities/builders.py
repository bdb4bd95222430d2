"""Meetings, analyses, notes and talks for tests, made through the product's own verbs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from jiaoyan.activities.actions import analyses, attendance, meetings, talks, theory, training, writing
from jiaoyan.activities.models import Activity, DailyTalk, ShareBack, TheoryNote, Training, UnitAnalysis
from jiaoyan.documents import markup
from tests.conftest import TODAY, SmallSchool

STARTS, ENDS = time(14, 30), time(16, 0)


def at(hour: int, minute: int = 0, day: date = TODAY) -> datetime:
    """A moment in the school's time zone."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


IN_MEETING = at(14, 40)


def prose(text: str) -> list[dict[str, Any]]:
    return markup.parse(text)


def planned(school: SmallSchool, day: date = TODAY, **changes: Any) -> Activity:
    """A planned meeting: hosted by the leader, spoken by the teacher, recorded by the mentee."""
    people = school.people
    leader = people.get("leader") or people["neighbour"]
    name = "leader" if "leader" in people else "neighbour"
    fields: dict[str, Any] = {
        "starts": STARTS,
        "ends": ENDS,
        "place": "数学备课室",
        "topic": "研讨“解方程”",
        "host": leader,
        "lead_speaker": people["teacher"],
        "recorder": people["mentee"],
        "agenda": ["研讨每课时的设计", "分析学习习惯"],
    } | changes
    return meetings.plan_activity(by=school.actor(name), group=school.group, term=school.term, day=day, **fields)


def opened(school: SmallSchool, day: date = TODAY, **changes: Any) -> Activity:
    """The same, begun at its hour."""
    activity = planned(school, day, **changes)
    return meetings.open_activity(by=school.actor("leader"), activity=activity, at=at(14, 30, day))


def all_present(school: SmallSchool, activity: Activity) -> None:
    for name in ("leader", "teacher", "mentee"):
        attendance.mark_attendance(
            by=school.actor("leader"), activity=activity, person=school.people[name], state="present", at=at(14, 40, activity.day)
        )


def ended(school: SmallSchool, day: date = TODAY, **changes: Any) -> Activity:
    """The same, everybody present, closed at its end."""
    activity = opened(school, day, **changes)
    all_present(school, activity)
    return meetings.end_activity(by=school.actor("leader"), activity=activity, at=at(16, 0, day))


def analysis(school: SmallSchool, **changes: Any) -> UnitAnalysis:
    """Unit 1, prepared by the teacher, taught 17 to 25 June."""
    fields = {"unit_starts": date(2024, 6, 17), "unit_ends": date(2024, 6, 25)} | changes
    return analyses.assign_unit(
        by=school.actor("leader"), group=school.group, term=school.term, unit=school.unit, preparer=school.people["teacher"], **fields
    )


def settled(school: SmallSchool, row: UnitAnalysis, *rows: int) -> None:
    """The group's opinion on some rows."""
    for number in rows:
        writing.record_group_opinion(
            by=school.actor("leader"), analysis=row, row=number, text=prose(f"第{number}栏的意见"), version=0, at=IN_MEETING
        )


NOTE = {
    "day": TODAY,
    "form": "guided",
    "theme": "让错误成为资源",
    "source_title": "课堂里的错题",
    "source_author": "江一舟",
    "source_publisher": "小学数学研究",
    "source_year": 2022,
    "source_pages": "12—14",
    "key_points": ["错误里有想法", "先问再改", "留出比较的时间"],
    "use_in": None,
}


def theory_note(school: SmallSchool, name: str = "teacher", **changes: Any) -> TheoryNote:
    fields = {**NOTE, "my_view": prose("解方程时先请学生说说这一步为什么错，再让全班比较两种写法。")} | changes
    return theory.write_note(by=school.actor(name), group=school.group, term=school.term, **fields)


TALK = {
    "day": TODAY,
    "lesson_title": "解方程",
    "kind": "reaction",
    "issue": "解方程时十几个学生把等号连着写下去。",
    "response": "明天先比较两种写法，再让学生说哪一步还相等。",
}


def talk(school: SmallSchool, name: str = "teacher", **changes: Any) -> DailyTalk:
    fields: dict[str, Any] = {**TALK} | changes
    speakers = fields.pop("speakers", [school.people["teacher"], school.people["mentee"]])
    return talks.write_talk(by=school.actor(name), group=school.group, term=school.term, speakers=speakers, **fields)


def yesterday(days: int = 1) -> date:
    return TODAY - timedelta(days=days)


def trained(school: SmallSchool, by: str = "", **changes: Any) -> Training:
    """A training in the group, by the teacher for the others; external ones are the teacher's own."""
    name = by or ("leader" if "leader" in school.people else "neighbour")
    everybody = [school.people[each] for each in (name if name in ("leader", "neighbour") else "leader", "teacher", "mentee")]
    fields: dict[str, Any] = {
        "kind": "in_group",
        "theme": "板书设计",
        "day": TODAY,
        "form": "lecture",
        "guest": "",
        "digest": prose("板书留住学生的想法。"),
        "share_by": None,
        "trainers": [school.people["teacher"]],
        "participants": everybody,
    } | changes
    return training.record_training(by=school.actor(name), group=school.group, term=school.term, today=TODAY, **fields)


def shared(school: SmallSchool, row: Training, **changes: Any) -> ShareBack:
    """The teacher passes an outside training on."""
    fields: dict[str, Any] = {"day": date(2024, 5, 13), "givers": [school.people["teacher"]], "audience": "五年级数学备课组"} | changes
    return training.share_back(by=school.actor("teacher"), training=row, today=TODAY, **fields)


def note_removed(school: SmallSchool) -> TheoryNote:
    """A note of the teacher that the leader took out."""
    row = theory_note(school)
    theory.remove_note(by=school.actor("leader"), theory_note=row, version=row.version)
    return row


def talk_removed(school: SmallSchool) -> DailyTalk:
    """A talk the teacher wrote down and the leader took out."""
    row = talk(school)
    talks.remove_talk(by=school.actor("leader"), talk=row, version=row.version)
    return row
