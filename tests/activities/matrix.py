"""Who gets what of the activities' pages. The leader hosts, the mentee records, the teacher prepares the unit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from jiaoyan.activities.actions import analyses, talked, training
from jiaoyan.activities.models import ShareBack, Training
from tests.activities.builders import (
    IN_MEETING,
    all_present,
    analysis,
    ended,
    note_removed,
    opened,
    planned,
    shared,
    talk,
    talk_removed,
    theory_note,
    trained,
)
from tests.assessments import builders
from tests.conftest import TODAY, SmallSchool
from tests.matrix import MEMBERS, READERS, ROLES, Cell, allow

WRITERS = ("leader", "teacher")
KEEPERS = ("leader", "mentee")
SETTLERS = ("leader", "teacher", "mentee")
TRAINERS = ("leader", "head", "liaison", "office")
SHARERS = (*TRAINERS, "teacher")
NO_GET = allow(*ROLES, status=405)


def _group(school: SmallSchool) -> list[Any]:
    return [school.group.pk, school.term.key]


def _of(build: Callable[[SmallSchool], Any], *more: Any) -> Callable[[SmallSchool], list[Any]]:
    return lambda school: [build(school).pk, *more]


def _cancelled(school: SmallSchool) -> Any:
    from jiaoyan.activities.actions import meetings

    return meetings.cancel_activity(by=school.actor("leader"), activity=planned(school), reason="学校另有安排")


def _opinion(school: SmallSchool) -> Any:
    return talked.add_opinion(
        by=school.actor("leader"), activity=opened(school), speaker=school.people["teacher"], text="先说再写", at=IN_MEETING
    )


def _decision(school: SmallSchool) -> Any:
    return talked.add_decision(
        by=school.actor("leader"), activity=opened(school), what="改练习第3题", owner=school.people["teacher"], due=TODAY, at=IN_MEETING
    )


def _attended(school: SmallSchool) -> Any:
    activity = opened(school)
    all_present(school, activity)
    return activity


def _person(build: Callable[[SmallSchool], Any]) -> Callable[[SmallSchool], list[Any]]:
    return lambda school: [build(school).pk, school.people["teacher"].pk]


def _removed_opinion(school: SmallSchool) -> Any:
    row = _opinion(school)
    talked.remove_opinion(by=school.actor("leader"), opinion=row, at=IN_MEETING)
    return row


def _removed_decision(school: SmallSchool) -> Any:
    row = _decision(school)
    talked.remove_decision(by=school.actor("leader"), decision=row, at=IN_MEETING)
    return row


def _discussed(school: SmallSchool) -> Any:
    return analysis(school, activity=planned(school))


def _practised(school: SmallSchool) -> Any:
    """With a goal and a practice that asks about the unit, so that there are items to choose."""
    row = _discussed(school)
    builders.marked(school, kind="unit", title="方程练习")
    analyses.set_goals(by=school.actor("leader"), analysis=row, goals=[("会解方程", "掌握")])
    return row


def _outside(school: SmallSchool) -> Training:
    """An outside training of the teacher, recorded by the leader; the same one each time."""
    standing: Training | None = Training.objects.filter(theme="校外观摩").first()
    return standing or trained(school, theme="校外观摩", kind="external", day=date(2024, 5, 6), participants=[school.people["teacher"]])


def _removed_training(school: SmallSchool) -> Training:
    row = _outside(school)
    if row.removed_at is None:
        training.remove_training(by=school.actor("leader"), training=row, version=row.version)
    return row


def _with_materials(school: SmallSchool) -> Training:
    file = training.lay_materials(b"%PDF-1.4", name="讲义.pdf", content_type="application/pdf")
    return trained(school, theme="带资料的", materials=file)


def _passed_on(school: SmallSchool) -> ShareBack:
    return shared(school, _outside(school))


def _taken_back(school: SmallSchool) -> ShareBack:
    row = ShareBack.objects.select_related("training").filter(audience="不算的").first()
    row = row or shared(school, _outside(school), audience="不算的")
    if row.removed_at is None:
        training.remove_share_back(by=school.actor("teacher"), share=row)
    return row


def _pages() -> dict[str, Cell]:
    read = allow(*READERS)
    lead = allow("leader")
    return {
        "list": Cell(read, args=_group),
        "new": Cell(lead, allow("leader", status=422), _group),
        "activity": Cell(read, args=_of(ended)),
        "change": Cell(lead, allow("leader", status=422), _of(planned)),
        "cancel": Cell(lead, allow("leader", status=422), _of(planned)),
        "restore": Cell(NO_GET, allow("leader", status=302), _of(_cancelled)),
        "reopen": Cell(lead, allow("leader", status=422), _of(ended)),
        "activity_docx": Cell(read, args=_of(ended)),
        "attendance_docx": Cell(read, args=_of(ended)),
        "meeting": Cell(read, args=_of(opened)),
        "live": Cell(read, args=_of(opened)),
        "open": Cell(NO_GET, allow(*KEEPERS, status=302), _of(planned)),
        "end": Cell(NO_GET, allow(*KEEPERS, status=302), _of(opened)),
        "section": Cell(NO_GET, allow(*KEEPERS, status=422), _of(opened, "review")),
        "set_units": Cell(NO_GET, allow(*KEEPERS, status=422), _of(opened)),
        "add_opinion": Cell(NO_GET, allow(*KEEPERS, status=422), _of(opened)),
        "say": Cell(NO_GET, allow(*MEMBERS, status=422), _of(_attended)),
        "add_decision": Cell(NO_GET, allow(*KEEPERS, status=422), _of(opened)),
        "opinion": Cell(allow(*KEEPERS), allow(*KEEPERS, status=422), _of(_opinion)),
        "decision": Cell(allow(*KEEPERS), allow(*KEEPERS, status=422), _of(_decision)),
        # The leader comes first and takes it out, so everybody after finds nothing.
        "remove_opinion": Cell(NO_GET, {"leader": 302} | allow(*ROLES[1:], status=404), _of(_opinion)),
        "remove_decision": Cell(NO_GET, {"leader": 302} | allow(*ROLES[1:], status=404), _of(_decision)),
        "restore_opinion": Cell(NO_GET, allow(*KEEPERS, status=302), _of(_removed_opinion)),
        "restore_decision": Cell(NO_GET, allow(*KEEPERS, status=302), _of(_removed_decision)),
        "finish_decision": Cell(NO_GET, allow(*SETTLERS, status=302), _of(_decision)),
        "mark": Cell(NO_GET, allow(*KEEPERS, status=302), _person(opened)),
        "leave": Cell(allow(*MEMBERS), allow(*MEMBERS, status=422), _of(planned)),
        "withdraw_leave": Cell(NO_GET, allow(*MEMBERS, status=302), _of(planned)),
        "approve_leave": Cell(NO_GET, allow("leader", status=302), _person(opened)),
        "check_in": Cell(allow(*MEMBERS), allow(*MEMBERS, status=302), lambda school: [opened(school).check_in_key]),
        "blank": Cell(allow(*ROLES), args=lambda school: ["record"], school_wide=True),
        "unit_analyses": Cell(read, args=_group),
        "preparers": Cell(lead, allow("leader", status=302), _group),
        "unit_analysis": Cell(read, args=_of(analysis)),
        "unit_docx": Cell(read, args=_of(analysis)),
        "design": Cell(NO_GET, allow(*MEMBERS, status=422), _of(analysis, 1)),
        "group_opinion": Cell(NO_GET, allow(*SETTLERS, status=422), _of(_discussed, 1)),
        "goals": Cell(NO_GET, allow(*SETTLERS, status=302), _of(_discussed)),
        "attainment": Cell(NO_GET, allow(*SETTLERS, status=302), _of(_discussed)),
        "from_marks": Cell(allow(*SETTLERS), allow(*SETTLERS, status=302), _of(_practised)),
        "theory_notes": Cell(read, args=_group),
        "theory_note_new": Cell(allow(*MEMBERS), allow(*MEMBERS, status=422), _group),
        "theory_all_docx": Cell(read, args=_group),
        "theory_note": Cell(read, args=_of(theory_note)),
        "theory_note_change": Cell(allow("leader", "teacher"), allow("leader", "teacher", status=422), _of(theory_note)),
        # The leader comes first and takes it out, so only those who may bring it back find it afterwards.
        "theory_note_remove": Cell(allow(*WRITERS), allow(*WRITERS, status=302), _of(theory_note), otherwise=404),
        "theory_note_restore": Cell(NO_GET, allow(*WRITERS, status=302), _of(note_removed)),
        "theory_docx": Cell(read, args=_of(theory_note)),
        "daily_talks": Cell(read, args=_group),
        "daily_talk_new": Cell(allow(*MEMBERS), allow(*MEMBERS, status=422), _group),
        "talks_docx": Cell(read, args=_group),
        "talk_change": Cell(allow("leader", "teacher"), allow("leader", "teacher", status=422), _of(talk)),
        "talk_follow_up": Cell(allow("leader", "teacher"), allow("leader", "teacher", status=422), _of(talk)),
        "trainings": Cell(read, args=_group),
        "training_new": Cell(read, allow(*READERS, status=422), _group),
        "trainings_docx": Cell(read, args=_group),
        "training": Cell(read, args=_of(_outside)),
        "training_change": Cell(allow(*TRAINERS), allow(*TRAINERS, status=422), _of(_outside)),
        "training_remove": Cell(allow(*TRAINERS), allow(*TRAINERS, status=302), _of(_outside)),
        "training_restore": Cell(NO_GET, allow(*TRAINERS, status=302), _of(_removed_training)),
        "training_materials": Cell(read, args=_of(_with_materials)),
        "training_docx": Cell(read, args=_of(_outside)),
        "share_back": Cell(allow(*SHARERS), allow(*SHARERS, status=422), _of(_outside)),
        "share_back_remove": Cell(NO_GET, allow(*SHARERS, status=302), _of(_passed_on)),
        "share_back_restore": Cell(NO_GET, allow(*SHARERS, status=302), _of(_taken_back)),
        "talk_remove": Cell(allow(*WRITERS), allow(*WRITERS, status=302), _of(talk), otherwise=404),
        "talk_restore": Cell(NO_GET, allow(*WRITERS, status=302), _of(talk_removed)),
    }


MATRIX = {f"activities:{name}": cell for name, cell in _pages().items()}
