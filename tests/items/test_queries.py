"""Reads: fixed numbers of queries, who is late, what is taught by then; and access asked both ways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from jiaoyan.items.access import exercise as access
from jiaoyan.items.models import Exercise, HomeworkList
from jiaoyan.items.queries import exercises as queries
from jiaoyan.items.queries import homework, use
from jiaoyan.pacing import actions as pacing
from jiaoyan.schools.access import NotAllowed
from jiaoyan.schools.models import Person, Status
from jiaoyan.schools.queries import calendar_of
from tests.conftest import TODAY, SmallSchool
from tests.items import builders as build
from tests.matrix import ROLES


def queries_of(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as caught:
        read()
    return len(caught)


def test_reads_take_as_many_queries_for_many_as_for_one(here: SmallSchool) -> None:
    actor, reviewer, group, term = here.actor("leader"), here.actor("mentee"), here.group, here.term
    row = build.approved(here)
    build.used(here, row)
    build.homework_list(here)

    def reads() -> dict[str, int]:
        return {
            "exercise": queries_of(lambda: queries.exercise_of(actor, row.pk)),
            "exercises": queries_of(lambda: [queries.standing_among(each, 20, {}) for each in queries.exercises_of(group, term)]),
            "approved": queries_of(lambda: queries.approved_exercises(group, term)),
            "standing": queries_of(lambda: queries.standing_of(queries.exercise_of(actor, row.pk))),
            "gaps": queries_of(lambda: queries.exercise_gaps(group, term, TODAY)),
            "waiting": queries_of(lambda: queries.waiting_exercises(reviewer)),
            "uses": queries_of(lambda: use.rates_of(row.items.all(), use.uses_of(row))),
            "lists": queries_of(lambda: homework.lists_of(group, term)),
        }

    one = reads()
    assert one == {"exercise": 7, "exercises": 7, "approved": 7, "standing": 9, "gaps": 2, "waiting": 1, "uses": 2, "lists": 3}
    for number in range(4):
        more = build.approved(here, count=3, title=f"练习{number}")
        build.used(here, more)
        build.submitted(here, title=f"待审{number}")
    build.used(here, row, number=1)
    build.homework_list(here, date(2024, 5, 27))
    assert reads() == one


def test_late_drafts_are_their_authors_late_reviews_the_reviewers(here: SmallSchool) -> None:
    build.started(here, title="没写", due=date(2024, 6, 11))
    build.started(here, title="还早", due=TODAY)
    waiting = build.submitted(here, title="待审", due=date(2024, 6, 3))
    returned = build.reviewed(here, build.submitted(here, title="退回"), "redo")
    build.approved(here, title="通过", due=date(2024, 6, 3))
    Exercise.objects.filter(pk__in=[waiting.pk, returned.pk]).update(submitted_at="2024-06-05T08:00Z", decided_at="2024-06-05T08:00Z")
    found = queries.exercise_gaps(here.group, here.term, TODAY)
    assert [(gap.what, gap.owner_name, gap.since) for gap in found] == [
        ("练习“待审”还没有审核", "陈小禾", date(2024, 6, 7)),
        ("练习“退回”还没有按审核意见修改", "周予安", date(2024, 6, 7)),
        ("练习“没写”还没有交稿", "周予安", date(2024, 6, 11)),
    ]


def test_without_a_due_day_nobody_is_late(here: SmallSchool) -> None:
    build.started(here, due=None)
    assert queries.exercise_gaps(here.group, here.term, TODAY) == []


def test_a_days_grace_never_leaves_the_term(here: SmallSchool) -> None:
    calendar = calendar_of(here.term)
    assert queries.school_day_after(calendar, date(2024, 6, 28), 2) == date(2024, 6, 28)
    assert queries.school_day_after(calendar, date(2024, 6, 7), 2) == date(2024, 6, 12)  # the tenth is a holiday


def test_a_lesson_planned_after_the_day_of_use_is_said(here: SmallSchool) -> None:
    pacing.propose(by=here.actor("leader"), place=build.place_of(here, date(2024, 2, 20)))
    taught = queries.taught_days(here.group, here.term)
    last = max(taught, key=lambda lesson: taught[lesson])
    row = build.written(here, use_date=date(2024, 2, 21))
    row.lessons.set([last])
    hints = queries.standing_of(build.fresh(here, row)).hints
    assert any("之后才教" in finding.message for finding in hints)
    Exercise.objects.filter(pk=row.pk).update(use_date=taught[last])
    assert not any("之后才教" in finding.message for finding in queries.standing_of(build.fresh(here, row)).hints)


def test_exercises_stand_in_the_week_of_their_use(here: SmallSchool) -> None:
    build.started(here, title="本周")
    build.started(here, title="没有日期", use_date=None, week_no=3)
    build.started(here, title="都没有", use_date=None, week_no=None)
    standings = [queries.standing_among(each, 20, {}) for each in queries.exercises_of(here.group, here.term)]
    weeks = queries.by_week(standings, calendar_of(here.term))
    assert [(week, [each.exercise.title for each in rows]) for week, rows in weeks] == [
        (3, ["没有日期"]),
        (17, ["本周"]),
        (None, ["都没有"]),
    ]


def test_unknown_rows_are_not_found_and_strangers_are_told_who_reads(here: SmallSchool) -> None:
    row = build.started(here)
    with pytest.raises(Http404):
        queries.exercise_of(here.actor("leader"), row.pk + 99)
    with pytest.raises(NotAllowed):
        queries.exercise_of(here.actor("mentor"), row.pk)


@pytest.mark.parametrize("role", ROLES)
def test_policies_asked_on_a_row_and_as_a_filter_agree(here: SmallSchool, role: str) -> None:
    actor = here.actor(role)
    rows = [build.started(here), build.submitted(here, title="二"), build.approved(here, title="三")]
    build.homework_list(here)
    outside: Person = here.people["mentor"]
    rows.append(build.submitted(here, title="请组外审核", reviewer=outside))
    for row in Exercise.objects.all():
        assert access.may_read(actor, row) is Exercise.objects.filter(access.visible_to(actor), pk=row.pk).exists()
        waits = row.status == Status.SUBMITTED and access.may_review(actor, row)
        assert waits is Exercise.objects.filter(access.waiting_for(actor), pk=row.pk).exists()
    for each in HomeworkList.objects.all():
        assert access.may_read_list(actor, each) is HomeworkList.objects.filter(access.lists_visible_to(actor), pk=each.pk).exists()
