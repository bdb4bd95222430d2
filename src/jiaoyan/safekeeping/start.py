"""What is looked at before the site answers: the folder, the disk, the database's way of writing; and what a crash left behind is swept out."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from jiaoyan.database import room
from jiaoyan.schools import files
from jiaoyan.schools.imports import waiting

# Before it, two connections that write and checkpoint at once could rarely damage the file; the write gate avoids that.
SAFE_SQLITE = (3, 51, 3)
NETWORK = re.compile(r"(nfs\d?|cifs|smb\d?|smbfs|afs|ceph|9p|glusterfs|fuse\.(sshfs|davfs2?|rclone|s3fs|gvfsd-fuse))")
SCRATCH_SECONDS = 6 * 3600


class CannotStart(Exception):
    """The site must not start like this; the message says what to do."""


def before_serving() -> list[str]:
    """Check the data folder and sweep it; returns remarks for the log. Raises ``CannotStart``."""
    data = Path(settings.ENVIRONMENT.data)
    refuse_network_share(data)
    _refuse_unwritable(data)
    _refuse_careless_writing()
    sweep()
    room.lay_reserve(data)
    return [*_remark_on_sqlite(sqlite3.sqlite_version_info), *filter(None, [room.warning(room.free_bytes(data))])]


def refuse_network_share(data: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """Raise ``CannotStart`` when the folder lies on a network share, as far as the system tells (Linux): locks there do not hold."""
    try:
        kind = kind_of_disk(data, mounts.read_text(encoding="utf-8", errors="replace").splitlines())
    except OSError:  # not Linux
        kind = "cifs" if str(data).startswith(("\\\\", "//")) else ""
    if NETWORK.fullmatch(kind):
        raise CannotStart(f"数据文件夹 {data} 在网络共享盘上（{kind}），断网或多机同时写会损坏数据。请用 --data 换到本机硬盘上的文件夹。")


def refuse_newer_data() -> None:
    """Raise ``CannotStart`` when the data was last used by a newer version of the product. Ask before migrating."""
    loader = MigrationLoader(connection)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("jiaoyan.")}
    unknown = {name for name in loader.applied_migrations if name[0] in ours} - set(loader.disk_migrations)
    if unknown - set(loader.replacements):
        raise CannotStart("数据是更新的版本写的，这个旧版本不能使用它。请启动新版本，或恢复升级之前的备份。")


def kind_of_disk(folder: Path, mounts: Iterable[str]) -> str:
    """The file system a folder lies on, from the lines of ``/proc/mounts``; "" when none fits."""
    found: tuple[int, str] = (-1, "")
    for line in mounts:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), fields[1]))
        if folder.is_relative_to(point) and len(point.parts) >= found[0]:  # the later of two mounts on one point is on top
            found = len(point.parts), fields[2]
    return found[1]


def sweep() -> None:
    """Remove files no row knows, workbooks nobody confirmed, what a backup that was cut off left, sessions that are over."""
    files.sweep()
    waiting.sweep()
    for scratch in Path(settings.ENVIRONMENT.data).glob(".backup-*"):
        if time.time() - scratch.stat().st_mtime > SCRATCH_SECONDS:  # a younger one may be at work
            shutil.rmtree(scratch, ignore_errors=True)
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def _refuse_unwritable(data: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=data) as probe:
            probe.write(b"x")
            probe.flush()
    except OSError as error:
        raise CannotStart(f"数据文件夹 {data} 写不进去（{error.strerror}）。请检查磁盘空间和文件夹权限。") from error


def _refuse_careless_writing() -> None:
    """WAL and FULL are what keeps an acknowledged write through a power cut."""
    mode, synchronous = _way_of_writing()
    if (mode, synchronous) != ("wal", 2):
        raise CannotStart(f"数据库不能以断电不丢的方式写入（{mode}，{synchronous}）。请把数据文件夹放在本机硬盘上。")


def _way_of_writing() -> tuple[str, int]:
    """SQLite's journal mode and synchronous level as they are; PostgreSQL keeps its own word."""
    if connection.vendor != "sqlite":
        return "wal", 2
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA journal_mode").fetchone()[0], cursor.execute("PRAGMA synchronous").fetchone()[0]


def _remark_on_sqlite(version: tuple[int, ...]) -> list[str]:
    if connection.vendor != "sqlite" or version >= SAFE_SQLITE:
        return []
    return [f"SQLite {'.'.join(map(str, version))}：可以正常使用；方便时请升级到 3.51.3 或更新的版本。"]
