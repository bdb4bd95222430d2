"""Which school the work at hand belongs to. Every query on a school-owned table is filtered by it, or refused.

The middleware enters a scope for the signed-in person, a command for its argument. There is no default.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

_current: ContextVar[int | None] = ContextVar("school", default=None)
_read: ContextVar[dict[Hashable, Any] | None] = ContextVar("read", default=None)
Found = TypeVar("Found")


class NoScope(RuntimeError):
    """A school-owned table was queried outside any school scope: a programming error, never shown to people."""


@contextmanager
def school_scope(school_id: int) -> Iterator[None]:
    """Inside this block, school-owned tables answer for the school with this key only."""
    token = _current.set(school_id)
    try:
        yield
    finally:
        _current.reset(token)


def current_school_id() -> int:
    """The key of the school in scope; raises ``NoScope`` outside any scope."""
    school_id = _current.get()
    if school_id is None:
        raise NoScope("a school-owned table was queried without a school scope")
    return school_id


@contextmanager
def remembering() -> Iterator[None]:
    """Inside this block ``once`` reads each thing a single time: for a page that is only looked at, where nothing is written meanwhile."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def once(key: Hashable, read: Callable[[], Found]) -> Found:
    """What ``read`` gives; inside ``remembering`` it is asked once for each ``key``, which names the school or one of its rows."""
    found = _read.get()
    if found is None:
        return read()
    if key not in found:
        found[key] = read()
    answer: Found = found[key]
    return answer
