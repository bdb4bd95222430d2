"""Recording what was really taught."""

from __future__ import annotations

from datetime import date

import pytest

from jiaoyan.pacing import actions, queries
from jiaoyan.pacing.access import may_record, recordable_by
from jiaoyan.pacing.models import PacingRow, PacingSchedule, TaughtLesson
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.actions.refusal import Refused
from jiaoyan.schools.models import DayOverride, HistoryLine, SchoolClass
from jiaoyan.schools.queries import GroupTerm
from tests.conftest import TODAY, SmallSchool
from tests.pacing.conftest import place_of

ROLES = ["leader", "teacher", "mentee", "mentor", "head", "liaison", "office", "admin"]


def row(schedule: PacingSchedule, content: str = "解方程") -> PacingRow:
    return next(each for each in schedule.rows.all() if each.content == content)


def test_record_takes_the_planned_periods_and_is_corrected_by_recording_again(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule
) -> None:
    seat = queries.seats_of(place)[1]
    for day, reason in ((date(2024, 2, 23), ""), (date(2024, 2, 27), "  学校活动 ")):
        actions.record_taught(by=here.actor("teacher"), place=place, row=row(schedule), seat=seat, day=day, reason=reason)
    found = TaughtLesson.objects.get()
    assert (found.taught_on, found.periods, found.reason) == (date(2024, 2, 27), 1, "学校活动")
    assert HistoryLine.objects.filter(verb="taught").count() == 2


@pytest.mark.parametrize(
    ("day", "periods", "reason", "field"),
    [
        (date(2024, 6, 13), 1, "", "day"),
        (date(2024, 4, 4), 1, "", "day"),
        (date(2024, 2, 20), 1, "", "day"),
        (date(2024, 2, 23), 0, "", "periods"),
        (date(2024, 2, 23), 41, "", "periods"),
        (date(2024, 2, 23), 1, "多" * 61, "reason"),
    ],
)
def test_impossible_record_is_refused_beside_its_field(
    here: SmallSchool, place: GroupTerm, schedule: PacingSchedule, day: date, periods: int, reason: str, field: str
) -> None:
    seat = queries.seats_of(place)[0]
    with pytest.raises(Refused) as refused:
        actions.record_taught(by=here.actor("leader"), place=place, row=row(schedule), seat=seat, day=day, periods=periods, reason=reason)
    assert refused.value.field == field
    assert not TaughtLesson.objects.exists()


def test_class_that_stayed_at_home_cannot_have_been_taught(here: SmallSchool, schedule: PacingSchedule) -> None:
    DayOverride.objects.create(
        school=here.school,
        day=date(2024, 2, 23),
        kind="school_off",
        name="流感停课",
        scope="class",
        school_class=here.classes[0],
        source="school",
    )
    place = place_of(here)
    first, second = queries.seats_of(place)[:2]
    with pytest.raises(Refused, match="流感停课"):
        actions.record_taught(by=here.actor("leader"), place=place, row=row(schedule), seat=first, day=date(2024, 2, 23))
    actions.record_taught(by=here.actor("leader"), place=place, row=row(schedule), seat=second, day=date(2024, 2, 23))


def test_one_tap_records_a_span_as_planned_and_a_second_tap_adds_nothing(here: SmallSchool, schedule: PacingSchedule) -> None:
    day = date(2024, 2, 28)
    place = place_of(here, day)
    seat = queries.seats_of(place)[1]
    actions.record_taught(by=here.actor("teacher"), place=place, row=row(schedule, "等式的性质"), seat=seat, day=date(2024, 2, 23))
    span = {"place": place, "schedule": schedule, "seat": seat, "first": date(2024, 2, 21), "last": date(2024, 3, 8)}
    assert actions.record_as_planned(by=here.actor("teacher"), **span) == 4
    assert actions.record_as_planned(by=here.actor("teacher"), **span) == 0
    found = {record.row.content: record.taught_on for record in TaughtLesson.objects.select_related("row")}
    assert found == {
        "认识方程": date(2024, 2, 21),
        "等式的性质": date(2024, 2, 23),
        "解方程": date(2024, 2, 23),
        "单式折线统计图": date(2024, 2, 27),
        "复式折线统计图": date(2024, 2, 28),
    }


def test_record_is_taken_back(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    seat = queries.seats_of(place)[1]
    actions.record_taught(by=here.actor("teacher"), place=place, row=row(schedule), seat=seat, day=date(2024, 2, 23))
    actions.forget_taught(by=here.actor("leader"), place=place, row=row(schedule), seat=seat)
    actions.forget_taught(by=here.actor("leader"), place=place, row=row(schedule), seat=seat)
    assert not TaughtLesson.objects.exists()
    assert HistoryLine.objects.filter(verb="untaught").count() == 1


def test_teacher_of_another_class_may_not_record(here: SmallSchool, place: GroupTerm, schedule: PacingSchedule) -> None:
    seat = queries.seats_of(place)[0]
    for name in ("teacher", "mentor", "head", "office", "admin"):
        actor = here.actor(name)
        for verb in (
            lambda actor=actor: actions.record_taught(by=actor, place=place, row=row(schedule), seat=seat, day=date(2024, 2, 23)),
            lambda actor=actor: actions.record_as_planned(
                by=actor, place=place, schedule=schedule, seat=seat, first=date(2024, 2, 21), last=TODAY
            ),
            lambda actor=actor: actions.forget_taught(by=actor, place=place, row=row(schedule), seat=seat),
        ):
            with pytest.raises(NotAllowed):
                verb()
    assert not TaughtLesson.objects.exists()


@pytest.mark.parametrize("name", ROLES)
def test_policy_says_the_same_of_a_class_and_as_a_filter(here: SmallSchool, place: GroupTerm, name: str) -> None:
    actor = here.actor(name)
    listed = set(SchoolClass.objects.filter(recordable_by(actor, here.group.pk, here.subject.pk, place.day)).values_list("pk", flat=True))
    asked = {
        seat.school_class.pk
        for seat in queries.seats_of(place)
        if may_record(actor, here.group.pk, [teacher.pk for teacher in seat.teachers])
    }
    assert listed == asked
