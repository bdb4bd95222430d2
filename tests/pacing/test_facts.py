"""What of table 2 and of what was taught counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from jiaoyan.pacing.facts import facts
from jiaoyan.pacing.models import PacingRow, PacingSchedule, TaughtLesson
from jiaoyan.quotas.rules.fact import Subject
from jiaoyan.schools.models import SchoolClass, Status
from tests.conftest import TODAY, SmallSchool
from tests.facts import checked, extent, groups, of


def found(school: SmallSchool, day: date = TODAY) -> list[Any]:
    return checked(facts(extent(school, day)))


def tick(school: SmallSchool, schedule: PacingSchedule, school_class: SchoolClass, *, late: int = 0, but: int = 0) -> None:
    """Everything planned up to today is taught on its day, ``late`` days after it, save the last ``but`` rows."""
    kinds = (PacingRow.Kind.LESSON, PacingRow.Kind.ACTIVITY, PacingRow.Kind.TEST)
    rows = [row for row in schedule.rows.all() if row.kind in kinds and row.date_to and row.date_to <= TODAY]
    TaughtLesson.objects.bulk_create(
        TaughtLesson(
            school=school.school, row=row, school_class=school_class, taught_on=row.date_to + timedelta(days=late), periods=row.periods
        )
        for row in rows[: len(rows) - but]
    )


@pytest.mark.parametrize(("status", "counts"), [(status, status in ("approved", "archived")) for status in Status.values])
def test_table_counts_once_approved(here: SmallSchool, schedule: PacingSchedule, status: str, counts: bool) -> None:
    PacingSchedule.objects.update(status=status)
    lines = of(found(here), "schedule")
    assert len(lines) == counts
    for fact in lines:
        assert (groups(fact), dict(fact.attributes)) == ({here.group.pk}, {"flexible": True})


def test_week_of_a_class_that_kept_up_is_short_of_nothing(here: SmallSchool, schedule: PacingSchedule) -> None:
    tick(here, schedule, here.classes[0])
    weeks = of(found(here), "taught_week")
    assert {fact.attributes["short"] for fact in weeks} == {0}
    assert all(Subject("class", here.classes[0].pk) in fact.subjects for fact in weeks)
    assert all(fact.day <= TODAY for fact in weeks)
    assert weeks[0].label == "五（1）班第1周"


def test_lesson_a_week_late_makes_its_week_short_and_no_other(here: SmallSchool, schedule: PacingSchedule) -> None:
    tick(here, schedule, here.classes[0], late=7)
    short = [fact.attributes["short"] for fact in of(found(here), "taught_week")]
    assert short[0] > 0
    assert sum(value > 0 for value in short) < len(short)


def test_class_without_any_record_has_no_week(here: SmallSchool, schedule: PacingSchedule) -> None:
    tick(here, schedule, here.classes[0])
    assert {subject.id for fact in of(found(here), "taught_week") for subject in fact.subjects if subject.kind == "class"} == {
        here.classes[0].pk
    }


def test_number_of_queries_is_fixed(here: SmallSchool, schedule: PacingSchedule, django_assert_num_queries: Any) -> None:
    reach = extent(here)
    for school_class in here.classes:
        tick(here, schedule, school_class)
        with django_assert_num_queries(5):
            list(facts(reach))
