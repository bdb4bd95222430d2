"""Which school the work at hand belongs to. Every query on a school-owned table is filtered by it, or refused.

The middleware enters a scope for the signed-in person, a command for its argument. There is no default.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[int | None] = ContextVar("school", default=None)


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
