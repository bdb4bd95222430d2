"""Deleting for good: what SQLite deletes is overwritten at once, and the journal that still holds the old pages is emptied.

PostgreSQL keeps old rows until its own clean-up (autovacuum) has passed; its administrators know the ways to hurry it.
"""

from __future__ import annotations

from django.db import connection, transaction


def overwrite_what_is_deleted() -> None:
    """From here on this connection overwrites deleted content; after the transaction at hand the journal is emptied too."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=ON")
    transaction.on_commit(_empty_journal, robust=True)  # a reader at work postpones it to the next checkpoint


def _empty_journal() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
