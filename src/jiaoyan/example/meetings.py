"""The meetings of an example group, held by the people who held them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from jiaoyan.activities.actions import attendance, talked, writing
from jiaoyan.activities.actions import meetings as actions
from jiaoyan.activities.models import Activity, ActivitySection, Attendance, Decision
from jiaoyan.documents import markup
from jiaoyan.example.diary import Diary, moment
from jiaoyan.example.groups import ExampleGroup
from jiaoyan.schools.queries import members_of, only

SECTIONS = {
    "review": ActivitySection.Kind.REVIEW,
    "exercises": ActivitySection.Kind.EXERCISES,
    "discussion": ActivitySection.Kind.DISCUSSION,
}
PEOPLE = ("host", "lead_speaker", "recorder", "lesson_teacher")
ARRIVING = timedelta(minutes=6)


def meet(diary: Diary, ours: ExampleGroup, meetings: list[dict[str, Any]]) -> None:
    """Every meeting as it is written: fixed by table 1 before the term, held on its day, its decisions carried out later."""
    ours.days_of_meetings.update({written["number"]: written["day"] for written in meetings})
    for written in meetings:
        diary.add(moment(ours.eve, 16, 30), partial(_fix, ours, written))
        if written.get("state") == "planned" or written["day"] > diary.until:
            continue
        _ask_leave(diary, ours, written)
        diary.add(moment(written["day"], 14, 20), partial(_hold, ours, written))
        for decision in written.get("decisions", ()):
            if "done_on" in decision:
                diary.add(moment(decision["done_on"], 16, 40), partial(_carry_out, ours, written, decision))


def meeting_of(ours: ExampleGroup, number: int) -> Activity | None:
    """The group's meeting that ``content/`` calls by that number, None while nobody has planned it: found by its day, as numbers follow days."""
    theirs = Activity.objects.select_related("group", "term__school_year").filter(group=ours.group, term=ours.place.term)
    found: Activity | None = only(theirs.filter(day=ours.days_of_meetings.get(number)))
    return found


def _fix(ours: ExampleGroup, written: dict[str, Any], _: datetime) -> None:
    """Its three fixed things: what table 1 arranged is made to say what was agreed."""
    school = ours.group.school
    agreed: dict[str, Any] = {name: ours.people.get(written.get(name, "")) for name in PEOPLE}
    agreed |= {"topic": written["topic"], "agenda": written.get("agenda", []), "forms": written.get("forms", [])}
    agreed |= {"day": written["day"], "moved_reason": written.get("moved_reason", "")}
    activity, by = meeting_of(ours, written["number"]), ours.act(ours.leader.name)
    if activity is not None:
        actions.change_activity(by=by, activity=activity, **agreed)
        return
    actions.plan_activity(
        by=by,
        group=ours.group,
        term=ours.place.term,
        planned_day=written["planned_day"],
        starts=school.activity_starts,
        ends=school.activity_ends,
        place=school.activity_place,
        **agreed,
    )


def _ask_leave(diary: Diary, ours: ExampleGroup, written: dict[str, Any]) -> None:
    """Leave is asked before the start, and granted by the leader."""
    for line in written.get("attendance", ()):
        if line["state"] != Attendance.State.LEAVE:
            continue
        asked = line.get("asked") or datetime.combine(written["day"], datetime.min.time()).replace(hour=9)
        at = moment(asked.date(), asked.hour, asked.minute)
        diary.add(at, partial(_leave, ours, written, line))


def _leave(ours: ExampleGroup, written: dict[str, Any], line: dict[str, Any], at: datetime) -> None:
    activity = _planned(ours, written)
    attendance.ask_leave(by=ours.act(line["person"]), activity=activity, reason=line["reason"], at=at)
    attendance.approve_leave(by=ours.act(line.get("approved_by", ours.leader.name)), activity=activity, person=ours.people[line["person"]])


def _hold(ours: ExampleGroup, written: dict[str, Any], at: datetime) -> None:
    """Open, check in, write, decide, end."""
    recorder = ours.act(written["recorder"])
    activity = actions.open_activity(by=recorder, activity=_planned(ours, written), at=at)
    _check_in(ours, activity, written, at + ARRIVING)
    later = activity.starts_at + timedelta(minutes=50)
    for key, kind in SECTIONS.items():
        if written.get(key):
            writing.record_section(by=recorder, activity=activity, kind=kind, text=markup.parse(written[key].strip()), version=1, at=later)
    if not written.get("units") and written.get("no_unit_reason"):
        actions.set_unit_analyses(by=recorder, activity=activity, analyses=[], no_unit_reason=written["no_unit_reason"], at=later)
    for said in written.get("opinions", ()):
        talked.add_opinion(
            by=recorder, activity=activity, speaker=ours.people[said["speaker"]], text=said["text"], about=said["about"], at=later
        )
    for decided in written.get("decisions", ()):
        talked.add_decision(
            by=recorder, activity=activity, what=decided["what"], owner=ours.people[decided["owner"]], due=decided["due"], at=later
        )
    actions.end_activity(by=recorder, activity=activity, at=activity.ends_at)


def _check_in(ours: ExampleGroup, activity: Activity, written: dict[str, Any], at: datetime) -> None:
    """Everybody by phone, save those who are away, came late or left early."""
    recorder = ours.act(written["recorder"])
    apart = {line["person"]: line for line in written.get("attendance", ())}
    for person in members_of(ours.group, activity.day):
        line = apart.get(person.name)
        if line is None:
            attendance.check_in(by=ours.act(person.name), key=activity.check_in_key, at=at)
        elif line["state"] == Attendance.State.LATE:
            attendance.check_in(
                by=ours.act(person.name), key=activity.check_in_key, at=activity.starts_at + timedelta(minutes=line["minutes"])
            )
        elif line["state"] != Attendance.State.LEAVE:
            attendance.mark_attendance(
                by=recorder,
                activity=activity,
                person=person,
                state=line["state"],
                minutes=line.get("minutes"),
                reason=line.get("reason", ""),
                at=at,
            )


def _carry_out(ours: ExampleGroup, written: dict[str, Any], decision: dict[str, Any], _: datetime) -> None:
    theirs = Decision.objects.select_related("activity").filter(activity__group=ours.group, activity__term=ours.place.term)
    row = theirs.get(activity__day=ours.days_of_meetings[written["number"]], what=decision["what"].strip())
    talked.finish_decision(by=ours.act(decision["owner"]), decision=row, day=decision["done_on"], done_note=decision["done_note"])


def _planned(ours: ExampleGroup, written: dict[str, Any]) -> Activity:
    activity = meeting_of(ours, written["number"])
    if activity is None:
        raise LookupError(f"{ours.group}: meeting of {written['day']} was never planned")
    return activity
