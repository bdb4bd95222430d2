"""A backup: the database through SQLite's online API, every stored file, a manifest of hashes; encrypted, then restored once to prove it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyrage
from django.conf import settings
from django.db import connection
from django.utils import timezone

from jiaoyan.safekeeping.archive import DATABASE, FORMAT, MANIFEST, digest_of, load_key, make_key
from jiaoyan.safekeeping.restore import RestoreRefused, restore_backup
from jiaoyan.schools import backups


class BackupFailed(Exception):
    """No backup was made; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished, verified backup."""

    path: Path
    size: int
    files: int
    key_path: Path
    new_key: bool


def back_up(folder: Path) -> Made:
    """Write ``jiaoyan-<time>.backup`` into ``folder`` and verify it by restoring it into a temporary folder.

    Raises ``BackupFailed``. The site may go on working meanwhile.
    """
    try:
        made = make_backup(folder, "jiaoyan")
    except BackupFailed:
        backups.remember(succeeded=False)
        raise
    backups.remember(succeeded=True)
    return made


def make_backup(folder: Path, name: str) -> Made:
    """The same as ``<name>-<time>.backup``, without a word to those who keep the school. Raises ``BackupFailed``."""
    if connection.vendor != "sqlite":
        raise BackupFailed("数据库是 PostgreSQL，请用 pg_dump 备份数据库，并另行复制数据文件夹中的 files。")
    data = Path(settings.ENVIRONMENT.data)
    key_path = data / "backup.key"
    new_key = not key_path.exists()
    try:
        identity = make_key(key_path) if new_key else load_key(key_path)
        folder.mkdir(parents=True, exist_ok=True)
        # What is not sealed yet stays on the data disk: a stick that is lost must hold nothing readable, not even deleted.
        with tempfile.TemporaryDirectory(dir=data, prefix=".backup-") as scratch:
            tar, count = _collect(Path(scratch), data)
            target = folder / f"{name}-{timezone.localtime():%Y%m%d-%H%M%S}.backup"
            sealed = Path(scratch) / "sealed"
            pyrage.encrypt_file(str(tar), str(sealed), [identity.to_public()])
            tar.unlink()
            restore_backup(sealed, key_path=key_path, data=Path(scratch) / "proof")
            _carry_over(sealed, target)
    except (OSError, ValueError, RestoreRefused, sqlite3.Error) as error:
        raise BackupFailed(f"备份没有完成：{error}") from error
    return Made(target, target.stat().st_size, count, key_path, new_key)


def _carry_over(sealed: Path, target: Path) -> None:
    """Copy onto the backup medium, read it back, and only then give it its name. Raises ``OSError``."""
    part = target.with_name(f".{target.name}.part")
    try:
        with sealed.open("rb") as source, part.open("wb") as copy:
            shutil.copyfileobj(source, copy, 1024 * 1024)
            copy.flush()
            os.fsync(copy.fileno())
        if digest_of(part) != digest_of(sealed):
            raise OSError("写到备份盘上的内容读回来不一样，请换一个盘")
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _collect(scratch: Path, data: Path) -> tuple[Path, int]:
    """The unencrypted archive and how many stored files are in it."""
    database = scratch / DATABASE
    _copy_database(data / "jiaoyan.sqlite3", database)
    files = sorted(path for path in (data / "files").glob("*/*") if not path.name.startswith("."))
    names = {f"files/{path.parent.name}/{path.name}": path for path in files}
    hashes = {DATABASE: digest_of(database)} | {name: digest_of(path) for name, path in names.items()}
    manifest = scratch / MANIFEST
    manifest.write_text(
        json.dumps({"format": FORMAT, "made_at": timezone.localtime().isoformat(timespec="seconds"), "sha256": hashes}), "utf-8"
    )
    tar = scratch / "plain.tar"
    with tarfile.open(tar, "w") as archive:
        archive.add(manifest, MANIFEST)
        archive.add(database, DATABASE)
        for name, path in names.items():
            archive.add(path, name)
    database.unlink()
    return tar, len(files)


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
