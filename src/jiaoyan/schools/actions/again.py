"""A form that is sent again, after a double tap, the browser's back or an answer that was lost on its way. 重复提交"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction

from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.models import SchoolOwned

_TOUCHED = ("changed", "edited", "noted", "imported", "set")  # who did it last, and when
_NO_CONTENT = frozenset({"id", "school_id", "version"} | {f"{done}_{what}" for done in _TOUCHED for what in ("by_id", "at")})


class _Undone(Exception):
    """Takes what the block stored back, the lines of history and what was to be done on commit with it."""


@contextmanager
def only_news(
    row: SchoolOwned,
    *tables: str,
    stale: bool,
    refusal: Callable[[], Exception] = ChangedMeanwhile,
    below: Callable[[], object] | None = None,
) -> Iterator[None]:
    """Keeps what its block stores only if that is anything new, so that a form sent again is answered as the first time and leaves no second line.

    The content is that of the row, of its rows in ``tables`` (related names), whatever their keys, and whatever ``below`` reads of rows further
    down. ``stale``: the person saw another state than this one; then news would go over somebody else's words. Raises ``ChangedMeanwhile``, or
    what ``refusal`` makes when everything stands as before. To be called inside a transaction that holds the row.
    """
    before = _content(row, tables, below)
    same = False
    try:
        with transaction.atomic():
            yield
            same = _content(row, tables, below) == before
            if same or stale:
                raise _Undone
    except _Undone:
        if not same:
            raise refusal() from None
        if any(field.name == "version" for field in row._meta.concrete_fields):
            row.refresh_from_db(fields=["version"])


def _content(row: SchoolOwned, tables: tuple[str, ...], below: Callable[[], object] | None) -> list[object]:
    """One query, and one more for each table."""
    rows = [getattr(row, table) for table in tables]
    own = _values(type(row).objects.filter(pk=row.pk))
    return [own, *(_values(each.all(), each.field.attname) for each in rows), below() if below else None]


def _values(rows: models.QuerySet[Any], whose: str = "") -> list[str]:
    """What the rows say, each with the other rows it names; places of a table are values themselves, so the order is nothing."""
    fields = [*rows.model._meta.concrete_fields, *rows.model._meta.many_to_many]
    names = [field.attname for field in fields if field.attname not in _NO_CONTENT and field.attname != whose]
    return sorted(repr(each) for each in rows.values_list(*names))
