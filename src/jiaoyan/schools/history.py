"""One line for every write, in the same transaction, chained to the one before. 历史"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models, transaction
from django.utils import timezone

from jiaoyan.schools.access import Actor
from jiaoyan.schools.models import HistoryHead, HistoryLine


class _Waiting:
    """A line that waits to be written with others. Django keeps it among what is to be done on commit, and forgets it with a savepoint that is rolled back."""

    def __init__(self, line: HistoryLine) -> None:
        self.line = line

    def __call__(self) -> None:
        """On commit it has been written already."""


_gathered: ContextVar[list[_Waiting] | None] = ContextVar("gathered", default=None)


@contextmanager
def gathered() -> Iterator[None]:
    """Write the lines of very many deeds together when the block ends: for one transaction that tells a whole past, such as the example's.

    Nobody may read history meanwhile. A deed that was rolled back leaves no line, whether or not its failure fails the block.
    Raises ``TransactionManagementError`` outside a transaction.
    """
    _in_transaction()
    waiting: list[_Waiting] = []
    token = _gathered.set(waiting)
    try:
        yield
    finally:
        _gathered.reset(token)
    _write([each.line for each in _not_rolled_back(waiting)])


def _not_rolled_back(waiting: Iterable[_Waiting]) -> Iterator[_Waiting]:
    standing = {id(done) for _, done, _ in transaction.get_connection().run_on_commit}
    return (each for each in waiting if id(each) in standing)


def _write(lines: Sequence[HistoryLine]) -> None:
    heads = {school_id: _locked_head(school_id) for school_id in {line.school_id for line in lines}}
    for line in lines:
        _chain(line, heads[line.school_id])
    HistoryLine.everywhere.bulk_create(lines, batch_size=500)
    HistoryHead.objects.bulk_update(heads.values(), ["number", "digest"])


def note(by: Actor, verb: str, thing: models.Model | None, text: str) -> None:
    """Add a line saying that ``by`` did ``verb`` to ``thing``; ``text`` is the Chinese sentence, without marks or secrets.

    Must run inside the transaction of the write it describes; raises ``TransactionManagementError`` otherwise.
    """
    _in_transaction()
    line = HistoryLine(
        school_id=by.school_id,
        at=timezone.now(),
        person_id=by.person_id or None,
        person_name=by.name,
        verb=verb,
        kind=thing._meta.label_lower if thing is not None else "",
        object_id=thing.pk if thing is not None else None,
        text=text[:300],
    )
    together = _gathered.get()
    if together is not None:
        together.append(_Waiting(line))
        transaction.on_commit(together[-1])
        return
    head = _locked_head(by.school_id)
    _chain(line, head)
    line.save(force_insert=True)
    head.save(update_fields=["number", "digest"])


def last_line(thing: models.Model) -> HistoryLine | None:
    """The last line about a thing. One query."""
    lines = HistoryLine.objects.filter(kind=thing._meta.label_lower, object_id=thing.pk).order_by("-number")
    line: HistoryLine | None = lines.first()
    return line


def was_last(by: Actor, verb: str, thing: models.Model) -> bool:
    """Whether that was the last deed on the thing, and this person did it: a button pressed again, not another's deed. One query."""
    line = last_line(thing)
    return line is not None and (line.verb, line.person_id) == (verb, by.person_id or None)


def _chain(line: HistoryLine, head: HistoryHead) -> None:
    """Put the line at the end of its school's chain."""
    line.number, line.previous = head.number + 1, head.digest
    line.digest = digest(line)
    head.number, head.digest = line.number, line.digest


def _in_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("history.note runs inside the write's own transaction")


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
