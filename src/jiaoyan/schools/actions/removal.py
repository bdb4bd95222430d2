"""A record that is taken out, not deleted, and can be brought back: any row with ``version`` and ``removed_at`` (``models.Removable``). 删去与恢复

All are called inside the verb's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from django.db import models
from django.utils import timezone

from jiaoyan.schools.access import Actor
from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.history import note
from jiaoyan.schools.models import SchoolOwned

Row = TypeVar("Row", bound=SchoolOwned)


def standing(model: type[Row], pk: int, version: int | None = None, *, along: Sequence[str] = ()) -> Row:
    """The row under lock, if it stands and, with ``version``, is still as the person saw it; ``along``: related rows read with it.

    Raises ``ChangedMeanwhile``.
    """
    row: Any = _rows(model, along).get(pk=pk)
    if row.removed_at is not None or version not in (None, row.version):
        raise ChangedMeanwhile
    return cast(Row, row)


def removed(model: type[Row], pk: int, *, along: Sequence[str] = ()) -> Row | None:
    """The row under lock, if it was taken out; None when it stands, so that bringing it back twice changes nothing."""
    row: Any = _rows(model, along).get(pk=pk)
    return None if row.removed_at is None else cast(Row, row)


def _rows(model: type[Row], along: Sequence[str]) -> Any:
    rows = even_removed(model).select_for_update(of=("self",))
    return rows.select_related(*along) if along else rows


def even_removed(model: type[Row]) -> models.Manager[Any]:
    """The rows of a table in the school, those taken out with them."""
    return getattr(model, "even_removed", model.objects)


def take_out(by: Actor, row: Any, verb: str, text: str, *, told_of: Any = None) -> None:
    """Take a row that stands out, with its line of history (on ``told_of``, when that is another row)."""
    _mark(row, timezone.now())
    note(by, verb, told_of or row, text)


def bring_back(by: Actor, row: Any, verb: str, text: str, *, told_of: Any = None) -> None:
    """Bring a row back that was taken out."""
    _mark(row, None)
    note(by, verb, told_of or row, text)


def _mark(row: Any, moment: datetime | None) -> None:
    even_removed(type(row)).filter(pk=row.pk).update(removed_at=moment, version=row.version + 1)
