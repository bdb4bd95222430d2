"""Policies asked both ways: on one row and as a filter, for everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiaoyan.activities import access
from jiaoyan.activities.models import Activity, DailyTalk, TheoryNote, UnitAnalysis
from jiaoyan.schools.scope import school_scope
from tests.activities.builders import IN_MEETING, analysis, at, ended, opened, planned, talk, theory_note, yesterday
from tests.conftest import SmallSchool, TwoSchools

EVERYBODY = ["leader", "teacher", "mentee", "mentor", "head", "liaison", "office", "admin"]


@pytest.mark.parametrize("name", EVERYBODY)
def test_reading_one_row_and_filtering_rows_give_the_same_answer(name: str, here: SmallSchool) -> None:
    rows = [planned(here), analysis(here), theory_note(here), talk(here)]
    actor = here.actor(name)
    for row in rows:
        found = type(row).objects.filter(access.visible_to(actor), pk=row.pk).exists()
        assert found is access.may_read(actor, row)


def test_other_school_sees_no_row_even_by_filter(two_schools: TwoSchools) -> None:
    with school_scope(two_schools.here.school.pk):
        rows = [planned(two_schools.here), analysis(two_schools.here), theory_note(two_schools.here), talk(two_schools.here)]
    with school_scope(two_schools.there.school.pk):
        stranger = two_schools.there.actor("neighbour")
        for model, row in zip((Activity, UnitAnalysis, TheoryNote, DailyTalk), rows, strict=True):
            assert not model.everywhere.filter(access.visible_to(stranger), pk=row.pk).exists()
            assert not access.may_read(stranger, row)


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("hours", [0, 24 * 6, 24 * 7 + 1])
def test_recording_one_meeting_and_filtering_meetings_give_the_same_answer(name: str, hours: int, here: SmallSchool) -> None:
    rows = [planned(here), opened(here, yesterday()), ended(here, yesterday(8))]
    actor, moment = here.actor(name), at(16, 0, yesterday(8)) + timedelta(hours=hours)
    for row in rows:
        found = Activity.objects.filter(access.recordable_by(actor, moment), pk=row.pk).exists()
        assert found is access.may_record(actor, row, moment)


@pytest.mark.parametrize(
    ("name", "allowed"), [("leader", True), ("mentee", True), ("teacher", False), ("head", False), ("office", False), ("mentor", False)]
)
def test_recorder_host_and_leader_keep_the_record(name: str, allowed: bool, here: SmallSchool) -> None:
    assert access.may_record(here.actor(name), opened(here), IN_MEETING) is allowed


def test_nobody_records_a_meeting_that_has_not_begun(here: SmallSchool) -> None:
    assert not access.may_record(here.actor("leader"), planned(here), IN_MEETING)


def test_record_closes_seven_days_after_the_end(here: SmallSchool) -> None:
    activity = ended(here)
    assert activity.closed_at is not None
    assert access.may_record(here.actor("leader"), activity, activity.closed_at + timedelta(days=7) - timedelta(seconds=1))
    assert not access.may_record(here.actor("leader"), activity, activity.closed_at + timedelta(days=7))


@pytest.mark.parametrize(("name", "allowed"), [("teacher", True), ("leader", True), ("mentee", False), ("head", False)])
def test_preparer_and_leader_settle_a_unit_without_meeting(name: str, allowed: bool, here: SmallSchool) -> None:
    assert access.may_settle_unit(here.actor(name), analysis(here)) is allowed


def test_recorder_of_its_meeting_settles_a_unit(here: SmallSchool) -> None:
    assert access.may_settle_unit(here.actor("mentee"), analysis(here, activity=planned(here)))


@pytest.mark.parametrize(("name", "allowed"), [("teacher", True), ("leader", True), ("mentee", False), ("office", False)])
def test_notes_and_talks_are_changed_by_their_writer_and_the_leader(name: str, allowed: bool, here: SmallSchool) -> None:
    assert access.may_change_note(here.actor(name), theory_note(here)) is allowed
    assert access.may_change_talk(here.actor(name), talk(here)) is allowed


def test_who_promised_to_follow_up_may_say_what_came_of_it(here: SmallSchool) -> None:
    row = talk(here, follow_up_owner=here.people["mentee"])
    assert access.may_follow_up(here.actor("mentee"), row)
    assert not access.may_change_talk(here.actor("mentee"), row)
