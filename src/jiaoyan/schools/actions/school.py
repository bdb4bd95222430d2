"""The school's own name and habits. 学校设置"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from jiaoyan.schools import history
from jiaoyan.schools.access import WHO_MANAGES, Actor, may_manage_school, require
from jiaoyan.schools.models import School

FIELDS = (
    "name",
    "short_name",
    "activity_weekday",
    "activity_parity",
    "activity_starts",
    "activity_ends",
    "activity_place",
    "reschedule_policy",
)


def change_settings(school: School, values: Mapping[str, Any], *, by: Actor) -> None:
    """Change the given fields of ``FIELDS``; nothing is written when nothing differs."""
    require(may_manage_school(by), WHO_MANAGES)
    stored = School.objects.get(pk=by.school_id)
    changed = [name for name in FIELDS if name in values and getattr(stored, name) != values[name]]
    if not changed:
        return
    labels = "、".join(str(School._meta.get_field(name).verbose_name) for name in changed)  # type: ignore[union-attr]
    with transaction.atomic():
        School.objects.filter(pk=by.school_id).update(**{name: values[name] for name in changed})
        history.note(by, "change", school, f"修改学校设置：{labels}")
