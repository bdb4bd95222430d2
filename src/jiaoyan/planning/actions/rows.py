"""A table of a paper as it comes back from a grid: stored in the order given, known rows kept, others gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import F

from jiaoyan.schools.models import SchoolOwned

Values = Mapping[str, Any]
_OUT_OF_THE_WAY = 1000  # more than any table has rows


def store_rows(model: type[models.Model], paper: SchoolOwned, rows: Sequence[tuple[int | None, Values]], *, of: str = "plan") -> None:
    """Make the paper's rows of a table these, in this order; a known key keeps its row. ``of``: the rows' key of their paper."""
    manager = model.objects  # type: ignore[attr-defined]
    standing = {row.pk: row for row in manager.filter(**{of: paper})}
    kept = [key for key, _ in rows if key in standing]
    manager.filter(**{of: paper}).exclude(pk__in=kept).delete()
    manager.filter(**{of: paper}).update(position=F("position") + _OUT_OF_THE_WAY)  # places are unique: the old ones make room first
    changed: list[models.Model] = []
    fresh: list[models.Model] = []
    for position, (key, values) in enumerate(rows, start=1):
        known = standing.pop(key, None) if key is not None else None
        row = known or model(school_id=paper.school_id, **{of: paper})
        for name, value in {**values, "position": position}.items():
            setattr(row, name, value)
        (changed if known else fresh).append(row)
    if changed:
        manager.bulk_update(changed, [*rows[0][1], "position"])
    manager.bulk_create(fresh)
