"""A form that is sent again, after a double tap, the browser's back or an answer that was lost on its way. 重复提交"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction

from jiaoyan.schools.actions.approval import ChangedMeanwhile
from jiaoyan.schools.models import SchoolOwned

_NO_CONTENT = frozenset({"id", "school_id", "version", "changed_by_id", "changed_at"})


@contextmanager
def only_news(row: SchoolOwned, *tables: str, stale: bool, refusal: Callable[[], Exception] = ChangedMeanwhile) -> Iterator[None]:
    """Keeps what its block stores only if that is anything new, so that a form sent again is answered as the first time and leaves no second line.

    The content is that of the row and of its rows in ``tables`` (related names), whatever their keys; the row has a ``version``. ``stale``: the
    person saw another state than this one; then news would go over somebody else's words. Raises ``ChangedMeanwhile``, or what ``refusal`` makes
    when everything stands as before. To be called inside a transaction that holds the row.
    """
    before = _content(row, tables)
    mark = transaction.savepoint()
    yield
    if _content(row, tables) == before:
        transaction.savepoint_rollback(mark)
        row.refresh_from_db(fields=["version"])
    elif stale:
        transaction.savepoint_rollback(mark)
        raise refusal()
    else:
        transaction.savepoint_commit(mark)


def _content(row: SchoolOwned, tables: tuple[str, ...]) -> list[list[str]]:
    """One query, and one more for each table."""
    below = [getattr(row, table) for table in tables]
    return [_values(type(row).objects.filter(pk=row.pk)), *(_values(rows.all(), rows.field.attname) for rows in below)]


def _values(rows: models.QuerySet[Any], whose: str = "") -> list[str]:
    """What the rows say, each with the other rows it names; places of a table are values themselves, so the order is nothing."""
    fields = [*rows.model._meta.concrete_fields, *rows.model._meta.many_to_many]
    names = [field.attname for field in fields if field.attname not in _NO_CONTENT and field.attname != whose]
    return sorted(repr(each) for each in rows.values_list(*names))
