"""SQLite's notes on how its tables are filled: without them it may read all rows of a school where an index would find the one."""

from __future__ import annotations

import structlog
from django.db import DatabaseError, connection

log = structlog.get_logger("jiaoyan.database")

SAMPLE = 1000
"""How many rows of an index are looked at: enough for choosing, a moment's work at any size."""


def look_at_tables() -> None:
    """Take the notes anew; PostgreSQL takes its own. On a full disk the old ones serve: reading goes on."""
    if connection.vendor != "sqlite":
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={SAMPLE}")
            cursor.execute("ANALYZE")
    except DatabaseError as reason:
        log.warning("tables not looked at", reason=str(reason))
