"""One line for every write, in the same transaction, chained to the one before. 历史"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import models, transaction
from django.utils import timezone

from jiaoyan.schools.access import Actor
from jiaoyan.schools.models import HistoryHead, HistoryLine


@dataclass(slots=True)
class _Gathered:
    """Lines that wait to be written together, and where the chain of each school ends with them."""

    heads: dict[int, HistoryHead] = field(default_factory=dict)
    lines: list[HistoryLine] = field(default_factory=list)


_gathered: ContextVar[_Gathered | None] = ContextVar("gathered", default=None)


@contextmanager
def gathered() -> Iterator[None]:
    """Write the lines of very many deeds together when the block ends: for one transaction that tells a whole past, such as the example's.

    Nobody may read history meanwhile, and a deed that fails must fail the block. Raises ``TransactionManagementError`` outside a transaction.
    """
    _in_transaction()
    kept = _Gathered()
    token = _gathered.set(kept)
    try:
        yield
    finally:
        _gathered.reset(token)
    HistoryLine.everywhere.bulk_create(kept.lines, batch_size=500)
    HistoryHead.objects.bulk_update(kept.heads.values(), ["number", "digest"])


def note(by: Actor, verb: str, thing: models.Model | None, text: str) -> None:
    """Add a line saying that ``by`` did ``verb`` to ``thing``; ``text`` is the Chinese sentence, without marks or secrets.

    Must run inside the transaction of the write it describes; raises ``TransactionManagementError`` otherwise.
    """
    _in_transaction()
    together = _gathered.get()
    head = _locked_head(by.school_id) if together is None else _head_among(together, by.school_id)
    line = HistoryLine(
        school_id=by.school_id,
        number=head.number + 1,
        at=timezone.now(),
        person_id=by.person_id or None,
        person_name=by.name,
        verb=verb,
        kind=thing._meta.label_lower if thing is not None else "",
        object_id=thing.pk if thing is not None else None,
        text=text[:300],
        previous=head.digest,
    )
    line.digest = digest(line)
    head.number, head.digest = line.number, line.digest
    if together is not None:
        together.lines.append(line)
        return
    line.save(force_insert=True)
    head.save(update_fields=["number", "digest"])


def _in_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("history.note runs inside the write's own transaction")


def _head_among(together: _Gathered, school_id: int) -> HistoryHead:
    if school_id not in together.heads:
        together.heads[school_id] = _locked_head(school_id)
    return together.heads[school_id]


def _locked_head(school_id: int) -> HistoryHead:
    """Where the school's chain ends, locked; begun with its first line."""
    heads = HistoryHead.objects.select_for_update().filter(school_id=school_id)
    if (head := heads.first()) is None:
        HistoryHead.objects.get_or_create(school_id=school_id)
        head = heads.get()
    return head


def digest(line: HistoryLine) -> str:
    """SHA-256 over the line's content and the digest of the line before."""
    parts = [
        line.previous,
        line.number,
        line.at.isoformat(),
        line.person_id,
        line.person_name,
        line.verb,
        line.kind,
        line.object_id,
        line.text,
    ]
    return hashlib.sha256("\x1f".join("" if p is None else str(p) for p in parts).encode()).hexdigest()


def broken_at(school_id: int) -> int | None:
    """The number of the first line that does not fit the chain, or None when the chain is whole up to its head."""
    previous, number = "0" * 64, 0
    for line in HistoryLine.everywhere.filter(school_id=school_id).order_by("number").iterator():
        number += 1
        if line.number != number or line.previous != previous or line.digest != digest(line):
            return number
        previous = line.digest
    head = HistoryHead.objects.filter(school_id=school_id).first()
    if head is not None and (head.number, head.digest) != (number, previous):
        return number + 1
    return None
