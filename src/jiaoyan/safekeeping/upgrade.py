"""Before data of an older version is changed: a whole backup of it, beside the data, so that going back is one command. 升级"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jiaoyan.database import room
from jiaoyan.safekeeping.backup import BackupFailed, Made, make_backup
from jiaoyan.safekeeping.start import CannotStart

FOLDER = "before-upgrade"
KEPT = 3
COPIES = 4  # the archive plain and sealed, and both unpacked again to prove it


def waiting_migrations() -> list[str]:
    """What this version would change in data that exists, as ``app.name``; empty for a new folder and for data of this version."""
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        return []
    return [f"{migration.app_label}.{migration.name}" for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def back_up_before_upgrade() -> Made | None:
    """A backup of older data under ``before-upgrade`` in the data folder, the last ``KEPT`` of them; None when nothing will change.

    Raises ``CannotStart`` when it cannot be made: then the data stay as they are, and the older version still runs.
    On PostgreSQL the backup is the administrator's; a name for it is printed by the command.
    """
    if connection.vendor != "sqlite" or not waiting_migrations():
        return None
    data = Path(settings.ENVIRONMENT.data)
    _refuse_without_room(data)
    try:
        made = make_backup(data / FOLDER, "before-upgrade")
    except BackupFailed as failure:
        raise CannotStart(f"升级前的{failure} 数据没有改动，可以继续用原来的版本。") from failure
    for old in sorted((data / FOLDER).glob("before-upgrade-*.backup"))[:-KEPT]:
        old.unlink()
    return made


def _refuse_without_room(data: Path) -> None:
    size = sum(path.stat().st_size for path in [data / "jiaoyan.sqlite3", *(data / "files").glob("*/*")] if path.exists())
    wanted = COPIES * size
    if room.free_bytes(data) < wanted + room.STOP_BYTES:
        raise CannotStart(f"升级前要先备份，约需 {wanted // 1024**2 + 1} MB 空间，磁盘不够。请清理后再启动；数据没有改动。")
