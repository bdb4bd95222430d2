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
    """Make the paper's rows of a table these, in this order; a known key keeps its row, and so do the words of a row that are sent again without one.

    ``of``: the rows' key of their paper.
    """
    manager = model.objects  # type: ignore[attr-defined]
    standing = {row.pk: row for row in manager.filter(**{of: paper})}
    rows = known_again(standing, rows)
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


def known_again(standing: Mapping[Any, models.Model], rows: Sequence[tuple[int | None, Values]]) -> list[tuple[int | None, Values]]:
    """The rows, where one without a key says word for word what a stored one says that nobody claims, with the key of that: what hangs on it stays."""
    free = {key: row for key, row in standing.items() if key not in {claimed for claimed, _ in rows}}
    found: list[tuple[int | None, Values]] = []
    for key, values in rows:
        same = next((each for each, row in free.items() if _says(row, values)), None) if key not in standing else None
        free.pop(same, None)
        found.append((key if same is None else same, values))
    return found


def _says(row: models.Model, values: Values) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())
