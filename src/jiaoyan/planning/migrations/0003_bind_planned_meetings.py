"""Meetings that table 1 arranged before it was written down on them; numbers follow the days."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db import migrations


def bind(apps: Any, _schema_editor: Any) -> None:
    """Mark the meetings that rows of table 1 link, and number those of a group and term by day; cancelled ones lose their number."""
    activities = apps.get_model("activities", "Activity")._base_manager
    rows = apps.get_model("planning", "ArrangementRow")._base_manager
    linked = rows.filter(activity__isnull=False).values_list("activity_id", flat=True)
    activities.filter(pk__in=list(linked)).update(by_plan=True)
    meetings = list(activities.order_by("group_id", "term_id", "level", "day", "starts", "pk"))
    for _, same in groupby(meetings, key=lambda each: (each.group_id, each.term_id, each.level)):
        here = list(same)
        activities.filter(pk__in=[each.pk for each in here]).update(number=None)  # unique: the old ones make room first
        held = (each for each in here if each.state != "cancelled")
        for number, each in enumerate(held, start=1):
            activities.filter(pk=each.pk).update(number=number)


class Migration(migrations.Migration):
    """After both tables have their fields."""

    dependencies = [
        ("activities", "0002_planned_meetings_and_goal_sources"),
        ("planning", "0002_summaries_and_exercises"),
    ]

    operations = [migrations.RunPython(bind, migrations.RunPython.noop)]
