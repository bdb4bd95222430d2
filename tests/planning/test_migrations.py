"""What a data migration does to a school that was there before it."""

from __future__ import annotations

from datetime import date
from importlib import import_module

from django.apps import apps

from jiaoyan.activities.models import Activity
from jiaoyan.planning.models import ArrangementRow
from tests.activities.builders import planned
from tests.conftest import SmallSchool
from tests.planning.builders import started

bind = import_module("jiaoyan.planning.migrations.0003_bind_planned_meetings").bind


def test_meetings_of_table_1_are_marked_and_all_are_numbered_by_day_without_the_cancelled(here: SmallSchool) -> None:
    late, early, dropped = planned(here, date(2024, 6, 18)), planned(here, date(2024, 6, 4)), planned(here, date(2024, 6, 11))
    Activity.objects.update(by_plan=False, number=None)
    for number, meeting in enumerate((late, early, dropped), start=1):
        Activity.objects.filter(pk=meeting.pk).update(number=number)
    Activity.objects.filter(pk=dropped.pk).update(state=Activity.State.CANCELLED)
    ArrangementRow.objects.create(school=here.school, plan=started(here), position=90, kind="activity", week_no=17, activity=late)
    bind(apps, None)
    stood = {row.pk: (row.number, row.by_plan) for row in Activity.objects.all()}
    assert stood == {early.pk: (1, False), late.pk: (2, True), dropped.pk: (None, False)}
