"""Django's SQLite backend with the settings that keep acknowledged writes, and the write gate in front of every write.

WAL, synchronous=FULL, IMMEDIATE, 20 s, no mmap: measured, see docs/decisions. Local disks only.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from jiaoyan.database.gate import GateTimeout, WriteGate

TIMEOUT_SECONDS = 20.0
PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=0;PRAGMA journal_size_limit=27103364;"
    "PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY"
)
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class GatedCursor(base.SQLiteCursorWrapper):
    """Takes the gate around a write that runs outside any transaction."""

    def __init__(self, wrapper: DatabaseWrapper, *args: Any) -> None:
        super().__init__(*args)
        self._wrapper = wrapper

    def execute(self, query: str, params: Any = None) -> Any:
        with self._wrapper.gated_write(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self._wrapper.gated_write(query):
            return super().executemany(query, param_list)


class _Open:
    """No gate needed for this statement."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *exc: object) -> None:
        return None


class _ThroughGate:
    """Hold the gate for one statement."""

    def __init__(self, wrapper: DatabaseWrapper) -> None:
        self._wrapper = wrapper

    def __enter__(self) -> None:
        self._wrapper.enter_gate()

    def __exit__(self, *exc: object) -> None:
        self._wrapper.leave_gate()


class DatabaseWrapper(base.DatabaseWrapper):
    """The SQLite connection every installation uses unless it names PostgreSQL."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._gate: WriteGate | None = None

    def get_connection_params(self) -> dict[str, Any]:
        options = self.settings_dict["OPTIONS"]
        options.setdefault("transaction_mode", "IMMEDIATE")
        options.setdefault("timeout", TIMEOUT_SECONDS)
        options.setdefault("init_command", PRAGMAS)
        params: dict[str, Any] = super().get_connection_params()
        return params

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002 - Django's signature
        return self.connection.cursor(factory=partial(GatedCursor, self))

    def gated_write(self, query: str) -> _Open | _ThroughGate:
        """What a statement must pass: the gate for a lone write, nothing inside a transaction or for a read."""
        connection = self.connection
        if self.in_atomic_block or connection is None or connection.in_transaction:
            return _Open()
        return _ThroughGate(self) if query.lstrip()[:7].upper().startswith(_WRITES) else _Open()

    def enter_gate(self) -> None:
        """Wait for the write gate; raises Django's OperationalError when it stays shut."""
        if self.is_in_memory_db():
            return
        if self._gate is None:
            self._gate = WriteGate(str(self.settings_dict["NAME"]), TIMEOUT_SECONDS)
        try:
            self._gate.acquire()
        except GateTimeout as shut:
            raise OperationalError("database is locked: the write gate stayed shut") from shut

    def leave_gate(self) -> None:
        """Let the next writer in."""
        if self._gate is not None:
            self._gate.release()

    def _start_transaction_under_autocommit(self) -> None:
        self.enter_gate()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            self.leave_gate()
            raise

    def _commit(self) -> Any:
        answer = super()._commit()  # type: ignore[misc]  # the stubs leave it out
        self.leave_gate()
        return answer

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self.leave_gate()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self.leave_gate()
