"""Theory notes and daily talks of an example group."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from jiaoyan.activities.actions import talks, theory
from jiaoyan.activities.models import DailyTalk
from jiaoyan.documents import markup
from jiaoyan.example.diary import Diary, moment
from jiaoyan.example.groups import ExampleGroup
from jiaoyan.example.meetings import meeting_of

SOURCE = ("title", "author", "publisher", "year", "pages")


def study(diary: Diary, ours: ExampleGroup, notes: list[dict[str, Any]]) -> None:
    """Every theory note on its day."""
    for written in notes:
        diary.add(moment(written["day"], 17), partial(_note, ours, written))


def talk(diary: Diary, ours: ExampleGroup, written_talks: list[dict[str, Any]]) -> None:
    """Every talk on its day, and later what became of it."""
    for written in written_talks:
        diary.add(moment(written["day"], 12, 40), partial(_talk, ours, written))
        if written.get("follow_up", {}).get("note"):
            due: date = written["follow_up"]["due"]
            diary.add(moment(due, 12, 50), partial(_follow_up, ours, written))


def _note(ours: ExampleGroup, written: dict[str, Any], _: datetime) -> None:
    use_in = written.get("use_in", {})
    theory.write_note(
        by=ours.act(written["note_taker"]),
        group=ours.group,
        term=ours.place.term,
        day=written["day"],
        theme=written["theme"],
        form=written["form"],
        key_points=written["key_points"],
        my_view=markup.parse(written["my_view"].strip()),
        use_in=ours.lesson(use_in.get("unit"), use_in.get("lesson")),
        activity=meeting_of(ours, written["activity"]) if "activity" in written else None,
        **{f"source_{name}": written["source"][name] for name in SOURCE},
    )


def _talk(ours: ExampleGroup, written: dict[str, Any], _: datetime) -> None:
    follow_up = written.get("follow_up", {})
    talks.write_talk(
        by=ours.act(written["written_by"]),
        group=ours.group,
        term=ours.place.term,
        speakers=[ours.people[name] for name in written["speakers"]],
        day=written["day"],
        kind=written["kind"],
        lesson=ours.lesson(written.get("unit"), written.get("lesson")),
        lesson_title=written["lesson_title"],
        progress=written.get("progress", ""),
        issue=written["issue"],
        points=written["points"],
        response=written["response"],
        minutes=written.get("minutes"),
        follow_up_owner=ours.people.get(follow_up.get("owner", "")),
        follow_up_due=follow_up.get("due"),
    )


def _follow_up(ours: ExampleGroup, written: dict[str, Any], _: datetime) -> None:
    row = DailyTalk.objects.select_related("group", "term").get(group=ours.group, day=written["day"], issue=written["issue"])
    talks.follow_up(by=ours.act(written["follow_up"]["owner"]), talk=row, text=written["follow_up"]["note"])
